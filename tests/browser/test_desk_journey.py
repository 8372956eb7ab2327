"""A patient comes to the desk: the whole journey in a real browser, by keyboard, and without
JavaScript."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import TYPE_CHECKING
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import psycopg
import pytest
from tests.browser.world import PASSWORD, World, city, logged_in, put_claims

from multiguna.kernel.db import transaction
from multiguna.kernel.terms import system
from multiguna.ledger.actions import post
from multiguna.ledger.terms import EntryKind, Posting

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="needs Chromium: apt-get install chromium, or name it in CHROMIUM"
)
LAPTOP, PHONE = {"width": 1366, "height": 768}, {"width": 390, "height": 844}


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    block_on_close = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def world(real_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
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
def cookies(world: World, superuser: psycopg.Connection) -> dict[str, str]:
    """Sessions of the city's staff past their second factor, and claims and money to look at."""
    put_claims(superuser, world)
    promise = Posting(
        "reserve:T", "2012/RI", EntryKind.RESERVE, date(2012, 5, 3), "T", committed_idr=70_000_000
    )
    by = system("36.71")
    with transaction(by) as cursor:
        post(cursor, promise, by=by, may_overrun=True)
    return {name: logged_in(name).cookies["sessionid"].value for name in ("vera", "beni")}


@pytest.fixture
def noise() -> Iterator[list[str]]:
    """What the browser complained about (the content policy among it) and foreign requests."""
    heard: list[str] = []
    yield heard
    assert heard == []


@pytest.fixture
def chromium(site: str, noise: list[str]) -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    def listen(page: Page) -> None:
        page.on("console", lambda said: noise.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: noise.append(str(error)))
        page.on("request", lambda r: None if r.url.startswith(site) else noise.append(r.url))

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        browser.on("context", lambda context: context.on("page", listen))
        yield browser
        browser.close()


def open_page(chromium: Browser, site: str, *, javascript: bool = True, **size: object) -> Page:
    """A fresh page at the site's first address."""
    context = chromium.new_context(java_script_enabled=javascript, viewport=size or LAPTOP)  # type: ignore[arg-type]
    page = context.new_page()
    page.set_default_timeout(15_000)
    page.goto(f"{site}/")
    return page


def wait_focus(page: Page, name: str) -> None:
    page.wait_for_selector(f"#{name}:focus")


def alt(page: Page, key: str) -> None:
    """Press Alt and a key as a keyboard does (access keys read the unmodified text)."""
    session = page.context.new_cdp_session(page)
    pressed = {
        "modifiers": 1,
        "key": key,
        "code": f"Key{key.upper()}",
        "windowsVirtualKeyCode": ord(key.upper()),
    }
    session.send(
        "Input.dispatchKeyEvent", {"type": "keyDown", "text": key, "unmodifiedText": key, **pressed}
    )
    session.send("Input.dispatchKeyEvent", {"type": "keyUp", **pressed})


def log_in_by_keyboard(page: Page) -> None:
    wait_focus(page, "username")
    page.keyboard.type("lina")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/")
    wait_focus(page, "nik")


def letters(superuser: psycopg.Connection) -> int:
    row = superuser.execute("SELECT count(*) FROM guarantees_letter").fetchone()
    assert row is not None
    return int(row[0])


def test_from_login_to_letter_by_keyboard_alone(
    world: World, site: str, chromium: Browser, superuser: psycopg.Connection
) -> None:
    page = open_page(chromium, site)
    log_in_by_keyboard(page)
    page.keyboard.type(str(world.siti.nik))
    page.keyboard.press("Enter")
    page.wait_for_selector("#result .verdict.good")
    assert page.url == f"{site}/desk/", "the card is in no address"
    wait_focus(page, "diagnosis")
    page.keyboard.type("A90")
    alt(page, "i")
    page.wait_for_url("**/desk/letters/**")
    assert page.locator(".letter .patient").inner_text() == "SITI CONTOH"
    assert page.locator(".letter svg.qr").is_visible()
    page.evaluate("window.print = () => { document.title = 'printed' }")
    alt(page, "p")
    page.wait_for_function("document.title === 'printed'")
    alt(page, "n")
    page.wait_for_url("**/desk/")
    wait_focus(page, "nik")
    assert letters(superuser) == 1

    page.keyboard.type(str(world.budi.nik))
    page.keyboard.press("Enter")
    page.wait_for_selector("#result .verdict.bad")
    assert not page.locator("#diagnosis").count()


def test_the_same_without_javascript(
    world: World, site: str, chromium: Browser, superuser: psycopg.Connection
) -> None:
    page = open_page(chromium, site, javascript=False)
    page.fill("#username", "lina")
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/")
    page.fill("#nik", str(world.siti.nik))
    page.keyboard.press("Enter")
    page.wait_for_selector(".verdict.good")
    assert page.url == f"{site}/desk/"
    assert page.input_value("#nik") == str(world.siti.nik)
    page.fill("#diagnosis", "A90")
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/letters/**")
    link = page.locator("a[accesskey=p]").get_attribute("href")
    assert page.request.get(f"{site}{link}").body().startswith(b"%PDF")
    page.click("a[accesskey=n]")
    assert page.locator(".table tbody tr").count() == 1
    assert letters(superuser) == 1


def test_two_quick_presses_are_one_letter(
    world: World, site: str, chromium: Browser, superuser: psycopg.Connection
) -> None:
    page = open_page(chromium, site, javascript=False)
    page.fill("#username", "lina")
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/")
    page.fill("#nik", str(world.siti.nik))
    page.keyboard.press("Enter")
    page.fill("#diagnosis", "A90")
    page.locator("button[accesskey=i]").dblclick()
    page.wait_for_url("**/desk/letters/**")
    assert letters(superuser) == 1


@pytest.mark.parametrize("size", [LAPTOP, PHONE], ids=["laptop", "phone"])
@pytest.mark.parametrize("language", ["id", "en"])
def test_nothing_runs_off_the_side_and_everything_has_a_name(
    world: World, site: str, chromium: Browser, size: dict[str, int], language: str, tmp_path: Path
) -> None:
    page = open_page(chromium, site, **size)
    page.click(f"button[name=language][value={language}]")
    problems = [checked(page, "login")]
    log_in_by_keyboard(page)
    problems.append(checked(page, "desk"))
    page.fill("#nik", str(world.siti.nik))
    page.keyboard.press("Enter")
    page.wait_for_selector(".verdict.good")
    problems.append(checked(page, "decision"))
    page.fill("#diagnosis", "A90")
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/letters/**")
    problems.append(checked(page, "letter"))
    assert [problem for problem in problems if problem] == []


@pytest.mark.parametrize("size", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_the_citys_pages_hold_up_too(
    world: World, cookies: dict[str, str], site: str, chromium: Browser, size: dict[str, int]
) -> None:
    problems = []
    for username, path in (
        ("vera", "/claims/"),
        ("vera", "/claims/11/"),
        ("beni", "/treasury/?year=2012"),
    ):
        page = open_page(chromium, site, **size)
        cookie = {"name": "sessionid", "value": cookies[username], "url": site}
        page.context.add_cookies([cookie])  # type: ignore[list-item]
        page.goto(f"{site}{path}")
        problems.append(checked(page, path))
    assert [problem for problem in problems if problem] == []


CHECK = """() => {
  const wrong = [];
  const page = document.documentElement;
  if (page.scrollWidth > page.clientWidth) wrong.push(`wider than the screen: ${page.scrollWidth}`);
  for (const field of document.querySelectorAll("input:not([type=hidden]), select"))
    if (!field.labels.length) wrong.push(`no label: ${field.name}`);
  for (const control of document.querySelectorAll("button, a[href], summary")) {
    const name = control.getAttribute("aria-label") || control.textContent.trim();
    if (!name) wrong.push(`no name: ${control.outerHTML.slice(0, 80)}`);
  }
  for (const picture of document.querySelectorAll("svg"))
    if (picture.getAttribute("aria-hidden") !== "true" && !picture.querySelector("title"))
      wrong.push(`a picture without words: ${picture.outerHTML.slice(0, 80)}`);
  const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
  if (new Set(ids).size !== ids.length) wrong.push("an id twice");
  const keys = [...document.querySelectorAll("[accesskey]")].map((element) => element.accessKey);
  if (new Set(keys).size !== keys.length) wrong.push("an access key twice");
  if (document.querySelectorAll("h1").length !== 1) wrong.push("not one h1");
  if (!page.lang) wrong.push("no language");
  const texts = "p, dt, dd, label, button, a, td, th, span, h1, h2";
  for (const element of document.querySelectorAll(texts)) {
    const style = getComputedStyle(element);
    if (!element.textContent.trim() || !element.offsetParent || style.clipPath !== "none")
      continue;
    let behind = element, ground = null;
    while (behind && !ground) {
      const paper = getComputedStyle(behind).backgroundColor.match(/[\\d.]+/g);
      if (paper.length < 4 || paper[3] !== "0") ground = paper;
      behind = behind.parentElement;
    }
    ground ??= ["255", "255", "255"];
    const light = (rgb) => {
      const [r, g, b] = rgb.slice(0, 3).map((value) => {
        const part = value / 255;
        return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const text = light(style.color.match(/[\\d.]+/g)), paper = light(ground);
    const ratio = (Math.max(text, paper) + 0.05) / (Math.min(text, paper) + 0.05);
    if (ratio < 4.5) wrong.push(`contrast ${ratio.toFixed(2)}: ${element.outerHTML.slice(0, 80)}`);
  }
  return wrong;
}"""


def checked(page: Page, name: str) -> list[str]:
    """What a first look finds wrong with a page: width, labels, names, ids, contrast."""
    found: list[str] = page.evaluate(CHECK)
    return [f"{name}: {problem}" for problem in found]
