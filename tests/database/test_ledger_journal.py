"""The double-entry books: every entry balances, and their sums are the stock."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter, defaultdict
from datetime import date

from tests.ledger_city import BY, CLOSING, City

from multiguna.kernel.db import Cursor
from multiguna.ledger.actions import close_year, post
from multiguna.ledger.queries import entries, journal, journal_lines, stock
from multiguna.ledger.terms import BALANCES, BOOKS, EntryKind, LineStock, Posting

OPEN = re.compile(r"(\d{4}-\d\d-\d\d) open (\S+) IDR")
HEAD = re.compile(r'(\d{4}-\d\d-\d\d) \* "((?:[^"\\]|\\.)*)" "((?:[^"\\]|\\.)*)"')
FACT = re.compile(r"  ([a-z-]+): (.+)")
MOVE = re.compile(r"  (Budget(?::[A-Z0-9][A-Za-z0-9-]*)+)  (-?\d+) IDR")


def a_city(db: Cursor) -> City:
    """A year that is closed, with life going on after it."""
    city = City(db, 11)
    for _ in range(60):
        city.act()
    city.settle_orders()
    close_year(year=2012, by=BY, on=CLOSING)
    city.closed = True
    for _ in range(20):
        city.act()
    return city


def parsed(text: str) -> tuple[dict[str, str], list[tuple[str, dict[str, str], dict[str, int]]]]:
    """Opened accounts with their day, and transactions: day and id, facts, movements."""
    opened: dict[str, str] = {}
    made: list[tuple[str, dict[str, str], dict[str, int]]] = []
    for line in text.splitlines():
        if match := OPEN.fullmatch(line):
            opened[match[2]] = match[1]
        elif match := HEAD.fullmatch(line):
            made.append((f"{match[1]} {match[3]}", {}, {}))
        elif match := MOVE.fullmatch(line):
            made[-1][2][match[1]] = int(match[2])
        elif match := FACT.fullmatch(line):
            made[-1][1][match[1]] = match[2]
        else:
            assert not line or line.startswith("option "), line
    return opened, made


def expected(line: LineStock) -> dict[str, int]:
    """What the accounts of a line must say."""
    signs = {"Appropriation": -1, "Arrears": -1}
    names = {"Treasury": "released_idr"}
    balances = {
        book: signs.get(book, 1) * getattr(line, names.get(book, f"{book.lower()}_idr"))
        for book in BOOKS
    }
    balances["Treasury"] *= -1
    prefix = f"Budget:{line.account_id.replace('/', ':')}:"
    return {prefix + book: amount for book, amount in balances.items() if amount}


def test_the_beancount_books_balance_and_say_the_stock(db: Cursor) -> None:
    a_city(db)
    for year in (2012, 2013):
        opened, made = parsed("".join(journal(db, BY, year=year, form="beancount")))
        balances: dict[str, int] = defaultdict(int)
        for day_and_id, _, moved in made:
            assert sum(moved.values()) == 0, day_and_id
            for account, amount in moved.items():
                assert opened[account] <= day_and_id[:10]
                balances[account] += amount
        wanted: dict[str, int] = {}
        for line in stock(db, BY, year=year):
            wanted |= expected(line)
        assert {account: amount for account, amount in balances.items() if amount} == wanted
        rows = entries(db, BY, year=year, limit=100_000)
        moving = [
            f"{one.on} {one.entry_id}"
            for one in rows
            if any(getattr(one, name) for name in BALANCES)
        ]
        assert Counter(name for name, _, _ in made) == Counter(moving)
        assert len(made) > 10


def test_the_csv_says_the_same(db: Cursor) -> None:
    a_city(db)
    lines = list(journal_lines(db, BY, year=2013))
    rows = list(csv.DictReader(io.StringIO("".join(journal(db, BY, year=2013, form="csv")))))
    assert [(row["on"], row["entry_id"], row["account"], row["amount_idr"]) for row in rows] == [
        (str(one.on), one.entry_id, f"Budget:2013:{one.line_code}:{one.book}", str(one.amount_idr))
        for one in lines
    ]
    assert sum(int(row["amount_idr"]) for row in rows) == 0
    assert len(rows) > 20


def test_a_number_with_quotes_stays_one_string(db: Cursor) -> None:
    City(db, 1)
    odd = Posting(
        'reserve:"A\\B"', "2012/RI", EntryKind.RESERVE, date(2012, 2, 1), "A", committed_idr=5,
        provider_code="3671901", claim_id=7,
    )  # fmt: skip
    post(db, odd, by=BY)
    _, made = parsed("".join(journal(db, BY, year=2012)))
    name, facts, moved = made[-1]
    assert name == '2012-02-01 reserve:\\"A\\\\B\\"'
    assert facts["claim"] == "7"
    assert facts["provider"] == '"3671901"'
    assert moved == {"Budget:2012:RI:Available": -5, "Budget:2012:RI:Committed": 5}


def test_the_books_of_an_empty_year_open_its_accounts(db: Cursor) -> None:
    assert "open" not in "".join(journal(db, BY, year=2012))
