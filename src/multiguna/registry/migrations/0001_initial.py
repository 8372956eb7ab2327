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
                (
                    "known_since",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
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
                ("nik", models.BigIntegerField()),
                ("body", models.JSONField()),
                ("import_hash", models.TextField()),
                ("import_no", models.BigIntegerField(null=True)),
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
                    ),
                    models.Index(
                        models.F("region"),
                        models.F("replaced_at"),
                        name="registry_person_past_at",
                    ),
                    models.Index(
                        models.F("region"), models.F("nik"), name="registry_person_past_nik"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                ("region", models.TextField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "region",
                        "file_hash",
                        "row_no",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("file_hash", models.TextField()),
                ("row_no", models.BigIntegerField()),
                ("import_no", models.BigIntegerField()),
                ("person_id", models.BigIntegerField()),
                ("kind", models.TextField()),
                ("event_on", models.DateField(null=True)),
            ],
            options={
                "db_table": "registry_event",
                "constraints": [
                    multiguna.kernel.schema.RegionKey(
                        name="registry_event_import",
                        columns=("region", "import_no"),
                        table="registry_import",
                        references=("region", "import_no"),
                    ),
                    multiguna.kernel.schema.RegionKey(
                        name="registry_event_person",
                        columns=("region", "person_id"),
                        table="registry_person",
                        references=("region", "person_id"),
                    ),
                ],
                "indexes": [
                    models.Index(
                        models.F("region"), models.F("person_id"), name="registry_event_of_person"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                ("region", models.TextField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "region",
                        "import_no",
                        "row_no",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("import_no", models.BigIntegerField()),
                ("row_no", models.BigIntegerField()),
                ("person_id", models.BigIntegerField()),
                ("card_no", models.TextField()),
                ("segment", models.TextField()),
                ("active", models.BooleanField()),
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField(null=True)),
            ],
            options={
                "db_table": "registry_membership",
                "constraints": [
                    multiguna.kernel.schema.RegionKey(
                        name="registry_membership_import",
                        columns=("region", "import_no"),
                        table="registry_import",
                        references=("region", "import_no"),
                    ),
                    multiguna.kernel.schema.RegionKey(
                        name="registry_membership_person",
                        columns=("region", "person_id"),
                        table="registry_person",
                        references=("region", "person_id"),
                    ),
                    models.CheckConstraint(
                        name="registry_membership_period",
                        condition=models.Q(
                            ("valid_until__isnull", True),
                            ("valid_until__gt", models.F("valid_from")),
                            _connector="OR",
                        ),
                    ),
                ],
                "indexes": [
                    models.Index(
                        models.F("region"),
                        models.F("person_id"),
                        models.F("import_no"),
                        name="registry_membership_of",
                    ),
                    models.Index(
                        models.F("region"), models.F("card_no"), name="registry_membership_card"
                    ),
                ],
            },
        ),
        migrations.RunSQL("CREATE SEQUENCE registry_merge_seq", "DROP SEQUENCE registry_merge_seq"),
        migrations.CreateModel(
            name="Merge",
            fields=[
                ("region", models.TextField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "region",
                        "merge_no",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "merge_no",
                    models.BigIntegerField(
                        db_default=multiguna.kernel.schema.NextVal("registry_merge_seq")
                    ),
                ),
                ("kind", models.TextField()),
                ("undoes", models.BigIntegerField(null=True)),
                ("kept_id", models.BigIntegerField()),
                ("absorbed_id", models.BigIntegerField()),
                ("reason", models.TextField()),
                ("record_id", models.BigIntegerField()),
                ("merged_by", models.TextField()),
                ("merged_on", models.DateField()),
                (
                    "recorded_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
            ],
            options={
                "db_table": "registry_merge",
                "constraints": [
                    multiguna.kernel.schema.RegionKey(
                        columns=("region", "kept_id"),
                        name="registry_merge_kept",
                        references=("region", "person_id"),
                        table="registry_person",
                    ),
                    multiguna.kernel.schema.RegionKey(
                        columns=("region", "absorbed_id"),
                        name="registry_merge_absorbed",
                        references=("region", "person_id"),
                        table="registry_person",
                    ),
                    multiguna.kernel.schema.RegionKey(
                        columns=("region", "undoes"),
                        name="registry_merge_undoes",
                        references=("region", "merge_no"),
                        table="registry_merge",
                    ),
                    models.UniqueConstraint(
                        models.F("region"), models.F("undoes"), name="registry_merge_undone_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "merge"), ("undoes", None)),
                            models.Q(("kind", "undo"), ("undoes__isnull", False)),
                            _connector="OR",
                        ),
                        name="registry_merge_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kept_id", models.F("absorbed_id")), _negated=True),
                        name="registry_merge_two",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Merged",
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
                ("person_id", models.BigIntegerField()),
                ("kept_id", models.BigIntegerField()),
                ("is_kept", models.BooleanField()),
                ("of_kept", models.BooleanField()),
                ("merge_no", models.BigIntegerField(null=True)),
            ],
            options={
                "db_table": "registry_merged",
                "indexes": [
                    models.Index(models.F("region"), models.F("kept_id"), name="registry_merged_of")
                ],
                "constraints": [
                    multiguna.kernel.schema.RegionKey(
                        columns=("region", "person_id"),
                        name="registry_merged_person",
                        references=("region", "person_id"),
                        table="registry_person",
                    ),
                    models.UniqueConstraint(
                        fields=("region", "person_id", "is_kept"), name="registry_merged_role"
                    ),
                    multiguna.kernel.schema.RegionKey(
                        columns=("region", "kept_id", "of_kept"),
                        name="registry_merged_into",
                        references=("region", "person_id", "is_kept"),
                        table="registry_merged",
                    ),
                    multiguna.kernel.schema.RegionKey(
                        columns=("region", "merge_no"),
                        name="registry_merged_act",
                        references=("region", "merge_no"),
                        table="registry_merge",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("of_kept", True),
                            models.Q(
                                models.Q(
                                    ("is_kept", True),
                                    ("kept_id", models.F("person_id")),
                                    ("merge_no", None),
                                ),
                                models.Q(
                                    ("is_kept", False),
                                    ("merge_no__isnull", False),
                                    models.Q(("kept_id", models.F("person_id")), _negated=True),
                                ),
                                _connector="OR",
                            ),
                        ),
                        name="registry_merged_says",
                    ),
                ],
            },
        ),
    ]
