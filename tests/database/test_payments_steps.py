"""SPM and SP2D move the money, each once, within the released funds and apart in duty."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import psycopg
import pytest
from tests.payments_city import ANGSANA, BERINGIN, ON, RJ, City, january, refused

from multiguna.kernel.db import Cursor
from multiguna.kernel.terms import Actor, Role
from multiguna.ledger.actions import enter_documents
from multiguna.ledger.terms import BudgetDocument
from multiguna.payments.actions import record_step
from multiguna.payments.queries import orders
from multiguna.payments.terms import StepName


@pytest.fixture
def city(db: Cursor, system_actor: Actor) -> City:
    """A city in a transaction that is rolled back."""
    return City(system_actor).build()


def test_the_steps_move_the_money_from_ordered_to_paid(city: City, db: Cursor) -> None:
    city.claim("A1", 1_000_000, 1_000_000)
    city.claim("A2", 400_000, 300_000, account=RJ)
    [order_no] = january(city.by)
    before = city.stock()

    record_step(order_no=order_no, step="spm", document_no="17/SPM", by=city.by, on=ON)
    assert city.stock() == before, "an SPM is a paper"
    card = record_step(
        order_no=order_no, step="sp2d", document_no=" 23/SP2D ", by=city.by, on=date(2012, 2, 14)
    )

    assert (card.state, card.next_step) == ("paid", None)
    assert [(s.step.value, s.document_no) for s in card.steps][1:] == [
        ("spm", "17/SPM"), ("sp2d", "23/SP2D"),
    ]  # fmt: skip
    stock = city.stock()
    assert (stock.ordered_idr, stock.paid_idr) == (0, 1_300_000)
    assert stock.available_idr == before.available_idr
    paid = db.execute(
        "SELECT entry_id, account_id, ordered_idr, paid_idr, provider_code, care, on_date "
        "FROM ledger_entry WHERE kind = 'pay' ORDER BY claim_id"
    ).fetchall()
    assert paid[1] == (
        f"pay:{order_no}:2", RJ, -300_000, 300_000, ANGSANA, "outpatient", date(2012, 2, 14),
    )  # fmt: skip
    assert len(paid) == 2


def test_a_step_again_has_no_effect_and_with_other_content_is_refused(city: City) -> None:
    city.claim("A1", 1_000_000, 1_000_000)
    [order_no] = january(city.by)

    def spm(document_no: str = "17/SPM", on: date = ON) -> object:
        return record_step(
            order_no=order_no, step=StepName.SPM, document_no=document_no, by=city.by, on=on
        )

    first = spm()
    assert spm() == first
    told = refused("step_repeated", lambda: spm("18/SPM"))
    assert told.facts["document_no"] == "17/SPM"
    refused("step_repeated", lambda: spm(on=date(2012, 2, 11)))

    def sp2d(document_no: str = "23/SP2D") -> object:
        return record_step(
            order_no=order_no, step="sp2d", document_no=document_no, by=city.by, on=ON
        )

    sp2d()
    before = city.stock()
    sp2d()
    refused("step_repeated", lambda: sp2d("24/SP2D"))
    assert city.stock() == before
    assert before.paid_idr == 1_000_000


def test_steps_keep_their_order_and_their_dates(city: City) -> None:
    city.claim("A1", 1_000_000, 1_000_000)
    [order_no] = january(city.by)

    def step(name: str, on: date = ON, document_no: str = "1") -> object:
        return record_step(order_no=order_no, step=name, document_no=document_no, by=city.by, on=on)

    assert refused("step_out_of_order", lambda: step("sp2d")).facts["next_step"] == "spm"
    refused("step_too_early", lambda: step("spm", date(2012, 2, 9)))
    refused("step_unknown", lambda: step("sp3"))
    refused("document_missing", lambda: step("spm", document_no="  "))
    step("spm", date(2012, 2, 12))
    early = refused("step_too_early", lambda: step("sp2d", date(2012, 2, 11)))
    assert early.facts["earliest"] == "2012-02-12"
    refused(
        "order_unknown",
        lambda: record_step(order_no="SPP-X", step="spm", document_no="1", by=city.by, on=ON),
    )


def test_a_document_pays_one_order(city: City) -> None:
    city.claim("A1", 1_000_000, 1_000_000)
    city.claim("B1", 700_000, 700_000, provider=BERINGIN)
    first, second = january(city.by)
    record_step(order_no=first, step="spm", document_no="17/SPM", by=city.by, on=ON)
    told = refused(
        "document_used",
        lambda: record_step(order_no=second, step="spm", document_no="17/SPM", by=city.by, on=ON),
    )
    assert told.facts["order_no"] == first


def test_without_released_funds_nothing_is_paid(db: Cursor, system_actor: Actor) -> None:
    city = City(system_actor).build(released_idr=0)
    city.claim("A1", 1_000_000, 1_000_000)
    [order_no] = january(city.by)
    record_step(order_no=order_no, step="spm", document_no="17/SPM", by=city.by, on=ON)
    before = city.stock()

    def sp2d() -> object:
        return record_step(order_no=order_no, step="sp2d", document_no="23", by=city.by, on=ON)

    refused("funds_not_released", sp2d)

    assert city.stock() == before
    [order] = orders(db, city.by)
    assert order.next_step is StepName.SP2D, "the refused step left no row"
    spd = BudgetDocument("SPD/1", "SPD", 2012, "RI", ON, 999_999)
    enter_documents(documents=[spd], by=city.by, on=ON)
    refused("funds_not_released", sp2d)
    spd = BudgetDocument("SPD/2", "SPD", 2012, "RI", ON, 1)
    enter_documents(documents=[spd], by=city.by, on=ON)
    sp2d()
    assert city.stock().paid_idr == 1_000_000


def test_more_than_the_appropriation_is_ordered_from_arrears_but_not_paid(
    db: Cursor, system_actor: Actor
) -> None:
    city = City(system_actor).build(appropriation_idr=1_000_000, released_idr=1_000_000)
    city.claim("A1", 900_000, 900_000)
    city.claim("B1", 600_000, 600_000, provider=BERINGIN)
    orders_made = january(city.by)
    assert city.stock().arrears_idr == 500_000
    for number, order_no in enumerate(orders_made):
        record_step(order_no=order_no, step="spm", document_no=f"{number}", by=city.by, on=ON)
    record_step(order_no=orders_made[0], step="sp2d", document_no="1", by=city.by, on=ON)
    refused(
        "funds_not_released",
        lambda: record_step(
            order_no=orders_made[1], step="sp2d", document_no="2", by=city.by, on=ON
        ),
    )
    assert city.stock().paid_idr == 900_000


def test_nobody_pays_what_they_ordered_or_decided(city: City, actor: Callable[..., Actor]) -> None:
    budi, wati, sari = (actor(Role.TREASURER, name=name) for name in ("budi", "wati", "sari"))
    city.decided_by = "wati"
    city.claim("A1", 1_000_000, 0, outcome="pended")
    city.decided_by = "system"
    city.decide("A1", 1_000_000, version=2)
    [order_no] = january(budi)
    record_step(order_no=order_no, step="spm", document_no="17/SPM", by=budi, on=ON)

    def sp2d(by: Actor) -> object:
        return record_step(order_no=order_no, step="sp2d", document_no="23", by=by, on=ON)

    refused("duties_not_apart", lambda: sp2d(budi))
    told = refused("duties_not_apart", lambda: sp2d(wati))
    assert "wati" not in f"{told} {told.message.id} {told.facts}"
    refused("role_not_allowed", lambda: sp2d(actor(Role.VERIFIER)))
    assert city.stock().paid_idr == 0
    sp2d(sari)
    assert city.stock().paid_idr == 1_000_000


def test_the_database_itself_refuses_a_second_pay_and_a_second_document(
    city: City, db: Cursor
) -> None:
    city.claim("A1", 1_000_000, 1_000_000)
    january(city.by)
    copy = (
        "INSERT INTO payments_order_claim SELECT region, claim_id, version, order_no, "
        "provider_code, account_id, amount_idr FROM payments_order_claim"
    )
    with pytest.raises(psycopg.errors.UniqueViolation), db.connection.transaction():
        db.execute(copy)
    overpaid = "UPDATE ledger_account SET paid_idr = released_idr + 1, ordered_idr = 0"
    with pytest.raises(psycopg.errors.CheckViolation), db.connection.transaction():
        db.execute(overpaid)
    for verb in ("UPDATE payments_step SET document_no = 'x'", "DELETE FROM payments_order_claim"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege), db.connection.transaction():
            db.execute(verb)
