"""A guest at the desk: chosen by region, decided at home, with a letter of the home region."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from tests.border import HERE, HOSPITAL_THERE, THERE
from tests.browser.world import TODAY, World, logged_in
from tests.database.test_web_desk import card, letter_form
from tests.portability_city import HOME, HOST, pack_of, put, two_regions

from multiguna.providers.actions import take_partner


@pytest.fixture
def world(real_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    for world in two_regions(monkeypatch):
        take_partner(partner_region=THERE, provider_code=HOSPITAL_THERE, by=HOME, on=TODAY)
        yield world


def test_a_clerk_issues_the_home_regions_letter_and_prints_it(
    world: World, superuser: psycopg.Connection
) -> None:
    client = logged_in("tomi")
    assert f'<option value="{HERE}"' in client.get("/desk/").content.decode()
    stranger = client.post("/desk/", card(world.siti.nik)).content.decode()
    assert "TIDAK DIJAMIN" in stranger
    page = client.post("/desk/", card(world.siti.nik, home_region=HERE)).content.decode()
    assert "SITI CONTOH" in page
    wanted = letter_form(page)
    assert wanted["home_region"] == HERE
    sent = client.post("/desk/letters/", wanted)
    address = f"/desk/guests/{HERE}/letters/{wanted['letter_no']}/"
    assert sent.headers["Location"] == address
    assert "Kota Tangerang" in client.get(address).content.decode()
    pdf = client.get(address.rstrip("/") + ".pdf")
    assert pdf.content.startswith(b"%PDF")
    rows = superuser.execute("SELECT region, issued_by FROM guarantees_letter").fetchall()
    assert rows == [(HERE, f"{THERE}/tomi")]


def test_without_the_agreement_the_choice_is_gone_and_the_letter_too(world: World) -> None:
    client = logged_in("tomi")
    form = card(world.siti.nik, home_region=HERE)
    wanted = letter_form(client.post("/desk/", form).content.decode())
    address = client.post("/desk/letters/", wanted).headers["Location"]
    put(HOST, pack_of(THERE))
    assert "home_region" not in client.get("/desk/").content.decode()
    for response in (
        client.post("/desk/", form),
        client.post("/desk/letters/", wanted),
        client.get(address),
        client.get(address.rstrip("/") + ".pdf"),
    ):
        said = response.content.decode()
        assert (response.status_code, "portability_missing" in said) == (422, True)
        assert "SITI" not in said


def test_another_hospitals_clerk_of_either_region_sees_no_guests_letter(world: World) -> None:
    client = logged_in("tomi")
    page = client.post("/desk/", card(world.siti.nik, home_region=HERE)).content.decode()
    address = client.post("/desk/letters/", letter_form(page)).headers["Location"]
    for username in ("lina", "dewi"):
        assert logged_in(username).get(address).status_code == 422, "there they are no guests"
        own = address.replace(f"guests/{HERE}/", "")
        assert logged_in(username).get(own).status_code == 404
