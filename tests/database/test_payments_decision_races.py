"""A verifier and a treasurer at once: what is ordered is what was decided, whoever is first."""

from __future__ import annotations

import threading
import time
from datetime import date

import psycopg
import pytest
from tests.claims_rows import put
from tests.database.test_payments_races import at_once
from tests.payments_city import ANGSANA, ON, City, january
from tests.people import tangerang

from multiguna.claims.actions import decide, versions
from multiguna.claims.terms.reviewing import LineDecision, Reviewed
from multiguna.kernel.db import transaction
from multiguna.kernel.terms import Actor, Role
from multiguna.payments.actions import ordering
from multiguna.programme.actions import install_pack

pytestmark = pytest.mark.usefixtures("real_db")
BILL, LEFT = 1_000_000, 400_000
VERA = Actor("vera", Role.VERIFIER, "36.71")
WAITS = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"


@pytest.fixture
def city(system_actor: Actor) -> City:
    """A city with one claim that the rules approved in full, and another of the next month."""
    install_pack(pack=tangerang(), by=system_actor, on=ON)
    city = City(system_actor).build()
    claim_id = city.claim("A1", BILL, BILL)
    city.claim("A2", BILL, BILL, discharge=date(2012, 2, 3))
    with transaction(system_actor) as cur:
        put(cur, "claims_line", [
            {"claim_id": claim_id, "line_no": 1, "provider_code": ANGSANA, "kind": "cbg",
             "code": "J-4-16-I", "billed_idr": BILL}
        ])  # fmt: skip
    return city


def cut() -> object:
    """A verifier cuts the claim that the rules approved."""
    return decide(
        claim_id=1, expected_version=1, lines=(LineDecision(1, LEFT),), reason="obat", by=VERA,
        on=ON,
    )  # fmt: skip


class Halfway:
    """The first act stops in the middle, uncommitted, until the second one waits or has ended."""

    def __init__(self, superuser: psycopg.Connection) -> None:
        self.superuser = superuser
        self.first_is_in, self.second_has_ended = threading.Event(), threading.Event()

    def stop(self) -> None:
        self.first_is_in.set()
        until = time.monotonic() + 30
        while time.monotonic() < until and not self.second_has_ended.wait(0.05):
            row = self.superuser.execute(WAITS).fetchone()
            if row is not None and row[0] > 0:
                return

    def second(self, act: object) -> object:
        assert self.first_is_in.wait(30)
        try:
            assert callable(act)
            return act()
        finally:
            self.second_has_ended.set()


def test_an_order_waits_for_a_decision_that_is_being_made(
    city: City, superuser: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    half, post = Halfway(superuser), versions.post

    def slow(*args: object, **named: object) -> object:
        half.stop()
        return post(*args, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(versions, "post", slow)
    answers = at_once(cut, lambda: half.second(lambda: january(city.by)))

    assert any(isinstance(one, Reviewed) for one in answers), answers
    stock = city.stock()
    assert (stock.billed_idr, stock.obligations_idr, stock.ordered_idr) == (0, BILL, LEFT)


def test_a_decision_waits_for_an_order_that_is_being_made(
    city: City, superuser: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    half, post_batch = Halfway(superuser), ordering.post_batch

    def slow(*args: object, **named: object) -> object:
        done = post_batch(*args, **named)  # type: ignore[arg-type]
        half.stop()
        return done

    monkeypatch.setattr(ordering, "post_batch", slow)
    answers = at_once(lambda: january(city.by), lambda: half.second(cut))

    assert "claim_ordered" in answers, answers
    stock = city.stock()
    assert (stock.obligations_idr, stock.ordered_idr) == (BILL, BILL)
