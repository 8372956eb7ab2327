import django.db.models.functions.datetime
from django.db import migrations, models

import multiguna.kernel.schema


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("registry", "0001_initial"),
        ("providers", "0001_initial"),
        ("ledger", "0001_initial"),
        ("coverage", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="LearnedEstimate",
            fields=[
                ("region", models.TextField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "region",
                        "learned_on",
                        "care",
                        "provider_class",
                        "care_class",
                        "diagnosis_group",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("learned_on", models.DateField()),
                ("care", models.TextField()),
                ("provider_class", models.TextField()),
                ("care_class", models.SmallIntegerField()),
                ("diagnosis_group", models.TextField()),
                ("settled_count", models.IntegerField()),
                ("mean_idr", models.BigIntegerField()),
                ("q10_idr", models.BigIntegerField()),
                ("q50_idr", models.BigIntegerField()),
                ("q80_idr", models.BigIntegerField()),
                ("q90_idr", models.BigIntegerField()),
                ("q95_idr", models.BigIntegerField()),
            ],
            options={
                "db_table": "guarantees_estimate",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("mean_idr__gte", 0),
                            ("q10_idr__gte", 0),
                            ("q50_idr__gte", models.F("q10_idr")),
                            ("q80_idr__gte", models.F("q50_idr")),
                            ("q90_idr__gte", models.F("q80_idr")),
                            ("q95_idr__gte", models.F("q90_idr")),
                        ),
                        name="guarantees_estimate_in_order",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Letter",
            fields=[
                ("region", models.TextField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "region",
                        "letter_no",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("letter_no", models.TextField()),
                ("person_id", models.BigIntegerField()),
                ("id_type", models.TextField()),
                ("born_on", models.DateField(null=True)),
                ("provider_code", models.TextField()),
                ("care", models.TextField()),
                ("care_class", models.SmallIntegerField()),
                ("emergency", models.BooleanField()),
                ("diagnosis", models.TextField()),
                ("issued_on", models.DateField()),
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField()),
                ("account_id", models.TextField()),
                ("reserved_idr", models.BigIntegerField()),
                ("arrears_idr", models.BigIntegerField()),
                ("provider_class", models.TextField()),
                ("estimate_learned_on", models.DateField(null=True)),
                ("estimate_group", models.TextField(null=True)),
                ("estimate_settled", models.IntegerField()),
                ("q10_idr", models.BigIntegerField()),
                ("q50_idr", models.BigIntegerField()),
                ("q80_idr", models.BigIntegerField()),
                ("q90_idr", models.BigIntegerField()),
                ("q95_idr", models.BigIntegerField()),
                ("reason_code", models.TextField()),
                ("stage_code", models.TextField()),
                ("village_code", models.TextField()),
                ("record_id", models.BigIntegerField()),
                ("issued_by", models.TextField()),
                (
                    "recorded_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
            ],
            options={
                "db_table": "guarantees_letter",
                "indexes": [
                    models.Index(
                        models.F("region"),
                        models.F("person_id"),
                        models.F("issued_on"),
                        name="guarantees_letter_of_person",
                    ),
                    models.Index(
                        models.F("region"),
                        models.F("provider_code"),
                        models.F("issued_on"),
                        name="guarantees_letter_of_desk",
                    ),
                ],
                "constraints": [
                    multiguna.kernel.schema.RegionKey(
                        columns=("region", "person_id"),
                        name="guarantees_letter_person",
                        references=("region", "person_id"),
                        table="registry_person",
                    ),
                    multiguna.kernel.schema.RegionKey(
                        columns=("region", "provider_code"),
                        name="guarantees_letter_provider",
                        references=("region", "provider_code"),
                        table="providers_provider",
                    ),
                    multiguna.kernel.schema.RegionKey(
                        columns=("region", "account_id"),
                        name="guarantees_letter_account",
                        references=("region", "account_id"),
                        table="ledger_account",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid_until__gt", models.F("valid_from"))),
                        name="guarantees_letter_period",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("arrears_idr__gte", 0),
                            ("reserved_idr__gte", 0),
                            ("q10_idr__gte", 0),
                            ("q50_idr__gte", models.F("q10_idr")),
                            ("q80_idr__gte", models.F("q50_idr")),
                            ("q90_idr__gte", models.F("q80_idr")),
                            ("q95_idr__gte", models.F("q90_idr")),
                        ),
                        name="guarantees_letter_amounts",
                    ),
                    multiguna.kernel.schema.RegionKey(
                        columns=(
                            "region",
                            "estimate_learned_on",
                            "care",
                            "provider_class",
                            "care_class",
                            "estimate_group",
                        ),
                        name="guarantees_letter_estimate",
                        references=(
                            "region",
                            "learned_on",
                            "care",
                            "provider_class",
                            "care_class",
                            "diagnosis_group",
                        ),
                        table="guarantees_estimate",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Waiting",
            fields=[
                ("region", models.TextField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "region",
                        "letter_no",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("letter_no", models.TextField()),
                ("provider_code", models.TextField()),
                ("request", models.JSONField()),
                ("queued_on", models.DateField()),
                ("queued_by", models.TextField()),
                (
                    "recorded_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
            ],
            options={
                "db_table": "guarantees_waiting",
            },
        ),
        migrations.CreateModel(
            name="Resolution",
            fields=[
                ("region", models.TextField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "region",
                        "letter_no",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("letter_no", models.TextField()),
                ("provider_code", models.TextField()),
                ("kind", models.TextField()),
                ("amount_idr", models.BigIntegerField()),
                ("on_date", models.DateField()),
                ("resolved_by", models.TextField()),
                (
                    "recorded_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
            ],
            options={
                "db_table": "guarantees_resolution",
                "constraints": [
                    multiguna.kernel.schema.RegionKey(
                        columns=("region", "letter_no"),
                        name="guarantees_resolution_letter",
                        references=("region", "letter_no"),
                        table="guarantees_letter",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ("billed", "settled", "released", "expired"))
                        ),
                        name="guarantees_resolution_kind",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Offline",
            fields=[
                ("region", models.TextField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "region",
                        "provider_code",
                        "letter_no",
                        "attempt",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("letter_no", models.TextField()),
                ("attempt", models.IntegerField()),
                ("provider_code", models.TextField()),
                ("device_no", models.IntegerField(null=True)),
                ("list_id", models.TextField(null=True)),
                ("asked_at", models.BigIntegerField()),
                ("asked_on", models.DateField()),
                ("emergency", models.BooleanField()),
                ("told", models.TextField()),
                ("outcome", models.TextField()),
                ("code", models.TextField()),
                ("given_letter_no", models.TextField(null=True)),
                ("request_hash", models.TextField()),
                ("record_id", models.BigIntegerField()),
                ("reconciled_on", models.DateField()),
                ("reconciled_by", models.TextField()),
                (
                    "recorded_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
            ],
            options={
                "db_table": "guarantees_offline",
                "indexes": [
                    models.Index(
                        models.F("region"),
                        models.F("provider_code"),
                        models.F("asked_on"),
                        name="guarantees_offline_of_desk",
                    )
                ],
                "constraints": [
                    multiguna.kernel.schema.RegionKey(
                        columns=("region", "given_letter_no"),
                        name="guarantees_offline_letter",
                        references=("region", "letter_no"),
                        table="guarantees_letter",
                    ),
                    multiguna.kernel.schema.RegionKey(
                        columns=("region", "list_id"),
                        name="guarantees_offline_list",
                        references=("region", "list_id"),
                        table="coverage_list",
                    ),
                    multiguna.kernel.schema.RegionKey(
                        columns=("region", "provider_code", "device_no"),
                        name="guarantees_offline_device",
                        references=("region", "provider_code", "device_no"),
                        table="coverage_device",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("outcome__in", ("issued", "merged", "queued", "refused"))
                        ),
                        name="guarantees_offline_outcome",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("given_letter_no__isnull", False),
                                ("outcome__in", ("issued", "merged")),
                            ),
                            models.Q(
                                ("given_letter_no__isnull", True),
                                ("outcome__in", ("queued", "refused")),
                            ),
                            _connector="OR",
                        ),
                        name="guarantees_offline_given",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("outcome__in", ("issued", "merged", "queued"))),
                        fields=("region", "provider_code", "letter_no"),
                        name="guarantees_offline_once",
                    ),
                ],
            },
        ),
    ]
