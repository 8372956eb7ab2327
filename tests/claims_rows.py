"""Puts a random city of claims into the database, one statement a table."""

from __future__ import annotations

from datetime import date

from psycopg.types.json import Jsonb
from tests.claims_city import PROVIDERS, START, TOPUPS, City, Claim, decisions, is_run

from multiguna.claims.terms import ClaimFacts
from multiguna.kernel.db import Cursor


def insert(cursor: Cursor, city: City) -> None:
    """Put the city into the database, one statement a table."""
    insert_law(cursor, city)
    put(cursor, "ledger_account", [
        {"account_id": "A", "fiscal_year": 2012, "line_code": "A", "name_id": "", "name_en": "",
         "sub_activity_code": "", "account_code": "5.1.02.02.01.0077", "care": "",
         "policy": "unfunded", **dict.fromkeys(
             [f"{name}_idr" for name in ("appropriation", "released", "committed", "billed",
                                         "obligations", "ordered", "paid", "arrears")], 0)}
    ], leave_out="available_idr")  # fmt: skip
    put(cursor, "registry_person", [
        {"person_id": p.person_id, "nik": int(p.nik), "kk": p.card, "name": "", "sex": p.sex,
         "birth_date": p.birth_date, "birth_place": "", "address": "", "rt": "", "rw": "",
         "village_code": "36.71.01.1001", "relation": 1, "marital": 1, "ektp": True,
         "died_on": p.died_on, "poor": "{}", "near_poor": "{}", "other_payer": "{}",
         "residency": f"{{[{p.resident.starts},{p.resident.until or ''})}}"} for p in city.people
    ])  # fmt: skip
    put(cursor, "registry_person", [
        {"person_id": p.person_id + TWIN, "nik": int(p.nik) + 10**13, "kk": int(p.nik), "name": "",
         "sex": p.sex, "birth_date": p.birth_date, "birth_place": "", "address": "", "rt": "",
         "rw": "", "village_code": "36.71.01.1001", "relation": 1, "marital": 1, "ektp": True,
         "poor": "{}", "near_poor": "{}", "other_payer": "{}", "residency": "{}",
         "known_since": START} for p in city.people
    ])  # fmt: skip
    put(cursor, "registry_person_past", [
        {"past_id": n, "person_id": p.person_id, "nik": int(p.nik), "body": {"kk": p.moved[1]},
         "import_hash": "", "replaced_at": f"{p.moved[0]}T00:00:00+07:00"}
        for n, p in enumerate(city.people) if p.moved
    ])  # fmt: skip
    put(cursor, "guarantees_letter", [
        {"letter_no": x.letter_no, "person_id": x.person.person_id, "id_type": "nik",
         "born_on": x.born_on, "provider_code": x.provider_code, "care": x.care, "care_class": 3,
         "emergency": x.emergency, "diagnosis": "", "issued_on": x.valid_from,
         "valid_from": x.valid_from, "valid_until": x.valid_until, "account_id": "A",
         "reserved_idr": 0, "arrears_idr": 0, "provider_class": "B", "estimate_settled": 0,
         "q10_idr": 0, "q50_idr": 0, "q80_idr": 0, "q90_idr": 0, "q95_idr": 0,
         "reason_code": "", "stage_code": "",
         "village_code": "36.71.01.1002", "record_id": 0, "issued_by": "",
         "recorded_at": START} for x in city.letters
    ])  # fmt: skip
    put(cursor, "guarantees_resolution", [
        {"letter_no": x.letter_no, "provider_code": x.provider_code, "kind": x.end,
         "amount_idr": 0, "on_date": START, "resolved_by": "", "recorded_at": START}
        for x in city.letters if x.end
    ])  # fmt: skip
    insert_before(cursor, city)
    insert_claims(cursor, city)
    insert_whom(cursor, city)


def insert_law(cursor: Cursor, city: City) -> None:
    """The hospitals, what is agreed with them, and their payer codes."""
    put(cursor, "providers_provider", [
        dict.fromkeys(["name", "ownership", "tariff_code", "ppk_code", "village_code", "address",
                       "owner_group", "bank_account_name"], "") | {
            "provider_class": "B", "provider_code": provider} for provider in PROVIDERS
    ])  # fmt: skip
    put(cursor, "providers_agreement", [
        {"agreement_no": x.facts.agreement_no, "provider_code": x.provider_code,
         "valid_from": x.period.starts, "valid_until": x.period.until,
         "services": ";".join(x.facts.services), "payment_days": 15,
         "claim_deadline_days": x.facts.deadline_days, "basis": x.facts.basis,
         "lesser_of": x.facts.lesser_of, "claim_ceiling_idr": x.facts.claim_ceiling_idr,
         "month_ceiling_idr": x.facts.month_ceiling_idr, "legal": ""} for x in city.agreements
    ])  # fmt: skip
    put(cursor, "providers_exclusion", [
        {"agreement_no": x.facts.agreement_no, "kind": kind, "code": code, "legal": ""}
        for x in city.agreements for kind, code in x.facts.exclusions
    ])  # fmt: skip
    put(cursor, "providers_rate", [
        {"provider_code": p, "code_system": s, "code": c, "care_class": k, "valid_from": start,
         "valid_until": until, "amount_idr": amount, "legal": ""}
        for p, s, c, k, start, until, amount in city.rates
    ])  # fmt: skip
    put(cursor, "providers_payor", [
        {"provider_code": "*", "payor_id": "5", "payor_name": "JAMKESDA", "payer": "programme"},
        {"provider_code": "*", "payor_id": "3", "payor_name": "JKN", "payer": "jkn"},
        {"provider_code": PROVIDERS[0], "payor_id": "3", "payor_name": "JKN", "payer": "self"},
    ])  # fmt: skip


BEFORE = -10_000
"""Added to a claim's number, this is the number of what it corrects, and twice that one before."""


def corrects(claim: ClaimFacts, other_id: int | None, revision: int) -> dict[str, object]:
    """The columns that say whether it is a correction."""
    if other_id is None:
        return {"corrects": None, "revision": 0, "first_received_on": None}
    return {"corrects": other_id, "revision": revision, "first_received_on": claim.received_on}


def decided_before(one: Claim) -> int | None:
    """The latest claim before it that people decided."""
    number = one.facts.claim_id + BEFORE
    return {"": None, "rules": None, "between": number + BEFORE}.get(one.before, number)


def insert_before(cursor: Cursor, city: City) -> None:
    """Two batches, and in the past one what claims correct: one and the one before that, rejected
    at last by the rules."""
    put(cursor, "claims_batch", [
        {"batch_id": n, "provider_code": PROVIDERS[0], "file_hash": str(n), "file_name": "",
         "format": "eklaim", "rows": 0, "imported": 0, "unchanged": 0, "refused": 0,
         "received_on": START, "received_by": "", "recorded_at": START} for n in (1, 2)
    ])  # fmt: skip
    ids = [
        (one, one.facts, one.facts.claim_id + times * BEFORE, times)
        for one in city.claims if one.before for times in (2, 1)
    ]  # fmt: skip
    common: dict[str, object] = dict.fromkeys(
        ["mrn", "patient_name", "cbg_description", "payor_id", "payor_name", "doctor",
         "tariff_class_code", "cbg_version", "grouper_version", "content_hash"], "")  # fmt: skip
    put(cursor, "claims_claim", [
        common | {
            "claim_id": number, "batch_id": 2, "row_no": number, "claim_no": str(number),
            "provider_code": c.provider_code, "id_type": c.id_type, "id_value": c.id_value,
            "care": c.care, "care_class": c.care_class, "admission_date": c.admission_date,
            "discharge_date": c.discharge_date, "service_date": c.service_date,
            "primary_diagnosis": c.primary_diagnosis, "diagnoses": [], "procedures": [],
            "cbg_code": c.cbg_code, "charge_idr": 0, "charges": [], "billed_idr": c.billed_idr,
            "raw": {}, "account_id": "A", "received_on": c.received_on,
            **corrects(c, number + BEFORE if times == 1 else None, 1)}
        for _, c, number, times in ids
    ])  # fmt: skip
    put(cursor, "claims_adjudication", [
        {"claim_id": number, "version": version, "provider_code": c.provider_code,
         "outcome": "rejected", "billed_idr": c.billed_idr, "approved_idr": 0, "reduced_idr": 0,
         "rejected_idr": c.billed_idr, "pended_idr": 0, "pack_hash": "", "record_id": 0,
         "basis": basis, "reason": "" if basis == "rules" else "x", "decided_on": START,
         "decided_by": "", "recorded_at": START}
        for one, c, number, times in ids
        for version, basis in enumerate([
            "verifier" if (one.before, times) in {("person", 1), ("between", 2)} else "rules",
            "rules"], 1)
    ])  # fmt: skip
    put(cursor, "claims_minutes", [
        {"minutes_no": "M", "provider_code": PROVIDERS[0], "month": "2012-01", "seq": 1,
         "closed_on": START, "closed_by": "", "claims": 1, "billed_idr": 0, "approved_idr": 0,
         "open_claims": 0, "open_idr": 0, "content_hash": "", "record_id": 0, "record_body": "",
         "recorded_at": START}
    ])  # fmt: skip
    put(cursor, "claims_minutes_claim", [
        {"claim_id": number, "minutes_no": "M", "provider_code": c.provider_code, "version": 1,
         "outcome": "rejected", "billed_idr": c.billed_idr, "approved_idr": 0}
        for one, c, number, times in ids if (one.before, times) == ("minutes", 1)
    ])  # fmt: skip


def insert_claims(cursor: Cursor, city: City) -> None:
    """The claims: batch 1 is to be decided, batch 2 is the past."""
    put(cursor, "claims_claim", [
        {"claim_id": (c := one.facts).claim_id, "batch_id": 1 if is_run(one) else 2,
         "row_no": c.claim_id, "provider_code": c.provider_code, "claim_no": str(c.claim_id),
         "mrn": "", "patient_name": "", "id_type": c.id_type, "id_value": c.id_value,
         "birth_date": c.birth_date, "sex": c.sex, "care": c.care, "care_class": c.care_class,
         "admission_date": c.admission_date, "discharge_date": c.discharge_date,
         "service_date": c.service_date, "discharge_status": c.discharge_status,
         "primary_diagnosis": c.primary_diagnosis, "diagnoses": [c.primary_diagnosis],
         "procedures": list(c.procedures), "cbg_code": c.cbg_code, "cbg_description": "",
         "los": c.los,
         "charge_idr": c.charge_idr, "charges": list(c.charges), "billed_idr": c.billed_idr,
         "payor_id": one.payor[0], "payor_name": one.payor[1], "doctor": "",
         "tariff_class_code": "", "cbg_version": "", "grouper_version": "", "raw": {},
         "drg": None if c.drg_code is None else {"IDRG_DRG_CODE": c.drg_code},
         "content_hash": "", "letter_no": None if one.found == "confirmed" else c.letter_no,
         "person_id": None if one.found == "confirmed" else number_of(one),
         "account_id": "A", "received_on": c.received_on,
         **corrects(c, BEFORE + c.claim_id if one.before else None, 2)} for one in city.claims
    ])  # fmt: skip
    put(cursor, "claims_line", [
        {"claim_id": one.facts.claim_id, "line_no": number,
         "provider_code": one.facts.provider_code, "kind": kind, "code": TOPUPS.get(kind, "K"),
         "billed_idr": amount}
        for one in city.claims for number, (kind, amount) in enumerate(one.facts.lines, 1)
    ])  # fmt: skip
    put(cursor, "claims_adjudication", [
        {"claim_id": one.facts.claim_id, "version": version,
         "provider_code": one.facts.provider_code, "outcome": outcome,
         "billed_idr": (billed := one.facts.billed_idr),
         "approved_idr": (approved := one.approved_idr if outcome == "approved" else 0),
         "reduced_idr": billed - approved if outcome == "approved" else 0,
         "rejected_idr": billed if outcome == "rejected" else 0,
         "pended_idr": billed if outcome == "pended" else 0, "pack_hash": "", "record_id": 0,
         "decided_on": START, "decided_by": "", "recorded_at": START}
        for one in city.claims for version, outcome in enumerate(decisions(one), 1)
    ])  # fmt: skip


def insert_whom(cursor: Cursor, city: City) -> None:
    """Twins who are one with each person, whom claims may be about, and what was decided."""
    act = {"kind": "merge", "reason": "", "record_id": 0, "merged_by": "", "merged_on": START,
           "recorded_at": START}  # fmt: skip
    put(cursor, "registry_merge", [
        act | {"merge_no": n, "kept_id": p.person_id, "absorbed_id": p.person_id + TWIN}
        for n, p in enumerate(city.people)
    ])  # fmt: skip
    put(cursor, "registry_merged", [
        {"person_id": p.person_id, "kept_id": p.person_id, "is_kept": True, "of_kept": True}
        for p in city.people
    ])  # fmt: skip
    put(cursor, "registry_merged", [
        {"person_id": p.person_id + TWIN, "kept_id": p.person_id, "is_kept": False,
         "of_kept": True, "merge_no": n} for n, p in enumerate(city.people)
    ])  # fmt: skip
    put(cursor, "claims_candidate", [
        {"claim_id": one.facts.claim_id, "candidate_no": 1, "method": "linkage", "score_bp": 9000,
         "person_id": city.people[0].person_id, "agreed": {}, "found_by": "", "found_on": START,
         "letter_no": city.letters[0].letter_no if has_letter(city, one) else None,
         "recorded_at": START} for one in city.claims if has_person(city, one)
    ])  # fmt: skip
    put(cursor, "claims_matching", [
        {"claim_id": one.facts.claim_id, "seq": 1, "provider_code": one.facts.provider_code,
         "kind": "match", "basis": "verifier", "method": "linkage", "person_id": number_of(one),
         "letter_no": one.facts.letter_no, "reason": "", "record_id": 0, "decided_by": "",
         "decided_on": START, "recorded_at": START}
        for one in city.claims if one.found == "confirmed"
    ])  # fmt: skip


TWIN = 1000


def number_of(one: Claim) -> int | None:
    """The number that a claim has its person under."""
    person_id = one.facts.person_id
    return person_id + TWIN if person_id is not None and one.twin else person_id


def has_person(city: City, one: Claim) -> bool:
    """Whether somebody was found whom the claim may be about."""
    return one.found in ("person", "letter") and bool(city.people)


def has_letter(city: City, one: Claim) -> bool:
    """Whether a letter was found too."""
    return one.found == "letter" and bool(city.people) and bool(city.letters)


def put(cursor: Cursor, table: str, rows: list[dict[str, object]], *, leave_out: str = "") -> None:
    """Insert rows given as dictionaries."""
    if not rows:
        return
    values = [
        {key: value.isoformat() if isinstance(value, date) else value for key, value in row.items()}
        | {"region": "36.71"}
        for row in rows
    ]
    columns = ", ".join(f'"{name}"' for name in values[0] if name != leave_out)
    cursor.execute(
        f"INSERT INTO {table} ({columns}) SELECT {columns} "
        f"FROM jsonb_populate_recordset(NULL::{table}, %s)",
        [Jsonb(values)],
    )
