"""Two desks at once: one order, one payment, the latest decision."""

from __future__ import annotations

import threading

import psycopg
import pytest
from django.db import connections
from tests.payments_city import ANGSANA, ON, City, january, refused

from multiguna.kernel.db import Cursor
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor
from multiguna.payments.actions import ordering, record_step
from multiguna.payments.queries import orders


@pytest.fixture
def city(db: Cursor, system_actor: Actor) -> City:
    """A city in a transaction that is rolled back."""
    return City(system_actor).build()


def test_two_treasurers_at_once_make_one_order(
    real_db: None, system_actor: Actor, superuser: psycopg.Connection
) -> None:
    city = City(system_actor).build()
    for number in range(20):
        city.claim(f"A{number}", 1_000_000, 1_000_000)
    start = threading.Barrier(4)
    made: list[list[str]] = []

    def order() -> None:
        try:
            start.wait()
            made.append(january(system_actor))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=order) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(made) == [[], [], [], [f"SPP-{ANGSANA}-2012-01"]]
    assert superuser.execute("SELECT count(*), sum(amount_idr) FROM payments_order").fetchone() == (
        1, 20_000_000,
    )  # fmt: skip
    assert city.stock().ordered_idr == 20_000_000


def test_the_same_sp2d_from_two_desks_at_once_pays_once(real_db: None, system_actor: Actor) -> None:
    city = City(system_actor).build()
    city.claim("A1", 1_000_000, 1_000_000)
    [order_no] = january(system_actor)
    city.papers(order_no, upto="spm")
    start = threading.Barrier(4)
    states: list[str] = []

    def pay(number: int) -> None:
        try:
            start.wait()
            card = record_step(
                order_no=order_no, step="sp2d", document_no=f"{number}", by=system_actor, on=ON
            )
            states.append(card.state)
        except Refused as refusal:
            states.append(refusal.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=pay, args=(number % 2,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(states) == ["paid", "paid", "step_repeated", "step_repeated"]
    assert city.stock().paid_idr == 1_000_000


def test_a_claim_decided_again_in_between_stops_the_order(
    city: City, db: Cursor, monkeypatch: pytest.MonkeyPatch
) -> None:
    city.claim("A1", 1_000_000, 1_000_000)
    before = city.stock()
    post_batch = ordering.post_batch

    def late_verifier(*args: object, **named: object) -> object:
        posted = post_batch(*args, **named)  # type: ignore[arg-type]
        db.execute(
            "INSERT INTO claims_adjudication SELECT region, claim_id, 2, provider_code, "
            "'rejected', billed_idr, 0, 0, billed_idr, 0, stage_code, pack_hash, 1, decided_on, "
            "decided_by FROM claims_adjudication"
        )
        return posted

    monkeypatch.setattr(ordering, "post_batch", late_verifier)
    refused("claim_decided_again", lambda: january(city.by))
    assert city.stock() == before
    assert orders(db, city.by) == []
