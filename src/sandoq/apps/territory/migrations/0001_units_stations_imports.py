import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Station",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.PositiveIntegerField(blank=True, null=True)),
                ("name", models.CharField(max_length=160)),
                ("search_name", models.CharField(db_index=True, editable=False, max_length=200)),
                (
                    "kind",
                    models.CharField(
                        choices=[("fixed", "Fixed"), ("mobile", "Mobile")], max_length=6
                    ),
                ),
                (
                    "area",
                    models.CharField(
                        choices=[("urban", "Urban"), ("rural", "Rural")], max_length=5
                    ),
                ),
                ("electors", models.PositiveIntegerField()),
                ("address", models.CharField(blank=True, max_length=300)),
                ("opened_at", models.DateTimeField()),
                ("retired_at", models.DateTimeField(blank=True, null=True)),
                ("retired_by_order", models.CharField(blank=True, max_length=64)),
            ],
            options={
                "ordering": ["county_id", "number", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Unit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("path", models.CharField(max_length=255, unique=True)),
                ("depth", models.PositiveIntegerField()),
                ("numchild", models.PositiveIntegerField(default=0)),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("country", "Country"),
                            ("province", "Province"),
                            ("county", "County"),
                            ("district", "District"),
                        ],
                        max_length=10,
                    ),
                ),
                ("name_fa", models.CharField(max_length=80)),
                ("name_en", models.CharField(blank=True, max_length=80)),
                ("search_name", models.CharField(db_index=True, editable=False, max_length=170)),
                ("seat_lon", models.FloatField(blank=True, null=True)),
                ("seat_lat", models.FloatField(blank=True, null=True)),
                ("opened_on", models.DateField(blank=True, null=True)),
                ("closed_on", models.DateField(blank=True, null=True)),
            ],
            options={
                "ordering": ["path"],
                "indexes": [models.Index(fields=["level", "path"], name="unit_by_level")],
            },
        ),
        migrations.CreateModel(
            name="StationChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("opened", "Opened"),
                            ("retired", "Retired"),
                            ("restored", "Restored"),
                            ("electors", "Electors"),
                            ("moved", "Moved"),
                            ("revised", "Revised"),
                            ("points", "Points"),
                        ],
                        max_length=8,
                    ),
                ),
                ("electors_before", models.PositiveIntegerField(null=True)),
                ("electors_after", models.PositiveIntegerField(null=True)),
                ("order_number", models.CharField(blank=True, max_length=64)),
                ("at", models.DateTimeField(db_index=True)),
                ("details", models.JSONField(default=dict)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "station",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="territory.station",
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
                (
                    "unit_before",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.unit",
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-pk"],
            },
        ),
        migrations.AddField(
            model_name="station",
            name="county",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="territory.unit"
            ),
        ),
        migrations.AddField(
            model_name="station",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="stations",
                to="territory.unit",
            ),
        ),
        migrations.CreateModel(
            name="ImportBatch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("election", models.CharField(blank=True, max_length=50)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("previewed", "Previewed"),
                            ("applied", "Applied"),
                            ("undone", "Undone"),
                            ("discarded", "Discarded"),
                        ],
                        default="previewed",
                        max_length=10,
                    ),
                ),
                ("files", models.JSONField(default=list)),
                ("mappings", models.JSONField(default=list)),
                ("counts", models.JSONField(default=dict)),
                ("reasons", models.JSONField(default=dict)),
                ("order_number", models.CharField(blank=True, max_length=64)),
                ("register_sha256", models.CharField(blank=True, max_length=64)),
                ("previewed_at", models.DateTimeField()),
                ("applied_at", models.DateTimeField(null=True)),
                ("undone_at", models.DateTimeField(null=True)),
                (
                    "applied_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "previewed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "undone_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                "ordering": ["-previewed_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="ColumnMapping",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80)),
                ("header_signature", models.CharField(max_length=64)),
                ("columns", models.JSONField(default=dict)),
                ("saved_at", models.DateTimeField()),
                (
                    "saved_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
        ),
        migrations.CreateModel(
            name="UnitCode",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("scheme", models.CharField(max_length=24)),
                ("value", models.CharField(max_length=32)),
                ("since", models.DateField(null=True)),
                ("until", models.DateField(null=True)),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="codes",
                        to="territory.unit",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="UnitName",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name_fa", models.CharField(max_length=80)),
                ("name_en", models.CharField(blank=True, max_length=80)),
                ("since", models.DateField(null=True)),
                ("until", models.DateField(null=True)),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="names",
                        to="territory.unit",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Point",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("seq", models.PositiveSmallIntegerField()),
                ("name", models.CharField(max_length=160)),
                ("address", models.CharField(blank=True, max_length=300)),
                ("lon", models.FloatField(blank=True, null=True)),
                ("lat", models.FloatField(blank=True, null=True)),
                ("opens", models.TimeField(blank=True, null=True)),
                ("closes", models.TimeField(blank=True, null=True)),
                ("retired_at", models.DateTimeField(blank=True, null=True)),
                (
                    "station",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="points",
                        to="territory.station",
                    ),
                ),
            ],
            options={
                "ordering": ["station_id", "seq"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("retired_at", None)),
                        fields=("station", "seq"),
                        name="point_seq_once_per_station",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("lat", None), ("lon", None)),
                            models.Q(("lat__range", (-90, 90)), ("lon__range", (-180, 180))),
                            _connector="OR",
                        ),
                        name="point_on_earth",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("opens", None),
                            ("closes", None),
                            ("closes__gt", models.F("opens")),
                            _connector="OR",
                        ),
                        name="point_closes_after_it_opens",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveIntegerField()),
                ("file", models.PositiveSmallIntegerField()),
                ("sheet", models.CharField(max_length=64)),
                ("row", models.PositiveIntegerField()),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("created", "Created"),
                            ("updated", "Updated"),
                            ("merged", "Merged"),
                            ("quarantined", "Quarantined"),
                            ("ignored", "Ignored"),
                        ],
                        max_length=11,
                    ),
                ),
                ("cells", models.JSONField(default=dict)),
                ("corrections", models.JSONField(default=dict)),
                ("values", models.JSONField(default=dict)),
                ("content", models.CharField(blank=True, max_length=64)),
                ("problems", models.JSONField(default=list)),
                ("reasons", models.CharField(blank=True, max_length=400)),
                ("changes", models.JSONField(default=dict)),
                ("likeness", models.JSONField(null=True)),
                ("decision", models.CharField(blank=True, max_length=10)),
                ("before", models.JSONField(null=True)),
                (
                    "batch",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rows",
                        to="territory.importbatch",
                    ),
                ),
                (
                    "duplicate_of",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="duplicates",
                        to="territory.importrow",
                    ),
                ),
                (
                    "station",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="territory.station",
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
                "indexes": [
                    models.Index(
                        fields=["batch", "outcome", "position"], name="import_row_by_outcome"
                    ),
                    models.Index(
                        condition=models.Q(("station__isnull", False)),
                        fields=["content"],
                        name="import_row_by_content",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("batch", "position"), name="import_row_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="StationCode",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("scheme", models.CharField(max_length=24)),
                ("value", models.CharField(max_length=40)),
                ("since", models.DateField(null=True)),
                ("until", models.DateField(null=True)),
                (
                    "station",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="codes",
                        to="territory.station",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("until", None)),
                        fields=("station", "scheme"),
                        name="station_one_current_code_per_scheme",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("until", None)),
                        fields=("scheme", "value"),
                        name="station_code_current_once",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="station",
            index=models.Index(fields=["unit", "retired_at"], name="station_live_by_unit"),
        ),
        migrations.AddConstraint(
            model_name="station",
            constraint=models.UniqueConstraint(
                condition=models.Q(("retired_at", None)),
                fields=("county", "number"),
                name="station_number_once_per_county",
            ),
        ),
        migrations.AddConstraint(
            model_name="station",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("retired_at", None),
                    models.Q(("retired_by_order", ""), _negated=True),
                    _connector="OR",
                ),
                name="station_retired_by_an_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="columnmapping",
            constraint=models.UniqueConstraint(
                fields=("unit", "header_signature"), name="mapping_once_per_header"
            ),
        ),
        migrations.AddConstraint(
            model_name="unitcode",
            constraint=models.UniqueConstraint(
                condition=models.Q(("until", None)),
                fields=("unit", "scheme"),
                name="unit_one_current_code_per_scheme",
            ),
        ),
        migrations.AddConstraint(
            model_name="unitcode",
            constraint=models.UniqueConstraint(
                condition=models.Q(("until", None)),
                fields=("scheme", "value"),
                name="unit_code_current_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="unitname",
            constraint=models.UniqueConstraint(
                condition=models.Q(("until", None)), fields=("unit",), name="unit_one_current_name"
            ),
        ),
    ]
