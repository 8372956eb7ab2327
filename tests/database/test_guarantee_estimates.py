"""Letters reserve what settled letters taught, keep their estimate, and are held to it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta

import psycopg
import pytest
from tests.people import DAY, HOSPITAL, install, make_person

from multiguna.coverage.terms import Care
from multiguna.guarantees.actions import (
    bill_letters,
    expire_guarantees,
    issue_guarantee,
    learn_estimates,
    learn_if_due,
    release_guarantee,
    settle_guarantee,
)
from multiguna.guarantees.queries import calibration, commitment_gaps, letter_outcomes
from multiguna.guarantees.rules.letters import letter_number
from multiguna.guarantees.terms import LetterCard
from multiguna.kernel.db import Cursor
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor, Role
from multiguna.ledger.actions import post
from multiguna.ledger.terms import EntryKind, Posted, Posting

PLENTY = {"RI": 10**12, "RJ": 10**12}
PACKS_AMOUNT = 3_400_000
"""Inpatient care in a hospital of class B, by the pack's table."""
APRIL = date(2012, 4, 1)


@pytest.fixture
def issue(db: Cursor, system_actor: Actor) -> Callable[..., LetterCard]:
    """Issue a letter of the city's first hospital to somebody new."""
    install(system_actor, budget=PLENTY)
    serials = iter(range(1, 1_000))

    def letter(on: date = DAY, diagnosis: str = "J18.9", **changes: object) -> LetterCard:
        someone = make_person(db)
        answer = issue_guarantee(
            letter_no=letter_number(HOSPITAL, on, next(serials)), nik=someone.nik, kk=someone.kk,
            provider_code=HOSPITAL, diagnosis=diagnosis, by=system_actor, on=on,
            **{"care": Care.INPATIENT, **changes},  # type: ignore[arg-type]
        )  # fmt: skip
        assert answer.letter is not None
        return answer.letter

    return letter


def decide(cursor: Cursor, by: Actor, letter: LetterCard, amount_idr: int, on: date) -> None:
    """Bill a letter by a claim on the ledger and decide it, as claims do."""
    claim_id = int(letter.letter_no[-2:], 32) + 1_000
    common = {"provider_code": HOSPITAL, "care": letter.care, "claim_id": claim_id}
    for posting in (
        Posting(f"bill:{claim_id}", letter.account_id, EntryKind.BILL, on, letter.letter_no,
                committed_idr=-letter.reserved_idr, billed_idr=amount_idr + 7, **common),
        Posting(f"approve:{claim_id}:1", letter.account_id, EntryKind.APPROVE, on,
                billed_idr=-amount_idr - 7, obligations_idr=amount_idr, **common),
    ):  # fmt: skip
        assert isinstance(post(cursor, posting, by=by, may_overrun=True), Posted)
    cursor.execute(
        "CREATE TEMPORARY TABLE billed_letters AS "
        "SELECT %s::text AS letter_no, %s::bigint AS amount_idr",
        [letter.letter_no, amount_idr + 7],
    )
    assert bill_letters(cursor, by=by, on=on) == 1
    cursor.execute("DROP TABLE billed_letters")


def test_before_anything_is_known_the_packs_amount_is_reserved(
    db: Cursor, issue: Callable[..., LetterCard]
) -> None:
    letter = issue()
    assert (letter.reserved_idr, letter.estimate.basis) == (PACKS_AMOUNT, "pack")
    assert letter.estimate.q50_idr < PACKS_AMOUNT < letter.estimate.q80_idr


def test_later_letters_reserve_what_settled_ones_taught(
    db: Cursor, issue: Callable[..., LetterCard], system_actor: Actor
) -> None:
    for _ in range(5):
        decide(db, system_actor, issue(), 1_000_000, DAY + timedelta(20))
        settle_guarantee(
            letter_no=issue(diagnosis="O80.0").letter_no, amount_idr=2_000_000, by=system_actor,
            on=DAY + timedelta(20),
        )  # fmt: skip
    assert learn_estimates(by=system_actor, on=APRIL) > 0
    pneumonia, birth, unknown = (issue(APRIL, code) for code in ("J18.0", "O80.9", ""))
    assert pneumonia.estimate.basis == "2012-04-01 inpatient/B/3/J18"
    assert pneumonia.estimate.settled_count == 5
    assert unknown.estimate.basis == "2012-04-01 inpatient/B/3"
    amounts = [pneumonia.reserved_idr, unknown.reserved_idr, birth.reserved_idr, PACKS_AMOUNT]
    assert amounts == sorted(amounts)
    assert len(set(amounts)) == 4
    # A letter that follows for a day before the learning does not know of it.
    assert issue(DAY + timedelta(30)).estimate.basis == "pack"
    record = db.execute(
        "SELECT body FROM audit_record WHERE record_id = %s", [pneumonia.record_id]
    ).fetchone()
    assert record is not None
    facts = json.loads(record[0])["facts"]["estimate"]
    assert facts["basis"] == pneumonia.estimate.basis
    assert facts["q80_idr"] == pneumonia.estimate.q80_idr


def test_only_what_is_known_on_the_day_is_learned(
    db: Cursor, issue: Callable[..., LetterCard], system_actor: Actor
) -> None:
    decided, later, lapsed, cancelled = (issue() for _ in range(4))
    decide(db, system_actor, decided, 1_000_000, DAY + timedelta(10))
    decide(db, system_actor, later, 9_000_000, APRIL + timedelta(1))
    release_guarantee(letter_no=cancelled.letter_no, by=system_actor, on=DAY)
    learn_estimates(by=system_actor, on=APRIL)
    expire_guarantees(by=system_actor, on=date(2012, 12, 1))
    count = "SELECT settled_count FROM guarantees_estimate WHERE diagnosis_group = 'J18'"
    assert db.execute(count).fetchall() == [(1,)]
    period = {"starts": DAY, "until": APRIL}
    whole, care = calibration(db, system_actor, **period, on=APRIL)
    assert (whole.issued, whole.settled, whole.outcome_idr) == (4, 1, 1_000_000)
    assert (care.care, care.learned) == ("inpatient", 0)
    whole, _ = calibration(db, system_actor, **period, on=date(2012, 12, 1))
    assert (whole.settled, whole.outcome_idr) == (2, 10_000_000)
    # The letter that lapsed was never settled: it taught nothing.
    assert lapsed.letter_no not in {
        one.letter_no
        for one in letter_outcomes(db, system_actor, **period, on=date(2012, 12, 1))
    }  # fmt: skip


def test_the_report_compares_estimate_and_outcome(
    db: Cursor, issue: Callable[..., LetterCard], system_actor: Actor
) -> None:
    estimate = issue().estimate
    edges = [0, estimate.q10_idr, estimate.q50_idr, estimate.q80_idr, estimate.q80_idr + 1,
             estimate.q90_idr, estimate.q95_idr]  # fmt: skip
    for amount in edges:
        decide(db, system_actor, issue(), amount, APRIL)
    whole, _ = calibration(db, system_actor, starts=DAY, until=APRIL, on=APRIL)
    assert (whole.issued, whole.settled) == (8, 7)
    assert (whole.until_q50, whole.until_q80, whole.until_q95, whole.within) == (3, 4, 7, 5)
    assert whole.share_bp(whole.until_q80) == 5_714
    assert whole.mean_error_idr == round((7 * PACKS_AMOUNT - sum(edges)) / 7)
    assert whole.off_idr == sum(abs(PACKS_AMOUNT - amount) for amount in edges)
    empty, *none = calibration(db, system_actor, starts=APRIL, until=APRIL, on=APRIL)
    assert (none, empty.mean_error_bp, empty.share_bp(0)) == ([], None, None)


def test_a_month_is_learned_once_and_never_rewritten(
    db: Cursor, issue: Callable[..., LetterCard], system_actor: Actor
) -> None:
    assert learn_if_due(by=system_actor, on=APRIL) == 0  # nothing is settled yet
    decide(db, system_actor, issue(), 1_000_000, DAY)
    assert learn_if_due(by=system_actor, on=APRIL) > 0
    decide(db, system_actor, issue(), 9_000_000, DAY)
    assert learn_if_due(by=system_actor, on=date(2012, 4, 30)) == 0
    assert learn_estimates(by=system_actor, on=APRIL) == 0
    assert learn_estimates(by=system_actor, on=DAY) == 0
    assert learn_if_due(by=system_actor, on=date(2012, 5, 2)) > 0
    days = db.execute("SELECT DISTINCT learned_on FROM guarantees_estimate ORDER BY 1").fetchall()
    assert days == [(APRIL,), (date(2012, 5, 2),)]
    kinds = db.execute("SELECT count(*) FROM audit_record WHERE kind = 'estimate_learning'")
    assert kinds.fetchone() == (2,)
    with pytest.raises(psycopg.errors.InsufficientPrivilege), db.connection.transaction():
        db.execute("UPDATE guarantees_estimate SET mean_idr = 0")


def test_who_may_learn(
    db: Cursor, issue: Callable[..., LetterCard], actor: Callable[..., Actor]
) -> None:
    with pytest.raises(Refused, match="role_not_allowed"):
        learn_estimates(by=actor(Role.VERIFIER), on=APRIL)


def test_open_letters_of_a_closed_year_are_commitments_of_the_next(
    db: Cursor, issue: Callable[..., LetterCard], system_actor: Actor
) -> None:
    letter = issue()
    decide(db, system_actor, issue(), 1_000_000, DAY)
    db.execute(
        "UPDATE ledger_account SET committed_idr = committed_idr + %(committed)s, "
        "arrears_idr = arrears_idr + %(committed)s WHERE account_id = '2013/RI'",
        {"committed": letter.reserved_idr},
    )
    assert commitment_gaps(db, system_actor) == ["2013/RI"]
    db.execute(
        "UPDATE ledger_account SET committed_idr = 0, obligations_idr = 0, "
        "closed_on = '2012-12-31', carried_to = '2013/RI' WHERE account_id = '2012/RI'"
    )
    assert commitment_gaps(db, system_actor) == []
    card = release_guarantee(letter_no=letter.letter_no, by=system_actor, on=date(2013, 1, 4))
    assert card.state == "released"
    assert commitment_gaps(db, system_actor) == []
    assert db.execute(
        "SELECT account_id FROM ledger_entry WHERE kind = 'release'"
    ).fetchone() == ("2013/RI",)  # fmt: skip
