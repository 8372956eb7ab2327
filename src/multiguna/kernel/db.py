"""Transactions. One action, one transaction, bound to one actor's region and provider.

Hot reads and every write go through psycopg cursors on Django's pooled connection, with prepared
statements; Django's ORM shares the same connection and therefore the same transaction.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeAlias, cast

import psycopg
from django.db import connection as django_connection
from psycopg.rows import TupleRow, dict_row
from psycopg.types.json import JsonbLoader, JsonLoader

from multiguna.kernel.terms import Actor

Cursor: TypeAlias = psycopg.Cursor[TupleRow]

_acting: ContextVar[Actor | None] = ContextVar("acting", default=None)

SCOPE = """
SELECT set_config('multiguna.region', %s, true), set_config('multiguna.provider', %s, true),
       set_config('multiguna.actor', %s, true)
"""


def connection() -> psycopg.Connection[TupleRow]:
    """This thread's PostgreSQL connection."""
    django_connection.ensure_connection()
    return cast("psycopg.Connection[TupleRow]", django_connection.connection)


@contextmanager
def transaction(by: Actor) -> Iterator[Cursor]:
    """One transaction in which only `by`'s region and provider exist; nested calls join it.

    The three statements before the first question (BEGIN and the scope) travel with it in one
    pipeline. An exception rolls everything back.
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
