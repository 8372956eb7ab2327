"""Bring a database up to this version: migrations as the owner, then the app role's privileges."""

from __future__ import annotations

import os
from typing import cast

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from psycopg.rows import TupleRow

from multiguna.kernel import embedded
from multiguna.kernel.access import apply_access
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Text


def uses_embedded() -> bool:
    """Whether this installation runs its own PostgreSQL (no `DATABASE_URL`)."""
    return not os.environ.get("DATABASE_URL")


def start_database() -> None:
    """Start the embedded server where there is one; refuse half-given settings."""
    if uses_embedded():
        embedded.start()
    elif not os.environ.get("DATABASE_OWNER_URL"):
        raise Refused(
            "owner_url_missing",
            Text(
                id="DATABASE_URL diberikan, maka DATABASE_OWNER_URL (pemilik skema) juga perlu.",
                en="DATABASE_URL is set, so DATABASE_OWNER_URL (the schema's owner) is needed too.",
            ),
        )
    else:
        _reach(os.environ["DATABASE_OWNER_URL"])


def _reach(url: str) -> None:
    try:
        psycopg.connect(url, connect_timeout=5).close()
    except psycopg.OperationalError:
        raise Refused(
            "database_unreachable",
            Text(
                id="Basis data tidak dapat dihubungi; periksa DATABASE_OWNER_URL dan DATABASE_URL.",
                en="The database cannot be reached; check DATABASE_OWNER_URL and DATABASE_URL.",
            ),
        ) from None


def migrate() -> None:
    """Apply what is missing; a database that is up to date is only looked at."""
    call_command("migrate", database="owner", verbosity=0, interactive=False)
    owner = connections["owner"]
    owner.ensure_connection()
    connection = cast("psycopg.Connection[TupleRow]", owner.connection)
    with connection.transaction():
        apply_access(connection, str(settings.DATABASES["default"]["USER"]))
    owner.close()
