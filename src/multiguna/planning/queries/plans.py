"""The plans that a region keeps."""

from __future__ import annotations

from collections.abc import Mapping

from multiguna.kernel.canonical import Json
from multiguna.kernel.db import Cursor
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor, Text
from multiguna.planning.rules.plans import asked_of
from multiguna.planning.terms.plans import Plan, PlanCard

CARD = """
SELECT plan_no, (asked->>'budget_idr')::bigint, (asked->>'confidence')::int, answer_id, answer_en,
    planned_on, recorded_by, asked
FROM planning_plan
"""
LATEST = f"{CARD} WHERE region = %s ORDER BY plan_no DESC LIMIT %s"
ONE = f"{CARD} WHERE region = %s AND plan_no = %s"
LISTED = 50


def plan_cards(cursor: Cursor, by: Actor) -> list[PlanCard]:
    """The latest plans of the region, the newest first."""
    return [_card(row) for row in cursor.execute(LATEST, [by.region, LISTED]).fetchall()]


def latest_plan(cursor: Cursor, by: Actor) -> Plan | None:
    """The region's newest plan; None before the first."""
    row = cursor.execute(LATEST, [by.region, 1]).fetchone()
    return None if row is None else _plan(row)


def plan_numbered(cursor: Cursor, by: Actor, plan_no: int) -> Plan:
    """One plan of the region. Refuses `plan_unknown`."""
    row = cursor.execute(ONE, [by.region, plan_no]).fetchone()
    if row is None:
        raise Refused("plan_unknown", Text("Rencana itu tidak ada.", "There is no such plan."))
    return _plan(row)


def _card(row: tuple[object, ...]) -> PlanCard:
    plan_no, budget_idr, confidence, answer_id, answer_en, on, name, _ = row
    return PlanCard(plan_no, budget_idr, confidence, Text(answer_id, answer_en), on, name)  # type: ignore[arg-type]


def _plan(row: tuple[object, ...]) -> Plan:
    body: Mapping[str, Json] = row[-1]  # type: ignore[assignment]
    return Plan(_card(row), asked_of(body))
