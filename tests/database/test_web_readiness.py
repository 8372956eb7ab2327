"""The page of readiness: who sees it, in both languages, and a note kept from it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import psycopg
import pytest
from django.utils.html import escape
from tests.browser.world import PASSWORD, TODAY, World, city, logged_in

from multiguna.accounts.actions import add_user
from multiguna.kernel.terms import Actor, Role
from multiguna.planning.terms.readiness import ItemCode
from multiguna.planning.terms.readiness_items import KINDS

PAGE, NOTE = "/planner/readiness/", "/planner/readiness/note/"
SEE = ("putri", "ani", "beni", "audi")


@pytest.fixture
def world(real_db: None, monkeypatch: pytest.MonkeyPatch, system_actor: Actor) -> Iterator[World]:
    for built in city(monkeypatch):
        add_user(
            username="ani", full_name="Ani", role=Role.ADMINISTRATOR, password=PASSWORD,
            by=system_actor, on=TODAY,
        )  # fmt: skip
        yield built


def text_of(username: str, path: str = PAGE, *, language: str = "id") -> str:
    client = logged_in(username)
    client.post("/language/", {"language": language})
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode().replace("\u00a0", " ")


def test_planners_treasurers_and_auditors_see_it_and_hospitals_do_not(world: World) -> None:
    for username in SEE:
        assert logged_in(username).get(PAGE).status_code == 200, username
    for username in ("lina", "karim", "vera"):
        assert logged_in(username).get(PAGE).status_code == 403, username
    for username in ("beni", "audi", "lina"):
        answer = logged_in(username).post(NOTE, {"item": "backup", "text": "x"})
        assert answer.status_code == 403, username
    for username in ("putri", "ani"):
        home = logged_in(username).get("/", follow=True)
        assert home.redirect_chain[-1][0] == PAGE, "it is where their day begins"


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_item_is_there_once_in_the_language_asked_for(world: World, language: str) -> None:
    page = text_of("putri", language=language)
    for code in ItemCode:
        assert page.count(f'id="{code.value}"') == 1, code
        assert escape(KINDS[code].title.in_(language)) in page, code
    said = {"id": "Loket belum dapat dibuka", "en": "The desk cannot open yet"}
    assert said[language] in page
    verdict = re.search(r'class="ready-verdict no".*?</section>', page, re.S)
    assert verdict
    assert 'href="#practice_desk"' in verdict[0]
    assert 'href="#verifiers"' not in verdict[0]
    for name in ("SITI CONTOH", str(world.siti.nik)):
        assert name not in page


def test_each_is_led_to_the_pages_that_are_theirs(world: World) -> None:
    assert 'href="/treasury/documents/"' not in text_of("putri")
    assert "Sudah dilakukan? Catat" in text_of("putri")
    treasurer = text_of("beni")
    assert "Sudah dilakukan? Catat" not in treasurer
    assert 'href="/treasury/outlook/"' in treasurer


def test_the_doctor_is_asked_only_when_somebody_asks(
    world: World, superuser: psycopg.Connection
) -> None:
    assert "Tidak diperiksa di halaman ini." in text_of("audi")
    assert "Semua pemeriksaan lulus." in text_of("audi", f"{PAGE}?doctor=1")
    superuser.execute("UPDATE ledger_account SET paid_idr = 5 WHERE account_id = '2012/RI'")
    assert "Tidak beres: I2" in text_of("audi", f"{PAGE}?doctor=1")


def test_a_note_is_kept_and_counts(world: World, superuser: psycopg.Connection) -> None:
    client = logged_in("putri")
    sent = {"item": "practice_desk", "text": "Dilatih 12 Desember <b>bersama</b> RSUD"}
    answer = client.post(NOTE, sent)
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{PAGE}#practice_desk")  # type: ignore[attr-defined]
    page = client.get(PAGE).content.decode()
    assert "Catatan disimpan." in page
    assert "Dilatih 12 Desember &lt;b&gt;bersama&lt;/b&gt; RSUD" in page
    assert 'href="#practice_desk"' not in page, "it no longer stands in the way"
    rows = superuser.execute("SELECT item, seq, recorded_by FROM planning_readiness_note")
    assert rows.fetchall() == [("practice_desk", 1, "putri")]
    for wrong, said in (
        ({"item": "anything", "text": "x"}, "Butir itu tidak dikenal."),
        ({"item": "backup", "text": " "}, "Tulis apa yang dilakukan."),
        ({"item": "backup", "text": "NIK 3671994101900001"}, "Jangan menulis NIK"),
    ):
        refused = client.post(NOTE, wrong)
        assert refused.status_code == 422
        assert said in refused.content.decode()
    assert client.get(NOTE).status_code == 405
