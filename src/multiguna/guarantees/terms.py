"""The nouns of guarantee letters: requests, outcomes, letters as cards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypedDict

from multiguna.coverage.terms import CoverageDecision, CoverageFacts, Reason
from multiguna.coverage.terms.offline import OfflineReason
from multiguna.kernel.money import BASIS_POINTS, quotient
from multiguna.kernel.terms import Text
from multiguna.registry.terms import PersonCard


class Outcome(StrEnum):
    """What a desk hears when it asks for a letter."""

    ISSUED = "issued"
    ALREADY = "already"
    QUEUED = "queued"
    NOT_COVERED = "not_covered"
    NO_AGREEMENT = "no_agreement"
    REFUSED_BUDGET = "refused_budget"

    @property
    def sentence(self) -> Text:
        """The outcome as a sentence, with what to do next."""
        return SENTENCES[self]


SENTENCES = {
    Outcome.ISSUED: Text(
        "Surat jaminan terbit. Cetak dan serahkan kepada pasien.",
        "The letter is issued. Print it and hand it to the patient.",
    ),
    Outcome.ALREADY: Text(
        "Surat dengan nomor ini sudah terbit sebelumnya.",
        "The letter with this number was issued before.",
    ),
    Outcome.QUEUED: Text(
        "Anggaran sedang tidak cukup; permintaan masuk antrean. Kota akan memberi kabar.",
        "The budget is short now; the request waits in the queue. The city will answer.",
    ),
    Outcome.NOT_COVERED: Text(
        "Surat tidak terbit karena pasien tidak dijamin.",
        "No letter, because the patient is not covered.",
    ),
    Outcome.NO_AGREEMENT: Text(
        "Rumah sakit tidak punya perjanjian untuk layanan ini pada tanggal ini.",
        "The hospital has no agreement for this service on this day.",
    ),
    Outcome.REFUSED_BUDGET: Text(
        "Anggaran baris ini sudah habis; surat tidak dapat terbit. Hubungi Dinas Kesehatan.",
        "The budget line is used up; no letter can be issued. Contact the health office.",
    ),
}


class Request(TypedDict):
    """What a desk asks a letter for; kept as it is when the letter has to wait."""

    letter_no: str
    nik: int
    kk: int | None
    provider_code: str
    care: str
    diagnosis: str
    emergency: bool
    born_on: str | None
    papers: dict[str, bool]


class LetterState(StrEnum):
    """Where a letter stands; open ones hold a commitment."""

    OPEN = "open"
    BILLED = "billed"
    SETTLED = "settled"
    RELEASED = "released"
    EXPIRED = "expired"

    @property
    def label(self) -> Text:
        """The state for people."""
        return STATES[self]


STATES = {
    LetterState.OPEN: Text("Terbuka", "Open"),
    LetterState.BILLED: Text("Sudah ditagih", "Billed"),
    LetterState.SETTLED: Text("Selesai", "Settled"),
    LetterState.RELEASED: Text("Dibatalkan", "Released"),
    LetterState.EXPIRED: Text("Kedaluwarsa", "Expired"),
}

CARE_TITLES = {
    "inpatient": Text("Rawat inap", "Inpatient"),
    "outpatient": Text("Rawat jalan", "Outpatient"),
    "emergency": Text("Gawat darurat", "Emergency"),
}


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    """Letters that are expected to cost alike: care, class of hospital, ward, diagnoses.

    `diagnosis_group` is an ICD-10 category (`J18`), its letter (`J`), or empty for all.

    >>> Cell("inpatient", "B", 3, "J18").wider.wider.name
    'inpatient/B/3'
    """

    care: str
    provider_class: str
    care_class: int
    diagnosis_group: str = ""

    @property
    def wider(self) -> Cell:
        """The cell around this one; the widest is its own."""
        group = self.diagnosis_group[:1] if len(self.diagnosis_group) > 1 else ""
        return Cell(self.care, self.provider_class, self.care_class, group)

    @property
    def name(self) -> str:
        """The cell in one word, for reports."""
        parts = (self.care, self.provider_class, str(self.care_class), self.diagnosis_group)
        return "/".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a letter of a cell is expected to cost: the mean, which is reserved, and quantiles.

    `learned_on` is None for the pack's own table. `settled_count` counts the letters of the cell
    itself; an estimate always leans on the wider cells too.
    """

    cell: Cell
    learned_on: date | None
    settled_count: int
    mean_idr: int
    q10_idr: int
    q50_idr: int
    q80_idr: int
    q90_idr: int
    q95_idr: int

    @property
    def basis(self) -> str:
        """Where it comes from: `pack`, or the day it was learned and the cell."""
        return "pack" if self.learned_on is None else f"{self.learned_on} {self.cell.name}"


@dataclass(frozen=True, slots=True)
class LearnedCell:
    """A cell of the latest learning, as found for one kind of care in one class of hospital."""

    care_class: int
    diagnosis_group: str
    learned_on: date
    settled_count: int
    mean_idr: int
    q10_idr: int
    q50_idr: int
    q80_idr: int
    q90_idr: int
    q95_idr: int


@dataclass(frozen=True, slots=True)
class BudgetRoom:
    """A budget line as a request finds it; whole rupiah. `used_idr` is all that care has taken.

    `account_id` is the account that pays; `closed_on` is the day the line's year was closed.
    """

    account_id: str
    policy: str
    appropriation_idr: int
    arrears_idr: int
    used_idr: int
    closed_on: date | None


@dataclass(frozen=True, slots=True)
class Asked:
    """All that a request for a letter is judged by, read at one instant.

    `known`: the letter's number was used before. The numbers are for the two decision records.
    """

    install_no: int | None
    holder: CoverageFacts | None
    person: PersonCard | None
    known: bool
    coverage_no: int
    guarantee_no: int
    provider_class: str | None
    agreed: bool
    line: BudgetRoom | None
    cells: tuple[LearnedCell, ...]


@dataclass(frozen=True, slots=True)
class SettledLetter:
    """A letter and what it came to: 0 when its claim was rejected. Dates as days; whole rupiah."""

    care: str
    provider_class: str
    care_class: int
    diagnosis: str
    issued_on: date
    settled_on: date
    outcome_idr: int


@dataclass(frozen=True, slots=True)
class LetterOutcome:
    """One line of the record of estimate against outcome: a letter that was settled."""

    letter_no: str
    provider_code: str
    issued_on: date
    settled_on: date
    outcome_idr: int
    estimate: Estimate


@dataclass(frozen=True, slots=True)
class Calibration:
    """How the estimates of one care (or all, `care` empty) fared; amounts whole rupiah.

    Counts are of settled letters: `within` are those with an outcome from q10 to q90, both
    included, `until_q80` those at or below q80. Good estimates have shares of 50, 80, 95 and 80
    per cent. `off_idr` is how far off the reserved amounts were, added up without signs.
    """

    care: str
    issued: int
    settled: int
    learned: int
    reserved_idr: int
    outcome_idr: int
    off_idr: int
    until_q50: int
    until_q80: int
    until_q95: int
    within: int

    @property
    def mean_error_idr(self) -> int | None:
        """What a letter reserved too much on average (below zero: too little)."""
        if not self.settled:
            return None
        return quotient(self.reserved_idr - self.outcome_idr, self.settled)

    @property
    def mean_error_bp(self) -> int | None:
        """The same as a share of what letters came to, in basis points."""
        if not self.outcome_idr:
            return None
        return quotient((self.reserved_idr - self.outcome_idr) * BASIS_POINTS, self.outcome_idr)

    @property
    def mean_off_idr(self) -> int | None:
        """How far off a letter's reservation was on average, either way."""
        return quotient(self.off_idr, self.settled) if self.settled else None

    def share_bp(self, letters: int) -> int | None:
        """Some of the settled letters as a share of them, in basis points."""
        return quotient(letters * BASIS_POINTS, self.settled) if self.settled else None


@dataclass(frozen=True, slots=True)
class LetterCard:
    """A letter as it was issued, and its state. Validity is half-open; amounts whole rupiah."""

    letter_no: str
    person_id: int
    id_type: str
    born_on: date | None
    provider_code: str
    care: str
    care_class: int
    emergency: bool
    diagnosis: str
    issued_on: date
    valid_from: date
    valid_until: date
    account_id: str
    arrears_idr: int
    reason: Reason
    stage_code: str
    village_code: str
    record_id: int
    issued_by: str
    state: LetterState
    estimate: Estimate

    @property
    def reserved_idr(self) -> int:
        """What the letter holds of the budget line while it is open."""
        return self.estimate.mean_idr

    @property
    def care_title(self) -> Text:
        """The care as people call it; an emergency comes before the kind of care."""
        return CARE_TITLES["emergency" if self.emergency else self.care]


@dataclass(frozen=True, slots=True)
class GuaranteeAnswer:
    """What became of a request: an outcome, the coverage decision and, when issued, the letter."""

    outcome: Outcome
    decision: CoverageDecision
    letter: LetterCard | None
    record_id: int
    available_idr: int | None = None


class OfflineOutcome(StrEnum):
    """What became of a letter that a desk promised without a network."""

    ISSUED = "issued"
    MERGED = "merged"
    QUEUED = "queued"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class OfflineRequest:
    """A letter that a desk promised without a network: the request under its own number, the
    instant (seconds since 1970, UTC) and its day in Jakarta, the list and device it was made on,
    and what the desk was told."""

    request: Request
    asked_at: int
    asked_on: date
    told: OfflineReason
    list_id: str | None
    device_no: int | None


@dataclass(frozen=True, slots=True)
class OfflineResult:
    """What became of one: the letter that stands, or why there is none.

    `code` is a reason of coverage, an outcome, or the code of a refusal; `sentence` says it.
    """

    letter_no: str
    outcome: OfflineOutcome
    code: str
    sentence: Text
    given_letter_no: str | None
    record_id: int


@dataclass(frozen=True, slots=True)
class OfflineLetter:
    """A reconciled letter as the city lists it; no card's number is kept."""

    letter_no: str
    provider_code: str
    asked_on: date
    emergency: bool
    told: str
    outcome: OfflineOutcome
    code: str
    given_letter_no: str | None
    reconciled_on: date
