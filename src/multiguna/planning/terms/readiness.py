"""What a region needs to run the programme: the items, how each stands, and what was noted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from multiguna.kernel.terms import Role, Text
from multiguna.ledger.terms import LineStock

FRESH_DAYS = 31
"""Files of the registry and of JKN are new enough for this long: the offices send them monthly."""
LAW_DAYS = 366
"""A value of the law is looked up again at least once a year."""
WHOLE_BP = 9_000
"""From this share on, a registry holds the people, and a hospital's rates its codes."""
ENDING_DAYS = 60
"""An agreement that ends within these days and has no successor needs one now."""
SURE_BP = 8_000
"""A budget is enough when it lasts the year with this chance."""
VERIFIERS_MIN = 2
"""Whoever verified a claim may not give the second opinion or hear its appeal."""
TREASURERS_MIN = 4
"""Who makes an order, checks it, signs its SPM and records its SP2D are four people."""


class State(StrEnum):
    """How an item stands: nothing left to do, something, all of it, or it is not asked for."""

    READY = "ready"
    PARTLY = "partly"
    MISSING = "missing"
    NOT_NEEDED = "not_needed"


class Area(StrEnum):
    """What an item is about, in the order in which a region gets ready."""

    PROGRAMME = "programme"
    PEOPLE = "people"
    HOSPITALS = "hospitals"
    MONEY = "money"
    STAFF = "staff"
    PAPERS = "papers"
    RUNNING = "running"
    PRACTICE = "practice"


AREA_NAMES = {
    Area.PROGRAMME: Text("Program", "Programme"),
    Area.PEOPLE: Text("Penduduk", "People"),
    Area.HOSPITALS: Text("Rumah sakit", "Hospitals"),
    Area.MONEY: Text("Anggaran", "Budget"),
    Area.STAFF: Text("Petugas dan akun", "Staff and accounts"),
    Area.PAPERS: Text("Surat dan kunci", "Letters and keys"),
    Area.RUNNING: Text("Sistem berjalan", "The system runs"),
    Area.PRACTICE: Text("Latihan", "Practice"),
}
STATE_NAMES = {
    State.READY: Text("Siap", "Ready"),
    State.PARTLY: Text("Sebagian", "Partly"),
    State.MISSING: Text("Belum ada", "Missing"),
    State.NOT_NEEDED: Text("Tidak perlu", "Not needed"),
}


class ItemCode(StrEnum):
    """The things that a region needs, each judged by one rule."""

    PACK = "pack"
    SIGNATURE = "signature"
    SCENARIOS = "scenarios"
    STAGE = "stage"
    LAW = "law"
    RESIDENTS = "residents"
    REGISTRY_AGE = "registry_age"
    REGISTRY_ROWS = "registry_rows"
    VILLAGES = "villages"
    JKN_STATUS = "jkn_status"
    AGREEMENTS = "agreements"
    SERVICES = "services"
    AGREEMENT_ENDS = "agreement_ends"
    TARIFFS = "tariffs"
    PAYERS = "payers"
    BUDGET_LINES = "budget_lines"
    APPROPRIATION = "appropriation"
    RELEASE = "release"
    ESTIMATES = "estimates"
    BUDGET_ENOUGH = "budget_enough"
    DESK_ACCOUNTS = "desk_accounts"
    BILLER_ACCOUNTS = "biller_accounts"
    VERIFIERS = "verifiers"
    TREASURERS = "treasurers"
    CITY_ACCOUNTS = "city_accounts"
    SECOND_FACTOR = "second_factor"
    LETTERS = "letters"
    LETTER_KEY = "letter_key"
    CHECKPOINT = "checkpoint"
    DOCTOR = "doctor"
    WORKER = "worker"
    OFFLINE_LISTS = "offline_lists"
    BACKUP = "backup"
    PRACTICE_DESK = "practice_desk"
    PRACTICE_BILLING = "practice_billing"
    PRACTICE_VERIFYING = "practice_verifying"
    PRACTICE_PAYING = "practice_paying"


@dataclass(frozen=True, slots=True)
class ItemKind:
    """What an item is called, whether the desk must wait for it, and what asks for it.

    `opens`: without it the desk may not open. `by_note`: what the data cannot show, such as a
    training held elsewhere, counts when somebody notes it.
    """

    area: Area
    title: Text
    standard: Text | None = None
    opens: bool = False
    by_note: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """What somebody recorded about an item that the data cannot show; the latest one counts."""

    code: ItemCode
    text: str
    noted_on: date
    noted_by: str


@dataclass(frozen=True, slots=True)
class Item:
    """How one item stands: the evidence in a sentence, and the next step with its command.

    `refuted`: the data say otherwise, whatever is noted.
    """

    code: ItemCode
    kind: ItemKind
    state: State
    evidence: Text
    next_step: Text | None = None
    command: str = ""
    note: Note | None = None
    refuted: bool = False

    @property
    def takes_note(self) -> bool:
        """Whether a note would make it ready: something is left, and the data cannot show it."""
        return self.kind.by_note and self.state is not State.READY and not self.refuted

    @property
    def blocks(self) -> bool:
        """Whether the desk may not open because of this item."""
        return self.kind.opens and self.state is State.MISSING


@dataclass(frozen=True, slots=True)
class Readiness:
    """How ready a region is on a day: every item, in order."""

    region: str
    region_name: str
    on: date
    items: tuple[Item, ...]

    @property
    def blocking(self) -> tuple[Item, ...]:
        """What the desk waits for."""
        return tuple(item for item in self.items if item.blocks)

    @property
    def can_open(self) -> bool:
        """Whether the desk can open: nothing that it needs is missing."""
        return not self.blocking

    def count(self, state: State) -> int:
        """How many items are in a state."""
        return sum(item.state is state for item in self.items)

    def of(self, area: Area) -> tuple[Item, ...]:
        """The items of an area."""
        return tuple(item for item in self.items if item.kind.area is area)


@dataclass(frozen=True, slots=True)
class PackFacts:
    """The pack in force and what it says today.

    `checked_on`: the earliest day on which a value that holds today was compared with its source.
    `failing`: scenarios that are decided otherwise. `uncosted`: agreed care without an estimate.
    """

    name: str
    version: str
    installed_on: date
    signed_by: str | None = None
    stage: Text | None = None
    stage_until: date | None = None
    checked_on: date | None = None
    wants_payer: bool = False
    scenarios: int = 0
    failing: tuple[str, ...] = ()
    villages: int = 0
    uncosted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FileFacts:
    """The latest file of a kind that was taken in, with its rows."""

    on: date
    rows: int
    refused: int
    warned: int


@dataclass(frozen=True, slots=True)
class PeopleFacts:
    """The registry; `expected` people live in the region by its profile, with its source.

    `outside` live in villages that the pack does not name, `empty` of its villages have nobody.
    """

    residents: int = 0
    outside: int = 0
    empty: int = 0
    expected: int | None = None
    expected_source: str = ""
    file: FileFacts | None = None
    jkn: FileFacts | None = None


@dataclass(frozen=True, slots=True)
class HospitalFacts:
    """A hospital whose agreement holds today; `until` is the day from which it has none.

    `codes` that its claims carry (or that its like have a rate for), `rated` of them agreed;
    `unmapped` names of payers its claims carry and no list knows. `issued` a letter, `sent` a file.
    """

    provider_code: str
    name: str
    provider_class: str = ""
    services: tuple[str, ...] = ()
    until: date | None = None
    codes: int = 0
    rated: int = 0
    has_programme: bool = False
    unmapped: int = 0
    clerks: int = 0
    billers: int = 0
    issued: bool = False
    sent: bool = False


@dataclass(frozen=True, slots=True)
class StaffFacts:
    """The open accounts of a role, and how many have a second factor."""

    accounts: int
    second_factors: int


@dataclass(frozen=True, slots=True)
class MoneyFacts:
    """The year's leaf lines today; `chance_bp` that the budget lasts, None when nobody can say.

    `month_idr` is what a coming month takes: as the last 30 days did, else a twelfth of the year.
    """

    year: int
    lines: tuple[LineStock, ...] = ()
    month_idr: int = 0
    chance_bp: int | None = None


@dataclass(frozen=True, slots=True)
class RunningFacts:
    """Papers, keys and the machinery; `unhealthy` is None while nobody asked the doctor."""

    printed: int = 0
    broken: tuple[str, ...] = ()
    letter_key: bool = False
    checkpoint_on: date | None = None
    checkpoint_size: int = 0
    watched_on: date | None = None
    unhealthy: tuple[str, ...] | None = None
    devices: int = 0
    listed_on: date | None = None


@dataclass(frozen=True, slots=True)
class PracticeFacts:
    """What people have really done so far."""

    verdicts: int = 0
    orders: int = 0


@dataclass(frozen=True, slots=True)
class ReadinessFacts:
    """Everything that readiness is judged by, as it stands on a day."""

    region: str
    region_name: str
    on: date
    pack: PackFacts | None = None
    people: PeopleFacts = field(default_factory=PeopleFacts)
    hospitals: tuple[HospitalFacts, ...] = ()
    staff: Mapping[Role, StaffFacts] = field(default_factory=dict)
    money: MoneyFacts = field(default_factory=lambda: MoneyFacts(0))
    running: RunningFacts = field(default_factory=RunningFacts)
    practice: PracticeFacts = field(default_factory=PracticeFacts)
    notes: Mapping[ItemCode, Note] = field(default_factory=dict)
