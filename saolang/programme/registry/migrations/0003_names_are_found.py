"""Index the names of what the registry holds, and let products be found by how their names begin."""

from django.db import migrations, models

from saolang.base.kit.indexing import IndexNames


class Migration(migrations.Migration):
    dependencies = [("kit", "0001_words_of_names"), ("registry", "0002_evidence")]

    operations = [
        migrations.AddIndex(
            model_name="product",
            index=models.Index(fields=["folded"], name="registry_product_by_name", opclasses=["varchar_pattern_ops"]),
        ),
        IndexNames("registry_product"),
        IndexNames("registry_producer"),
        IndexNames("registry_craftvillage"),
        IndexNames("registry_growingarea"),
    ]
