"""The treasury page: figures that add up, an alarm when promises exceed the budget, the chart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import pytest
from tests.browser.world import BUDGET_IDR, World, city, logged_in

from multiguna.kernel.db import transaction
from multiguna.kernel.terms import Actor
from multiguna.ledger.actions import post
from multiguna.ledger.terms import EntryKind, Posting


@pytest.fixture
def world(real_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    yield from city(monkeypatch)


def promise(by: Actor, amount_idr: int, on: date) -> None:
    """A reservation on the inpatient line, beyond the budget if need be."""
    posting = Posting(
        f"reserve:{on}", "2012/RI", EntryKind.RESERVE, on, f"T{on}", committed_idr=amount_idr
    )
    with transaction(by) as cursor:
        post(cursor, posting, by=by, may_overrun=True)


def page(path: str = "/treasury/?year=2012") -> str:
    response = logged_in("beni").get(path)
    assert response.status_code == 200
    return response.content.decode().replace("\u00a0", " ")


def test_the_equation_adds_up_to_the_rupiah(world: World, system_actor: Actor) -> None:
    promise(system_actor, 1_234_567, date(2012, 5, 3))
    text = page()
    assert "✓ Rp 120.000.000 = Rp 120.000.000" in text
    assert "Rp 118.765.433" in text
    assert 'class="alarm"' not in text


def test_promises_beyond_the_budget_alarm_the_treasurer(world: World, system_actor: Actor) -> None:
    promise(system_actor, BUDGET_IDR + 5_000_000, date(2012, 8, 3))
    text = page()
    alarm = re.search(r'class="alarm" role="alert".*?</div>', text, re.S)
    assert alarm
    assert "Rp 5.000.000" in alarm[0]
    assert "✓ Rp 125.000.000 = Rp 125.000.000" in text


def test_the_chart_is_drawn_by_the_server_and_has_a_table_beside_it(
    world: World, system_actor: Actor
) -> None:
    promise(system_actor, 10_000_000, date(2012, 5, 3))
    text = page()
    chart = re.search(r'<svg class="chart".*?</svg>', text, re.S)
    assert chart
    assert chart[0].count('class="s-committed"') == 8
    for month in ("Jan", "Mei", "Agu", "Des"):
        assert f">{month}</text>" in chart[0]
    assert "<title" in chart[0]
    assert "Akhir bulan" in chart[0]
    rows = re.findall(r'<th scope="row" class="nowrap">(\w+ 2012)</th>', text)
    assert (rows[0], rows[-1]) == ("Maret 2012", "Desember 2012")


def test_an_unknown_year_or_period_falls_back(world: World) -> None:
    assert "Anggaran 2012" in page("/treasury/?year=1700&period=x")


def test_an_unknown_remittance_is_refused_in_words(world: World) -> None:
    response = logged_in("beni").get("/treasury/orders/TIDAK-ADA.pdf")
    assert response.status_code == 422
    assert "order_unknown" in response.content.decode()
