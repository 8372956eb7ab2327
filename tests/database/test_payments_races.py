"""Two desks at once: one order, one payment, the latest decision."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path

import psycopg
import pytest
from django.db import connections
from tests.payments_city import ANGSANA, ON, City, january, open_next_year, refused

from multiguna.kernel.db import Cursor, transaction
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor
from multiguna.ledger.actions import close_year
from multiguna.ledger.queries import stock, total
from multiguna.payments.actions import (
    cancel_order,
    import_realisation,
    ordering,
    record_overpayment,
    record_step,
    return_step,
)
from multiguna.payments.queries import orders
from multiguna.payments.terms import SIPD_COLUMNS


@pytest.fixture
def city(db: Cursor, system_actor: Actor) -> City:
    """A city in a transaction that is rolled back."""
    return City(system_actor).build()


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Each act in a thread and connection of its own, begun together; answers or refusals."""
    start = threading.Barrier(len(acts))
    answers: list[object] = []

    def run(act: Callable[[], object]) -> None:
        try:
            start.wait()
            answers.append(act())
        except Refused as refusal:
            answers.append(refusal.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == len(acts), "nobody fell with a bug"
    return answers


def test_two_treasurers_at_once_make_one_order(
    real_db: None, system_actor: Actor, superuser: psycopg.Connection
) -> None:
    city = City(system_actor).build()
    for number in range(20):
        city.claim(f"A{number}", 1_000_000, 1_000_000)

    made = at_once(*[lambda: january(system_actor)] * 4)

    assert sorted(map(str, made)) == [f"['SPP-{ANGSANA}-2012-01']", *["[]"] * 3]
    assert superuser.execute("SELECT count(*), sum(amount_idr) FROM payments_order").fetchone() == (
        1, 20_000_000,
    )  # fmt: skip
    assert city.stock().ordered_idr == 20_000_000


def test_the_same_sp2d_from_two_desks_at_once_pays_once(real_db: None, system_actor: Actor) -> None:
    city = City(system_actor).build()
    city.claim("A1", 1_000_000, 1_000_000)
    [order_no] = january(system_actor)
    city.papers(order_no, upto="spm")

    def pay(number: int) -> str:
        card = record_step(
            order_no=order_no, step="sp2d", document_no=f"{number}", by=system_actor, on=ON
        )
        return card.state

    states = at_once(*[lambda n=n: pay(n % 2) for n in range(4)])  # type: ignore[misc]

    assert sorted(map(str, states)) == ["paid", "paid", "step_repeated", "step_repeated"]
    assert city.stock().paid_idr == 1_000_000


@pytest.mark.parametrize("again", range(3))
def test_an_order_is_paid_or_cancelled_never_both(
    real_db: None, system_actor: Actor, again: int
) -> None:
    city = City(system_actor).build()
    city.claim("A1", 1_000_000, 1_000_000)
    [order_no] = january(system_actor)
    city.papers(order_no, upto="spm")

    answers = at_once(
        lambda: city.papers(order_no).state,
        lambda: cancel_order(order_no=order_no, reason="x", by=system_actor, on=ON).state,
    )

    stock = city.stock()
    paid = (stock.paid_idr, stock.obligations_idr) == (1_000_000, 0)
    cancelled = (stock.paid_idr, stock.obligations_idr) == (0, 1_000_000)
    assert paid != cancelled
    assert stock.ordered_idr == 0
    expected = {"paid", "order_paid"} if paid else {"cancelled", "order_cancelled"}
    assert set(map(str, answers)) == expected


def test_a_returned_sp2d_comes_back_once_and_two_parts_pay_different_claims(
    real_db: None, system_actor: Actor
) -> None:
    city = City(system_actor).build()
    for number, amount_idr in enumerate((500_000, 300_000, 300_000)):
        city.claim(f"A{number}", amount_idr, amount_idr)
    [order_no] = january(system_actor)
    city.papers(order_no, upto="spm")

    def part(number: str) -> object:
        return record_step(
            order_no=order_no, step="sp2d", document_no=number, by=system_actor, on=ON,
            amount_idr=300_000,
        ).order_no  # fmt: skip

    def back() -> object:
        return return_step(order_no=order_no, reason="account", by=system_actor, on=ON).paid_idr

    assert at_once(lambda: part("1"), lambda: part("2")) == [order_no, order_no]
    assert city.stock().paid_idr == 600_000
    assert at_once(back, back, back) == [300_000] * 3
    stock = city.stock()
    assert (stock.paid_idr, stock.ordered_idr) == (300_000, 800_000)


def test_no_more_is_recovered_at_once_than_was_paid(
    real_db: None, system_actor: Actor, superuser: psycopg.Connection
) -> None:
    city = City(system_actor).build()
    claim_id = city.claim("A1", 1_000_000, 1_000_000)
    [order_no] = january(system_actor)
    city.papers(order_no)

    def recover(number: int) -> int:
        return record_overpayment(
            claim_id=claim_id, amount_idr=400_000, reason=f"{number}", by=system_actor, on=ON
        ).amount_idr

    answers = at_once(*[lambda n=n: recover(n) for n in range(4)])  # type: ignore[misc]
    assert sorted(map(str, answers)) == ["400000", "400000", *["recovery_too_large"] * 2]
    total = superuser.execute("SELECT sum(amount_idr) FROM payments_recovery").fetchone()
    assert total == (800_000,)


def test_a_report_taken_in_twice_at_once_pays_once(
    real_db: None, system_actor: Actor, tmp_path: Path
) -> None:
    city = City(system_actor).build()
    city.claim("A1", 1_000_000, 1_000_000)
    [order_no] = january(system_actor)
    city.papers(order_no, upto="spm")
    path = tmp_path / "sipd.csv"
    line = ["2012-02-14", "SP2D", "LS", "", "", "", "1.02.02.2.02.0026", "", "5.1.02.02.01.0077"]
    line += ["", "1000000", "0", "900/1", "1000000", order_no]
    path.write_text(",".join(SIPD_COLUMNS) + "\n" + ",".join(line) + "\n")

    def take() -> object:
        made = import_realisation(path=path, by=system_actor, on=ON)
        return (len(made.matched), made.already, made.differences)

    assert sorted(map(str, at_once(take, take))) == ["(0, 1, ())", "(1, 0, ())"]
    assert city.stock().paid_idr == 1_000_000


@pytest.mark.parametrize("again", range(3))
def test_a_year_is_closed_or_its_claims_ordered_and_the_money_is_in_one_place(
    real_db: None, system_actor: Actor, again: int
) -> None:
    city = City(system_actor).build()
    open_next_year(system_actor)
    city.claim("A1", 1_000_000, 1_000_000)
    end = date(2012, 12, 31)

    answers = at_once(
        lambda: close_year(year=2012, by=system_actor, on=end).year,
        lambda: january(system_actor, on=end),
    )

    if "orders_open" in answers:
        assert city.stock().ordered_idr == 1_000_000
        return
    assert city.stock().used_idr == 0
    with transaction(system_actor) as cur:
        new = total(stock(cur, system_actor, year=2013))
        where = cur.execute("SELECT account_id FROM payments_order_claim").fetchall()
    assert new.obligations_idr + new.ordered_idr == 1_000_000
    assert where in ([], [("2013/RI",)])


def test_a_claim_decided_again_in_between_stops_the_order(
    city: City, db: Cursor, monkeypatch: pytest.MonkeyPatch
) -> None:
    city.claim("A1", 1_000_000, 1_000_000)
    before = city.stock()
    post_batch = ordering.post_batch

    def late_verifier(*args: object, **named: object) -> object:
        posted = post_batch(*args, **named)  # type: ignore[arg-type]
        db.execute(
            "INSERT INTO claims_adjudication (region, claim_id, version, provider_code, outcome, "
            "billed_idr, approved_idr, reduced_idr, rejected_idr, pended_idr, stage_code, "
            "pack_hash, record_id, decided_on, decided_by) "
            "SELECT region, claim_id, 2, provider_code, 'rejected', billed_idr, 0, 0, billed_idr, "
            "0, stage_code, pack_hash, 1, decided_on, decided_by FROM claims_adjudication"
        )
        return posted

    monkeypatch.setattr(ordering, "post_batch", late_verifier)
    refused("claim_decided_again", lambda: january(city.by))
    assert city.stock() == before
    assert orders(db, city.by) == []
