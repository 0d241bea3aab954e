import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("territory", "0001_units_stations_imports"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PollingDay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("date", models.DateField(unique=True)),
                ("opens", models.TimeField()),
                ("closes", models.TimeField()),
            ],
            options={
                "ordering": ["-date"],
            },
        ),
        migrations.CreateModel(
            name="SeatRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(unique=True)),
                ("name_fa", models.CharField(max_length=120)),
                ("name_en", models.CharField(max_length=120)),
                ("legal_reference", models.CharField(blank=True, max_length=200)),
                ("rule", models.JSONField()),
            ],
        ),
        migrations.CreateModel(
            name="Election",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("slug", models.SlugField(unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("parliament", "Parliament"),
                            ("experts", "Experts"),
                            ("president", "President"),
                            ("council", "Council"),
                        ],
                        max_length=12,
                    ),
                ),
                ("name_fa", models.CharField(max_length=120)),
                ("name_en", models.CharField(max_length=120)),
                ("round", models.PositiveSmallIntegerField(default=1)),
                (
                    "previous_election",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="next_elections",
                        to="elections.election",
                    ),
                ),
                (
                    "previous_round",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="next_rounds",
                        to="elections.election",
                    ),
                ),
                (
                    "polling_day",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="elections",
                        to="elections.pollingday",
                    ),
                ),
            ],
            options={
                "ordering": ["-polling_day__date", "pk"],
            },
        ),
        migrations.CreateModel(
            name="CalendarEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name_fa", models.CharField(max_length=160)),
                ("name_en", models.CharField(blank=True, max_length=160)),
                ("begins_on", models.DateField()),
                ("ends_on", models.DateField(blank=True, null=True)),
                ("legal_reference", models.CharField(blank=True, max_length=200)),
                (
                    "election",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="calendar",
                        to="elections.election",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "calendar entries",
                "ordering": ["begins_on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Contest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField()),
                ("name_fa", models.CharField(max_length=120)),
                ("name_en", models.CharField(max_length=120)),
                (
                    "election",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contests",
                        to="elections.election",
                    ),
                ),
                (
                    "seat_rule",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contests",
                        to="elections.seatrule",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="StageAssignment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("S0", "paper"),
                            ("S1", "electronic check-in"),
                            ("S2", "electronic count of paper and transmission"),
                            ("S3", "electronic ballot with paper record"),
                            ("S4", "electronic ballot, verifiable tally and transmission"),
                        ],
                        max_length=2,
                    ),
                ),
                (
                    "fallback",
                    models.CharField(
                        choices=[
                            ("S0", "paper"),
                            ("S1", "electronic check-in"),
                            ("S2", "electronic count of paper and transmission"),
                            ("S3", "electronic ballot with paper record"),
                            ("S4", "electronic ballot, verifiable tally and transmission"),
                        ],
                        max_length=2,
                    ),
                ),
                ("order_number", models.CharField(blank=True, max_length=64)),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("assigned_at", models.DateTimeField(blank=True, null=True)),
                (
                    "assigned_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "contest",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="stages",
                        to="elections.contest",
                    ),
                ),
                (
                    "station",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.station",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.unit",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Constituency",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name_fa", models.CharField(max_length=200)),
                ("name_en", models.CharField(blank=True, max_length=200)),
                ("seats", models.PositiveSmallIntegerField()),
                (
                    "units",
                    models.ManyToManyField(related_name="constituencies", to="territory.unit"),
                ),
                (
                    "contest",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="constituencies",
                        to="elections.contest",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "constituencies",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("seats__gte", 1)), name="constituency_has_seats"
                    ),
                    models.UniqueConstraint(
                        fields=("contest", "name_fa"), name="constituency_named_once"
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="contest",
            constraint=models.UniqueConstraint(
                fields=("election", "slug"), name="contest_once_per_election"
            ),
        ),
        migrations.AddConstraint(
            model_name="stageassignment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("station", None), ("unit__isnull", False)),
                    models.Q(("station__isnull", False), ("unit", None)),
                    _connector="OR",
                ),
                name="stage_for_a_unit_or_a_station",
            ),
        ),
        migrations.AddConstraint(
            model_name="stageassignment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("station", None)),
                fields=("contest", "unit"),
                name="stage_once_per_unit",
            ),
        ),
        migrations.AddConstraint(
            model_name="stageassignment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("unit", None)),
                fields=("contest", "station"),
                name="stage_once_per_station",
            ),
        ),
        migrations.AddConstraint(
            model_name="stageassignment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("fallback__lt", models.F("stage")),
                    models.Q(("fallback", "S0"), ("stage", "S0")),
                    _connector="OR",
                ),
                name="stage_fallback_is_lower",
            ),
        ),
    ]
