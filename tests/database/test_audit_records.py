"""Decision records: what a row holds, and that Python and PostgreSQL write the same bytes."""

from __future__ import annotations

import json
from datetime import date

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from multiguna.audit.actions import RECORDED, record_access, record_decision
from multiguna.audit.queries import log
from multiguna.audit.rules.merkle import leaf_hash
from multiguna.kernel import canonical, sqlplan
from multiguna.kernel.db import Cursor
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor

ON = date(2012, 3, 1)
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
AWKWARD = st.text(
    st.sampled_from([*map(chr, range(1, 0x21)), '"', "\\", "/", "\x7f", "\u2028", "😀", "é", "{"]),
    max_size=20,
)
WHOLE = st.integers(-(2**53) + 1, 2**53 - 1)


def test_a_decision_is_one_row_with_the_hash_of_its_body(db: Cursor, system_actor: Actor) -> None:
    number = record_decision(
        db,
        kind="coverage",
        subject="person:17",
        facts={"person_id": 17, "resident": True, "died": None},
        outcome="not_covered",
        reasons=["residency_too_short"],
        pack={"name": "tangerang", "stage": "2012", "version": "1.0.0"},
        by=system_actor,
        on=ON,
    )
    record = log.record(db, region="36.71", record_id=number)
    assert record.body is not None
    said = json.loads(record.body)
    assert sorted(said) == [
        "actor", "decided_on", "facts", "kind", "outcome", "pack", "reasons", "salt", "subject",
    ]  # fmt: skip
    assert (said["outcome"], said["decided_on"]) == ("not_covered", "2012-03-01")
    assert len(bytes.fromhex(said["salt"])) == 16
    assert record.leaf_hash == leaf_hash(record.body.encode())
    assert canonical.dumps(said) == record.body
    entry = log.log(db, region="36.71", subject="person:17")[0]
    assert (entry.record, entry.leaf_index) == (record, None)
    assert log.log(db, region="36.71", subject="person:18") == []


def test_two_decisions_on_the_same_facts_have_different_hashes(
    db: Cursor, system_actor: Actor
) -> None:
    same = {"kind": "coverage", "subject": "person:1", "facts": {}, "outcome": "covered"}
    for _ in range(2):
        record_decision(db, **same, reasons=[], pack="p", by=system_actor, on=ON)  # type: ignore[arg-type]
    one, two = log.log(db, region="36.71", subject="person:1")
    assert one.record.leaf_hash != two.record.leaf_hash


def test_an_unknown_record_is_refused(db: Cursor) -> None:
    with pytest.raises(Refused, match="record_unknown"):
        log.record(db, region="36.71", record_id=10**15)


@pytest.mark.parametrize(
    "table", ["audit_record", "audit_leaf", "audit_tile", "audit_checkpoint", "audit_access"]
)
@pytest.mark.parametrize("verb", ["DELETE FROM {}", "UPDATE {} SET region = region", "TRUNCATE {}"])
def test_the_app_may_only_add_to_the_log(db: Cursor, table: str, verb: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        db.execute(verb.format(table))


def test_another_region_sees_nothing_and_cannot_write(db: Cursor, system_actor: Actor) -> None:
    record_decision(
        db, kind="k", subject="s", facts={}, outcome="o", reasons=[], pack="p",
        by=system_actor, on=ON,
    )  # fmt: skip
    db.execute("SELECT set_config('multiguna.region', '36.72', true)")
    assert log.log(db, region="36.71") == []
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        record_decision(
            db, kind="k", subject="s", facts={}, outcome="o", reasons=[], pack="p",
            by=system_actor, on=ON,
        )  # fmt: skip


def test_a_person_can_see_who_looked(db: Cursor, system_actor: Actor) -> None:
    record_access(db, person_ids=[5, 6, 5], purpose="coverage check", by=system_actor)
    reads = log.reads_of_person(db, region="36.71", person_id=5)
    assert [(read.actor, read.purpose) for read in reads] == [("system", "coverage check")] * 2
    assert log.reads_of_person(db, region="36.71", person_id=7) == []


@given(TEXTS | AWKWARD, st.lists(TEXTS | AWKWARD, max_size=4), st.none() | WHOLE, st.booleans())
@settings(
    deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_postgresql_writes_the_same_canonical_json(
    db: Cursor, text: str, texts: list[str], number: int | None, flag: bool
) -> None:
    db.execute(
        """
        SELECT row_to_json(r)::text FROM (
            SELECT %(text)s::text AS a_text, %(flag)s::boolean AS flag,
                   (SELECT row_to_json(i) FROM (
                       SELECT %(number)s::bigint AS number, %(texts)s::text[] AS texts) AS i
                   ) AS inner_object,
                   array_to_json(ARRAY[to_json(%(text)s::text), array_to_json(%(texts)s::text[])])
                   AS nested, '2012-03-01'::date AS on_date
        ) AS r
        """,
        {"text": text, "texts": texts, "number": number, "flag": flag},
    )
    row = db.fetchone()
    assert row is not None
    assert row[0] == canonical.dumps(
        {
            "a_text": text,
            "flag": flag,
            "inner_object": {"number": number, "texts": texts},
            "nested": [text, texts],
            "on_date": "2012-03-01",
        }
    )


BULK_DECISION = sqlplan.Step(
    "decision",
    {},
    """
    SELECT nextval('audit_record_seq') AS record_id, 'claim.adjudication' AS kind,
           'claim:' || n AS subject, 'verifier1' AS actor, '2012-03-01'::date AS decided_on,
           (SELECT row_to_json(f) FROM (SELECT n AS amount_idr, 'a"b' AS name) AS f) AS facts,
           'approved' AS outcome,
           (SELECT row_to_json(p) FROM (SELECT 'tangerang' AS name, '1.0' AS version) AS p) AS pack,
           array_to_json(ARRAY[]::text[]) AS reasons
    FROM generate_series(1, 50) AS n
    """,
)


def test_a_plan_writes_many_records_in_one_statement(db: Cursor) -> None:
    plan = sqlplan.join(
        [BULK_DECISION, RECORDED], "SELECT record_id, subject FROM recorded ORDER BY record_id"
    )
    db.execute(plan)
    rows = db.fetchall()
    assert [subject for _, subject in rows] == [f"claim:{n}" for n in range(1, 51)]
    salts = set()
    for number, subject in rows:
        record = log.record(db, region="36.71", record_id=number)
        assert record.body is not None
        said = json.loads(record.body)
        assert record.body == canonical.dumps(said)
        assert record.leaf_hash == leaf_hash(record.body.encode())
        assert (said["subject"], said["actor"], record.actor) == (subject, "verifier1", "verifier1")
        assert said["facts"]["name"] == 'a"b'
        salts.add(said["salt"])
    assert len(salts) == 50
