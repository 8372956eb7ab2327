"""Orders: their papers, what happens to them, and what is taken off or added."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from multiguna.kernel.terms import Text


class StepName(StrEnum):
    """The papers of a direct payment in their order: request, check, order to pay, disbursement."""

    SPP = "spp"
    CHECK = "check"
    SPM = "spm"
    SP2D = "sp2d"


RETURNED, CANCELLED = "returned", "cancelled"
"""What may happen to an order beside its papers: the latest paper comes back, or all is void."""

STEP_TITLES = {
    StepName.SPP: Text(id="Surat Permintaan Pembayaran (SPP-LS)", en="Payment request"),
    StepName.CHECK: Text(id="Verifikasi PPK-SKPD", en="Check by the finance verifier"),
    StepName.SPM: Text(id="Surat Perintah Membayar (SPM)", en="Order to pay"),
    StepName.SP2D: Text(id="Surat Perintah Pencairan Dana (SP2D)", en="Disbursement order"),
}
"""What each step is called on screens and papers."""


class OrderState(StrEnum):
    """Where an order stands, as the fold of its events."""

    ORDERED = "ordered"
    CHECKED = "checked"
    TO_PAY = "to_pay"
    PARTLY_PAID = "partly_paid"
    PAID = "paid"
    RETURNED = "returned"
    CANCELLED = "cancelled"

    @property
    def label(self) -> Text:
        """What screens call this state."""
        return _STATES[self]


_STATES = {
    OrderState.ORDERED: Text(id="Diminta (SPP)", en="Requested"),
    OrderState.CHECKED: Text(id="Diverifikasi PPK", en="Checked"),
    OrderState.TO_PAY: Text(id="Menunggu SP2D", en="Ordered to pay"),
    OrderState.PARTLY_PAID: Text(id="Dibayar sebagian", en="Partly paid"),
    OrderState.PAID: Text(id="Dibayar", en="Paid"),
    OrderState.RETURNED: Text(id="Dikembalikan", en="Returned"),
    OrderState.CANCELLED: Text(id="Dibatalkan", en="Cancelled"),
}


@dataclass(frozen=True, slots=True)
class OrderStep:
    """One paper of an order: its number and date, who recorded it, and what an SP2D paid."""

    step: StepName
    document_no: str
    on: date
    recorded_by: str
    amount_idr: int | None = None


@dataclass(frozen=True, slots=True)
class OrderEvent:
    """One thing that happened to an order: a paper, a return (of the event `voids`) or its end."""

    seq: int
    event: str
    document_no: str | None
    on: date
    amount_idr: int | None
    reason: str
    recorded_by: str
    voids: int | None


@dataclass(frozen=True, slots=True)
class OrderCard:
    """One payment order: a hospital, a month of discharge (`YYYY-MM`), and all that happened to it.

    `amount_idr = claims_idr - recovered_idr + penalty_idr + supplement_idr`, whole rupiah: what is
    to be paid.
    """

    order_no: str
    provider_code: str
    provider_name: str
    period: str
    amount_idr: int
    claims_idr: int
    recovered_idr: int
    penalty_idr: int
    supplement_idr: int
    claim_count: int
    created_on: date
    created_by: str
    record_id: int
    events: tuple[OrderEvent, ...]

    @property
    def live(self) -> tuple[OrderEvent, ...]:
        """The papers that count: those that did not come back."""
        void = {event.voids for event in self.events}
        return tuple(event for event in self.events if event.document_no and event.seq not in void)

    @property
    def steps(self) -> tuple[OrderStep, ...]:
        """The papers that count, in their order."""
        return tuple(
            OrderStep(
                StepName(paper.event), paper.document_no or "", paper.on, paper.recorded_by,
                paper.amount_idr,
            )
            for paper in self.live
        )  # fmt: skip

    def as_of(self, on: date) -> OrderCard | None:
        """The order as it was known at the end of a day; None before it was made."""
        known = tuple(event for event in self.events if event.on <= on)
        return replace(self, events=known) if known else None

    @property
    def paid_idr(self) -> int:
        """What its SP2Ds paid and did not come back."""
        return sum(step.amount_idr for step in self.steps if step.amount_idr is not None)

    @property
    def last_on(self) -> date:
        """The day of the latest thing that happened."""
        return max(event.on for event in self.events)

    @property
    def state(self) -> OrderState:
        """Where the order stands."""
        latest = self.events[-1].event
        if latest == CANCELLED:
            return OrderState.CANCELLED
        if latest == RETURNED:
            return OrderState.RETURNED
        paid = self.paid_idr
        if paid:
            return OrderState.PAID if paid == self.amount_idr else OrderState.PARTLY_PAID
        reached = {StepName.SPM: OrderState.TO_PAY, StepName.CHECK: OrderState.CHECKED}
        return reached.get(self.steps[-1].step, OrderState.ORDERED)

    @property
    def next_step(self) -> StepName | None:
        """The paper whose turn it is; None when the order is paid or cancelled."""
        if self.state is OrderState.CANCELLED or self.paid_idr == self.amount_idr:
            return None
        return next((name for name in StepName if self.step(name) is None), StepName.SP2D)

    def step(self, name: StepName) -> OrderStep | None:
        """The latest paper of that name that counts, or None."""
        return next((step for step in reversed(self.steps) if step.step == name), None)


@dataclass(frozen=True, slots=True)
class Recovery:
    """Money paid for a claim that was not owed, and how much of it later orders took off."""

    recovery_no: int
    claim_id: int
    claim_no: str
    provider_code: str
    amount_idr: int
    taken_idr: int
    reason: str
    on: date
    recorded_by: str
    record_id: int

    @property
    def open_idr(self) -> int:
        """What the hospital's next orders still take off."""
        return self.amount_idr - self.taken_idr


@dataclass(frozen=True, slots=True)
class OrderLine:
    """What an order takes beside its claims: a recovery (negative), a penalty or a supplement
    that an appeal gave, in rupiah."""

    order_no: str
    kind: str
    claim_id: int
    claim_no: str
    amount_idr: int
    reason: Text
