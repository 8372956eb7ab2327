"""Two implementations of whom a claim may be about: SQL and Python find the same people."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.claims_rows import put
from tests.people import tangerang

from multiguna.claims.actions.candidates import by_numbers, matching_values
from multiguna.claims.rules.matching import candidates, digit_slip, one_slip
from multiguna.claims.terms.matching import Found, HolderFacts, PatientFacts, PromiseFacts
from multiguna.kernel.db import Cursor, connection
from multiguna.kernel.terms import Actor

HOSPITALS = ("3671901", "3671902")
START = date(2012, 3, 1)
BIRTHS = (date(1980, 2, 29), date(1980, 2, 28), date(2012, 2, 25))
NAMES = ("SITI AMINAH", "BUDI", "Ny. Siti Aminah", "")
ENDS = (None, None, "billed", "expired", "released", "settled")
CARE_FIRST = 2


@dataclass
class Place:
    """Residents, letters, and claims whose numbers are damaged in every way."""

    holders: list[HolderFacts] = field(default_factory=list)
    letters: list[tuple[PromiseFacts, str | None]] = field(default_factory=list)
    claims: dict[int, PatientFacts] = field(default_factory=dict)
    rejected: set[int] = field(default_factory=set)


def damaged(dice: random.Random, text: str) -> str:
    """A text with one slip, or two, or none."""
    for _ in range(dice.choice([0, 1, 1, 1, 2])):
        at = dice.randrange(len(text))
        other = dice.choice("0123456789")
        text = dice.choice([
            text[:at] + other + text[at + 1:], text[:at] + text[at + 1:],
            text[:at] + other + text[at:],
            text[:at] + text[at:at + 2][::-1] + text[at + 2:],
        ])  # fmt: skip
    return text


def a_place(seed: int) -> Place:
    """A small place; numbers are close to each other, so that slips hit more than one."""
    dice = random.Random(seed)
    place = Place()
    for number in range(dice.randint(1, 5)):
        nik = f"36719969028000{dice.choice('01')}{number}"
        card = f"000123456789{dice.choice('01')}"
        place.holders.append(
            HolderFacts(number + 1, nik, dice.choice(NAMES[:2]), dice.choice(BIRTHS[:2]),
                        dice.choice([1, 2]), (card,) if dice.random() < 0.5 else ())
        )  # fmt: skip
    for number in range(dice.randint(0, 6)):
        holder = dice.choice(place.holders)
        start = START + timedelta(days=dice.randint(-3, 3))
        end = dice.choice(ENDS)
        place.letters.append((
            PromiseFacts(
                f"36719010312J0000{dice.choice('01')}{number}", holder.person_id,
                dice.choice([*HOSPITALS[:1] * 3, HOSPITALS[1]]),
                dice.choice(["inpatient"] * 3 + ["outpatient"]),
                start, start + timedelta(days=dice.randint(1, 6)), dice.random() < 0.3,
                BIRTHS[2] if dice.random() < 0.2 else None,
            ),
            end,
        ))  # fmt: skip
    for claim_id in range(1, dice.randint(2, 7)):
        place.claims[claim_id] = a_claim(dice, place, claim_id)
        if dice.random() < 0.2:
            place.rejected.add(claim_id)
    return place


def a_claim(dice: random.Random, place: Place, claim_id: int) -> PatientFacts:
    """A claim about somebody, with the letter and person that its numbers name exactly."""
    holder = dice.choice(place.holders)
    letter, _ = dice.choice([*place.letters, (None, None)])
    if letter and dice.random() < 0.6:
        holder = place.holders[letter.person_id - 1]
    written = damaged(dice, letter.letter_no) if letter else f"KLAIM{claim_id}"
    if dice.random() < 0.3:
        written = f"{written[:7]}-{written[7:].lower()}".replace("0", "o")
    nik = damaged(dice, holder.nik) if dice.random() < 0.5 else None
    nik = nik if nik is not None and len(nik) == 16 else None
    named = next((one for one in place.holders if one.nik == nik), None)
    own = next((one for one, _ in place.letters if one.letter_no == written
                and one.provider_code == HOSPITALS[0]), None)  # fmt: skip
    return PatientFacts(
        claim_no=written, provider_code=HOSPITALS[0], care="inpatient",
        service_date=START + timedelta(days=dice.randint(-2, 4)), name=dice.choice(NAMES), nik=nik,
        card_no=None if nik else f"000123456789{dice.choice('01')}",
        birth_date=dice.choice([holder.birth_date, holder.birth_date, *BIRTHS, None]),
        sex=dice.choice([holder.sex, holder.sex, 1, None]),
        letter_no=own.letter_no if own else None,
        person_id=own.person_id if own else named.person_id if named else None,
    )  # fmt: skip


def in_python(place: Place) -> dict[int, tuple[Found, ...]]:
    """What the plain rule finds for each claim that lacks its letter or its person."""
    found = {}
    for claim_id, claim in place.claims.items():
        if claim_id in place.rejected or None not in (claim.letter_no, claim.person_id):
            continue
        letters = [
            PromiseFacts(
                one.letter_no, one.person_id, one.provider_code, one.care, one.valid_from,
                one.valid_until, one.emergency, one.born_on,
                free=end not in ("released", "settled") and not any(
                    other.letter_no == one.letter_no
                    for number, other in place.claims.items()
                    if number != claim_id and number not in place.rejected
                ),
            ) for one, end in place.letters
        ]  # fmt: skip
        found[claim_id] = candidates(claim, place.holders, letters, care_first_days=CARE_FIRST)
    return {claim_id: each for claim_id, each in found.items() if each}


def in_sql(cursor: Cursor, place: Place, by: Actor) -> dict[int, tuple[Found, ...]]:
    """What the statement keeps as candidates."""
    insert(cursor, place)
    values = matching_values(tangerang(), None, by, date(2014, 1, 1))
    values |= {"care_first_days": CARE_FIRST, "longest_days": 30}
    by_numbers(cursor, values, by, date(2014, 1, 1))
    rows = cursor.execute(
        "SELECT claim_id, person_id, letter_no, method, score_bp FROM claims_candidate "
        "ORDER BY claim_id, person_id, coalesce(letter_no, '')"
    ).fetchall()
    found: dict[int, tuple[Found, ...]] = {}
    for claim_id, *said in rows:
        found[claim_id] = (*found.get(claim_id, ()), Found(*said))
    return found


def insert(cursor: Cursor, place: Place) -> None:
    """Put the place into the database."""
    insert_people(cursor, place)
    insert_claims(cursor, place)


def insert_people(cursor: Cursor, place: Place) -> None:
    """The hospitals, the budget line, and who may be meant with their cards."""
    put(cursor, "providers_provider", [
        dict.fromkeys(["name", "ownership", "tariff_code", "ppk_code", "village_code", "address",
                       "owner_group", "bank_account_name"], "") | {
            "provider_class": "B", "provider_code": provider} for provider in HOSPITALS
    ])  # fmt: skip
    put(cursor, "ledger_account", [
        {"account_id": "A", "fiscal_year": 2012, "line_code": "A", "name_id": "", "name_en": "",
         "sub_activity_code": "", "account_code": "5.1.02.02.01.0077", "care": "",
         "policy": "unfunded", **dict.fromkeys(
             [f"{name}_idr" for name in ("appropriation", "released", "committed", "billed",
                                         "obligations", "ordered", "paid", "arrears")], 0)}
    ])  # fmt: skip
    put(cursor, "registry_import", [
        {"import_no": n, "file_hash": "", "kind": "jkn", "file_name": "", "rows": 0, "inserted": 0,
         "updated": 0, "unchanged": 0, "refused": 0, "warned": 0, "imported_by": "",
         "imported_on": START, "recorded_at": START} for n in (1, 2)
    ])  # fmt: skip
    put(cursor, "registry_person", [
        {"person_id": p.person_id, "nik": int(p.nik), "kk": int(p.nik), "name": p.name,
         "sex": p.sex, "birth_date": p.birth_date, "birth_place": "", "address": "", "rt": "",
         "rw": "", "village_code": "36.71.01.1001", "relation": 1, "marital": 1, "ektp": True,
         "poor": "{}", "near_poor": "{}", "other_payer": "{}", "residency": "{}",
         "known_since": START} for p in place.holders
    ])  # fmt: skip
    put(cursor, "registry_membership", [
        {"import_no": n, "row_no": p.person_id, "person_id": p.person_id, "segment": "",
         "card_no": card if n == 2 else "0009999999999", "active": True, "valid_from": START}
        for p in place.holders for card in p.card_nos for n in (1, 2)
    ])  # fmt: skip


def insert_claims(cursor: Cursor, place: Place) -> None:
    """The letters with their ends, and the claims that stand on some."""
    put(cursor, "guarantees_letter", [
        {"letter_no": x.letter_no, "person_id": x.person_id, "id_type": "nik",
         "born_on": x.born_on, "provider_code": x.provider_code, "care": x.care, "care_class": 3,
         "emergency": x.emergency, "diagnosis": "", "issued_on": x.valid_from,
         "valid_from": x.valid_from, "valid_until": x.valid_until, "account_id": "A",
         "reserved_idr": 0, "arrears_idr": 0, "provider_class": "B", "estimate_settled": 0,
         "q10_idr": 0, "q50_idr": 0, "q80_idr": 0, "q90_idr": 0, "q95_idr": 0,
         "reason_code": "", "stage_code": "", "village_code": "36.71.01.1002", "record_id": 0,
         "issued_by": "", "recorded_at": START} for x, _ in place.letters
    ])  # fmt: skip
    put(cursor, "guarantees_resolution", [
        {"letter_no": x.letter_no, "provider_code": x.provider_code, "kind": end, "amount_idr": 0,
         "on_date": START, "resolved_by": "", "recorded_at": START}
        for x, end in place.letters if end
    ])  # fmt: skip
    put(cursor, "claims_batch", [
        {"batch_id": 1, "provider_code": HOSPITALS[0], "file_hash": "", "file_name": "",
         "format": "eklaim", "rows": 0, "imported": 0, "unchanged": 0, "corrected": 0,
         "refused": 0, "received_on": START, "received_by": "", "recorded_at": START}
    ])  # fmt: skip
    put(cursor, "claims_claim", [
        {"claim_id": claim_id, "batch_id": 1, "row_no": claim_id, "provider_code": c.provider_code,
         "claim_no": c.claim_no, "mrn": "", "patient_name": c.name,
         "id_type": "nik" if c.nik else "jkn_card", "id_value": c.nik or c.card_no,
         "birth_date": c.birth_date, "sex": c.sex, "care": c.care, "care_class": 3,
         "admission_date": c.service_date,
         "discharge_date": c.service_date + timedelta(days=claim_id),
         "service_date": c.service_date, "primary_diagnosis": "", "diagnoses": [],
         "procedures": [], "cbg_code": "", "cbg_description": "", "charge_idr": 0, "charges": [],
         "billed_idr": 0, "payor_id": "", "payor_name": "", "doctor": "", "tariff_class_code": "",
         "cbg_version": "", "grouper_version": "", "raw": {}, "content_hash": "",
         "letter_no": c.letter_no, "person_id": c.person_id, "account_id": "A",
         "received_on": START, "revision": 0} for claim_id, c in place.claims.items()
    ])  # fmt: skip
    put(cursor, "claims_adjudication", [
        {"claim_id": claim_id, "version": 1, "provider_code": HOSPITALS[0], "outcome": "rejected",
         "billed_idr": 0, "approved_idr": 0, "reduced_idr": 0, "rejected_idr": 0, "pended_idr": 0,
         "pack_hash": "", "basis": "rules", "reason": "", "record_id": 0, "decided_on": START,
         "decided_by": "", "recorded_at": START} for claim_id in sorted(place.rejected)
    ])  # fmt: skip


@settings(
    max_examples=250, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(seed=st.integers(0, 2**32))
def test_sql_and_python_find_alike(db: Cursor, system_actor: Actor, seed: int) -> None:
    place = a_place(seed)
    with connection().transaction(force_rollback=True):
        found = in_sql(db, place, system_actor)
    assert found == in_python(place)


def test_the_random_places_meet_every_method() -> None:
    """The sweep above is worth something only if each method finds somebody in it."""
    seen: Counter[str] = Counter()
    for seed in range(300):
        for found in in_python(a_place(seed)).values():
            for one in found:
                seen[one.method] += 1
                seen["without a letter"] += one.letter_no is None
                seen["against"] += one.score_bp % 1000 != 0 and one.score_bp < 9_500
    wanted = ("letter_written", "letter_digits", "person_letter", "nik_digits", "card",
              "without a letter", "against")  # fmt: skip
    assert [case for case in wanted if seen[case] < 20] == []


TEXTS = st.text("012J", min_size=0, max_size=6)


@settings(max_examples=2000, deadline=None)
@given(TEXTS, TEXTS)
def test_one_slip_is_one_edit(written: str, right: str) -> None:
    """The same as trying every edit of the right text."""
    edits = {right[:i] + right[i + 1 :] for i in range(len(right))}
    edits |= {right[:i] + c + right[i:] for i in range(len(right) + 1) for c in "012J"}
    edits |= {right[:i] + c + right[i + 1 :] for i in range(len(right)) for c in "012J"}
    edits |= {right[:i] + right[i + 1] + right[i] + right[i + 2 :] for i in range(len(right) - 1)}
    assert one_slip(written, right) == (written in edits - {right})
    assert digit_slip(written, right) == (one_slip(written, right) and len(written) == len(right))
