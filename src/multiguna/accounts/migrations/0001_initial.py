import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import multiguna.kernel.terms


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="HostedRegion",
            fields=[
                ("code", models.TextField(primary_key=True, serialize=False)),
                ("name", models.TextField()),
                ("timezone", models.TextField()),
            ],
            options={
                "db_table": "accounts_region",
            },
        ),
        migrations.CreateModel(
            name="User",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                (
                    "last_login",
                    models.DateTimeField(blank=True, null=True, verbose_name="last login"),
                ),
                ("username", models.TextField(unique=True)),
                ("full_name", models.TextField()),
                ("region", models.TextField()),
                (
                    "role",
                    models.TextField(
                        choices=[
                            ("desk_clerk", "desk_clerk"),
                            ("biller", "biller"),
                            ("verifier", "verifier"),
                            ("treasurer", "treasurer"),
                            ("auditor", "auditor"),
                            ("planner", "planner"),
                            ("administrator", "administrator"),
                            ("system", "system"),
                        ]
                    ),
                ),
                ("provider_code", models.TextField(blank=True, null=True)),
                ("language", models.TextField(default="id")),
                ("totp_secret", models.TextField(blank=True, default="")),
                ("is_active", models.BooleanField(default=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("provider_code__isnull", False),
                                (
                                    "role__in",
                                    [
                                        multiguna.kernel.terms.Role["BILLER"],
                                        multiguna.kernel.terms.Role["DESK_CLERK"],
                                    ],
                                ),
                            ),
                            models.Q(
                                models.Q(
                                    (
                                        "role__in",
                                        [
                                            multiguna.kernel.terms.Role["BILLER"],
                                            multiguna.kernel.terms.Role["DESK_CLERK"],
                                        ],
                                    ),
                                    _negated=True,
                                ),
                                ("provider_code", None),
                            ),
                            _connector="OR",
                        ),
                        name="accounts_user_provider_bound",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LoginFailure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.TextField()),
                ("failed_at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(
                        models.F("key"), models.F("failed_at"), name="accounts_failure_of_key"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="UsedCode",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("step", models.BigIntegerField()),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("user", "step"), name="accounts_code_used_once")
                ],
            },
        ),
    ]
