"""Reads of samples: the list, and one with its checks and what they say of the whole."""

from __future__ import annotations

from datetime import date

from psycopg.rows import TupleRow

from multiguna.claims import plan
from multiguna.claims.rules.sampling import estimate
from multiguna.claims.terms.deciding import Outcome
from multiguna.claims.terms.sampling import (
    Allocation,
    Estimate,
    Member,
    Sample,
    SampleItem,
    SampleRow,
    Stratum,
)
from multiguna.kernel.db import Cursor
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor, Text

SAMPLE = """
SELECT sample_no, period_from, period_until, size, seed, allocation, strata, drawn_on, drawn_by,
    record_id
FROM claims_sample WHERE region = %(region)s AND sample_no = %(sample_no)s
"""


def sample(cur: Cursor, by: Actor, sample_no: int) -> Sample:
    """A sample with its claims, and once all are checked what they say of those drawn from.

    Refuses `sample_unknown`; a hospital sees no samples.
    """
    values: dict[str, object] = {"region": by.region, "sample_no": sample_no}
    row = cur.execute(SAMPLE, values).fetchone()
    if row is None:
        raise Refused(
            "sample_unknown",
            Text(
                id=f"Tidak ada sampel nomor {sample_no}.",
                en=f"There is no sample number {sample_no}.",
            ),
            sample_no=sample_no,
        )
    strata = tuple(Stratum(*one) for one in row[6])
    items = tuple(
        _item(one) for one in cur.execute(plan.statement("sample_items"), values).fetchall()
    )
    facts = [*row[:5], Allocation(row[5]), strata, *row[7:], items, _estimate(strata, items)]
    return Sample(*facts)


def _item(row: TupleRow) -> SampleItem:
    facts = [*row[:5], Outcome(row[5]), *row[6:]]
    return SampleItem(*facts)


def _row(row: TupleRow) -> SampleRow:
    facts = [*row[:4], Allocation(row[4]), *row[5:]]
    return SampleRow(*facts)


def _estimate(strata: tuple[Stratum, ...], items: tuple[SampleItem, ...]) -> Estimate | None:
    errors: dict[int, list[int]] = {one.number: [] for one in strata}
    for item in items:
        if item.error_idr is None:
            return None
        errors[item.stratum].append(item.error_idr)
    return estimate(strata, errors)


def samples(cur: Cursor, by: Actor) -> list[SampleRow]:
    """All samples, the latest first, with how far their checks are."""
    rows = cur.execute(plan.statement("sample_rows"), {"region": by.region}).fetchall()
    return [_row(row) for row in rows]


def sample_members(
    cur: Cursor, by: Actor, *, period_from: date, period_until: date
) -> list[Member]:
    """The claims that the rules alone approved in a period of decision, half-open.

    Read without nested loops: row-level security hides from the planner how many rows there are,
    and a loop over what it takes for a handful is quadratic.
    """
    values = {"region": by.region, "period_from": period_from, "period_until": period_until}
    cur.execute("SET LOCAL enable_nestloop = off")
    rows = cur.execute(plan.statement("sample_members"), values).fetchall()
    cur.execute("SET LOCAL enable_nestloop = on")
    return [Member(*row) for row in rows]
