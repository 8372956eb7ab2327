import django.db.models.functions.datetime
from django.db import migrations, models

import multiguna.kernel.schema


class Migration(migrations.Migration):
    initial = True

    dependencies = [("claims", "0001_initial")]

    operations = [
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
                        condition=models.Q(("amount_idr__gt", 0), ("claim_count__gt", 0)),
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
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("claim_id", models.BigIntegerField()),
                ("version", models.SmallIntegerField()),
                ("order_no", models.TextField()),
                ("provider_code", models.TextField()),
                ("account_id", models.TextField()),
                ("amount_idr", models.BigIntegerField()),
            ],
            options={
                "db_table": "payments_order_claim",
                "indexes": [
                    models.Index(
                        models.F("region"), models.F("order_no"), name="payments_order_claims"
                    )
                ],
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
                        "step",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("order_no", models.TextField()),
                ("step", models.TextField()),
                ("provider_code", models.TextField()),
                ("document_no", models.TextField()),
                ("on_date", models.DateField()),
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
                    models.UniqueConstraint(
                        models.F("region"),
                        models.F("step"),
                        models.F("document_no"),
                        name="payments_step_document",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("step__in", ("spp", "spm", "sp2d"))),
                        name="payments_step_known",
                    ),
                ],
            },
        ),
    ]
