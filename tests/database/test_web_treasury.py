"""The treasury's pages: figures that add up and lead to their rows, who may see them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from html import unescape

import psycopg
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from tests.browser.world import (
    BUDGET_IDR,
    OTHER_HOSPITAL,
    World,
    city,
    logged_in,
    put_approved,
)

from multiguna.kernel.db import transaction
from multiguna.kernel.terms import Actor
from multiguna.ledger.actions import post
from multiguna.ledger.terms import EntryKind, Face, Posting
from multiguna.web.treasury import charts

PAGES = (
    "/treasury/",
    "/treasury/rows/",
    "/treasury/orders/",
    "/treasury/calibration/",
    "/treasury/documents/",
    "/treasury/closing/",
    "/treasury/charts/burn.svg",
)


@pytest.fixture
def world(real_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    yield from city(monkeypatch)


def promise(by: Actor, amount_idr: int, on: date, *, provider: str | None = None) -> None:
    """A reservation on the inpatient line, beyond the budget if need be."""
    posting = Posting(
        f"reserve:{on}", "2012/RI", EntryKind.RESERVE, on, f"T{on}", committed_idr=amount_idr,
        provider_code=provider, care="inpatient",
    )  # fmt: skip
    with transaction(by) as cursor:
        post(cursor, posting, by=by, may_overrun=True)


def page(path: str = "/treasury/?year=2012", *, username: str = "beni") -> str:
    response = logged_in(username).get(path)
    assert response.status_code == 200, path
    return response.content.decode().replace("\u00a0", " ")


def rows_of(text: str) -> list[str]:
    """The addresses of rows that a page's figures lead to."""
    found = re.findall(r'href="(/treasury/rows/\?[^"]+)"', text)
    return [unescape(link) for link in found]


def test_the_equation_adds_up_to_the_rupiah(world: World, system_actor: Actor) -> None:
    promise(system_actor, 1_234_567, date(2012, 5, 3))
    text = page()
    assert "✓ Rp 120.000.000 = Rp 120.000.000" in text
    assert "Rp 118.765.433" in text


def test_promises_beyond_the_budget_stand_out(world: World, system_actor: Actor) -> None:
    promise(system_actor, BUDGET_IDR + 5_000_000, date(2012, 8, 3))
    text = page()
    unfunded = re.search(r'class="figure red".*?</div>', text, re.S)
    assert unfunded
    assert "Rp 5.000.000" in unfunded[0]
    assert "✓ Rp 125.000.000 = Rp 125.000.000" in text


@pytest.mark.parametrize("face", list(Face))
def test_every_figure_leads_to_rows_that_add_up_to_it(
    world: World, system_actor: Actor, superuser: psycopg.Connection, face: Face
) -> None:
    put_approved(superuser, world)
    promise(system_actor, 700_000, date(2012, 9, 1))
    promise(system_actor, 1_300_000, date(2012, 12, 20), provider=OTHER_HOSPITAL)
    text = page(f"/treasury/?year=2012&face={face}")
    table = text[text.index('id="faces"') :]
    links = rows_of(table[: table.index("</section>")])
    assert len(links) >= 3
    for link in links:
        rows = page(link)
        assert "sama dengan angkanya" in rows, link
        figure = re.search(r"Angkanya <strong>Rp ([\d.]+)</strong>", rows)
        assert figure
        assert f">{figure[1]}</a>" in table, link


def test_the_day_decides_what_is_shown(world: World, system_actor: Actor) -> None:
    promise(system_actor, 700_000, date(2012, 5, 3))
    promise(system_actor, 300_000, date(2012, 5, 20))
    before, after = page("/treasury/?on=2012-05-10"), page("/treasury/?on=2012-05-20")
    assert "akhir 10 Mei 2012" in before
    assert ">700.000</a>" in before
    assert ">1.000.000</a>" in after
    link = next(one for one in rows_of(before) if "balance=committed_idr" in one)
    assert "on=2012-05-10" in link
    assert page(link).count('<th scope="row">Surat jaminan terbit') == 1


def test_what_makes_no_sense_in_an_address_falls_back(world: World) -> None:
    assert "Anggaran 2012" in page("/treasury/?year=1700&on=2012-02-31&face=x")
    assert "Anggaran 2012" in page("/treasury/?on=2099-01-01")
    everything = page("/treasury/rows/?balance=x&hospital=y&age=z&kind=w&after=-1&line=z")
    assert "Semua catatan anggaran" in everything


def test_long_lists_of_rows_have_pages(world: World, system_actor: Actor) -> None:
    for day in range(1, 29):
        promise(system_actor, 1_000 * day, date(2012, 6, day))
        promise(system_actor, 1_000 * day, date(2012, 7, day))
    first = page("/treasury/rows/?year=2012&balance=committed_idr")
    assert "Jumlah baris di halaman ini" in first
    assert "Semua halaman bersama-sama berjumlah Rp 812.000" in first
    link = re.search(r'rel="next" href="([^"]+)"', first)
    assert link
    second = page(unescape(link[1]))
    assert first.count('<th scope="row">Surat') + second.count('<th scope="row">Surat') == 56
    assert 'rel="next"' not in second


def test_a_face_alone_is_given_to_htmx(world: World, system_actor: Actor) -> None:
    promise(system_actor, 700_000, date(2012, 5, 3))
    response = logged_in("beni").get("/treasury/?face=provider", headers={"HX-Request": "true"})
    text = response.content.decode()
    assert text.startswith('<section id="faces"')
    assert "<html" not in text


def test_the_months_stand_beside_the_charts_as_a_table(world: World, system_actor: Actor) -> None:
    promise(system_actor, 10_000_000, date(2012, 5, 3))
    rows = re.findall(r'<th scope="row" class="nowrap">(\w+ 2012)</th>(.*?)</tr>', page(), re.S)
    assert [month for month, _ in rows][:1] == ["Maret 2012"]
    assert [month for month, _ in rows][-1:] == ["Desember 2012"]
    assert "10.000.000" in dict(rows)["Juni 2012"], "a quiet month repeats the one before"
    assert "10.000.000" not in dict(rows)["April 2012"]


@pytest.mark.parametrize("path", PAGES)
def test_only_the_treasury_and_the_auditors_look(world: World, path: str) -> None:
    for username in ("beni", "audi"):
        assert logged_in(username).get(path).status_code == 200, username
    for username in ("lina", "karim", "vera", "putri"):
        assert logged_in(username).get(path).status_code == 403, username


def test_the_trail_of_a_claim_names_no_patient_and_is_in_the_access_log(
    world: World, superuser: psycopg.Connection
) -> None:
    put_approved(superuser, world)
    text = page("/treasury/claims/14/")
    assert "KLAIM-EMPAT" in text
    assert "Rp 1.500.000" in text
    assert "SITI" not in text
    assert str(world.siti.nik) not in text
    assert "/claims/14/" not in text.replace("/treasury/claims/14/", "")
    assert 'href="/claims/14/"' in page("/treasury/claims/14/", username="audi")
    read = superuser.execute(
        "SELECT DISTINCT actor FROM audit_access WHERE person_id = %s", [world.siti.person_id]
    ).fetchall()
    assert ("beni",) in read
    assert logged_in("beni").get("/treasury/claims/999/").status_code == 404
    assert logged_in("beni").get("/treasury/letters/TIDAK-ADA/").status_code == 404


def test_a_chart_is_drawn_once_and_said_to_be_the_same(
    world: World, system_actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    promise(system_actor, 10_000_000, date(2012, 5, 3))
    drawings: list[str] = []
    draw = charts.drawing.svg
    monkeypatch.setattr(charts.drawing, "svg", lambda chart: drawings.append("x") or draw(chart))
    client = logged_in("beni")
    path = "/treasury/charts/burn.svg?year=2012"
    first, again = client.get(path), client.get(path)
    assert first["Content-Type"] == "image/svg+xml"
    assert first.content == again.content
    assert len(drawings) == 1
    known = client.get(path, headers={"If-None-Match": first["ETag"]})
    assert (known.status_code, known.content) == (304, b"")
    assert client.get(f"{path}&size=narrow")["ETag"] != first["ETag"]
    promise(system_actor, 1, date(2012, 5, 4))
    assert client.get(path)["ETag"] != first["ETag"], "other facts, another picture"
    assert client.get("/treasury/charts/x.svg").status_code == 404


def test_a_pages_charts_have_words_and_fit_a_telephone(world: World) -> None:
    text = page()
    for name in ("burn", "stock"):
        picture = re.search(rf"<picture>.{{0,300}}charts/{name}\.svg.*?</picture>", text, re.S)
        assert picture
        assert 'media="(max-width: 44rem)"' in picture[0]
        assert 'alt="Grafik: ' in picture[0]


BUDGET_FILE = (
    "document_no,kind,fiscal_year,line_code,on,amount_idr,legal\n"
    "DPAP/1,DPAP,2012,RI,2012-10-01,5000000,Contoh\n"
    "SPD/9,SPD,2012,RI,2012-10-02,{released},Contoh\n"
)


def upload(username: str, content: str, name: str = "anggaran.csv") -> HttpResponse:
    file = SimpleUploadedFile(name, content.encode(), content_type="text/csv")
    client = logged_in(username)
    return client.post("/treasury/documents/new/", {"file": file}, follow=True)


def test_budget_documents_are_entered_from_a_file(world: World) -> None:
    response = upload("beni", BUDGET_FILE.format(released=1_000_000))
    text = response.content.decode().replace("\u00a0", " ")
    assert "2 baris dokumen baru dicatat" in text
    assert "DPAP/1" in text
    assert "+5.000.000" in text
    assert "Rp 125.000.000" in text


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (BUDGET_FILE.format(released=9_000_000_000), "melampaui pagu"),
        ("bukan,anggaran\n1,2\n", "kolom"),
        ("", "Pilih berkas"),
    ],
)
def test_a_budget_file_that_cannot_be_is_refused_whole(
    world: World, content: str, words: str
) -> None:
    response = upload("beni", content)
    assert response.status_code == 422
    assert words in response.content.decode()
    assert "DPAP/1" not in page("/treasury/documents/")


def test_only_a_treasurer_enters_documents(world: World) -> None:
    assert upload("audi", BUDGET_FILE).status_code == 403
    assert 'type="file"' not in page("/treasury/documents/", username="audi")


def test_a_year_is_closed_on_screen_and_reconciles(
    world: World, system_actor: Actor, superuser: psycopg.Connection
) -> None:
    promise(system_actor, 700_000, date(2012, 12, 20))
    text = page("/treasury/closing/")
    assert text.count('class="met"') == 3
    client = logged_in("beni")
    unsure = client.post("/treasury/closing/close/", {"year": "2012"})
    assert unsure.status_code == 422
    assert "Centang" in unsure.content.decode()
    assert logged_in("audi").post("/treasury/closing/close/", {"year": "2012"}).status_code == 403
    closed = client.post("/treasury/closing/close/", {"year": "2012", "sure": "1"}, follow=True)
    text = closed.content.decode().replace("\u00a0", " ")
    assert "Tahun 2012 ditutup" in text
    assert "✓ Yang diserahkan sama dengan yang diterima" in text
    assert "700.000" in text
    assert "Saya yakin" not in text
    carried = page("/treasury/rows/?year=2012&kind=carry&balance=committed_idr")
    assert "−700.000" in carried


def test_what_stands_in_the_way_of_closing_is_said(
    world: World,
    system_actor: Actor,
    monkeypatch: pytest.MonkeyPatch,
    superuser: psycopg.Connection,
) -> None:
    put_approved(superuser, world)
    logged_in("beni").post("/treasury/orders/new/", {"period": "2012-05"})
    monkeypatch.setenv("MULTIGUNA_TODAY", "2012-12-30")
    text = page("/treasury/closing/")
    assert text.count('class="unmet"') == 2
    assert "Bayar atau batalkan dahulu" in text
    assert "Saya yakin" not in text
    forced = logged_in("beni").post("/treasury/closing/close/", {"year": "2012", "sure": "1"})
    assert forced.status_code == 422
