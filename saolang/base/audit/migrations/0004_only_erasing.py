"""Let the database itself guard the changes and the chain: nothing is altered or deleted, personal data may be erased."""

from django.db import migrations

MESSAGE = "The list of changes is append-only."
ERASABLE = ("salt", "personal")
KEPT = (
    "id", "at", "actor", "action", "kind", "code", "before", "after", "reason", "request_id", "commitment",
)  # fmt: skip
SAME = {
    "sqlite": " AND ".join(f'OLD."{column}" IS NEW."{column}"' for column in KEPT),
    "postgresql": " AND ".join(f'OLD."{column}" IS NOT DISTINCT FROM NEW."{column}"' for column in KEPT),
}
ONLY_ERASED = "NEW.salt = '' AND NEW.personal IS NULL"

ON = {
    "sqlite": [
        f"""
        CREATE TRIGGER audit_change_no_update BEFORE UPDATE ON audit_change
        WHEN NOT ({SAME["sqlite"]} AND {ONLY_ERASED})
        BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END
        """,
        *(
            f"""
            CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
            BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END
            """
            for table, verb in (
                ("audit_change", "delete"),
                ("audit_link", "update"),
                ("audit_link", "delete"),
                ("audit_checkpoint", "update"),
                ("audit_checkpoint", "delete"),
            )
        ),
    ],
    "postgresql": [
        f"""
        CREATE FUNCTION audit_change_refuse() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation'; END $$
        """,
        f"""
        CREATE TRIGGER audit_change_no_update BEFORE UPDATE ON audit_change
        FOR EACH ROW WHEN (NOT ({SAME["postgresql"]} AND {ONLY_ERASED})) EXECUTE FUNCTION audit_change_refuse()
        """,
        """
        CREATE TRIGGER audit_change_no_delete BEFORE DELETE ON audit_change
        FOR EACH ROW EXECUTE FUNCTION audit_change_refuse()
        """,
        *(
            f"""
            CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION audit_change_refuse()
            """
            for table in ("audit_link", "audit_checkpoint")
        ),
        *(
            f"""
            CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION audit_change_refuse()
            """
            for table in ("audit_change", "audit_link", "audit_checkpoint")
        ),
    ],
}
OFF = {
    "sqlite": [
        f"DROP TRIGGER IF EXISTS {table}_no_{verb}"
        for table in ("audit_change", "audit_link", "audit_checkpoint")
        for verb in ("update", "delete")
    ],
    "postgresql": ["DROP FUNCTION IF EXISTS audit_change_refuse CASCADE"],
}


def guard(apps, schema_editor):
    """Replace the guards of the changes, which SQLite has lost with the old table when columns were added."""
    vendor = schema_editor.connection.vendor
    for statement in (*OFF[vendor], *ON[vendor]):
        schema_editor.execute(statement)


def unguard(apps, schema_editor):
    for statement in OFF[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_chain")]

    operations = [migrations.RunPython(guard, unguard)]
