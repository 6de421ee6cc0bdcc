"""Index the names of potential products."""

from django.db import migrations

from saolang.base.kit.indexing import IndexNames


class Migration(migrations.Migration):
    dependencies = [("kit", "0001_words_of_names"), ("dossiers", "0004_trusted_as")]

    operations = [IndexNames("dossiers_potentialproduct")]
