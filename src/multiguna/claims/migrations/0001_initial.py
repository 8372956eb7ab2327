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
                ("rows", models.IntegerField()),
                ("imported", models.IntegerField()),
                ("unchanged", models.IntegerField()),
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
                        include=["received_on", "care", "provider_code", "billed_idr"],
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
                        name="claims_claim_identity",
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
                ("record_id", models.BigIntegerField()),
                ("decided_on", models.DateField()),
                ("decided_by", models.TextField()),
                (
                    "recorded_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
            ],
            options={
                "db_table": "claims_adjudication",
                "constraints": [
                    multiguna.kernel.schema.RegionKey(
                        columns=("region", "claim_id"),
                        name="claims_adjudication_claim",
                        references=("region", "claim_id"),
                        table="claims_claim",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
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
                            )
                        ),
                        name="claims_adjudication_adds_up",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("outcome__in", ("approved", "reduced", "rejected", "pended"))
                        ),
                        name="claims_adjudication_outcome",
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
    ]
