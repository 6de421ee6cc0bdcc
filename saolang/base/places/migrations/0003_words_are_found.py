"""Names of places are found by whole words, too."""

from django.db import migrations

from saolang.base.kit.indexing import IndexWords


class Migration(migrations.Migration):
    dependencies = [("places", "0002_names_are_found")]

    operations = [IndexWords("places_placename")]
