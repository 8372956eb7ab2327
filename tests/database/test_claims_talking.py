"""Queries to a hospital and its answers, the clock meanwhile, the worklist and the desk."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta

import psycopg
import pytest
from tests.office_city import KENANGA, MELATI, RECEIVED, Office
from tests.people import make_person

from multiguna.claims.actions import answer_query, ask_hospital, attach
from multiguna.claims.queries import claim_desk, claim_list, clock, open_queries, thread, worklist
from multiguna.claims.terms.talking import ClockState, QueryCard
from multiguna.claims.terms.working import WorkFlag, WorkOrder
from multiguna.kernel.db import Cursor, transaction
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor, Role

MakeActor = Callable[..., Actor]
ASKED = RECEIVED + timedelta(days=3)
TEXT = "Mohon kirim resume medis."


@pytest.fixture
def office(db: Cursor, system_actor: Actor) -> Office:
    return Office(db, system_actor).build()


@pytest.fixture
def verifier(actor: MakeActor) -> Actor:
    return actor(Role.VERIFIER, name="vera")


@pytest.fixture
def biller(actor: MakeActor) -> Actor:
    return actor(Role.BILLER, MELATI, "koder")


def refused(code: str, act: Callable[[], object]) -> Refused:
    with pytest.raises(Refused) as told:
        act()
    assert told.value.code == code
    return told.value


def pended(office: Office) -> int:
    claim_id = office.claim()
    office.decide(claim_id, "pended", RECEIVED, findings={"readmission": "pend"})
    return claim_id


def test_a_query_rests_the_clock_until_its_answer(
    office: Office, verifier: Actor, biller: Actor
) -> None:
    claim_id = pended(office)
    asked = ask_hospital(claim_id=claim_id, text=f"  {TEXT} ", by=verifier, on=ASKED)
    assert (asked.text, asked.asked_by, asked.seq) == (TEXT, "vera", 1)
    assert asked.answer_by == ASKED + timedelta(days=7), "the pack's answer_days"
    waiting = clock(office.cursor, verifier, claim_id, on=ASKED + timedelta(days=2))
    assert waiting is not None
    assert (waiting.state, waiting.paused_days) == (ClockState.PAUSED, 2)
    told = answer_query(
        query_no=asked.query_no, text="Terlampir.", by=biller, on=ASKED + timedelta(days=4)
    )
    assert told.answer is not None
    assert (told.answer.text, told.answer.answered_by) == ("Terlampir.", "koder")
    goes_on = clock(office.cursor, biller, claim_id, on=ASKED + timedelta(days=9))
    assert goes_on is not None
    assert (goes_on.state, goes_on.due) == (
        ClockState.RUNNING, RECEIVED + timedelta(days=19),
    )  # fmt: skip


def test_what_is_said_stands_in_the_thread_and_its_hash_in_the_log(
    office: Office, verifier: Actor, biller: Actor
) -> None:
    claim_id = pended(office)
    first = ask_hospital(claim_id=claim_id, text=TEXT, by=verifier, on=ASKED)
    answer_query(query_no=first.query_no, text="Terlampir.", by=biller, on=ASKED)
    second = ask_hospital(claim_id=claim_id, text="Halaman 2?", by=verifier, on=ASKED)
    told = thread(office.cursor, verifier, claim_id)
    assert [(one.seq, one.is_open) for one in told] == [(1, False), (2, True)]
    assert told[1] == second
    rows = office.cursor.execute(
        "SELECT kind, body FROM audit_record WHERE subject = %s ORDER BY record_id",
        [f"claim:{claim_id}"],
    ).fetchall()
    assert [row[0] for row in rows] == ["claim_query", "claim_answer", "claim_query"]
    assert TEXT not in "".join(row[1] for row in rows), "free text may name somebody"
    assert len(json.loads(rows[0][1])["facts"]["text_sha256"]) == 64


def test_one_query_waits_at_a_time_and_an_unanswered_one_makes_room(
    office: Office, verifier: Actor, biller: Actor
) -> None:
    claim_id = pended(office)
    asked = ask_hospital(claim_id=claim_id, text=TEXT, by=verifier, on=ASKED)
    refused(
        "already_asked",
        lambda: ask_hospital(claim_id=claim_id, text="Lagi", by=verifier, on=asked.answer_by),
    )
    after = asked.answer_by + timedelta(days=1)
    [item], total = worklist(office.cursor, verifier, on=after, flags=[WorkFlag.UNANSWERED])
    assert (total, item.row.claim_id) == (1, claim_id)
    assert ask_hospital(claim_id=claim_id, text="Lagi", by=verifier, on=after).seq == 2
    late = answer_query(query_no=asked.query_no, text="Maaf, terlambat.", by=biller, on=after)
    assert late.answer is not None


def test_an_answer_is_given_once_by_the_claims_own_hospital(
    office: Office, verifier: Actor, biller: Actor, actor: MakeActor
) -> None:
    asked = ask_hospital(claim_id=pended(office), text=TEXT, by=verifier, on=ASKED)

    def answer(by: Actor, text: str = "Ya", on: date = ASKED) -> QueryCard:
        return answer_query(query_no=asked.query_no, text=text, by=by, on=on)

    refused("query_unknown", lambda: answer(actor(Role.BILLER, KENANGA)))
    refused("role_not_allowed", lambda: answer(actor(Role.DESK_CLERK, MELATI)))
    refused("role_not_allowed", lambda: answer(verifier))
    refused("text_missing", lambda: answer(biller, "  "))
    refused("text_too_long", lambda: answer(biller, "x" * 4001))
    refused("answered_too_early", lambda: answer(biller, on=ASKED - timedelta(days=1)))
    answer(biller)
    refused("query_answered", lambda: answer(biller))
    with pytest.raises(psycopg.errors.UniqueViolation), transaction(biller) as cur:
        cur.execute(
            "INSERT INTO claims_answer SELECT region, query_no, claim_id, provider_code, 'lain', "
            "answered_by, answered_on, record_id, recorded_at FROM claims_answer"
        )


def test_an_answer_goes_with_its_documents_or_not_at_all(
    office: Office, verifier: Actor, biller: Actor
) -> None:
    query = ask_hospital(claim_id=pended(office), text=TEXT, by=verifier, on=ASKED)

    def answer(*files: tuple[str, bytes]) -> QueryCard:
        return answer_query(
            query_no=query.query_no, text="Terlampir.", files=files, by=biller, on=ASKED
        )

    good, bad = ("resume.pdf", b"%PDF-1.7\n%%EOF\n"), ("virus.exe", b"MZ\x90\x00")
    refused("file_type", lambda: answer(good, bad))
    assert thread(office.cursor, verifier, query.claim_id)[0].is_open
    assert answer(good).answer is not None
    desk = claim_desk(office.cursor, verifier, query.claim_id, on=ASKED)
    assert desk is not None
    assert [one.name for one in desk.files_of(query)] == ["resume.pdf"]
    assert desk.open_query is None


def test_a_correction_shows_what_was_asked_and_sent_about_the_claim_before(
    office: Office, verifier: Actor, biller: Actor
) -> None:
    old = pended(office)
    query = ask_hospital(claim_id=old, text="Perbaiki LOS.", by=verifier, on=ASKED)
    file = b"%PDF-1.7\n%%EOF\n"
    sent = attach(
        claim_id=old, file=file, name="rekam.pdf", by=biller, on=ASKED, query_no=query.query_no
    )
    office.decide(old, "rejected", ASKED, version=2, findings={"replaced": "reject"})
    new = office.claim(corrects=old)
    own = attach(claim_id=new, file=file, name="resume.pdf", by=biller, on=ASKED)
    desk = claim_desk(office.cursor, verifier, new, on=ASKED)
    assert desk is not None
    assert desk.thread == (query,)
    assert desk.attachments == (sent, own)
    assert desk.files_of(query) == (sent,)
    before = claim_desk(office.cursor, verifier, old, on=ASKED)
    assert before is not None
    assert before.attachments == (sent,)
    assert desk.open_query is None
    assert desk.clock is not None
    assert desk.clock.paused_days == 0
    [item], _ = worklist(office.cursor, verifier, on=ASKED, flags=[WorkFlag.CORRECTED])
    assert item.row.claim_id == new


def test_a_hospital_lists_the_queries_that_wait_for_it(
    office: Office, verifier: Actor, biller: Actor
) -> None:
    first, second, third = pended(office), pended(office), pended(office)
    elsewhere = office.claim(provider=KENANGA)
    late = ask_hospital(claim_id=second, text=TEXT, by=verifier, on=ASKED + timedelta(days=1))
    soon = ask_hospital(claim_id=first, text=TEXT, by=verifier, on=ASKED)
    decided = ask_hospital(claim_id=third, text=TEXT, by=verifier, on=ASKED)
    ask_hospital(claim_id=elsewhere, text=TEXT, by=verifier, on=ASKED)
    office.decide(third, "approved", ASKED, version=2, approved_idr=1_000_000)
    with transaction(biller) as cur:
        waiting = open_queries(cur, biller)
    assert [one.query for one in waiting] == [soon, late]
    assert waiting[0].claim_no == f"SEP{first:06}"
    assert decided not in [one.query for one in waiting]
    answer_query(query_no=soon.query_no, text="Ya", by=biller, on=ASKED)
    assert [one.query for one in open_queries(office.cursor, biller)] == [late]


def test_a_decided_claim_is_not_asked_about(office: Office, verifier: Actor, biller: Actor) -> None:
    claim_id = pended(office)

    def ask(by: Actor = verifier, on: date = ASKED, text: str = TEXT) -> QueryCard:
        return ask_hospital(claim_id=claim_id, text=text, by=by, on=on)

    refused("role_not_allowed", lambda: ask(biller))
    refused("asked_too_early", lambda: ask(on=RECEIVED - timedelta(days=1)))
    refused("text_missing", lambda: ask(text=""))
    office.decide(claim_id, "approved", ASKED, version=2, approved_idr=1_000_000)
    refused("claim_decided", ask)
    told = refused(
        "claim_unknown",
        lambda: ask_hospital(claim_id=claim_id + 1, text=TEXT, by=verifier, on=ASKED),
    )
    assert told.facts == {"claim_id": claim_id + 1}


def test_a_hospital_sees_its_own_thread_and_clock_alone(
    office: Office, verifier: Actor, actor: MakeActor
) -> None:
    claim_id = pended(office)
    ask_hospital(claim_id=claim_id, text=TEXT, by=verifier, on=ASKED)
    other = actor(Role.BILLER, KENANGA)
    with transaction(other) as cur:
        assert thread(cur, other, claim_id) == ()
        assert clock(cur, other, claim_id, on=ASKED) is None
        assert claim_desk(cur, other, claim_id, on=ASKED) is None
        assert cur.execute("SELECT count(*) FROM claims_query").fetchone() == (0,)
    with pytest.raises(psycopg.errors.InsufficientPrivilege), transaction(verifier) as cur:
        cur.execute("UPDATE claims_query SET text = 'lain'")


def test_the_worklist_has_what_is_open_and_what_waits_comes_last(
    office: Office, verifier: Actor
) -> None:
    old = office.claim(received_on=date(2012, 4, 1), billed_idr=10)
    dear = office.claim(billed_idr=9_000_000, provider=KENANGA)
    asked = pended(office)
    office.decide(office.claim(), "approved", ASKED, approved_idr=1_000_000)
    future = office.claim(received_on=date(2012, 6, 1))
    ask_hospital(claim_id=asked, text=TEXT, by=verifier, on=ASKED)
    cur = office.cursor

    def listed(**chosen: object) -> list[int]:
        items, total = worklist(cur, verifier, on=ASKED, **chosen)  # type: ignore[arg-type]
        assert total == len(items)
        return [item.row.claim_id for item in items]

    assert listed() == [old, dear, asked]
    assert listed(order=WorkOrder.AMOUNT) == [dear, old, asked]
    assert listed(order=WorkOrder.RISK) == [dear, old, asked]
    assert listed(provider_code=KENANGA) == [dear]
    assert listed(rule="readmission") == [asked]
    assert listed(flags=[WorkFlag.WAITING]) == [asked]
    assert listed(flags=[WorkFlag.UNDECIDED]) == [old, dear]
    assert listed(flags=[WorkFlag.UNDECIDED, WorkFlag.WAITING]) == []
    on = date(2012, 4, 17)
    late, total = worklist(cur, verifier, on=on, flags=[WorkFlag.LATE], page_size=1)
    assert (total, late[0].row.claim_id) == (1, old)
    assert late[0].flags == {WorkFlag.LATE, WorkFlag.UNDECIDED}
    assert future in [i.row.claim_id for i in worklist(cur, verifier, on=date(2012, 6, 1))[0]]


def test_a_risk_says_what_it_rests_on(office: Office, verifier: Actor) -> None:
    claim_id = office.claim(billed_idr=9_000_000)
    office.decide(claim_id, "pended", RECEIVED, findings={"readmission": "pend"})
    desk = claim_desk(office.cursor, verifier, claim_id, on=ASKED)
    assert desk is not None
    assert desk.risk is not None
    assert [(part.code, part.bp) for part in desk.risk.parts] == [
        ("severity", 1500), ("amount", 3000),
    ]  # fmt: skip
    assert "Rp 9.000.000" in desk.risk.parts[1].text.id


def test_the_desk_puts_person_history_and_thread_beside_the_claim(
    db: Cursor, office: Office, verifier: Actor, biller: Actor
) -> None:
    siti = make_person(db, born=date(1980, 2, 29), sex=2, name="SITI CONTOH")
    before = office.claim(person_id=siti.person_id, discharge=date(2012, 1, 9))
    office.decide(before, "reduced", RECEIVED, approved_idr=400_000)
    elsewhere = office.claim(person_id=siti.person_id, provider=KENANGA)
    claim_id = office.claim(person_id=siti.person_id)
    office.decide(claim_id, "pended", RECEIVED, findings={"readmission": "pend"})
    query = ask_hospital(claim_id=claim_id, text=TEXT, by=verifier, on=ASKED)
    desk = claim_desk(db, verifier, claim_id, on=ASKED)
    assert desk is not None
    assert desk.person is not None
    assert str(siti.nik) not in repr(desk.person)
    assert [one.claim_id for one in desk.claims] == [elsewhere, before]
    assert desk.claims[1].approved_idr == 400_000
    assert desk.open_query == query
    assert desk.clock is not None
    assert desk.clock.state is ClockState.PAUSED
    reads = db.execute(
        "SELECT DISTINCT purpose FROM audit_access WHERE person_id = %s AND actor = 'vera'",
        [siti.person_id],
    ).fetchall()
    assert {"claim_desk", "claim_detail"} <= {row[0] for row in reads}
    with transaction(biller) as cur:
        own = claim_desk(cur, biller, claim_id, on=ASKED)
    assert own is not None
    assert [one.claim_id for one in own.claims] == [before], "another hospital's is not there"
    assert own.risk is None
    assert own.thread == (query,)


def test_a_list_shows_the_clock_of_the_day_it_is_asked_for(office: Office, verifier: Actor) -> None:
    claim_id = office.claim()
    [row], _ = claim_list(office.cursor, verifier, on=RECEIVED + timedelta(days=20))
    assert row.clock is not None
    assert (row.clock.state, row.clock.days_left) == (ClockState.LATE, -5)
    assert row.decide_by == RECEIVED + timedelta(days=15)
    office.decide(claim_id, "approved", ASKED, approved_idr=1_000_000)
    [row], _ = claim_list(office.cursor, verifier, on=ASKED)
    assert row.clock is not None
    assert (row.clock.state, row.decide_by, row.is_provisional) == (ClockState.STOPPED, None, True)
    assert claim_list(office.cursor, verifier)[0][0].clock is None
