"""Minutes of a hospital and month: frozen once, signed by both, provable; and the lateness."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta

import psycopg
import pytest
from tests.office_city import KENANGA, MARCH, MELATI, RECEIVED, Office

from multiguna.audit.rules.merkle import leaf_hash
from multiguna.claims.actions import ask_hospital, close_minutes, file_appeal, sign_minutes
from multiguna.claims.queries import (
    altered_minutes,
    claim_desk,
    claim_list,
    lateness,
    minutes_card,
    minutes_claims,
    minutes_list,
    minutes_pdf,
    open_months,
    papers,
)
from multiguna.claims.rules.minutes import content_hash
from multiguna.claims.terms.deciding import Outcome
from multiguna.claims.terms.talking import ClockState, LateRow, MinutesCard, Party
from multiguna.kernel.canonical import Json
from multiguna.kernel.db import Cursor, transaction
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor, Role
from multiguna.planning.queries.examining import examine

MakeActor = Callable[..., Actor]
DECIDED = RECEIVED + timedelta(days=5)
CLOSED = date(2012, 4, 30)
MONTH = "2012-03"


@pytest.fixture
def office(db: Cursor, system_actor: Actor) -> Office:
    return Office(db, system_actor).build()


@pytest.fixture
def verifier(actor: MakeActor) -> Actor:
    return actor(Role.VERIFIER, name="vera")


@pytest.fixture
def biller(actor: MakeActor) -> Actor:
    return actor(Role.BILLER, MELATI, "koder")


@pytest.fixture
def march(office: Office) -> dict[str, int]:
    """March of one hospital: one claim of each outcome, one undecided; and others beside it."""
    claims = {name: office.claim() for name in ("approved", "reduced", "rejected", "pended")}
    office.decide(claims["approved"], "approved", DECIDED, approved_idr=1_000_000)
    office.decide(claims["reduced"], "reduced", DECIDED, approved_idr=700_000)
    office.decide(claims["rejected"], "rejected", DECIDED, findings={"grouper_error": "reject"})
    office.decide(claims["pended"], "pended", DECIDED, findings={"readmission": "pend"})
    claims["undecided"] = office.claim(billed_idr=5)
    claims["april"] = office.claim(discharge=date(2012, 4, 1))
    claims["elsewhere"] = office.claim(provider=KENANGA)
    for name in ("april", "elsewhere"):
        office.decide(claims[name], "approved", DECIDED, approved_idr=1_000_000)
    return claims


def close(by: Actor, on: date = CLOSED, provider: str = MELATI, month: str = MONTH) -> MinutesCard:
    return close_minutes(provider_code=provider, month=month, by=by, on=on)


def refused(code: str, act: Callable[[], object]) -> None:
    with pytest.raises(Refused) as told:
        act()
    assert told.value.code == code


def test_minutes_freeze_what_is_decided_and_name_what_is_open(
    office: Office, march: dict[str, int], verifier: Actor
) -> None:
    [before] = open_months(
        office.cursor, verifier, on=CLOSED, since="2012-01", provider_code=KENANGA
    )
    assert (before.month, before.claims, before.open_claims) == (MONTH, 1, 0)
    card = close(verifier)
    assert card.minutes_no == "BAP-3671901-2012-03-1"
    assert (card.claims, card.billed_idr, card.approved_idr) == (3, 3_000_000, 1_700_000)
    assert (card.open_claims, card.open_idr) == (2, 1_000_005)
    frozen = minutes_claims(office.cursor, verifier, card.minutes_no)
    assert [one.claim_id for one in frozen] == [
        march[o] for o in ("approved", "reduced", "rejected")
    ]
    assert frozen[2].reasons[0].id.endswith("Kode: X-0-98-X.")
    assert [m.month for m in open_months(office.cursor, verifier, on=CLOSED, since="2012-01",
                                         provider_code=MELATI)] == ["2012-04"]  # fmt: skip


def test_a_result_is_provisional_until_the_month_is_closed(
    office: Office, march: dict[str, int], verifier: Actor
) -> None:
    def provisional() -> set[int]:
        rows, _ = claim_list(office.cursor, verifier, provider_code=MELATI, on=CLOSED)
        return {row.claim_id for row in rows if row.is_provisional}

    decided = {march[name] for name in ("approved", "reduced", "rejected")}
    assert provisional() == decided | {march["april"]}
    close(verifier)
    assert provisional() == {march["april"]}


def test_what_is_decided_later_stands_in_the_next_minutes_and_each_claim_once(
    office: Office, march: dict[str, int], verifier: Actor
) -> None:
    close(verifier)
    refused("nothing_to_close", lambda: close(verifier))
    office.decide(march["pended"], "approved", CLOSED, version=2, approved_idr=1_000_000)
    refused("nothing_to_close", lambda: close(verifier, CLOSED - timedelta(days=1)))
    second = close(verifier)
    assert (second.seq, second.claims, second.open_claims) == (2, 1, 1)
    assert [m.seq for m in minutes_list(office.cursor, verifier, month=MONTH)] == [2, 1]
    with pytest.raises(psycopg.errors.UniqueViolation), transaction(verifier) as cur:
        cur.execute(
            "INSERT INTO claims_minutes_claim SELECT region, claim_id, %s, provider_code, version, "
            "outcome, billed_idr, approved_idr FROM claims_minutes_claim LIMIT 1",
            [second.minutes_no],
        )


def test_a_later_decision_changes_nothing_in_the_minutes(
    office: Office, march: dict[str, int], verifier: Actor
) -> None:
    card = close(verifier)
    before = minutes_claims(office.cursor, verifier, card.minutes_no)
    office.decide(march["rejected"], "approved", CLOSED, version=2, approved_idr=1_000_000)
    assert minutes_claims(office.cursor, verifier, card.minutes_no) == before
    assert before[2].outcome is Outcome.REJECTED
    assert minutes_card(office.cursor, verifier, card.minutes_no) == card


def test_a_claim_that_a_correction_replaced_is_left_to_the_correction(
    office: Office, verifier: Actor
) -> None:
    old = office.claim()
    office.decide(old, "rejected", DECIDED, findings={"replaced": "reject"})
    refused("nothing_to_close", lambda: close(verifier))


def test_the_record_holds_the_hash_that_anybody_computes_from_the_list(
    office: Office, march: dict[str, int], verifier: Actor
) -> None:
    card = close(verifier)
    frozen = minutes_claims(office.cursor, verifier, card.minutes_no)
    assert card.content_hash == content_hash(frozen)
    body = json.loads(card.record_body)
    assert body["facts"]["content_sha256"] == card.content_hash
    assert body["facts"]["outcomes"] == {"approved": 1, "reduced": 1, "rejected": 1}
    row = office.cursor.execute(
        "SELECT leaf_hash FROM audit_record WHERE record_id = %s", [card.record_id]
    ).fetchone()
    assert row is not None
    assert bytes(row[0]) == leaf_hash(card.record_body.encode())
    assert hashlib.sha256(b"\0" + card.record_body.encode()).digest() == bytes(row[0])


def test_both_parties_sign_once(
    office: Office, march: dict[str, int], verifier: Actor, biller: Actor, actor: MakeActor,
    system_actor: Actor,
) -> None:  # fmt: skip
    number = close(verifier).minutes_no

    def sign(by: Actor, on: date = CLOSED) -> MinutesCard:
        return sign_minutes(minutes_no=number, by=by, on=on)

    refused("role_not_allowed", lambda: sign(system_actor))
    refused("role_not_allowed", lambda: sign(actor(Role.TREASURER)))
    refused("minutes_unknown", lambda: sign(actor(Role.BILLER, KENANGA)))
    refused("signed_too_early", lambda: sign(biller, CLOSED - timedelta(days=1)))
    half = sign(biller)
    assert (half.is_signed, half.signed_as(Party.CITY)) == (False, None)
    whole = sign(verifier)
    assert whole.is_signed
    signed = whole.signed_as(Party.HOSPITAL)
    assert signed is not None
    assert (signed.signed_by, signed.signed_on) == ("koder", CLOSED)
    assert sign(verifier, CLOSED + timedelta(days=3)) == whole, "the same person again"
    refused("minutes_signed", lambda: sign(actor(Role.VERIFIER, name="lain")))
    refused("minutes_signed", lambda: sign(actor(Role.BILLER, MELATI, "lain")))


def test_nobody_signs_for_the_other_party(
    office: Office, march: dict[str, int], verifier: Actor, biller: Actor
) -> None:
    number = close(verifier).minutes_no
    forged = (
        "INSERT INTO claims_minutes_signature (region, minutes_no, party, provider_code, "
        "signed_by, signed_on, record_id) VALUES ('36.71', %s, %s, %s, 'x', '2012-04-30', 0)"
    )
    for by, party in ((verifier, "hospital"), (biller, "city")):
        with pytest.raises(psycopg.errors.CheckViolation), transaction(by) as cur:
            cur.execute(forged, [number, party, MELATI])


def test_minutes_are_closed_by_verifiers_for_months_that_have_begun(
    office: Office, march: dict[str, int], verifier: Actor, biller: Actor
) -> None:
    refused("role_not_allowed", lambda: close(biller))
    refused("month_invalid", lambda: close(verifier, month="2012-3"))
    refused("month_not_begun", lambda: close(verifier, month="2012-05"))
    refused("provider_unknown", lambda: close(verifier, provider="9999999"))
    refused("nothing_to_close", lambda: close(verifier, month="2012-02"))


def test_a_hospital_sees_its_own_minutes_alone(
    office: Office, march: dict[str, int], verifier: Actor, biller: Actor
) -> None:
    own, other = close(verifier), close(verifier, provider=KENANGA)
    with transaction(biller) as cur:
        assert [card.minutes_no for card in minutes_list(cur, biller)] == [own.minutes_no]
        assert minutes_card(cur, biller, other.minutes_no) is None
        assert minutes_claims(cur, biller, other.minutes_no) == ()
        assert len(minutes_claims(cur, biller, own.minutes_no)) == 3


def test_lateness_counts_each_claim_once_by_month_and_hospital(
    office: Office, verifier: Actor, biller: Actor
) -> None:
    for used, outcome in ((1, "approved"), (4, "rejected"), (20, "reduced")):
        office.decide(office.claim(), outcome, RECEIVED + timedelta(days=used))
    asked = office.claim()
    office.decide(asked, "pended", RECEIVED)
    ask_hospital(claim_id=asked, text="?", by=verifier, on=RECEIVED + timedelta(days=21))
    office.claim()
    old = office.claim()
    office.decide(old, "rejected", RECEIVED + timedelta(days=40), findings={"replaced": "reject"})
    office.claim(provider=KENANGA, received_on=date(2012, 5, 2))
    on = RECEIVED + timedelta(days=24)
    rows = lateness(office.cursor, verifier, on=on, first="2012-01", last="2012-12")
    assert rows == [LateRow("2012-04", MELATI, rows[0].provider_name, received=6,
                            decided_in_time=2, decided_late=1, open=3, open_late=3, paused=1,
                            median_days=4)]  # fmt: skip
    later = RECEIVED + timedelta(days=60)
    rows = lateness(office.cursor, verifier, on=later, first="2012-04", last="2012-05")
    assert [(row.month, row.provider_code, row.received) for row in rows] == [
        ("2012-04", MELATI, 5), ("2012-05", KENANGA, 1),
    ]  # fmt: skip
    with transaction(biller) as cur:
        own = lateness(cur, biller, on=later, first="2012-04", last="2012-05")
    assert [row.provider_code for row in own] == [MELATI]
    refused(
        "month_invalid",
        lambda: lateness(office.cursor, verifier, on=on, first="2012-13", last="2012-12"),
    )


def test_the_day_of_discharge_says_the_month(office: Office, verifier: Actor) -> None:
    assert date(2012, 3, 4) == MARCH
    last = office.claim(discharge=date(2012, 3, 31))
    office.decide(last, "approved", DECIDED, approved_idr=1_000_000)
    card = close(verifier)
    assert [one.claim_id for one in minutes_claims(office.cursor, verifier, card.minutes_no)] == [
        last
    ]


def printed(by: Actor, number: str) -> bytes:
    """The paper, which is a PDF."""
    paper = minutes_pdf(by, number)
    assert paper.startswith(b"%PDF-")
    return paper


def test_both_parties_print_the_same_paper_with_signatures_and_proof(
    office: Office, march: dict[str, int], verifier: Actor, biller: Actor, system_actor: Actor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    number = close(verifier).minutes_no
    seen: list[Mapping[str, Json]] = []
    monkeypatch.setattr(
        papers.typesetting, "pdf", lambda _, data, files: (seen.append(data), b"%PDF-")[1]
    )
    printed(biller, number)
    assert seen[-1]["signatures"] == {"city": None, "hospital": None}
    assert seen[-1]["proof"]["leaf_hash"] is None  # type: ignore[index, call-overload]
    sign_minutes(minutes_no=number, by=biller, on=CLOSED)
    sign_minutes(minutes_no=number, by=verifier, on=CLOSED)
    printed(verifier, number)
    city = seen[-1]
    printed(biller, number)
    assert seen[-1] == city
    assert city["signatures"]["hospital"]["by"] == "koder"  # type: ignore[index, call-overload]
    assert "SITI" not in json.dumps(city)


def test_the_paper_is_set_and_refuses_a_changed_list(
    office: Office, march: dict[str, int], verifier: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = close(verifier).minutes_no
    assert printed(verifier, number) == printed(verifier, number)
    refused("minutes_unknown", lambda: minutes_pdf(verifier, "BAP-0"))
    real = minutes_claims(office.cursor, verifier, number)
    changed = (replace(real[0], approved_idr=1), *real[1:])
    monkeypatch.setattr(papers, "minutes_claims", lambda *_: changed)
    refused("minutes_altered", lambda: minutes_pdf(verifier, number))


def test_an_appeal_has_a_clock_of_its_own_and_keeps_its_claim_out_of_the_minutes(
    office: Office, march: dict[str, int], verifier: Actor, biller: Actor
) -> None:
    claim_id = march["rejected"]
    filed = DECIDED + timedelta(days=2)
    appeal = file_appeal(claim_id=claim_id, grounds="Kodenya benar.", by=biller, on=filed)
    assert appeal.decide_by is not None
    query = ask_hospital(claim_id=claim_id, text="Hasil grouper?", by=verifier, on=filed)
    desk = claim_desk(office.cursor, verifier, claim_id, on=filed + timedelta(days=3))
    assert desk is not None
    [told] = desk.appeals
    assert told.appeal == appeal
    assert told.clock is not None
    assert (told.clock.state, told.clock.due) == (
        ClockState.PAUSED, appeal.decide_by + timedelta(days=3),
    )  # fmt: skip
    assert desk.clock is not None
    assert (desk.clock.state, desk.clock.paused_days) == (ClockState.STOPPED, 0)
    assert desk.open_query == query
    card = close(verifier)
    assert (card.claims, card.open_claims) == (2, 3)
    assert claim_id not in [
        one.claim_id for one in minutes_claims(office.cursor, verifier, card.minutes_no)
    ]


def test_minutes_that_were_altered_are_found(
    office: Office, march: dict[str, int], verifier: Actor
) -> None:
    card = close(verifier)
    assert altered_minutes(office.cursor, verifier) == []
    office.decide(march["pended"], "approved", CLOSED, version=2, approved_idr=1_000_000)
    office.cursor.execute(
        "INSERT INTO claims_minutes_claim SELECT region, claim_id, %s, provider_code, version, "
        "outcome, billed_idr, approved_idr FROM claims_adjudication WHERE claim_id = %s "
        "AND version = 2",
        [card.minutes_no, march["pended"]],
    )
    assert altered_minutes(office.cursor, verifier) == [card.minutes_no]
    assert examine(office.by)["minutes state what was closed"] == [card.minutes_no]
