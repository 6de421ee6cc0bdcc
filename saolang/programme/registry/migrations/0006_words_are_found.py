"""Names of products, producers, craft villages and growing areas are found by whole words, too."""

from django.db import migrations

from saolang.base.kit.indexing import IndexWords


class Migration(migrations.Migration):
    dependencies = [("registry", "0005_shown_papers")]

    operations = [
        IndexWords("registry_product"),
        IndexWords("registry_producer"),
        IndexWords("registry_craftvillage"),
        IndexWords("registry_growingarea"),
    ]
