"""The network is away: the desk answers from its signed list, promises, and brings it all in."""

from __future__ import annotations

import base64
import os
import random
import shutil
import threading
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import timedelta
from socketserver import ThreadingMixIn
from typing import TYPE_CHECKING
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import numpy as np
import psycopg
import pytest
from tests.browser.world import PASSWORD, TODAY, World, city
from tests.people import HOSPITAL, make_person

from multiguna.coverage.actions.listing import invite_device, make_lists, rotate_list_key
from multiguna.coverage.queries import listing as reads
from multiguna.coverage.rules import listing
from multiguna.coverage.rules.offline import decide_offline
from multiguna.coverage.terms import Papers
from multiguna.coverage.terms.listing import DeskTerms, ListHeader, ListKind
from multiguna.coverage.terms.offline import OfflineQuestion
from multiguna.kernel import clock
from multiguna.kernel.db import transaction
from multiguna.kernel.terms import system
from multiguna.registry.rules import nik_is_possible

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page, Route

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update"]  # fmt: skip
pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="needs Chromium: apt-get install chromium, or name it in CHROMIUM"
)
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


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    block_on_close = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def world(real_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # the city acts while a browser is open
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
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def open_page(context: BrowserContext, address: str) -> Page:
    """A page whose errors fail the test, but for the network that is not there."""
    page = context.new_page()
    page.set_default_timeout(15_000)
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    page.goto(address)
    return page


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


@pytest.fixture
def script(site: str, browser: Browser) -> Page:
    """A page on the site from which the page's modules can be called."""
    return open_page(browser.new_context(), f"{site}/static/web/crest.svg")


def call(page: Page, file: str, body: str, value: object) -> object:
    """Run a function body with a module `m` and a value `v` in the browser."""
    return page.evaluate(
        f"async (v) => {{ const m = await import('/static/web/{file}');"
        "const d = await import('/static/web/offline_delta.js');"
        "const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));"
        f"{body} }}",
        value,
    )


def encoded(data: bytes) -> str:
    return base64.b64encode(data).decode()


@pytest.mark.parametrize("key_bytes", [6, 7])
def test_javascript_reads_what_python_writes(script: Page, key_bytes: int) -> None:
    with transaction(BY) as cursor:
        from multiguna.coverage.actions.signing import signer_for

        signer = signer_for(cursor, "lists", by=BY, on=TODAY)
        ring = reads.key_ring(cursor, BY, made_at=1).decode()
        trusted = reads.trusted_keys(cursor, BY, "lists")
    secret = bytes(range(7, 39))
    header = ListHeader(ListKind.POPULATION, "36.71", HOSPITAL, 1, "2012-12-31", 1, 2, None, 1,
                        "", key_bytes, 1, (), ())  # fmt: skip
    chance = random.Random(20120301)
    niks = [chance.randrange(10**15, 10**16) for _ in range(3_000)]

    def rows(some: list[int], value: int) -> listing.Records:
        keys = listing.prefixes(np.array(some, np.int64), secret, key_bytes)
        return listing.records(keys, np.full(len(some), value, np.uint8))

    old = listing.read_list(listing.write_list(header, rows(niks[:2000], 3), signer), trusted)
    later = replace(header, number=2, previous=old.list_id)
    both = np.concatenate((rows(niks[100:1900], 3), rows(niks[1900:2500], 7)))
    both.sort()
    new = listing.read_list(listing.write_list(later, both, signer), trusted)
    delta = listing.write_delta(old, new, signer)
    values = {"ring": ring, "secret": encoded(secret), "old": encoded(old.head + old.body),
              "new": encoded(new.head + new.body), "delta": encoded(delta),
              "niks": [str(nik) for nik in niks], "width": key_bytes}  # fmt: skip
    found = call(
        script,
        "offline_list.js",
        """
        const keys = await d.readRing(v.ring, null), mac = await m.keyOf(bytes(v.secret), v.width);
        const old = await m.readList(bytes(v.old), keys);
        const fresh = await d.applyDelta(old, bytes(v.delta), keys);
        const whole = bytes(v.new);
        const same = fresh.data.length === whole.length && fresh.data.every((b, i) => b === whole[i]);
        const answers = [];
        for (const nik of v.niks) { const key = await mac(nik); answers.push([m.find(old, key), m.find(fresh, key)]); }
        return { same, answers, id: fresh.id };
        """,  # noqa: E501
        values,
    )
    keys = [listing.prefix(nik, secret, key_bytes) for nik in niks]
    expected = [[listing.find(old, key), listing.find(new, key)] for key in keys]
    assert found == {"same": True, "answers": expected, "id": new.list_id}
    assert {None, 3, 7} == {value for pair in expected for value in pair}
    refused = call(
        script,
        "offline_list.js",
        """
        const keys = await d.readRing(v.ring, null), codes = new Set();
        for (const [name, read] of [["old", (x) => m.readList(x, keys)], ["delta", async (x) => d.applyDelta(await m.readList(bytes(v.old), keys), x, keys)]]) {
          const data = bytes(v[name]), step = Math.max(1, Math.floor(data.length / 300));
          for (let at = 0; at < data.length; at += at < 200 ? 1 : step) {
            const changed = data.slice();
            changed[at] ^= 1 << at % 8;
            codes.add(await read(changed).then(() => `accepted ${name} ${at}`, (problem) => problem.message));
          }
        }
        return [...codes].sort();
        """,  # noqa: E501
        values,
    )
    assert refused == ["list_damaged", "list_malformed", "list_wrong_key"]


def test_javascript_and_python_answer_alike(script: Page) -> None:
    chance = random.Random(2012)
    questions, terms = [], []
    for _ in range(6_000):
        questions.append(
            OfflineQuestion(
                possible=chance.random() < 0.9, found=chance.choice([None, 1, 3, 3, 7, 7]),
                care=chance.choice(["inpatient", "outpatient"]), emergency=chance.random() < 0.4,
                papers=Papers(*(chance.random() < 0.6 for _ in range(3))),
                newborn_days=chance.choice([None, None, -1, 0, 28, 29]),
                letters=chance.choice([0, 59, 60, 61]), over=chance.random() < 0.1,
            )
        )  # fmt: skip
        services = tuple(
            chance.sample(["emergency", "inpatient", "outpatient"], chance.randint(1, 3))
        )
        terms.append(DeskTerms("s", chance.choice([None, 28]), chance.random() < 0.8, 48, services,
                               60, None, None))  # fmt: skip
    pairs = [[asdict(q), asdict(t)] for q, t in zip(questions, terms, strict=True)]
    said = call(
        script, "offline_rules.js", "return v.map(([q, t]) => m.decideOffline(q, t));", pairs
    )
    expected = [decide_offline(q, t).value for q, t in zip(questions, terms, strict=True)]
    assert said == expected
    assert len(set(expected)) == 12, "every answer is among them"


def test_javascript_and_python_know_the_same_numbers(script: Page) -> None:
    chance = random.Random(71)
    numbers = ["", "3671", "٣٦٧١٩٩٥٥١٢٩٠٠٠٠١", "3671992902000001", "3671992902010001"]
    for _ in range(4_000):
        numbers.append(
            f"{chance.randrange(100):02}{chance.choice(['71', '00', '01'])}"
            f"{chance.choice(['99', '00'])}{chance.randrange(80):02}{chance.randrange(14):02}"
            f"{chance.randrange(100):02}{chance.choice(['0000', '0001', '9999'])}"
        )
    said = call(script, "offline_rules.js", "return v.map((n) => m.nikIsPossible(n));", numbers)
    assert said == [nik_is_possible(number) for number in numbers]
    assert {True, False} <= set(said)  # type: ignore[call-overload]
