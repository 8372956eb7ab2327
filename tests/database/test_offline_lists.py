"""The day's list holds exactly whom a desk would call covered; keys and devices are the city's."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests.offline_city import AT, CLERK, MAYOR, covered, crowd, install, listed
from tests.people import DAY, HOSPITAL, make_person, tangerang

from multiguna.coverage.actions.listing import (
    enrol_device,
    invite_device,
    make_lists,
    rotate_list_key,
)
from multiguna.coverage.actions.signing import rotate_signer
from multiguna.coverage.queries import listing as reads
from multiguna.coverage.rules import listing
from multiguna.coverage.rules.offline import list_value, youngest_birth
from multiguna.guarantees.rules.letters import reserve_estimate
from multiguna.kernel.db import Cursor
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor, Role
from multiguna.providers.queries import provider
from multiguna.registry.actions import merge_persons

NEXT_DAY = DAY + timedelta(1)


@pytest.fixture(autouse=True)
def city(db: Cursor, system_actor: Actor) -> None:
    install(system_actor)


def refusal(act: object, **values: object) -> str:
    with pytest.raises(Refused) as refused:
        act(**values)  # type: ignore[operator]
    return refused.value.code


def test_the_list_and_the_desk_with_a_network_agree(db: Cursor) -> None:
    people = crowd(db)
    made = listed(db)
    answers = [covered(person) for person in people]
    assert [made.value(person.nik) is not None for person in people] == answers
    assert {True, False} <= set(answers)
    assert made.signed.header.count == sum(answers) == made.file.count
    assert made.value(3671990101809999) is None


def test_who_is_registered_twice_is_listed_under_both(db: Cursor, system_actor: Actor) -> None:
    kept = make_person(db, born=date(1995, 3, 2), resident="{[2011-01-01,)}")
    absorbed = make_person(db, resident="{[1995-03-02,2011-01-01)}")
    assert (covered(kept), covered(absorbed)) == (True, False)
    merge_persons(kept=kept.person_id, absorbed=absorbed.person_id, reason="one", by=system_actor,
                  on=DAY)  # fmt: skip
    made = listed(db)
    assert [covered(kept), covered(absorbed)] == [True, True]
    assert [made.value(kept.nik), made.value(absorbed.nik)] == [7, 7], "by the kept birth date"


def test_the_value_says_the_ward_and_who_is_too_young_for_a_ktp(db: Cursor) -> None:
    ages = {
        born: make_person(db, born=born, resident="{[1980-01-01,)}")
        for born in (date(1995, 3, 1), date(1995, 3, 2), date(2012, 2, 29), date(1996, 2, 29))
    }
    made = listed(db)
    for born, person in ages.items():
        minor = born > youngest_birth(17, DAY)
        assert made.value(person.nik) == list_value(3, minor=minor), born
    assert made.value(ages[date(1995, 3, 1)].nik) == 3
    assert made.value(ages[date(1995, 3, 2)].nik) == 7


def test_the_list_says_what_its_desk_decides_by(db: Cursor) -> None:
    header = listed(db).signed.header
    assert header.desk is not None
    assert (header.provider_code, header.day, header.number) == (HOSPITAL, "2012-03-01", 1)
    assert header.valid_until - header.made_at == 72 * 3600
    assert header.made_at == AT.timestamp()
    assert header.desk.stage_code == "universal-2012"
    assert header.desk.services == ("emergency", "inpatient", "outpatient")
    assert header.desk.letters_max == 60
    hospital = provider(db, MAYOR, HOSPITAL)
    assert hospital is not None
    expected = reserve_estimate(
        tangerang(), care="inpatient", provider_class=hospital.provider_class, on=DAY
    )
    assert header.desk.reserve_inpatient_idr == expected


def test_one_list_a_day_and_the_next_is_chained_to_it(db: Cursor) -> None:
    siti = make_person(db)
    first = listed(db)
    assert listed(db).file == first.file
    db.execute("UPDATE registry_person SET died_on = %s WHERE nik = %s", [DAY, siti.nik])
    budi = make_person(db)
    second = listed(db, on=NEXT_DAY, at=AT + timedelta(1))
    assert second.signed.header.previous == first.signed.list_id
    assert (first.value(siti.nik), second.value(siti.nik)) == (3, None)
    assert (first.value(budi.nik), second.value(budi.nik)) == (None, 3)
    delta = reads.list_file("36.71", second.file, delta=True).read_bytes()
    assert len(delta) == second.file.delta_size
    keys = reads.trusted_keys(db, MAYOR, "lists")
    assert listing.apply_delta(first.signed, delta, keys) == second.signed


def test_hospitals_have_different_keys_and_do_not_see_each_others_lists(db: Cursor) -> None:
    siti = make_person(db)
    mine = listed(db)
    [theirs] = make_lists(provider_code="3671902", by=MAYOR, on=DAY, at=AT)
    assert reads.list_key("36.71", "3671902", 1) != mine.key
    other = listing.read_list(
        reads.list_file("36.71", theirs).read_bytes(), reads.trusted_keys(db, MAYOR, "lists")
    )
    key = listing.prefix(siti.nik, mine.key, 6)
    assert (listing.find(mine.signed, key), listing.find(other, key)) == (3, None)
    db.execute("SELECT set_config('multiguna.provider', %s, true)", [HOSPITAL])
    for table in ("coverage_list", "coverage_list_key"):
        rows = db.execute(f"SELECT DISTINCT provider_code FROM {table}").fetchall()
        assert rows == [(HOSPITAL,)], table


def test_a_device_takes_its_key_once_with_the_citys_code(db: Cursor) -> None:
    number, code = invite_device(provider_code=HOSPITAL, name="Loket IGD", by=MAYOR, on=DAY)
    stranger = replace(CLERK, provider_code="3671902")
    wrong = {"code": "0" * 12, "by": CLERK, "on": DAY}
    assert refusal(enrol_device, **wrong) == "device_code_wrong"
    late = {"code": code, "by": CLERK, "on": DAY + timedelta(2)}
    assert refusal(enrol_device, **late) == "device_code_wrong"
    with db.connection.transaction(force_rollback=True):
        db.execute("SELECT set_config('multiguna.provider', '3671902', true)")
        assert refusal(enrol_device, code=code, by=stranger, on=DAY) == "device_code_wrong"
    device = enrol_device(code=f" {code[:6].lower()} {code[6:]}", by=CLERK, on=NEXT_DAY)
    assert (device.device_no, device.name, device.key_no) == (number, "Loket IGD", 1)
    assert device.key == reads.list_key("36.71", HOSPITAL, 1)
    assert refusal(enrol_device, code=code, by=CLERK, on=DAY) == "device_code_wrong"
    assert code not in str(db.execute("SELECT * FROM coverage_device").fetchall())
    assert code not in str(db.execute("SELECT body FROM audit_record").fetchall())


def test_only_hospitals_with_a_device_get_lists_by_themselves(db: Cursor) -> None:
    assert make_lists(by=MAYOR, on=DAY, at=AT) == []
    invite_device(provider_code="3671902", name="Loket", by=MAYOR, on=DAY)
    assert [one.provider_code for one in make_lists(by=MAYOR, on=DAY, at=AT)] == ["3671902"]


def test_a_new_key_makes_a_new_list_that_the_old_key_cannot_read(db: Cursor) -> None:
    siti = make_person(db)
    first = listed(db)
    assert rotate_list_key(provider_code=HOSPITAL, reason="stolen", by=MAYOR, on=DAY) == 2
    second = listed(db)
    assert (second.file.key_no, second.file.previous) == (2, first.file.list_id)
    assert second.file.delta_size is None
    assert second.value(siti.nik) == 3
    assert listing.find(second.signed, listing.prefix(siti.nik, first.key, 6)) is None


def test_signers_change_and_devices_follow_by_the_ring(db: Cursor) -> None:
    first = listed(db)
    believed = reads.trusted_keys(db, MAYOR, "lists")
    assert rotate_signer(use="lists", by=MAYOR, on=NEXT_DAY) == 2
    ring = reads.key_ring(db, MAYOR, made_at=1)
    second = reads.list_file("36.71", make_lists(
        provider_code=HOSPITAL, by=MAYOR, on=NEXT_DAY, at=AT + timedelta(1))[0])  # fmt: skip
    with pytest.raises(Refused) as refused:
        listing.read_list(second.read_bytes(), believed)
    assert refused.value.code == "list_wrong_key"
    followed = listing.trusted(listing.read_ring(ring, believed), "lists")
    assert listing.read_list(second.read_bytes(), followed).header.previous == first.file.list_id
    assert len(followed) == 2
    rotate_signer(use="lists", distrust_earlier=True, by=MAYOR, on=NEXT_DAY)
    with pytest.raises(Refused) as refused:
        listing.read_ring(reads.key_ring(db, MAYOR, made_at=2), followed)
    assert refused.value.code == "list_wrong_key", "a stolen key cannot bring its successor"
    assert len(reads.trusted_keys(db, MAYOR, "lists")) == 1


def test_a_changed_ring_is_refused(db: Cursor) -> None:
    listed(db)
    believed = reads.trusted_keys(db, MAYOR, "lists")
    ring = reads.key_ring(db, MAYOR, made_at=1)
    assert listing.read_ring(ring, believed) == reads.signers(db, MAYOR)
    codes = set()
    for at in range(len(ring)):
        changed = ring[:at] + bytes([ring[at] ^ 1]) + ring[at + 1 :]
        with pytest.raises(Refused) as refused:
            listing.read_ring(changed, believed)
        codes.add(refused.value.code)
    assert codes == {"list_malformed", "list_wrong_key", "list_damaged"}


def test_who_may_do_what(db: Cursor, actor: object) -> None:
    verifier = Actor("vera", Role.VERIFIER, "36.71")
    for act, values in (
        (invite_device, {"provider_code": HOSPITAL, "name": "x"}),
        (rotate_list_key, {"provider_code": HOSPITAL, "reason": "x"}),
        (rotate_signer, {"use": "lists"}),
        (make_lists, {"at": AT}),
        (enrol_device, {"code": "x"}),
    ):
        assert refusal(act, **values, by=verifier, on=DAY) == "role_not_allowed"
    unknown = {"provider_code": "9999999", "by": MAYOR, "on": DAY}
    assert refusal(invite_device, name="x", **unknown) == "provider_unknown"
    assert refusal(make_lists, at=AT, **unknown) == "no_agreement"


def test_a_pack_that_does_not_allow_it_makes_no_list(db: Cursor, system_actor: Actor) -> None:
    pack = tangerang()
    without = tuple(one for one in pack.parameters if one.name != "offline_letters_max")
    install(system_actor, replace(pack, version="1.1", parameters=without))
    assert refusal(make_lists, by=MAYOR, on=DAY, at=AT) == "offline_not_allowed"
