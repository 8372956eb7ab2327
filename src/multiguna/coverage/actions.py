"""The writers of coverage: each answer leaves its decision record in the same transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from multiguna.audit.actions import RECORDED, record_decision
from multiguna.coverage import plan
from multiguna.coverage.queries import coverage_facts
from multiguna.coverage.rules import coverage_stage, decide_coverage
from multiguna.coverage.terms import (
    ALL_PAPERS,
    Care,
    CoverageAnswer,
    CoverageFacts,
    CoverageRequest,
    Papers,
    Reason,
)
from multiguna.kernel import canonical, sqlplan
from multiguna.kernel.canonical import Json
from multiguna.kernel.db import transaction
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor, Text
from multiguna.programme.queries import pack_in_force, pack_numbered
from multiguna.programme.terms import Pack, Period
from multiguna.registry.rules import kk_is_possible, nik_is_possible

BULK_MAX = 1_000


def check_coverage(
    *,
    nik: int,
    kk: int | None,
    care: Care,
    emergency: bool = False,
    newborn_born_on: date | None = None,
    papers: Papers = ALL_PAPERS,
    by: Actor,
    on: date,
) -> CoverageAnswer:
    """Decide for one person and record the decision. For a newborn, `nik` is the mother's.

    Never refuses a person: an unknown or impossible card is an answer with its reason. Refuses
    only when no pack is installed.
    """
    with transaction(by) as cursor:
        install_no, facts, card = coverage_facts(cursor, by, nik)
        pack = (
            pack_in_force(by)
            if install_no is None
            else pack_numbered(cursor, by.region, install_no)
        )
        request = CoverageRequest(
            on=on,
            care=care,
            emergency=emergency,
            papers=papers,
            kk=kk,
            card_region=card_region(kk),
            card_possible=nik_is_possible(str(nik)) and (kk is None or kk_is_possible(str(kk))),
            newborn_born_on=newborn_born_on,
        )
        decision = decide_coverage(facts, coverage_stage(pack, on), request)
        record_id = record_decision(
            cursor,
            kind="coverage",
            subject=f"person:{facts.person_id}" if facts else "person:unknown",
            facts=_recorded(facts, request),
            outcome="covered" if decision.covered else "not_covered",
            reasons=[decision.reason],
            pack=_pack_version(pack, install_no, decision.stage_code),
            by=by,
            on=on,
        )
    return CoverageAnswer(decision, card, record_id, facts)


def card_region(kk: int | None) -> str | None:
    """The region (`36.71`) whose number a family card begins with; None for no card."""
    return None if kk is None else f"{str(kk)[:2]}.{str(kk)[2:4]}"


BULK_ASKED = sqlplan.Step(
    "asked", {},
    "SELECT n.ask_id, p.person_id, %(on)s::date AS on_date, false AS newborn, NULL::date AS born_on "
    "FROM unnest(%(niks)s::bigint[]) WITH ORDINALITY AS n(nik, ask_id) "
    "LEFT JOIN registry_person p ON p.region = %(region)s AND p.nik = n.nik",
)  # fmt: skip
BULK_DECISION = sqlplan.Step(
    "decision", {},
    """SELECT nextval('audit_record_seq') AS record_id, 'coverage' AS kind,
       'person:' || coalesce(d.person_id::text, 'unknown') AS subject, %(actor)s::text AS actor,
       %(on)s::date AS decided_on,
       (SELECT row_to_json(f) FROM (SELECT p.birth_date, %(care)s::text AS care, p.died_on,
           p.near_poor::text AS near_poor, p.other_payer::text AS other_payer,
           d.person_id, p.poor::text AS poor, p.residency::text AS residency) f) AS facts,
       CASE WHEN d.covered THEN 'covered' ELSE 'not_covered' END AS outcome,
       %(pack)s::json AS pack, json_build_array(d.reason) AS reasons
FROM coverage_decided d
LEFT JOIN registry_person p ON p.region = %(region)s AND p.person_id = d.person_id""",
)  # fmt: skip


def check_coverage_many(
    *, niks: Sequence[int], care: Care, by: Actor, on: date
) -> list[tuple[int, bool, Reason]]:
    """Decide for up to 1,000 people in one statement, one record each; order as asked.

    Cards are looked up by NIK alone, papers count as shown. Refuses a longer list.
    """
    if len(niks) > BULK_MAX:
        raise Refused(
            "too_many",
            Text(f"Paling banyak {BULK_MAX} NIK sekali tanya.", f"At most {BULK_MAX} NIK a call."),
        )
    pack = pack_in_force(by)
    steps = [BULK_ASKED, *plan.coverage_steps(), BULK_DECISION]
    steps += [sqlplan.load("audit", "sealed"), RECORDED]
    statement = sqlplan.join(
        steps, "SELECT ask_id, covered, reason FROM coverage_decided ORDER BY ask_id"
    )
    values = {
        "region": by.region, "actor": by.name, "on": on, "care": care, "niks": list(niks),
        "pack": canonical.dumps({"name": pack.name, "version": pack.version}),
        **plan.stage_parameters(pack),
    }  # fmt: skip
    with transaction(by) as cursor:
        rows = cursor.execute(statement, values, prepare=True).fetchall()
    return [
        (nik, covered, Reason(reason)) for nik, (_, covered, reason) in zip(niks, rows, strict=True)
    ]


def _recorded(facts: CoverageFacts | None, request: CoverageRequest) -> dict[str, Json]:
    """The facts of a decision without any name or number of a card."""
    recorded: dict[str, Json] = {
        "care": request.care,
        "emergency": request.emergency,
        "papers": [
            name
            for name, shown in (
                ("ktp", request.papers.ktp),
                ("kk", request.papers.kk),
                ("guardian_ktp", request.papers.guardian_ktp),
            )
            if shown
        ],
        "card_region": request.card_region,
        "card_possible": request.card_possible,
        "newborn_born_on": _day(request.newborn_born_on),
    }
    if facts is not None:
        recorded |= {
            "person_id": facts.person_id,
            "kk_matches": None if request.kk is None else request.kk == facts.kk,
            "birth_date": _day(facts.birth_date),
            "died_on": _day(facts.died_on),
            "residency": _days(facts.residency),
            "poor": _days(facts.poor),
            "near_poor": _days(facts.near_poor),
            "other_payer": _days(facts.other_payer),
        }
    return recorded


def _pack_version(pack: Pack, install_no: int | None, stage_code: str | None) -> Json:
    return {
        "name": pack.name, "version": pack.version, "install_no": install_no, "stage": stage_code,
    }  # fmt: skip


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _days(periods: tuple[Period, ...]) -> Json:
    return [[_day(period.starts), _day(period.until)] for period in periods]
