"""A claim's whole way between a hospital and the city, in a real browser, from file to minutes."""

from __future__ import annotations

import io
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import TYPE_CHECKING
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import psycopg
import pytest
from openpyxl import load_workbook
from tests.browser.office_world import RATE_IDR, adjudicate, eklaim_file, eklaim_row, letter
from tests.browser.world import World, city, logged_in

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    Open = Callable[..., Page]

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update"]  # fmt: skip
pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="needs Chromium: apt-get install chromium, or name it in CHROMIUM"
)
LAPTOP, PHONE = {"width": 1366, "height": 768}, {"width": 390, "height": 844}
PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\n"
WRONG_BIRTH = "10/05/1984"


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    block_on_close = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def world(real_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # the rules decide while a browser is open
    yield from city(monkeypatch)


@pytest.fixture
def site(world: World) -> Iterator[str]:
    """The web site with its static files on a free port."""
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.core.wsgi import get_wsgi_application

    application = StaticFilesHandler(get_wsgi_application())
    with make_server("127.0.0.1", 0, application, _Server, _Quiet) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture
def cookies(world: World) -> dict[str, str]:
    """Sessions of a biller and of two verifiers past their second factor."""
    return {
        name: logged_in(name).cookies["sessionid"].value
        for name in ("karim", "vera", "wati", "audi")
    }


@pytest.fixture
def noise() -> Iterator[list[str]]:
    """What the browser complained about (the content policy among it) and foreign requests."""
    heard: list[str] = []
    yield heard
    assert heard == []


@pytest.fixture
def chromium(site: str) -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_as(chromium: Browser, site: str, cookies: dict[str, str], noise: list[str]) -> Open:
    """Open an address as somebody."""

    def listen(page: Page) -> None:
        page.on("console", lambda said: _hear(noise, said.type, said.text))
        page.on("pageerror", lambda error: noise.append(str(error)))
        page.on("request", lambda r: None if r.url.startswith(site) else noise.append(r.url))

    def opened(
        who: str, path: str, *, javascript: bool = True, size: dict[str, int] = LAPTOP
    ) -> Page:
        context = chromium.new_context(java_script_enabled=javascript, viewport=size)  # type: ignore[arg-type]
        context.add_cookies([{"name": "sessionid", "value": cookies[who], "url": site}])
        context.on("page", listen)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.goto(f"{site}{path}")
        return page

    return opened


def _hear(noise: list[str], kind: str, text: str) -> None:
    """A form that is refused answers 422, which the browser reports as an error; that is meant."""
    if kind == "error" and "status of 422" not in text:
        noise.append(text)


def put(folder: Path, name: str, *rows: dict[str, str]) -> str:
    path = folder / name
    path.write_bytes(eklaim_file(*rows))
    return str(path)


def claim_of(superuser: psycopg.Connection, claim_no: str) -> int:
    row = superuser.execute(
        "SELECT max(claim_id) FROM claims_claim WHERE claim_no = %s", [claim_no]
    ).fetchone()
    assert row is not None
    assert row[0] is not None, "the claim is there"
    return int(row[0])


def test_from_the_export_file_to_signed_minutes(
    world: World, open_as: Open, site: str, tmp_path: Path, superuser: psycopg.Connection
) -> None:
    asked, bad, wrong = letter(world), letter(world, ago=80), letter(world, ago=150)
    karim = open_as("karim", "/claims/send/")
    _upload_and_correct_the_receipt(karim, world, tmp_path, asked, bad, wrong)
    adjudicate()

    _correct_where_it_stands(karim, site, asked, claim_of(superuser, wrong))
    path = f"/claims/{claim_of(superuser, asked)}/"
    vera = open_as("vera", "/")
    _ask_by_keyboard_and_answer(vera, karim, site, path, tmp_path)
    _cut_by_keyboard_and_appeal(vera, karim, f"{site}{path}")
    wati = open_as("wati", "/claims/appeals/")
    wati.click(f"a:has-text('{asked}')")
    wati.fill("#reason", "Resep terbukti.")
    wati.click("button:has-text('Kabulkan')")
    wati.wait_for_selector(".desk-state .chip.approved")
    _minutes(vera, karim, site)
    rows = superuser.execute("SELECT party FROM claims_minutes_signature ORDER BY party").fetchall()
    assert rows == [("city",), ("hospital",)]
    assert _approved(superuser) == 3 * RATE_IDR


def _correct_where_it_stands(karim: Page, site: str, asked: str, wrong: int) -> None:
    """The hospital sees a provisional result with a clock, and corrects another claim by form."""
    karim.goto(f"{site}/claims/")
    assert karim.locator("tr", has_text=asked).locator(".clock.running").is_visible()
    karim.goto(f"{site}/claims/{wrong}/")
    karim.click("text=Perbaiki klaim ini")
    karim.fill("#f-BIRTH_DATE", "1984-04-09")
    karim.click("button:has-text('Kirim perbaikan')")
    karim.wait_for_selector(".done-strip")
    adjudicate()
    karim.reload()
    assert karim.locator(".desk-state .chip.approved").is_visible()


def _ask_by_keyboard_and_answer(
    vera: Page, karim: Page, site: str, path: str, folder: Path
) -> None:
    """The verifier finds the claim by keyboard alone and asks; both see the clock rest meanwhile;
    the hospital answers with a document."""
    vera.wait_for_url("**/claims/work/")
    vera.keyboard.press("j")
    vera.keyboard.press("Enter")
    vera.wait_for_url(f"**{path}")
    assert vera.locator(".compare .differs").first.is_visible()
    vera.keyboard.press("q")
    vera.keyboard.type("Kirim foto KTP pasien.")
    vera.click("#ask button")
    vera.wait_for_selector(".clock.paused")
    karim.goto(f"{site}/claims/")
    karim.click("section:has-text('Menunggu jawaban Anda') a")
    karim.wait_for_url(f"**{path}")
    assert karim.locator(".clock.paused").is_visible()
    karim.keyboard.press("a")
    karim.keyboard.type("Terlampir; tanggal lahir salah ketik.")
    document = folder / "ktp.pdf"
    document.write_bytes(PDF)
    karim.set_input_files("#answer-files", str(document))
    karim.click("#answer button")
    karim.wait_for_selector(".clock.running")
    assert karim.locator(".documents li").inner_text().startswith("ktp.pdf")


def _cut_by_keyboard_and_appeal(vera: Page, karim: Page, address: str) -> None:
    """The verifier cuts the claim without a mouse; the hospital reads why, and appeals."""
    vera.reload()
    assert vera.locator(".from-hospital .said").inner_text().startswith("Terlampir")
    vera.keyboard.press("e")
    vera.keyboard.press("Control+a")
    vera.keyboard.type("1.000.000")
    assert vera.locator("[data-sum]").inner_text() == "1.000.000"
    vera.keyboard.press("Escape")
    vera.keyboard.press("r")
    vera.keyboard.type("Obat tanpa resep.")
    vera.keyboard.press("Escape")
    vera.keyboard.press("s")
    vera.wait_for_selector(".desk-state .chip.reduced")
    karim.goto(address)
    assert "Obat tanpa resep." in karim.locator(".events li").first.inner_text()
    karim.keyboard.press("b")
    karim.keyboard.type("Resep ada pada rekam medis.")
    karim.click("#appeal button")
    karim.wait_for_selector(".turn:has-text('Keberatan')")


def _upload_and_correct_the_receipt(
    karim: Page, world: World, folder: Path, asked: str, bad: str, wrong: str
) -> None:
    """Two files at once; the refused row comes back in a workbook, is corrected and sent again."""
    files = [
        put(folder, "P.satu.txt", eklaim_row(world.siti, asked, BIRTH_DATE=WRONG_BIRTH)),
        put(
            folder,
            "P.dua.txt",
            eklaim_row(world.siti, wrong, ago=150, BIRTH_DATE=WRONG_BIRTH),
            eklaim_row(world.siti, bad, ago=80, DISCHARGE_DATE="31/31/2012"),
        ),
    ]
    karim.set_input_files("#file", files)
    karim.click("button:has-text('Kirim')")
    karim.wait_for_selector("#sent li.good")
    karim.wait_for_selector("#sent li.warn")
    assert karim.locator("#sent > li").count() == 2
    with karim.expect_download() as kept:
        karim.locator("#sent li.warn a.button").click()
    book = load_workbook(io.BytesIO(Path(kept.value.path()).read_bytes()))
    sheet = book.worksheets[0]
    header = [cell.value for cell in sheet[1]]
    sound = eklaim_row(world.siti, bad, ago=80)
    sheet.cell(2, header.index("DISCHARGE_DATE") + 1).value = sound["DISCHARGE_DATE"]
    corrected = folder / "tanda-terima.xlsx"
    book.save(corrected)
    karim.set_input_files("#file", str(corrected))
    karim.click("button:has-text('Kirim')")
    karim.wait_for_selector("#sent li:has-text('tanda-terima.xlsx').good")


def _minutes(vera: Page, karim: Page, site: str) -> None:
    """The verifier closes each month and signs; the hospital signs; the paper is printed."""
    vera.goto(f"{site}/claims/minutes/")
    months = vera.locator("table form button").count()
    assert months >= 2
    for _ in range(months):
        vera.goto(f"{site}/claims/minutes/")
        vera.locator("table form button").first.click()
        vera.wait_for_selector(".done-strip")
    vera.click("button:has-text('Tanda tangani')")
    vera.wait_for_selector("dd:has-text('✓ vera')")
    karim.goto(vera.url)
    karim.click("button:has-text('Tanda tangani')")
    karim.wait_for_selector(".done-strip:has-text('kedua pihak')")
    for page in (vera, karim):
        page.reload()
        link = page.locator("a:has-text('Cetak')").get_attribute("href")
        assert page.request.get(f"{site}{link}").body().startswith(b"%PDF")


def _approved(superuser: psycopg.Connection) -> int:
    row = superuser.execute(
        "SELECT sum(approved_idr) FROM claims_minutes_claim WHERE outcome <> 'rejected'"
    ).fetchone()
    assert row is not None
    return int(row[0])


def test_the_same_page_without_javascript(
    world: World, open_as: Open, site: str, tmp_path: Path, superuser: psycopg.Connection
) -> None:
    number = letter(world)
    karim = open_as("karim", "/claims/send/", javascript=False)
    row = eklaim_row(world.siti, number, BIRTH_DATE=WRONG_BIRTH)
    karim.set_input_files("#file", put(tmp_path, "P.txt", row))
    karim.click("button:has-text('Kirim')")
    karim.wait_for_selector("#sent li.good")
    assert not karim.locator(".js-only").first.is_visible()
    adjudicate()
    path = f"/claims/{claim_of(superuser, number)}/"
    vera = open_as("vera", path, javascript=False)
    vera.fill("#approved-1", "1.000.000")
    vera.fill("#reason", "Obat tanpa resep.")
    vera.click("button:has-text('Putuskan')")
    vera.wait_for_selector(".desk-state .chip.reduced")
    karim.goto(f"{site}{path}")
    karim.click("#appeal summary")
    karim.fill("#grounds", "Resep ada.")
    karim.click("#appeal button")
    karim.wait_for_selector(".turn:has-text('Resep ada.')")


@pytest.mark.parametrize("size", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_pages_fit_the_screen_and_list_their_keys(
    world: World, open_as: Open, site: str, tmp_path: Path, size: dict[str, int],
    superuser: psycopg.Connection,
) -> None:  # fmt: skip
    number = letter(world)
    karim = open_as("karim", "/claims/send/", size=size)
    row = eklaim_row(world.siti, number, BIRTH_DATE=WRONG_BIRTH)
    karim.set_input_files("#file", put(tmp_path, "P.txt", row))
    karim.click("button:has-text('Kirim')")
    karim.wait_for_selector("#sent li.good")
    adjudicate()
    claim = f"/claims/{claim_of(superuser, number)}/"
    seen = {
        "karim": ["/claims/", "/claims/send/", "/claims/send/form/", "/claims/appeals/",
                  "/claims/minutes/", "/claims/late/", claim, f"{claim}correct/"],
        "vera": ["/claims/work/", "/claims/", "/claims/appeals/", "/claims/minutes/",
                 "/claims/samples/", "/claims/late/", claim],
        "audi": ["/claims/", "/claims/samples/", claim],
    }  # fmt: skip
    for who, paths in seen.items():
        page = open_as(who, "/claims/", size=size)
        for path in paths:
            page.goto(f"{site}{path}")
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= size["width"], (who, path)
            assert page.locator("h1").count() == 1, path
    page.keyboard.press("?")
    assert page.locator("#keys").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("#keys").is_visible()
