"""The hospital desk: a decision and its reason, one letter for two clicks, clean addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import psycopg
import pytest
from django.test import Client
from tests.browser.world import HOSPITAL, TODAY, World, city, logged_in

HTMX = {"HX-Request": "true"}


@pytest.fixture
def world(real_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    yield from city(monkeypatch)


def card(nik: int, **more: str) -> dict[str, str]:
    """The desk's form with all papers shown."""
    shown = {"papers": "asked", "ktp": "1", "kk_shown": "1", "guardian_ktp": "1"}
    return {"nik": str(nik), "care": "outpatient", "on": TODAY.isoformat(), **shown, **more}


def letter_form(page: str) -> dict[str, str]:
    """The hidden fields of the form that issues a letter."""
    form = re.search(r'<form[^>]*action="/desk/letters/".*?</form>', page, re.S)
    assert form, "the page offers a letter"
    fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form[0]))
    return {**fields, "diagnosis": "A90"}


def count(superuser: psycopg.Connection, table: str) -> int:
    row = superuser.execute(f"SELECT count(*) FROM {table}").fetchone()
    assert row is not None
    return int(row[0])


def test_a_resident_is_covered_and_shown_with_a_masked_card(
    world: World, superuser: psycopg.Connection
) -> None:
    response = logged_in("lina").post("/desk/", card(world.siti.nik))
    page = response.content.decode()
    assert response.status_code == 200
    assert "DIJAMIN" in page
    assert "warga daerah ini pada tanggal pelayanan" in page
    assert "SITI CONTOH" in page
    assert f"••••{str(world.siti.nik)[-4:]}" in page
    assert "Karawaci" in page
    assert "28" in page
    assert count(superuser, "audit_record WHERE kind = 'coverage' AND actor = 'lina'") == 1


def test_someone_who_moved_away_is_not_covered_and_gets_no_letter_form(world: World) -> None:
    page = logged_in("lina").post("/desk/", card(world.budi.nik)).content.decode()
    assert "TIDAK DIJAMIN" in page
    assert "pindah ke luar daerah" in page
    assert 'action="/desk/letters/"' not in page


def test_htmx_gets_the_very_fragment_that_the_page_includes(world: World) -> None:
    client = logged_in("lina")
    page = client.post("/desk/", card(world.budi.nik)).content.decode()
    fragment = client.post("/desk/", card(world.budi.nik), headers=HTMX).content.decode()
    assert "<html" not in fragment

    def without_record(text: str) -> str:
        return re.sub(r"<code>\d+</code>", "", text).strip()

    assert without_record(fragment) in without_record(page)


def test_a_refusal_is_shown_in_place_with_its_code(world: World) -> None:
    client = logged_in("lina")
    for headers in ({}, HTMX):
        response = client.post("/desk/", {"nik": "12"}, headers=headers)
        assert response.status_code == 422
        assert "nik_digits" in response.content.decode()
        assert ("<html" in response.content.decode()) == (headers == {})


def test_a_double_click_is_one_letter_and_one_reservation(
    world: World, superuser: psycopg.Connection
) -> None:
    client = logged_in("lina")
    wanted = letter_form(client.post("/desk/", card(world.siti.nik)).content.decode())
    assert wanted["letter_no"].startswith(f"{HOSPITAL}1212J")
    first = client.post("/desk/letters/", wanted)
    second = client.post("/desk/letters/", wanted)
    assert first.headers["Location"] == second.headers["Location"]
    assert first.headers["Location"] == f"/desk/letters/{wanted['letter_no']}/"
    assert count(superuser, "guarantees_letter") == 1
    assert count(superuser, "ledger_entry WHERE kind = 'reserve'") == 1
    assert str(world.siti.nik) not in first.headers["Location"]


def test_the_letter_can_be_read_printed_and_scanned(world: World) -> None:
    client = logged_in("lina")
    wanted = letter_form(client.post("/desk/", card(world.siti.nik)).content.decode())
    address = client.post("/desk/letters/", wanted).headers["Location"]
    page = client.get(address).content.decode()
    assert "Surat Jaminan Pelayanan" in page
    assert "SITI CONTOH" in page
    assert 'class="qr"' in page
    assert str(world.siti.nik) not in page
    assert "31\u00a0Desember\u00a02012" in page
    pdf = client.get(address.rstrip("/") + ".pdf")
    assert pdf.headers["Content-Type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF")
    assert wanted["letter_no"] in client.get("/desk/").content.decode()


def test_another_hospital_sees_neither_the_letter_nor_the_list(world: World) -> None:
    client = logged_in("lina")
    wanted = letter_form(client.post("/desk/", card(world.siti.nik)).content.decode())
    address = client.post("/desk/letters/", wanted).headers["Location"]
    other = logged_in("dewi")
    assert other.get(address).status_code == 404
    assert other.get(address.rstrip("/") + ".pdf").status_code == 404
    assert wanted["letter_no"] not in other.get("/desk/").content.decode()
    stolen = other.post("/desk/letters/", wanted)
    assert (stolen.status_code, "letter_no_invalid" in stolen.content.decode()) == (422, True)


def test_a_newborn_comes_on_the_mothers_card(world: World, superuser: psycopg.Connection) -> None:
    client = logged_in("lina")
    born = (TODAY - timedelta(days=3)).isoformat()
    form = card(world.siti.nik, patient="newborn", born=born, care="inpatient")
    page = client.post("/desk/", form).content.decode()
    assert "bayi baru lahir" in page
    letter = client.get(client.post("/desk/letters/", letter_form(page)).headers["Location"])
    assert "By. Ny. SITI CONTOH" in letter.content.decode()
    assert count(superuser, f"guarantees_letter WHERE born_on = '{born}'") == 1


def test_missing_papers_are_asked_for_and_an_emergency_goes_first(world: World) -> None:
    client = logged_in("lina")
    bare = {"nik": str(world.siti.nik), "care": "outpatient", "papers": "asked"}
    assert "TIDAK DIJAMIN" in client.post("/desk/", bare).content.decode()
    urgent = client.post("/desk/", {**bare, "emergency": "1"}).content.decode()
    assert "gawat darurat" in urgent
    assert 'action="/desk/letters/"' in urgent


def test_no_address_of_the_journey_holds_a_card(world: World) -> None:
    client = Client()
    logged = logged_in("lina")
    for response in (
        client.get(f"/desk/?nik={world.siti.nik}"),
        logged.get(f"/desk/?nik={world.siti.nik}"),
    ):
        assert str(world.siti.nik) not in response.headers.get("Location", "")
        assert str(world.siti.nik) not in response.content.decode().replace(
            f"/desk/?nik={world.siti.nik}", ""
        )
    assert "SITI" not in logged.get(f"/desk/?nik={world.siti.nik}").content.decode()
