"""What `demo` and `replay` share: a database of its own, the pack, a city's files, a bar."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import click

from multiguna.kernel import embedded
from multiguna.kernel.errors import Refused
from multiguna.kernel.home import home
from multiguna.kernel.terms import Actor, Text, system
from multiguna.programme.terms import Pack

HOSPITAL_OF_ACCOUNTS = "3671901"
"""The hospital whose desk and biller have accounts in a generated city."""


def shipped_pack(name: str) -> Path:
    """A pack that comes with Multiguna: `packs/` of this checkout, or below the current folder."""
    for root in (Path(__file__).parents[3], Path.cwd()):
        if (root / "packs" / name).is_dir():
            return root / "packs" / name
    raise Refused(
        "pack_missing",
        Text(
            f"Folder packs/{name} tidak ada; jalankan dari folder Multiguna.",
            f"There is no folder packs/{name}; run this in Multiguna's folder.",
        ),
    )


def own_database(name: str) -> None:
    """Start the embedded server with a new, empty database; the installation's is not touched."""
    import psycopg

    place = embedded.start()
    click.get_current_context().call_on_close(embedded.stop)
    for variable in ("DATABASE_URL", "DATABASE_OWNER_URL"):
        os.environ.pop(variable, None)  # never a server that someone else runs

    with psycopg.connect(place.url("postgres", "postgres"), autocommit=True) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        admin.execute(f"CREATE DATABASE {name} OWNER {embedded.OWNER}")
        # Generated data may be lost in a crash; an installation's own database waits for the disk.
        admin.execute(f"ALTER DATABASE {name} SET synchronous_commit = off")
    os.environ |= {"MULTIGUNA_DATABASE": name, "MULTIGUNA_DEMO": "1"}


def own_folder(name: str) -> tuple[Path, Path]:
    """Folders below the home, empty: for a city's files (not made yet) and for its bad rows."""
    folder = home() / name
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "reports").mkdir(parents=True)
    return folder / "files", folder / "reports"


def found_city(pack: Pack, files: Path, *, on: date) -> Actor:
    """Install the pack, take in the hospitals, open the public accounts; gives who acts."""
    from multiguna.cli.opening import open_django

    open_django()
    from multiguna.accounts.actions import add_demo_users
    from multiguna.cli.packs import install_whole
    from multiguna.kernel import installation
    from multiguna.providers.actions import import_providers

    installation.migrate()
    by = system(pack.region)
    install_whole(pack, by=by, on=on)
    import_providers(path=files / "hospitals.csv", by=by, on=on)
    add_demo_users(provider_code=HOSPITAL_OF_ACCOUNTS, by=by, on=on)
    return by


@contextmanager
def bar() -> Iterator[Callable[[str, int, int], None]]:
    """A progress bar over the city's days on a terminal, nothing when piped."""
    with click.progressbar(
        length=100, label="Kota / city", file=sys.stderr, hidden=not sys.stderr.isatty()
    ) as shown:

        def say(phase: str, number: int, of: int) -> None:
            percent = 10 * number // of if phase == "residents" else 10 + 90 * (number + 1) // of
            shown.update(percent - shown.pos)

        yield say
