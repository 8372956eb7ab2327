"""Statements of account: a hospital sees its own, the city all, and each figure is the ledger's."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from tests.browser.world import HOSPITAL, OTHER_HOSPITAL, World, city, logged_in, put_approved

ONE = f"/statements/{HOSPITAL}/"


@pytest.fixture
def world(
    real_db: None, monkeypatch: pytest.MonkeyPatch, superuser: psycopg.Connection
) -> Iterator[World]:
    for world in city(monkeypatch):
        put_approved(superuser, world)
        yield world


def page(path: str, username: str) -> str:
    response = logged_in(username).get(path, follow=True)
    assert response.status_code == 200, path
    return response.content.decode().replace("\u00a0", " ")


def test_a_hospital_comes_to_its_own_statement_and_to_no_other(world: World) -> None:
    response = logged_in("karim").get("/statements/")
    assert response["Location"] == ONE
    text = page("/statements/", "karim")
    assert "KLAIM-TIGA" in text
    assert "Rp 4.000.000" in text
    assert "Sama dengan buku besar anggaran" in text
    for path in (f"/statements/{OTHER_HOSPITAL}/", "/statements/0000000/"):
        assert logged_in("karim").get(path).status_code == 404


def test_the_city_sees_who_waits_for_how_much(world: World) -> None:
    for username in ("beni", "audi"):
        text = page("/statements/", username)
        assert f'href="{ONE}"' in text
        assert "4.000.000" in text
        assert page(ONE, username).count("KLAIM-") == 3
    assert logged_in("beni").get("/statements/0000000/").status_code == 404


@pytest.mark.parametrize("username", ["lina", "vera", "putri"])
def test_others_have_no_statements(world: World, username: str) -> None:
    for path in ("/statements/", ONE):
        assert logged_in(username).get(path).status_code == 403


def test_an_order_and_its_payment_show_on_the_statement(world: World) -> None:
    logged_in("beni").post("/treasury/orders/new/", {"period": "2012-05"})
    text = page(ONE, "karim")
    assert "Diperintahkan</span>" in text
    assert f"SPP-{HOSPITAL}-2012-05" in text
    assert "/treasury/" not in text, "a hospital is led nowhere it may not go"
    assert f'href="/treasury/orders/SPP-{HOSPITAL}-2012-05/"' in page(ONE, "beni")
    order = f"/treasury/orders/SPP-{HOSPITAL}-2012-05/step/"
    for username, step in (("prita", "check"), ("kamal", "spm"), ("bowo", "sp2d")):
        form = {"step": step, "document_no": f"{step}-1", "on": "2012-12-31"}
        assert logged_in(username).post(order, form).status_code == 302
    assert "KLAIM-TIGA" not in page(ONE, "karim"), "nothing waits any more"
    paid = page(f"{ONE}?show=paid", "karim")
    assert paid.count("Dibayar</span>") == 3
    assert "Sama dengan buku besar anggaran" in paid


def test_a_statement_stands_as_of_a_day(world: World) -> None:
    assert "KLAIM-TIGA" not in page(f"{ONE}?on=2012-05-31", "karim")
    undecided = page(f"{ONE}?on=2012-06-05", "karim")
    assert undecided.count("Belum diputus</span>") == 3
    assert "Rp 6.000.000" in undecided
    late = page(ONE, "karim")
    assert "lewat" in late
    assert "bad-text" in late


def test_tabs_choose_which_claims_are_listed(world: World) -> None:
    less = page(f"{ONE}?show=less", "karim")
    assert "KLAIM-EMPAT" in less
    assert "KLAIM-TIGA" not in less
    assert page(f"{ONE}?show=x&page=99", "karim").count("KLAIM-") == 3
