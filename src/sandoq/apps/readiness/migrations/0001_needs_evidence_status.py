import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_people_and_audit"),
        ("elections", "0001_elections_and_stages"),
        ("territory", "0001_units_stations_imports"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DayRevision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveBigIntegerField(default=0)),
                ("changed_at", models.DateTimeField()),
                ("checked_at", models.DateTimeField(null=True)),
                (
                    "polling_day",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="elections.pollingday",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Need",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("quantity", models.PositiveIntegerField(default=1)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("missing", "Missing"),
                            ("assigned", "Assigned"),
                            ("evidenced", "Evidenced"),
                            ("verified", "Verified"),
                            ("stale", "Stale"),
                            ("failed", "Failed"),
                            ("waived", "Waived"),
                        ],
                        default="missing",
                        max_length=9,
                    ),
                ),
                ("state_since", models.DateTimeField()),
                ("verified_until", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "point",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="needs",
                        to="territory.point",
                    ),
                ),
                (
                    "station",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="needs",
                        to="territory.station",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.UUIDField(default=uuid.uuid4, unique=True)),
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
                ("quantity", models.PositiveIntegerField(default=1)),
                ("serials", models.JSONField(default=list)),
                ("note", models.CharField(blank=True, max_length=500)),
                ("lon", models.FloatField(null=True)),
                ("lat", models.FloatField(null=True)),
                ("taken_at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
                ("file", models.FileField(blank=True, upload_to="evidence/%Y/%m/")),
                ("sha256", models.CharField(db_index=True, max_length=64)),
                ("flags", models.JSONField(default=list)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("pending", "Pending"),
                            ("verified", "Verified"),
                            ("refuted", "Refuted"),
                        ],
                        default="pending",
                        max_length=8,
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "author_tenure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.tenure",
                    ),
                ),
                (
                    "author_unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.unit",
                    ),
                ),
                (
                    "need",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evidence",
                        to="readiness.need",
                    ),
                ),
            ],
            options={
                "ordering": ["-recorded_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Assignment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("serial", models.CharField(max_length=64)),
                ("assigned_at", models.DateTimeField()),
                ("released_at", models.DateTimeField(null=True)),
                (
                    "assigned_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                    "need",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assignments",
                        to="readiness.need",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PointStatus",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("ready", "Ready"),
                            ("ready-on-fallback", "On Fallback"),
                            ("not-ready", "Not Ready"),
                        ],
                        max_length=17,
                    ),
                ),
                ("gaps", models.JSONField(default=list)),
                (
                    "election",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="elections.election",
                    ),
                ),
                (
                    "point",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="statuses",
                        to="territory.point",
                    ),
                ),
                (
                    "station",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="territory.station",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Requirement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(max_length=40)),
                ("item", models.SlugField(max_length=40)),
                ("name_fa", models.CharField(max_length=120)),
                ("name_en", models.CharField(max_length=120)),
                (
                    "place",
                    models.CharField(
                        choices=[("station", "Station"), ("point", "Point")], max_length=7
                    ),
                ),
                (
                    "criticality",
                    models.CharField(
                        choices=[
                            ("blocking", "Blocking"),
                            ("important", "Important"),
                            ("useful", "Useful"),
                        ],
                        max_length=9,
                    ),
                ),
                ("stages", models.JSONField(default=list)),
                ("station_kinds", models.JSONField(default=list)),
                ("quantity", models.JSONField(default=dict)),
                ("evidence_policy", models.JSONField(default=dict)),
                ("order", models.PositiveSmallIntegerField(default=0)),
                (
                    "election",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="elections.election",
                    ),
                ),
                (
                    "fallbacks",
                    models.ManyToManyField(related_name="covers", to="readiness.requirement"),
                ),
            ],
            options={
                "ordering": ["order", "pk"],
            },
        ),
        migrations.AddField(
            model_name="need",
            name="requirement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="needs",
                to="readiness.requirement",
            ),
        ),
        migrations.CreateModel(
            name="RequirementSet",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveSmallIntegerField(default=1)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("published", "Published"),
                            ("superseded", "Superseded"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("published_at", models.DateTimeField(null=True)),
                (
                    "polling_day",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requirement_sets",
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
                "ordering": ["-polling_day__date", "unit__path", "-version"],
            },
        ),
        migrations.AddField(
            model_name="requirement",
            name="set",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="requirements",
                to="readiness.requirementset",
            ),
        ),
        migrations.CreateModel(
            name="StationStatus",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("unit_path", models.CharField(max_length=255)),
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
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("ready", "Ready"),
                            ("ready-on-fallback", "On Fallback"),
                            ("not-ready", "Not Ready"),
                        ],
                        max_length=17,
                    ),
                ),
                ("gaps", models.JSONField(default=list)),
                ("gap_count", models.PositiveSmallIntegerField(default=0)),
                ("severity", models.PositiveSmallIntegerField(default=0)),
                ("changed_at", models.DateTimeField()),
                (
                    "election",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="elections.election",
                    ),
                ),
                (
                    "station",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="statuses",
                        to="territory.station",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="territory.unit",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="StationGap",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=40)),
                ("unit_path", models.CharField(max_length=255)),
                ("electors", models.PositiveIntegerField()),
                (
                    "election",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="elections.election",
                    ),
                ),
                (
                    "status",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lacks",
                        to="readiness.stationstatus",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="StatusChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("unit_path", models.CharField(max_length=255)),
                (
                    "before",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("ready", "Ready"),
                            ("ready-on-fallback", "On Fallback"),
                            ("not-ready", "Not Ready"),
                        ],
                        max_length=17,
                    ),
                ),
                (
                    "after",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("ready", "Ready"),
                            ("ready-on-fallback", "On Fallback"),
                            ("not-ready", "Not Ready"),
                        ],
                        max_length=17,
                    ),
                ),
                ("electors_before", models.PositiveIntegerField(default=0)),
                ("electors_after", models.PositiveIntegerField(default=0)),
                ("at", models.DateTimeField(db_index=True)),
                (
                    "election",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="elections.election",
                    ),
                ),
                (
                    "station",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="territory.station",
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Verification",
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
                ("reason", models.CharField(blank=True, max_length=500)),
                ("at", models.DateTimeField()),
                (
                    "evidence",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="verification",
                        to="readiness.evidence",
                    ),
                ),
                (
                    "verifier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "verifier_tenure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.tenure",
                    ),
                ),
                (
                    "verifier_unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.unit",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Waiver",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("order_number", models.CharField(max_length=64)),
                ("reason", models.CharField(max_length=500)),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "need",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="waivers",
                        to="readiness.need",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="AreaGap",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("unit_path", models.CharField(max_length=255)),
                ("code", models.CharField(max_length=40)),
                ("stations", models.PositiveIntegerField(default=0)),
                ("electors", models.PositiveBigIntegerField(default=0)),
                (
                    "election",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="elections.election",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="territory.unit",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["election", "unit_path"], name="area_gap_path")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("election", "unit", "code"), name="area_gap_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AreaStatus",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("unit_path", models.CharField(max_length=255)),
                ("stations_ready", models.PositiveIntegerField(default=0)),
                ("stations_on_fallback", models.PositiveIntegerField(default=0)),
                ("stations_not_ready", models.PositiveIntegerField(default=0)),
                ("electors_ready", models.PositiveBigIntegerField(default=0)),
                ("electors_on_fallback", models.PositiveBigIntegerField(default=0)),
                ("electors_not_ready", models.PositiveBigIntegerField(default=0)),
                (
                    "election",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="elections.election",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="territory.unit",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["election", "unit_path"], name="area_status_path")
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("election", "unit"), name="area_status_once")
                ],
            },
        ),
        migrations.AddIndex(
            model_name="evidence",
            index=models.Index(
                condition=models.Q(("state", "pending")),
                fields=["author_unit", "recorded_at"],
                name="evidence_pending",
            ),
        ),
        migrations.AddIndex(
            model_name="evidence",
            index=models.Index(
                condition=models.Q(("state", "pending")),
                fields=["recorded_at"],
                name="evidence_queue",
            ),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("released_at", None)),
                fields=("polling_day", "serial"),
                name="serial_serves_one_need_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="pointstatus",
            constraint=models.UniqueConstraint(
                fields=("election", "point"), name="point_status_once"
            ),
        ),
        migrations.AddIndex(
            model_name="need",
            index=models.Index(
                condition=models.Q(("state", "verified")),
                fields=["verified_until"],
                name="need_verified_expiry",
            ),
        ),
        migrations.AddIndex(
            model_name="need",
            index=models.Index(fields=["requirement", "state"], name="need_by_requirement"),
        ),
        migrations.AddConstraint(
            model_name="need",
            constraint=models.UniqueConstraint(
                condition=models.Q(("point", None)),
                fields=("station", "requirement"),
                name="need_once_per_station",
            ),
        ),
        migrations.AddConstraint(
            model_name="need",
            constraint=models.UniqueConstraint(
                condition=models.Q(("point__isnull", False)),
                fields=("station", "requirement", "point"),
                name="need_once_per_point",
            ),
        ),
        migrations.AddConstraint(
            model_name="need",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "verified"), _negated=True),
                    ("verified_until__isnull", False),
                    _connector="OR",
                ),
                name="need_verified_until_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="requirementset",
            constraint=models.UniqueConstraint(
                fields=("polling_day", "unit", "version"), name="requirement_set_version_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="requirementset",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "published")),
                fields=("polling_day", "unit"),
                name="requirement_set_published_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="requirement",
            constraint=models.UniqueConstraint(
                fields=("set", "code"), name="requirement_code_once_per_set"
            ),
        ),
        migrations.AddIndex(
            model_name="stationstatus",
            index=models.Index(
                fields=["election", "state", "-electors"], name="station_status_board"
            ),
        ),
        migrations.AddIndex(
            model_name="stationstatus",
            index=models.Index(
                fields=["election", "severity", "-electors"], name="station_status_worst"
            ),
        ),
        migrations.AddIndex(
            model_name="stationstatus",
            index=models.Index(fields=["election", "-electors"], name="station_status_largest"),
        ),
        migrations.AddIndex(
            model_name="stationstatus",
            index=models.Index(fields=["election", "-changed_at"], name="station_status_latest"),
        ),
        migrations.AddIndex(
            model_name="stationstatus",
            index=models.Index(fields=["election", "unit_path"], name="station_status_area"),
        ),
        migrations.AddConstraint(
            model_name="stationstatus",
            constraint=models.UniqueConstraint(
                fields=("election", "station"), name="station_status_once"
            ),
        ),
        migrations.AddIndex(
            model_name="stationgap",
            index=models.Index(
                fields=["election", "code", "-electors"], name="station_gap_by_code"
            ),
        ),
        migrations.AddConstraint(
            model_name="stationgap",
            constraint=models.UniqueConstraint(fields=("status", "code"), name="station_gap_once"),
        ),
        migrations.AddIndex(
            model_name="statuschange",
            index=models.Index(fields=["election", "at"], name="status_change_since"),
        ),
        migrations.AddConstraint(
            model_name="waiver",
            constraint=models.CheckConstraint(
                condition=models.Q(("until__gt", models.F("since"))),
                name="waiver_ends_after_it_begins",
            ),
        ),
    ]
