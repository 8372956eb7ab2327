"""Care that was given and not billed yet, as known on a day: triangles and what they come to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from multiguna.kernel import sqlplan
from multiguna.kernel.db import Cursor
from multiguna.kernel.money import quotient
from multiguna.kernel.terms import Actor
from multiguna.ledger.queries import promises
from multiguna.ledger.terms import DayPromise
from multiguna.planning.rules import reserving, windows
from multiguna.planning.rules.reserving import Array
from multiguna.planning.terms import CellReserve, Method, Receipt, Triangle
from multiguna.programme.queries import pack_in_force
from multiguna.programme.terms import Pack

CARES = ("inpatient", "outpatient")
RECEIPTS = sqlplan.load("planning", "receipts").select
OPEN_LETTERS = sqlplan.load("planning", "open_letters").select
RESIDENTS = sqlplan.load("planning", "residents_on").select


def triangles(
    cursor: Cursor, by: Actor, *, on: date, care: str, provider_code: str | None = None
) -> Triangle:
    """What had arrived by a day of each month of care at each age, of all hospitals or of one.

    Months end with the day (at a month's end they are the calendar's); only claims received by the
    day count.
    """
    starts = windows.month_starts(on)
    found = receipts(cursor, by, on=on, starts=starts, care=care, provider_code=provider_code)
    return windows.triangle_of(found, starts, care=care, provider_code=provider_code)


def receipts(
    cursor: Cursor, by: Actor, *, on: date, starts: Sequence[date], care: str | None = None,
    provider_code: str | None = None,
) -> list[Receipt]:  # fmt: skip
    """The claims of the months that begin on `starts`, by when they were received, up to a day."""
    values = {
        "region": by.region, "starts": list(starts), "on": on, "care": care,
        "provider_code": provider_code,
    }  # fmt: skip
    return [Receipt(*row) for row in cursor.execute(RECEIPTS, values)]


def reserves(cursor: Cursor, by: Actor, *, on: date) -> list[CellReserve]:
    """What is still to come per kind of care, of all hospitals together and then of each.

    In billed amounts; beside it how much of it stands in open letters.
    """
    data = care_data(cursor, by, on=on)
    letters = cursor.execute(OPEN_LETTERS, {"region": by.region, "on": on}).fetchall()
    found = []
    for care in CARES:
        codes = {one.provider_code for one in data.receipts if one.care == care}
        codes |= {code for its_care, code, _, _ in letters if its_care == care}
        for code in (None, *sorted(codes)):
            held = [row[2:] for row in letters if row[0] == care and code in (None, row[1])]
            found.append(_cell(data.months(care, code), [tuple(row) for row in held]))
    return found


@dataclass(frozen=True, slots=True)
class CareMonths:
    """The months of one kind of care: what has arrived of each, and what was expected before."""

    triangle: Triangle
    prior: Array
    prior_is_own: bool
    has_letters: bool


@dataclass(frozen=True, slots=True)
class CareData:
    """What reserves are made of, read once: receipts and promises of two years, and the pack."""

    on: date
    starts: tuple[date, ...]
    receipts: Sequence[Receipt]
    promises: Sequence[DayPromise]
    pack: Pack
    residents: int

    def months(self, care: str, provider_code: str | None = None) -> CareMonths:
        """The months of one kind of care, of all hospitals or of one, with their prior."""
        whole = [one for one in self.promises if one.care == care]
        own = [one for one in whole if provider_code in (None, one.provider_code)]
        triangle = windows.triangle_of(
            [
                one
                for one in self.receipts
                if one.care == care and provider_code in (None, one.provider_code)
            ],
            self.starts, care=care, provider_code=provider_code,
            since=min((one.on for one in own if one.letters), default=None),
        )  # fmt: skip
        exposures = [
            windows.by_window(
                [(one.on, one.reserved_idr) for one in part], triangle.months, self.on
            )
            for part in (own, whole)
        ]
        standard = windows.standard_cost(self.pack, care, triangle.months, self.residents)
        if standard is not None:
            standard *= windows.part_of(*exposures)
        prior, is_own = windows.prior_of(windows.as_array(triangle), exposures[0], standard)
        return CareMonths(triangle, prior, is_own, any(one.letters for one in own))


def care_data(cursor: Cursor, by: Actor, *, on: date) -> CareData:
    """Reads what reserves are made of; residents are counted only for a young programme."""
    starts = windows.month_starts(on)
    came = receipts(cursor, by, on=on, starts=starts)
    given = promises(cursor, by, starts=starts[0], until=on + timedelta(days=1))
    young = any(
        len({one.origin for one in came if one.care == care}) < reserving.ENOUGH_PAST
        for care in CARES
    )
    people = (
        cursor.execute(RESIDENTS, {"region": by.region, "on": on}).fetchone() if young else (0,)
    )
    assert people is not None
    return CareData(on, starts, came, given, pack_in_force(by), int(people[0]))


def _cell(months: CareMonths, held: Sequence[tuple[int, int]]) -> CellReserve:
    triangle, rows = windows.as_array(months.triangle), months.triangle
    made = {
        Method.CHAIN_LADDER: reserving.chain_ladder(triangle),
        Method.BORNHUETTER_FERGUSON: reserving.bornhuetter_ferguson(triangle, months.prior),
        Method.BENKTANDER: reserving.benktander(triangle, months.prior),
    }
    said = {method: reserving.reserve(method, rows.months, one) for method, one in made.items()}
    claims, billed = (
        sum(max(filter(None, row), default=0) for row in part[-12:])
        for part in (rows.claims, rows.billed_idr)
    )
    return CellReserve(
        care=rows.care,
        provider_code=rows.provider_code,
        chain_ladder=said[Method.CHAIN_LADDER],
        bornhuetter_ferguson=said[Method.BORNHUETTER_FERGUSON],
        benktander=said[Method.BENKTANDER],
        prior_is_own=months.prior_is_own,
        claims_of_a_year=claims,
        mean_idr=quotient(billed, claims) if claims else 0,
        letters=sum(count for count, _ in held),
        letters_idr=sum(amount for _, amount in held),
    )
