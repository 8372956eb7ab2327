"""What an appeal gives a claim that was ordered before: once, in the hospital's next order."""

from __future__ import annotations

from datetime import date

import psycopg
import pytest
from tests.claims_rows import put
from tests.payments_city import (
    ANGSANA,
    BERINGIN,
    ON,
    City,
    january,
    open_next_year,
    refused,
)
from tests.people import tangerang

from multiguna.claims.actions import decide_appeal, file_appeal
from multiguna.claims.terms.reviewing import LineDecision, Verdict
from multiguna.kernel.db import Cursor
from multiguna.kernel.terms import Actor, Role
from multiguna.ledger.actions import close_year
from multiguna.ledger.queries import stock, total
from multiguna.payments.actions import cancel_order, order_payments, record_step, return_step
from multiguna.payments.queries import (
    ageing,
    order_card,
    order_lines,
    remittance,
    statement,
    unbalanced_orders,
    unfounded_accounts,
)
from multiguna.programme.actions import install_pack

MARCH, YEAR_END, NEXT = date(2012, 3, 1), date(2012, 12, 31), date(2013, 1, 15)
JUDGE = Actor("rahmat", Role.VERIFIER, "36.71")
GIVEN = 100_000


@pytest.fixture
def city(db: Cursor, system_actor: Actor) -> City:
    """A city with a pack in force, of which a claim of 1,000,000 got 900,000."""
    install_pack(pack=tangerang(), by=system_actor, on=ON)
    city = City(system_actor).build()
    city.agree()
    city.claim("A1", 1_000_000, 900_000)
    return city


def grant(db: Cursor, city: City, *, on: date = MARCH, approved_idr: int = 1_000_000) -> None:
    """The hospital appeals for claim A1, and a verifier grants it."""
    put(db, "claims_line", [
        {"claim_id": 1, "line_no": 1, "provider_code": ANGSANA, "kind": "cbg", "code": "J-4-16-I",
         "billed_idr": 1_000_000}
    ])  # fmt: skip
    biller = Actor("rs", Role.BILLER, city.by.region, ANGSANA)
    filed = file_appeal(claim_id=1, grounds="bukti terlampir", by=biller, on=ON)
    decide_appeal(
        appeal_no=filed.appeal_no, verdict=Verdict.GRANTED, lines=(LineDecision(1, approved_idr),),
        reason="bukti cukup", by=JUDGE, on=on,
    )  # fmt: skip


def lines_of(db: Cursor, city: City, order_no: str) -> list[tuple[str, int]]:
    return [(line.kind, line.amount_idr) for line in order_lines(db, city.by, order_no)]


def sound(db: Cursor, city: City, on: date = NEXT) -> None:
    """The books are balanced, every rupiah is founded, and the statement is the ledger's."""
    assert unfounded_accounts(db, city.by) == []
    assert unbalanced_orders(db, city.by) == []
    told = statement(db, city.by, provider_code=ANGSANA, on=on)
    assert told.standing == told.ledger


def test_the_difference_goes_into_the_next_order_and_never_again(city: City, db: Cursor) -> None:
    [first] = january(city.by)
    city.papers(first)
    grant(db, city)
    assert (city.stock().obligations_idr, city.stock().paid_idr) == (GIVEN, 900_000)
    [owed] = ageing(db, city.by, on=MARCH)
    assert (owed.claims, owed.amount_idr) == (1, GIVEN)
    sound(db, city)
    assert january(city.by, on=MARCH) == [], "it waits for an order of its hospital"
    city.claim("B1", 500_000, 500_000, provider=BERINGIN)
    [other] = january(city.by, on=MARCH)
    assert lines_of(db, city, other) == [], "not one of another hospital"

    city.claim("A2", 400_000, 400_000)
    [second] = january(city.by, on=MARCH)
    assert lines_of(db, city, second) == [("supplement", GIVEN)]
    card = order_card(db, city.by, second)
    assert (card.claims_idr, card.supplement_idr, card.amount_idr) == (400_000, GIVEN, 500_000)
    assert city.stock().obligations_idr == 0
    sound(db, city)
    city.papers(second, on=MARCH)
    assert city.stock().paid_idr == 900_000 + 400_000 + GIVEN
    assert [one.provider_code for one in ageing(db, city.by, on=MARCH)] == [BERINGIN]
    sound(db, city)
    paper = remittance(db, city.by, second)
    assert [line.reason.en for line in paper.lines] == ["Appeal granted: bukti cukup"]

    city.claim("A3", 300_000, 300_000)
    [third] = january(city.by, on=MARCH)
    assert lines_of(db, city, third) == []


def test_a_claim_that_no_order_took_is_paid_whole(city: City, db: Cursor) -> None:
    grant(db, city, approved_idr=950_000)
    [order] = january(city.by, on=MARCH)
    card = order_card(db, city.by, order)
    assert (card.claims_idr, card.supplement_idr) == (950_000, 0)
    sound(db, city)


def test_a_cancelled_order_gives_its_supplement_back(city: City, db: Cursor) -> None:
    january(city.by)
    grant(db, city)
    city.claim("A2", 400_000, 400_000)
    [second] = january(city.by, on=MARCH)
    cancel_order(order_no=second, reason="keliru", by=city.by, on=MARCH)
    assert city.stock().obligations_idr == 400_000 + GIVEN
    sound(db, city)
    [third] = january(city.by, on=MARCH)
    assert lines_of(db, city, third) == [("supplement", GIVEN)]
    line = (
        "INSERT INTO payments_order_line (region, order_no, provider_code, kind, due_no, part, "
        "claim_id, account_id, care, amount_idr) SELECT region, order_no, provider_code, kind, "
        "due_no, part + 1, claim_id, account_id, care, amount_idr FROM payments_order_line "
        "WHERE order_no = %s"
    )
    with pytest.raises(psycopg.errors.UniqueViolation), db.connection.transaction():
        db.execute(line, [third])
    [fourth] = [city.claim("A3", 300_000, 300_000) and january(city.by, on=MARCH)[0]]
    assert lines_of(db, city, fourth) == []
    with pytest.raises(psycopg.errors.ForeignKeyViolation), db.connection.transaction():
        db.execute(line.replace("order_no, provider_code, kind", f"'{fourth}', provider_code, kind")
                   .replace(f"(region, '{fourth}'", "(region, order_no", 1), [third])  # fmt: skip


def test_the_claim_itself_cancelled_later_is_ordered_without_its_supplement(
    city: City, db: Cursor
) -> None:
    [first] = january(city.by)
    grant(db, city)
    city.claim("A2", 400_000, 400_000)
    [second] = january(city.by, on=MARCH)
    cancel_order(order_no=first, reason="keliru", by=city.by, on=MARCH)
    sound(db, city)
    [third] = january(city.by, on=MARCH)
    assert order_card(db, city.by, third).claims_idr == 900_000
    assert remittance(db, city.by, third).totals.approved_idr == 900_000
    assert lines_of(db, city, third) == []
    for order_no in (second, third):
        city.papers(order_no, on=MARCH)
    assert city.stock().paid_idr == 1_400_000
    sound(db, city)


def test_a_closed_years_claim_is_supplemented_by_the_next(city: City, db: Cursor) -> None:
    open_next_year(city.by)
    [first] = january(city.by)
    city.papers(first)
    close_year(year=2012, by=city.by, on=YEAR_END)
    grant(db, city, on=NEXT)
    new = total(stock(db, city.by, year=2013))
    assert new.obligations_idr == GIVEN
    city.claim("A2", 400_000, 400_000)
    [second] = order_payments(period="2012-01", by=city.by, on=NEXT)
    assert second.supplement_idr == GIVEN
    sound(db, city)
    for step in ("check", "spm", "sp2d"):
        record_step(order_no=second.order_no, step=step, document_no=step, by=city.by, on=NEXT)
    new = total(stock(db, city.by, year=2013))
    assert (new.obligations_idr, new.paid_idr) == (0, 400_000 + GIVEN)
    sound(db, city)


def test_a_supplement_that_comes_back_after_its_year_is_owed_anew(city: City, db: Cursor) -> None:
    open_next_year(city.by)
    [first] = january(city.by)
    city.papers(first)
    grant(db, city)
    city.claim("A2", 400_000, 400_000)
    [second] = january(city.by, on=MARCH)
    city.papers(second, on=MARCH)
    close_year(year=2012, by=city.by, on=YEAR_END)
    return_step(order_no=second, reason="rekening tutup", by=city.by, on=NEXT)
    assert unfounded_accounts(db, city.by) == []
    assert total(stock(db, city.by, year=2013)).obligations_idr == 400_000 + GIVEN
    [third] = order_payments(period="2012-01", by=city.by, on=NEXT)
    assert (third.claims_idr, third.supplement_idr) == (400_000, GIVEN)
    assert unfounded_accounts(db, city.by) == []
    assert unbalanced_orders(db, city.by) == []


def test_what_is_ordered_is_decided_anew_on_appeal_only(city: City, db: Cursor) -> None:
    from multiguna.claims.actions import decide

    january(city.by)
    put(db, "claims_line", [
        {"claim_id": 1, "line_no": 1, "provider_code": ANGSANA, "kind": "cbg", "code": "J-4-16-I",
         "billed_idr": 1_000_000}
    ])  # fmt: skip
    refused("claim_ordered", lambda: decide(
        claim_id=1, expected_version=1, lines=(LineDecision(1, 5),), reason="x", by=JUDGE, on=MARCH
    ))  # fmt: skip


def test_who_ruled_on_a_supplement_does_not_pay_it(city: City, db: Cursor) -> None:
    january(city.by)
    grant(db, city)
    city.claim("A2", 400_000, 400_000)
    [second] = january(city.by, on=MARCH)
    treasurer = Actor("rahmat", Role.TREASURER, "36.71")
    refused("duties_not_apart", lambda: record_step(
        order_no=second, step="check", document_no="1", by=treasurer, on=MARCH
    ))  # fmt: skip
