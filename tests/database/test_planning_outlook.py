"""What the year will cost, as known on a day: triangles, reserves, the fan, and when money ends."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.people import HOSPITAL, make_person
from tests.planning_city import OTHER, Town, steady

from multiguna.coverage.terms import Care
from multiguna.guarantees.actions import issue_guarantee
from multiguna.guarantees.rules.letters import letter_number
from multiguna.kernel.db import Cursor
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor
from multiguna.ledger.actions import close_year
from multiguna.planning.queries import outlook, reserves, triangles
from multiguna.planning.queries.reserves import care_data

JANUARY, MAY = date(2012, 1, 3), date(2012, 5, 31)
PLENTY = 10**12


@pytest.fixture
def town(db: Cursor, system_actor: Actor) -> Town:
    return Town(db, system_actor)


@pytest.fixture
def year(town: Town) -> Town:
    """Ten steady months, two letters of about Rp 200,000 a day, all billed and decided."""
    town.build(100_000_000)
    steady(town, JANUARY, 300)
    return town.post()


def test_a_triangle_is_what_was_known_on_its_day(town: Town) -> None:
    town.build(PLENTY)
    for service, received, billed_idr in (
        (date(2012, 1, 20), date(2012, 1, 25), 100),
        (date(2012, 1, 31), date(2012, 2, 5), 200),
        (date(2012, 1, 10), date(2012, 3, 9), 400),
        (date(2012, 2, 29), date(2012, 3, 9), 800),
    ):
        town.claim(service, received, billed_idr)
    town.claim(date(2012, 1, 2), date(2012, 2, 5), 50, provider=OTHER)
    town.claim(date(2012, 1, 2), date(2012, 2, 5), 7, care="inpatient")

    def known(on: date, provider_code: str | None = None) -> tuple[tuple[int | None, ...], ...]:
        triangle = triangles(
            town.cursor, town.by, on=on, care="outpatient", provider_code=provider_code
        )
        return tuple(row[:3] for row in triangle.billed_idr)

    assert known(date(2012, 2, 29)) == ((100, 350, None), (0, None, None))
    assert known(date(2012, 3, 31)) == ((100, 350, 750), (0, 800, None), (0, None, None))
    assert known(date(2012, 3, 31), HOSPITAL)[0] == (100, 300, 700)
    # On the 5th of February the months end with the 5th: January's end lies in the newest.
    middle = triangles(town.cursor, town.by, on=date(2012, 2, 5), care="outpatient")
    assert middle.months == (date(2011, 12, 6), date(2012, 1, 6))
    assert [row[:2] for row in middle.billed_idr] == [(0, 50), (300, None)]
    assert [row[:2] for row in middle.claims] == [(0, 1), (2, None)]


def test_what_is_still_to_come_of_a_steady_hospital(year: Town) -> None:
    """At a month's end nothing of the month has come; everything came of those before."""
    found = {
        (cell.care, cell.provider_code): cell
        for cell in reserves(year.cursor, year.by, on=date(2012, 9, 30))
    }
    whole, own = found["outpatient", None], found["outpatient", HOSPITAL]
    assert whole.benktander == own.benktander
    assert whole.chain_ladder.ibnr_idr == 0, "nothing grows out of nothing"
    truth = 30 * 2 * 200_000
    for reserve in (whole.bornhuetter_ferguson, whole.chosen):
        assert abs(reserve.ibnr_idr - truth) < truth // 20
        assert [month.month for month in reserve.months[-2:]] == [
            date(2012, 8, 1), date(2012, 9, 1),
        ]  # fmt: skip
        assert reserve.months[-1].ibnr_idr > reserve.ibnr_idr * 95 // 100
        assert reserve.low_idr < truth < reserve.high_idr
    assert whole.prior_is_own
    assert abs(whole.mean_idr - 200_000) < 500
    assert whole.claims_of_a_year == 2 * (date(2012, 9, 1) - JANUARY).days
    assert found["inpatient", None].chosen.ibnr_idr == 0


def test_open_letters_stand_beside_the_reserve(town: Town) -> None:
    town.build(PLENTY, line="RI")
    someone = make_person(town.cursor)
    answer = issue_guarantee(
        letter_no=letter_number(HOSPITAL, date(2012, 3, 1), 1), nik=someone.nik, kk=someone.kk,
        provider_code=HOSPITAL, care=Care.INPATIENT, diagnosis="J18.9", by=town.by,
        on=date(2012, 3, 1),
    )  # fmt: skip
    assert answer.letter is not None
    held = {}
    for day in (date(2012, 2, 28), date(2012, 3, 31)):
        for cell in reserves(town.cursor, town.by, on=day):
            if cell.care == "inpatient":
                held[day, cell.provider_code] = (cell.letters, cell.letters_idr)
    amount_idr = answer.letter.reserved_idr
    assert held == {
        (date(2012, 2, 28), None): (0, 0),
        (date(2012, 3, 31), None): (1, amount_idr),
        (date(2012, 3, 31), HOSPITAL): (1, amount_idr),
    }


def test_a_young_programme_begins_with_the_packs_visits(town: Town) -> None:
    town.build(PLENTY)
    for _ in range(20):
        make_person(town.cursor)
    make_person(town.cursor, resident="{[2012-06-01,)}")
    town.claim(date(2012, 1, 20), date(2012, 2, 5), 100_000)
    data = care_data(town.cursor, town.by, on=date(2012, 2, 29))
    assert data.residents == 20
    months = data.months("outpatient")
    assert not months.prior_is_own
    table = [row.amount_idr for row in data.pack.estimates
             if row.care == "outpatient" and row.until is None]  # fmt: skip
    expected = 20 * 23 * sum(table) // len(table) // 12_000
    assert [int(amount) for amount in months.prior] == [expected, expected]


def test_everything_used_has_its_parts(year: Town) -> None:
    seen = outlook(year.cursor, year.by, on=date(2012, 7, 31))
    stock = seen.stock
    certain = stock.obligations_idr + stock.ordered_idr + stock.paid_idr
    assert certain > 0
    assert seen.outstanding_idr == max(seen.letters_expected_idr, seen.ibnr_expected_idr)
    parts = certain + seen.billed_expected_idr + seen.outstanding_idr
    assert abs(seen.used_idr - parts) <= 1
    # All 212 days have two letters; those of July are open, and each is billed about 200,000.
    assert abs(seen.used_idr - 211 * 2 * 200_000) < 3_000_000
    assert seen.used_se_idr > 0


def test_the_money_ends_when_it_really_does(year: Town) -> None:
    """Rp 100 million last for 250 days of two letters: to about 8 September."""
    seen = outlook(year.cursor, year.by, on=date(2012, 6, 30))
    ends = JANUARY + timedelta(days=250)
    assert seen.appropriation is not None
    assert seen.appropriation.limit_idr == 100_000_000
    assert seen.appropriation.p10 is not None
    assert seen.appropriation.p50 is not None
    assert abs((seen.appropriation.p50 - ends).days) <= 12
    assert seen.appropriation.p10 <= ends
    assert seen.appropriation.chance_to_reach_bp < 500
    assert (seen.fan[0].on, seen.fan[-1].on) == (date(2012, 6, 30), date(2012, 12, 31))
    assert abs(seen.fan[-1].p50_idr - 364 * 2 * 200_000) < 15_000_000
    rich = year
    rich.appropriate(PLENTY, on=date(2012, 7, 1))
    seen = outlook(rich.cursor, rich.by, on=date(2012, 7, 1))
    assert seen.appropriation is not None
    assert (seen.appropriation.p50, seen.appropriation.chance_to_reach_bp) == (None, 10_000)


def test_nothing_that_came_later_is_known(town: Town) -> None:
    """The outlook of a day is the same then and months later."""
    town.build(60_000_000)
    steady(town, JANUARY, 140)
    until = [row for row in town.waiting if row["on"] <= MAY]  # type: ignore[operator]
    later = [row for row in town.waiting if row["on"] > MAY]  # type: ignore[operator]
    town.waiting = until
    town.post()
    then = outlook(town.cursor, town.by, on=MAY)
    assert then.used_idr > 0
    town.waiting = later
    town.post()
    town.appropriate(PLENTY, on=date(2012, 6, 1))
    steady(town, date(2012, 6, 1), 60, reserved_idr=900_000)
    town.post()
    assert outlook(town.cursor, town.by, on=MAY) == then
    assert outlook(town.cursor, town.by, on=MAY, seed=2) != then


def test_last_years_care_is_this_years_money_after_the_closing(town: Town) -> None:
    """December's care is billed in January: for the old year, until its line is closed."""
    town.build(PLENTY)
    steady(town, JANUARY, 363)
    closing = date(2013, 1, 3)
    town.waiting = [row for row in town.waiting if row["on"] < closing]  # type: ignore[operator]
    town.post()
    town.appropriate(PLENTY, on=date(2013, 1, 2))
    before = [outlook(town.cursor, town.by, on=date(2013, 1, 2), year=y) for y in (2012, 2013)]
    close_year(year=2012, by=town.by, on=closing)
    after = [outlook(town.cursor, town.by, on=closing, year=y) for y in (2012, 2013)]
    december = 30 * 2 * 200_000
    assert abs(before[0].ibnr_expected_idr - december) < december // 10
    assert (before[1].ibnr_expected_idr, before[1].used_idr) == (0, 0)
    assert (after[0].ibnr_expected_idr, after[0].outstanding_idr) == (0, 0)
    assert abs(after[1].ibnr_expected_idr - december) < december // 10
    assert after[1].stock.committed_idr == december
    assert after[0].until == date(2012, 12, 31)
    assert len(after[0].fan) == 1


def test_a_first_week_says_nothing_and_a_coming_year_is_refused(town: Town) -> None:
    town.build(PLENTY)
    for number in range(7):
        town.letter(JANUARY + timedelta(days=number), 200_000)
    town.post()
    seen = outlook(town.cursor, town.by, on=date(2012, 1, 9))
    assert (seen.fan, seen.appropriation, seen.released) == ((), None, None)
    assert seen.letters_expected_idr > 0
    with pytest.raises(Refused) as caught:
        outlook(town.cursor, town.by, on=date(2012, 1, 9), year=2013)
    assert caught.value.code == "year_not_begun"
