import django.contrib.postgres.constraints
from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations, models

import multiguna.kernel.schema


class Migration(migrations.Migration):
    initial = True

    dependencies = [("programme", "0001_initial")]

    operations = [
        BtreeGistExtension(),
        migrations.CreateModel(
            name="Provider",
            fields=[
                ("region", models.TextField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "region",
                        "provider_code",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("provider_code", models.TextField()),
                ("name", models.TextField()),
                ("provider_class", models.TextField()),
                ("ownership", models.TextField()),
                ("tariff_code", models.TextField()),
                ("ppk_code", models.TextField()),
                ("village_code", models.TextField()),
                ("address", models.TextField()),
                ("owner_group", models.TextField()),
                ("bank_account_name", models.TextField()),
                ("home_region", models.TextField(null=True)),
            ],
            options={
                "db_table": "providers_provider",
            },
        ),
        migrations.CreateModel(
            name="Agreement",
            fields=[
                ("region", models.TextField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "region",
                        "agreement_no",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("agreement_no", models.TextField()),
                ("provider_code", models.TextField()),
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField(null=True)),
                ("services", models.TextField()),
                ("payment_days", models.IntegerField()),
                ("claim_deadline_days", models.IntegerField()),
                ("late_penalty_bp_month", models.IntegerField(null=True)),
                ("basis", models.TextField(db_default="inacbg")),
                ("lesser_of", models.BooleanField(db_default=False)),
                ("claim_ceiling_idr", models.BigIntegerField(null=True)),
                ("month_ceiling_idr", models.BigIntegerField(null=True)),
                ("legal", models.TextField()),
            ],
            options={
                "db_table": "providers_agreement",
                "constraints": [
                    multiguna.kernel.schema.RegionKey(
                        columns=("region", "provider_code"),
                        name="providers_agreement_provider",
                        references=("region", "provider_code"),
                        table="providers_provider",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            ("region", "="),
                            ("provider_code", "="),
                            (
                                models.Func(
                                    models.F("valid_from"),
                                    models.F("valid_until"),
                                    function="daterange",
                                ),
                                "&&",
                            ),
                        ],
                        name="providers_agreement_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("basis__in", ("inacbg", "idrg", "fee"))),
                        name="providers_agreement_basis",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Portability",
            fields=[
                ("region", models.TextField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "region",
                        "partner_region",
                        "valid_from",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("partner_region", models.TextField()),
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField(null=True)),
                ("services", models.TextField()),
                ("settlement", models.TextField()),
                ("monthly_ceiling_idr", models.BigIntegerField(null=True)),
                ("legal", models.TextField()),
            ],
            options={
                "db_table": "providers_portability",
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            ("region", "="),
                            ("partner_region", "="),
                            (
                                models.Func(
                                    models.F("valid_from"),
                                    models.F("valid_until"),
                                    function="daterange",
                                ),
                                "&&",
                            ),
                        ],
                        name="providers_portability_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("settlement__in", ("direct", "host"))),
                        name="providers_portability_settlement",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("monthly_ceiling_idr__gte", 0)),
                        name="providers_portability_ceiling",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Exclusion",
            fields=[
                ("region", models.TextField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "region",
                        "agreement_no",
                        "kind",
                        "code",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("agreement_no", models.TextField()),
                ("kind", models.TextField()),
                ("code", models.TextField()),
                ("legal", models.TextField()),
            ],
            options={
                "db_table": "providers_exclusion",
                "constraints": [
                    multiguna.kernel.schema.RegionKey(
                        columns=("region", "agreement_no"),
                        name="providers_exclusion_agreement",
                        references=("region", "agreement_no"),
                        table="providers_agreement",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ("diagnosis", "procedure", "group"))),
                        name="providers_exclusion_kind",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Payor",
            fields=[
                ("region", models.TextField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "region",
                        "provider_code",
                        "payor_id",
                        "payor_name",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("provider_code", models.TextField()),
                ("payor_id", models.TextField()),
                ("payor_name", models.TextField()),
                ("payer", models.TextField()),
            ],
            options={
                "db_table": "providers_payor",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("payer__in", ("programme", "jkn", "self", "other"))),
                        name="providers_payor_payer",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Rate",
            fields=[
                ("region", models.TextField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "region",
                        "provider_code",
                        "code",
                        "care_class",
                        "code_system",
                        "valid_from",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("provider_code", models.TextField()),
                ("code_system", models.TextField(db_default="inacbg")),
                ("code", models.TextField()),
                ("care_class", models.SmallIntegerField()),
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField(null=True)),
                ("amount_idr", models.BigIntegerField()),
                ("legal", models.TextField()),
            ],
            options={
                "db_table": "providers_rate",
                "constraints": [
                    multiguna.kernel.schema.RegionKey(
                        columns=("region", "provider_code"),
                        name="providers_rate_provider",
                        references=("region", "provider_code"),
                        table="providers_provider",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            ("region", "="),
                            ("provider_code", "="),
                            ("code_system", "="),
                            ("code", "="),
                            ("care_class", "="),
                            (
                                models.Func(
                                    models.F("valid_from"),
                                    models.F("valid_until"),
                                    function="daterange",
                                ),
                                "&&",
                            ),
                        ],
                        name="providers_rate_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount_idr__gte", 0)), name="providers_rate_amount"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("code_system__in", ("inacbg", "idrg", "special", "package", "fee"))
                        ),
                        name="providers_rate_code_system",
                    ),
                ],
            },
        ),
    ]
