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

    city.papers(order_no, upto="check")
    record_step(order_no=order_no, step="spm", document_no="17/SPM", by=city.by, on=ON)
    assert city.stock() == before, "a check and an SPM are papers"
    card = record_step(
        order_no=order_no, step="sp2d", document_no=" 23/SP2D ", by=city.by, on=date(2012, 2, 14)
    )

    assert (card.state, card.next_step) == ("paid", None)
    assert [(s.step.value, s.document_no) for s in card.steps][2:] == [
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
    city.papers(order_no, upto="check")

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

    assert refused("step_out_of_order", lambda: step("sp2d")).facts["next_step"] == "check"
    refused("step_too_early", lambda: step("check", date(2012, 2, 9)))
    step("check")
    assert refused("step_out_of_order", lambda: step("sp2d")).facts["next_step"] == "spm"
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
    for order_no in (first, second):
        city.papers(order_no, upto="check")
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
    city.papers(order_no, upto="spm")
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
    for order_no in orders_made:
        city.papers(order_no, upto="spm")
    record_step(order_no=orders_made[0], step="sp2d", document_no="1", by=city.by, on=ON)
    refused(
        "funds_not_released",
        lambda: record_step(
            order_no=orders_made[1], step="sp2d", document_no="2", by=city.by, on=ON
        ),
    )
    assert city.stock().paid_idr == 900_000


def test_maker_checker_signer_and_payer_are_four_people_and_none_decided(
    city: City, actor: Callable[..., Actor]
) -> None:
    budi, wati, sari, tono, umar = (
        actor(Role.TREASURER, name=name) for name in ("budi", "wati", "sari", "tono", "umar")
    )
    city.decided_by = "wati"
    city.claim("A1", 1_000_000, 0, outcome="pended")
    city.decided_by = "system"
    city.decide("A1", 1_000_000, version=2)
    [order_no] = january(budi)

    def record(step: str, by: Actor) -> object:
        return record_step(order_no=order_no, step=step, document_no=f"{step}/1", by=by, on=ON)

    recorded: list[Actor] = [budi]
    for step, who in (("check", sari), ("spm", tono), ("sp2d", umar)):
        for earlier in recorded:
            refused("duties_not_apart", lambda step=step, by=earlier: record(step, by))
        told = refused("duties_not_apart", lambda step=step: record(step, wati))
        assert "wati" not in f"{told} {told.message.id} {told.facts}"
        refused("role_not_allowed", lambda step=step: record(step, actor(Role.VERIFIER)))
        assert city.stock().paid_idr == 0
        record(step, who)
        recorded.append(who)
    assert city.stock().paid_idr == 1_000_000


def test_the_database_itself_refuses_a_second_order_pay_and_document(
    city: City, db: Cursor
) -> None:
    city.claim("A1", 1_000_000, 1_000_000)
    city.claim("A2", 1_000_000, 1_000_000)
    [order_no] = january(city.by)
    city.papers(order_no)
    order_again = """
        INSERT INTO payments_order_claim (region, claim_id, attempt, version, order_no,
            provider_code, account_id, care, decided_on, amount_idr)
        SELECT region, claim_id, {attempt}, version, {order_no}, provider_code, account_id, care,
               decided_on, amount_idr FROM payments_order_claim"""
    pay_again = """
        INSERT INTO payments_paid_claim (region, claim_id, attempt, order_no, seq, provider_code,
            amount_idr)
        SELECT region, claim_id, {attempt}, order_no, seq, provider_code, amount_idr
        FROM payments_paid_claim"""
    event = """
        INSERT INTO payments_step (region, order_no, seq, event, provider_code, document_no,
            on_date, amount_idr, reason, voids, record_id, recorded_by)
        SELECT region, order_no, {seq}, {event}, provider_code, {document_no}, on_date,
               {amount_idr}, '', NULL, 1, 'x' FROM payments_step WHERE seq = 1"""
    other = "INSERT INTO payments_order SELECT region, 'X', {} FROM payments_order"
    rest = "provider_code, period, amount_idr, claims_idr, recovered_idr, penalty_idr, "
    rest += "supplement_idr, claim_count, record_id, created_on, created_by"
    db.execute(other.format(rest))
    unique, foreign = psycopg.errors.UniqueViolation, psycopg.errors.ForeignKeyViolation
    sp2d = {"event": "'sp2d'", "amount_idr": 1, "document_no": "'y'"}
    for wrong, statement in (
        (unique, order_again.format(attempt=1, order_no="'X'")),
        (foreign, order_again.format(attempt=2, order_no="'X'")),
        (unique, pay_again.format(attempt=1)),
        (foreign, pay_again.format(attempt=2)),
        (unique, event.format(seq=4, **sp2d)),
        (foreign, event.format(seq=7, **sp2d)),
        (unique, event.format(seq=5, **{**sp2d, "document_no": f"'sp2d/{order_no}'"})),
        (psycopg.errors.CheckViolation, event.format(seq=5, **{**sp2d, "amount_idr": "NULL"})),
        (
            psycopg.errors.CheckViolation,
            "UPDATE ledger_account SET paid_idr = released_idr + 1, ordered_idr = 0",
        ),
        (psycopg.errors.InsufficientPrivilege, "UPDATE payments_step SET document_no = 'x'"),
        (psycopg.errors.InsufficientPrivilege, "DELETE FROM payments_order_claim"),
    ):
        with pytest.raises(wrong), db.connection.transaction():
            db.execute(statement)
