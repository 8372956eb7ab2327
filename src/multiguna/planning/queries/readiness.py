"""What a region has and lacks on a day: the facts of readiness, read and judged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from multiguna.audit.queries.log import checkpoints
from multiguna.kernel import keys, sqlplan
from multiguna.kernel.db import Cursor
from multiguna.kernel.errors import Refused
from multiguna.kernel.home import home
from multiguna.kernel.money import quotient
from multiguna.kernel.terms import HOSPITAL_ROLES, Actor, Role
from multiguna.ledger.queries import promises, stock
from multiguna.planning.queries.outlook import outlook
from multiguna.planning.queries.trial_papers import broken_papers
from multiguna.planning.rules.readiness.asking import pack_facts
from multiguna.planning.rules.readiness.judging import judge_readiness
from multiguna.planning.terms.profile import RegionProfile
from multiguna.planning.terms.readiness import (
    FileFacts,
    HospitalFacts,
    ItemCode,
    MoneyFacts,
    Note,
    PackFacts,
    PeopleFacts,
    PracticeFacts,
    Readiness,
    ReadinessFacts,
    RunningFacts,
    StaffFacts,
)
from multiguna.programme.queries import pack_in_force
from multiguna.programme.terms import Pack

YEAR_DAYS, MONTH_DAYS, MONTHS = 365, 30, 12
INSTALLED = """
SELECT p.installed_on, (
    SELECT r.body::jsonb -> 'facts' ->> 'signed_by' FROM audit_record AS r
    WHERE r.region = p.region AND r.kind = 'pack_install' AND r.subject = 'pack:' || p.name
    ORDER BY r.record_id DESC LIMIT 1)
FROM programme_pack AS p WHERE p.region = %s ORDER BY p.install_no DESC LIMIT 1
"""
WATCHED = """
SELECT max(on_date) FROM planning_round WHERE region = %s AND kind = 'watch' AND on_date <= %s
"""


def readiness(
    cursor: Cursor, by: Actor, *, on: date, profile: RegionProfile | None = None,
    examined: Mapping[str, Sequence[str]] | None = None,
) -> Readiness:  # fmt: skip
    """How ready a region is on a day: every item with its evidence and next step.

    `profile` says how many people live there. `examined` is what the doctor found, by check; None
    when nobody asked, which takes longer than all the rest.
    """
    pack = _pack(by)
    values: dict[str, object] = {
        "region": by.region, "on": on, "starts": on - timedelta(days=YEAR_DAYS),
        "villages": [row.village_code for row in pack.villages] if pack else [],
    }  # fmt: skip
    accounts = _rows(cursor, "ready_accounts", values)
    hospitals = _hospitals(cursor, values, accounts)
    facts = ReadinessFacts(
        region=by.region,
        region_name=pack.region_name if pack else profile.name if profile else by.region,
        on=on,
        pack=None if pack is None else _pack_facts(cursor, by, pack, hospitals, on),
        people=_people(cursor, values, profile),
        hospitals=hospitals,
        staff=_staff(accounts),
        money=_money(cursor, by, on, has_pack=pack is not None),
        running=_running(cursor, by, values, pack, examined),
        practice=PracticeFacts(*_rows(cursor, "ready_practice", values)[0]),
        notes=_notes(cursor, values),
    )
    return judge_readiness(facts)


Rows = list[tuple[object, ...]]


def _rows(cursor: Cursor, step: str, values: Mapping[str, object]) -> list[tuple]:  # type: ignore[type-arg]
    return cursor.execute(sqlplan.load("planning", step).select, values).fetchall()
