import django.contrib.postgres.fields
import django.db.models.expressions
import django.db.models.functions.datetime
from django.db import migrations, models

import multiguna.kernel.schema


class Migration(migrations.Migration):
    initial = True

    dependencies = [("guarantees", "0001_initial")]

    operations = [
        migrations.RunSQL("CREATE SEQUENCE claims_batch_seq", "DROP SEQUENCE claims_batch_seq"),
        migrations.RunSQL("CREATE SEQUENCE claims_claim_seq", "DROP SEQUENCE claims_claim_seq"),
        migrations.RunSQL("CREATE SEQUENCE claims_appeal_seq", "DROP SEQUENCE claims_appeal_seq"),
        migrations.RunSQL("CREATE SEQUENCE claims_sample_seq", "DROP SEQUENCE claims_sample_seq"),
        migrations.CreateModel(
            name="Batch",
            fields=[
                ("region", models.TextField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "region",
                        "batch_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "batch_id",
                    models.BigIntegerField(
                        db_default=multiguna.kernel.schema.NextVal("claims_batch_seq")
                    ),
                ),
                ("provider_code", models.TextField()),
                ("file_hash", models.TextField()),
                ("file_name", models.TextField()),
                ("format", models.TextField()),
                (
                    "columns",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), null=True, size=None
                    ),
                ),
                ("rows", models.IntegerField()),
                ("imported", models.IntegerField()),
                ("unchanged", models.IntegerField()),
                ("corrected", models.IntegerField(db_default=0)),
                ("refused", models.IntegerField()),
                ("received_on", models.DateField()),
                ("received_by", models.TextField()),
                (
                    "recorded_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
            ],
            options={
                "db_table": "claims_batch",
                "constraints": [
                    models.UniqueConstraint(
                        models.F("region"),
                        models.F("provider_code"),
                        models.F("file_hash"),
                        name="claims_batch_file",
                    ),
                    multiguna.kernel.schema.RegionKey(
                        columns=("region", "provider_code"),
                        name="claims_batch_provider",
                        references=("region", "provider_code"),
                        table="providers_provider",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Claim",
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
                (
                    "claim_id",
                    models.BigIntegerField(
                        db_default=multiguna.kernel.schema.NextVal("claims_claim_seq")
                    ),
                ),
                ("batch_id", models.BigIntegerField()),
                ("row_no", models.IntegerField()),
                ("provider_code", models.TextField()),
                ("claim_no", models.TextField()),
                ("mrn", models.TextField()),
                ("patient_name", models.TextField()),
                ("id_type", models.TextField()),
                ("id_value", models.TextField()),
                ("birth_date", models.DateField(null=True)),
                ("sex", models.SmallIntegerField(null=True)),
                ("care", models.TextField()),
                ("care_class", models.SmallIntegerField()),
                ("admission_date", models.DateField()),
                ("discharge_date", models.DateField()),
                ("service_date", models.DateField()),
                ("discharge_status", models.SmallIntegerField(null=True)),
                ("primary_diagnosis", models.TextField()),
                (
                    "diagnoses",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), size=None
                    ),
                ),
                (
                    "procedures",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), size=None
                    ),
                ),
                ("cbg_code", models.TextField()),
                ("cbg_description", models.TextField()),
                ("los", models.IntegerField(null=True)),
                ("icu_los", models.IntegerField(null=True)),
                ("birth_weight", models.IntegerField(null=True)),
                ("charge_idr", models.BigIntegerField()),
                (
                    "charges",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), size=None
                    ),
                ),
                ("billed_idr", models.BigIntegerField()),
                ("payor_id", models.TextField()),
                ("payor_name", models.TextField()),
                ("doctor", models.TextField()),
                ("tariff_class_code", models.TextField()),
                ("cbg_version", models.TextField()),
                ("grouper_version", models.TextField()),
                ("drg", models.JSONField(null=True)),
                ("raw", models.JSONField()),
                ("content_hash", models.BinaryField()),
                ("letter_no", models.TextField(null=True)),
                ("person_id", models.BigIntegerField(null=True)),
                ("account_id", models.TextField()),
                ("received_on", models.DateField()),
                ("first_received_on", models.DateField(null=True)),
                ("corrects", models.BigIntegerField(null=True)),
                ("revision", models.SmallIntegerField(db_default=0)),
            ],
            options={
                "db_table": "claims_claim",
                "indexes": [
                    models.Index(
                        models.F("region"), models.F("batch_id"), name="claims_claim_of_batch"
                    ),
                    models.Index(
                        models.F("region"),
                        models.F("person_id"),
                        models.F("admission_date"),
                        name="claims_claim_of_person",
                    ),
                    models.Index(
                        models.F("region"), models.F("letter_no"), name="claims_claim_of_letter"
                    ),
                    models.Index(
                        fields=["region", "service_date"],
                        include=["received_on", "care", "provider_code", "billed_idr", "corrects"],
                        name="claims_claim_receipts",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("region"),
                        models.F("provider_code"),
                        models.F("claim_no"),
                        models.F("admission_date"),
                        models.F("discharge_date"),
                        models.F("revision"),
                        name="claims_claim_identity",
                    ),
                    models.UniqueConstraint(
                        models.F("region"),
                        models.F("corrects"),
                        name="claims_claim_corrected_once",
                    ),
                    multiguna.kernel.schema.RegionKey(
                        columns=("region", "corrects"),
                        name="claims_claim_corrects",
                        references=("region", "claim_id"),
                        table="claims_claim",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("corrects__isnull", True),
                            ("first_received_on__isnull", True),
                            ("revision", 0),
                        )
                        | models.Q(
                            ("corrects__lt", models.F("claim_id")),
                            ("first_received_on__isnull", False),
                            ("revision__gt", 0),
                        ),
                        name="claims_claim_revision",
                    ),
                    multiguna.kernel.schema.RegionKey(
                        columns=("region", "batch_id"),
                        name="claims_claim_batch",
                        references=("region", "batch_id"),
                        table="claims_batch",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("billed_idr__gte", 0), ("charge_idr__gte", 0)),
                        name="claims_claim_amounts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("discharge_date__gte", models.F("admission_date"))),
                        name="claims_claim_dates",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Finding",
            fields=[
                ("region", models.TextField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "region",
                        "claim_id",
                        "version",
                        "rule_code",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("claim_id", models.BigIntegerField()),
                ("version", models.SmallIntegerField()),
                ("rule_code", models.TextField()),
                ("provider_code", models.TextField()),
                ("severity", models.TextField()),
                ("amount_idr", models.BigIntegerField()),
                ("facts", models.JSONField()),
            ],
            options={
                "db_table": "claims_finding",
            },
        ),
        migrations.CreateModel(
            name="LineResult",
            fields=[
                ("region", models.TextField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "region",
                        "claim_id",
                        "version",
                        "line_no",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("claim_id", models.BigIntegerField()),
                ("version", models.SmallIntegerField()),
                ("line_no", models.SmallIntegerField()),
                ("provider_code", models.TextField()),
                ("approved_idr", models.BigIntegerField()),
            ],
            options={
                "db_table": "claims_line_result",
            },
        ),
        migrations.CreateModel(
            name="Adjudication",
            fields=[
                ("region", models.TextField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "region",
                        "claim_id",
                        "version",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("claim_id", models.BigIntegerField()),
                ("version", models.SmallIntegerField()),
                ("provider_code", models.TextField()),
                ("outcome", models.TextField()),
                ("billed_idr", models.BigIntegerField()),
                ("approved_idr", models.BigIntegerField()),
                ("reduced_idr", models.BigIntegerField()),
                ("rejected_idr", models.BigIntegerField()),
                ("pended_idr", models.BigIntegerField()),
                ("stage_code", models.TextField(null=True)),
                ("pack_hash", models.TextField()),
                ("basis", models.TextField(db_default="rules")),
                ("reason", models.TextField(db_default="")),
                ("record_id", models.BigIntegerField()),
                ("decided_on", models.DateField()),
                ("decided_by", models.TextField()),
                ("proposed_by", models.TextField(null=True)),
                (
                    "recorded_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
            ],
            options={
                "db_table": "claims_adjudication",
                "indexes": [
                    models.Index(
                        fields=["region", "decided_on"],
                        include=("provider_code", "outcome"),
                        name="claims_adjudication_lately",
                    )
                ],
                "constraints": [
                    multiguna.kernel.schema.RegionKey(
                        columns=("region", "claim_id"),
                        name="claims_adjudication_claim",
                        references=("region", "claim_id"),
                        table="claims_claim",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("approved_idr__gte", 0),
                            (
                                "billed_idr",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("approved_idr"), "+", models.F("reduced_idr")
                                        ),
                                        "+",
                                        models.F("rejected_idr"),
                                    ),
                                    "+",
                                    models.F("pended_idr"),
                                ),
                            ),
                            ("pended_idr__gte", 0),
                            ("reduced_idr__gte", 0),
                            ("rejected_idr__gte", 0),
                        ),
                        name="claims_adjudication_adds_up",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("outcome__in", ("approved", "reduced", "rejected", "pended"))
                        ),
                        name="claims_adjudication_outcome",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("basis", "second"),
                                ("proposed_by__isnull", False),
                                models.Q(("proposed_by", models.F("decided_by")), _negated=True),
                            ),
                            models.Q(
                                ("basis", "appeal"),
                                models.Q(("proposed_by", models.F("decided_by")), _negated=True),
                            ),
                            models.Q(
                                models.Q(("basis", "second"), _negated=True),
                                ("proposed_by__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="claims_adjudication_by_two",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("basis", "rules"), ("reason", "")),
                            models.Q(
                                ("basis__in", ("verifier", "second", "bulk", "appeal")),
                                models.Q(("reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="claims_adjudication_basis",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Line",
            fields=[
                ("region", models.TextField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "region",
                        "claim_id",
                        "line_no",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("claim_id", models.BigIntegerField()),
                ("line_no", models.SmallIntegerField()),
                ("provider_code", models.TextField()),
                ("kind", models.TextField()),
                ("code", models.TextField()),
                ("billed_idr", models.BigIntegerField()),
            ],
            options={
                "db_table": "claims_line",
                "constraints": [
                    multiguna.kernel.schema.RegionKey(
                        columns=("region", "claim_id"),
                        name="claims_line_claim",
                        references=("region", "claim_id"),
                        table="claims_claim",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Proposal",
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
                ("outcome", models.TextField()),
                ("approved_idr", models.BigIntegerField()),
                ("lines", models.JSONField()),
                ("reason", models.TextField()),
                ("record_id", models.BigIntegerField()),
                ("proposed_on", models.DateField()),
                ("proposed_by", models.TextField()),
                (
                    "recorded_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
            ],
            options={
                "db_table": "claims_proposal",
                "constraints": [
                    multiguna.kernel.schema.RegionKey(
                        columns=("region", "claim_id"),
                        name="claims_proposal_claim",
                        references=("region", "claim_id"),
                        table="claims_claim",
                    ),
                    models.UniqueConstraint(
                        fields=("region", "claim_id", "attempt", "proposed_by"),
                        name="claims_proposal_author",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("attempt__gt", 0),
                            ("outcome__in", ("approved", "reduced", "rejected")),
                            ("approved_idr__gte", 0),
                            models.Q(("reason", ""), _negated=True),
                        ),
                        name="claims_proposal_says",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Opinion",
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
                ("proposed_by", models.TextField()),
                ("answer", models.TextField()),
                ("version", models.SmallIntegerField(null=True)),
                ("reason", models.TextField(default="")),
                ("record_id", models.BigIntegerField()),
                ("decided_on", models.DateField()),
                ("decided_by", models.TextField()),
                (
                    "recorded_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
            ],
            options={
                "db_table": "claims_opinion",
                "constraints": [
                    multiguna.kernel.schema.RegionKey(
                        columns=("region", "claim_id", "attempt", "proposed_by"),
                        name="claims_opinion_proposal",
                        references=("region", "claim_id", "attempt", "proposed_by"),
                        table="claims_proposal",
                    ),
                    multiguna.kernel.schema.RegionKey(
                        columns=("region", "claim_id", "version"),
                        name="claims_opinion_decision",
                        references=("region", "claim_id", "version"),
                        table="claims_adjudication",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("answer__in", ("confirmed", "disagreed")),
                                models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                            ),
                            models.Q(
                                ("answer", "withdrawn"), ("decided_by", models.F("proposed_by"))
                            ),
                            ("answer", "lapsed"),
                            _connector="OR",
                        ),
                        name="claims_opinion_of_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", "confirmed"), ("version__isnull", False)),
                            models.Q(
                                ("version__isnull", True),
                                models.Q(("answer", "confirmed"), _negated=True),
                                models.Q(
                                    ("answer", "lapsed"),
                                    models.Q(("reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="claims_opinion_says",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Appeal",
            fields=[
                ("region", models.TextField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "region",
                        "appeal_no",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "appeal_no",
                    models.BigIntegerField(
                        db_default=multiguna.kernel.schema.NextVal("claims_appeal_seq")
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
                ("provider_code", models.TextField()),
                ("grounds", models.TextField()),
                (
                    "deciders",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), size=None
                    ),
                ),
                ("record_id", models.BigIntegerField()),
                ("filed_on", models.DateField()),
                ("decide_by", models.DateField(null=True)),
                ("filed_by", models.TextField()),
                (
                    "recorded_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
            ],
            options={
                "db_table": "claims_appeal",
                "constraints": [
                    multiguna.kernel.schema.RegionKey(
                        columns=("region", "claim_id", "version"),
                        name="claims_appeal_decision",
                        references=("region", "claim_id", "version"),
                        table="claims_adjudication",
                    ),
                    models.UniqueConstraint(
                        fields=("region", "claim_id", "attempt"), name="claims_appeal_attempt"
                    ),
                    models.UniqueConstraint(
                        fields=("region", "claim_id", "version"), name="claims_appeal_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("attempt__gt", 0), models.Q(("grounds", ""), _negated=True)
                        ),
                        name="claims_appeal_says",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.UniqueConstraint(
                fields=("region", "appeal_no", "claim_id", "attempt", "deciders"),
                name="claims_appeal_deciders",
            ),
        ),
        migrations.CreateModel(
            name="Ruling",
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
                ("appeal_no", models.BigIntegerField()),
                (
                    "deciders",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), size=None
                    ),
                ),
                ("provider_code", models.TextField()),
                ("outcome", models.TextField()),
                ("version", models.SmallIntegerField(null=True)),
                ("reason", models.TextField()),
                ("record_id", models.BigIntegerField()),
                ("decided_on", models.DateField()),
                ("decided_by", models.TextField()),
                (
                    "recorded_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
            ],
            options={
                "db_table": "claims_ruling",
                "constraints": [
                    multiguna.kernel.schema.RegionKey(
                        columns=("region", "appeal_no", "claim_id", "attempt", "deciders"),
                        name="claims_ruling_appeal",
                        references=("region", "appeal_no", "claim_id", "attempt", "deciders"),
                        table="claims_appeal",
                    ),
                    multiguna.kernel.schema.RegionKey(
                        columns=("region", "claim_id", "version"),
                        name="claims_ruling_decision",
                        references=("region", "claim_id", "version"),
                        table="claims_adjudication",
                    ),
                    models.UniqueConstraint(
                        fields=("region", "appeal_no"), name="claims_ruling_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Func(
                            output_field=models.BooleanField(),
                            template="(NOT (decided_by = ANY (deciders)))",
                        ),
                        name="claims_ruling_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                models.Q(("outcome", "granted"), ("version__isnull", False)),
                                models.Q(("outcome", "upheld"), ("version__isnull", True)),
                                _connector="OR",
                            ),
                            models.Q(("reason", ""), _negated=True),
                        ),
                        name="claims_ruling_says",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Sample",
            fields=[
                ("region", models.TextField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "region",
                        "sample_no",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "sample_no",
                    models.BigIntegerField(
                        db_default=multiguna.kernel.schema.NextVal("claims_sample_seq")
                    ),
                ),
                ("period_from", models.DateField()),
                ("period_until", models.DateField()),
                ("size", models.IntegerField()),
                ("seed", models.BigIntegerField()),
                ("allocation", models.TextField()),
                ("strata", models.JSONField()),
                ("record_id", models.BigIntegerField()),
                ("drawn_on", models.DateField()),
                ("drawn_by", models.TextField()),
                (
                    "recorded_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
            ],
            options={
                "db_table": "claims_sample",
                "constraints": [
                    models.UniqueConstraint(
                        fields=(
                            "region",
                            "period_from",
                            "period_until",
                            "size",
                            "seed",
                            "allocation",
                        ),
                        name="claims_sample_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("allocation__in", ("neyman", "proportional")),
                            ("period_until__gt", models.F("period_from")),
                            ("size__gt", 0),
                        ),
                        name="claims_sample_says",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SampleItem",
            fields=[
                ("region", models.TextField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "region",
                        "sample_no",
                        "claim_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("sample_no", models.BigIntegerField()),
                ("claim_id", models.BigIntegerField()),
                ("version", models.SmallIntegerField()),
                ("stratum", models.SmallIntegerField()),
                ("approved_idr", models.BigIntegerField()),
            ],
            options={
                "db_table": "claims_sample_item",
                "constraints": [
                    multiguna.kernel.schema.RegionKey(
                        columns=("region", "sample_no"),
                        name="claims_sample_item_sample",
                        references=("region", "sample_no"),
                        table="claims_sample",
                    ),
                    multiguna.kernel.schema.RegionKey(
                        columns=("region", "claim_id", "version"),
                        name="claims_sample_item_decision",
                        references=("region", "claim_id", "version"),
                        table="claims_adjudication",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SampleCheck",
            fields=[
                ("region", models.TextField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "region",
                        "sample_no",
                        "claim_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("sample_no", models.BigIntegerField()),
                ("claim_id", models.BigIntegerField()),
                ("correct_idr", models.BigIntegerField()),
                ("reason", models.TextField(default="")),
                ("record_id", models.BigIntegerField()),
                ("checked_on", models.DateField()),
                ("checked_by", models.TextField()),
                (
                    "recorded_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
            ],
            options={
                "db_table": "claims_sample_check",
                "constraints": [
                    multiguna.kernel.schema.RegionKey(
                        columns=("region", "sample_no", "claim_id"),
                        name="claims_sample_check_item",
                        references=("region", "sample_no", "claim_id"),
                        table="claims_sample_item",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("correct_idr__gte", 0)),
                        name="claims_sample_check_amount",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=multiguna.kernel.schema.RegionKey(
                columns=("region", "claim_id", "after_attempt"),
                name="claims_proposal_again",
                references=("region", "claim_id", "attempt"),
                table="claims_opinion",
            ),
        ),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=multiguna.kernel.schema.RegionKey(
                columns=("region", "claim_id", "after_attempt"),
                name="claims_appeal_again",
                references=("region", "claim_id", "attempt"),
                table="claims_ruling",
            ),
        ),
        migrations.RunSQL("CREATE SEQUENCE claims_query_seq", "DROP SEQUENCE claims_query_seq"),
        migrations.CreateModel(
            name="Answer",
            fields=[
                ("region", models.TextField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "region",
                        "query_no",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("query_no", models.BigIntegerField()),
                ("claim_id", models.BigIntegerField()),
                ("provider_code", models.TextField()),
                ("text", models.TextField()),
                ("answered_by", models.TextField()),
                ("answered_on", models.DateField()),
                ("record_id", models.BigIntegerField()),
                (
                    "recorded_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
            ],
            options={
                "db_table": "claims_answer",
            },
        ),
        migrations.CreateModel(
            name="Minutes",
            fields=[
                ("region", models.TextField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "region",
                        "minutes_no",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("minutes_no", models.TextField()),
                ("provider_code", models.TextField()),
                ("month", models.TextField()),
                ("seq", models.SmallIntegerField()),
                ("closed_on", models.DateField()),
                ("closed_by", models.TextField()),
                ("claims", models.IntegerField()),
                ("billed_idr", models.BigIntegerField()),
                ("approved_idr", models.BigIntegerField()),
                ("open_claims", models.IntegerField()),
                ("open_idr", models.BigIntegerField()),
                ("content_hash", models.BinaryField()),
                ("record_id", models.BigIntegerField()),
                ("record_body", models.TextField()),
                (
                    "recorded_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
            ],
            options={
                "db_table": "claims_minutes",
            },
        ),
        migrations.CreateModel(
            name="MinutesClaim",
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
                ("minutes_no", models.TextField()),
                ("provider_code", models.TextField()),
                ("version", models.SmallIntegerField()),
                ("outcome", models.TextField()),
                ("billed_idr", models.BigIntegerField()),
                ("approved_idr", models.BigIntegerField()),
            ],
            options={
                "db_table": "claims_minutes_claim",
            },
        ),
        migrations.CreateModel(
            name="MinutesSignature",
            fields=[
                ("region", models.TextField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "region",
                        "minutes_no",
                        "party",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("minutes_no", models.TextField()),
                ("party", models.TextField()),
                ("provider_code", models.TextField()),
                (
                    "acting_provider",
                    models.TextField(
                        db_default=multiguna.kernel.schema.ActingProvider(), null=True
                    ),
                ),
                ("signed_by", models.TextField()),
                ("signed_on", models.DateField()),
                ("record_id", models.BigIntegerField()),
                (
                    "recorded_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
            ],
            options={
                "db_table": "claims_minutes_signature",
            },
        ),
        migrations.CreateModel(
            name="Query",
            fields=[
                ("region", models.TextField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "region",
                        "query_no",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "query_no",
                    models.BigIntegerField(
                        db_default=multiguna.kernel.schema.NextVal("claims_query_seq")
                    ),
                ),
                ("claim_id", models.BigIntegerField()),
                ("seq", models.SmallIntegerField()),
                ("provider_code", models.TextField()),
                ("text", models.TextField()),
                ("asked_by", models.TextField()),
                ("asked_on", models.DateField()),
                ("answer_by", models.DateField()),
                ("record_id", models.BigIntegerField()),
                (
                    "recorded_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
            ],
            options={
                "db_table": "claims_query",
            },
        ),
        migrations.AddConstraint(
            model_name="answer",
            constraint=multiguna.kernel.schema.RegionKey(
                columns=("region", "query_no"),
                name="claims_answer_query",
                references=("region", "query_no"),
                table="claims_query",
            ),
        ),
        migrations.AddConstraint(
            model_name="answer",
            constraint=multiguna.kernel.schema.RegionKey(
                columns=("region", "claim_id"),
                name="claims_answer_claim",
                references=("region", "claim_id"),
                table="claims_claim",
            ),
        ),
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True), name="claims_answer_says"
            ),
        ),
        migrations.AddConstraint(
            model_name="minutes",
            constraint=models.UniqueConstraint(
                models.F("region"),
                models.F("provider_code"),
                models.F("month"),
                models.F("seq"),
                name="claims_minutes_place",
            ),
        ),
        migrations.AddConstraint(
            model_name="minutes",
            constraint=multiguna.kernel.schema.RegionKey(
                columns=("region", "provider_code"),
                name="claims_minutes_provider",
                references=("region", "provider_code"),
                table="providers_provider",
            ),
        ),
        migrations.AddConstraint(
            model_name="minutes",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("approved_idr__gte", 0),
                    ("approved_idr__lte", models.F("billed_idr")),
                    ("claims__gte", 1),
                    ("open_claims__gte", 0),
                    ("open_idr__gte", 0),
                ),
                name="claims_minutes_amounts",
            ),
        ),
        migrations.AddIndex(
            model_name="minutesclaim",
            index=models.Index(
                models.F("region"), models.F("minutes_no"), name="claims_minutes_claim_of"
            ),
        ),
        migrations.AddConstraint(
            model_name="minutesclaim",
            constraint=multiguna.kernel.schema.RegionKey(
                columns=("region", "minutes_no"),
                name="claims_minutes_claim_minutes",
                references=("region", "minutes_no"),
                table="claims_minutes",
            ),
        ),
        migrations.AddConstraint(
            model_name="minutesclaim",
            constraint=multiguna.kernel.schema.RegionKey(
                columns=("region", "claim_id", "version"),
                name="claims_minutes_claim_decision",
                references=("region", "claim_id", "version"),
                table="claims_adjudication",
            ),
        ),
        migrations.AddConstraint(
            model_name="minutesclaim",
            constraint=models.CheckConstraint(
                condition=models.Q(("outcome__in", ("approved", "reduced", "rejected"))),
                name="claims_minutes_claim_decided",
            ),
        ),
        migrations.AddConstraint(
            model_name="minutessignature",
            constraint=multiguna.kernel.schema.RegionKey(
                columns=("region", "minutes_no"),
                name="claims_minutes_signature_minutes",
                references=("region", "minutes_no"),
                table="claims_minutes",
            ),
        ),
        migrations.AddConstraint(
            model_name="minutessignature",
            constraint=models.UniqueConstraint(
                models.F("region"),
                models.F("minutes_no"),
                models.F("signed_by"),
                name="claims_minutes_signature_two_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="minutessignature",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("acting_provider__isnull", True), ("party", "city")),
                    models.Q(
                        ("acting_provider", models.F("provider_code")),
                        ("acting_provider__isnull", False),
                        ("party", "hospital"),
                    ),
                    _connector="OR",
                ),
                name="claims_minutes_signature_party",
            ),
        ),
        migrations.AddConstraint(
            model_name="query",
            constraint=multiguna.kernel.schema.RegionKey(
                columns=("region", "claim_id"),
                name="claims_query_claim",
                references=("region", "claim_id"),
                table="claims_claim",
            ),
        ),
        migrations.AddConstraint(
            model_name="query",
            constraint=models.UniqueConstraint(
                models.F("region"),
                models.F("claim_id"),
                models.F("seq"),
                name="claims_query_place",
            ),
        ),
        migrations.AddConstraint(
            model_name="query",
            constraint=models.CheckConstraint(
                condition=models.Q(("answer_by__gte", models.F("asked_on")), ("seq__gte", 1)),
                name="claims_query_dates",
            ),
        ),
        migrations.AddConstraint(
            model_name="query",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True), name="claims_query_says"
            ),
        ),
        migrations.CreateModel(
            name="Candidate",
            fields=[
                ("region", models.TextField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "region",
                        "claim_id",
                        "candidate_no",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("claim_id", models.BigIntegerField()),
                ("candidate_no", models.SmallIntegerField()),
                ("method", models.TextField()),
                ("score_bp", models.IntegerField()),
                ("person_id", models.BigIntegerField()),
                ("letter_no", models.TextField(null=True)),
                ("agreed", models.JSONField()),
                ("found_by", models.TextField()),
                ("found_on", models.DateField()),
                (
                    "recorded_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
            ],
            options={
                "db_table": "claims_candidate",
            },
        ),
        migrations.CreateModel(
            name="Matching",
            fields=[
                ("region", models.TextField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "region",
                        "claim_id",
                        "seq",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("claim_id", models.BigIntegerField()),
                ("seq", models.SmallIntegerField()),
                ("provider_code", models.TextField()),
                ("kind", models.TextField()),
                ("basis", models.TextField()),
                ("method", models.TextField(null=True)),
                ("person_id", models.BigIntegerField(null=True)),
                ("letter_no", models.TextField(null=True)),
                ("reason", models.TextField()),
                ("record_id", models.BigIntegerField()),
                ("decided_by", models.TextField()),
                ("decided_on", models.DateField()),
                (
                    "recorded_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
            ],
            options={
                "db_table": "claims_matching",
            },
        ),
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(
                condition=models.Q(("letter_no", None), ("person_id", None), _connector="OR"),
                fields=["region", "claim_id"],
                name="claims_claim_unmatched",
            ),
        ),
        migrations.AddConstraint(
            model_name="candidate",
            constraint=multiguna.kernel.schema.RegionKey(
                columns=("region", "claim_id"),
                name="claims_candidate_claim",
                references=("region", "claim_id"),
                table="claims_claim",
            ),
        ),
        migrations.AddConstraint(
            model_name="candidate",
            constraint=multiguna.kernel.schema.RegionKey(
                columns=("region", "letter_no"),
                name="claims_candidate_letter",
                references=("region", "letter_no"),
                table="guarantees_letter",
            ),
        ),
        migrations.AddConstraint(
            model_name="candidate",
            constraint=multiguna.kernel.schema.RegionKey(
                columns=("region", "person_id"),
                name="claims_candidate_person",
                references=("region", "person_id"),
                table="registry_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="candidate",
            constraint=models.UniqueConstraint(
                fields=("region", "claim_id", "person_id", "letter_no"),
                name="claims_candidate_once",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="candidate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("candidate_no__gte", 1), ("score_bp__gte", 0), ("score_bp__lte", 10000)
                ),
                name="claims_candidate_score",
            ),
        ),
        migrations.AddIndex(
            model_name="matching",
            index=models.Index(
                models.F("region"), models.F("person_id"), name="claims_matching_of_person"
            ),
        ),
        migrations.AddIndex(
            model_name="matching",
            index=models.Index(
                models.F("region"), models.F("letter_no"), name="claims_matching_of_letter"
            ),
        ),
        migrations.AddConstraint(
            model_name="matching",
            constraint=multiguna.kernel.schema.RegionKey(
                columns=("region", "claim_id"),
                name="claims_matching_claim",
                references=("region", "claim_id"),
                table="claims_claim",
            ),
        ),
        migrations.AddConstraint(
            model_name="matching",
            constraint=multiguna.kernel.schema.RegionKey(
                columns=("region", "letter_no"),
                name="claims_matching_letter",
                references=("region", "letter_no"),
                table="guarantees_letter",
            ),
        ),
        migrations.AddConstraint(
            model_name="matching",
            constraint=multiguna.kernel.schema.RegionKey(
                columns=("region", "person_id"),
                name="claims_matching_person",
                references=("region", "person_id"),
                table="registry_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="matching",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("kind", "match"), ("method__isnull", False), ("person_id__isnull", False)
                    ),
                    models.Q(
                        ("kind__in", ("none", "undo")), ("letter_no", None), ("person_id", None)
                    ),
                    _connector="OR",
                ),
                name="claims_matching_says",
            ),
        ),
        migrations.AddConstraint(
            model_name="matching",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("basis", "verifier"),
                    models.Q(("basis", "safe"), ("kind", "match"), ("method", "letter_written")),
                    _connector="OR",
                ),
                name="claims_matching_basis",
            ),
        ),
        migrations.AddConstraint(
            model_name="matching",
            constraint=models.CheckConstraint(
                condition=models.Q(("seq__gte", 1)), name="claims_matching_seq"
            ),
        ),
        migrations.CreateModel(
            name="GuestClaim",
            fields=[
                ("region", models.TextField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "region",
                        "home_region",
                        "claim_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("home_region", models.TextField()),
                ("claim_id", models.BigIntegerField()),
                ("provider_code", models.TextField()),
                ("claim_no", models.TextField()),
                ("discharge_date", models.DateField()),
                ("billed_idr", models.BigIntegerField()),
                ("corrects", models.BigIntegerField(null=True)),
                ("filed_on", models.DateField()),
                ("filed_by", models.TextField()),
                (
                    "recorded_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
            ],
            options={
                "db_table": "claims_guest",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("billed_idr__gte", 0)),
                        name="claims_guest_amount",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                ("region", models.TextField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "region",
                        "claim_id",
                        "seq",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("claim_id", models.BigIntegerField()),
                ("seq", models.SmallIntegerField()),
                ("provider_code", models.TextField()),
                ("query_no", models.BigIntegerField(null=True)),
                ("appeal_no", models.BigIntegerField(null=True)),
                ("file_hash", models.TextField()),
                ("media_type", models.TextField()),
                ("size", models.BigIntegerField()),
                ("name", models.TextField()),
                ("attached_by", models.TextField()),
                ("attached_on", models.DateField()),
                (
                    "recorded_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
            ],
            options={
                "db_table": "claims_attachment",
                "constraints": [
                    multiguna.kernel.schema.RegionKey(
                        columns=("region", "claim_id"),
                        name="claims_attachment_claim",
                        references=("region", "claim_id"),
                        table="claims_claim",
                    ),
                    multiguna.kernel.schema.RegionKey(
                        columns=("region", "query_no"),
                        name="claims_attachment_query",
                        references=("region", "query_no"),
                        table="claims_query",
                    ),
                    multiguna.kernel.schema.RegionKey(
                        columns=("region", "appeal_no"),
                        name="claims_attachment_appeal",
                        references=("region", "appeal_no"),
                        table="claims_appeal",
                    ),
                    models.UniqueConstraint(
                        fields=("region", "claim_id", "file_hash", "query_no", "appeal_no"),
                        name="claims_attachment_once",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("file_hash__regex", "^[0-9a-f]{64}$"),
                            ("media_type__in", ("application/pdf", "image/jpeg", "image/png")),
                            ("seq__gte", 1),
                            ("size__gt", 0),
                            models.Q(("name", ""), _negated=True),
                        ),
                        name="claims_attachment_says",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("query_no__isnull", True),
                            ("appeal_no__isnull", True),
                            _connector="OR",
                        ),
                        name="claims_attachment_place",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RefusedRow",
            fields=[
                ("region", models.TextField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "region",
                        "batch_id",
                        "row_no",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("batch_id", models.BigIntegerField()),
                ("row_no", models.IntegerField()),
                ("provider_code", models.TextField()),
                (
                    "cells",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), size=None
                    ),
                ),
                ("problems", models.JSONField()),
            ],
            options={
                "db_table": "claims_refused_row",
                "constraints": [
                    multiguna.kernel.schema.RegionKey(
                        columns=("region", "batch_id"),
                        name="claims_refused_row_batch",
                        references=("region", "batch_id"),
                        table="claims_batch",
                    )
                ],
            },
        ),
    ]
