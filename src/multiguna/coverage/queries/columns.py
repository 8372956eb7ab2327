"""A region's people as columns, for deciding in bulk: copied out in the binary form of COPY."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from multiguna.coverage import plan
from multiguna.coverage.terms.population import NEVER, Column, Population, Spells
from multiguna.kernel import sqlplan
from multiguna.kernel.db import Cursor

HEAD, TAIL = 19, 2
"""Bytes before the first row of a binary COPY, and after the last."""
DAYS = ("birth", "died", "resident_from", "resident_until", "poor_from", "poor_until",
        "near_poor_from", "near_poor_until", "payer_from", "payer_until")  # fmt: skip
PEOPLE = [("person_id", ">i8"), ("sex", ">i2"), *((name, ">i4") for name in DAYS)]
SPELLS = [("person_id", ">i8"), ("kind", ">i4"), ("starts", ">i4"), ("until", ">i4")]


def population_columns(
    cursor: Cursor,
) -> tuple[NDArray[np.int64], NDArray[np.int8], Population]:
    """The number, sex and facts of everybody registered in the acting region, by number.

    Those who are one person are one row, with the facts of all of them.
    """
    people = _copied(cursor, "population_columns", PEOPLE)
    spells = _copied(cursor, "population_spells", SPELLS)
    ids = people["person_id"].astype(np.int64)
    kinds = [
        _spells(people[first], people[until], ids, spells[spells["kind"] == kind])
        for kind, (first, until) in enumerate(zip(DAYS[2::2], DAYS[3::2], strict=True))
    ]
    facts = Population(_column(people["birth"]), _column(people["died"]), *kinds)
    return ids, people["sex"].astype(np.int8), facts


Rows = NDArray[np.void]


def _spells(first: Column, until: Column, ids: NDArray[np.int64], several: Rows) -> Spells:
    """One kind of period: that of most people, and of the few who have several, each."""
    starts, untils = _column(first), _column(until)
    rows = np.searchsorted(ids, several["person_id"]).astype(np.int32)
    is_first = np.ones(len(rows), np.bool_)
    is_first[1:] = rows[1:] != rows[:-1]
    untils[rows[is_first]] = several["until"][is_first]
    more = several[~is_first]
    return Spells(starts, untils, rows[~is_first], _column(more["starts"]), _column(more["until"]))


def _column(values: NDArray[np.int32]) -> Column:
    return values.astype(np.int32)


def _copied(cursor: Cursor, name: str, fields: Sequence[tuple[str, str]]) -> Rows:
    """The rows of a step that has no nulls, each field with its length before it."""
    select = sqlplan.join(plan.columns_steps(), sqlplan.load("coverage", name).select)
    with cursor.copy(f"COPY ({select}) TO STDOUT (FORMAT binary)") as copy:
        data = b"".join(copy)
    parts: list[tuple[str, str]] = [("fields", ">i2")]
    for field, form in fields:
        parts += [(f"{field}_bytes", ">i4"), (field, form)]
    rows = np.frombuffer(data, np.dtype(parts), offset=HEAD, count=_count(data, np.dtype(parts)))
    assert (rows["fields"] == len(fields)).all(), "a row of another shape"
    assert all((rows[f"{field}_bytes"] == int(form[2:])).all() for field, form in fields)
    return rows


def _count(data: bytes, row: np.dtype[np.void]) -> int:
    return (len(data) - HEAD - TAIL) // row.itemsize


assert NEVER == 1 << 30, "the SQL says it in figures"
