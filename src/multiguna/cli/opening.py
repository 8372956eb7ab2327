"""What every command needs first: Django, the database, the region, and who acts."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import click

from multiguna.kernel import embedded
from multiguna.kernel.errors import Refused
from multiguna.kernel.home import home
from multiguna.kernel.terms import Actor, Text, system


def open_django() -> None:
    """Set Django up; reads the settings once."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "multiguna.settings")
    import django

    django.setup()


def open_database() -> None:
    """Start the embedded server if there is one and bring the schema up to this version."""
    open_django()
    from multiguna.kernel import installation

    installation.start_database()
    context = click.get_current_context(silent=True)
    if context is not None:
        context.find_root().call_on_close(embedded.stop)
        context.find_root().call_on_close(_close_pool)
    marker = home() / "schema"
    version = _schema_version()
    if not marker.exists() or marker.read_text() != version:
        installation.migrate()
        marker.write_text(version)


def open_actor() -> Actor:
    """Open the database for the region of this installation; the actor is unattended work."""
    open_database()
    return system(region())


def region() -> str:
    """`MULTIGUNA_REGION`, or the region of the pack that was installed last in this home."""
    named = os.environ.get("MULTIGUNA_REGION")
    if named:
        return named
    noted = _region_note()
    if noted.exists():
        return noted.read_text().strip()
    raise Refused(
        "region_unknown",
        Text(
            id="Belum ada paket program. Pasang dengan 'multiguna pack install PATH'.",
            en="No programme pack yet. Install one with 'multiguna pack install PATH'.",
        ),
    )


def note_region(code: str) -> None:
    """Remember the region for later commands."""
    _region_note().write_text(f"{code}\n")


def _region_note() -> Path:
    """Each database of a home has its own region."""
    return home() / f"region.{os.environ.get('MULTIGUNA_DATABASE', embedded.DATABASE)}"


def _close_pool() -> None:
    from django.db import connections

    connections.close_all()
    close_pool = getattr(connections["default"], "close_pool", None)
    if close_pool is not None:
        close_pool()


def _schema_version() -> str:
    """A digest of all migrations and of the database's address."""
    from django.conf import settings

    digest = hashlib.sha256(str(settings.DATABASE_URL).encode())
    root = Path(__file__).parent.parent
    for path in sorted([*root.glob("*/migrations/*.py"), *root.glob("*/models.py")]):
        digest.update(path.read_bytes())
    return digest.hexdigest()
