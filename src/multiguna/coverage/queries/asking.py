"""Reads of coverage: the facts of one person, a population's decisions, and past decisions."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date

from psycopg.rows import TupleRow
from psycopg.types.multirange import Multirange
from psycopg.types.range import Range

from multiguna.coverage import plan
from multiguna.coverage.rules import coverage_stage, decide_coverage, decision_read_again
from multiguna.coverage.terms import CoverageDecision, CoverageFacts, Reason
from multiguna.kernel import sqlplan
from multiguna.kernel.db import Cursor
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor, Text
from multiguna.programme.queries import pack_in_force, pack_numbered
from multiguna.programme.terms import Period
from multiguna.registry.rules import masked
from multiguna.registry.terms import PersonCard

FACTS = """
SELECT (SELECT max(install_no) FROM programme_pack WHERE region = %(region)s) AS install_no,
       p.person_id, p.nik, p.kk, p.birth_date, p.died_on, p.residency, p.poor, p.near_poor,
       p.other_payer, p.name, p.sex, p.village_code, p.address,
       (SELECT m.kept_id FROM registry_merged m
        WHERE m.region = %(region)s AND m.person_id = p.person_id) AS kept_id
FROM (VALUES (true)) AS always(asked)
LEFT JOIN registry_person p ON p.region = %(region)s AND p.nik = %(nik)s
"""
FACTS_WIDTH = 15
"""How many columns FACTS has; what a caller asks beside it comes after."""
TOGETHER = """
SELECT person_id, birth_date, died_on, residency, poor, near_poor, other_payer
FROM merged_facts WHERE own_id = %(person_id)s
"""
POPULATION = """
SELECT reason, count(*) FROM coverage_decided WHERE ask_id = person_id
GROUP BY reason ORDER BY reason
"""
RECORD = """
SELECT body FROM audit_record WHERE region = %s AND record_id = %s AND kind = 'coverage'
"""


def coverage_facts(
    cursor: Cursor, by: Actor, nik: int
) -> tuple[int | None, CoverageFacts | None, PersonCard | None]:
    """What is known of the holder of a NIK, and the installation number of the pack in force."""
    row = cursor.execute(FACTS, {"region": by.region, "nik": nik}, prepare=True).fetchone()
    assert row is not None
    return facts_of(cursor, by, row)


def facts_of(
    cursor: Cursor, by: Actor, row: TupleRow
) -> tuple[int | None, CoverageFacts | None, PersonCard | None]:
    """A row of FACTS (its first FACTS_WIDTH columns) as terms.

    Of somebody who is one with others, the rare case, what is known of all of them is asked then.
    """
    install_no, person_id, found_nik, kk, born, died = row[:6]
    if person_id is None:
        return install_no, None, None
    ranges: list[Multirange[date]] = list(row[6:10])
    name, sex, village, address, kept_id = row[10:15]
    if kept_id is not None:
        whole = sqlplan.join([sqlplan.load("registry", "merged_facts")], TOGETHER)
        values = {"region": by.region, "person_id": person_id}
        known = cursor.execute(whole, values).fetchone()
        assert known is not None
        person_id, born, died, *ranges = known
    facts = CoverageFacts(person_id, kk, born, died, *(periods(value) for value in ranges))
    card = PersonCard(
        person_id, masked(found_nik), masked(kk), name, sex, born, village, address, died
    )
    return install_no, facts, card


def periods(value: Iterable[Range[date]]) -> tuple[Period, ...]:
    """A multirange of dates as half-open periods."""
    found = []
    for part in value:
        assert part.lower is not None
        found.append(Period(part.lower, part.upper))
    return tuple(found)


def population_statement() -> str:
    """The statement that decides for everybody on one day and counts the answers."""
    return sqlplan.join(plan.population_steps(), POPULATION)


def coverage_of_population(cursor: Cursor, by: Actor, *, on: date) -> dict[Reason, int]:
    """How many registered persons have which answer on a day, by the SQL twin."""
    statement = population_statement()
    values = {"region": by.region, "on": on, **plan.stage_parameters(pack_in_force(by))}
    rows = cursor.execute(statement, values).fetchall()
    return {Reason(reason): count for reason, count in rows}


def replay(cursor: Cursor, by: Actor, record_id: int) -> CoverageDecision:
    """Make a recorded decision again, from the facts in its record and the pack it names.

    The same outcome and reason as recorded, whatever the registry and the pack say today. Refuses
    with `record_unknown` when there is no such coverage record, or its body was lawfully erased.
    """
    row = cursor.execute(RECORD, [by.region, record_id]).fetchone()
    if row is None or row[0] is None:
        raise Refused(
            "record_unknown",
            Text(
                id=f"Catatan keputusan {record_id} tidak ada atau isinya sudah dihapus.",
                en=f"There is no coverage record {record_id}, or its content was erased.",
            ),
            record_id=record_id,
        )
    body = json.loads(row[0])
    on = date.fromisoformat(body["decided_on"])
    pack = pack_numbered(cursor, by.region, body["pack"]["install_no"])
    facts, request = decision_read_again(body["facts"], on)
    return decide_coverage(facts, coverage_stage(pack, on), request)
