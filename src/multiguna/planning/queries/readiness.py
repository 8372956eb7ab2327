"""What a region has and lacks on a day: the facts of readiness, read and judged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from psycopg.rows import TupleRow

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
    SELECT CASE WHEN f.facts ->> 'signed_by' IS NOT NULL
        THEN coalesce(nullif(f.facts ->> 'publisher', ''), f.facts ->> 'signed_by') END
    FROM audit_record AS r CROSS JOIN LATERAL (SELECT r.body::jsonb -> 'facts' AS facts) AS f
    WHERE r.region = p.region AND r.kind = 'pack_install' AND r.subject = 'pack:' || p.name
      AND (f.facts ->> 'install_no')::bigint = p.install_no
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


def _rows(cursor: Cursor, step: str, values: Mapping[str, object]) -> list[TupleRow]:
    return cursor.execute(sqlplan.load("planning", step).select, values).fetchall()


def _pack(by: Actor) -> Pack | None:
    """The pack in force, or None before one is installed."""
    try:
        return pack_in_force(by)
    except Refused as refused:
        if refused.code != "pack_missing":
            raise
        return None


def _pack_facts(
    cursor: Cursor, by: Actor, pack: Pack, hospitals: Sequence[HospitalFacts], on: date
) -> PackFacts:
    row = cursor.execute(INSTALLED, [by.region]).fetchone()
    assert row is not None
    return pack_facts(pack, hospitals, installed_on=row[0], signed_by=row[1], on=on)


def _people(
    cursor: Cursor, values: Mapping[str, object], profile: RegionProfile | None
) -> PeopleFacts:
    """Residents and files; the registry is as new as its latest whole file or update."""
    residents, outside, empty = _rows(cursor, "ready_people", values)[0]
    files = {row[0]: FileFacts(*row[1:]) for row in _rows(cursor, "ready_files", values)}
    whole, update = files.get("residents"), files.get("updates")
    if whole is not None and update is not None and update.on > whole.on:
        whole = FileFacts(update.on, whole.rows, whole.refused, whole.warned)
    sources = dict(profile.sources) if profile else {}
    return PeopleFacts(
        residents, outside, empty, profile.people if profile else None,
        sources.get("population", ""), whole, files.get("membership"),
    )  # fmt: skip


def _hospitals(
    cursor: Cursor, values: Mapping[str, object], accounts: Sequence[TupleRow]
) -> tuple[HospitalFacts, ...]:
    """The hospitals with an agreement on the day, each with all that is known of it."""
    codes = {row[0]: row[1:] for row in _rows(cursor, "ready_codes", values)}
    payers = {row[0]: row[1:] for row in _rows(cursor, "ready_payers", values)}
    done = {row[0]: row[1:] for row in _rows(cursor, "ready_done", values)}
    people = {(role, provider): count for role, provider, count, _ in accounts}
    found = []
    for code, name, provider_class, services, until in _rows(cursor, "ready_agreed", values):
        wanted, rated = codes.get(code, (0, 0))
        known, unmapped = payers[code]
        issued, sent = done[code]
        found.append(
            HospitalFacts(
                code, name, provider_class, tuple(services.split(";")), until, wanted, rated,
                known, unmapped, people.get((Role.DESK_CLERK, code), 0),
                people.get((Role.BILLER, code), 0), issued, sent,
            )
        )  # fmt: skip
    return tuple(found)


def _staff(accounts: Sequence[TupleRow]) -> dict[Role, StaffFacts]:
    """The accounts of the city's own roles."""
    return {
        Role(role): StaffFacts(count, second)
        for role, _, count, second in accounts
        if Role(role) not in HOSPITAL_ROLES
    }


def _money(cursor: Cursor, by: Actor, on: date, *, has_pack: bool) -> MoneyFacts:
    """The year's lines, what a month takes, and the chance that the budget lasts."""
    lines = tuple(stock(cursor, by, year=on.year, on=on))
    starts, until = on - timedelta(days=MONTH_DAYS - 1), on + timedelta(days=1)
    given = promises(cursor, by, starts=starts, until=until)
    month_idr = sum(one.reserved_idr + one.unlettered_idr for one in given)
    chance_bp = None
    if has_pack and month_idr:
        expected = outlook(cursor, by, on=on).appropriation
        chance_bp = expected.chance_to_reach_bp if expected else None
    if not month_idr:
        month_idr = quotient(sum(line.appropriation_idr for line in lines), MONTHS)
    return MoneyFacts(on.year, lines, month_idr, chance_bp)


def _running(
    cursor: Cursor, by: Actor, values: Mapping[str, object], pack: Pack | None,
    examined: Mapping[str, Sequence[str]] | None,
) -> RunningFacts:  # fmt: skip
    on = values["on"]
    assert isinstance(on, date)
    printed, broken = broken_papers(pack, on=on) if pack else (0, ())
    signed = checkpoints(cursor, region=by.region, limit=1)
    watched = cursor.execute(WATCHED, [by.region, on]).fetchone()
    assert watched is not None
    unhealthy = None if examined is None else tuple(name for name in examined if examined[name])
    devices, listed_on = _rows(cursor, "ready_lists", values)[0]
    return RunningFacts(
        printed=printed,
        broken=broken,
        letter_key=_has_letter_key(),
        checkpoint_on=signed[0].signed_on if signed else None,
        checkpoint_size=signed[0].size if signed else 0,
        watched_on=watched[0],
        unhealthy=unhealthy,
        devices=devices,
        listed_on=listed_on,
    )


def _has_letter_key() -> bool:
    """Whether the key of letters is here and whole; asking for it otherwise would make it."""
    if not (home() / "keys" / "letters.pem").exists():
        return False
    try:
        keys.signing_key(home(), "letters")
    except Refused:
        return False
    return True


def _notes(cursor: Cursor, values: Mapping[str, object]) -> dict[ItemCode, Note]:
    found = _rows(cursor, "readiness_notes", values)
    return {ItemCode(row[0]): Note(ItemCode(row[0]), *row[1:]) for row in found}
