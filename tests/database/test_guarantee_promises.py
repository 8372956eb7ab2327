"""A letter promised at once is the letter promised with care, whoever else is at the line."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta

import psycopg
import pytest
from tests.people import DAY, HOSPITAL, Someone, install, make_person, tangerang

from multiguna.coverage.terms import Care, Papers
from multiguna.guarantees.actions import issue_guarantee, issuing, learn_estimates, settle_guarantee
from multiguna.guarantees.actions.promising import Promise, promise_of
from multiguna.guarantees.queries import commitment_gaps, letter
from multiguna.guarantees.rules.letters import letter_number
from multiguna.guarantees.terms import GuaranteeAnswer, LetterCard, Outcome
from multiguna.kernel import canonical
from multiguna.kernel.db import Cursor, transaction
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor
from multiguna.ledger.queries import stock, total, unbalanced_accounts
from multiguna.programme.terms import BudgetPolicy, Pack

PLENTY = {"RI": 10**12, "RJ": 10**12}
IDS = {"letter_no", "record_id", "recorded_at", "entry_id", "entry_no", "reservation_id", "salt",
       "coverage_record", "subject", "leaf_hash", "xid", "body"}  # fmt: skip
WITH_CARE = "multiguna.guarantees.actions.issuing._at_once"


def with_policy(policy: BudgetPolicy) -> Pack:
    pack = tangerang()
    lines = tuple(replace(line, policy=policy) for line in pack.budget_lines)
    return replace(pack, budget_lines=lines)


def ask(person: Someone, by: Actor, serial: int = 1, **changes: object) -> GuaranteeAnswer:
    request: dict[str, object] = {
        "letter_no": letter_number(HOSPITAL, DAY, serial), "nik": person.nik, "kk": person.kk,
        "provider_code": HOSPITAL, "care": Care.INPATIENT, "diagnosis": "J18.9", "by": by,
        "on": DAY,
    }  # fmt: skip
    return issue_guarantee(**{**request, **changes})  # type: ignore[arg-type]


def written(cursor: Cursor, letter_no: str) -> list[dict[str, object]]:
    """All that a letter left behind, without what is one of a kind."""
    rows: list[dict[str, object]] = []
    for statement in (
        "SELECT to_jsonb(l) FROM guarantees_letter l WHERE letter_no = %s",
        "SELECT to_jsonb(e) FROM ledger_entry e WHERE reservation_id = %s",
        "SELECT body::jsonb FROM audit_record WHERE subject = 'letter:' || %s",
        "SELECT c.body::jsonb FROM audit_record c JOIN audit_record g ON c.record_id = "
        "(g.body::json->'facts'->>'coverage_record')::bigint WHERE g.subject = 'letter:' || %s",
    ):
        rows += [row[0] for row in cursor.execute(statement, [letter_no]).fetchall()]
    assert len(rows) == 4
    for row in rows:
        facts = row.get("facts")
        for part in (row, facts if isinstance(facts, dict) else {}):
            for name in IDS & part.keys():
                part[name] = "-"
    return rows


REQUESTS: dict[str, dict[str, object]] = {
    "a stay": {},
    "a visit without a diagnosis": {"care": Care.OUTPATIENT, "diagnosis": ""},
    "an emergency whose papers come later": {
        "emergency": True, "papers": Papers(ktp=False, kk=False, guardian_ktp=False),
    },
    "a newborn on the mother": {"born_on": DAY},
    "a card without its family card": {"kk": None},
}  # fmt: skip


@pytest.mark.parametrize("changes", REQUESTS.values(), ids=REQUESTS)
@pytest.mark.parametrize("budget", [PLENTY, {"RI": 5_000_000, "RJ": 300_000}, {}], ids=str)
def test_both_ways_write_the_same(
    db: Cursor, system_actor: Actor, monkeypatch: pytest.MonkeyPatch,
    changes: dict[str, object], budget: dict[str, int],
) -> None:  # fmt: skip
    install(system_actor, with_policy(BudgetPolicy.UNFUNDED), budget=budget)
    siti = make_person(db, sex=2)
    with monkeypatch.context() as patch:
        patch.setattr("multiguna.guarantees.actions.issuing._with_care", None)
        at_once = ask(siti, system_actor, 1, **changes)
    assert at_once.letter == letter(db, system_actor, at_once.letter.letter_no)  # type: ignore[union-attr]
    before = written(db, at_once.letter.letter_no)  # type: ignore[union-attr]
    db.execute("UPDATE ledger_account SET committed_idr = 0, arrears_idr = 0")
    with monkeypatch.context() as patch:
        patch.setattr(WITH_CARE, lambda *_: None)
        with_care = ask(siti, system_actor, 2, **changes)
    assert with_care.letter is not None
    assert written(db, with_care.letter.letter_no) == before
    assert with_care.outcome is at_once.outcome is Outcome.ISSUED


def test_both_ways_use_what_was_learned(
    db: Cursor, system_actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(system_actor, budget=PLENTY)
    siti = make_person(db)
    ask(siti, system_actor)
    settle_guarantee(
        letter_no=letter_number(HOSPITAL, DAY, 1), amount_idr=1, by=system_actor, on=DAY
    )
    learn_estimates(by=system_actor, on=DAY)
    first = ask(siti, system_actor, 2)
    monkeypatch.setattr(WITH_CARE, lambda *_: None)
    second = ask(siti, system_actor, 3)
    assert first.letter is not None
    assert second.letter is not None
    assert first.letter.estimate == second.letter.estimate
    assert first.letter.estimate.basis == "2012-03-01 inpatient/B/3/J18"
    assert letter(db, system_actor, first.letter.letter_no) == first.letter


def test_its_records_are_canonical_and_sealed(db: Cursor, system_actor: Actor) -> None:
    install(system_actor, budget=PLENTY)
    answer = ask(make_person(db), system_actor)
    rows = db.execute(
        "SELECT record_id, body, leaf_hash FROM audit_record WHERE kind IN ('coverage', "
        "'guarantee') ORDER BY record_id"
    ).fetchall()
    assert [row[0] for row in rows] == [answer.record_id - 1, answer.record_id]
    for _, body, leaf_hash in rows:
        assert canonical.dumps(json.loads(body)) == body
        assert hashlib.sha256(b"\0" + body.encode()).digest() == bytes(leaf_hash)


def test_a_line_that_moves_while_we_judge_is_looked_at_again(
    real_db: None, superuser: psycopg.Connection, system_actor: Actor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """Between question and promise another letter takes the line's last money."""
    with transaction(system_actor) as cursor:
        install(system_actor, with_policy(BudgetPolicy.UNFUNDED), budget={"RI": 5_000_000})
        siti, budi = make_person(cursor), make_person(cursor)
    judged: list[Promise | None] = []

    def slow(*arguments: object, **named: object) -> Promise | None:
        promise = promise_of(*arguments, **named)  # type: ignore[arg-type]
        judged.append(promise)
        if len(judged) == 1:
            with ThreadPoolExecutor(1) as other:
                other.submit(lambda: (ask(budi, system_actor, 2), close())).result()
        return promise

    monkeypatch.setattr(issuing, "promise_of", slow)
    answer = ask(siti, system_actor)
    assert answer.letter is not None
    assert [promise.answer.letter.arrears_idr for promise in judged if promise] == [  # type: ignore[union-attr]
        0, 0, answer.letter.arrears_idr,
    ]  # fmt: skip
    assert answer.letter.arrears_idr == 2 * answer.letter.reserved_idr - 5_000_000
    with transaction(system_actor) as cursor:
        assert unbalanced_accounts(cursor, system_actor) == []
        assert commitment_gaps(cursor, system_actor) == []
        count = cursor.execute("SELECT count(*) FROM audit_record WHERE kind = 'guarantee'")
        assert count.fetchone() == (2,)


def close() -> None:
    """Give this thread's connection back."""
    from django.db import connection as mine

    mine.close()


def test_sixteen_desks_run_into_arrears_and_every_rupiah_is_seen(
    real_db: None, system_actor: Actor
) -> None:
    with transaction(system_actor) as cursor:
        install(system_actor, with_policy(BudgetPolicy.UNFUNDED), budget={"RI": 1_000_000_000})
        people = [make_person(cursor) for _ in range(50)]

    def desk(number: int) -> list[LetterCard | None]:
        letters = [
            ask(people[serial % 50], system_actor, serial).letter
            for serial in range(number, 640, 16)
        ]
        close()
        return letters

    with ThreadPoolExecutor(16) as desks:
        letters = [one for each in desks.map(desk, range(16)) for one in each]
    with transaction(system_actor) as cursor:
        now = total(stock(cursor, system_actor, year=2012))
        assert now.committed_idr == sum(one.reserved_idr for one in letters if one)
        assert now.arrears_idr == sum(one.arrears_idr for one in letters if one)
        assert now.arrears_idr == now.committed_idr - 1_000_000_000 > 0
        assert unbalanced_accounts(cursor, system_actor) == []
        assert commitment_gaps(cursor, system_actor) == []


def test_a_letter_for_a_closed_year_goes_to_the_next(db: Cursor, system_actor: Actor) -> None:
    install(system_actor, budget=PLENTY)
    closed = date(2012, 12, 31)
    db.execute(
        "UPDATE ledger_account SET closed_on = %s, carried_to = '2013/RI' "
        "WHERE account_id = '2012/RI'",
        [closed],
    )
    late = ask(make_person(db), system_actor, on=closed - timedelta(1), emergency=True)
    assert late.letter is not None
    assert late.letter.account_id == "2013/RI"
    assert db.execute(
        "SELECT account_id, on_date, reserved_on FROM ledger_entry WHERE kind = 'reserve'"
    ).fetchall() == [("2013/RI", closed, closed)]
    assert commitment_gaps(db, system_actor) == []


def test_a_no_leaves_no_letter_and_no_pipeline_behind(
    real_db: None, system_actor: Actor, actor: Callable[..., Actor]
) -> None:
    """Refused in the middle of a question, the connection serves the next one."""
    pack = with_policy(BudgetPolicy.UNFUNDED)
    with transaction(system_actor) as cursor:
        install(system_actor, replace(pack, estimates=()), budget=PLENTY)
        siti = make_person(cursor)
    with pytest.raises(Refused, match="estimate_missing"):
        ask(siti, system_actor)
    with transaction(system_actor) as cursor:
        install(system_actor, pack)
    assert ask(siti, system_actor).outcome is Outcome.ISSUED
