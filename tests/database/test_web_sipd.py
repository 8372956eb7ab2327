"""The region's own books on screen: our report agrees with itself, and each difference is said."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from tests.browser.world import HOSPITAL, World, city, logged_in, put_approved

SIPD = "/treasury/sipd/"
ORDER_NO = f"SPP-{HOSPITAL}-2012-05"
ONE = f"/treasury/orders/{ORDER_NO}/"


@pytest.fixture
def world(
    real_db: None, monkeypatch: pytest.MonkeyPatch, superuser: psycopg.Connection
) -> Iterator[World]:
    for world in city(monkeypatch):
        put_approved(superuser, world)
        logged_in("beni").post("/treasury/orders/new/", {"period": "2012-05"})
        for username, step in (("prita", "check"), ("kamal", "spm")):
            record(username, step)
        yield world


def record(username: str, step: str) -> None:
    form = {"step": step, "document_no": f"{step.upper()}-1", "on": "2012-12-31"}
    assert logged_in(username).post(f"{ONE}step/", form).status_code == 302


def ours() -> str:
    response = logged_in("audi").get(f"{SIPD}2012-12.csv")
    assert response.status_code == 200
    assert "realisasi-2012-12.csv" in response["Content-Disposition"]
    return response.content.decode("utf-8-sig")


def upload(content: str, username: str = "bowo") -> HttpResponse:
    file = SimpleUploadedFile("realisasi.csv", content.encode(), content_type="text/csv")
    return logged_in(username).post(f"{SIPD}new/", {"file": file})


def said(response: HttpResponse, status: int = 200) -> str:
    assert response.status_code == status
    return response.content.decode().replace("\u00a0", " ")


def paid() -> str:
    """Our report after the order is paid."""
    record("bowo", "sp2d")
    return ours()


def test_a_month_without_a_report_says_so(world: World) -> None:
    text = said(logged_in("beni").get(SIPD))
    assert "belum ada laporan SIPD" in text
    record("bowo", "sp2d")
    assert "1 SP2D tercatat di sini" in said(logged_in("beni").get(f"{SIPD}?month=2012-12"))


def test_our_own_report_agrees_with_us(world: World) -> None:
    report = paid()
    text = said(upload(report))
    assert "Laporan sudah dibaca" in text
    assert "Tidak ada perbedaan" in text
    assert "1 SP2D cocok, 0 perbedaan" in said(logged_in("audi").get(f"{SIPD}?month=2012-12"))


def test_an_sp2d_that_only_sipd_has_is_recorded_and_one_that_differs_is_listed(
    world: World,
) -> None:
    header, row = paid().splitlines()[:2]
    logged_in("bowo").post(f"{ONE}return/", {"reason": "Rekening ditutup"})
    fresh = row.replace("SP2D-1", "SP2D-2")
    text = said(upload("\n".join((header, fresh))))
    assert "SP2D baru dicatat" in text
    assert "SP2D-2" in said(logged_in("beni").get(ONE))
    wrong = row.replace("SP2D-1", "SP2D-9").replace(ORDER_NO, "tanpa nomor").replace("SPM-1", "-")
    text = said(upload("\n".join((header, fresh, wrong))))
    assert "SP2D-9" in text
    assert "Tidak dikenal" in text


@pytest.mark.parametrize(
    ("content", "words"), [("", "Pilih berkas"), ("a,b\n1,2\n", "kolom"), ("\0", "berkas teks")]
)
def test_what_is_no_report_is_refused_in_words(world: World, content: str, words: str) -> None:
    assert words in said(upload(content), 422)


def test_only_a_treasurer_uploads(world: World) -> None:
    for username in ("audi", "vera", "karim"):
        assert upload("x", username).status_code == 403
    assert 'type="file"' not in said(logged_in("audi").get(SIPD))
    assert "period_invalid" in said(logged_in("beni").get(f"{SIPD}x.csv"), 422)
