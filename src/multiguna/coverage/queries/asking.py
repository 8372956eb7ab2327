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
       coalesce(one.person_id, p.person_id) AS person_id, p.nik, p.kk,
       coalesce(one.birth_date, p.birth_date) AS birth_date,
       coalesce(one.died_on, p.died_on) AS died_on,
       coalesce(one.residency, p.residency) AS residency, coalesce(one.poor, p.poor) AS poor,
       coalesce(one.near_poor, p.near_poor) AS near_poor,
       coalesce(one.other_payer, p.other_payer) AS other_payer,
       p.name, p.sex, p.village_code, p.address
FROM (VALUES (true)) AS always(asked)
LEFT JOIN registry_person p ON p.region = %(region)s AND p.nik = %(nik)s
LEFT JOIN registry_merged m ON m.region = %(region)s AND m.person_id = p.person_id
LEFT JOIN LATERAL (
    SELECT m.kept_id AS person_id, min(q.birth_date) FILTER (WHERE x.is_kept) AS birth_date,
           coalesce(min(q.died_on) FILTER (WHERE x.is_kept), min(q.died_on)) AS died_on,
           range_agg(q.residency) AS residency, range_agg(q.poor) AS poor,
           range_agg(q.near_poor) AS near_poor, range_agg(q.other_payer) AS other_payer
    FROM registry_merged x JOIN registry_person q USING (region, person_id)
    WHERE x.region = %(region)s AND x.kept_id = m.kept_id
) one ON m.kept_id IS NOT NULL
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
    return facts_of(row)


def facts_of(row: TupleRow) -> tuple[int | None, CoverageFacts | None, PersonCard | None]:
    """A row of FACTS (its first fourteen columns) as terms."""
    install_no, person_id, found_nik, kk, born, died = row[:6]
    if person_id is None:
        return install_no, None, None
    ranges: list[Multirange[date]] = list(row[6:10])
    facts = CoverageFacts(person_id, kk, born, died, *(periods(value) for value in ranges))
    name, sex, village, address = row[10:14]
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
