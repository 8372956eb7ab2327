"""One embedded server and one migrated database a session; each test gets a clean one.

The test server has a home of its own (`MULTIGUNA_TEST_HOME`, else a folder under the temporary
directory kept between runs so that a second run starts at once). `DATABASE_URL` and
`DATABASE_OWNER_URL` are taken when both are given.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

HOME = Path(
    os.environ.get("MULTIGUNA_TEST_HOME")
    or Path(tempfile.gettempdir()) / f"multiguna-test-{os.geteuid()}"
)
HOME.mkdir(mode=0o711, exist_ok=True, parents=True)
os.environ["MULTIGUNA_HOME"] = str(HOME)
os.environ["DJANGO_SETTINGS_MODULE"] = "multiguna.settings"
os.environ.pop("MULTIGUNA_TODAY", None)
os.environ.pop("MULTIGUNA_DEMO", None)

from multiguna.kernel import embedded  # noqa: E402

DATABASE = f"multiguna_test_{os.getpid()}"
if not os.environ.get("DATABASE_URL"):
    place = embedded.cluster()
    os.environ["DATABASE_URL"] = place.url(embedded.APP, DATABASE)
    os.environ["DATABASE_OWNER_URL"] = place.url(embedded.OWNER, DATABASE)
    SUPERUSER_URL: str | None = place.url("postgres", DATABASE)
else:
    SUPERUSER_URL = os.environ.get("DATABASE_SUPERUSER_URL")

import django  # noqa: E402

django.setup()

from multiguna.kernel.db import SCOPE, Cursor, connection, read_json  # noqa: E402
from multiguna.kernel.terms import Actor, Role, system  # noqa: E402

REGION = "36.71"
ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def database() -> Iterator[None]:
    """A fresh, migrated database of this session's own."""
    from multiguna.kernel import installation

    if SUPERUSER_URL is not None and not os.environ.get("DATABASE_SUPERUSER_URL"):
        place = embedded.start()
        with psycopg.connect(place.url("postgres", "postgres"), autocommit=True) as admin:
            _drop_left_over(admin)
            admin.execute(f"CREATE DATABASE {DATABASE} OWNER {embedded.OWNER}")
        installation.migrate()
        yield
        _close()
        with psycopg.connect(place.url("postgres", "postgres"), autocommit=True) as admin:
            admin.execute(f"DROP DATABASE {DATABASE} WITH (FORCE)")
        embedded.stop()
    else:
        installation.migrate()
        yield
        _close()


def _drop_left_over(admin: psycopg.Connection) -> None:
    """Drop the databases of test sessions that were killed."""
    for (name,) in admin.execute(
        "SELECT datname FROM pg_database WHERE datname LIKE 'multiguna_test_%'"
    ).fetchall():
        if not Path(f"/proc/{name.rpartition('_')[2]}").exists():
            admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _close() -> None:
    from django.db import connections

    connections.close_all()
    connections["default"].close_pool()


@pytest.fixture
def region() -> str:
    """Kota Tangerang."""
    return REGION


@pytest.fixture
def system_actor() -> Actor:
    """Unattended work in Kota Tangerang."""
    return system(REGION)


@pytest.fixture
def actor() -> Callable[..., Actor]:
    """Make an actor of a role: `actor(Role.DESK_CLERK, "3671901")`."""

    def make(role: Role, provider_code: str | None = None, name: str = "") -> Actor:
        return Actor(name or role.value, role, REGION, provider_code)

    return make


@pytest.fixture
def db(database: None, system_actor: Actor) -> Iterator[Cursor]:
    """A cursor in a transaction that is rolled back; nested actions join it."""
    with connection().transaction(force_rollback=True), psycopg.Cursor(connection()) as cursor:
        read_json(cursor)
        cursor.execute(SCOPE, [system_actor.region, system_actor.scope, system_actor.name])
        yield cursor


@pytest.fixture
def superuser(database: None) -> Iterator[psycopg.Connection]:
    """An autocommitting superuser on the same database: what an attacker with root would have."""
    if SUPERUSER_URL is None:
        pytest.skip("needs DATABASE_SUPERUSER_URL beside DATABASE_URL")
    with psycopg.connect(SUPERUSER_URL, autocommit=True) as admin:
        yield admin


@pytest.fixture
def real_db(superuser: psycopg.Connection) -> Iterator[None]:
    """Tests that commit (races, several connections): every table is empty before and after."""
    _truncate(superuser)
    yield
    _close()
    _truncate(superuser)


def _truncate(admin: psycopg.Connection) -> None:
    tables = admin.execute(
        "SELECT string_agg(format('%I', tablename), ', ') FROM pg_tables "
        "WHERE schemaname = 'public' AND tablename NOT LIKE 'django_%' "
        "AND tablename NOT LIKE 'auth_%'"
    ).fetchone()
    assert tables is not None
    admin.execute(f"TRUNCATE {tables[0]} RESTART IDENTITY CASCADE")
