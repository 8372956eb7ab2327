import django.db.models.expressions
import django.db.models.functions.comparison
import django.db.models.functions.datetime
from django.db import migrations, models

import multiguna.kernel.schema


class Migration(migrations.Migration):
    initial = True

    dependencies = [("programme", "0001_initial")]

    operations = [
        migrations.RunSQL("CREATE SEQUENCE ledger_entry_seq", "DROP SEQUENCE ledger_entry_seq"),
        migrations.CreateModel(
            name="Account",
            fields=[
                ("region", models.TextField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "region",
                        "account_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("account_id", models.TextField()),
                ("fiscal_year", models.IntegerField()),
                ("line_code", models.TextField()),
                ("parent_id", models.TextField(null=True)),
                ("name_id", models.TextField()),
                ("name_en", models.TextField()),
                ("sub_activity_code", models.TextField()),
                ("account_code", models.TextField()),
                ("care", models.TextField()),
                ("policy", models.TextField()),
                ("closed_on", models.DateField(null=True)),
                ("carried_to", models.TextField(null=True)),
                ("appropriation_idr", models.BigIntegerField(db_default=0)),
                ("released_idr", models.BigIntegerField(db_default=0)),
                ("committed_idr", models.BigIntegerField(db_default=0)),
                ("billed_idr", models.BigIntegerField(db_default=0)),
                ("obligations_idr", models.BigIntegerField(db_default=0)),
                ("ordered_idr", models.BigIntegerField(db_default=0)),
                ("paid_idr", models.BigIntegerField(db_default=0)),
                ("arrears_idr", models.BigIntegerField(db_default=0)),
                (
                    "available_idr",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        django.db.models.expressions.CombinedExpression(
                                            django.db.models.expressions.CombinedExpression(
                                                models.F("appropriation_idr"),
                                                "+",
                                                models.F("arrears_idr"),
                                            ),
                                            "-",
                                            models.F("committed_idr"),
                                        ),
                                        "-",
                                        models.F("billed_idr"),
                                    ),
                                    "-",
                                    models.F("obligations_idr"),
                                ),
                                "-",
                                models.F("ordered_idr"),
                            ),
                            "-",
                            models.F("paid_idr"),
                        ),
                        output_field=models.BigIntegerField(),
                    ),
                ),
            ],
            options={
                "db_table": "ledger_account",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("billed_idr__gte", 0),
                            ("committed_idr__gte", 0),
                            ("obligations_idr__gte", 0),
                            ("arrears_idr__gte", 0),
                            ("ordered_idr__gte", 0),
                            ("paid_idr__gte", 0),
                        ),
                        name="ledger_account_not_negative",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "arrears_idr",
                                django.db.models.functions.comparison.Greatest(
                                    0,
                                    django.db.models.expressions.CombinedExpression(
                                        django.db.models.expressions.CombinedExpression(
                                            django.db.models.expressions.CombinedExpression(
                                                django.db.models.expressions.CombinedExpression(
                                                    django.db.models.expressions.CombinedExpression(
                                                        models.F("committed_idr"),
                                                        "+",
                                                        models.F("billed_idr"),
                                                    ),
                                                    "+",
                                                    models.F("obligations_idr"),
                                                ),
                                                "+",
                                                models.F("ordered_idr"),
                                            ),
                                            "+",
                                            models.F("paid_idr"),
                                        ),
                                        "-",
                                        models.F("appropriation_idr"),
                                    ),
                                ),
                            )
                        ),
                        name="ledger_account_arrears_are_the_overrun",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("paid_idr__lte", models.F("released_idr")),
                            ("released_idr__lte", models.F("appropriation_idr")),
                        ),
                        name="ledger_account_paid_released_appropriated",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("carried_to__isnull", True), ("closed_on__isnull", True)),
                            models.Q(
                                ("carried_to__isnull", False),
                                ("closed_on__isnull", False),
                                models.Q(("carried_to", models.F("account_id")), _negated=True),
                                ("billed_idr", 0),
                                ("committed_idr", 0),
                                ("obligations_idr", 0),
                                ("arrears_idr", 0),
                                ("ordered_idr", 0),
                            ),
                            _connector="OR",
                        ),
                        name="ledger_account_closed_is_empty",
                    ),
                    multiguna.kernel.schema.RegionKey(
                        columns=("region", "carried_to"),
                        name="ledger_account_successor",
                        references=("region", "account_id"),
                        table="ledger_account",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("policy__in", ("refuse", "queue", "unfunded"))),
                        name="ledger_account_policy",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "account_code__regex",
                                "^\\d\\.\\d\\.\\d\\d\\.\\d\\d\\.\\d\\d\\.\\d\\d\\d\\d$",
                            )
                        ),
                        name="ledger_account_code",
                    ),
                    models.UniqueConstraint(
                        models.F("region"),
                        models.F("fiscal_year"),
                        models.F("line_code"),
                        name="ledger_account_line",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("care", ""), _negated=True),
                        fields=("region", "fiscal_year", "care"),
                        name="ledger_account_pays_one_care",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("region", models.TextField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "region",
                        "entry_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("entry_id", models.TextField()),
                (
                    "entry_no",
                    models.BigIntegerField(
                        db_default=multiguna.kernel.schema.NextVal("ledger_entry_seq")
                    ),
                ),
                ("account_id", models.TextField()),
                ("kind", models.TextField()),
                ("reservation_id", models.TextField(null=True)),
                ("reserved_on", models.DateField(null=True)),
                ("appropriation_idr", models.BigIntegerField(db_default=0)),
                ("released_idr", models.BigIntegerField(db_default=0)),
                ("committed_idr", models.BigIntegerField(db_default=0)),
                ("billed_idr", models.BigIntegerField(db_default=0)),
                ("obligations_idr", models.BigIntegerField(db_default=0)),
                ("ordered_idr", models.BigIntegerField(db_default=0)),
                ("paid_idr", models.BigIntegerField(db_default=0)),
                ("arrears_idr", models.BigIntegerField(db_default=0)),
                ("provider_code", models.TextField(null=True)),
                ("care", models.TextField(null=True)),
                ("village_code", models.TextField(null=True)),
                ("claim_id", models.BigIntegerField(null=True)),
                ("on_date", models.DateField()),
                ("recorded_by", models.TextField()),
                (
                    "recorded_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
            ],
            options={
                "db_table": "ledger_entry",
                "indexes": [
                    models.Index(
                        models.F("region"),
                        models.F("account_id"),
                        models.F("on_date"),
                        name="ledger_entry_stock",
                    ),
                    models.Index(
                        models.F("region"), models.F("entry_no"), name="ledger_entry_number"
                    ),
                    models.Index(
                        condition=models.Q(("kind", "reserve")),
                        fields=["region", "reservation_id"],
                        name="ledger_entry_reservation",
                    ),
                    models.Index(
                        condition=models.Q(("kind__in", ("order", "cancel"))),
                        fields=["region", "claim_id"],
                        name="ledger_entry_ordered",
                    ),
                ],
                "constraints": [
                    multiguna.kernel.schema.RegionKey(
                        columns=("region", "account_id"),
                        name="ledger_entry_account",
                        references=("region", "account_id"),
                        table="ledger_account",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("kind__in", ("bill", "settle", "release", "expire"))),
                        fields=("region", "reservation_id"),
                        name="ledger_entry_resolved_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Rollup",
            fields=[
                ("region", models.TextField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "region",
                        "grain",
                        "through_no",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("grain", models.TextField()),
                ("through_no", models.BigIntegerField()),
                ("entries", models.BigIntegerField()),
                ("on_date", models.DateField()),
                ("rolled_by", models.TextField()),
                (
                    "recorded_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
            ],
            options={
                "db_table": "ledger_rollup",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("grain__in", ("day", "month"))),
                        name="ledger_rollup_grain",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Rolled",
            fields=[
                ("region", models.TextField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "region",
                        "face",
                        "grain",
                        "account_id",
                        "starts",
                        "key",
                        "through_no",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("face", models.TextField()),
                ("grain", models.TextField()),
                ("account_id", models.TextField()),
                ("starts", models.DateField()),
                ("key", models.TextField()),
                ("through_no", models.BigIntegerField()),
                ("provider_code", models.TextField(null=True)),
                ("entries", models.BigIntegerField()),
                ("appropriation_idr", models.BigIntegerField(db_default=0)),
                ("released_idr", models.BigIntegerField(db_default=0)),
                ("committed_idr", models.BigIntegerField(db_default=0)),
                ("billed_idr", models.BigIntegerField(db_default=0)),
                ("obligations_idr", models.BigIntegerField(db_default=0)),
                ("ordered_idr", models.BigIntegerField(db_default=0)),
                ("paid_idr", models.BigIntegerField(db_default=0)),
                ("arrears_idr", models.BigIntegerField(db_default=0)),
            ],
            options={
                "db_table": "ledger_rolled",
                "indexes": [
                    models.Index(
                        models.F("region"),
                        models.F("face"),
                        models.F("grain"),
                        models.F("through_no"),
                        name="ledger_rolled_through",
                    )
                ],
                "constraints": [
                    multiguna.kernel.schema.RegionKey(
                        columns=("region", "grain", "through_no"),
                        name="ledger_rolled_rollup",
                        references=("region", "grain", "through_no"),
                        table="ledger_rollup",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "face__in",
                                ("kind", "provider", "village", "reserved", "letter", "bill"),
                            ),
                        ),
                        name="ledger_rolled_face",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Document",
            fields=[
                ("region", models.TextField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "region",
                        "document_no",
                        "account_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("document_no", models.TextField()),
                ("account_id", models.TextField()),
                ("kind", models.TextField()),
                ("on_date", models.DateField()),
                ("amount_idr", models.BigIntegerField()),
                ("quarter", models.SmallIntegerField(null=True)),
                ("legal", models.TextField()),
                ("supersedes", models.TextField(null=True)),
                ("entered_by", models.TextField()),
                (
                    "recorded_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
            ],
            options={
                "db_table": "ledger_document",
                "constraints": [
                    multiguna.kernel.schema.RegionKey(
                        columns=("region", "account_id"),
                        name="ledger_document_account",
                        references=("region", "account_id"),
                        table="ledger_account",
                    ),
                    models.UniqueConstraint(
                        fields=("region", "supersedes", "account_id"),
                        name="ledger_document_superseded_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind__in", ("DPA", "DPAP")), ("quarter__isnull", True)),
                            models.Q(("kind", "SPD"), ("quarter__gte", 1), ("quarter__lte", 4)),
                            _connector="OR",
                        ),
                        name="ledger_document_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("supersedes__isnull", True),
                            models.Q(("supersedes", models.F("document_no")), _negated=True),
                            _connector="OR",
                        ),
                        name="ledger_document_not_itself",
                    ),
                ],
            },
        ),
    ]
