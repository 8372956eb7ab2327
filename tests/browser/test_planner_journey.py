"""A planner's way from a question to a memo, in a real browser, with and without JavaScript."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import TYPE_CHECKING
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from tests.browser.world import World, city, logged_in

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update"]  # fmt: skip
pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="needs Chromium: apt-get install chromium, or name it in CHROMIUM"
)
LAPTOP, PHONE = {"width": 1366, "height": 768}, {"width": 390, "height": 844}
PICTURES = os.environ.get("PLANNER_PICTURES")
"""A folder to keep pictures of the pages in, for people to look at."""


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    block_on_close = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def world(real_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
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
def browser(site: str) -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


def planner(browser: Browser, site: str, *, script: bool, viewport: dict[str, int]) -> Page:
    context = browser.new_context(
        viewport=viewport, java_script_enabled=script,  # type: ignore[arg-type]
    )  # fmt: skip
    cookie = logged_in("putri").cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": site}])
    return context.new_page()


def fill(page: Page) -> None:
    for field, value in (
        ("budget", "20.000.000.000"), ("people", "1.895.486"), ("people_on", "2020-09-01"),
        ("growth", "0,53"), ("insured", "95"), ("poor", "21,53"), ("s1_name", "Paket sekarang"),
        ("s2_name", "Kelas satu"), ("s3_name", "Warga miskin"), ("s4_name", "Urun biaya"),
        ("s4_copay", "10"),
    ):  # fmt: skip
        page.fill(f"#{field}", value)
    page.select_option("#s2_class", "1")
    page.select_option("#s3_reach", "poor")


def keep_picture(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


@pytest.mark.parametrize("script", [True, False])
def test_from_a_question_to_a_memo(browser: Browser, site: str, script: bool) -> None:
    page = planner(browser, site, script=script, viewport=LAPTOP)
    page.goto(f"{site}/planner/plans/new/")
    fill(page)
    keep_picture(page, "form-laptop")
    page.click("button.primary")
    page.wait_for_url("**/planner/plans/1/", timeout=30_000)
    assert "dengan Rp\xa020 miliar" in page.inner_text("h1")
    assert "keyakinan 95" in page.inner_text(".plan-answer")
    heads = page.locator("table.figures thead th").all_inner_texts()
    assert heads[1:] == ["Paket sekarang", "Kelas satu", "Warga miskin", "Urun biaya"]
    assert page.locator("figure.chart img").count() == 7
    answer = page.request.get(f"{site}/planner/plans/1/memo-id.pdf", timeout=60_000)
    assert answer.body().startswith(b"%PDF")


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_memo_fits_a_laptop_and_a_telephone(browser: Browser, site: str, language: str) -> None:
    for name, viewport in (("laptop", LAPTOP), ("phone", PHONE)):
        page = planner(browser, site, script=True, viewport=viewport)
        page.goto(f"{site}/planner/plans/new/")
        page.click(f"button[name=language][value={language}]")
        fill(page)
        keep_picture(page, f"form-{name}-{language}")
        page.click("button.primary")
        page.wait_for_url("**/planner/plans/*/", timeout=30_000)
        for image in page.locator("figure.chart img").all():
            image.scroll_into_view_if_needed()
            image.evaluate("one => one.decode()", timeout=60_000)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= viewport["width"]
        keep_picture(page, f"memo-{name}-{language}")
