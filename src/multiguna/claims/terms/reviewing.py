"""The nouns of decisions by people: what a verifier says of each line, proposals, appeals."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from multiguna.claims.terms.deciding import Outcome
from multiguna.kernel.canonical import Json
from multiguna.kernel.terms import Text


class Basis(StrEnum):
    """On what a decision rests: the rules alone, one verifier, two of them, a bulk approval, or an
    appeal."""

    RULES = "rules"
    VERIFIER = "verifier"
    SECOND = "second"
    BULK = "bulk"
    APPEAL = "appeal"

    @property
    def label(self) -> Text:
        """What screens and papers call it."""
        return _BASES[self]


_BASES = {
    Basis.RULES: Text("Menurut aturan", "By the rules"),
    Basis.VERIFIER: Text("Oleh verifikator", "By a verifier"),
    Basis.SECOND: Text("Oleh dua verifikator", "By two verifiers"),
    Basis.BULK: Text("Persetujuan massal", "Bulk approval"),
    Basis.APPEAL: Text("Atas keberatan", "On appeal"),
}


@dataclass(frozen=True, slots=True)
class LineDecision:
    """What a person approves of one line, in whole rupiah (0 rejects it), and why."""

    line_no: int
    approved_idr: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class BilledLine:
    """One line of a claim as billed, and what the rules cut of it: `cut_by` are the rules."""

    line_no: int
    kind: str
    code: str
    billed_idr: int
    cut_idr: int = 0
    cut_by: tuple[str, ...] = ()

    @property
    def left_idr(self) -> int:
        """What the rules' cuts leave; a person goes above it with a reason only."""
        return self.billed_idr - self.cut_idr


@dataclass(frozen=True, slots=True)
class RuleCut:
    """What one rule takes off a claim; of the lines of some kinds, or (none) of its total."""

    rule_code: str
    amount_idr: int
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Weighed:
    """What a person's word on the lines comes to. The three amounts add up to the bill;
    `lines` has every line of the claim in order, `facts` what the finding `verifier` keeps."""

    outcome: Outcome
    approved_idr: int
    reduced_idr: int
    rejected_idr: int
    lines: tuple[LineDecision, ...]
    facts: Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What became of a person's decision: version `version` now holds, or, when a second opinion
    is needed, proposal `attempt` waits and `version` is None."""

    claim_id: int
    outcome: Outcome
    approved_idr: int
    version: int | None
    attempt: int | None
    record_id: int

    @property
    def holds(self) -> bool:
        """Whether it is decided; else another verifier must say so too."""
        return self.version is not None


class Answer(StrEnum):
    """How a proposal ended: another verifier's yes or no, taken back, or overtaken."""

    CONFIRMED = "confirmed"
    DISAGREED = "disagreed"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"

    @property
    def label(self) -> Text:
        """What screens call it."""
        return _ANSWERS[self]


_ANSWERS = {
    Answer.CONFIRMED: Text("Disetujui", "Confirmed"),
    Answer.DISAGREED: Text("Tidak sependapat", "Disagreed"),
    Answer.WITHDRAWN: Text("Ditarik kembali", "Taken back"),
    Answer.LAPSED: Text("Gugur karena keputusan lain", "Overtaken by another decision"),
}


@dataclass(frozen=True, slots=True)
class Opinion:
    """The end of a proposal: who said what, and when."""

    answer: Answer
    reason: str
    by: str
    on: date


@dataclass(frozen=True, slots=True)
class Proposal:
    """A verifier's decision that waits, or waited, for another verifier. `version` is the
    decision it would replace, 0 when there was none. Hospitals do not see proposals."""

    claim_id: int
    attempt: int
    version: int
    outcome: Outcome
    approved_idr: int
    lines: tuple[LineDecision, ...]
    reason: str
    by: str
    on: date
    record_id: int
    opinion: Opinion | None = None


@dataclass(frozen=True, slots=True)
class WaitingProposal:
    """A proposal in the list of those that wait, with what the list shows of its claim."""

    proposal: Proposal
    claim_no: str
    provider_code: str
    provider_name: str
    billed_idr: int


@dataclass(frozen=True, slots=True)
class BulkFacts:
    """What a bulk approval looks at of one claim; `received_by` took it in or a claim that it
    corrects, `findings` are the rules of the decision that holds."""

    outcome: Outcome | None
    billed_idr: int
    received_on: date
    received_by: AbstractSet[str]
    findings: frozenset[str]
    replaced: bool = False
    proposal_waiting: bool = False
    query_open: bool = False


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A claim that a bulk approval left to people, with the reason and the rules behind it."""

    claim_id: int
    why: str
    rules: tuple[str, ...] = ()

    @property
    def sentence(self) -> Text:
        """Why, said to a verifier."""
        return LEFT_OUT[self.why]


LEFT_OUT = {
    "not_pended": Text("Klaim ini tidak menunggu jawaban.", "This claim is not pended."),
    "other_findings": Text(
        "Ada temuan yang harus dilihat orang.", "It has findings that a person must look at."
    ),
    "taken_in_by_you": Text("Anda sendiri yang menerima berkasnya.", "You took its file in."),
    "not_received_yet": Text("Klaim ini belum diterima pada hari itu.", "It came in later."),
    "second_opinion": Text(
        "Nilainya memerlukan pendapat kedua.", "Its amount needs a second opinion."
    ),
    "proposal_waiting": Text(
        "Usulan keputusannya menunggu pendapat kedua.", "A proposal waits for a second opinion."
    ),
    "query_open": Text(
        "Rumah sakit sedang ditanya tentang klaim ini.", "The hospital is being asked about it."
    ),
    "replaced": Text("Klaim ini diganti perbaikannya.", "Its correction replaced it."),
    "unknown": Text("Klaim ini tidak ada.", "There is no such claim."),
}
"""Why a bulk approval leaves a claim to people."""


@dataclass(frozen=True, slots=True)
class BulkApproved:
    """What a bulk approval did: how many claims it approved, for how much, and what it left."""

    claims: int
    approved_idr: int
    left_out: tuple[LeftOut, ...]


class Verdict(StrEnum):
    """What was decided about an appeal."""

    GRANTED = "granted"
    UPHELD = "upheld"

    @property
    def label(self) -> Text:
        """What screens and papers call it."""
        return _VERDICTS[self]


_VERDICTS = {
    Verdict.GRANTED: Text("Keberatan dikabulkan", "Appeal granted"),
    Verdict.UPHELD: Text("Keputusan tetap", "Decision upheld"),
}


@dataclass(frozen=True, slots=True)
class Ruling:
    """How an appeal ended. `version` is the new decision of a granted one."""

    verdict: Verdict
    version: int | None
    reason: str
    by: str
    on: date
    record_id: int


@dataclass(frozen=True, slots=True)
class Appeal:
    """A hospital's appeal against decision `version` of a claim; `decide_by` is the last day to
    decide it (None: the pack sets none), `ruling` is None while it is open."""

    appeal_no: int
    claim_id: int
    version: int
    provider_code: str
    grounds: str
    filed_on: date
    filed_by: str
    decide_by: date | None
    record_id: int
    ruling: Ruling | None = None


@dataclass(frozen=True, slots=True)
class OpenAppeal:
    """An appeal in the list of open ones, with what the list shows of its claim."""

    appeal: Appeal
    claim_no: str
    provider_name: str
    billed_idr: int
    approved_idr: int
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class ClaimUnderReview:
    """What a person's decision is judged by: the claim, its lines, the decision that holds
    (version 0 while there is none), and what stands around it.

    `received_by` took it in; `ordered_idr` is what payment orders that stand take for it;
    `deciders` are all names under which a version was decided or proposed (both also of the claims
    that it corrects); `appealed` says that an appeal against the decision
    that holds was decided, `in_minutes` that signed or closed minutes state it. An open
    proposal is stale when another decision came after it.
    """

    claim_id: int
    provider_code: str
    account_id: str
    care: str
    village_code: str | None
    person_id: int | None
    letter_no: str | None
    service_date: date
    received_on: date
    received_by: tuple[str, ...]
    billed_idr: int
    version: int
    outcome: Outcome | None
    approved_idr: int
    basis: Basis | None
    decided_on: date | None
    deciders: tuple[str, ...]
    ordered_idr: int
    replaced: bool
    open_proposal: int | None
    proposal_stale: bool
    open_appeal: int | None
    appealed: bool
    in_minutes: bool
    lines: tuple[BilledLine, ...]
