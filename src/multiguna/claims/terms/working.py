"""The nouns of the verifier's desk: the worklist with its risk, and a claim with all beside it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from multiguna.claims.terms.deciding import Outcome, Severity
from multiguna.claims.terms.matching import MatchingCard
from multiguna.claims.terms.papers import AttachmentCard
from multiguna.claims.terms.receipts import Revision
from multiguna.claims.terms.reviewing import Appeal, Proposal
from multiguna.claims.terms.talking import Clock, QueryCard
from multiguna.claims.terms.views import ClaimDetail, ClaimRow
from multiguna.guarantees.terms import LetterCard
from multiguna.kernel.terms import Text
from multiguna.registry.terms import PersonCard


@dataclass(frozen=True, slots=True)
class RiskFacts:
    """What a claim's risk is judged by: the severities of its findings, what it bills, the agreed
    rate (None: unknown), and how many claims of its hospital were decided and cut lately."""

    severities: tuple[Severity, ...]
    billed_idr: int
    rate_idr: int | None
    hospital_claims: int
    hospital_cut: int


@dataclass(frozen=True, slots=True)
class RiskPart:
    """One reason of a risk: `severity`, `findings`, `amount` or `hospital`, with its points."""

    code: str
    bp: int
    text: Text


@dataclass(frozen=True, slots=True)
class Risk:
    """How much a claim asks for a verifier's eye: its parts, none of them at 0."""

    parts: tuple[RiskPart, ...]

    @property
    def bp(self) -> int:
        """The score in basis points, 0 to 10,000."""
        return sum(part.bp for part in self.parts)


class WorkFlag(StrEnum):
    """What is special about a claim in the worklist."""

    UNDECIDED = "undecided"
    LATE = "late"
    WAITING = "waiting"
    ANSWERED = "answered"
    UNANSWERED = "unanswered"
    PROPOSED = "proposed"
    CORRECTED = "corrected"

    @property
    def label(self) -> Text:
        """The flag for people."""
        return FLAG_LABELS[self]


FLAG_LABELS = {
    WorkFlag.UNDECIDED: Text("Belum diputus aturan", "Not decided by the rules yet"),
    WorkFlag.LATE: Text("Terlambat", "Late"),
    WorkFlag.WAITING: Text("Menunggu rumah sakit", "Waiting for the hospital"),
    WorkFlag.ANSWERED: Text("Sudah dijawab", "Answered"),
    WorkFlag.UNANSWERED: Text("Tidak dijawab", "Not answered in time"),
    WorkFlag.PROPOSED: Text("Menunggu pendapat kedua", "Waiting for a second opinion"),
    WorkFlag.CORRECTED: Text("Perbaikan", "A correction"),
}


class WorkOrder(StrEnum):
    """How a worklist is ordered; claims that wait for their hospital always come last."""

    AGE = "age"
    AMOUNT = "amount"
    RISK = "risk"


@dataclass(frozen=True, slots=True)
class WorkItem:
    """An open claim (undecided, or its last decision is a question), its risk and its flags."""

    row: ClaimRow
    risk: Risk
    flags: frozenset[WorkFlag]


@dataclass(frozen=True, slots=True)
class HistoryClaim:
    """Another claim of the same person; `minutes_no` when it stands in minutes. No name."""

    claim_id: int
    claim_no: str
    provider_code: str
    provider_name: str
    care: str
    care_class: int
    admission_date: date
    discharge_date: date
    primary_diagnosis: str
    cbg_code: str
    billed_idr: int
    outcome: Outcome | None
    approved_idr: int
    letter_no: str | None


@dataclass(frozen=True, slots=True)
class AppealOnClock:
    """An appeal with the clock of its ruling; None where the pack sets no day."""

    appeal: Appeal
    clock: Clock | None


@dataclass(frozen=True, slots=True)
class ClaimDesk:
    """All that a verifier, or the claim's own hospital, looks at to decide or to understand.

    `person` is the person as the registry knows them, numbers masked; None when the claim names
    nobody that it knows, and for a hospital whose letter the claim does not stand on. `claims` and
    `letters` are the person's others, the newest first: all hospitals' for the city, the own ones
    for a hospital. `thread` begins with what was asked about the claims that this one corrects.
    `revisions` are the claim and its corrections, `attachments` its files and those of the claims
    it corrects in the order they came; `proposals` are the city's own and empty for a hospital.
    `appeals` are the latest first. `risk` is the city's own, None for a hospital and once nothing
    is left to decide. `matching` is whom the claim may be about and what was decided of it. Amounts
    whole rupiah.
    """

    claim: ClaimDetail
    clock: Clock | None
    person: PersonCard | None
    claims: tuple[HistoryClaim, ...]
    letters: tuple[LetterCard, ...]
    thread: tuple[QueryCard, ...]
    attachments: tuple[AttachmentCard, ...]
    revisions: tuple[Revision, ...]
    proposals: tuple[Proposal, ...]
    appeals: tuple[AppealOnClock, ...]
    risk: Risk | None
    matching: MatchingCard

    def files_of(self, query: QueryCard) -> tuple[AttachmentCard, ...]:
        """The files that came with the answer to a query."""
        return tuple(one for one in self.attachments if one.query_no == query.query_no)

    @property
    def open_query(self) -> QueryCard | None:
        """The latest query about this very claim, if it waits for an answer."""
        own = [query for query in self.thread if query.claim_id == self.claim.row.claim_id]
        return own[-1] if own and own[-1].is_open else None
