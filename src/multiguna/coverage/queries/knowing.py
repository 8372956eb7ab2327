"""A coverage decision as it would have been made with what was known at an instant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from multiguna.coverage.rules import coverage_request, coverage_stage, decide_coverage
from multiguna.coverage.terms import (
    ALL_PAPERS,
    Care,
    CoverageDecision,
    CoverageFacts,
    Papers,
)
from multiguna.kernel.db import Cursor
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor, Text
from multiguna.programme.queries import pack_numbered
from multiguna.registry.queries import person_as_known
from multiguna.registry.terms import PersonAsKnown

PACK_THEN = """
SELECT max(install_no) FROM programme_pack WHERE region = %s AND recorded_at <= %s
"""


@dataclass(frozen=True, slots=True)
class CoverageAsKnown:
    """The decision, the person as known then (None: not registered), and the pack of then."""

    decision: CoverageDecision
    person: PersonAsKnown | None
    install_no: int


def coverage_as_known(
    cursor: Cursor,
    by: Actor,
    *,
    nik: int,
    kk: int | None,
    care: Care,
    emergency: bool = False,
    newborn_born_on: date | None = None,
    papers: Papers = ALL_PAPERS,
    on: date,
    known_at: datetime,
) -> CoverageAsKnown:
    """Decide about the day `on` with the registry and the pack as they were known at an instant.

    Nobody is told "covered" by it, so it leaves no decision record, only a line in the access log.
    Refuses `pack_missing` when no pack was installed then.
    """
    row = cursor.execute(PACK_THEN, [by.region, known_at]).fetchone()
    if row is None or row[0] is None:
        raise Refused(
            "pack_missing",
            Text(
                id="Pada waktu itu belum ada paket program yang terpasang.",
                en="No programme pack was installed at that time.",
            ),
        )
    person = person_as_known(cursor, by, nik=nik, valid_on=on, known_at=known_at)
    facts = None
    if person is not None:
        known = person.facts
        facts = CoverageFacts(
            person.person_id, person.kk, known.birth_date, known.died_on, known.residency,
            known.poor, known.near_poor, known.other_payer,
        )  # fmt: skip
    request = coverage_request(
        nik=nik, kk=kk, care=care, emergency=emergency, newborn_born_on=newborn_born_on,
        papers=papers, on=on,
    )  # fmt: skip
    stage = coverage_stage(pack_numbered(cursor, by.region, row[0]), on)
    return CoverageAsKnown(decide_coverage(facts, stage, request), person, row[0])
