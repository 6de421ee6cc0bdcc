"""Let the database count every change of the certificates buyers read of on a product's public page."""

from importlib import import_module

from django.db import migrations

first = import_module("saolang.programme.traceability.migrations.0002_public_revisions")

SHOWN = """
SELECT product_id FROM registry_shownpaper WHERE evidence_id = {row}.id OR evidence_id = {row}.replaces_id
"""
PRODUCTS = {
    "registry_shownpaper": first.ITS_PRODUCT,
    "registry_evidence": SHOWN,
}


def count(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    for table, products in PRODUCTS.items():
        for statement in first._ON[vendor](table, products):
            schema_editor.execute(statement)


def stop(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    for table in PRODUCTS:
        for statement in first._OFF[vendor](table):
            schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("traceability", "0007_each_producer_names_its_queries"), ("registry", "0005_shown_papers")]

    operations = [migrations.RunPython(count, stop)]
