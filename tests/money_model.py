"""A plain model of the money: accounts, letters, claims and orders as small Python objects.

It knows what each action does to the balances and nothing of the database, so that the real
books can be compared with it after every step.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

PENALTY_BP = 200
PAYMENT_DAYS = 15
STEPS = ("spp", "check", "spm", "sp2d")
PENDING = ("committed", "billed", "obligations")


@dataclass
class Account:
    """One budget line. Arrears are what is used beyond the appropriation, at any moment."""

    unfunded: bool
    appropriation: int = 0
    released: int = 0
    committed: int = 0
    billed: int = 0
    obligations: int = 0
    ordered: int = 0
    paid: int = 0
    carried_to: str | None = None

    @property
    def used(self) -> int:
        return self.committed + self.billed + self.obligations + self.ordered + self.paid

    @property
    def available(self) -> int:
        return max(0, self.appropriation - self.used)

    @property
    def balances(self) -> tuple[int, ...]:
        return (
            self.appropriation, self.released, self.committed, self.billed, self.obligations,
            self.ordered, self.paid, max(0, self.used - self.appropriation),
        )  # fmt: skip


@dataclass
class Letter:
    """A promise for one visit."""

    letter_no: str
    account_id: str
    provider_code: str
    village_code: str
    care: str
    reserved: int
    issued_on: date
    valid_until: date
    open: bool = True


@dataclass
class Claim:
    """A bill: `approved` is None until it is decided for good."""

    claim_id: int
    account_id: str
    provider_code: str
    village_code: str | None
    care: str
    billed: int
    discharge: date
    letter_no: str | None
    versions: int = 0
    approved: int | None = None
    decided_on: date = date.min
    order: Order | None = None
    charged: str = ""
    paid_on: date | None = None
    overpaid: int = 0
    penalty: bool = False

    @property
    def payable(self) -> bool:
        return bool(self.approved) and self.order is None


@dataclass
class Due:
    """What is to be taken back from a hospital, or added for lateness, for one claim."""

    kind: str
    due_no: int
    claim: Claim
    amount: int
    taken: int = 0

    @property
    def left(self) -> int:
        return self.amount - self.taken


@dataclass
class Line:
    """The part of a due that an order takes; a recovery is negative."""

    due: Due
    account_id: str
    amount: int


@dataclass
class Paper:
    """A paper that counts; an SP2D with the claims that it pays, and whether the lines too."""

    step: str
    claims: list[Claim] = field(default_factory=list)
    lines: bool = False


@dataclass
class Order:
    """A payment order with its live papers."""

    order_no: str
    claims: list[Claim]
    lines: list[Line]
    papers: list[Paper] = field(default_factory=lambda: [Paper("spp")])
    cancelled: bool = False

    @property
    def unpaid(self) -> list[Claim]:
        return [claim for claim in self.claims if claim.paid_on is None]

    @property
    def started(self) -> bool:
        """Whether anything of it is paid."""
        return len(self.unpaid) < len(self.claims)

    @property
    def open(self) -> bool:
        return not self.cancelled and bool(self.unpaid)

    @property
    def next_step(self) -> str:
        return STEPS[min(3, STEPS.index(self.papers[-1].step) + 1)] if self.papers else "spp"

    @property
    def amount(self) -> int:
        return total(self.claims, self.lines)

    @property
    def rest(self) -> int:
        return total(self.unpaid, [] if self.started else self.lines)


def total(claims: Iterable[Claim], lines: Iterable[Line]) -> int:
    return sum(claim.approved or 0 for claim in claims) + sum(line.amount for line in lines)


def by_account(claims: Iterable[Claim], lines: Iterable[Line]) -> Counter[str]:
    sums = Counter[str]()
    for claim in claims:
        sums[claim.charged] += claim.approved or 0
    for line in lines:
        sums[line.account_id] += line.amount
    return sums


def full_months_late(decided_on: date, paid_on: date) -> int:
    due = date.fromordinal(decided_on.toordinal() + PAYMENT_DAYS)
    months = (paid_on.year - due.year) * 12 + paid_on.month - due.month
    return max(0, months - (paid_on.day < due.day))


class Money:
    """All accounts, and what every action moves on them."""

    def __init__(self, accounts: dict[str, Account]) -> None:
        self.accounts = accounts
        self.letters: list[Letter] = []
        self.claims: list[Claim] = []
        self.orders: list[Order] = []
        self.dues: list[Due] = []

    def target(self, account_id: str) -> str:
        """Where a movement on an account goes: on, once its year is closed."""
        return self.accounts[account_id].carried_to or account_id

    def move(self, account_id: str, **deltas: int) -> None:
        account = self.accounts[self.target(account_id)]
        for name, amount in deltas.items():
            setattr(account, name, getattr(account, name) + amount)

    def fits(self, account_id: str, amount: int) -> bool:
        """Whether a promise is let in."""
        account = self.accounts[account_id]
        return account.unfunded or account.used + amount <= account.appropriation

    def resolve(self, letter: Letter, owed: int = 0) -> None:
        letter.open = False
        self.move(letter.account_id, committed=-letter.reserved, obligations=owed)

    def bill(self, claim: Claim, letter: Letter | None) -> None:
        self.claims.append(claim)
        if letter is not None:
            self.resolve(letter)
        self.move(claim.account_id, billed=claim.billed)

    def approve(self, claim: Claim, approved: int, on: date) -> None:
        claim.approved, claim.decided_on = approved, on
        self.move(claim.account_id, billed=-claim.billed, obligations=approved)

    def choose(self, period: str, provider_code: str | None, limit: int | None) -> list[Claim]:
        """What an order of a month takes: the oldest decisions first, each that still fits."""
        owed = [
            claim for claim in self.claims
            if claim.payable and f"{claim.discharge:%Y-%m}" == period
            and provider_code in (None, claim.provider_code)
        ]  # fmt: skip
        chosen, left = [], limit
        for claim in sorted(owed, key=lambda claim: (claim.decided_on, claim.claim_id)):
            if left is None or (claim.approved or 0) <= left:
                chosen.append(claim)
                left = None if left is None else left - (claim.approved or 0)
        return chosen

    def penalise(self, provider_code: str) -> None:
        """What was paid late to a hospital and has no penalty yet becomes due."""
        for claim in self.claims:
            if claim.provider_code != provider_code or claim.paid_on is None or claim.penalty:
                continue
            months = full_months_late(claim.decided_on, claim.paid_on)
            amount = ((claim.approved or 0) * months * PENALTY_BP + 5_000) // 10_000
            if amount:
                claim.penalty = True
                self.dues.append(Due("penalty", claim.claim_id, claim, amount))

    def order(self, order: Order) -> None:
        self.orders.append(order)
        for claim in order.claims:
            claim.order, claim.charged = order, self.target(claim.account_id)
            self.move(
                claim.charged, obligations=-(claim.approved or 0), ordered=claim.approved or 0
            )
        for line in order.lines:
            line.due.taken += abs(line.amount)
            self.move(line.account_id, ordered=line.amount)

    def funded(self, claims: list[Claim], lines: list[Line]) -> bool:
        """Whether the released funds cover a payment on every line."""
        return all(
            self.accounts[name].paid + amount <= self.accounts[name].released
            for name, amount in by_account(claims, lines).items()
        )

    def pay(self, order: Order, claims: list[Claim], on: date) -> None:
        lines = not order.started
        order.papers.append(Paper("sp2d", claims, lines))
        for claim in claims:
            claim.paid_on = on
        for name, amount in by_account(claims, order.lines if lines else []).items():
            self.move(name, ordered=-amount, paid=amount)

    def come_back(self, order: Order) -> None:
        paper = order.papers.pop()
        for claim in paper.claims:
            claim.paid_on = None
        lines = order.lines if paper.lines else []
        if any(self.target(name) != name for name in by_account(paper.claims, lines)):
            self._owe_again(order, paper)
            return
        for name, amount in by_account(paper.claims, lines).items():
            self.move(name, ordered=amount, paid=-amount)

    def _owe_again(self, order: Order, paper: Paper) -> None:
        """Its year is closed and keeps what it paid; the claims are owed by the next."""
        for claim in paper.claims:
            claim.order = None
            self.move(claim.charged, obligations=claim.approved or 0)
        order.claims = [claim for claim in order.claims if claim not in paper.claims]
        if not order.claims:
            order.cancelled = True
            for line in order.lines:
                line.due.taken -= abs(line.amount)

    def cancel(self, order: Order) -> None:
        order.cancelled = True
        for claim in order.claims:
            claim.order = None
            amount = claim.approved or 0
            self.move(claim.charged, ordered=-amount, obligations=amount)
        for line in order.lines:
            line.due.taken -= abs(line.amount)
            self.move(line.account_id, ordered=-line.amount)

    def close(self, year: int) -> None:
        """What is pending goes to the same line of the next year."""
        for name, account in self.accounts.items():
            if name.startswith(f"{year}/"):
                target = self.accounts[name.replace(f"{year}", f"{year + 1}")]
                for balance in PENDING:
                    carried = getattr(account, balance)
                    setattr(target, balance, getattr(target, balance) + carried)
                    setattr(account, balance, 0)
                account.carried_to = name.replace(f"{year}", f"{year + 1}")
