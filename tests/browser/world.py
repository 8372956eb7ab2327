"""A small city for tests of pages: two hospitals, their staff, the city's staff, three people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import psycopg
import pytest
from django.test import Client
from django.test.utils import override_settings
from tests.people import HOSPITAL, Someone, install, make_person

from multiguna.accounts.actions import add_user
from multiguna.accounts.models import User
from multiguna.kernel.db import transaction
from multiguna.kernel.terms import Role, system
from multiguna.ledger.actions import post
from multiguna.ledger.terms import EntryKind, Posting

OTHER_HOSPITAL = "3671902"
PASSWORD = "rahasia-benar-9"
TODAY = date(2012, 12, 31)
BUDGET_IDR = 60_000_000
STAFF = {
    "lina": (Role.DESK_CLERK, HOSPITAL),
    "dewi": (Role.DESK_CLERK, OTHER_HOSPITAL),
    "karim": (Role.BILLER, HOSPITAL),
    "vera": (Role.VERIFIER, None),
    "wati": (Role.VERIFIER, None),
    "beni": (Role.TREASURER, None),
    "prita": (Role.TREASURER, None),
    "kamal": (Role.TREASURER, None),
    "bowo": (Role.TREASURER, None),
    "audi": (Role.AUDITOR, None),
    "putri": (Role.PLANNER, None),
}


CLAIM = """
INSERT INTO claims_claim (region, claim_id, batch_id, row_no, provider_code, claim_no, mrn,
    patient_name, id_type, id_value, care, care_class, admission_date, discharge_date,
    service_date, primary_diagnosis, diagnoses, procedures, cbg_code, cbg_description, los,
    charge_idr, charges, billed_idr, payor_id, payor_name, doctor, tariff_class_code, cbg_version,
    grouper_version, raw, content_hash, account_id, received_on, person_id)
VALUES ('36.71', %(id)s, %(batch)s, 1, %(provider)s, %(no)s, 'MR-1', %(name)s, 'nik', %(nik)s,
    'inpatient', 3, '2012-05-03', '2012-05-06', '2012-05-03', 'J18.9', '{J18.9}', '{}',
    'J-4-16-I', 'PNEUMONIA', 4, 0, '{}', 2000000, '5', 'JAMKESDA', 'dr. Contoh', 'BS', '', '',
    '{}', '', '2012/RI', '2012-06-02', %(person)s)
"""
BATCH = """
INSERT INTO claims_batch (region, batch_id, provider_code, file_hash, file_name, format, rows,
    imported, unchanged, refused, received_on, received_by)
VALUES ('36.71', %(batch)s, %(provider)s, %(no)s, 'P.txt', 'eklaim', 1, 1, 0, 0,
    '2012-06-02', 'system')
"""
LINE = """
INSERT INTO claims_line (region, claim_id, line_no, provider_code, kind, code, billed_idr)
VALUES ('36.71', %(id)s, 1, %(provider)s, 'cbg', 'J-4-16-I', 2000000)
"""
APPROVAL = """
INSERT INTO claims_adjudication (region, claim_id, version, provider_code, outcome, billed_idr,
    approved_idr, reduced_idr, rejected_idr, pended_idr, stage_code, pack_hash, record_id,
    decided_on, decided_by)
VALUES ('36.71', %(id)s, 1, %(provider)s, %(outcome)s, 2000000, %(approved)s, %(reduced)s, 0, 0,
    'universal-2012', '', 7, '2012-06-10', 'vera')
"""
DECISION = """
INSERT INTO claims_adjudication (region, claim_id, version, provider_code, outcome, billed_idr,
    approved_idr, reduced_idr, rejected_idr, pended_idr, stage_code, pack_hash, record_id,
    decided_on, decided_by)
VALUES ('36.71', %(id)s, 1, %(provider)s, %(outcome)s, 2000000, 0, 0, %(rejected)s, %(pended)s,
    'universal-2012', '', 7, '2012-06-10', 'vera')
"""
FINDING = """
INSERT INTO claims_finding (region, claim_id, version, rule_code, provider_code, severity,
    amount_idr, facts)
VALUES ('36.71', %(id)s, 1, %(rule)s, %(provider)s, %(severity)s, 2000000, %(facts)s)
"""


@dataclass(frozen=True)
class World:
    """Who lives here: Siti and her family card, Budi who moved away, and nobody with `NOBODY`."""

    siti: Someone
    budi: Someone


def city(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """The body of a fixture: a world on the last day of 2012, with a quick password hash."""
    monkeypatch.setenv("MULTIGUNA_TODAY", TODAY.isoformat())
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield _build()


def logged_in(username: str) -> Client:
    """A browser in which someone is logged in (city roles past their second factor)."""
    client = Client()
    client.force_login(
        User.objects.get(username=username), "django.contrib.auth.backends.ModelBackend"
    )
    return client


def _build() -> World:
    """Install the pack with a budget, open the accounts, put the people in the registry."""
    by = system("36.71")
    install(by, budget={"RI": BUDGET_IDR, "RJ": BUDGET_IDR})
    for username, (role, provider_code) in STAFF.items():
        add_user(
            username=username,
            full_name=username.title(),
            role=role,
            password=PASSWORD,
            provider_code=provider_code,
            by=by,
            on=TODAY,
        )
    with transaction(by) as cursor:
        siti = make_person(
            cursor,
            name="SITI CONTOH",
            sex=2,
            born=date(1984, 4, 9),
            resident="{[1984-04-09,)}",
        )
        budi = make_person(cursor, name="BUDI CONTOH", resident="{[1980-05-17,2010-01-01)}")
    return World(siti, budi)


def put_claims(superuser: psycopg.Connection, world: World) -> None:
    """Siti's claim 11 of the first hospital, rejected, and claim 12 of the second, pended."""
    own = {
        "id": 11, "batch": 1, "provider": HOSPITAL, "no": "KLAIM-SATU", "name": "SITI CONTOH",
        "outcome": "rejected", "rejected": 2_000_000, "pended": 0, "rule": "no_guarantee",
        "severity": "reject", "facts": '{"letter": "none"}',
    }  # fmt: skip
    other = {
        "id": 12, "batch": 2, "provider": OTHER_HOSPITAL, "no": "KLAIM-DUA", "name": "BUDI CONTOH",
        "outcome": "pended", "rejected": 0, "pended": 2_000_000, "rule": "los_mismatch",
        "severity": "pend", "facts": '{"los": 9, "days": 4}',
    }  # fmt: skip
    for claim in (own, other):
        values = {**claim, "nik": str(world.siti.nik), "person": world.siti.person_id}
        for statement in (BATCH, CLAIM, LINE, DECISION, FINDING):
            superuser.execute(statement, values)


APPROVED = {
    "KLAIM-TIGA": (13, 2_000_000),
    "KLAIM-EMPAT": (14, 1_500_000),
    "KLAIM-LIMA": (15, 500_000),
}
"""Claims of the first hospital that were decided on: number and what was approved."""


def put_approved(superuser: psycopg.Connection, world: World) -> None:
    """Three claims of May 2012, billed and decided by Vera, as entries too: 4,000,000 owed."""
    by = system("36.71")
    for number, (claim_no, (claim_id, approved_idr)) in enumerate(APPROVED.items(), start=1):
        values = {
            "id": claim_id, "batch": 90 + number, "provider": HOSPITAL, "no": claim_no,
            "name": "SITI CONTOH", "nik": str(world.siti.nik), "person": world.siti.person_id,
            "outcome": "approved" if approved_idr == 2_000_000 else "reduced",
            "approved": approved_idr, "reduced": 2_000_000 - approved_idr,
        }  # fmt: skip
        for statement in (BATCH, CLAIM, LINE, APPROVAL):
            superuser.execute(statement, values)
        moves = (
            ("bill", date(2012, 6, 2), {"billed_idr": 2_000_000}),
            ("approve", date(2012, 6, 10),
             {"billed_idr": -2_000_000, "obligations_idr": approved_idr}),
        )  # fmt: skip
        with transaction(by) as cursor:
            for kind, on, deltas in moves:
                posting = Posting(
                    f"{kind}:{claim_id}", "2012/RI", EntryKind(kind), on, provider_code=HOSPITAL,
                    care="inpatient", village_code="36.71.07.1003", claim_id=claim_id, **deltas,
                )  # fmt: skip
                post(cursor, posting, by=by)
