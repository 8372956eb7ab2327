"""`multiguna budget`: every answer of the treasury on the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.ledger_city import CLOSING, City

from multiguna.cli.budget import budget
from multiguna.cli.server import do_due
from multiguna.kernel.db import Cursor
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor
from multiguna.ledger.queries import entries, stock, total
from multiguna.ledger.terms import BALANCES

Run = Callable[..., str]


@pytest.fixture
def run(db: Cursor, system_actor: Actor, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command as unattended work in a city of 60 movements; gives what it printed."""
    monkeypatch.setenv("MULTIGUNA_TODAY", "2013-02-01")
    city = City(db, 5)
    for _ in range(60):
        city.act()
    city.settle_orders()

    def command(*arguments: str) -> str:
        result = CliRunner().invoke(budget, arguments, obj=system_actor)
        if isinstance(result.exception, Refused):
            raise result.exception
        assert result.exit_code == 0, result.output
        return result.stdout

    return command


@pytest.mark.parametrize("face", ["line", "care", "provider", "village", "age"])
def test_every_split_adds_up_to_the_stock(run: Run, face: str) -> None:
    shown = json.loads(run("show", "--year", "2012", "--by", face, "--on", "2012-12-31", "--json"))
    names = ["committed_idr"] if face == "age" else BALANCES
    for name in names:
        assert sum(key[name] for key in shown["keys"]) == shown["total"][name]
    assert (shown["by"], shown["on"]) == (face, "2012-12-31")
    assert len(shown["keys"]) > 1
    table = run("show", "--year", "2012", "--by", face)
    assert table.count("\n") == len(shown["keys"]) + 2


def test_the_stock_is_shown_as_before(run: Run, db: Cursor, system_actor: Actor) -> None:
    shown = json.loads(run("show", "--year", "2012", "--json"))
    whole = total(stock(db, system_actor, year=2012))
    assert shown["total"]["available_idr"] == whole.available_idr
    assert [line["account_id"] for line in shown["lines"]] == ["2012/RI", "2012/RJ"]
    assert "Pagu (DPA) / Appropriation" in run("show", "--year", "2012")


def test_the_flow_leads_from_one_stock_to_the_next(
    run: Run, db: Cursor, system_actor: Actor
) -> None:
    asked = ("flow", "--year", "2012", "--from", "2012-04-01", "--until", "2012-07-01")
    moved = json.loads(run(*asked, "--json"))
    before = total(stock(db, system_actor, year=2012, on=date(2012, 3, 31)))
    after = total(stock(db, system_actor, year=2012, on=date(2012, 6, 30)))
    for name in BALANCES:
        flowed = sum(kind.get(name, 0) for kind in moved["kinds"])
        assert flowed == getattr(after, name) - getattr(before, name)
    assert "reserve (" in run(*asked)


def test_the_rows_behind_a_figure_add_up_to_it(run: Run) -> None:
    asked = ("entries", "--year", "2012", "--line", "2012/RI", "--balance", "committed_idr")
    rows = json.loads(run(*asked, "--limit", "1000", "--json"))
    shown = json.loads(run("show", "--year", "2012", "--json"))
    assert sum(row["committed_idr"] for row in rows) == shown["lines"][0]["committed_idr"]
    first = json.loads(run(*asked, "--limit", "1", "--json"))
    after = str(first[0]["entry_no"])
    assert first + json.loads(run(*asked, "--limit", "1", "--after", after, "--json")) == rows[:2]
    assert run(*asked).count("committed") == len(rows)


def test_documents_are_listed_and_exported_as_they_are_imported(run: Run, tmp_path: Path) -> None:
    listed = json.loads(run("documents", "--year", "2012", "--json"))
    shown = json.loads(run("show", "--year", "2012", "--json"))["total"]
    appropriated = [one["amount_idr"] for one in listed if one["kind"] != "SPD"]
    assert sum(appropriated) == shown["appropriation_idr"]
    file = tmp_path / "budget.csv"
    run("export", "--year", "2012", "--out", str(file))
    assert file.read_text() == run("export", "--year", "2012")
    again = json.loads(run("import", str(file), "--on", "2012-12-31", "--json"))
    assert again == {"entered": 0, "later": 0}
    assert run("documents", "--year", "2012").count("\n") == len(listed)


def test_the_journal_is_written_in_both_forms(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "books.beancount"
    run("journal", "--year", "2012", "--out", str(file))
    assert file.read_text() == run("journal", "--year", "2012")
    assert " open Budget:2012:RI:Committed IDR" in file.read_text()
    assert run("journal", "--year", "2012", "--format", "csv").startswith("on,entry_no,entry_id")


def test_a_year_is_closed_and_reconciled(run: Run) -> None:
    before = json.loads(run("show", "--year", "2012", "--json"))["total"]
    closed = json.loads(run("close", "--year", "2012", "--on", CLOSING.isoformat(), "--json"))
    assert closed["reconciled"] is True
    for name in ("committed_idr", "billed_idr", "obligations_idr"):
        assert sum(line["taken"][name] for line in closed["lines"]) == before[name]
    assert "2012/RI → 2013/RI" in run("close", "--year", "2012", "--on", CLOSING.isoformat())


def test_the_worker_rolls_up_once_a_day_or_when_much_has_come(
    run: Run, db: Cursor, system_actor: Actor
) -> None:
    waiting = len(entries(db, system_actor, year=2012, limit=10_000))
    waiting += len(entries(db, system_actor, year=2013, limit=10_000))
    [(rolled,)] = db.execute(
        "SELECT coalesce(sum(entries), 0) FROM ledger_rollup WHERE grain = 'day'"
    ).fetchall()
    before = stock(db, system_actor, year=2012, on=date(2012, 8, 1))
    assert do_due(system_actor)["entries_rolled_up"] == waiting - rolled > 0
    assert do_due(system_actor)["entries_rolled_up"] == 0
    assert stock(db, system_actor, year=2012, on=date(2012, 8, 1)) == before
