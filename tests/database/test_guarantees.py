"""Letters at the desk: a promise is money the moment it is made, and it ends exactly once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.template.loader import render_to_string
from tests.people import DAY, HOSPITAL, Someone, install, make_person, sharing, tangerang

from multiguna.coverage.terms import Care, Reason
from multiguna.guarantees.actions import (
    expire_guarantees,
    issue_guarantee,
    issue_waiting,
    release_guarantee,
    settle_guarantee,
)
from multiguna.guarantees.queries import letter_pdf, printed_letter
from multiguna.guarantees.rules.letters import check_day, letter_number
from multiguna.guarantees.rules.token import read_letter
from multiguna.guarantees.terms import GuaranteeAnswer, LetterState, Outcome
from multiguna.kernel import keys
from multiguna.kernel.db import Cursor, transaction
from multiguna.kernel.errors import Refused
from multiguna.kernel.home import home
from multiguna.kernel.terms import Actor, Role
from multiguna.ledger.actions import enter_documents
from multiguna.ledger.queries import promises, stock, stock_by, total, unbalanced_accounts
from multiguna.ledger.terms import BudgetDocument, LineStock
from multiguna.programme.actions import install_pack
from multiguna.programme.terms import BudgetPolicy, Pack

PLENTY = {"RI": 10**12, "RJ": 10**12}


def with_policy(policy: BudgetPolicy) -> Pack:
    pack = tangerang()
    lines = tuple(replace(line, policy=policy) for line in pack.budget_lines)
    return replace(pack, budget_lines=lines)


def ask(person: Someone, by: Actor, serial: int = 1, **changes: object) -> GuaranteeAnswer:
    request: dict[str, object] = {
        "letter_no": letter_number(HOSPITAL, DAY, serial), "nik": person.nik, "kk": person.kk,
        "provider_code": HOSPITAL, "care": Care.INPATIENT, "by": by, "on": DAY,
    }  # fmt: skip
    return issue_guarantee(**{**request, **changes})  # type: ignore[arg-type]


def books(cursor: Cursor, by: Actor) -> LineStock:
    return total(stock(cursor, by, year=2012))


def test_a_letter_reserves_its_estimate(db: Cursor, system_actor: Actor) -> None:
    install(system_actor, budget=PLENTY)
    siti = make_person(db)
    answer = ask(siti, system_actor)
    assert answer.outcome is Outcome.ISSUED
    assert answer.letter is not None
    assert answer.letter.reserved_idr > 0
    assert books(db, system_actor).committed_idr == answer.letter.reserved_idr


def test_the_same_request_again_is_the_same_letter(db: Cursor, system_actor: Actor) -> None:
    install(system_actor, budget=PLENTY)
    siti = make_person(db)
    first, again = ask(siti, system_actor), ask(siti, system_actor)
    assert again.outcome is Outcome.ALREADY
    assert again.letter == first.letter
    assert first.letter is not None
    assert books(db, system_actor).committed_idr == first.letter.reserved_idr
    with pytest.raises(Refused, match="letter_no_reused"):
        ask(make_person(db), system_actor)


def test_who_is_not_covered_gets_no_letter_and_a_reason(db: Cursor, system_actor: Actor) -> None:
    install(system_actor, budget=PLENTY)
    budi = make_person(db, resident="{[1980-05-17,2011-01-01)}")
    answer = ask(budi, system_actor)
    assert (answer.outcome, answer.decision.reason) == (Outcome.NOT_COVERED, Reason.MOVED_OUT)
    assert books(db, system_actor).committed_idr == 0


def test_unfunded_care_is_promised_into_arrears(db: Cursor, system_actor: Actor) -> None:
    install(system_actor, with_policy(BudgetPolicy.UNFUNDED), budget={"RI": 1_000})
    answer = ask(make_person(db), system_actor)
    assert answer.outcome is Outcome.ISSUED
    assert answer.letter is not None
    assert answer.letter.arrears_idr == answer.letter.reserved_idr - 1_000
    now = books(db, system_actor)
    assert (now.arrears_idr, now.available_idr) == (answer.letter.arrears_idr, 0)


def test_a_refusing_line_refuses_but_never_an_emergency(db: Cursor, system_actor: Actor) -> None:
    install(system_actor, with_policy(BudgetPolicy.REFUSE), budget={"RI": 1_000})
    siti = make_person(db)
    assert ask(siti, system_actor).outcome is Outcome.REFUSED_BUDGET
    assert books(db, system_actor).committed_idr == 0
    assert ask(siti, system_actor, 2, emergency=True).outcome is Outcome.ISSUED
    assert books(db, system_actor).arrears_idr > 0


def test_a_queue_is_served_when_the_budget_grows(db: Cursor, system_actor: Actor) -> None:
    install(system_actor, with_policy(BudgetPolicy.QUEUE), budget={"RI": 1_000})
    siti = make_person(db)
    assert ask(siti, system_actor).outcome is Outcome.QUEUED
    assert issue_waiting(by=system_actor, on=DAY) == 0
    more = [BudgetDocument("DPAP-T", "DPAP", 2012, "RI", DAY, 10**9)]
    enter_documents(documents=more, by=system_actor, on=DAY)
    assert issue_waiting(by=system_actor, on=DAY) == 1
    assert ask(siti, system_actor).outcome is Outcome.ALREADY


def test_a_number_taken_meanwhile_does_not_stop_the_queue(db: Cursor, system_actor: Actor) -> None:
    install(system_actor, with_policy(BudgetPolicy.QUEUE), budget={"RI": 1_000})
    ask(make_person(db), system_actor)
    behind = make_person(db)
    ask(behind, system_actor, 2)
    more = [BudgetDocument("DPAP-T", "DPAP", 2012, "RI", DAY, 10**9)]
    enter_documents(documents=more, by=system_actor, on=DAY)
    assert ask(make_person(db), system_actor).outcome is Outcome.ISSUED
    assert issue_waiting(by=system_actor, on=DAY) == 1
    assert ask(behind, system_actor, 2).outcome is Outcome.ALREADY
    assert issue_waiting(by=system_actor, on=DAY) == 0


def test_what_settles_above_its_reserve_keeps_the_letter_s_age(
    db: Cursor, system_actor: Actor
) -> None:
    install(system_actor, budget=PLENTY)
    ask(make_person(db), system_actor)
    number, later = letter_number(HOSPITAL, DAY, 1), DAY + timedelta(days=19)
    settle_guarantee(letter_no=number, amount_idr=90_000_000, by=system_actor, on=later)
    ages = stock_by(db, system_actor, year=2012, face="age", on=DAY + timedelta(days=30))
    assert [age for age in ages if age.committed_idr] == []
    given = promises(db, system_actor, starts=DAY, until=DAY + timedelta(days=40))
    assert sum(one.letters for one in given) == 1


def test_a_newborn_goes_on_the_mother(db: Cursor, system_actor: Actor) -> None:
    install(system_actor, budget=PLENTY)
    mother = make_person(db, sex=2)
    answer = ask(mother, system_actor, born_on=DAY)
    assert answer.decision.reason is Reason.COVERED_NEWBORN
    assert answer.letter is not None
    assert (answer.letter.id_type, answer.letter.born_on) == ("mother_claim", DAY)


def test_a_letter_ends_once(db: Cursor, system_actor: Actor) -> None:
    install(system_actor, budget=PLENTY)
    number = letter_number(HOSPITAL, DAY, 1)
    ask(make_person(db), system_actor)
    for _ in range(2):
        card = release_guarantee(letter_no=number, by=system_actor, on=DAY)
        assert card.state is LetterState.RELEASED
    assert books(db, system_actor).committed_idr == 0
    with pytest.raises(Refused, match="letter_resolved"):
        settle_guarantee(letter_no=number, amount_idr=5, by=system_actor, on=DAY)
    assert unbalanced_accounts(db, system_actor) == []


@pytest.mark.parametrize("amount_idr", [0, 100, 10**10])
def test_settling_owes_the_amount_and_frees_the_rest(
    db: Cursor, system_actor: Actor, amount_idr: int
) -> None:
    install(system_actor, budget=PLENTY)
    ask(make_person(db), system_actor)
    number = letter_number(HOSPITAL, DAY, 1)
    settle_guarantee(letter_no=number, amount_idr=amount_idr, by=system_actor, on=DAY)
    now = books(db, system_actor)
    assert (now.committed_idr, now.obligations_idr) == (0, amount_idr)
    assert now.available_idr == now.appropriation_idr - amount_idr
    assert unbalanced_accounts(db, system_actor) == []


def test_a_commitment_lapses_only_when_no_claim_may_come(db: Cursor, system_actor: Actor) -> None:
    install(system_actor, budget=PLENTY)
    answer = ask(make_person(db), system_actor)
    assert answer.letter is not None
    assert expire_guarantees(by=system_actor, on=answer.letter.valid_until) == 0
    assert expire_guarantees(by=system_actor, on=date(2012, 12, 31)) == 1
    assert expire_guarantees(by=system_actor, on=date(2012, 12, 31)) == 0
    assert books(db, system_actor).committed_idr == 0


def test_the_printed_letter_proves_itself_offline(db: Cursor, system_actor: Actor) -> None:
    pack = install(system_actor, budget=PLENTY)
    ask(make_person(db, name="SITI CONTOH"), system_actor)
    printed = printed_letter(db, system_actor, letter_number(HOSPITAL, DAY, 1))
    assert printed is not None
    public = keys.signing_key(home(), "letters").public_key()
    claims = read_letter(printed.token, public, DAY)
    assert claims.letter_no == printed.letter.letter_no
    assert letter_pdf(printed, pack).startswith(b"%PDF")


def test_a_letter_says_what_share_the_patient_pays(db: Cursor, system_actor: Actor) -> None:
    """Only where the stage asks one and it is not nothing; on the paper and on the page."""
    install(system_actor, budget=PLENTY)
    ask(make_person(db), system_actor)
    said = []
    for share_bp in (None, 0, 1_250):
        pack = tangerang() if share_bp is None else sharing(tangerang(), copayment_bp=share_bp)
        pack = replace(pack, version=f"1.0.{share_bp or len(said)}")
        install_pack(pack=pack, by=system_actor, on=DAY)
        printed = printed_letter(db, system_actor, letter_number(HOSPITAL, DAY, 1))
        assert printed is not None
        assert letter_pdf(printed, pack).startswith(b"%PDF")
        page = render_to_string("desk/letter.html", {"printed": printed, "letter": printed.letter})
        said.append((printed.copayment_bp, "urun biaya 12,5 %" in page, "pays nothing" in page))
    assert said == [(None, False, True), (None, False, True), (1_250, True, False)]


def test_a_desk_issues_for_its_own_hospital_only(
    db: Cursor, system_actor: Actor, actor: Callable[..., Actor]
) -> None:
    install(system_actor, budget=PLENTY)
    siti = make_person(db)
    with pytest.raises(Refused, match="other_provider"):
        ask(siti, actor(Role.DESK_CLERK, "3671902"))


def test_sixteen_desks_on_one_line_never_pass_the_budget(
    real_db: None, system_actor: Actor
) -> None:
    """2,000 requests on a refusing line: not one rupiah over, no error, no deadlock."""
    pack = with_policy(BudgetPolicy.REFUSE)
    with transaction(system_actor) as cursor:
        install(system_actor, pack, budget={"RI": 1_000_000_000})
        people = [make_person(cursor) for _ in range(50)]

    def desk(number: int) -> list[Outcome]:
        outcomes = [
            ask(people[serial % 50], system_actor, serial).outcome
            for serial in range(number, 2_000, 16)
        ]
        from django.db import connection as mine

        mine.close()
        return outcomes

    with ThreadPoolExecutor(16) as desks:
        outcomes = [outcome for each in desks.map(desk, range(16)) for outcome in each]
    with transaction(system_actor) as cursor:
        now = books(cursor, system_actor)
        assert now.arrears_idr == 0
        assert now.committed_idr <= now.appropriation_idr
        issued = outcomes.count(Outcome.ISSUED)
        assert issued + outcomes.count(Outcome.REFUSED_BUDGET) == 2_000
        estimate = now.committed_idr // issued
        assert now.available_idr < estimate
        assert unbalanced_accounts(cursor, system_actor) == []


def test_a_number_given_for_the_mother_is_not_her_newborn_s(
    db: Cursor, system_actor: Actor
) -> None:
    install(system_actor, budget=PLENTY)
    mother = make_person(db, sex=2)
    ask(mother, system_actor)
    with pytest.raises(Refused, match="letter_no_reused"):
        ask(mother, system_actor, born_on=DAY)


def test_a_waiting_number_is_not_another_patient_s(db: Cursor, system_actor: Actor) -> None:
    install(system_actor, with_policy(BudgetPolicy.QUEUE), budget={"RI": 1_000})
    siti, budi = make_person(db), make_person(db)
    assert ask(siti, system_actor).outcome is Outcome.QUEUED
    assert ask(siti, system_actor).outcome is Outcome.QUEUED
    with pytest.raises(Refused, match="letter_no_reused"):
        ask(budi, system_actor)


def test_waiting_leaves_no_records_and_ends_with_its_letter_s_time(
    db: Cursor, system_actor: Actor
) -> None:
    install(system_actor, with_policy(BudgetPolicy.QUEUE), budget={"RI": 1_000})
    ask(make_person(db), system_actor)
    count = "SELECT count(*) FROM audit_record"
    before = db.execute(count).fetchone()
    assert issue_waiting(by=system_actor, on=DAY) == 0
    assert db.execute(count).fetchone() == before
    assert issue_waiting(by=system_actor, on=date(2012, 12, 1)) == 0
    assert db.execute("SELECT count(*) FROM guarantees_waiting").fetchone() == (0,)


def test_a_short_line_does_not_hold_up_another_line_s_queue(
    db: Cursor, system_actor: Actor
) -> None:
    install(system_actor, with_policy(BudgetPolicy.QUEUE), budget={"RI": 1_000, "RJ": 1_000})
    ask(make_person(db), system_actor)
    ask(make_person(db), system_actor, 2, care=Care.OUTPATIENT)
    more = [BudgetDocument("DPAP-T", "DPAP", 2012, "RJ", DAY, 10**9)]
    enter_documents(documents=more, by=system_actor, on=DAY)
    assert issue_waiting(by=system_actor, on=DAY) == 1


def test_who_may_end_a_letter(db: Cursor, system_actor: Actor, actor: Callable[..., Actor]) -> None:
    install(system_actor, budget=PLENTY)
    ask(make_person(db), system_actor)
    number = letter_number(HOSPITAL, DAY, 1)
    with pytest.raises(Refused, match="role_not_allowed"):
        settle_guarantee(
            letter_no=number, amount_idr=10, by=actor(Role.DESK_CLERK, HOSPITAL), on=DAY
        )
    with pytest.raises(Refused, match="date_before_issue"):
        release_guarantee(letter_no=number, by=system_actor, on=date(2012, 2, 1))


def test_one_number_on_two_lines_at_once_is_one_letter(real_db: None, system_actor: Actor) -> None:
    with transaction(system_actor) as cursor:
        install(system_actor, budget=PLENTY)
        siti = make_person(cursor)

    def desk(care: Care) -> object:
        try:
            return ask(siti, system_actor, care=care).outcome
        except Refused as refused:
            return refused.code
        finally:
            from django.db import connection as mine

            mine.close()

    with ThreadPoolExecutor(2) as desks:
        said = list(desks.map(desk, [Care.INPATIENT, Care.OUTPATIENT]))
    assert sorted(map(str, said)) == ["issued", "letter_no_reused"]


@pytest.mark.parametrize("day", [0, 2])
def test_an_emergency_s_letter_may_follow_within_the_pack_s_hours(day: int) -> None:
    pack = tangerang()
    today = date(2012, 3, 1 + day)
    check_day(pack, on=DAY, today=today, emergency=True)
    if day:
        with pytest.raises(Refused, match="day_closed"):
            check_day(pack, on=DAY, today=today, emergency=False)
    with pytest.raises(Refused, match="day_closed"):
        check_day(pack, on=DAY, today=date(2012, 6, 1), emergency=True)
