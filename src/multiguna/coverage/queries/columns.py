"""A region's people as columns, for deciding in bulk: copied out in the binary form of COPY."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from multiguna.coverage import plan
from multiguna.coverage.terms.population import NEVER, Column, Population, Spells
from multiguna.kernel import sqlplan
from multiguna.kernel.columns import Integers, copy_out
from multiguna.kernel.db import Cursor
from multiguna.kernel.terms import Actor

DAYS = ("birth", "died", "resident_from", "resident_until", "poor_from", "poor_until",
        "near_poor_from", "near_poor_until", "payer_from", "payer_until")  # fmt: skip
PEOPLE = {"person_id": "q", "sex": "h", **dict.fromkeys(DAYS, "i")}
SPELLS = {"person_id": "q", "kind": "i", "starts": "i", "until": "i"}


def population_columns(
    cursor: Cursor, by: Actor
) -> tuple[NDArray[np.int64], NDArray[np.int8], Population]:
    """The number, sex and facts of everybody registered in the acting region, by number.

    Those who are one person are one row, with the facts of all of them.
    """
    region = {"region": by.region}
    people = copy_out(cursor, _select("population_columns"), PEOPLE, region)
    spells = copy_out(cursor, _select("population_spells"), SPELLS, region)
    ids = people["person_id"]
    kinds = []
    for kind, (first, until) in enumerate(zip(DAYS[2::2], DAYS[3::2], strict=True)):
        several = {name: column[spells["kind"] == kind] for name, column in spells.items()}
        kinds.append(_spells(people[first], people[until], ids, several))
    facts = Population(_column(people["birth"]), _column(people["died"]), *kinds)
    return ids.astype(np.int64), people["sex"].astype(np.int8), facts


def _spells(
    starts: Integers, until: Integers, ids: Integers, several: Mapping[str, Integers]
) -> Spells:
    """One kind of period: that of most people, and of the few who have several, each."""
    untils = _column(until)
    rows = np.searchsorted(ids, several["person_id"]).astype(np.int32)
    is_first = np.ones(len(rows), np.bool_)
    is_first[1:] = rows[1:] != rows[:-1]
    untils[rows[is_first]] = several["until"][is_first]
    more = {name: column[~is_first] for name, column in several.items()}
    return Spells(
        _column(starts), untils, rows[~is_first], _column(more["starts"]), _column(more["until"])
    )


def _column(values: Integers) -> Column:
    return values.astype(np.int32)


def _select(name: str) -> str:
    return sqlplan.join(plan.columns_steps(), sqlplan.load("coverage", name).select)


assert NEVER == 1 << 30, "the SQL says it in figures"
