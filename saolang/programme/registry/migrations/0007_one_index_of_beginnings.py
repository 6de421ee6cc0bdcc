"""Keep one index of how names of products begin: on PostgreSQL `registry_product_begins` answers what this one did."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

INDEX = "registry_product_by_name"


def drop(_apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP INDEX {INDEX}")


def make(_apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"CREATE INDEX {INDEX} ON registry_product (folded varchar_pattern_ops)")


class Migration(migrations.Migration):
    dependencies = [("registry", "0006_words_are_found")]

    operations = [migrations.RunPython(drop, make)]
