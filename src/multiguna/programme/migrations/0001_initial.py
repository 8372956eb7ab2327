import django.db.models.functions.datetime
from django.db import migrations, models

import multiguna.kernel.schema


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.RunSQL("CREATE SEQUENCE programme_pack_seq", "DROP SEQUENCE programme_pack_seq"),
        migrations.CreateModel(
            name="Pack",
            fields=[
                ("region", models.TextField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "region",
                        "install_no",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "install_no",
                    models.BigIntegerField(
                        db_default=multiguna.kernel.schema.NextVal("programme_pack_seq")
                    ),
                ),
                ("pack_hash", models.TextField()),
                ("name", models.TextField()),
                ("version", models.TextField()),
                ("body", models.JSONField()),
                ("installed_by", models.TextField()),
                ("installed_on", models.DateField()),
                (
                    "recorded_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
            ],
            options={
                "db_table": "programme_pack",
            },
        ),
    ]
