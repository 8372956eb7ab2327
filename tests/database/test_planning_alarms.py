"""Alarms open and close once each, with their records; the digest goes out once a day."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from tests.people import DAY
from tests.planning_city import HOSPITAL, NIK, OTHER, PATIENT, Town, steady

from multiguna.kernel.db import Cursor, connection, transaction
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor, Role
from multiguna.payments.actions import order_payments, record_step
from multiguna.planning.actions import raise_alarms, send_digest, watch
from multiguna.planning.queries import alarm_events, alarms, day_digest, open_alarms
from multiguna.planning.terms import Alarm, AlarmCode

JANUARY = date(2012, 1, 3)
PLENTY = 10**12
Look = Callable[[date], list[Alarm]]


class Broken(BaseEmailBackend):
    """A mail server that is away."""

    def send_messages(self, messages: object) -> int:
        raise ConnectionRefusedError("mail")


@pytest.fixture
def town(db: Cursor, system_actor: Actor) -> Town:
    return Town(db, system_actor)


@pytest.fixture
def mailbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[mail.EmailMessage]]:
    """What was mailed, to one treasurer."""
    monkeypatch.setattr(settings, "EMAIL_BACKEND", "django.core.mail.backends.locmem.EmailBackend")
    monkeypatch.setattr(settings, "DIGEST_TO", ["bendahara@contoh.invalid"])
    mail.outbox = []
    yield mail.outbox
    del mail.outbox


def rang(town: Town, on: date, code: AlarmCode) -> list[tuple[str, str]]:
    """Judge a day; the events of one kind that it left."""
    raise_alarms(by=town.by, on=on)
    found = alarm_events(town.cursor, town.by, starts=on, until=on + timedelta(days=1))
    return [(one.event, one.subject) for one in found if one.code is code]


def test_a_budget_that_runs_out_rings_until_there_is_more(town: Town) -> None:
    town.build(60_000_000)
    steady(town, JANUARY, 120)
    town.post()
    april, may = date(2012, 4, 30), date(2012, 5, 1)
    assert rang(town, april, AlarmCode.RUN_OUT) == [("opened", "2012")]
    [alarm] = alarms(town.cursor, town.by, on=april, codes=[AlarmCode.RUN_OUT])
    assert alarm.figures["limit_idr"] == 60_000_000
    expected = JANUARY + timedelta(days=150)
    assert abs((date.fromisoformat(str(alarm.figures["p50"])) - expected).days) < 14
    assert rang(town, may, AlarmCode.RUN_OUT) == []
    town.appropriate(PLENTY, on=may + timedelta(days=1))
    assert rang(town, may + timedelta(days=1), AlarmCode.RUN_OUT) == [("closed", "2012")]
    still = [
        {one.code: one.since for one in open_alarms(town.cursor, town.by, on=on)}
        for on in (may, may + timedelta(days=1))
    ]
    assert still[0][AlarmCode.RUN_OUT] == april
    assert AlarmCode.RUN_OUT not in still[1]


def test_a_promise_without_budget_rings_at_once_and_stops_when_covered(town: Town) -> None:
    town.build(300_000)
    town.letter(DAY, 200_000)
    town.post()
    assert watch(by=town.by, on=DAY) == 0
    town.letter(DAY, 200_000)
    town.post()
    assert watch(by=town.by, on=DAY) == 1, "the day was judged, but arrears are looked at again"
    assert watch(by=town.by, on=DAY) == 0
    [alarm] = open_alarms(town.cursor, town.by, on=DAY)
    assert (alarm.code, alarm.subject) == (AlarmCode.ARREARS_OPENED, "2012/RJ")
    assert alarm.figures == {"arrears_idr": 100_000}
    town.appropriate(100_000, on=DAY + timedelta(days=1))
    assert rang(town, DAY + timedelta(days=1), AlarmCode.ARREARS_OPENED) == [
        ("closed", "2012/RJ")
    ]  # fmt: skip


def test_an_unpaid_hospital_rings_until_it_is_paid(town: Town) -> None:
    """Due fifteen days after the verdict by its agreement; the next day is too late."""
    town.build(PLENTY)
    verdict, due = date(2012, 2, 10), date(2012, 2, 25)
    for provider in (HOSPITAL, OTHER):
        claim = town.claim(date(2012, 1, 20), date(2012, 2, 5), 700_000, provider=provider)
        if provider == HOSPITAL:
            town.approve(claim, verdict, 600_000)
    town.post()
    late = due + timedelta(days=1)
    assert rang(town, due, AlarmCode.HOSPITAL_UNPAID) == []
    assert rang(town, late, AlarmCode.HOSPITAL_UNPAID) == [("opened", HOSPITAL)]
    [alarm] = open_alarms(town.cursor, town.by, on=late)
    assert alarm.figures == {
        "claims": 1, "amount_idr": 600_000, "oldest_due": "2012-02-25", "days_late": 1,
    }  # fmt: skip
    paid = late + timedelta(days=1)
    [order] = order_payments(period="2012-01", by=town.by, on=paid)
    for step in ("check", "spm", "sp2d"):
        record_step(
            order_no=order.order_no, step=step, document_no=f"{step}-1", by=town.by, on=paid
        )
    assert rang(town, paid, AlarmCode.HOSPITAL_UNPAID) == [("closed", HOSPITAL)]


def test_old_letters_ring_until_they_are_ended(town: Town) -> None:
    town.build(PLENTY)
    old = [town.letter(DAY, 200_000) for _ in range(2)]
    later = DAY + timedelta(days=65)
    for _ in range(9):
        town.letter(later, 200_000)
    town.post()
    assert rang(town, DAY + timedelta(days=60), AlarmCode.COMMITMENT_OVERDUE) == []
    assert rang(town, later, AlarmCode.COMMITMENT_OVERDUE) == [("opened", "2012")]
    for letter in old:
        town.end(letter, later + timedelta(days=1))
    town.post()
    assert rang(town, later + timedelta(days=1), AlarmCode.COMMITMENT_OVERDUE) == [
        ("closed", "2012")
    ]  # fmt: skip


def test_a_jump_in_demand_rings_by_kind_of_care_until_it_is_over(town: Town) -> None:
    town.build(PLENTY)
    jump, over = JANUARY + timedelta(days=110), JANUARY + timedelta(days=130)
    for number in range(160):
        on = JANUARY + timedelta(days=number)
        for _ in range(12 if jump <= on < over else 5):
            town.letter(on, 200_000)
    town.post()
    shocked = jump + timedelta(days=13)
    assert rang(town, jump - timedelta(days=1), AlarmCode.UTILISATION_SHOCK) == []
    assert rang(town, shocked, AlarmCode.UTILISATION_SHOCK) == [("opened", "outpatient")]
    [alarm] = [
        one
        for one in open_alarms(town.cursor, town.by, on=shocked)
        if one.code is AlarmCode.UTILISATION_SHOCK
    ]
    assert (alarm.figures["a_week_now"], alarm.figures["a_week_before"]) == (84, 35)
    calm = JANUARY + timedelta(days=150)
    assert rang(town, calm, AlarmCode.UTILISATION_SHOCK) == [("closed", "outpatient")]


@pytest.fixture
def short(town: Town) -> Town:
    """A town with a promise without budget, and a patient's bill."""
    town.build(100_000)
    letter = town.letter(date(2012, 2, 20), 300_000)
    town.claim(date(2012, 2, 20), DAY, 300_000, letter=letter)
    return town.post()


def test_each_event_is_written_once_with_its_decision(short: Town) -> None:
    opened = raise_alarms(by=short.by, on=DAY)
    assert [one.code for one in opened] == [AlarmCode.ARREARS_OPENED]
    assert raise_alarms(by=short.by, on=DAY) == []
    [row] = short.cursor.execute(
        "SELECT a.seq, a.event, r.kind, r.subject, r.body FROM planning_alarm a "
        "JOIN audit_record r USING (region, record_id)"
    ).fetchall()
    assert row[:4] == (1, "opened", "alarm", "alarm:arrears_opened:2012/RJ")
    body = json.loads(row[4])
    assert (body["outcome"], body["facts"]) == ("opened", {"arrears_idr": 200_000})
    with pytest.raises(Refused) as caught:
        raise_alarms(by=short.by, on=DAY - timedelta(days=1))
    assert caught.value.code == "alarms_later"


def test_an_alarm_that_comes_back_is_a_new_one(short: Town) -> None:
    days = [DAY + timedelta(days=number) for number in range(3)]
    raise_alarms(by=short.by, on=days[0])
    short.appropriate(200_000, on=days[1])
    raise_alarms(by=short.by, on=days[1])
    short.letter(days[2], 50_000)
    short.post()
    raise_alarms(by=short.by, on=days[2])
    rows = short.cursor.execute(
        "SELECT seq, event, on_date FROM planning_alarm WHERE code = 'arrears_opened' ORDER BY seq"
    ).fetchall()
    assert rows == [(1, "opened", days[0]), (2, "closed", days[1]), (3, "opened", days[2])]


def test_only_those_who_look_at_money_judge_alarms(
    short: Town, actor: Callable[..., Actor]
) -> None:
    for role in (Role.VERIFIER, Role.AUDITOR):
        with pytest.raises(Refused) as caught:
            raise_alarms(by=actor(role), on=DAY)
        assert caught.value.code == "role_not_allowed"
    assert raise_alarms(by=actor(Role.TREASURER), on=DAY) != []


def test_a_hospital_sees_its_own_alarms_alone(town: Town, actor: Callable[..., Actor]) -> None:
    town.build(100_000)
    claims = [
        (town.claim(date(2012, 1, 20), date(2012, 2, 5), 300_000, provider=provider), provider)
        for provider in (HOSPITAL, OTHER)
    ]
    for claim, provider in claims:
        town.approve(claim, date(2012, 2, 6), 300_000, provider=provider)
    town.post()
    raise_alarms(by=town.by, on=DAY)
    subjects = {one.subject for one in open_alarms(town.cursor, town.by, on=DAY)}
    assert {HOSPITAL, OTHER, "2012/RJ"} <= subjects
    town.cursor.execute("SELECT set_config('multiguna.provider', %s, true)", [OTHER])
    desk = actor(Role.DESK_CLERK, OTHER)
    seen = open_alarms(town.cursor, desk, on=DAY)
    assert [(one.code, one.subject) for one in seen] == [(AlarmCode.HOSPITAL_UNPAID, OTHER)]


def test_the_digest_goes_out_once_a_day_and_names_no_patient(
    short: Town, mailbox: list[mail.EmailMessage]
) -> None:
    raise_alarms(by=short.by, on=DAY)
    assert send_digest(by=short.by, on=DAY) == 1
    assert send_digest(by=short.by, on=DAY) == 0
    [letter] = mailbox
    assert letter.to == ["bendahara@contoh.invalid"]
    assert letter.subject == ("Multiguna Kota Tangerang, 1 Mar 2012: 1 peringatan, tersedia Rp 0")
    said = str(letter.body)
    assert "Ada tunggakan: 2012/RJ, sejak 1 Mar 2012" in said
    assert "There are arrears: 2012/RJ, since 1 Mar 2012" in said
    assert "Rp 200 ribu" in said
    assert "Rp 200 thousand" in said
    for secret in (PATIENT, NIK, PATIENT.split()[0], NIK[:8]):
        assert secret not in said + letter.subject
    short.appropriate(PLENTY, on=DAY + timedelta(days=1))
    raise_alarms(by=short.by, on=DAY + timedelta(days=1))
    assert send_digest(by=short.by, on=DAY + timedelta(days=1)) == 1
    assert "SELESAI HARI INI\n\n* Ada tunggakan: 2012/RJ" in str(mailbox[1].body)


def test_mail_that_fails_is_tried_again(
    short: Town, mailbox: list[mail.EmailMessage], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as away:
        away.setattr(settings, "EMAIL_BACKEND", f"{__name__}.Broken")
        away.setattr(mail, "get_connection", lambda *_, **__: Broken())
        with pytest.raises(ConnectionRefusedError):
            send_digest(by=short.by, on=DAY)
    assert mailbox == []
    assert send_digest(by=short.by, on=DAY) == 1


def test_nobody_is_mailed_unless_somebody_is_named(
    short: Town, mailbox: list[mail.EmailMessage], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "DIGEST_TO", [])
    assert send_digest(by=short.by, on=DAY) == 0
    monkeypatch.setattr(settings, "DEMO", True)
    assert send_digest(by=short.by, on=DAY) == 1, "a demo prints it"
    assert len(mailbox) == 1


def test_the_digest_of_a_quiet_day_says_so(town: Town) -> None:
    town.build(PLENTY)
    letter = day_digest(town.cursor, town.by, on=DAY)
    assert letter.alarms == ()
    assert "Tidak ada peringatan." in letter.body
    assert "Belum cukup janji" in letter.body


def test_two_watchers_at_once_write_each_event_once(real_db: None, system_actor: Actor) -> None:
    with transaction(system_actor) as cursor:
        Town(cursor, system_actor).build(100_000)
    with transaction(system_actor) as cursor:
        town = Town(cursor, system_actor)
        town.serials = iter(range(100, 200))  # type: ignore[assignment]
        town.letter(DAY, 300_000)
        town.post()
    from concurrent.futures import ThreadPoolExecutor

    def look(_: int) -> int:
        try:
            return len(raise_alarms(by=system_actor, on=DAY))
        finally:
            connection().close()

    with ThreadPoolExecutor(3) as pool:
        assert sorted(pool.map(look, range(3))) == [0, 0, 1]
