import django.db.models.expressions
import django.db.models.functions.datetime
from django.db import migrations, models

import multiguna.kernel.schema


class Migration(migrations.Migration):
    initial = True

    dependencies = [("programme", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "CREATE SEQUENCE registry_import_seq", "DROP SEQUENCE registry_import_seq"
        ),
        migrations.RunSQL(
            "CREATE SEQUENCE registry_person_past_seq", "DROP SEQUENCE registry_person_past_seq"
        ),
        migrations.RunSQL(
            "CREATE SEQUENCE registry_person_seq", "DROP SEQUENCE registry_person_seq"
        ),
        migrations.CreateModel(
            name="Import",
            fields=[
                ("region", models.TextField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "region",
                        "import_no",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "import_no",
                    models.BigIntegerField(
                        db_default=multiguna.kernel.schema.NextVal("registry_import_seq")
                    ),
                ),
                ("file_hash", models.TextField()),
                ("kind", models.TextField()),
                ("file_name", models.TextField()),
                ("rows", models.BigIntegerField()),
                ("inserted", models.BigIntegerField()),
                ("updated", models.BigIntegerField()),
                ("unchanged", models.BigIntegerField()),
                ("refused", models.BigIntegerField()),
                ("warned", models.BigIntegerField()),
                ("imported_by", models.TextField()),
                ("imported_on", models.DateField()),
                (
                    "recorded_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
            ],
            options={
                "db_table": "registry_import",
            },
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                ("region", models.TextField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "region",
                        "person_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "person_id",
                    models.BigIntegerField(
                        db_default=multiguna.kernel.schema.NextVal("registry_person_seq")
                    ),
                ),
                ("nik", models.BigIntegerField()),
                ("kk", models.BigIntegerField()),
                ("name", models.TextField()),
                ("sex", models.SmallIntegerField()),
                ("birth_date", models.DateField()),
                ("birth_place", models.TextField()),
                ("address", models.TextField()),
                ("rt", models.TextField()),
                ("rw", models.TextField()),
                ("village_code", models.TextField()),
                ("relation", models.SmallIntegerField()),
                ("marital", models.SmallIntegerField()),
                ("ektp", models.BooleanField()),
                ("mother_nik", models.BigIntegerField(null=True)),
                ("died_on", models.DateField(null=True)),
                (
                    "residency",
                    multiguna.kernel.schema.DateMultirangeField(
                        db_default=django.db.models.expressions.RawSQL("'{}'::datemultirange", [])
                    ),
                ),
                (
                    "poor",
                    multiguna.kernel.schema.DateMultirangeField(
                        db_default=django.db.models.expressions.RawSQL("'{}'::datemultirange", [])
                    ),
                ),
                (
                    "near_poor",
                    multiguna.kernel.schema.DateMultirangeField(
                        db_default=django.db.models.expressions.RawSQL("'{}'::datemultirange", [])
                    ),
                ),
                (
                    "other_payer",
                    multiguna.kernel.schema.DateMultirangeField(
                        db_default=django.db.models.expressions.RawSQL("'{}'::datemultirange", [])
                    ),
                ),
            ],
            options={
                "db_table": "registry_person",
                "constraints": [
                    models.UniqueConstraint(
                        models.F("region"), models.F("nik"), name="registry_person_nik"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("nik__range", (1000000000000000, 9999999999999999)),
                            ("kk__range", (1000000000000000, 9999999999999999)),
                        ),
                        name="registry_person_digits",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("sex__in", (1, 2))), name="registry_person_sex"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PersonPast",
            fields=[
                ("region", models.TextField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "region",
                        "past_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "past_id",
                    models.BigIntegerField(
                        db_default=multiguna.kernel.schema.NextVal("registry_person_past_seq")
                    ),
                ),
                ("person_id", models.BigIntegerField()),
                ("body", models.JSONField()),
                ("import_hash", models.TextField()),
                (
                    "replaced_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
            ],
            options={
                "db_table": "registry_person_past",
                "indexes": [
                    models.Index(
                        models.F("region"),
                        models.F("person_id"),
                        name="registry_person_past_person",
                    )
                ],
            },
        ),
    ]
