"""Logging in: one key for hospitals, two for the city, patience for guessers, roles kept apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import psycopg
import pyotp
import pytest
from django.conf import settings
from django.test import Client
from django.test.utils import override_settings
from tests.browser.world import HOSPITAL, PASSWORD, TODAY, World, city, logged_in

from multiguna.accounts.actions import add_demo_users
from multiguna.accounts.terms import DEMO_ACCOUNTS, DEMO_PASSWORD
from multiguna.kernel import clock
from multiguna.kernel.terms import Actor

NOW = datetime(2026, 5, 1, 3, 0, tzinfo=UTC)


@pytest.fixture
def world(real_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    yield from city(monkeypatch)


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """The time that pages read; tests move it."""
    time = [NOW]
    monkeypatch.setattr(clock, "now", lambda: time[0])
    return time


def enter(client: Client, username: str, password: str = PASSWORD, **more: str) -> object:
    return client.post("/login/", {"username": username, "password": password, **more})


def test_a_desk_clerk_comes_to_the_desk_with_one_key(world: World) -> None:
    client = Client()
    assert client.get("/").headers["Location"] == "/login/"
    assert enter(client, " LINA ").headers["Location"] == "/"  # type: ignore[attr-defined]
    assert client.get("/").headers["Location"] == "/desk/"


def test_after_login_the_page_that_was_asked_for_opens_but_never_a_foreign_one(
    world: World,
) -> None:
    client = Client()
    asked = client.get("/claims/")
    assert asked.headers["Location"] == "/login/?next=%2Fclaims%2F"
    entered = enter(client, "karim", next="/claims/")
    assert entered.headers["Location"] == "/claims/"  # type: ignore[attr-defined]
    for foreign in ("https://contoh.example/", "//contoh.example/", "javascript:alert(1)"):
        entered = enter(Client(), "lina", next=foreign)
        assert entered.headers["Location"] == "/"  # type: ignore[attr-defined]


def test_a_city_role_sets_up_its_second_key_at_the_first_login(
    world: World, at: list[datetime]
) -> None:
    client = Client()
    assert enter(client, "beni").headers["Location"] == "/login/enrol/"  # type: ignore[attr-defined]
    assert client.get("/treasury/").status_code == 302
    page = client.get("/login/enrol/").content.decode()
    assert "<svg" in page
    found = re.search(r'class="secret">([A-Z2-7 ]+)<', page)
    assert found
    key = pyotp.TOTP(found[1].replace(" ", ""))
    wrong = client.post("/login/enrol/", {"code": "000000"})
    assert (wrong.status_code, "Kode salah" in wrong.content.decode()) == (422, True)
    assert client.post("/login/enrol/", {"code": key.at(at[0])}).headers["Location"] == "/"
    assert client.get("/treasury/").status_code == 200

    later = Client()
    assert enter(later, "beni").headers["Location"] == "/login/code/"  # type: ignore[attr-defined]
    assert later.get("/login/enrol/").headers["Location"] == "/login/"
    used = later.post("/login/code/", {"code": key.at(at[0])})
    assert (used.status_code, "sudah dipakai" in used.content.decode()) == (422, True)
    at[0] += timedelta(seconds=30)
    assert later.post("/login/code/", {"code": key.at(at[0])}).headers["Location"] == "/"


def test_without_a_password_there_is_no_code_page(world: World) -> None:
    for path in ("/login/code/", "/login/enrol/"):
        assert Client().get(path).headers["Location"] == "/login/"
        assert Client().post(path, {"code": "123456"}).headers["Location"] == "/login/"


def test_five_wrong_passwords_make_a_name_wait_ten_minutes(
    world: World, at: list[datetime], superuser: psycopg.Connection
) -> None:
    client = Client()
    for _ in range(5):
        wrong = enter(client, "lina", "salah-sekali")
        assert "salah" in wrong.content.decode()  # type: ignore[attr-defined]
    waiting = enter(client, "lina")
    assert waiting.status_code == 422  # type: ignore[attr-defined]
    assert "Tunggu sepuluh menit" in waiting.content.decode()  # type: ignore[attr-defined]
    assert enter(Client(), "dewi").status_code == 302  # type: ignore[attr-defined]
    stored = superuser.execute("SELECT string_agg(key, '') FROM accounts_loginfailure").fetchone()
    assert stored is not None
    assert "lina" not in stored[0]
    at[0] += timedelta(minutes=10, seconds=1)
    assert enter(client, "lina").status_code == 302  # type: ignore[attr-defined]


def test_guessed_codes_are_counted_too(world: World, at: list[datetime]) -> None:
    client = Client()
    enter(client, "audi")
    client.get("/login/enrol/")
    for _ in range(5):
        client.post("/login/enrol/", {"code": "000000"})
    waiting = client.post("/login/enrol/", {"code": "000000"})
    assert "Tunggu sepuluh menit" in waiting.content.decode()


def test_a_demo_names_its_accounts_and_needs_no_second_key(
    world: World, system_actor: Actor
) -> None:
    assert DEMO_PASSWORD not in Client().get("/login/").content.decode()
    with override_settings(DEMO=True):
        add_demo_users(provider_code=HOSPITAL, by=system_actor, on=TODAY)
        page = Client().get("/login/").content.decode()
        for account in DEMO_ACCOUNTS:
            assert f'value="{account.username}"' in page
            client = Client()
            entered = enter(client, account.username, DEMO_PASSWORD)
            assert entered.headers["Location"] == "/"  # type: ignore[attr-defined]
            assert client.get("/", follow=True).status_code == 200
    assert DEMO_PASSWORD not in Client().get("/login/").content.decode()
    assert enter(Client(), "bendahara", DEMO_PASSWORD).headers["Location"] == "/login/enrol/"  # type: ignore[attr-defined]


PAGES = {
    "/desk/": {"lina", "dewi"},
    "/claims/": {"karim", "vera", "audi"},
    "/treasury/": {"beni", "audi"},
    "/planner/readiness/": {"putri", "beni", "audi"},
}


def test_each_role_sees_its_pages_and_a_clear_no_elsewhere(world: World) -> None:
    for username in ("lina", "karim", "vera", "beni", "audi", "putri"):
        client = logged_in(username)
        for path, allowed in PAGES.items():
            response = client.get(path)
            assert response.status_code == (200 if username in allowed else 403), (username, path)
            if username not in allowed:
                assert "bukan untuk peran Anda" in response.content.decode()
            assert f'href="{path}"' in response.content.decode() or username not in allowed
    assert logged_in("putri").get("/").headers["Location"] == "/planner/readiness/"


def test_every_page_forbids_foreign_content_and_caches(world: World) -> None:
    for client, path in (
        (Client(), "/login/"),
        (logged_in("lina"), "/desk/"),
        (logged_in("lina"), "/treasury/"),
        (Client(), "/tidak-ada/"),
    ):
        response = client.get(path)
        policy = response.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert response.headers["Cache-Control"] == "no-store"
        assert response.headers["X-Frame-Options"] == "DENY"


def test_indonesian_comes_first_and_english_stays_chosen(world: World) -> None:
    client = Client(headers={"accept-language": "en-US,en"})
    assert '<html lang="id">' in client.get("/login/").content.decode()
    client.post("/language/", {"language": "en", "next": "/login/"})
    assert '<html lang="en">' in client.get("/login/").content.decode()
    enter(client, "lina")
    assert "Check a patient's coverage" in client.get("/desk/").content.decode().replace(
        "&#x27;", "'"
    )
    client.post("/language/", {"language": "en", "next": "/desk/"})
    client.post("/logout/")
    assert client.get("/desk/").status_code == 302
    assert '<html lang="en">' in logged_in("lina").get("/desk/").content.decode()
    assert (
        client.post("/language/", {"language": "xx", "next": "//x.example"}).headers["Location"]
        == "/"
    )


def test_a_form_without_its_token_is_refused_in_words(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post("/login/", {"username": "lina", "password": PASSWORD})
    assert response.status_code == 403
    assert "kedaluwarsa" in response.content.decode()
    assert not settings.DEBUG
