"""Letters promised without a network come in once, as of their own day, and none is lost."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from itertools import count

import pytest
from tests.offline_city import AT, CLERK, MAYOR, install
from tests.people import DAY, HOSPITAL, Someone, make_person

from multiguna.coverage.actions.listing import invite_device, make_lists
from multiguna.coverage.terms import Care
from multiguna.coverage.terms.offline import OfflineReason
from multiguna.guarantees.actions import issue_guarantee, reconcile_offline
from multiguna.guarantees.queries import letter
from multiguna.guarantees.queries.offline import offline_letters
from multiguna.guarantees.rules.letters import letter_number
from multiguna.guarantees.terms import OfflineOutcome, OfflineRequest, OfflineResult, Request
from multiguna.kernel.db import Cursor, transaction
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor, Role
from multiguna.registry.actions import merge_persons

BUDGET = {"RI": 60_000_000, "RJ": 60_000_000}
LATER = DAY + timedelta(3)
ASKED_AT = int(AT.timestamp()) + 3600
COMMITTED = "SELECT coalesce(sum(committed_idr), 0) FROM ledger_account"
_serials = count(1)


@pytest.fixture
def list_id(db: Cursor, system_actor: Actor) -> str:
    """The id of the day's list of a hospital that has a device."""
    install(system_actor, budget=BUDGET)
    invite_device(provider_code=HOSPITAL, name="Loket", by=MAYOR, on=DAY)
    [file] = make_lists(provider_code=HOSPITAL, by=MAYOR, on=DAY, at=AT)
    return file.list_id


@pytest.fixture
def promised(list_id: str) -> Callable[..., OfflineRequest]:
    """Make a promised letter: `promised(person, emergency=True)`."""

    def make(person: Someone, *, asked_on: date = DAY, **changes: object) -> OfflineRequest:
        request: Request = {
            "letter_no": letter_number(HOSPITAL, asked_on, next(_serials)), "nik": person.nik,
            "kk": None, "provider_code": HOSPITAL, "care": Care.INPATIENT, "diagnosis": "J18.9",
            "emergency": False, "born_on": None,
            "papers": {"ktp": True, "kk": True, "guardian_ktp": False},
        }  # fmt: skip
        outer = {key: changes.pop(key) for key in list(changes) if key not in request}
        request.update(changes)  # type: ignore[typeddict-item]
        made = OfflineRequest(request, ASKED_AT, asked_on, OfflineReason.COVERED, list_id, 1)
        return replace(made, **outer)  # type: ignore[arg-type]

    return make


def bring(*requests: OfflineRequest, on: date = LATER, by: Actor = CLERK) -> list[OfflineResult]:
    return reconcile_offline(requests=requests, by=by, on=on)


def committed(cursor: Cursor) -> int:
    row = cursor.execute(COMMITTED).fetchone()
    assert row is not None
    return int(row[0])


def test_a_promise_becomes_a_letter_of_its_own_day(
    db: Cursor, promised: Callable[..., OfflineRequest]
) -> None:
    siti = make_person(db)
    one = promised(siti)
    [result] = bring(one)
    assert (result.outcome, result.given_letter_no) == ("issued", one.request["letter_no"])
    card = letter(db, CLERK, one.request["letter_no"])
    assert card is not None
    assert (card.issued_on, card.valid_from, card.person_id) == (DAY, DAY, siti.person_id)
    assert committed(db) == card.reserved_idr > 0
    row = db.execute(
        "SELECT told, outcome, attempt, asked_on, reconciled_on FROM guarantees_offline"
    ).fetchall()
    assert row == [("covered", "issued", 1, DAY, LATER)]


def test_sent_twice_it_is_one_letter_and_one_commitment(
    db: Cursor, promised: Callable[..., OfflineRequest]
) -> None:
    one = promised(make_person(db))
    first = bring(one)
    before = committed(db)
    assert bring(one, one, on=LATER + timedelta(30)) == first * 2
    assert committed(db) == before
    assert db.execute("SELECT count(*) FROM guarantees_offline").fetchone() == (1,)


def test_a_letter_that_the_desk_issued_meanwhile_takes_its_place(
    db: Cursor, promised: Callable[..., OfflineRequest]
) -> None:
    siti = make_person(db)
    number = letter_number(HOSPITAL, DAY, 900)
    issue_guarantee(letter_no=number, nik=siti.nik, kk=None, provider_code=HOSPITAL,
                    care=Care.INPATIENT, diagnosis="J18", by=CLERK, on=DAY)  # fmt: skip
    before = committed(db)
    merged, other_care, other_day = bring(
        promised(siti),
        promised(siti, care=Care.OUTPATIENT),
        promised(siti, asked_on=DAY + timedelta(1)),
    )
    assert (merged.outcome, merged.given_letter_no) == ("merged", number)
    assert (other_care.outcome, other_day.outcome) == ("issued", "issued")
    assert committed(db) > before
    other, _ = invite_device(provider_code=HOSPITAL, name="IGD", by=MAYOR, on=DAY)
    two_devices = promised(siti, device_no=other)
    assert bring(two_devices)[0].given_letter_no == number


def test_the_other_number_of_somebody_registered_twice_is_the_same_patient(
    db: Cursor, promised: Callable[..., OfflineRequest], system_actor: Actor
) -> None:
    kept, absorbed = make_person(db), make_person(db)
    [first] = bring(promised(absorbed))
    merge_persons(kept=kept.person_id, absorbed=absorbed.person_id, reason="one", by=system_actor,
                  on=DAY)  # fmt: skip
    for person in (kept, absorbed):
        [other] = bring(promised(person))
        assert (other.outcome, other.given_letter_no) == ("merged", first.letter_no)


def test_twins_get_a_letter_each(db: Cursor, promised: Callable[..., OfflineRequest]) -> None:
    mother = make_person(db, sex=2)
    shown = {"born_on": DAY.isoformat(),
             "papers": {"ktp": True, "kk": True, "guardian_ktp": True}}  # fmt: skip
    results = bring(*(promised(mother, **shown) for _ in range(2)))
    assert [result.code for result in results] == ["issued"] * 2
    assert len({result.given_letter_no for result in results}) == 2


def test_who_is_not_covered_is_listed_with_the_reason_and_may_be_asked_again(
    db: Cursor, promised: Callable[..., OfflineRequest]
) -> None:
    gone = make_person(db, died_on=date(2011, 1, 1))
    one = promised(gone)
    [no] = bring(one)
    assert (no.outcome, no.code, no.given_letter_no) == ("refused", "died", None)
    assert committed(db) == 0
    window = {"starts": DAY, "until": LATER}
    assert [x.code for x in offline_letters(db, MAYOR, refused_only=True, **window)] == ["died"]
    db.execute("UPDATE registry_person SET died_on = NULL WHERE nik = %s", [gone.nik])
    [yes] = bring(one)
    assert yes.outcome == "issued"
    assert offline_letters(db, MAYOR, refused_only=True, **window) == []
    [kept] = offline_letters(db, MAYOR, **window)
    assert (kept.outcome, kept.given_letter_no) == (OfflineOutcome.ISSUED, one.request["letter_no"])


def test_an_emergency_needs_no_list_and_no_money(
    db: Cursor, promised: Callable[..., OfflineRequest]
) -> None:
    first = {"emergency": True, "told": OfflineReason.EMERGENCY_FIRST, "list_id": None}
    patients = [make_person(db) for _ in range(40)]
    results = bring(*(promised(person, **first) for person in patients))
    assert {result.outcome for result in results} == {"issued"}
    assert committed(db) > BUDGET["RI"], "beyond the budget, into arrears"
    unknown = promised(Someone(0, 3671990101801234, 0), **first)
    [nobody] = bring(unknown)
    assert (nobody.outcome, nobody.code) == ("refused", "not_registered"), "listed for a human"


@pytest.mark.parametrize(
    ("policy", "code"), [("queue", "queued"), ("refuse", "refused_budget"), ("unfunded", "issued")]
)
def test_a_budget_that_is_short_follows_its_policy_and_no_promise_is_lost(
    db: Cursor, promised: Callable[..., OfflineRequest], policy: str, code: str
) -> None:
    db.execute("UPDATE ledger_account SET policy = %s", [policy])
    results = [bring(promised(make_person(db)))[0] for _ in range(30)]
    assert {result.code for result in results} == {"issued", code}
    total = db.execute("SELECT count(*) FROM guarantees_offline").fetchone()
    assert total == (30,)
    queued = db.execute("SELECT count(*) FROM guarantees_waiting").fetchone()
    assert queued == (sum(result.outcome == "queued" for result in results),)
    again = [one for one in results if one.outcome == "queued"][:1]
    assert all(one.given_letter_no is None for one in again)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"list_id": None}, "offline_list_unknown"),
        ({"list_id": "00" * 32}, "offline_list_unknown"),
        ({"asked_at": ASKED_AT + 80 * 3600}, "offline_list_unknown"),
        ({"asked_at": ASKED_AT - 3 * 3600}, "offline_list_unknown"),
        ({"device_no": None}, "offline_device_unknown"),
        ({"device_no": 7}, "offline_device_unknown"),
        ({"told": OfflineReason.NOT_LISTED}, "offline_no_promise"),
        ({"asked_on": LATER + timedelta(1)}, "offline_too_late"),
        ({"asked_on": DAY - timedelta(5)}, "offline_too_late"),
        ({"letter_no": "3671902" + "0312J000001"}, "letter_no_invalid"),
    ],
)
def test_what_no_desk_could_have_promised_is_refused(
    db: Cursor, promised: Callable[..., OfflineRequest], changes: dict[str, object], code: str
) -> None:
    [result] = bring(promised(make_person(db), **changes))
    assert (result.outcome, result.code) == ("refused", code)
    assert committed(db) == 0


def waiting(cursor: Cursor, list_id: str, letters: int) -> None:
    """So many letters of the first device's list are in the queue already."""
    cursor.execute(
        "INSERT INTO guarantees_offline (region, letter_no, attempt, provider_code, device_no,"
        " list_id, asked_at, asked_on, emergency, told, outcome, code, request_hash, record_id,"
        " reconciled_on, reconciled_by) SELECT '36.71', 'L' || n, 1, %s, 1, %s, 1, %s, false,"
        " 'covered', 'queued', 'queued', '', 1, %s, 'x' FROM generate_series(1, %s) n",
        [HOSPITAL, list_id, DAY, DAY, letters],
    )


def test_no_more_letters_than_a_list_makes(
    db: Cursor, promised: Callable[..., OfflineRequest], list_id: str
) -> None:
    waiting(db, list_id, 60)
    [no] = bring(promised(make_person(db)))
    assert no.code == "offline_letters_used_up"
    [yes] = bring(promised(make_person(db), emergency=True))
    assert yes.outcome == "issued"


def test_letters_that_come_in_at_the_same_moment_are_no_more_than_a_list_makes(
    real_db: None, system_actor: Actor
) -> None:
    install(system_actor, budget=BUDGET)
    with transaction(system_actor) as cursor:
        people = [make_person(cursor) for _ in range(8)]
        invite_device(provider_code=HOSPITAL, name="Loket", by=MAYOR, on=DAY)
        [file] = make_lists(provider_code=HOSPITAL, by=system_actor, on=DAY, at=AT)
        waiting(cursor, file.list_id, 59)
    requests: list[Request] = [
        {"letter_no": letter_number(HOSPITAL, DAY, 700 + n), "nik": person.nik, "kk": None,
         "provider_code": HOSPITAL, "care": "inpatient", "diagnosis": "J18", "emergency": False,
         "born_on": None, "papers": {"ktp": True, "kk": True, "guardian_ktp": False}}
        for n, person in enumerate(people)
    ]  # fmt: skip
    results = at_once([
        OfflineRequest(one, ASKED_AT, DAY, OfflineReason.COVERED, file.list_id, 1)
        for one in requests
    ])  # fmt: skip
    codes = sorted(result.code for result in results)
    assert codes == ["issued", *["offline_letters_used_up"] * 7]


def test_a_number_that_was_used_for_another_patient_is_refused(
    db: Cursor, promised: Callable[..., OfflineRequest]
) -> None:
    one = promised(make_person(db))
    bring(one)
    other = promised(make_person(db), letter_no=one.request["letter_no"])
    [no] = bring(other)
    assert (no.outcome, no.code) == ("refused", "letter_no_reused")


def test_no_number_of_a_card_is_kept(db: Cursor, promised: Callable[..., OfflineRequest]) -> None:
    siti = make_person(db)
    bring(promised(siti))
    kept = json.dumps(db.execute("SELECT * FROM guarantees_offline").fetchall(), default=str)
    records = str(db.execute("SELECT body FROM audit_record").fetchall())
    assert str(siti.nik) not in kept + records


def test_hospitals_bring_in_and_see_only_their_own(
    db: Cursor, promised: Callable[..., OfflineRequest]
) -> None:
    one = promised(make_person(db))
    stranger = Actor("dewi", Role.DESK_CLERK, "36.71", "3671902")
    with pytest.raises(Refused) as refused:
        bring(one, by=stranger)
    assert refused.value.code == "other_provider"
    bring(one)
    db.execute("SELECT set_config('multiguna.provider', '3671902', true)")
    assert offline_letters(db, stranger, starts=DAY, until=LATER) == []


def at_once(requests: list[OfflineRequest]) -> list[OfflineResult]:
    """What becomes of requests that several connections bring in at the same time."""

    def send(what: OfflineRequest) -> OfflineResult:
        from django.db import connections

        try:
            return bring(what)[0]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        return list(pool.map(send, requests))


def test_devices_that_send_at_the_same_moment_promise_once(
    real_db: None, system_actor: Actor
) -> None:
    install(system_actor, budget=BUDGET)
    with transaction(system_actor) as cursor:
        siti = make_person(cursor)
        invite_device(provider_code=HOSPITAL, name="Loket", by=MAYOR, on=DAY)
        [file] = make_lists(provider_code=HOSPITAL, by=system_actor, on=DAY, at=AT)
    request: Request = {
        "letter_no": letter_number(HOSPITAL, DAY, 7), "nik": siti.nik, "kk": None,
        "provider_code": HOSPITAL, "care": "inpatient", "diagnosis": "J18", "emergency": False,
        "born_on": None, "papers": {"ktp": True, "kk": True, "guardian_ktp": False},
    }  # fmt: skip
    one = OfflineRequest(request, ASKED_AT, DAY, OfflineReason.COVERED, file.list_id, 1)
    other: Request = {**request, "letter_no": letter_number(HOSPITAL, DAY, 8)}
    two = replace(one, request=other)

    results = at_once([one, two] * 4)
    assert {result.outcome for result in results} == {"issued", "merged"}
    assert len({result.given_letter_no for result in results}) == 1
    with transaction(system_actor) as cursor:
        letters = cursor.execute("SELECT reserved_idr FROM guarantees_letter").fetchall()
        assert len(letters) == 1
        assert committed(cursor) == letters[0][0]
