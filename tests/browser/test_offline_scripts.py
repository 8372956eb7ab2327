"""The page's scripts and the rules in Python read the same lists and give the same answers."""

from __future__ import annotations

import base64
import random
from collections.abc import Iterator
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from tests.browser.offline_world import launched, needs_chromium, open_page, served
from tests.browser.world import TODAY, World, city
from tests.people import HOSPITAL

from multiguna.coverage.actions.signing import signer_for
from multiguna.coverage.queries import listing as reads
from multiguna.coverage.rules import listing
from multiguna.coverage.rules.offline import decide_offline
from multiguna.coverage.terms import Papers
from multiguna.coverage.terms.listing import DeskTerms, ListHeader, ListKind
from multiguna.coverage.terms.offline import OfflineQuestion
from multiguna.kernel.db import transaction
from multiguna.kernel.terms import system
from multiguna.registry.rules import nik_is_possible

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = needs_chromium
BY = system("36.71")


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


FLIPPED = """
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
"""  # noqa: E501


@pytest.mark.parametrize("key_bytes", [6, 7])
def test_javascript_reads_what_python_writes(script: Page, key_bytes: int) -> None:
    with transaction(BY) as cursor:
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
    refused = call(script, "offline_list.js", FLIPPED, values)
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
