import django.db.models.expressions
import django.db.models.functions.datetime
from django.db import migrations, models

import multiguna.kernel.schema


class Migration(migrations.Migration):
    initial = True

    dependencies = [("claims", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "CREATE SEQUENCE payments_recovery_seq", "DROP SEQUENCE payments_recovery_seq"
        ),
        migrations.RunSQL(
            "CREATE SEQUENCE payments_realisation_seq", "DROP SEQUENCE payments_realisation_seq"
        ),
        migrations.CreateModel(
            name="Order",
            fields=[
                ("region", models.TextField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "region",
                        "order_no",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("order_no", models.TextField()),
                ("provider_code", models.TextField()),
                ("period", models.TextField()),
                ("amount_idr", models.BigIntegerField()),
                ("claims_idr", models.BigIntegerField()),
                ("recovered_idr", models.BigIntegerField()),
                ("penalty_idr", models.BigIntegerField()),
                ("supplement_idr", models.BigIntegerField(db_default=0)),
                ("claim_count", models.IntegerField()),
                ("record_id", models.BigIntegerField()),
                ("created_on", models.DateField()),
                ("created_by", models.TextField()),
                (
                    "recorded_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
            ],
            options={
                "db_table": "payments_order",
                "constraints": [
                    multiguna.kernel.schema.RegionKey(
                        columns=("region", "provider_code"),
                        name="payments_order_provider",
                        references=("region", "provider_code"),
                        table="providers_provider",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount_idr__gt", 0),
                            ("claim_count__gt", 0),
                            ("recovered_idr__gte", 0),
                            ("penalty_idr__gte", 0),
                            ("supplement_idr__gte", 0),
                            (
                                "amount_idr",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("claims_idr"),
                                            "-",
                                            models.F("recovered_idr"),
                                        ),
                                        "+",
                                        models.F("penalty_idr"),
                                    ),
                                    "+",
                                    models.F("supplement_idr"),
                                ),
                            ),
                        ),
                        name="payments_order_amount",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OrderClaim",
            fields=[
                ("region", models.TextField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "region",
                        "claim_id",
                        "attempt",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("claim_id", models.BigIntegerField()),
                ("attempt", models.SmallIntegerField()),
                (
                    "after_attempt",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(
                            output_field=models.SmallIntegerField(),
                            template="NULLIF(attempt - 1, 0)",
                        ),
                        output_field=models.SmallIntegerField(),
                    ),
                ),
                ("version", models.SmallIntegerField()),
                ("order_no", models.TextField()),
                ("provider_code", models.TextField()),
                ("account_id", models.TextField()),
                ("care", models.TextField()),
                ("village_code", models.TextField(null=True)),
                ("decided_on", models.DateField()),
                ("amount_idr", models.BigIntegerField()),
            ],
            options={
                "db_table": "payments_order_claim",
                "constraints": [
                    multiguna.kernel.schema.RegionKey(
                        columns=("region", "order_no"),
                        name="payments_order_claim_order",
                        references=("region", "order_no"),
                        table="payments_order",
                    ),
                    multiguna.kernel.schema.RegionKey(
                        columns=("region", "claim_id", "version"),
                        name="payments_order_claim_decided",
                        references=("region", "claim_id", "version"),
                        table="claims_adjudication",
                    ),
                    models.UniqueConstraint(
                        fields=("region", "order_no", "claim_id"), name="payments_order_claim_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount_idr__gt", 0), ("attempt__gt", 0)),
                        name="payments_order_claim_amount",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CancelledClaim",
            fields=[
                ("region", models.TextField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "region",
                        "claim_id",
                        "attempt",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("claim_id", models.BigIntegerField()),
                ("attempt", models.SmallIntegerField()),
                ("order_no", models.TextField()),
                ("seq", models.SmallIntegerField()),
                ("provider_code", models.TextField()),
            ],
            options={
                "db_table": "payments_cancelled_claim",
                "constraints": [
                    multiguna.kernel.schema.RegionKey(
                        columns=("region", "claim_id", "attempt"),
                        name="payments_cancelled_claim_attempt",
                        references=("region", "claim_id", "attempt"),
                        table="payments_order_claim",
                    ),
                    multiguna.kernel.schema.RegionKey(
                        columns=("region", "order_no", "claim_id"),
                        name="payments_cancelled_claim_order",
                        references=("region", "order_no", "claim_id"),
                        table="payments_order_claim",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Step",
            fields=[
                ("region", models.TextField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "region",
                        "order_no",
                        "seq",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("order_no", models.TextField()),
                ("seq", models.SmallIntegerField()),
                (
                    "after_seq",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(
                            output_field=models.SmallIntegerField(), template="NULLIF(seq - 1, 0)"
                        ),
                        output_field=models.SmallIntegerField(),
                    ),
                ),
                ("event", models.TextField()),
                ("provider_code", models.TextField()),
                ("document_no", models.TextField(null=True)),
                ("on_date", models.DateField()),
                ("amount_idr", models.BigIntegerField(null=True)),
                ("reason", models.TextField(default="")),
                ("voids", models.SmallIntegerField(null=True)),
                ("record_id", models.BigIntegerField()),
                ("recorded_by", models.TextField()),
                (
                    "recorded_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
            ],
            options={
                "db_table": "payments_step",
                "constraints": [
                    multiguna.kernel.schema.RegionKey(
                        columns=("region", "order_no"),
                        name="payments_step_order",
                        references=("region", "order_no"),
                        table="payments_order",
                    ),
                    multiguna.kernel.schema.RegionKey(
                        columns=("region", "order_no", "after_seq"),
                        name="payments_step_follows",
                        references=("region", "order_no", "seq"),
                        table="payments_step",
                    ),
                    multiguna.kernel.schema.RegionKey(
                        columns=("region", "order_no", "voids"),
                        name="payments_step_returned",
                        references=("region", "order_no", "seq"),
                        table="payments_step",
                    ),
                    models.UniqueConstraint(
                        models.F("region"),
                        models.F("order_no"),
                        models.F("voids"),
                        name="payments_step_voids_once",
                    ),
                    models.UniqueConstraint(
                        models.F("region"),
                        models.F("event"),
                        models.F("document_no"),
                        name="payments_step_document",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("event", "cancelled")),
                        fields=("region", "order_no"),
                        name="payments_step_cancelled_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("document_no__isnull", False),
                                ("event__in", ("spp", "check", "spm", "sp2d")),
                                ("reason", ""),
                                ("voids__isnull", True),
                            ),
                            models.Q(
                                ("document_no__isnull", True),
                                ("event", "returned"),
                                ("voids__isnull", False),
                                models.Q(("reason", ""), _negated=True),
                            ),
                            models.Q(
                                ("document_no__isnull", True),
                                ("event", "cancelled"),
                                ("voids__isnull", True),
                                models.Q(("reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="payments_step_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("amount_idr__gt", 0),
                                ("amount_idr__isnull", False),
                                ("event", "sp2d"),
                            ),
                            models.Q(
                                models.Q(("event", "sp2d"), _negated=True),
                                ("amount_idr__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="payments_step_amount",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PaidClaim",
            fields=[
                ("region", models.TextField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "region",
                        "claim_id",
                        "attempt",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("claim_id", models.BigIntegerField()),
                ("attempt", models.SmallIntegerField()),
                (
                    "after_attempt",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(
                            output_field=models.SmallIntegerField(),
                            template="NULLIF(attempt - 1, 0)",
                        ),
                        output_field=models.SmallIntegerField(),
                    ),
                ),
                ("order_no", models.TextField()),
                ("seq", models.SmallIntegerField()),
                ("provider_code", models.TextField()),
                ("amount_idr", models.BigIntegerField()),
            ],
            options={
                "db_table": "payments_paid_claim",
                "indexes": [
                    models.Index(
                        models.F("region"),
                        models.F("order_no"),
                        models.F("seq"),
                        name="payments_paid_claims",
                    )
                ],
                "constraints": [
                    multiguna.kernel.schema.RegionKey(
                        columns=("region", "order_no", "claim_id"),
                        name="payments_paid_claim_ordered",
                        references=("region", "order_no", "claim_id"),
                        table="payments_order_claim",
                    ),
                    multiguna.kernel.schema.RegionKey(
                        columns=("region", "order_no", "seq"),
                        name="payments_paid_claim_step",
                        references=("region", "order_no", "seq"),
                        table="payments_step",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount_idr__gt", 0), ("attempt__gt", 0)),
                        name="payments_paid_claim_amount",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReturnedClaim",
            fields=[
                ("region", models.TextField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "region",
                        "claim_id",
                        "attempt",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("claim_id", models.BigIntegerField()),
                ("attempt", models.SmallIntegerField()),
                ("order_no", models.TextField()),
                ("seq", models.SmallIntegerField()),
                ("provider_code", models.TextField()),
                ("after_closing", models.BooleanField()),
            ],
            options={
                "db_table": "payments_returned_claim",
                "constraints": [
                    multiguna.kernel.schema.RegionKey(
                        columns=("region", "claim_id", "attempt"),
                        name="payments_returned_claim_paid",
                        references=("region", "claim_id", "attempt"),
                        table="payments_paid_claim",
                    ),
                    multiguna.kernel.schema.RegionKey(
                        columns=("region", "order_no", "seq"),
                        name="payments_returned_claim_step",
                        references=("region", "order_no", "seq"),
                        table="payments_step",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Recovery",
            fields=[
                ("region", models.TextField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "region",
                        "recovery_no",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "recovery_no",
                    models.BigIntegerField(
                        db_default=multiguna.kernel.schema.NextVal("payments_recovery_seq")
                    ),
                ),
                ("claim_id", models.BigIntegerField()),
                ("provider_code", models.TextField()),
                ("amount_idr", models.BigIntegerField()),
                ("reason", models.TextField()),
                ("record_id", models.BigIntegerField()),
                ("on_date", models.DateField()),
                ("recorded_by", models.TextField()),
                (
                    "recorded_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
            ],
            options={
                "db_table": "payments_recovery",
                "indexes": [
                    models.Index(
                        models.F("region"), models.F("claim_id"), name="payments_recovery_of_claim"
                    )
                ],
                "constraints": [
                    multiguna.kernel.schema.RegionKey(
                        columns=("region", "claim_id"),
                        name="payments_recovery_claim",
                        references=("region", "claim_id"),
                        table="claims_claim",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount_idr__gt", 0), models.Q(("reason", ""), _negated=True)
                        ),
                        name="payments_recovery_amount",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Penalty",
            fields=[
                ("region", models.TextField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "region",
                        "claim_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("claim_id", models.BigIntegerField()),
                ("provider_code", models.TextField()),
                ("due_on", models.DateField()),
                ("paid_on", models.DateField()),
                ("months", models.SmallIntegerField()),
                ("rate_bp", models.IntegerField()),
                ("amount_idr", models.BigIntegerField()),
            ],
            options={
                "db_table": "payments_penalty",
                "constraints": [
                    multiguna.kernel.schema.RegionKey(
                        columns=("region", "claim_id"),
                        name="payments_penalty_claim",
                        references=("region", "claim_id"),
                        table="claims_claim",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount_idr__gt", 0), ("months__gt", 0), ("rate_bp__gt", 0)
                        ),
                        name="payments_penalty_amount",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OrderLine",
            fields=[
                ("region", models.TextField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "region",
                        "kind",
                        "due_no",
                        "part",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("kind", models.TextField()),
                ("due_no", models.BigIntegerField()),
                ("part", models.SmallIntegerField()),
                ("order_no", models.TextField()),
                ("provider_code", models.TextField()),
                ("claim_id", models.BigIntegerField()),
                ("account_id", models.TextField()),
                ("care", models.TextField()),
                ("village_code", models.TextField(null=True)),
                ("amount_idr", models.BigIntegerField()),
                (
                    "recovery_no",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(
                            output_field=models.BigIntegerField(),
                            template="CASE kind WHEN 'recovery' THEN due_no END",
                        ),
                        output_field=models.BigIntegerField(),
                    ),
                ),
                (
                    "penalty_of",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(
                            output_field=models.BigIntegerField(),
                            template="CASE kind WHEN 'penalty' THEN due_no END",
                        ),
                        output_field=models.BigIntegerField(),
                    ),
                ),
                (
                    "supplement_of",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(
                            output_field=models.BigIntegerField(),
                            template="CASE kind WHEN 'supplement' THEN due_no END",
                        ),
                        output_field=models.BigIntegerField(),
                    ),
                ),
                (
                    "after_part",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(
                            output_field=models.SmallIntegerField(),
                            template="CASE WHEN kind IN ('penalty', 'supplement') "
                            "THEN NULLIF(part - 1, 0) END",
                        ),
                        output_field=models.SmallIntegerField(),
                    ),
                ),
            ],
            options={
                "db_table": "payments_order_line",
                "constraints": [
                    multiguna.kernel.schema.RegionKey(
                        columns=("region", "order_no"),
                        name="payments_order_line_order",
                        references=("region", "order_no"),
                        table="payments_order",
                    ),
                    multiguna.kernel.schema.RegionKey(
                        columns=("region", "recovery_no"),
                        name="payments_order_line_recovery",
                        references=("region", "recovery_no"),
                        table="payments_recovery",
                    ),
                    multiguna.kernel.schema.RegionKey(
                        columns=("region", "penalty_of"),
                        name="payments_order_line_penalty",
                        references=("region", "claim_id"),
                        table="payments_penalty",
                    ),
                    multiguna.kernel.schema.RegionKey(
                        columns=("region", "supplement_of"),
                        name="payments_order_line_supplement",
                        references=("region", "appeal_no"),
                        table="claims_ruling",
                    ),
                    models.UniqueConstraint(
                        models.F("region"),
                        models.F("order_no"),
                        models.F("kind"),
                        models.F("due_no"),
                        name="payments_order_line_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("amount_idr__lt", 0), ("kind", "recovery")),
                            models.Q(
                                ("amount_idr__gt", 0),
                                ("due_no", models.F("claim_id")),
                                ("kind", "penalty"),
                            ),
                            models.Q(("amount_idr__gt", 0), ("kind", "supplement")),
                            _connector="OR",
                        ),
                        name="payments_order_line_amount",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CancelledLine",
            fields=[
                ("region", models.TextField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "region",
                        "kind",
                        "due_no",
                        "part",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("kind", models.TextField()),
                ("due_no", models.BigIntegerField()),
                ("part", models.SmallIntegerField()),
                ("order_no", models.TextField()),
                ("provider_code", models.TextField()),
                ("after_closing", models.BooleanField()),
            ],
            options={
                "db_table": "payments_cancelled_line",
                "constraints": [
                    multiguna.kernel.schema.RegionKey(
                        columns=("region", "kind", "due_no", "part"),
                        name="payments_cancelled_line_part",
                        references=("region", "kind", "due_no", "part"),
                        table="payments_order_line",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Realisation",
            fields=[
                ("region", models.TextField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "region",
                        "month",
                        "import_no",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("month", models.DateField()),
                (
                    "import_no",
                    models.BigIntegerField(
                        db_default=multiguna.kernel.schema.NextVal("payments_realisation_seq")
                    ),
                ),
                ("file_name", models.TextField()),
                ("file_hash", models.TextField()),
                ("rows", models.JSONField()),
                ("imported_on", models.DateField()),
                ("imported_by", models.TextField()),
                (
                    "recorded_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
            ],
            options={
                "db_table": "payments_realisation",
            },
        ),
        migrations.CreateModel(
            name="GuestStatement",
            fields=[
                ("region", models.TextField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "region",
                        "partner_region",
                        "month",
                        "statement_hash",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("partner_region", models.TextField()),
                ("month", models.TextField()),
                ("statement_hash", models.TextField()),
                ("stated_on", models.DateField()),
                ("claims", models.IntegerField()),
                ("approved_idr", models.BigIntegerField()),
                ("body", models.JSONField()),
                ("received_on", models.DateField()),
                ("received_by", models.TextField()),
                (
                    "recorded_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
            ],
            options={
                "db_table": "payments_guest_statement",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("approved_idr__gte", 0)),
                        name="payments_guest_statement_amount",
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="orderclaim",
            constraint=multiguna.kernel.schema.RegionKey(
                columns=("region", "claim_id", "after_attempt"),
                name="payments_order_claim_again",
                references=("region", "claim_id", "attempt"),
                table="payments_cancelled_claim",
            ),
        ),
        migrations.AddConstraint(
            model_name="cancelledclaim",
            constraint=multiguna.kernel.schema.RegionKey(
                columns=("region", "order_no", "seq"),
                name="payments_cancelled_claim_step",
                references=("region", "order_no", "seq"),
                table="payments_step",
            ),
        ),
        migrations.AddConstraint(
            model_name="paidclaim",
            constraint=multiguna.kernel.schema.RegionKey(
                columns=("region", "claim_id", "after_attempt"),
                name="payments_paid_claim_again",
                references=("region", "claim_id", "attempt"),
                table="payments_returned_claim",
            ),
        ),
        migrations.AddConstraint(
            model_name="orderline",
            constraint=multiguna.kernel.schema.RegionKey(
                columns=("region", "kind", "due_no", "after_part"),
                name="payments_order_line_again",
                references=("region", "kind", "due_no", "part"),
                table="payments_cancelled_line",
            ),
        ),
    ]
