"""The nouns of the conversation between office and hospital: clocks, queries, minutes.

Dates are days; a clock's amounts are whole days; shares are basis points.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from multiguna.claims.terms.deciding import Outcome
from multiguna.kernel.terms import Text

QUERY_CHARACTERS_MAX = 4_000
"""How long a query or an answer may be; what is longer belongs in a document."""


class ClockState(StrEnum):
    """How the clock of a claim stands."""

    RUNNING = "running"
    PAUSED = "paused"
    LATE = "late"
    STOPPED = "stopped"

    @property
    def label(self) -> Text:
        """The state for people."""
        return CLOCK_LABELS[self]


CLOCK_LABELS = {
    ClockState.RUNNING: Text("Berjalan", "Running"),
    ClockState.PAUSED: Text("Menunggu rumah sakit", "Waiting for the hospital"),
    ClockState.LATE: Text("Terlambat", "Late"),
    ClockState.STOPPED: Text("Selesai", "Finished"),
}


@dataclass(frozen=True, slots=True)
class Pause:
    """A query to the hospital as the clock sees it: `answer_by` is the last day to answer."""

    asked_on: date
    answer_by: date
    answered_on: date | None = None


@dataclass(frozen=True, slots=True)
class Clock:
    """The time that is left to decide, on a day.

    `due` is the last day to decide, moved by `paused_days`, the days that the hospital took to
    answer. `days_left` counts from the day asked about (from the day of the decision, once
    `stopped_on` is set) and is negative when late. `unanswered`: the latest query's time ran out
    without an answer, and the clock runs again.
    """

    started_on: date
    due: date
    paused_days: int
    state: ClockState
    days_left: int
    stopped_on: date | None = None
    unanswered: bool = False

    @property
    def days_late(self) -> int:
        """How many days past the due day; 0 when in time."""
        return max(0, -self.days_left)

    @property
    def days_used(self) -> int:
        """The days that the office used, without those it waited for the hospital, once it has
        decided; else what it will have used on the due day."""
        end = self.due if self.stopped_on is None else self.stopped_on
        return (end - self.started_on).days - self.paused_days


@dataclass(frozen=True, slots=True)
class AnswerCard:
    """The hospital's answer to a query."""

    text: str
    answered_by: str
    answered_on: date
    record_id: int


@dataclass(frozen=True, slots=True)
class QueryCard:
    """One query in a claim's thread, with its answer. `is_open` says whether one is awaited."""

    query_no: int
    claim_id: int
    seq: int
    provider_code: str
    text: str
    asked_by: str
    asked_on: date
    answer_by: date
    record_id: int
    answer: AnswerCard | None = None

    @property
    def is_open(self) -> bool:
        """Whether the hospital has not answered."""
        return self.answer is None


@dataclass(frozen=True, slots=True)
class OpenQuery:
    """A query that waits for its hospital, with what a list shows of its claim."""

    query: QueryCard
    claim_no: str
    billed_idr: int
    provider_name: str


@dataclass(frozen=True, slots=True)
class LateRow:
    """How one hospital's claims received in one month (`YYYY-MM`) fared against the clock.

    `median_days` is over the decided ones, without the days that the hospital took to answer;
    None when none is decided. Claims that a correction replaced are not counted.
    """

    month: str
    provider_code: str
    provider_name: str
    received: int
    decided_in_time: int
    decided_late: int
    open: int
    open_late: int
    paused: int
    median_days: int | None

    @property
    def late(self) -> int:
        """Late ones, decided or not."""
        return self.decided_late + self.open_late


class Party(StrEnum):
    """Who signs minutes."""

    CITY = "city"
    HOSPITAL = "hospital"

    @property
    def label(self) -> Text:
        """The party for people."""
        return PARTY_LABELS[self]


PARTY_LABELS = {
    Party.CITY: Text("Verifikator kota", "The city's verifier"),
    Party.HOSPITAL: Text("Rumah sakit", "The hospital"),
}


@dataclass(frozen=True, slots=True)
class SignatureCard:
    """One party's signature under minutes; its record proves it."""

    party: Party
    signed_by: str
    signed_on: date
    record_id: int


@dataclass(frozen=True, slots=True)
class MinutesCard:
    """The minutes (BAP) of a hospital and month of discharge, `seq`-th of that month.

    `open_claims` were not decided when it was closed, or appealed; they stand in the next minutes
    of the month.
    `content_hash` is lower-case hexadecimal; `record_body` is the decision record that holds it.
    """

    minutes_no: str
    provider_code: str
    provider_name: str
    month: str
    seq: int
    closed_on: date
    closed_by: str
    claims: int
    billed_idr: int
    approved_idr: int
    open_claims: int
    open_idr: int
    content_hash: str
    record_id: int
    record_body: str
    signatures: tuple[SignatureCard, ...] = ()

    @property
    def is_signed(self) -> bool:
        """Whether both parties have signed."""
        return {signature.party for signature in self.signatures} == set(Party)

    def signed_as(self, party: Party) -> SignatureCard | None:
        """A party's signature, None while it is missing."""
        return next((one for one in self.signatures if one.party is party), None)


@dataclass(frozen=True, slots=True)
class MinutesClaimCard:
    """A claim as minutes state it: the decision that held then, without the patient's name.

    `record_id` is the number of the decision's record, `reasons` what was found and, where a person
    decided, what that person wrote.
    """

    claim_id: int
    claim_no: str
    care: str
    admission_date: date
    discharge_date: date
    cbg_code: str
    version: int
    outcome: Outcome
    billed_idr: int
    approved_idr: int
    record_id: int
    reasons: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class OpenMonth:
    """A hospital's month of discharge with decided claims that no minutes hold yet."""

    provider_code: str
    provider_name: str
    month: str
    claims: int
    billed_idr: int
    approved_idr: int
    open_claims: int
    open_idr: int
