"""Note the words of names, so that one typed wrongly finds the one meant; PostgreSQL learns trigrams."""

from django.db import migrations

from saolang.base.kit.indexing import drop_words, make_words


class Migration(migrations.Migration):
    dependencies = []

    operations = [migrations.RunPython(make_words, drop_words)]
