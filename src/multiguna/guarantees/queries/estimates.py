"""What letters are expected to cost, and the record of estimate against outcome."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, timedelta

from psycopg.rows import TupleRow

from multiguna.guarantees import plan
from multiguna.guarantees.rules import estimating, letters
from multiguna.guarantees.terms import (
    Calibration,
    Cell,
    Estimate,
    LearnedCell,
    LetterOutcome,
    SettledLetter,
)
from multiguna.kernel import sqlplan
from multiguna.kernel.db import Cursor
from multiguna.kernel.terms import Actor
from multiguna.programme.terms import Pack

SETTLED = sqlplan.load("guarantees", "settled_letters")
TO_LEARN_FROM = sqlplan.join(
    [SETTLED],
    "SELECT care, provider_class, care_class, diagnosis, issued_on, settled_on, outcome_idr "
    "FROM settled_letters ORDER BY letter_no",
)
RECORD = sqlplan.join(
    [SETTLED],
    "SELECT letter_no, provider_code, issued_on, settled_on, outcome_idr, care, care_class, "
    "provider_class, estimate_group, estimate_learned_on, estimate_settled, reserved_idr, "
    "q10_idr, q50_idr, q80_idr, q90_idr, q95_idr FROM settled_letters "
    "ORDER BY issued_on, letter_no",
)
CALIBRATION = sqlplan.join([SETTLED], sqlplan.load("guarantees", "calibration").select)
ISSUED = """
SELECT care, issued_on, count(*) FROM guarantees_letter
WHERE region = %(region)s AND issued_on >= %(starts)s AND issued_on < %(until)s
GROUP BY care, issued_on
"""


def estimate_for(
    cursor: Cursor, by: Actor, pack: Pack, *, care: str, provider_code: str, provider_class: str,
    diagnosis: str, on: date,
) -> Estimate:  # fmt: skip
    """What a letter issued on a day is expected to cost: as learned by then, else by the pack.

    The narrowest cell of the latest learning counts. Refuses with `estimate_missing` what the
    pack's table has no row for.
    """
    values = {
        "region": by.region, "care": care, "provider_code": provider_code, "on": on,
        "groups": list(estimating.diagnosis_groups(diagnosis)),
    }  # fmt: skip
    cells = [
        LearnedCell(*row)
        for row in cursor.execute(plan.LEARNED_CELLS.select, values, prepare=True).fetchall()
    ]
    return letters.letter_estimate(pack, cells, care=care, provider_class=provider_class, on=on)


def letters_to_learn_from(
    cursor: Cursor, by: Actor, *, on: date
) -> tuple[list[SettledLetter], dict[str, list[date]]]:
    """The year's settled letters as known on a day, and the days of all its letters by care."""
    period = {"starts": estimating.learn_from(on), "until": on + timedelta(days=1)}
    values = {"region": by.region, "on": on, **period}
    settled = [SettledLetter(*row) for row in cursor.execute(TO_LEARN_FROM, values)]
    issued: dict[str, list[date]] = {}
    for care, day, count in cursor.execute(ISSUED, values):
        issued.setdefault(care, []).extend([day] * count)
    return settled, issued


def calibration(
    cursor: Cursor, by: Actor, *, starts: date, until: date, on: date
) -> list[Calibration]:
    """How the estimates of the letters issued in a half-open period fared, as known on a day.

    The whole first (`care` empty), then each kind of care.
    """
    values = {"region": by.region, "starts": starts, "until": until, "on": on}
    parts = [Calibration(*row) for row in cursor.execute(CALIBRATION, values)]
    names = [field.name for field in fields(Calibration)][1:]
    sums = {name: sum(getattr(part, name) for part in parts) for name in names}
    return [Calibration("", **sums), *parts]


def letter_outcomes(
    cursor: Cursor, by: Actor, *, starts: date, until: date, on: date
) -> list[LetterOutcome]:
    """The record behind the calibration: every settled letter of a period, oldest first."""
    values = {"region": by.region, "starts": starts, "until": until, "on": on}
    return [
        LetterOutcome(*(*row[:5], stored_estimate(row[5], row[6], row[7:])))
        for row in cursor.execute(RECORD, values)
    ]


def stored_estimate(care: str, care_class: int, row: TupleRow) -> Estimate:
    """The estimate that a letter keeps, from the last ten columns of letter_cards."""
    provider_class, group, learned_on, *figures = row
    return Estimate(Cell(care, provider_class, care_class, group or ""), learned_on, *figures)
