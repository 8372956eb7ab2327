"""The nouns of guarantee letters: requests, outcomes, letters as cards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from multiguna.coverage.terms import CoverageDecision, Reason
from multiguna.kernel.terms import Text


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
    reserved_idr: int
    arrears_idr: int
    reason: Reason
    stage_code: str
    village_code: str
    record_id: int
    issued_by: str
    state: LetterState

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
