"""Draws of re-inspection; the database itself refuses to change or delete what was recorded."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

TABLES = (
    "readiness_reinspection",
    "readiness_reinspectionseed",
    "readiness_reinspectionitem",
    "readiness_reinspectionoutcome",
)

SQLITE = """
CREATE TRIGGER {table}_keeps_{act} BEFORE {act} ON {table}
BEGIN SELECT RAISE(ABORT, 're-inspections are append-only'); END
"""

POSTGRESQL = """
CREATE FUNCTION readiness_reinspections_are_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 're-inspections are append-only' USING ERRCODE = 'integrity_constraint_violation';
END $$
"""

POSTGRESQL_TABLE = """
CREATE TRIGGER {table}_keeps BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION readiness_reinspections_are_append_only()
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
        schema_editor.execute(
            "DROP FUNCTION readiness_reinspections_are_append_only()", params=None
        )


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_audit_is_append_only"),
        ("elections", "0001_elections_and_stages"),
        ("readiness", "0006_sources_of_needs"),
        ("territory", "0001_units_stations_imports"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Reinspection",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("unit_path", models.CharField(db_index=True, max_length=255)),
                ("size", models.PositiveIntegerField()),
                ("per_county", models.PositiveIntegerField()),
                ("candidates", models.PositiveIntegerField()),
                ("seed_source", models.CharField(max_length=300)),
                ("seed_due_at", models.DateTimeField()),
                ("committed_at", models.DateTimeField()),
                ("packed", models.BinaryField()),
                ("sha256", models.CharField(max_length=64)),
                (
                    "committed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "committed_under",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.tenure",
                    ),
                ),
                (
                    "polling_day",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="elections.pollingday",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.unit",
                    ),
                ),
            ],
            options={
                "ordering": ["-committed_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="ReinspectionItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("position", models.PositiveIntegerField()),
                ("rank", models.PositiveIntegerField()),
                ("ticket", models.CharField(max_length=64)),
                (
                    "county",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.unit",
                    ),
                ),
                (
                    "evidence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reinspections",
                        to="readiness.evidence",
                    ),
                ),
                (
                    "need",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reinspections",
                        to="readiness.need",
                    ),
                ),
                (
                    "reinspection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="readiness.reinspection",
                    ),
                ),
            ],
            options={
                "ordering": ["rank"],
            },
        ),
        migrations.CreateModel(
            name="ReinspectionOutcome",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "verdict",
                    models.CharField(
                        choices=[("confirmed", "Confirmed"), ("refuted", "Refuted")], max_length=9
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("photo", "Photo"),
                            ("serial", "Serial"),
                            ("test", "Test"),
                            ("document", "Document"),
                            ("visit", "Visit"),
                        ],
                        max_length=8,
                    ),
                ),
                ("note", models.CharField(max_length=500)),
                ("seen_at", models.DateTimeField()),
                ("at", models.DateTimeField()),
                ("file", models.FileField(blank=True, upload_to="reinspections/%Y/%m/")),
                ("sha256", models.CharField(db_index=True, max_length=64)),
                ("photo_hash", models.CharField(blank=True, max_length=16)),
                ("photo_taken_at", models.DateTimeField(null=True)),
                ("photo_lon", models.FloatField(null=True)),
                ("photo_lat", models.FloatField(null=True)),
                ("flags", models.JSONField(default=list)),
                ("follows", models.PositiveBigIntegerField(default=0)),
                (
                    "inspector",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "inspector_tenure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.tenure",
                    ),
                ),
                (
                    "inspector_unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.unit",
                    ),
                ),
                (
                    "item",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outcome",
                        to="readiness.reinspectionitem",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ReinspectionSeed",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("seed", models.CharField(max_length=200)),
                ("announced", models.CharField(max_length=300)),
                ("due_at", models.DateTimeField()),
                ("entered_at", models.DateTimeField()),
                (
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "entered_under",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.tenure",
                    ),
                ),
                (
                    "reinspection",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="drawn",
                        to="readiness.reinspection",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="reinspection",
            constraint=models.CheckConstraint(
                condition=models.Q(("seed_due_at__gt", models.F("committed_at"))),
                name="reinspection_seed_after_commitment",
            ),
        ),
        migrations.AddConstraint(
            model_name="reinspectionitem",
            constraint=models.UniqueConstraint(
                fields=("reinspection", "position"), name="reinspection_draws_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="reinspectionseed",
            constraint=models.CheckConstraint(
                condition=models.Q(("entered_at__gte", models.F("due_at"))),
                name="reinspection_seed_not_early",
            ),
        ),
        # SQLite loses triggers when a later migration rebuilds a table: it must call `forwards`
        # again; tests/readiness asks the migrated database.
        migrations.RunPython(forwards, backwards),
    ]
