"""Index the names units bear and have borne."""

from django.db import migrations

from saolang.base.kit.indexing import IndexNames


class Migration(migrations.Migration):
    dependencies = [("kit", "0001_words_of_names"), ("places", "0001_places")]

    operations = [IndexNames("places_placename")]
