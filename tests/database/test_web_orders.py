"""Payment orders on screen: four people, whole and part, back with a reason, and every refusal."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import psycopg
import pytest
from django.http import HttpResponse
from django.test import Client
from tests.browser.world import HOSPITAL, World, city, logged_in, put_approved

from multiguna.kernel.db import transaction
from multiguna.kernel.terms import Actor
from multiguna.ledger.queries import stock, total

ORDERS = "/treasury/orders/"
ORDER_NO = f"SPP-{HOSPITAL}-2012-05"
ONE = f"{ORDERS}{ORDER_NO}/"
TODAY = "2012-12-31"


@pytest.fixture
def world(
    real_db: None, monkeypatch: pytest.MonkeyPatch, superuser: psycopg.Connection
) -> Iterator[World]:
    for world in city(monkeypatch):
        put_approved(superuser, world)
        yield world


def said(response: HttpResponse, status: int = 200) -> str:
    assert response.status_code == status
    return response.content.decode().replace("\u00a0", " ")


def page(path: str, username: str = "beni") -> str:
    return said(logged_in(username).get(path))


def make(username: str = "beni", **form: str) -> HttpResponse:
    client = logged_in(username)
    return client.post(f"{ORDERS}new/", {"period": "2012-05"} | form, follow=True)


def record(username: str, step: str, document_no: str, **form: str) -> HttpResponse:
    form = {"step": step, "document_no": document_no, "on": TODAY} | form
    return logged_in(username).post(f"{ONE}step/", form, follow=True)


def ordered_to_pay() -> None:
    """The order with its check and SPM, by three people."""
    make()
    record("prita", "check", "VER-1")
    record("kamal", "spm", "SPM-1")


def amounts(by: Actor) -> tuple[int, int, int]:
    """What is owed, ordered and paid."""
    with transaction(by) as cursor:
        whole = total(stock(cursor, by, year=2012))
    return whole.obligations_idr, whole.ordered_idr, whole.paid_idr


def test_four_people_take_an_order_to_its_payment(world: World, system_actor: Actor) -> None:
    text = said(make())
    assert "1 perintah pembayaran dibuat" in text
    assert "Rp 4.000.000" in text
    assert amounts(system_actor) == (0, 4_000_000, 0)
    for username, step, number, state in (
        ("prita", "check", "VER-1", "Diverifikasi PPK"),
        ("kamal", "spm", "SPM-1", "Menunggu SP2D"),
        ("bowo", "sp2d", "SP2D-1", "Dibayar"),
    ):
        text = said(record(username, step, number))
        assert f"{number} dicatat" in text
        assert f"{state}</span>" in text
    assert amounts(system_actor) == (0, 0, 4_000_000)
    assert "Langkah berikut" not in text
    assert 'class="chip paid">Dibayar' in page(ORDERS)


def test_an_sp2d_pays_a_part_and_then_the_rest(world: World, system_actor: Actor) -> None:
    ordered_to_pay()
    worked_out = page(f"{ONE}?limit=3.600.000", "bowo")
    assert "Rp 3.500.000" in worked_out, "two whole claims fit"
    assert 'value="3.500.000"' in worked_out
    said(record("bowo", "sp2d", "SP2D-1", amount="3.500.000"))
    assert amounts(system_actor) == (0, 500_000, 3_500_000)
    assert "Dibayar sebagian" in page(ONE)
    said(record("bowo", "sp2d", "SP2D-2"))
    assert amounts(system_actor) == (0, 0, 4_000_000)


def test_a_sum_of_no_whole_claims_is_refused_in_words(world: World, system_actor: Actor) -> None:
    ordered_to_pay()
    text = said(record("bowo", "sp2d", "SP2D-1", amount="3.600.000"), 422)
    assert "bukan jumlah klaim utuh" in text
    assert 'value="SP2D-1"' in text, "what was typed stays"
    assert amounts(system_actor) == (0, 4_000_000, 0)


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"document_no": " "}, "Nomor dokumen kosong"),
        ({"on": "2013-01-01"}, "sesudah hari ini"),
        ({"on": "kemarin"}, "Tanggal dokumen tidak terbaca"),
        ({"step": "sp3d"}, "tidak dikenal"),
        ({"step": "spm"}, "lebih dahulu"),
        ({"amount": "sejuta"}, "Tulis rupiah utuh"),
    ],
)
def test_a_paper_that_cannot_be_is_refused_in_words(
    world: World, form: dict[str, str], words: str
) -> None:
    make()
    given = {"step": "check", "document_no": "VER-1", "on": TODAY} | form
    assert words in said(logged_in("prita").post(f"{ONE}step/", given), 422)
    assert "VER-1" not in page(ONE)


def test_duties_are_apart_before_the_click_and_after_it(world: World) -> None:
    make()
    own = page(ONE)
    assert "tugas orang lain" in own
    assert f'action="{ONE}step/"' not in own
    assert f'action="{ONE}step/"' in page(ONE, "prita")
    assert "orang lain" in said(record("beni", "check", "VER-1"), 422)
    said(record("prita", "check", "VER-1"))
    assert "tugas orang lain" in page(ONE, "prita")


def test_a_paper_comes_back_with_a_reason_and_its_turn_it_is_again(world: World) -> None:
    ordered_to_pay()
    text = said(
        logged_in("bowo").post(f"{ONE}return/", {"reason": "Rekening RS salah"}, follow=True)
    )
    assert "Dikembalikan" in text
    assert "“Rekening RS salah”" in text
    again = said(record("kamal", "spm", "SPM-1"), 422)
    assert "bernomor baru" in again
    assert "SPM-2 dicatat" in said(record("kamal", "spm", "SPM-2"))


def test_a_returned_payment_is_ordered_money_again(world: World, system_actor: Actor) -> None:
    ordered_to_pay()
    record("bowo", "sp2d", "SP2D-1")
    logged_in("bowo").post(f"{ONE}return/", {"reason": "Rekening ditutup"})
    assert amounts(system_actor) == (0, 4_000_000, 0)
    assert "Menunggu SP2D" in page(f"{ORDERS}?state=sp2d")


def test_a_cancelled_orders_claims_are_owed_and_ordered_again(
    world: World, system_actor: Actor
) -> None:
    make()
    assert "tulis alasannya" in said(logged_in("beni").post(f"{ONE}cancel/", {"reason": " "}), 422)
    text = said(logged_in("beni").post(f"{ONE}cancel/", {"reason": "Salah bulan"}, follow=True))
    assert "Dibatalkan" in text
    assert amounts(system_actor) == (4_000_000, 0, 0)
    assert f"{ORDER_NO}-2" in said(make())


def test_an_order_takes_the_oldest_claims_up_to_a_limit(world: World, system_actor: Actor) -> None:
    said(make(limit="Rp 2.600.000", hospital=HOSPITAL))
    assert amounts(system_actor) == (1_500_000, 2_500_000, 0)


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"period": "2012-04"}, "Tidak ada klaim layak"),
        ({"period": "Mei"}, "tahun-bulan"),
        ({"limit": "banyak"}, "Tulis rupiah utuh"),
        ({"limit": "1000"}, "Tidak ada klaim layak"),
    ],
)
def test_what_cannot_be_ordered_is_said(world: World, form: dict[str, str], words: str) -> None:
    assert words in said(make(**form), 422)


def test_an_auditor_looks_and_changes_nothing(world: World, system_actor: Actor) -> None:
    make()
    for path in (ORDERS, ONE):
        assert 'method="post" action="/treasury' not in page(path, "audi")
    for path in (f"{ORDERS}new/", f"{ONE}step/", f"{ONE}return/", f"{ONE}cancel/"):
        for username in ("audi", "vera", "karim", "lina"):
            assert logged_in(username).post(path, {"period": "2012-05"}).status_code == 403, path
    assert amounts(system_actor) == (0, 4_000_000, 0)


def test_a_form_from_elsewhere_changes_nothing(world: World, system_actor: Actor) -> None:
    make()
    client = Client(enforce_csrf_checks=True)
    client.cookies["sessionid"] = logged_in("prita").cookies["sessionid"].value
    form = {"step": "check", "document_no": "VER-1", "on": TODAY}
    assert client.post(f"{ONE}step/", form).status_code == 403
    assert "VER-1" not in page(ONE)


def test_an_unknown_order_is_refused_in_words(world: World) -> None:
    for path in (f"{ORDERS}TIDAK-ADA.pdf", f"{ORDERS}TIDAK-ADA/", f"{ORDERS}TIDAK-ADA.csv"):
        assert "order_unknown" in said(logged_in("beni").get(path), 422)
    text = said(logged_in("prita").post(f"{ORDERS}TIDAK-ADA/cancel/", {"reason": "x"}), 422)
    assert "order_unknown" in text


def test_the_papers_print(world: World) -> None:
    make()
    pdf = logged_in("beni").get(f"{ORDERS}{ORDER_NO}.pdf")
    assert pdf.content.startswith(b"%PDF")
    table = logged_in("audi").get(f"{ORDERS}{ORDER_NO}.csv").content.decode()
    assert "KLAIM-TIGA" in table
    assert "SITI" not in table


def test_an_orders_page_names_no_patient(world: World) -> None:
    make()
    text = page(ONE)
    assert "KLAIM-TIGA" in text
    assert "SITI" not in text
    assert re.search(r"href=\"[^\"]*\d{16}", text) is None


def test_what_waits_is_counted_by_paper(world: World) -> None:
    make()
    text = page(ORDERS)
    work = re.search(r'href="\?state=check"[^>]*>(.*?)</a>', text, re.S)
    assert work
    assert "<strong>1</strong>" in work[1]
    assert "Rp 4 juta" in work[1]
    assert date.fromisoformat(TODAY).year == 2012


def test_an_overpayment_is_taken_off_the_next_order(world: World, system_actor: Actor) -> None:
    ordered_to_pay()
    claim = "/treasury/claims/13/"
    unpaid = logged_in("vera").post(f"{claim}recover/", {"amount": "1", "reason": "x"})
    assert "belum dibayar" in said(unpaid, 422)
    record("bowo", "sp2d", "SP2D-1")
    for form, words in (
        ({"amount": "3.000.000", "reason": "Ganda"}, "paling banyak Rp 2.000.000"),
        ({"amount": "", "reason": "Ganda"}, "lebih dari nol"),
        ({"amount": "300.000", "reason": ""}, "Tulis alasannya"),
    ):
        assert words in said(logged_in("beni").post(f"{claim}recover/", form), 422)
    form = {"amount": "300.000", "reason": "Obat ditagih dua kali"}
    text = said(logged_in("vera").post(f"{claim}recover/", form, follow=True))
    assert "“Obat ditagih dua kali”" in text
    assert "belum ditarik: Rp 300.000" in text
    for username in ("audi", "karim"):
        assert logged_in(username).post(f"{claim}recover/", form).status_code == 403
