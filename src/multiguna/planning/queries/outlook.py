"""How the year's budget stands on a day, and what it comes to by the year's end."""

from __future__ import annotations

from datetime import date, timedelta

from multiguna.guarantees.rules.estimating import shrinkage
from multiguna.kernel.db import Cursor
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor, Text
from multiguna.ledger.queries import flow, stock, stock_by, total
from multiguna.planning.queries.reserves import CARES, CareData, care_data
from multiguna.planning.rules import reserving, run_out, using, windows
from multiguna.planning.rules.using import Experience, Share
from multiguna.planning.rules.windows import MeanAndError
from multiguna.planning.terms import Outlook

YEAR_DAYS = 365
AGE_MONTHS = {"0-7": 0, "8-14": 0, "15-30": 0, "31-60": 1, "61-90": 2, "91+": 4}
"""The months that have passed since the promises of each age."""
CLOSED = """
SELECT DISTINCT fiscal_year FROM ledger_account
WHERE region = %(region)s AND fiscal_year = ANY(%(years)s) AND closed_on <= %(on)s
"""
LEARNED = "SELECT max(learned_on) FROM guarantees_estimate WHERE region = %s AND learned_on <= %s"


def outlook(
    cursor: Cursor, by: Actor, *, on: date, year: int | None = None, paths: int = run_out.PATHS,
    seed: int = 1,
) -> Outlook:  # fmt: skip
    """What a fiscal year's budget is used for by a day, and how it goes on to 31 December.

    Only what was known on the day counts. The same day, paths and seed give the same answer.
    Refuses with `year_not_begun` a year after the day's.
    """
    year = on.year if year is None else year
    if year > on.year:
        raise Refused(
            "year_not_begun",
            Text(
                id=f"Tahun anggaran {year} belum mulai pada {on}. Pilih tahun itu atau sebelumnya.",
                en=f"Fiscal year {year} has not begun on {on}. Choose that year or an earlier one.",
            ),
            year=year,
        )
    lines = stock(cursor, by, year=year, on=on)
    whole, data, known = total(lines), care_data(cursor, by, on=on), _experience(cursor, by, on)
    price = using.prices(data.promises, on, known.learned_on)
    first, last = _given_in(cursor, by, year, on)
    ibnr, ibnr_se = _to_come(data, first, last)
    used = using.spent(
        whole, lines, price, known, ibnr=ibnr, ibnr_se=ibnr_se,
        share_billed=_share_billed(cursor, by, data, known, year),
        trust=shrinkage(data.pack, on),
    )  # fmt: skip
    until = date(year, 12, 31)
    daily = using.daily_cost(
        data.promises, price, used_letters=known.used_letters, approved=known.approved, on=on
    )
    projection = run_out.project(
        daily, on=on, until=until, spent_idr=used.used, spent_se_idr=used.se,
        limits_idr=(whole.appropriation_idr, whole.released_idr), paths=paths, seed=seed,
    )  # fmt: skip
    return using.seen(year=year, on=on, until=until, stock=whole, spent=used, projection=projection)


def _experience(cursor: Cursor, by: Actor, on: date) -> Experience:
    """A year of decisions and resolved letters, and when letters' costs were learned last."""
    period = {"starts": on - timedelta(days=YEAR_DAYS), "until": on + timedelta(days=1)}
    flows = [
        one for year in (on.year - 1, on.year) for one in flow(cursor, by, year=year, **period)
    ]
    row = cursor.execute(LEARNED, [by.region, on]).fetchone()
    assert row is not None
    return using.experience(flows, row[0])


def _given_in(cursor: Cursor, by: Actor, year: int, on: date) -> tuple[date, date]:
    """The first and last day of care whose bills are the year's: earlier care after a closing."""
    rows = cursor.execute(CLOSED, {"region": by.region, "on": on, "years": [year - 1, year]})
    closed = {row[0] for row in rows}
    first = date.min if year - 1 in closed else date(year, 1, 1)
    return first, date.min if year in closed else date(year, 12, 31)


def _to_come(data: CareData, first: date, last: date) -> MeanAndError:
    """What is still to be billed of care between two days, and its standard error.

    While the programme is too young to know how bills arrive, the letters say it alone.
    """
    parts = []
    for care in CARES:
        months = data.months(care)
        if months.has_letters and len(months.triangle.months) < reserving.ENOUGH_PAST:
            continue
        estimate = reserving.benktander(windows.as_array(months.triangle), months.prior)
        given = [(one.on, one.reserved_idr) for one in data.promises if one.care == care]
        inside = windows.part_within(months.triangle.months, data.on, first, last, given)
        parts.append((estimate, inside))
    return windows.to_come(parts)


def _share_billed(cursor: Cursor, by: Actor, data: CareData, known: Experience, year: int) -> Share:
    """How much of the open letters' amount will be billed, by their age and how bills arrive."""
    whole = windows.triangle_of(data.receipts, data.starts, care="", provider_code=None)
    if len(whole.months) < reserving.ENOUGH_PAST:
        return known.used_letters
    ages = [
        (AGE_MONTHS[one.key], one.committed_idr)
        for one in stock_by(cursor, by, year=year, face="age", on=data.on)
        if one.key in AGE_MONTHS
    ]
    shares = reserving.arrival_pattern(windows.as_array(whole)).shares
    return using.open_share(ages, shares, known.used_letters)
