import django.db.models.functions.datetime
from django.db import migrations, models

import multiguna.kernel.schema


class Migration(migrations.Migration):
    initial = True

    dependencies = [("registry", "0001_initial"), ("providers", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Signer",
            fields=[
                ("region", models.TextField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "region",
                        "use",
                        "signer_no",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("use", models.TextField()),
                ("signer_no", models.IntegerField()),
                ("key_id", models.TextField()),
                ("public_key", models.TextField()),
                ("starts", models.DateField()),
                ("distrusts_earlier", models.BooleanField()),
                ("made_by", models.TextField()),
                (
                    "recorded_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
            ],
            options={
                "db_table": "coverage_signer",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("region", "key_id"), name="coverage_signer_key"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("use__in", ("lists", "cards"))),
                        name="coverage_signer_use",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("signer_no__gte", 1)), name="coverage_signer_no"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ListKey",
            fields=[
                ("region", models.TextField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "region",
                        "provider_code",
                        "key_no",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("provider_code", models.TextField()),
                ("key_no", models.IntegerField()),
                ("reason", models.TextField()),
                ("made_on", models.DateField()),
                ("made_by", models.TextField()),
                (
                    "recorded_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
            ],
            options={
                "db_table": "coverage_list_key",
                "constraints": [
                    multiguna.kernel.schema.RegionKey(
                        columns=("region", "provider_code"),
                        name="coverage_list_key_provider",
                        references=("region", "provider_code"),
                        table="providers_provider",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("key_no__gte", 1)), name="coverage_list_key_no"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Device",
            fields=[
                ("region", models.TextField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "region",
                        "provider_code",
                        "device_no",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("provider_code", models.TextField()),
                ("device_no", models.IntegerField()),
                ("name", models.TextField()),
                ("code_hash", models.TextField()),
                ("invited_on", models.DateField()),
                ("code_until", models.DateField()),
                ("invited_by", models.TextField()),
                (
                    "recorded_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
            ],
            options={
                "db_table": "coverage_device",
                "constraints": [
                    multiguna.kernel.schema.RegionKey(
                        columns=("region", "provider_code"),
                        name="coverage_device_provider",
                        references=("region", "provider_code"),
                        table="providers_provider",
                    ),
                    models.UniqueConstraint(
                        models.F("region"), models.F("code_hash"), name="coverage_device_code"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("code_until__gt", models.F("invited_on"))),
                        name="coverage_device_period",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Enrolment",
            fields=[
                ("region", models.TextField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "region",
                        "provider_code",
                        "device_no",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("provider_code", models.TextField()),
                ("device_no", models.IntegerField()),
                ("key_no", models.IntegerField()),
                ("enrolled_on", models.DateField()),
                ("enrolled_by", models.TextField()),
                (
                    "recorded_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
            ],
            options={
                "db_table": "coverage_enrolment",
                "constraints": [
                    multiguna.kernel.schema.RegionKey(
                        columns=("region", "provider_code", "device_no"),
                        name="coverage_enrolment_device",
                        references=("region", "provider_code", "device_no"),
                        table="coverage_device",
                    ),
                    multiguna.kernel.schema.RegionKey(
                        columns=("region", "provider_code", "key_no"),
                        name="coverage_enrolment_key",
                        references=("region", "provider_code", "key_no"),
                        table="coverage_list_key",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PopulationList",
            fields=[
                ("region", models.TextField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "region",
                        "provider_code",
                        "list_no",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("provider_code", models.TextField()),
                ("list_no", models.IntegerField()),
                ("list_id", models.TextField()),
                ("previous_id", models.TextField(null=True)),
                ("key_no", models.IntegerField()),
                ("day", models.DateField()),
                ("made_at", models.BigIntegerField()),
                ("valid_until", models.BigIntegerField()),
                ("count", models.IntegerField()),
                ("size", models.IntegerField()),
                ("delta_size", models.IntegerField(null=True)),
                ("made_by", models.TextField()),
                (
                    "recorded_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
            ],
            options={
                "db_table": "coverage_list",
                "constraints": [
                    multiguna.kernel.schema.RegionKey(
                        columns=("region", "provider_code", "key_no"),
                        name="coverage_list_of_key",
                        references=("region", "provider_code", "key_no"),
                        table="coverage_list_key",
                    ),
                    models.UniqueConstraint(fields=("region", "list_id"), name="coverage_list_id"),
                    models.UniqueConstraint(
                        models.F("region"),
                        models.F("provider_code"),
                        models.F("previous_id"),
                        name="coverage_list_previous",
                    ),
                    multiguna.kernel.schema.RegionKey(
                        columns=("region", "previous_id"),
                        name="coverage_list_chain",
                        references=("region", "list_id"),
                        table="coverage_list",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid_until__gt", models.F("made_at"))),
                        name="coverage_list_times",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Card",
            fields=[
                ("region", models.TextField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "region",
                        "card_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("card_id", models.TextField()),
                ("person_id", models.BigIntegerField()),
                ("key_id", models.TextField()),
                ("issued_on", models.DateField()),
                ("expires_on", models.DateField()),
                ("token", models.TextField()),
                ("record_id", models.BigIntegerField()),
                ("issued_by", models.TextField()),
                (
                    "recorded_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
            ],
            options={
                "db_table": "coverage_card",
                "indexes": [
                    models.Index(
                        models.F("region"), models.F("person_id"), name="coverage_card_of_person"
                    )
                ],
                "constraints": [
                    multiguna.kernel.schema.RegionKey(
                        columns=("region", "person_id"),
                        name="coverage_card_person",
                        references=("region", "person_id"),
                        table="registry_person",
                    ),
                    multiguna.kernel.schema.RegionKey(
                        columns=("region", "key_id"),
                        name="coverage_card_signer",
                        references=("region", "key_id"),
                        table="coverage_signer",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("expires_on__gt", models.F("issued_on"))),
                        name="coverage_card_period",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CardEnd",
            fields=[
                ("region", models.TextField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "region",
                        "card_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("card_id", models.TextField()),
                ("reason", models.TextField()),
                ("ended_on", models.DateField()),
                ("ended_by", models.TextField()),
                ("record_id", models.BigIntegerField()),
                (
                    "recorded_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
            ],
            options={
                "db_table": "coverage_card_end",
                "constraints": [
                    multiguna.kernel.schema.RegionKey(
                        columns=("region", "card_id"),
                        name="coverage_card_end_card",
                        references=("region", "card_id"),
                        table="coverage_card",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reason__in", ("lost", "replaced", "moved", "died", "mistake"))
                        ),
                        name="coverage_card_end_reason",
                    ),
                ],
            },
        ),
    ]
