"""Which month, which step, and who: the judgements of payment without a database."""

from __future__ import annotations

from datetime import date

import pytest

from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor, Role, system
from multiguna.payments.rules import (
    check_duties_apart,
    check_may_pay,
    judge_step,
    period_days,
)
from multiguna.payments.terms import STEP_TITLES, OrderCard, OrderStep, StepName

SPP = OrderStep(StepName.SPP, "SPP-1", date(2012, 2, 10), "budi")
SPM = OrderStep(StepName.SPM, "17/SPM", date(2012, 2, 12), "budi")
SP2D = OrderStep(StepName.SP2D, "23/SP2D", date(2012, 2, 14), "sari")


def order(*steps: OrderStep) -> OrderCard:
    return OrderCard(
        "SPP-1", "3671902", "RS Contoh", "2012-01", 5, 1, date(2012, 2, 10), "budi", 1, steps
    )


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
    assert judge_step(order(SPP), SPM) is True
    assert judge_step(order(SPP, SPM), SPM) is False
    assert judge_step(order(SPP, SPM), SP2D) is True
    assert judge_step(order(SPP, SPM, SP2D), SP2D) is False
    assert judge_step(order(SPP, SPM, SP2D), SPM) is False


@pytest.mark.parametrize(
    ("steps", "new", "code"),
    [
        ((SPP,), SP2D, "step_out_of_order"),
        ((SPP,), OrderStep(StepName.SPM, "17", date(2012, 2, 9), "budi"), "step_too_early"),
        ((SPP, SPM), OrderStep(StepName.SPM, "18", SPM.on, "budi"), "step_repeated"),
        ((SPP, SPM), OrderStep(StepName.SPM, "17/SPM", SP2D.on, "budi"), "step_repeated"),
        ((SPP,), OrderStep(StepName.SPM, " ", SPM.on, "budi"), "document_missing"),
    ],
)
def test_a_step_that_does_not_fit_is_refused(
    steps: tuple[OrderStep, ...], new: OrderStep, code: str
) -> None:
    assert code_of(lambda: judge_step(order(*steps), new)) == code


def test_an_order_is_paid_with_its_sp2d() -> None:
    assert (order(SPP).state, order(SPP).next_step) == ("ordered", StepName.SPM)
    paid = order(SPP, SPM, SP2D)
    assert (paid.state, paid.next_step) == ("paid", None)


@pytest.mark.parametrize("role", [role for role in Role if role not in ("treasurer", "system")])
def test_other_roles_do_not_pay(role: Role) -> None:
    bound = role in (Role.DESK_CLERK, Role.BILLER)
    someone = Actor("x", role, "36.71", "3671902" if bound else None)
    assert code_of(lambda: check_may_pay(someone)) == "role_not_allowed"


def test_who_ordered_or_decided_does_not_pay() -> None:
    budi, sari = (Actor(name, Role.TREASURER, "36.71") for name in ("budi", "sari"))
    assert code_of(lambda: check_duties_apart(order(SPP), budi, ())) == "duties_not_apart"
    assert code_of(lambda: check_duties_apart(order(SPP), sari, {"sari"})) == "duties_not_apart"
    check_duties_apart(order(SPP), sari, {"wati"})
    check_duties_apart(order(SPP), system("36.71"), {"system"})


def test_every_step_has_a_title_in_both_languages() -> None:
    assert all(STEP_TITLES[step].id and STEP_TITLES[step].en for step in StepName)
