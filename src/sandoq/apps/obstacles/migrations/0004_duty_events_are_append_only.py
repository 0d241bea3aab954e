"""The database itself refuses to change or delete a line of a duty's history."""

from django.db import migrations

TABLE = "obstacles_dutyevent"


def forwards(_apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for act in ("UPDATE", "DELETE"):
            schema_editor.execute(
                f"CREATE TRIGGER {TABLE}_keeps_{act} BEFORE {act} ON {TABLE} "
                "BEGIN SELECT RAISE(ABORT, 'the record of a duty is append-only'); END",
                params=None,
            )
        return
    schema_editor.execute(
        f"CREATE TRIGGER {TABLE}_keeps BEFORE UPDATE OR DELETE ON {TABLE} "
        "FOR EACH ROW EXECUTE FUNCTION obstacles_are_append_only()",
        params=None,
    )


def backwards(_apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for act in ("UPDATE", "DELETE"):
            schema_editor.execute(f"DROP TRIGGER {TABLE}_keeps_{act}", params=None)
    else:
        schema_editor.execute(f"DROP TRIGGER {TABLE}_keeps ON {TABLE}", params=None)


class Migration(migrations.Migration):
    dependencies = [("obstacles", "0003_duties")]

    operations = [migrations.RunPython(forwards, backwards)]
