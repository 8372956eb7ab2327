import django.db.models.functions.datetime
import django.db.models.functions.math
import django.db.models.lookups
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [("payments", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="AlarmEvent",
            fields=[
                ("region", models.TextField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "region",
                        "code",
                        "subject",
                        "seq",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("code", models.TextField()),
                ("subject", models.TextField()),
                ("seq", models.IntegerField()),
                ("event", models.TextField()),
                ("provider_code", models.TextField(null=True)),
                ("on_date", models.DateField()),
                ("figures", models.JSONField()),
                ("sentence_id", models.TextField()),
                ("sentence_en", models.TextField()),
                ("record_id", models.BigIntegerField()),
                ("recorded_by", models.TextField()),
                (
                    "recorded_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
            ],
            options={
                "db_table": "planning_alarm",
                "indexes": [
                    models.Index(
                        models.F("region"), models.F("on_date"), name="planning_alarm_by_day"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("seq__gte", 1)), name="planning_alarm_from_one"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                django.db.models.lookups.Exact(
                                    django.db.models.functions.math.Mod(models.F("seq"), 2), 1
                                ),
                                ("event", "opened"),
                            ),
                            models.Q(
                                django.db.models.lookups.Exact(
                                    django.db.models.functions.math.Mod(models.F("seq"), 2), 0
                                ),
                                ("event", "closed"),
                            ),
                            _connector="OR",
                        ),
                        name="planning_alarm_alternates",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Round",
            fields=[
                ("region", models.TextField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "region",
                        "kind",
                        "on_date",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("kind", models.TextField()),
                ("on_date", models.DateField()),
                ("alarms", models.IntegerField()),
                ("recorded_by", models.TextField()),
                (
                    "recorded_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
            ],
            options={
                "db_table": "planning_round",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ("watch", "digest"))),
                        name="planning_round_kind",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReadinessNote",
            fields=[
                ("region", models.TextField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "region",
                        "item",
                        "seq",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("item", models.TextField()),
                ("seq", models.IntegerField()),
                ("text", models.TextField()),
                ("noted_on", models.DateField()),
                ("record_id", models.BigIntegerField()),
                ("recorded_by", models.TextField()),
                (
                    "recorded_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
            ],
            options={
                "db_table": "planning_readiness_note",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("seq__gte", 1), models.Q(("text", ""), _negated=True)),
                        name="planning_readiness_note_says",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Plan",
            fields=[
                ("region", models.TextField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "region",
                        "plan_no",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("plan_no", models.IntegerField()),
                ("asked", models.JSONField()),
                ("answer_id", models.TextField()),
                ("answer_en", models.TextField()),
                ("needed_idr", models.BigIntegerField(null=True)),
                ("planned_on", models.DateField()),
                ("record_id", models.BigIntegerField()),
                ("recorded_by", models.TextField()),
                (
                    "recorded_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
            ],
            options={
                "db_table": "planning_plan",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("plan_no__gte", 1)), name="planning_plan_from_one"
                    )
                ],
            },
        ),
    ]
