"""Two people at once: one query, one answer, one minutes, one signature of a party."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date

import pytest
from django.db import connections
from tests.office_city import MELATI, RECEIVED, Office

from multiguna.claims.actions import answer_query, ask_hospital, close_minutes, sign_minutes
from multiguna.claims.terms.talking import MinutesCard, QueryCard
from multiguna.kernel.db import transaction
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor, Role

pytestmark = pytest.mark.usefixtures("real_db")
CLOSED = date(2012, 4, 30)
VERA, WATI = (Actor(name, Role.VERIFIER, "36.71") for name in ("vera", "wati"))
KODER, KASIR = (Actor(name, Role.BILLER, "36.71", MELATI) for name in ("koder", "kasir"))


@pytest.fixture
def claim_id(system_actor: Actor) -> int:
    """A claim that the rules asked about, and another one that is approved."""
    with transaction(system_actor) as cur:
        office = Office(cur, system_actor).build()
        office.decide(office.claim(), "approved", RECEIVED, approved_idr=1_000_000)
        pended = office.claim()
        office.decide(pended, "pended", RECEIVED, findings={"readmission": "pend"})
    return pended


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


def one_of(answers: list[object], kind: type, code: str) -> None:
    """One act took effect, the other was refused."""
    assert sorted(isinstance(answer, kind) for answer in answers) == [False, True], answers
    assert code in answers


def test_two_verifiers_ask_once(claim_id: int) -> None:
    def ask(by: Actor) -> Callable[[], object]:
        return lambda: ask_hospital(claim_id=claim_id, text="Resume?", by=by, on=RECEIVED)

    one_of(at_once(ask(VERA), ask(WATI)), QueryCard, "already_asked")


def test_a_query_is_answered_once(claim_id: int) -> None:
    query = ask_hospital(claim_id=claim_id, text="Resume?", by=VERA, on=RECEIVED)

    def answer(by: Actor) -> Callable[[], object]:
        return lambda: answer_query(query_no=query.query_no, text="Ya.", by=by, on=RECEIVED)

    one_of(at_once(answer(KODER), answer(KASIR)), QueryCard, "query_answered")


def test_a_month_is_closed_and_signed_once_by_each_party(claim_id: int) -> None:
    def close(by: Actor) -> Callable[[], object]:
        return lambda: close_minutes(provider_code=MELATI, month="2012-03", by=by, on=CLOSED)

    answers = at_once(close(VERA), close(WATI))
    one_of(answers, MinutesCard, "nothing_to_close")
    [card] = [answer for answer in answers if isinstance(answer, MinutesCard)]
    assert (card.claims, card.open_claims) == (1, 1)

    def sign(by: Actor) -> Callable[[], object]:
        return lambda: sign_minutes(minutes_no=card.minutes_no, by=by, on=CLOSED)

    one_of(at_once(sign(VERA), sign(WATI)), MinutesCard, "minutes_signed")
    one_of(at_once(sign(KODER), sign(KASIR)), MinutesCard, "minutes_signed")
    assert sign_minutes(minutes_no=card.minutes_no, by=_signer(card), on=CLOSED).is_signed


def _signer(card: MinutesCard) -> Actor:
    """Whoever of the hospital was first; the other one is refused."""
    try:
        sign_minutes(minutes_no=card.minutes_no, by=KODER, on=CLOSED)
    except Refused:
        return KASIR
    return KODER
