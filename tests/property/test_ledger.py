"""Every stock is the fold of the raw entries, however they were dated and whenever rolled up.

A random year of a city: letters, bills, verdicts, orders and payments on random days, some dated
back, with roll-ups in between. A plain fold over all entries in Python must give every figure,
also after the year was closed and life goes on; and closing it loses nothing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.ledger_city import BY, CARES, CLOSING, FIRST, HOSPITALS, LAST, City

from multiguna.kernel.db import Cursor
from multiguna.kernel.terms import Actor, Role
from multiguna.ledger.actions import (
    close_year,
    roll_up,
)
from multiguna.ledger.queries import (
    closing_gaps,
    day_ends,
    entries,
    flow,
    misrolled_accounts,
    month_ends,
    promises,
    stock,
    stock_by,
    total,
    unbalanced_accounts,
)
from multiguna.ledger.terms import (
    BALANCES,
    Balanced,
    DayPromise,
    DayStock,
    EntryRow,
)

Amounts = tuple[int, ...]


def amounts(one: Balanced) -> Amounts:
    return tuple(getattr(one, name) for name in BALANCES)


def added(some: Iterable[Amounts]) -> Amounts:
    return tuple(map(sum, zip((0,) * len(BALANCES), *some, strict=True)))


def fold(rows: Iterable[EntryRow], key: Callable[[EntryRow], object]) -> dict[object, Amounts]:
    """The sums of what some entries moved, by a key."""
    sums: dict[object, Amounts] = defaultdict(lambda: (0,) * len(BALANCES))
    for row in rows:
        sums[key(row)] = added([sums[key(row)], amounts(row)])
    return dict(sums)


def moving(found: dict[object, Amounts]) -> dict[object, Amounts]:
    """Without keys on which nothing stands."""
    return {key: sums for key, sums in found.items() if any(sums)}


def age(row: EntryRow, on: date) -> str:
    if row.reserved_on is None:
        return ""
    days = (on - row.reserved_on).days
    return (
        "0-7" if days < 8 else "8-14" if days < 15 else "15-30" if days < 31
        else "31-60" if days < 61 else "61-90" if days < 91 else "91+"
    )  # fmt: skip


def check_faces(cursor: Cursor, rows: list[EntryRow], year: int, on: date) -> None:
    """Every split of the stock at a day is the fold of the entries dated up to it."""
    known = [row for row in rows if row.on <= on]
    at = stock(cursor, BY, year=year, on=on)
    by_account = fold(known, lambda row: row.account_id)
    assert {one.account_id: amounts(one) for one in at} == {
        f"{year}/{code}": by_account.get(f"{year}/{code}", (0,) * 8) for code in CARES
    }
    for face, key in (
        ("care", lambda row: CARES[row.account_id.partition("/")[2]]),
        ("provider", lambda row: row.provider_code or ""),
        ("village", lambda row: row.village_code or ""),
    ):
        found = {one.key: amounts(one) for one in stock_by(cursor, BY, year=year, face=face, on=on)}
        assert moving(dict(found)) == moving(fold(known, key)), face
        assert added(found.values()) == amounts(total(at))
    committed = Counter[str]()
    for row in known:
        committed[age(row, on)] += row.committed_idr
    ages = {
        one.key: one.committed_idr for one in stock_by(cursor, BY, year=year, face="age", on=on)
    }
    assert {key: amount for key, amount in ages.items() if amount} == {
        key: amount for key, amount in committed.items() if amount
    }


def check_periods(cursor: Cursor, rows: list[EntryRow], year: int, random: Random) -> None:
    """Day ends, month ends, the flow between two days and the promises, from the raw entries."""
    for found, period in (
        (day_ends(cursor, BY, year=year), lambda day: day),
        (month_ends(cursor, BY, year=year), lambda day: day.replace(day=1)),
    ):
        ends = {one.on if isinstance(one, DayStock) else one.month: amounts(one) for one in found}
        days = sorted({period(row.on) for row in rows})
        assert list(ends) == days
        for day in days:
            up_to = fold((row for row in rows if period(row.on) <= day), lambda _: 0)
            assert ends[day] == up_to[0]
    starts, until = sorted(FIRST + timedelta(random.randrange(400)) for _ in range(2))
    within = [row for row in rows if starts <= row.on < until]
    moved = flow(cursor, BY, year=year, starts=starts, until=until)
    assert {one.kind: amounts(one) for one in moved} == fold(within, lambda row: row.kind)
    assert Counter({one.kind: one.entries for one in moved}) == Counter(row.kind for row in within)


def check_promises(cursor: Cursor, rows: list[EntryRow], random: Random) -> None:
    starts, until = sorted(FIRST + timedelta(random.randrange(400)) for _ in range(2))
    wanted: dict[tuple[date, str, str], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for row in rows:
        if not starts <= row.on < until:
            continue
        sums = wanted[row.on, row.care or "", row.provider_code or ""] if row.kind in (
            "reserve", "bill") else [0] * 4  # fmt: skip
        if row.kind == "reserve":
            sums[0] += 1
            sums[1] += row.committed_idr
        elif row.kind == "bill" and row.reservation_id is None:
            sums[2] += 1
            sums[3] += row.billed_idr
    assert promises(cursor, BY, starts=starts, until=until) == [
        DayPromise(*key, *sums) for key, sums in sorted(wanted.items()) if any(sums)
    ]


def check(city: City) -> None:
    """Every figure of both years, on a few days, against the raw entries."""
    cursor, random = city.cursor, city.random
    both: list[EntryRow] = []
    for year in (2012, 2013):
        rows = entries(cursor, BY, year=year, limit=100_000)
        both += rows
        assert total(stock(cursor, BY, year=year)) == total(
            stock(cursor, BY, year=year, on=date(2099, 1, 1))
        )
        for on in (FIRST, city.day(), city.day(), LAST, date(2013, 3, 1)):
            check_faces(cursor, rows, year, on)
        check_periods(cursor, rows, year, random)
    [(count,)] = cursor.execute("SELECT count(*) FROM ledger_entry").fetchall()
    assert count == len(both)
    check_promises(cursor, both, random)
    assert unbalanced_accounts(cursor, BY) == []
    assert misrolled_accounts(cursor, BY) == []


@settings(
    deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(seed=st.integers(0, 2**32))
def test_every_stock_is_the_fold_of_the_entries(db: Cursor, seed: int) -> None:
    with db.connection.transaction(force_rollback=True):
        city = City(db, seed)
        for _ in range(3):
            for _ in range(city.random.randrange(30)):
                city.act()
            check(city)


PENDING = ("committed_idr", "billed_idr", "obligations_idr")


def pending(cursor: Cursor, year: int) -> dict[tuple[str, str], Amounts]:
    """What is pending on a year's lines now, by every face and key."""
    return {
        (face, one.key): tuple(getattr(one, name) for name in PENDING)
        for face in ("care", "provider", "village", "age")
        for one in stock_by(cursor, BY, year=year, face=face, on=CLOSING)
    }


@settings(
    deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(seed=st.integers(0, 2**32))
def test_closing_a_year_loses_nothing(db: Cursor, seed: int) -> None:
    with db.connection.transaction(force_rollback=True):
        city = City(db, seed)
        for _ in range(city.random.randrange(60)):
            city.act()
        city.settle_orders()
        before, ahead = pending(db, 2012), pending(db, 2013)
        paid = total(stock(db, BY, year=2012)).paid_idr
        closing = close_year(year=2012, by=BY, on=CLOSING)
        city.closed = True
        assert closing.reconciled
        assert sum(line.paid_idr for line in closing.lines) == paid
        nothing = (0,) * len(PENDING)
        assert set(pending(db, 2012).values()) <= {nothing}
        after = pending(db, 2013)
        for key in before | after:
            gained = zip(after.get(key, nothing), ahead.get(key, nothing), strict=True)
            assert tuple(a - b for a, b in gained) == before.get(key, nothing), key
        assert closing_gaps(db, BY) == []
        check(city)
        for _ in range(city.random.randrange(30)):
            city.act()
        assert close_year(year=2012, by=BY, on=CLOSING) == closing
        assert set(pending(db, 2012).values()) <= {nothing}
        check(city)


def test_a_hospital_reads_its_own_stock_from_the_roll_ups(db: Cursor) -> None:
    city = City(db, 7)
    for _ in range(40):
        city.act()
    roll_up(by=BY, on=LAST)
    for _ in range(10):
        city.act()
    rows = entries(db, BY, year=2012, limit=100_000)
    desk = Actor("desk", Role.DESK_CLERK, "36.71", HOSPITALS[0])
    own = [row for row in rows if row.provider_code == HOSPITALS[0] and row.on <= date(2012, 9, 1)]
    assert len(own) > 3
    db.execute("SELECT set_config('multiguna.provider', %s, true)", [HOSPITALS[0]])
    seen = total(stock(db, desk, year=2012, on=date(2012, 9, 1)))
    assert amounts(seen) == fold(own, lambda _: 0)[0]
    [face] = stock_by(db, desk, year=2012, face="provider", on=date(2012, 9, 1))
    assert (face.key, amounts(face)) == (HOSPITALS[0], amounts(seen))
    assert {one.provider_code for one in promises(db, desk, starts=FIRST, until=LAST)} == {
        HOSPITALS[0]
    }
    with pytest.raises(AssertionError):
        stock_by(db, desk, year=2012, face="village", on=LAST)
