"""The database itself refuses to change a sealed batch of fees, or any of its transfers.

The accounts' columns are left out: they are stored encrypted and are written anew when keys
rotate; the batch's hash covers what they say.
"""

from django.db import migrations

BATCH = "workforce_feebatch"
ITEM = "workforce_feeitem"
BATCH_COLUMNS = (
    "key, number, polling_day_id, unit_id, payer_name, pay_on, made_by_id, made_at, lines, "
    "amount_rial, sha256, held_lines"
)
ITEM_COLUMNS = "batch_id, line_id, seq, end_to_end_id, name, amount_rial"
REFUSAL = "a sealed batch of fees is never changed"
SEALED = f"(SELECT sha256 FROM {BATCH} WHERE id = NEW.batch_id) <> ''"  # noqa: S608 - constants of this file

TRIGGERS = {
    f"{BATCH}_keeps_columns": f"BEFORE UPDATE OF {BATCH_COLUMNS} ON {BATCH} FOR EACH ROW WHEN (OLD.sha256 <> '')",
    f"{BATCH}_keeps_rows": f"BEFORE DELETE ON {BATCH} FOR EACH ROW WHEN (OLD.sha256 <> '')",
    f"{ITEM}_keeps_columns": f"BEFORE UPDATE OF {ITEM_COLUMNS} ON {ITEM} FOR EACH ROW",
    f"{ITEM}_keeps_rows": f"BEFORE DELETE ON {ITEM} FOR EACH ROW",
}
ADDING = f"{ITEM}_keeps_number"


def forwards(_apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for name, when in TRIGGERS.items():
            schema_editor.execute(
                f"CREATE TRIGGER {name} {when} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
                params=None,
            )
        schema_editor.execute(
            f"CREATE TRIGGER {ADDING} BEFORE INSERT ON {ITEM} FOR EACH ROW WHEN ({SEALED}) "
            f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
            params=None,
        )
        return
    schema_editor.execute(
        f"""
        CREATE FUNCTION {BATCH}_is_immutable() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation';
        END $$;
        CREATE FUNCTION {ITEM}_needs_open_batch() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF {SEALED} THEN
                RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            RETURN NEW;
        END $$;
        CREATE TRIGGER {ADDING} BEFORE INSERT ON {ITEM}
        FOR EACH ROW EXECUTE FUNCTION {ITEM}_needs_open_batch();
        """,
        params=None,
    )
    for name, when in TRIGGERS.items():
        schema_editor.execute(
            f"CREATE TRIGGER {name} {when} EXECUTE FUNCTION {BATCH}_is_immutable()", params=None
        )


def backwards(_apps, schema_editor):
    on = "" if schema_editor.connection.vendor == "sqlite" else " ON {table}"
    for name in (*TRIGGERS, ADDING):
        table = BATCH if name.startswith(BATCH) else ITEM
        schema_editor.execute(f"DROP TRIGGER {name}{on.format(table=table)}", params=None)
    if on:
        schema_editor.execute(
            f"DROP FUNCTION {BATCH}_is_immutable(); DROP FUNCTION {ITEM}_needs_open_batch()",
            params=None,
        )


class Migration(migrations.Migration):
    # SQLite loses triggers when a later migration rebuilds a table: such a migration must call
    # `forwards` again; tests/workforce asks the migrated database.

    dependencies = [("workforce", "0002_fees")]

    operations = [migrations.RunPython(forwards, backwards)]
