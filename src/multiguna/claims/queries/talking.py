"""The thread of queries and answers of a claim."""

from __future__ import annotations

from psycopg.rows import TupleRow

from multiguna.claims.terms.talking import AnswerCard, OpenQuery, QueryCard
from multiguna.kernel import sqlplan
from multiguna.kernel.db import Cursor
from multiguna.kernel.terms import Actor


def thread(cur: Cursor, by: Actor, claim_id: int, *earlier: int) -> tuple[QueryCard, ...]:
    """The queries about a claim in order, each with its answer; empty for another hospital's.

    `earlier` are claims that this one corrects: what was asked about them comes first.
    """
    return _cards(cur, by, claim_ids=[claim_id, *earlier])


def query_card(cur: Cursor, by: Actor, query_no: int) -> QueryCard | None:
    """One query, None when there is none that `by` may see."""
    return next(iter(_cards(cur, by, query_no=query_no)), None)


def open_queries(cur: Cursor, by: Actor, *, provider_code: str | None = None) -> list[OpenQuery]:
    """The queries that wait for an answer, the first due first: a hospital's own, or the city's.

    Those whose time is over are there too: an answer is taken until the claim is decided.
    """
    values = {"region": by.region, "provider_code": provider_code}
    rows = cur.execute(sqlplan.load("claims", "open_queries").select, values).fetchall()
    return [OpenQuery(*(QueryCard(*row[:9]), *row[9:])) for row in rows]


def _cards(
    cur: Cursor, by: Actor, *, claim_ids: list[int] | None = None, query_no: int | None = None
) -> tuple[QueryCard, ...]:
    values = {"region": by.region, "claim_ids": claim_ids, "query_no": query_no}
    rows = cur.execute(sqlplan.load("claims", "thread").select, values).fetchall()
    return tuple(_card(row) for row in rows)


def _card(row: TupleRow) -> QueryCard:
    answer = None if row[9] is None else AnswerCard(*row[9:13])
    return QueryCard(*(*row[:9], answer))
