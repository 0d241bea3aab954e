"""The database itself refuses to change or delete an owner, an escalation or a line of history."""

from django.db import migrations

TABLES = (
    "obstacles_obstacleowner",
    "obstacles_acknowledgement",
    "obstacles_escalation",
    "obstacles_obstacleevent",
)

SQLITE = """
CREATE TRIGGER {table}_keeps_{act} BEFORE {act} ON {table}
BEGIN SELECT RAISE(ABORT, 'the record of an obstacle is append-only'); END
"""

POSTGRESQL = """
CREATE FUNCTION obstacles_are_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the record of an obstacle is append-only'
    USING ERRCODE = 'integrity_constraint_violation';
END $$
"""

POSTGRESQL_TABLE = """
CREATE TRIGGER {table}_keeps BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION obstacles_are_append_only()
"""


def forwards(_apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for table in TABLES:
            for act in ("UPDATE", "DELETE"):
                schema_editor.execute(SQLITE.format(table=table, act=act), params=None)
        return
    schema_editor.execute(POSTGRESQL, params=None)
    for table in TABLES:
        schema_editor.execute(POSTGRESQL_TABLE.format(table=table), params=None)


def backwards(_apps, schema_editor):
    for table in TABLES:
        if schema_editor.connection.vendor == "sqlite":
            for act in ("UPDATE", "DELETE"):
                schema_editor.execute(f"DROP TRIGGER {table}_keeps_{act}", params=None)
        else:
            schema_editor.execute(f"DROP TRIGGER {table}_keeps ON {table}", params=None)
    if schema_editor.connection.vendor != "sqlite":
        schema_editor.execute("DROP FUNCTION obstacles_are_append_only()", params=None)


class Migration(migrations.Migration):
    # SQLite loses triggers when a later migration rebuilds the table: such a migration must call
    # `forwards` again; tests/obstacles asks the migrated database.

    dependencies = [("obstacles", "0001_obstacles_and_options")]

    operations = [migrations.RunPython(forwards, backwards)]
