"""Which month, which step, and who: the judgements of payment without a database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from random import Random

import pytest

from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor, Role, system
from multiguna.payments.rules import (
    Owed,
    check_duties_apart,
    check_may_pay,
    judge_cancel,
    judge_return,
    judge_step,
    months_late,
    oldest_that_fit,
    penalty_idr,
    period_days,
)
from multiguna.payments.terms import (
    STEP_TITLES,
    OrderCard,
    OrderEvent,
    OrderState,
    OrderStep,
    StepName,
)

DAY = date(2012, 2, 10)
SPP = OrderEvent(1, "spp", "SPP-1", DAY, None, "", "budi", None)
CHECK = OrderEvent(2, "check", "9/PPK", DAY, None, "", "sari", None)
SPM = OrderEvent(3, "spm", "17/SPM", date(2012, 2, 12), None, "", "tono", None)
SP2D = OrderEvent(4, "sp2d", "23/SP2D", date(2012, 2, 14), 100, "", "umar", None)


def order(*events: OrderEvent, amount_idr: int = 100) -> OrderCard:
    return OrderCard(
        "SPP-1", "3671902", "RS Contoh", "2012-01", amount_idr, amount_idr, 0, 0, 0, 1, DAY, "budi",
        1, events,
    )  # fmt: skip


def paper(event: OrderEvent, **changed: object) -> OrderStep:
    """The event as a paper that is handed in (again), with some of it changed."""
    step = OrderStep(StepName(event.event), event.document_no or "", event.on, "wati")
    return replace(step, **changed)  # type: ignore[arg-type]


def returned(voids: OrderEvent, *after: OrderEvent, reason: str = "wrong account") -> OrderEvent:
    seq = after[-1].seq + 1 if after else voids.seq + 1
    return OrderEvent(seq, "returned", None, date(2012, 2, 20), None, reason, "umar", voids.seq)


def code_of(act: object) -> str:
    assert callable(act)
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.code


def test_a_period_is_a_month_half_open() -> None:
    assert period_days("2012-01") == (date(2012, 1, 1), date(2012, 2, 1))
    assert period_days("2012-12") == (date(2012, 12, 1), date(2013, 1, 1))


@pytest.mark.parametrize(
    "wrong",
    ["2012", "2012-13", "2012-00", "12-01", "2012-1", "2012-01-01", "", "0000-01", "9999-12"],
)
def test_anything_else_is_no_period(wrong: str) -> None:
    assert code_of(lambda: period_days(wrong)) == "period_invalid"


def test_the_next_step_is_recorded_and_a_repeat_is_not() -> None:
    assert judge_step(order(SPP), paper(CHECK)) is True
    assert judge_step(order(SPP, CHECK), paper(SPM)) is True
    assert judge_step(order(SPP, CHECK, SPM), paper(SPM)) is False
    assert judge_step(order(SPP, CHECK, SPM), paper(SP2D)) is True
    assert judge_step(order(SPP, CHECK, SPM, SP2D), paper(SP2D, amount_idr=100)) is False
    assert judge_step(order(SPP, CHECK, SPM, SP2D), paper(SP2D)) is False
    assert judge_step(order(SPP, CHECK, SPM, SP2D), paper(CHECK)) is False


@pytest.mark.parametrize(
    ("events", "new", "code"),
    [
        ((SPP,), paper(SP2D), "step_out_of_order"),
        ((SPP,), paper(SPM), "step_out_of_order"),
        ((SPP,), paper(CHECK, on=date(2012, 2, 9)), "step_too_early"),
        ((SPP, CHECK, SPM), paper(SPM, document_no="18"), "step_repeated"),
        ((SPP, CHECK, SPM), paper(SPM, on=SP2D.on), "step_repeated"),
        ((SPP, CHECK, SPM, SP2D), paper(SP2D, amount_idr=99), "step_repeated"),
        ((SPP, CHECK, SPM, SP2D), paper(SP2D, document_no="24"), "step_repeated"),
        ((SPP, CHECK, returned(CHECK)), paper(CHECK), "document_used"),
        ((SPP, CHECK, returned(CHECK)), paper(CHECK, document_no="10"), "step_too_early"),
        ((SPP, CHECK), paper(SPM, document_no=""), "document_missing"),
    ],
)
def test_a_step_that_does_not_fit_is_refused(
    events: tuple[OrderEvent, ...], new: OrderStep, code: str
) -> None:
    assert code_of(lambda: judge_step(order(*events), new)) == code


def test_the_state_is_the_fold_of_the_events() -> None:
    part = replace(SP2D, amount_idr=40)
    rest = replace(SP2D, seq=5, document_no="24/SP2D", amount_idr=60)
    end = OrderEvent(3, "cancelled", None, DAY, None, "made twice", "budi", None)
    for events, state, following in (
        ((SPP,), OrderState.ORDERED, StepName.CHECK),
        ((SPP, CHECK), OrderState.CHECKED, StepName.SPM),
        ((SPP, CHECK, SPM), OrderState.TO_PAY, StepName.SP2D),
        ((SPP, CHECK, SPM, part), OrderState.PARTLY_PAID, StepName.SP2D),
        ((SPP, CHECK, SPM, part, rest), OrderState.PAID, None),
        ((SPP, CHECK, SPM, part, rest, returned(rest)), OrderState.RETURNED, StepName.SP2D),
        ((SPP, CHECK, SPM, returned(SPM)), OrderState.RETURNED, StepName.SPM),
        ((SPP, returned(SPP)), OrderState.RETURNED, StepName.SPP),
        ((SPP, CHECK, end), OrderState.CANCELLED, None),
    ):
        card = order(*events)
        assert (card.state, card.next_step) == (state, following)
        assert card.state.label.id and card.state.label.en
    assert order(SPP, CHECK, SPM, part).paid_idr == 40
    assert order(SPP, CHECK, SPM, part, rest, returned(rest)).paid_idr == 40


def test_the_latest_paper_comes_back_and_its_repeat_brings_none() -> None:
    on = date(2012, 2, 20)
    back = returned(SPM)
    assert judge_return(order(SPP, CHECK, SPM), "wrong account", on) == SPM
    assert judge_return(order(SPP, CHECK, SPM, back), "wrong account", on) is None
    assert judge_return(order(SPP, CHECK, SPM, back), "wrong name", on) == CHECK
    assert code_of(lambda: judge_return(order(SPP), "", on)) == "reason_missing"
    assert code_of(lambda: judge_return(order(SPP), "x", date(2012, 2, 9))) == "step_too_early"
    nothing = order(SPP, returned(SPP))
    assert code_of(lambda: judge_return(nothing, "x", on)) == "nothing_to_return"


def test_an_order_is_cancelled_once_and_not_when_paid() -> None:
    end = OrderEvent(3, "cancelled", None, DAY, None, "made twice", "budi", None)
    assert judge_cancel(order(SPP, CHECK), "made twice", DAY) is True
    gone = order(SPP, CHECK, end)
    assert judge_cancel(gone, "made twice", DAY) is False
    assert code_of(lambda: judge_cancel(gone, "other", DAY)) == "order_cancelled"
    assert code_of(lambda: judge_return(gone, "other", DAY)) == "order_cancelled"
    assert code_of(lambda: judge_step(gone, paper(SPM))) == "order_cancelled"
    assert judge_step(gone, paper(CHECK)) is False, "a repeat of what was recorded"
    assert code_of(lambda: judge_cancel(order(SPP), "", DAY)) == "reason_missing"
    part = order(SPP, CHECK, SPM, replace(SP2D, amount_idr=40))
    assert code_of(lambda: judge_cancel(part, "x", SP2D.on)) == "order_paid"
    back = returned(SP2D)
    assert judge_cancel(order(SPP, CHECK, SPM, SP2D, back), "x", back.on) is True


@pytest.mark.parametrize("role", [role for role in Role if role not in ("treasurer", "system")])
def test_other_roles_do_not_pay(role: Role) -> None:
    bound = role in (Role.DESK_CLERK, Role.BILLER)
    someone = Actor("x", role, "36.71", "3671902" if bound else None)
    assert code_of(lambda: check_may_pay(someone)) == "role_not_allowed"


def test_four_people_and_no_decider_stand_behind_an_order() -> None:
    by = {name: Actor(name, Role.TREASURER, "36.71") for name in ("budi", "sari", "tono", "umar")}
    whole = order(SPP, CHECK, SPM, replace(SP2D, amount_idr=40))
    for step, own in (("check", "sari"), ("spm", "tono"), ("sp2d", "umar")):
        for name, who in by.items():
            if name == own:
                check_duties_apart(whole, StepName(step), who, {"wati"})
            else:
                told = code_of(
                    lambda step=step, who=who: check_duties_apart(whole, StepName(step), who, ())
                )
                assert told == "duties_not_apart"
        decided = {own}
        told = code_of(
            lambda step=step, own=own, decided=decided: check_duties_apart(
                whole, StepName(step), by[own], decided
            )
        )
        assert told == "duties_not_apart"
    check_duties_apart(order(SPP, returned(SPP)), StepName.SPP, by["budi"], {"budi"})
    check_duties_apart(whole, StepName.SP2D, system("36.71"), {"system"})


def test_every_step_has_a_title_in_both_languages() -> None:
    assert all(STEP_TITLES[step].id and STEP_TITLES[step].en for step in StepName)


def test_a_sum_pays_the_oldest_claims_that_fit_and_names_them_again() -> None:
    random = Random(7)
    for _ in range(300):
        owed = [
            Owed(number, random.choice(["RI", "RJ"]), random.randint(1, 60)) for number in range(12)
        ]
        limit = random.randint(0, 400)
        funds = {"RI": random.randint(0, 300), "RJ": random.randint(0, 300)}
        taken = oldest_that_fit(owed, limit, funds)
        total = sum(each.amount_idr for each in taken)
        assert total <= limit
        for account, fund in funds.items():
            assert sum(each.amount_idr for each in taken if each.account_id == account) <= fund
        assert oldest_that_fit(owed, total, funds) == taken
        left_out = [each for each in owed if each not in taken]
        for late in left_out:
            older = [each for each in taken if each.claim_id < late.claim_id]
            same = [each for each in older if each.account_id == late.account_id]
            assert (
                sum(each.amount_idr for each in older) + late.amount_idr > limit
                or sum(each.amount_idr for each in same) + late.amount_idr > funds[late.account_id]
            ), "an older claim is left out only when it does not fit"


@pytest.mark.parametrize(
    ("due", "paid", "months"),
    [
        (date(2012, 1, 31), date(2012, 1, 31), 0),
        (date(2012, 1, 31), date(2011, 12, 1), 0),
        (date(2012, 1, 31), date(2012, 2, 29), 0),
        (date(2012, 1, 31), date(2012, 3, 31), 2),
        (date(2012, 2, 15), date(2012, 3, 14), 0),
        (date(2012, 2, 15), date(2012, 3, 15), 1),
        (date(2012, 11, 15), date(2013, 2, 16), 3),
    ],
)
def test_only_full_months_late_cost(due: date, paid: date, months: int) -> None:
    assert months_late(due, paid) == months
    assert penalty_idr(1_000_001, months, 150) == (1_000_001 * months * 150 + 5_000) // 10_000
