"""Monthly update files of the civil registry: what happened to whom, and what a file changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from multiguna.kernel.terms import Text
from multiguna.programme.terms import Period
from multiguna.registry.terms.files import RESIDENT_COLUMNS, ImportResult

PERSON_COLUMNS = tuple(name for name in RESIDENT_COLUMNS[1:] if not name.startswith("TGL_") or
                       name == "TGL_LHR")  # fmt: skip
"""NO_KK to NIK_IBU as in a file of residents; dates of moves and death are events here."""

UPDATE_COLUMNS = ("PERISTIWA", "TGL_PERISTIWA", "NIK", "NIK_BARU", *PERSON_COLUMNS)
"""An update file has one row per event. A cell that an event does not say is empty."""


class EventKind(StrEnum):
    """What a row of an update file says has happened."""

    BIRTH = "birth"
    DEATH = "death"
    MOVE_IN = "move_in"
    MOVE_OUT = "move_out"
    MOVE_WITHIN = "move_within"
    NEW_CARD = "new_card"
    CORRECTION = "correction"
    DEATH_UNDONE = "death_undone"
    MOVE_UNDONE = "move_undone"


EVENT_WORDS = {
    "LAHIR": EventKind.BIRTH,
    "MATI": EventKind.DEATH,
    "DATANG": EventKind.MOVE_IN,
    "PINDAH": EventKind.MOVE_OUT,
    "PINDAH_DALAM": EventKind.MOVE_WITHIN,
    "KARTU": EventKind.NEW_CARD,
    "KOREKSI": EventKind.CORRECTION,
    "BATAL_MATI": EventKind.DEATH_UNDONE,
    "BATAL_PINDAH": EventKind.MOVE_UNDONE,
}
"""How the column PERISTIWA names events."""

EVENT_TITLES = {
    EventKind.BIRTH: Text("Kelahiran", "Births"),
    EventKind.DEATH: Text("Kematian", "Deaths"),
    EventKind.MOVE_IN: Text("Kedatangan", "Moves into the city"),
    EventKind.MOVE_OUT: Text("Kepindahan", "Moves out of the city"),
    EventKind.MOVE_WITHIN: Text("Pindah dalam kota", "Moves within the city"),
    EventKind.NEW_CARD: Text("Kartu baru", "New cards"),
    EventKind.CORRECTION: Text("Koreksi data", "Corrections"),
    EventKind.DEATH_UNDONE: Text("Kematian dibatalkan", "Deaths that were an error"),
    EventKind.MOVE_UNDONE: Text("Kepindahan dibatalkan", "Departures that were an error"),
}

_CARD = frozenset({"NO_KK", "STAT_HBKEL"})
SAYS = {
    EventKind.BIRTH: frozenset(PERSON_COLUMNS),
    EventKind.MOVE_IN: frozenset(PERSON_COLUMNS),
    EventKind.CORRECTION: frozenset({*PERSON_COLUMNS, "NIK_BARU"}),
    EventKind.MOVE_WITHIN: _CARD | {"ALAMAT", "NO_RT", "NO_RW", "KODE_KEL"},
    EventKind.NEW_CARD: _CARD | {"STATUS_KAWIN", "EKTP_STATUS"},
    EventKind.DEATH: frozenset[str](),
    EventKind.MOVE_OUT: frozenset[str](),
    EventKind.DEATH_UNDONE: frozenset[str](),
    EventKind.MOVE_UNDONE: frozenset[str](),
}
"""The columns that each event says; its other cells are read over. An empty cell says nothing."""

SUPERSEDED_BY = {
    EventKind.NEW_CARD: frozenset({EventKind.NEW_CARD, EventKind.CORRECTION}),
    EventKind.MOVE_WITHIN: frozenset(
        {EventKind.MOVE_WITHIN, EventKind.MOVE_IN, EventKind.CORRECTION}
    ),
    EventKind.MOVE_IN: frozenset({EventKind.MOVE_WITHIN, EventKind.MOVE_IN, EventKind.CORRECTION}),
    EventKind.CORRECTION: frozenset(
        {EventKind.NEW_CARD, EventKind.MOVE_WITHIN, EventKind.MOVE_IN, EventKind.CORRECTION}
    ),
}
"""Whose later day, applied before, makes an event old: both say the same facts of a person."""

NEWCOMERS = (EventKind.BIRTH, EventKind.MOVE_IN)
_WHOLE = ("NO_KK", "NAMA_LGKP", "JENIS_KLMIN", "TGL_LHR", "KODE_KEL", "STAT_HBKEL", "STATUS_KAWIN")
NEEDS = {
    EventKind.BIRTH: _WHOLE,
    EventKind.MOVE_IN: ("TGL_PERISTIWA", *_WHOLE),
    EventKind.MOVE_WITHIN: ("KODE_KEL",),
    EventKind.DEATH: ("TGL_PERISTIWA",),
    EventKind.MOVE_OUT: ("TGL_PERISTIWA",),
    EventKind.MOVE_UNDONE: ("TGL_PERISTIWA",),
    EventKind.NEW_CARD: (),
    EventKind.CORRECTION: (),
    EventKind.DEATH_UNDONE: (),
}
"""The columns that an event cannot do without."""


@dataclass(frozen=True, slots=True)
class PersonState:
    """What the registry says of a person, as far as an update can change it."""

    nik: int
    kk: int
    name: str
    sex: int
    birth_date: date
    birth_place: str
    address: str
    rt: str
    rw: str
    village_code: str
    relation: int
    marital: int
    ektp: bool
    mother_nik: int | None
    died_on: date | None = None
    residency: tuple[Period, ...] = ()


Said = str | int | bool | date


@dataclass(frozen=True, slots=True)
class Event:
    """A sound row of an update file; `said` holds the fields of `PersonState` that it says."""

    row_no: int
    nik: int
    kind: EventKind
    on: date | None
    said: Mapping[str, Said]
    new_nik: int | None = None


@dataclass(frozen=True, slots=True)
class KindCount:
    """How many rows of one kind of event changed something, and how many changed nothing."""

    kind: EventKind
    applied: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class Change:
    """One field of an example; the values of names, numbers and addresses are not shown."""

    column: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Example:
    """One person whom an update changes, with a masked NIK."""

    kind: EventKind
    nik_masked: str
    event_on: date | None
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class UpdateResult:
    """What became of an update file, or with `preview` what would become of it.

    A row counts as inserted when it brings a new person, as updated when its person changes.
    """

    rows: ImportResult
    kinds: tuple[KindCount, ...]
    examples: tuple[Example, ...] = ()
    persons_added: int = 0
    persons_changed: int = 0
    preview: bool = False
