"""Let the database itself refuse to alter or delete a change, whoever asks."""

from django.db import migrations

MESSAGE = "The list of changes is append-only."

ON = {
    "sqlite": [
        f"""
        CREATE TRIGGER audit_change_no_update BEFORE UPDATE ON audit_change
        BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END
        """,
        f"""
        CREATE TRIGGER audit_change_no_delete BEFORE DELETE ON audit_change
        BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END
        """,
    ],
    "postgresql": [
        f"""
        CREATE FUNCTION audit_change_refuse() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation'; END $$
        """,
        """
        CREATE TRIGGER audit_change_no_update BEFORE UPDATE OR DELETE ON audit_change
        FOR EACH ROW EXECUTE FUNCTION audit_change_refuse()
        """,
        """
        CREATE TRIGGER audit_change_no_truncate BEFORE TRUNCATE ON audit_change
        FOR EACH STATEMENT EXECUTE FUNCTION audit_change_refuse()
        """,
    ],
}
OFF = {
    "sqlite": ["DROP TRIGGER audit_change_no_update", "DROP TRIGGER audit_change_no_delete"],
    "postgresql": [
        "DROP TRIGGER audit_change_no_update ON audit_change",
        "DROP TRIGGER audit_change_no_truncate ON audit_change",
        "DROP FUNCTION audit_change_refuse",
    ],
}


def protect(apps, schema_editor):
    for statement in ON[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def unprotect(apps, schema_editor):
    for statement in OFF[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_changes")]

    operations = [migrations.RunPython(protect, unprotect)]
