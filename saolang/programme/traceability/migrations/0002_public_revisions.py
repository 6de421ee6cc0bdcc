"""Let the database count every change of what a product's public page says, whoever makes it."""

from django.db import migrations

COUNTED = "traceability_publicrevision"
ITSELF = "SELECT {row}.id"
ITS_PRODUCT = "SELECT {row}.product_id"
OF_ITS_RECOGNITION = "SELECT product_id FROM certification_recognition WHERE id = {row}.recognition_id"
OF_ITS_RECALL = "SELECT product_id FROM traceability_recall WHERE id = {row}.recall_id"
OF_ITS_VILLAGE = "SELECT product_id FROM registry_craftproduct WHERE village_id = {row}.id"
OWNED = "SELECT product_id FROM registry_ownership WHERE producer_id = {row}.id"

PRODUCTS = {
    "registry_product": ITSELF,
    "registry_productversion": ITS_PRODUCT,
    "registry_productphoto": ITS_PRODUCT,
    "registry_ownership": ITS_PRODUCT,
    "registry_craftproduct": ITS_PRODUCT,
    "registry_producer": OWNED,
    "registry_craftvillage": OF_ITS_VILLAGE,
    "certification_recognition": ITS_PRODUCT,
    "certification_revocation": OF_ITS_RECOGNITION,
    "certification_suspension": OF_ITS_RECOGNITION,
    "certification_certificate": OF_ITS_RECOGNITION,
    "traceability_lot": ITS_PRODUCT,
    "traceability_recall": ITS_PRODUCT,
    "traceability_recalledlot": OF_ITS_RECALL,
    "promotion_presence": ITS_PRODUCT,
    "promotion_story": ITS_PRODUCT,
}
"""Which products' pages a row of each table is on."""

COUNT = f"""
INSERT INTO {COUNTED} (product_id, revision)
SELECT registry_product.id, 1 FROM registry_product WHERE registry_product.id IN (%s)
ON CONFLICT (product_id) DO UPDATE SET revision = {COUNTED}.revision + 1
"""
FORGET = f"DELETE FROM {COUNTED} WHERE product_id = OLD.id"


def count(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    for table, products in PRODUCTS.items():
        for statement in _ON[vendor](table, products):
            schema_editor.execute(statement)
    schema_editor.execute(f"INSERT INTO {COUNTED} (product_id, revision) SELECT id, 1 FROM registry_product")


def stop(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    for table in PRODUCTS:
        for statement in _OFF[vendor](table):
            schema_editor.execute(statement)


def _acts(table, products):
    """Yield what happens to a row, and what is done then. A product that is deleted takes its count along."""
    yield "insert", COUNT % products.format(row="NEW")
    yield "update", COUNT % products.format(row="NEW")
    yield "delete", FORGET if table == "registry_product" else COUNT % products.format(row="OLD")


def _sqlite(table, products):
    for event, act in _acts(table, products):
        yield f"CREATE TRIGGER {table}_counts_{event} AFTER {event.upper()} ON {table} BEGIN {act}; END"


def _postgresql(table, products):
    for event, act in _acts(table, products):
        name = f"{table}_counts_{event}"
        yield f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {act}; RETURN NULL; END $$"
        yield f"CREATE TRIGGER {name} AFTER {event.upper()} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"


def _off_sqlite(table):
    return [f"DROP TRIGGER {table}_counts_{event}" for event in ("insert", "update", "delete")]


def _off_postgresql(table):
    return [f"DROP FUNCTION {table}_counts_{event}() CASCADE" for event in ("insert", "update", "delete")]


_ON = {"sqlite": _sqlite, "postgresql": _postgresql}
_OFF = {"sqlite": _off_sqlite, "postgresql": _off_postgresql}


class Migration(migrations.Migration):
    dependencies = [("traceability", "0001_lots_and_events"), ("promotion", "0001_channels_and_stories")]

    operations = [migrations.RunPython(count, stop)]
