"""The claims office: a list that a hospital sees its own part of, filters, findings in words."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from django.test import Client
from tests.browser.world import HOSPITAL, OTHER_HOSPITAL, World, city, logged_in

from multiguna.claims.terms import RULES
from multiguna.kernel.terms import Actor

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
VALUES ('36.71', %(batch)s, %(provider)s, %(provider)s, 'P.txt', 'eklaim', 1, 1, 0, 0,
    '2012-06-02', 'system')
"""
LINE = """
INSERT INTO claims_line (region, claim_id, line_no, provider_code, kind, code, billed_idr)
VALUES ('36.71', %(id)s, 1, %(provider)s, 'cbg', 'J-4-16-I', 2000000)
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


@pytest.fixture
def world(real_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    yield from city(monkeypatch)


@pytest.fixture
def claims(world: World, superuser: psycopg.Connection) -> dict[str, int]:
    """One rejected claim of Lina's hospital and one pended claim of the other."""
    facts = '{"letter": "none"}'
    for values in (
        {"id": 11, "batch": 1, "provider": HOSPITAL, "no": "KLAIM-SATU", "name": "SITI CONTOH",
         "outcome": "rejected", "rejected": 2_000_000, "pended": 0, "rule": "no_guarantee",
         "severity": "reject", "facts": facts},
        {"id": 12, "batch": 2, "provider": OTHER_HOSPITAL, "no": "KLAIM-DUA", "name": "BUDI CONTOH",
         "outcome": "pended", "rejected": 0, "pended": 2_000_000, "rule": "los_mismatch",
         "severity": "pend", "facts": '{"los": 9, "days": 4}'},
    ):  # fmt: skip
        all_values = {**values, "nik": str(world.siti.nik), "person": world.siti.person_id}
        for statement in (BATCH, CLAIM, LINE, DECISION, FINDING):
            superuser.execute(statement, all_values)
    return {"own": 11, "other": 12}


def text(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode().replace("\u00a0", " ")


def test_the_city_sees_every_claim_and_a_biller_its_own_alone(
    world: World, claims: dict[str, int]
) -> None:
    for username in ("vera", "audi"):
        page = text(logged_in(username), "/claims/")
        assert "KLAIM-SATU" in page
        assert "KLAIM-DUA" in page
    biller = logged_in("karim")
    for path in ("/claims/", f"/claims/?provider={OTHER_HOSPITAL}", "/claims/?search=KLAIM-DUA"):
        page = text(biller, path)
        assert "BUDI CONTOH" not in page, path
        assert f"/claims/{claims['other']}/" not in page
    assert "KLAIM-SATU" in text(biller, "/claims/")
    assert biller.get(f"/claims/{claims['own']}/").status_code == 200
    assert biller.get(f"/claims/{claims['other']}/").status_code == 404
    assert biller.get("/claims/999/").status_code == 404


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"KLAIM-SATU", "KLAIM-DUA"}),
        ("outcome=rejected", {"KLAIM-SATU"}),
        ("outcome=undecided", set()),
        ("rule=los_mismatch", {"KLAIM-DUA"}),
        (f"provider={HOSPITAL}", {"KLAIM-SATU"}),
        ("search=KLAIM-D", {"KLAIM-DUA"}),
        ("outcome=rejected&rule=los_mismatch", set()),
        ("outcome=x&rule=y&page=-3", {"KLAIM-SATU", "KLAIM-DUA"}),
    ],
)
def test_filters_narrow_the_list(
    world: World, claims: dict[str, int], query: str, found: set[str]
) -> None:
    page = text(logged_in("vera"), f"/claims/?{query}")
    assert {name for name in ("KLAIM-SATU", "KLAIM-DUA") if f">{name}</a>" in page} == found


def test_a_finding_says_what_was_found_and_what_to_do(world: World, claims: dict[str, int]) -> None:
    rule = RULES["no_guarantee"]
    page = text(logged_in("karim"), f"/claims/{claims['own']}/")
    assert rule.sentence.id in page
    assert rule.remedy.id in page
    assert "Rp 2.000.000" in page
    assert "Tidak layak" in page
    assert "catatan" in page
    assert str(world.siti.nik) not in page
    client = logged_in("karim")
    client.post("/language/", {"language": "en", "next": "/"})
    assert rule.remedy.en in text(client, f"/claims/{claims['own']}/")


def test_looking_at_a_claim_is_in_the_access_log(
    world: World, claims: dict[str, int], superuser: psycopg.Connection, system_actor: Actor
) -> None:
    logged_in("vera").get(f"/claims/{claims['own']}/")
    read = superuser.execute(
        "SELECT actor FROM audit_access WHERE person_id = %s", [world.siti.person_id]
    ).fetchall()
    assert ("vera",) in read


def test_a_long_list_has_pages(
    world: World, claims: dict[str, int], superuser: psycopg.Connection
) -> None:
    for number in range(100, 160):
        values = {"id": number, "batch": 1, "provider": HOSPITAL, "no": f"N-{number}", "name": "A",
                  "nik": str(world.siti.nik), "person": None}  # fmt: skip
        superuser.execute(CLAIM, values)
    first = text(logged_in("vera"), "/claims/?search=N-")
    assert "Halaman 1 dari 2" in first
    assert 'rel="next" href="?search=N-&amp;page=2"' in first
    second = text(logged_in("vera"), "/claims/?search=N-&page=2")
    assert second.count('<th scope="row">') == 10
    assert 'rel="prev"' in second
