"""Papers come back, orders are cancelled, and parts are paid: every claim is paid once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.payments_city import ANGSANA, BERINGIN, ON, RI, RJ, City, january, refused

from multiguna.kernel.db import Cursor
from multiguna.kernel.terms import Actor
from multiguna.ledger.actions import enter_documents
from multiguna.ledger.terms import BudgetDocument
from multiguna.payments.actions import cancel_order, order_payments, record_step, return_step
from multiguna.payments.queries import orders, payable, payable_part, remittance
from multiguna.payments.terms import OrderState, StepName

LATER = date(2012, 2, 20)


@pytest.fixture
def city(db: Cursor, system_actor: Actor) -> City:
    """A city in a transaction that is rolled back."""
    return City(system_actor).build()


def entries(db: Cursor, kind: str) -> list[tuple[object, ...]]:
    """The entries of a kind: id, obligations, ordered and paid."""
    return db.execute(
        "SELECT entry_id, obligations_idr, ordered_idr, paid_idr FROM ledger_entry "
        "WHERE kind = %s ORDER BY entry_id",
        [kind],
    ).fetchall()


def test_a_returned_paper_has_a_reason_and_its_turn_comes_again(city: City, db: Cursor) -> None:
    city.claim("A1", 1_000_000, 1_000_000)
    [order_no] = january(city.by)
    city.papers(order_no, upto="spm")
    before = city.stock()

    def back(reason: str) -> object:
        return return_step(order_no=order_no, reason=reason, by=city.by, on=LATER)

    refused("reason_missing", lambda: back("  "))
    card = return_step(order_no=order_no, reason=" account number ", by=city.by, on=LATER)
    assert (card.state, card.next_step) == (OrderState.RETURNED, StepName.SPM)
    assert (card.events[-1].reason, card.events[-1].voids) == ("account number", 3)
    assert back("account number") == card, "a repeat brings nothing more back"
    assert city.stock() == before, "no money had moved"

    def spm(document_no: str) -> object:
        return record_step(
            order_no=order_no, step="spm", document_no=document_no, by=city.by, on=LATER
        )

    refused("document_used", lambda: spm(f"spm/{order_no}"))
    spm("spm/2")
    back("wrong name")
    back("wrong sum")
    [card] = orders(db, city.by)
    assert (card.next_step, [step.step for step in card.steps]) == (StepName.CHECK, [StepName.SPP])
    back("wrong month")
    refused("nothing_to_return", lambda: back("once more"))
    record_step(order_no=order_no, step="spp", document_no="SPP/2", by=city.by, on=LATER)
    card = city.papers(order_no, on=LATER, mark="-2")
    assert card.state is OrderState.PAID
    said = db.execute(
        "SELECT body::jsonb ->> 'outcome', body::jsonb -> 'facts' ->> 'reason' FROM audit_record "
        "WHERE kind = 'payment_step' AND subject = %s ORDER BY record_id",
        [f"order:{order_no}"],
    ).fetchall()
    assert ("returned", "wrong sum") in said
    assert len(said) == 10, "three papers, four returns, three papers (an SP2D is a payment)"


def test_a_returned_sp2d_is_paid_back_and_paid_again_once(city: City, db: Cursor) -> None:
    city.claim("A1", 1_000_000, 1_000_000)
    city.claim("A2", 400_000, 300_000, account=RJ)
    [order_no] = january(city.by)
    city.papers(order_no)
    paid = city.stock()
    assert paid.paid_idr == 1_300_000

    card = return_step(order_no=order_no, reason="account closed", by=city.by, on=LATER)

    assert (card.state, card.next_step, card.paid_idr) == (OrderState.RETURNED, StepName.SP2D, 0)
    assert (city.stock().ordered_idr, city.stock().paid_idr) == (1_300_000, 0)
    assert entries(db, "return") == [
        (f"return:{order_no}:1:1", 0, 1_000_000, -1_000_000),
        (f"return:{order_no}:2:1", 0, 300_000, -300_000),
    ]
    record_step(order_no=order_no, step="sp2d", document_no="SP2D/2", by=city.by, on=LATER)
    assert city.stock() == paid
    assert [entry[0] for entry in entries(db, "pay")] == [
        f"pay:{order_no}:1", f"pay:{order_no}:1:2", f"pay:{order_no}:2", f"pay:{order_no}:2:2",
    ]  # fmt: skip


def test_a_cancelled_order_gives_its_claims_back_to_the_next(city: City, db: Cursor) -> None:
    city.claim("A1", 1_000_000, 1_000_000)
    before = city.stock()
    [first] = january(city.by)
    city.papers(first, upto="spm")

    def cancel(reason: str) -> object:
        return cancel_order(order_no=first, reason=reason, by=city.by, on=LATER)

    refused("reason_missing", lambda: cancel(""))
    card = cancel_order(order_no=first, reason="made twice", by=city.by, on=LATER)
    assert (card.state, card.next_step) == (OrderState.CANCELLED, None)
    assert cancel("made twice") == card
    refused("order_cancelled", lambda: cancel("another reason"))
    assert city.stock() == before
    assert entries(db, "cancel") == [(f"cancel:{first}:1", 1_000_000, -1_000_000, 0)]
    assert payable(db, city.by) == [("2012-01", ANGSANA)]

    [second] = january(city.by, on=LATER)
    assert second == f"{first}-2"
    assert payable(db, city.by) == []
    assert [entry[0] for entry in entries(db, "order")] == ["order:1", "order:1:2"]
    city.papers(second, on=LATER)
    assert city.stock().paid_idr == 1_000_000
    assert remittance(db, city.by, first).claims == remittance(db, city.by, second).claims
    refused("order_paid", lambda: cancel_order(order_no=second, reason="x", by=city.by, on=LATER))


def test_an_order_whose_sp2d_came_back_may_be_cancelled_and_its_claims_paid_by_another(
    city: City, db: Cursor
) -> None:
    city.claim("A1", 1_000_000, 1_000_000)
    [first] = january(city.by)
    city.papers(first)
    return_step(order_no=first, reason="account closed", by=city.by, on=LATER)
    cancel_order(order_no=first, reason="hospital changed its bank", by=city.by, on=LATER)
    [second] = january(city.by, on=LATER)
    city.papers(second, on=LATER)
    assert city.stock().paid_idr == 1_000_000
    assert db.execute(
        "SELECT claim_id, attempt, order_no FROM payments_paid_claim ORDER BY attempt"
    ).fetchall() == [(1, 1, first), (1, 2, second)]


def test_an_order_takes_the_oldest_claims_that_fit(city: City) -> None:
    city.claim("A1", 500_000, 500_000)
    city.claim("A2", 300_000, 0, outcome="pended")
    city.decide("A2", 300_000, version=2, decided_on=date(2012, 2, 1))
    city.claim("B1", 900_000, 0, outcome="pended", provider=BERINGIN)
    city.decide("B1", 900_000, version=2, decided_on=date(2012, 2, 2))
    made = order_payments(period="2012-01", by=city.by, on=ON, limit_idr=900_000)
    assert [(o.provider_code, o.amount_idr) for o in made] == [(ANGSANA, 800_000)]
    assert january(city.by, limit_idr=899_999) == [], "what is left does not fit"
    assert january(city.by) == [f"SPP-{BERINGIN}-2012-01"]
    refused(
        "amount_not_sp2d",
        lambda: record_step(
            order_no=made[0].order_no, step="check", document_no="1", by=city.by, on=ON,
            amount_idr=800_000,
        ),
    )  # fmt: skip


def test_an_sp2d_pays_the_part_that_the_released_funds_cover(
    db: Cursor, system_actor: Actor
) -> None:
    city = City(system_actor).build(released_idr=1_000_000)
    for claim_no, amount_idr, day, account in (
        ("A1", 700_000, 3, RI),
        ("A2", 600_000, 2, RI),
        ("A3", 200_000, 4, RI),
        ("A4", 400_000, 1, RJ),
    ):
        city.claim(claim_no, amount_idr, 0, outcome="pended", account=account)
        city.decide(claim_no, amount_idr, version=2, decided_on=date(2012, 2, day))
    [order_no] = january(city.by)
    city.papers(order_no, upto="spm")

    def pay(document_no: str, amount_idr: int | None = None) -> OrderState:
        return record_step(
            order_no=order_no, step="sp2d", document_no=document_no, by=city.by, on=LATER,
            amount_idr=amount_idr,
        ).state  # fmt: skip

    refused("funds_not_released", lambda: pay("SP2D/1"))
    assert payable_part(db, city.by, order_no) == (1_200_000, [4, 2, 3])
    assert payable_part(db, city.by, order_no, 1_000_000) == (1_000_000, [4, 2])
    told = refused("amount_not_whole", lambda: pay("SP2D/1", 1_100_000))
    assert told.facts == {"order_no": order_no, "fits_idr": 1_000_000, "rest_idr": 1_900_000}
    refused("amount_not_whole", lambda: pay("SP2D/1", 2_000_000))
    refused("amount_not_whole", lambda: pay("SP2D/1", 0))
    assert pay("SP2D/1", 1_200_000) is OrderState.PARTLY_PAID
    assert pay("SP2D/1", 1_200_000) is OrderState.PARTLY_PAID, "a repeat"
    assert city.stock().paid_idr == 1_200_000
    refused("step_repeated", lambda: pay("SP2D/1", 700_000))
    refused("order_paid", lambda: cancel_order(order_no=order_no, reason="x", by=city.by, on=LATER))
    spd = BudgetDocument("SPD/2", "SPD", 2012, "RI", LATER, 500_000)
    enter_documents(documents=[spd], by=city.by, on=LATER)
    assert pay("SP2D/2") is OrderState.PAID
    assert city.stock().paid_idr == 1_900_000
    card = return_step(order_no=order_no, reason="account closed", by=city.by, on=LATER)
    assert (card.paid_idr, city.stock().paid_idr) == (1_200_000, 1_200_000)
    refused("order_paid", lambda: cancel_order(order_no=order_no, reason="x", by=city.by, on=LATER))
    return_step(order_no=order_no, reason="account closed too", by=city.by, on=LATER)
    assert (city.stock().ordered_idr, city.stock().paid_idr) == (1_900_000, 0)


def test_an_order_is_not_older_than_the_cancelling_of_the_one_before(
    city: City, db: Cursor
) -> None:
    city.claim("A1", 1_000_000, 1_000_000)
    [first] = january(city.by)
    cancel_order(order_no=first, reason="made twice", by=city.by, on=LATER)
    assert january(city.by, on=LATER - timedelta(days=1)) == []
    assert len(january(city.by, on=LATER)) == 1
