"""What every command needs first: Django, the database, the region, and who acts."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import click

from multiguna.kernel import clock, embedded
from multiguna.kernel.home import home
from multiguna.kernel.terms import Actor, system

NAMED = "multiguna.region"
"""Where the root command keeps what `--region` said."""


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
    """Open the database for one region, by its calendar; the actor is unattended work."""
    open_database()
    code = region()
    use_calendar(code)
    return system(code)


def use_calendar(code: str) -> None:
    """Dates are a region's own from here on: its pack says its time zone."""
    from multiguna.accounts.queries import zone_of

    clock.use_zone(zone_of(code))


def region() -> str:
    """The region to act for: `--region`, else `MULTIGUNA_REGION`, else the only one served here."""
    from multiguna.accounts.queries import hosted_regions
    from multiguna.accounts.rules import region_to_serve

    return region_to_serve([one.code for one in hosted_regions()], named_region())


def named_region() -> str | None:
    """What was said about the region: by `--region`, else by `MULTIGUNA_REGION`."""
    context = click.get_current_context(silent=True)
    named = context.find_root().meta.get(NAMED) if context is not None else None
    return named or os.environ.get("MULTIGUNA_REGION") or None


def _close_pool() -> None:
    from django.db import connections

    connections.close_all()
    close_pool = getattr(connections["default"], "close_pool", None)
    if close_pool is not None:
        close_pool()


def _schema_version() -> str:
    """A digest of all migrations, of what says who may do what, and of the database's address."""
    from django.conf import settings

    digest = hashlib.sha256(str(settings.DATABASE_URL).encode())
    root = Path(__file__).parent.parent
    patterns = ("*/migrations/*.py", "*/models.py", "*/models/*.py", "kernel/access.py")
    for path in sorted(path for pattern in patterns for path in root.glob(pattern)):
        digest.update(path.read_bytes())
    return digest.hexdigest()
