"""What was published about a city's past, and what a replay assumes: read from the pack's history.

The figures stand in `history/published.yaml` of the pack, each with its source. Nothing here
decides about care or money; only the replay reads it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Text
from multiguna.programme.rules.problems import Problems
from multiguna.programme.rules.reading import read_yaml

FILE = "history/published.yaml"
MILLION = 1_000_000
Node = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Appropriated:
    """A budget document of the whole programme: kind DPA or DPAP, its day and its amount."""

    kind: str
    on: date
    amount_idr: int
    source: str


@dataclass(frozen=True, slots=True)
class YearOfCare:
    """How many were treated in a year, and what their care cost."""

    year: int
    inpatients: int
    outpatients: int
    amount_idr: int
    source: str


@dataclass(frozen=True, slots=True)
class Bills:
    """What was billed of the care of `[starts, until)`, as known at the end of `known_by`."""

    starts: date
    until: date
    known_by: date
    amount_idr: int
    source: str


@dataclass(frozen=True, slots=True)
class Point:
    """An amount that was true at the end of a day: paid so far, or billed and unpaid."""

    on: date
    amount_idr: int
    source: str


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened on a day, in words."""

    on: date
    text: Text
    source: str


@dataclass(frozen=True, slots=True)
class Published:
    """Everything that was published, as it was published."""

    residents: int
    budgets: tuple[Appropriated, ...]
    care: Mapping[int, YearOfCare]
    first_bills: Bills
    first_inpatients: int
    first_outpatients: int
    bills: Bills
    verified_unpaid_idr: int
    unpaid: tuple[Point, ...]
    paid: tuple[Point, ...]
    events: tuple[Event, ...]

    def budget(self, year: int) -> int:
        """The year's appropriation after all its documents."""
        return sum(b.amount_idr for b in self.budgets if b.on.year == year)


@dataclass(frozen=True, slots=True)
class Window:
    """When bills of the care of `[care_from, care_until)` come: not before `starts`, by `by`."""

    care_from: date
    care_until: date
    starts: date
    by: date


@dataclass(frozen=True, slots=True)
class HandingIn:
    """The days hospitals hand in their files, and how long a claim takes to be ready."""

    first_day: int
    last_day: int
    closings: tuple[date, ...]
    soon_bp: int
    late_bp: int
    soon_days: int
    month_days: int
    late_days: int
    windows: tuple[Window, ...]


@dataclass(frozen=True, slots=True)
class Assumed:
    """Everything that was not published and is needed all the same; `sentences` say it."""

    care_by_month: Mapping[int, tuple[int, ...]]
    inpatients_bp: int
    inpatient_cost_bp: Mapping[int, int]
    first_bills_inpatient_cost_bp: int
    release_months: tuple[int, ...]
    handing_in: HandingIn
    october_first_idr: int
    october_first_by: date
    payment_day: int
    slow_from: date
    pause: tuple[date, date]
    unused_letters_bp: int
    sentences: Mapping[str, Text]


@dataclass(frozen=True, slots=True)
class History:
    """The past of a city: what was published and what is assumed beside it."""

    published: Published
    assumed: Assumed

    @property
    def years(self) -> range:
        """The years that are replayed."""
        return range(min(self.assumed.care_by_month), max(self.assumed.care_by_month) + 1)

    @property
    def starts(self) -> date:
        """The first day."""
        return date(self.years[0], 1, 1)

    @property
    def until(self) -> date:
        """The day after the last one."""
        return date(self.years[-1] + 1, 1, 1)

    @property
    def days(self) -> list[date]:
        """Every day from the first to the last."""
        return [self.starts + timedelta(n) for n in range((self.until - self.starts).days)]


def read_history(pack_dir: Path) -> History:
    """The history of a pack's region; refuses a pack that tells none (`history_missing`)."""
    problems = Problems()
    body = read_yaml(pack_dir, FILE, problems)
    if body is None:
        raise Refused(
            "history_missing",
            Text(
                id=f"Paket ini tidak memuat {FILE}, angka yang akan dimainkan ulang.",
                en=f"This pack has no {FILE}, the figures to replay.",
            ),
        )
    top = _node(body)
    return History(_published(_node(top["published"])), _assumed(_node(top["assumed"])))


def _published(node: Node) -> Published:
    first, bills = _node(node["first_bills"]), _node(node["bills"])
    return Published(
        residents=max(_int(one["people"]) for one in _nodes(node["residents"])),
        budgets=tuple(
            Appropriated(str(b["kind"]), _day(b["on"]), _int(b["amount_idr"]), str(b["source"]))
            for b in _nodes(node["budgets"])
        ),
        care={
            _int(one["year"]): YearOfCare(
                _int(one["year"]),
                _int(one["inpatients"]),
                _int(one["outpatients"]),
                _int(one["amount_idr"]),
                str(one["source"]),
            )
            for one in _nodes(node["care"])
        },
        first_bills=_bills(first, until=_day(first["known_by"]) + timedelta(1)),
        first_inpatients=_int(first["inpatients"]),
        first_outpatients=_int(first["outpatients"]),
        bills=_bills(bills, until=_day(bills["until"])),
        verified_unpaid_idr=_int(bills["verified_unpaid_idr"]),
        unpaid=_points(node["unpaid"]),
        paid=_points(node["paid"]),
        events=tuple(
            Event(_day(one["on"]), _text(one), str(one["source"])) for one in _nodes(node["events"])
        ),
    )


def _bills(node: Node, until: date) -> Bills:
    starts, known_by = _day(node["from"]), _day(node["known_by"])
    return Bills(starts, until, known_by, _int(node["amount_idr"]), str(node["source"]))


def _points(value: object) -> tuple[Point, ...]:
    return tuple(
        Point(_day(one["on"]), _int(one["amount_idr"]), str(one["source"])) for one in _nodes(value)
    )


def _assumed(node: Node) -> Assumed:
    parts = {name: _node(value) for name, value in node.items()}
    months = _node(parts["care_by_month"]["million_idr"])
    paying, october = parts["paying"], parts["october_before_decision"]
    pause = _node(paying["pause"])
    return Assumed(
        care_by_month={
            int(year): tuple(_int(one) * MILLION for one in _list(values))
            for year, values in months.items()
        },
        inpatients_bp=_int(parts["patients_2013"]["inpatients_bp"]),
        inpatient_cost_bp={
            int(year): _int(bp) for year, bp in _node(parts["inpatient_cost"]["bp"]).items()
        },
        first_bills_inpatient_cost_bp=_int(parts["inpatient_cost"]["first_bills_bp"]),
        release_months=tuple(_int(one) for one in _list(parts["releases"]["months"])),
        handing_in=_handing_in(parts["handing_in"]),
        october_first_idr=_int(october["amount_idr"]),
        october_first_by=_day(october["by"]),
        payment_day=_int(paying["day"]),
        slow_from=_day(paying["slow_from"]),
        pause=(_day(pause["from"]), _day(pause["until"])),
        unused_letters_bp=_int(parts["unused_letters"]["bp"]),
        sentences={name: _text(part) for name, part in parts.items()},
    )


def _handing_in(node: Node) -> HandingIn:
    return HandingIn(
        first_day=_int(node["first_day"]),
        last_day=_int(node["last_day"]),
        closings=tuple(_day(one) for one in _list(node["closings"])),
        soon_bp=_int(node["soon_bp"]),
        late_bp=_int(node["late_bp"]),
        soon_days=_int(node["soon_days"]),
        month_days=_int(node["month_days"]),
        late_days=_int(node["late_days"]),
        windows=tuple(
            Window(*(_day(one[name]) for name in ("care_from", "care_until", "from", "by")))
            for one in _nodes(node["windows"])
        ),
    )


def _node(value: object) -> Node:
    assert isinstance(value, dict), f"{FILE}: a mapping is expected, not {value!r}"
    return value


def _list(value: object) -> list[object]:
    assert isinstance(value, list), f"{FILE}: a list is expected, not {value!r}"
    return value


def _nodes(value: object) -> list[Node]:
    return [_node(one) for one in _list(value)]


def _int(value: object) -> int:
    assert isinstance(value, int), f"{FILE}: a whole number is expected, not {value!r}"
    return value


def _day(value: object) -> date:
    assert isinstance(value, date), f"{FILE}: a day is expected, not {value!r}"
    return value


def _text(node: Node) -> Text:
    return Text(str(node["id"]).strip(), str(node["en"]).strip())
