"""Transactions. One action, one transaction, bound to one actor's region and provider.

Hot reads and every write go through psycopg cursors on Django's pooled connection, with prepared
statements; Django's ORM shares the same connection and therefore the same transaction.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeAlias, cast

import psycopg
from django.db import OperationalError
from django.db import connection as django_connection
from psycopg.pq import TransactionStatus
from psycopg.rows import TupleRow, dict_row
from psycopg.types.json import JsonbLoader, JsonLoader
from psycopg_pool import PoolTimeout

from multiguna.kernel.embedded import PLANNER
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor, Text

Cursor: TypeAlias = psycopg.Cursor[TupleRow]

PROBE_SECONDS = 3
NOBODY_LISTENS = (FileNotFoundError, ConnectionRefusedError, TimeoutError, socket.gaierror)
"""What says that there is no server; a busy one has other excuses, and is worth the wait."""
_acting: ContextVar[Actor | None] = ContextVar("acting", default=None)

SCOPE = """
SELECT set_config('multiguna.region', %s, true), set_config('multiguna.provider', %s, true),
       set_config('multiguna.actor', %s, true)
"""
MAY_PLAN = """
SELECT pg_has_role(current_user, oid, 'MEMBER') FROM pg_roles WHERE rolname = %s
"""
PROVIDER = "SELECT set_config('multiguna.provider', %s, true)"
OPEN = (TransactionStatus.INTRANS, TransactionStatus.INERROR)


def connection() -> psycopg.Connection[TupleRow]:
    """This thread's PostgreSQL connection.

    Refuses `database_unreachable` at once when nothing listens, and after the pool's time when no
    connection comes free.
    """
    if django_connection.connection is None:
        if not _listens():
            raise _unreachable()
        try:
            django_connection.ensure_connection()
        except OperationalError as error:
            if isinstance(error.__cause__, PoolTimeout):
                raise _unreachable() from None
            raise
    return cast("psycopg.Connection[TupleRow]", django_connection.connection)


def _listens() -> bool:
    """Whether a server listens where the pool would have to connect; an idle one is believed.

    The pool goes on trying for as long as it may wait, whatever the reason; a socket says it now.
    """
    pool = getattr(django_connection, "pool", None)
    host = str(django_connection.settings_dict["HOST"])
    if pool is None or pool.get_stats().get("pool_available", 0) or not host or "," in host:
        return True
    port = int(django_connection.settings_dict["PORT"] or 5432)
    try:
        if host.startswith("/"):
            with socket.socket(socket.AF_UNIX) as probe:
                probe.settimeout(PROBE_SECONDS)
                probe.connect(f"{host}/.s.PGSQL.{port}")
        else:
            socket.create_connection((host, port), PROBE_SECONDS).close()
    except NOBODY_LISTENS:
        return False
    except OSError:
        return True
    return True


def _unreachable() -> Refused:
    return Refused(
        "database_unreachable",
        Text(
            id="Basis data tidak menjawab. Tidak ada yang disimpan; coba lagi sebentar lagi.",
            en="The database does not answer. Nothing was kept; try again in a moment.",
        ),
    )


@contextmanager
def transaction(by: Actor) -> Iterator[Cursor]:
    """One transaction in which only `by`'s region and provider exist; nested calls join it.

    An exception rolls everything back.
    """
    outer = _acting.get()
    assert outer is None or (outer.region, outer.scope) == (by.region, by.scope), (
        "a nested transaction sees the same rows as the one around it"
    )
    current = connection()
    token = _acting.set(by)
    try:
        with _open(current, by) as cursor:
            yield cursor
    finally:
        _acting.reset(token)


@contextmanager
def beyond_own_rows(cursor: Cursor, by: Actor) -> Iterator[None]:
    """Within a hospital's transaction, see the region's rows as the city does.

    For what its act is judged by or ends, and is never shown to it; what it asks for must have been
    found among its own rows before. The rest of the transaction sees its own rows again.
    """
    cursor.execute(PROVIDER, [""])
    try:
        yield
    finally:
        if cursor.connection.info.transaction_status is TransactionStatus.INTRANS:
            cursor.execute(PROVIDER, [by.scope])


@contextmanager
def as_planner(cursor: Cursor) -> Iterator[None]:
    """Within a transaction, have the rights of the planner's role and no others.

    It reads the facts that models name for it, in the transaction's region, and may make temporary
    tables; no statement can write to anything that lasts, whatever the code asks. Refuses
    `planner_role_missing` where the server has no such role.
    """
    if cursor.execute(MAY_PLAN, [PLANNER]).fetchone() != (True,):
        raise Refused(
            "planner_role_missing",
            Text(
                id=f"Peran basis data {PLANNER} belum ada. Minta administrator server menjalankan: "
                f"CREATE ROLE {PLANNER} NOLOGIN; GRANT {PLANNER} TO peran aplikasi; lalu "
                "multiguna init.",
                en=f"The database role {PLANNER} does not exist. Ask the server's administrator to "
                f"run: CREATE ROLE {PLANNER} NOLOGIN; GRANT {PLANNER} TO the app's role; then "
                "multiguna init.",
            ),
        )
    cursor.execute(f"SET LOCAL ROLE {PLANNER}")
    try:
        yield
    finally:
        if cursor.connection.info.transaction_status is TransactionStatus.INTRANS:
            cursor.execute("RESET ROLE")


@contextmanager
def pipelined(by: Actor) -> Iterator[Cursor]:
    """A transaction whose statements travel together: nothing waits but a fetch.

    BEGIN and the scope go with the first question, COMMIT with the last statement, so that a row
    that the last statement locks is held for no journey to us and back. Its cursor answers after
    the block too. Take a cursor of its own (`another`) for a statement whose answer nobody reads.
    Within a transaction it is a transaction like any other.
    """
    current = connection()
    if current.info.transaction_status is not TransactionStatus.IDLE:
        with transaction(by) as outer:
            cursor = another(outer)
            read_json(cursor)
            yield cursor
        return
    token = _acting.set(by)
    cursor = psycopg.Cursor(current)
    read_json(cursor)
    try:
        with current.pipeline():
            another(cursor).execute("BEGIN")
            another(cursor).execute(SCOPE, [by.region, by.scope, by.name], prepare=True)
            yield cursor
            another(cursor).execute("COMMIT")
    finally:
        if current.info.transaction_status in OPEN:
            current.rollback()
        _acting.reset(token)


def another(cursor: Cursor) -> Cursor:
    """A cursor beside this one, in the same transaction."""
    return psycopg.Cursor(cursor.connection)


@contextmanager
def _open(current: psycopg.Connection[TupleRow], by: Actor) -> Iterator[Cursor]:
    with current.transaction(), psycopg.Cursor(current) as cursor:
        read_json(cursor)
        cursor.execute(SCOPE, [by.region, by.scope, by.name], prepare=True)
        yield cursor


def read_json(cursor: Cursor) -> None:
    """JSON comes as Python values here; Django asks its own connection for texts."""
    cursor.adapters.register_loader("jsonb", JsonbLoader)
    cursor.adapters.register_loader("json", JsonLoader)


def dicts(cursor: Cursor) -> list[dict[str, object]]:
    """The rows of the last statement as dictionaries by column name."""
    make = dict_row(cursor)
    return [make(row) for row in cursor.fetchall()]
