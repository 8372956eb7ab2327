"""Cost plans on the page: asked, kept, compared, made again, and shown to those who may see."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.browser.world import World, city, logged_in

FORM = {
    "budget": "20.000.000.000", "confidence": "95", "first_year": "2027", "known_on": "2026-11-24",
    "people": "1.895.486", "people_on": "2020-09-01", "growth": "0,53",
    "population_source": "Sensus 2020, contoh", "insured": "95", "insured_source": "JKN, contoh",
    "poor": "21,53", "poor_source": "Kartu miskin, contoh", "access": "100", "cost": "100",
    "arrivals": "0", "class_B": "40", "class_C": "60", "hospitals_source": "Contoh",
}  # fmt: skip
PROFILE = """
region: "36.71"
name: Kota Tangerang
population: {people: 1895486, on: 2020-09-01, growth_bp: 53, source: "Sensus unggahan"}
insured_bp: 9500
insured_source: unggahan
poor_bp: 2153
poor_source: unggahan
hospitals: [{class: C, ownership: government, share_bp: 10000}]
hospitals_source: unggahan
access_bp: 10000
access_source: unggahan
cost_level_bp: 10000
cost_source: unggahan
"""


def choice(number: int, name: str, **levers: str) -> dict[str, str]:
    usual = {"name": name, "reach": "everyone", "others": "on", "residency": "0", "class": "3",
             "rates": "100", "copay": "0", "ceiling": ""}  # fmt: skip
    return {f"s{number}_{key}": value for key, value in (usual | levers).items()}


@pytest.fixture
def world(real_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    yield from city(monkeypatch)


def ask(**fields: object) -> str:
    answer = logged_in("putri").post("/planner/plans/ask/", FORM | fields)
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def read(path: str, username: str = "putri") -> str:
    response = logged_in(username).get(path)
    assert response.status_code == 200, path
    return response.content.decode().replace("\u00a0", " ")


def test_a_plan_is_asked_kept_and_compared(world: World, superuser: psycopg.Connection) -> None:
    place = ask(**choice(1, "Gratis penuh"), **choice(2, "Hemat", copay="10", reach="poor"))
    page = read(place)
    assert "Apa yang dapat dijamin Kota Tangerang dengan Rp 20 miliar setahun" in page
    assert page.count("Gratis penuh") >= 2
    assert "urun biaya 10 %" in page
    assert "Sensus 2020, contoh" in page
    assert "Anggapan; belum ada sumber" in page, "a figure without a source is named as one"
    kept = superuser.execute(
        "SELECT plan_no, answer_id, needed_idr <= 20000000000, recorded_by FROM planning_plan"
    ).fetchall()
    assert [(row[0], row[2], row[3]) for row in kept] == [(1, True, "putri")]
    assert kept[0][1].replace("\u00a0", " ") in page
    record = superuser.execute("SELECT body::text FROM audit_record WHERE kind = 'plan'").fetchall()
    assert len(record) == 1
    assert "asked_sha256" in record[0][0]
    assert "Sensus" not in record[0][0]


def test_the_form_begins_with_the_last_plan(world: World) -> None:
    first = read("/planner/plans/new/")
    assert 'value="Paket sekarang"' in first
    ask(**choice(1, "Kelas dua", **{"class": "2"}))
    again = read("/planner/plans/new/")
    assert 'value="Kelas dua"' in again
    assert 'value="1.895.486"' in again
    assert 'value="21,53"' in again


def test_an_uploaded_profile_counts_instead_of_what_is_typed(world: World) -> None:
    file = SimpleUploadedFile("profile.yaml", PROFILE.encode())
    page = read(ask(profile=file, people="", insured="x"))
    assert "Sensus unggahan" in page
    wrong = SimpleUploadedFile("profile.yaml", PROFILE.replace("36.71", "13.06").encode())
    answer = logged_in("putri").post("/planner/plans/ask/", FORM | {"profile": wrong})
    assert answer.status_code == 422
    assert "daerah lain" in answer.content.decode()


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("budget", "", "Pagu setahun"),
        ("budget", "banyak", "rupiah utuh"),
        ("insured", "95x", "penjamin lain"),
        ("class_B", "50", "seharusnya 10000"),
        ("known_on", "2012-12-31", "belum ada angka nasional"),
        ("population_source", "3671 0101 0180 0001", "NIK"),
    ],
)
def test_what_cannot_be_read_is_said_and_the_form_keeps_what_was_typed(
    world: World, superuser: psycopg.Connection, field: str, value: str, said: str
) -> None:
    answer = logged_in("putri").post("/planner/plans/ask/", FORM | {field: value})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert 'value="1.895.486"' in page
    assert superuser.execute("SELECT count(*) FROM planning_plan").fetchone() == (0,)


def test_charts_and_papers_are_made_again_from_what_was_kept(world: World) -> None:
    place = ask(**choice(1, "Gratis penuh"))
    client = logged_in("putri")
    chart = client.get(f"{place}frontier.svg?size=narrow")
    assert chart["Content-Type"] == "image/svg+xml"
    assert "Pagu 20" in chart.content.decode().replace("\u00a0", " ")
    assert client.get(f"{place}nothing.svg").status_code == 404
    paper = client.get(f"{place}memo-en.pdf")
    assert paper.content.startswith(b"%PDF")
    assert client.get(f"{place}memo-en.pdf").content == paper.content
    assert client.get(f"{place}memo-fr.pdf").status_code == 404
    assert client.get("/planner/plans/99/").status_code == 404


def test_treasurer_and_auditor_read_and_only_planners_ask(
    world: World, superuser: psycopg.Connection
) -> None:
    place = ask(**choice(1, "Gratis penuh"))
    for username in ("beni", "audi"):
        assert "Gratis penuh" in read(place, username)
        assert "plans/new/" not in read("/planner/plans/", username)
        assert logged_in(username).get("/planner/plans/new/").status_code == 403
        assert logged_in(username).post("/planner/plans/ask/", FORM).status_code == 403
    for username in ("lina", "karim", "vera"):
        for path in ("/planner/plans/", place):
            assert logged_in(username).get(path).status_code == 403
    assert superuser.execute("SELECT count(*) FROM planning_plan").fetchone() == (1,)
