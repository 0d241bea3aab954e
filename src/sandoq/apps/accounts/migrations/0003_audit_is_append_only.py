"""The database itself refuses to change or delete an entry of the audit trail."""

from django.db import migrations

SQLITE = """
CREATE TRIGGER accounts_auditentry_keeps_{act} BEFORE {act} ON accounts_auditentry
BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END
"""

POSTGRESQL = """
CREATE FUNCTION accounts_auditentry_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit trail is append-only' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER accounts_auditentry_keeps BEFORE UPDATE OR DELETE ON accounts_auditentry
FOR EACH ROW EXECUTE FUNCTION accounts_auditentry_is_append_only();
"""

POSTGRESQL_BACK = """
DROP TRIGGER accounts_auditentry_keeps ON accounts_auditentry;
DROP FUNCTION accounts_auditentry_is_append_only();
"""


def forwards(_apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for act in ("UPDATE", "DELETE"):
            schema_editor.execute(SQLITE.format(act=act), params=None)
    else:
        schema_editor.execute(POSTGRESQL, params=None)


def backwards(_apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for act in ("UPDATE", "DELETE"):
            schema_editor.execute(f"DROP TRIGGER accounts_auditentry_keeps_{act}", params=None)
    else:
        schema_editor.execute(POSTGRESQL_BACK, params=None)


class Migration(migrations.Migration):
    # SQLite loses triggers when a later migration rebuilds the table: such a migration must call
    # `forwards` again; tests/accounts asks the migrated database.

    dependencies = [("accounts", "0002_offices")]

    operations = [migrations.RunPython(forwards, backwards)]
