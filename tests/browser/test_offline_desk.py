"""The network is away: the desk answers from its signed list, promises, and brings it all in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

import psycopg
import pytest
from tests.browser.offline_world import launched, needs_chromium, open_page, served
from tests.browser.world import PASSWORD, TODAY, World, city
from tests.people import HOSPITAL, make_person

from multiguna.coverage.actions.listing import invite_device, make_lists, rotate_list_key
from multiguna.coverage.queries import listing as reads
from multiguna.kernel import clock
from multiguna.kernel.db import transaction
from multiguna.kernel.terms import system

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

pytestmark = needs_chromium
DEVICE_PASSWORD = "kata-sandi-loket-7"
STRANGER = "3671991705801234"
BY = system("36.71")
LETTERS = "SELECT letter_no, issued_on::text, emergency FROM guarantees_letter"
KEPT = """async () => {
  const db = await new Promise((done) => { const r = indexedDB.open("multiguna-offline", 1); r.onsuccess = () => done(r.result); });
  const all = (name) => new Promise((done) => { const r = db.transaction(name).objectStore(name).getAll(); r.onsuccess = () => done(r.result); });
  const text = (value) => value instanceof Uint8Array ? new TextDecoder("latin1").decode(value) : typeof value === "object" && value ? Object.values(value).map(text).join("|") : String(value);
  const cached = await caches.open("multiguna-offline-1").then((cache) => cache.keys());
  return { letters: text(await all("letters")), kept: text(await all("kept")), cached: cached.map((one) => new URL(one.url).pathname) };
}"""  # noqa: E501


@pytest.fixture
def world(real_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # the city acts while a browser is open
    yield from city(monkeypatch)


@pytest.fixture
def site(world: World) -> Iterator[str]:
    yield from served()


@pytest.fixture
def browser() -> Iterator[Browser]:
    yield from launched()


def log_in(page: Page) -> None:
    page.fill("#username", "lina")
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/**")


def make_list(days: int = 0) -> None:
    at = clock.programme_now() + timedelta(days)
    make_lists(provider_code=HOSPITAL, by=BY, on=TODAY + timedelta(days), at=at)


def enrolled(browser: Browser, site: str) -> Page:
    """A desk that was enrolled and has its list."""
    _, code = invite_device(provider_code=HOSPITAL, name="Loket IGD", by=BY, on=TODAY)
    make_list()
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    page = open_page(context, f"{site}/desk/offline/")
    log_in(page)
    page.fill("#code", code)
    page.fill("#new-password", DEVICE_PASSWORD)
    page.fill("#again", DEVICE_PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-part=list]:has-text('jam lagi')")
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    return page


def unlock(page: Page) -> None:
    page.fill("#password", DEVICE_PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector("#nik:visible")


def ask(page: Page, nik: str, *, emergency: bool = False) -> str:
    """The title of the answer."""
    page.fill("#nik", nik)
    page.set_checked("[name=emergency]", emergency)
    page.press("#nik", "Enter")
    title = page.locator("[data-part=answer] .verdict h2")
    title.wait_for()
    return title.inner_text()


def promise(page: Page) -> None:
    before = page.locator("[data-part=queue] tr").count()
    page.fill("#offline-diagnosis", "A90")
    page.press("#offline-diagnosis", "Enter")
    page.wait_for_function(
        "(rows) => document.querySelectorAll('[data-part=queue] tr').length === rows",
        arg=before + 1,
    )


def test_three_days_without_a_network(
    world: World, site: str, browser: Browser, superuser: psycopg.Connection
) -> None:
    page = enrolled(browser, site)
    page.context.set_offline(True)
    page.goto(f"{site}/desk/offline/")
    page.fill("#password", "salah-sekali-9")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-part=says]:has-text('salah')")
    unlock(page)
    assert ask(page, str(world.siti.nik)) == "DIJAMIN"
    promise(page)
    assert ask(page, STRANGER) == "BELUM DAPAT DIJAWAB"
    assert page.locator("#offline-diagnosis").count() == 0
    assert ask(page, str(world.budi.nik)) == "BELUM DAPAT DIJAWAB", "he moved away"
    assert ask(page, STRANGER, emergency=True) == "RAWAT DAHULU"
    promise(page)
    kept = page.evaluate(KEPT)
    for secret in (str(world.siti.nik), STRANGER, "A90", "SITI", DEVICE_PASSWORD):
        assert secret not in kept["letters"] + kept["kept"]
    assert all(path == "/desk/offline/" or path.startswith("/static/") for path in kept["cached"])
    page.reload()
    unlock(page)
    assert page.locator("[data-part=queue] tr").count() == 2, "nothing is lost"
    assert superuser.execute("SELECT count(*) FROM guarantees_letter").fetchone() == (0,)

    page.context.set_offline(False)
    page.click("[data-part=sync]")
    page.wait_for_selector("[data-part=queue] .chip.approved:has-text('Terbit')")
    page.wait_for_selector("[data-part=queue] .chip.rejected:has-text('Perlu diperiksa')")
    issued = superuser.execute(LETTERS).fetchall()
    assert [(day, emergency) for _, day, emergency in issued] == [(TODAY.isoformat(), False)]
    listed = superuser.execute("SELECT code FROM guarantees_offline ORDER BY code").fetchall()
    assert listed == [("issued",), ("not_registered",)]
    assert str(world.siti.nik) not in page.evaluate(KEPT)["letters"]
    page.click("[data-again]")
    page.wait_for_selector("[data-part=network]:has-text('Tersambung')")
    page.reload()
    unlock(page)
    page.click("[data-part=sync]")
    assert superuser.execute(LETTERS).fetchall() == issued, "once and only once"


def test_a_lost_answer_loses_nothing_and_promises_nothing_twice(
    world: World, site: str, browser: Browser, superuser: psycopg.Connection
) -> None:
    page = enrolled(browser, site)
    page.context.set_offline(True)
    ask(page, str(world.siti.nik))
    promise(page)
    answers: list[int] = []

    def lose(route: Route) -> None:
        """The server hears it; its answer never arrives."""
        answers.append(route.fetch().status)
        route.abort()

    page.route("**/reconcile/", lose)
    page.context.set_offline(False)
    page.click("[data-part=sync]")
    page.wait_for_selector("[data-part=says]:has-text('Belum berhasil')")
    page.unroute("**/reconcile/")
    issued = superuser.execute(LETTERS).fetchall()
    assert (set(answers), len(issued)) == ({200}, 1)
    assert page.locator("[data-part=queue] .chip.waiting").count() == 1, "it still waits"
    second = page.context.new_page()
    second.goto(f"{site}/desk/offline/")
    unlock(second)
    for one in (page, second):
        one.click("[data-part=sync]")
        one.wait_for_selector("[data-part=queue] .chip.approved:has-text('Terbit')")
    assert superuser.execute(LETTERS).fetchall() == issued
    kept = superuser.execute("SELECT letter_no, attempt FROM guarantees_offline").fetchall()
    assert kept == [(issued[0][0], 1)]


def test_after_three_days_only_emergencies_are_answered(
    world: World, site: str, browser: Browser
) -> None:
    page = enrolled(browser, site)
    page.context.set_offline(True)
    page.context.clock.install()
    page.context.clock.fast_forward(71 * 3600 * 1000)
    page.goto(f"{site}/desk/offline/")
    unlock(page)
    assert ask(page, str(world.siti.nik)) == "DIJAMIN"
    page.context.clock.fast_forward(2 * 3600 * 1000)
    assert ask(page, str(world.siti.nik)) == "BELUM DAPAT DIJAWAB"
    assert ask(page, str(world.siti.nik), emergency=True) == "RAWAT DAHULU"


def test_a_slip_of_the_pen_holds_up_no_emergency(world: World, site: str, browser: Browser) -> None:
    page = enrolled(browser, site)
    page.context.set_offline(True)
    page.fill("#kk", "3671")
    page.fill("#nik", STRANGER)
    page.press("#nik", "Enter")
    page.wait_for_selector("[data-part=says]:has-text('Nomor KK harus 16 angka')")
    assert ask(page, STRANGER, emergency=True) == "RAWAT DAHULU"
    promise(page)
    page.check("[name=patient][value=newborn]")
    page.fill("#nik", str(world.siti.nik))
    page.press("#nik", "Enter")
    page.wait_for_selector("[data-part=says]:has-text('Isi tanggal lahir bayi')")
    assert ask(page, str(world.siti.nik), emergency=True) == "RAWAT DAHULU"
    promise(page)


def test_the_next_days_list_comes_as_a_delta(world: World, site: str, browser: Browser) -> None:
    page = enrolled(browser, site)
    with transaction(BY) as cursor:
        cursor.execute(
            "UPDATE registry_person SET died_on = %s WHERE nik = %s", [TODAY, world.siti.nik]
        )
    make_list(1)
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    page.click("[data-part=sync]")
    page.wait_for_selector("[data-part=list]:has-text('2013-01-01')")
    assert [url[-5:] for url in fetched if "/lists/" in url] == ["delta"]
    assert ask(page, str(world.siti.nik)) == "BELUM DAPAT DIJAWAB"


def test_a_new_key_asks_for_a_new_code_and_no_letter_is_lost(
    world: World, site: str, browser: Browser
) -> None:
    page = enrolled(browser, site)
    assert ask(page, STRANGER, emergency=True) == "RAWAT DAHULU"
    promise(page)
    page.wait_for_selector("[data-again]:visible")
    rotate_list_key(provider_code=HOSPITAL, reason="stolen", by=BY, on=TODAY)
    _, code = invite_device(provider_code=HOSPITAL, name="Loket baru", by=BY, on=TODAY)
    make_list()
    page.click("[data-part=sync]")
    page.wait_for_selector("[data-part=says]:has-text('Kunci rumah sakit diganti')")
    for password, answer in (("bukan-yang-dulu-1", "salah"), (DEVICE_PASSWORD, "")):
        page.fill("#code", code)
        page.fill("#new-password", password)
        page.fill("#again", password)
        page.keyboard.press("Enter")
        if answer:
            page.wait_for_selector(f"[data-part=says]:has-text('{answer}')")
    page.wait_for_selector("[data-part=device]:has-text('Loket baru')")
    page.wait_for_selector("[data-part=list]:has-text('jam lagi')")
    assert ask(page, str(world.siti.nik)) == "DIJAMIN"
    with transaction(BY) as cursor:
        somebody = make_person(cursor)
        cursor.execute(
            "UPDATE registry_person SET nik = %s WHERE person_id = %s",
            [int(STRANGER), somebody.person_id],
        )
    page.click("[data-again]:visible")
    page.wait_for_selector("[data-part=queue] .chip.approved:has-text('Terbit')")


def test_a_device_whose_key_is_not_the_lists_says_so_and_does_not_search_in_vain(
    world: World, site: str, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = enrolled(browser, site)
    monkeypatch.setattr(reads, "secret", lambda name: "restored without its secrets")
    make_list(1)
    page.click("[data-part=sync]")
    page.wait_for_selector("[data-part=says]:has-text('Kunci rumah sakit diganti')")
    assert page.locator("#code").is_visible()
