"""A random year of budget movements, for tests of the ledger alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from multiguna.kernel.db import Cursor
from multiguna.kernel.terms import Text, system
from multiguna.ledger import plan
from multiguna.ledger.actions import enter_documents, open_accounts, post, post_batch, roll_up
from multiguna.ledger.queries import stock
from multiguna.ledger.terms import BudgetDocument, BudgetLine, EntryKind, Posted, Posting

BY = system("36.71")
FIRST, LAST, CLOSING = date(2012, 1, 1), date(2012, 12, 31), date(2013, 1, 10)
HOSPITALS = ("3671901", "3671902", "3671903")
VILLAGES = ("36.71.01.1001", "36.71.02.1002", None)
CARES = {"RI": "inpatient", "RJ": "outpatient"}


def lines(year: int) -> list[BudgetLine]:
    head = BudgetLine(
        year, "P", None, Text("P", "P"), "1.02.02.2.02.0026", "5.1.02.02.01.0077", "", "unfunded"
    )
    return [head] + [
        BudgetLine(
            year, code, "P", Text(code, code), head.sub_activity_code, head.account_code, care,
            "unfunded",
        )
        for code, care in CARES.items()
    ]  # fmt: skip


class City:
    """Valid movements on random days; what may move is kept in plain lists."""

    def __init__(self, cursor: Cursor, seed: int) -> None:
        self.cursor, self.random = cursor, Random(seed)
        self.letters: list[Posting] = []
        self.bills: list[Posting] = []
        self.approved: list[Posting] = []
        self.ordered: list[Posting] = []
        self.number, self.closed = 0, False
        for year in (2012, 2013):
            open_accounts(lines=lines(year), by=BY, on=FIRST)
            budget = [
                BudgetDocument(f"{kind}-{year}", kind, year, code, date(year, 1, 2), 2_000)
                for kind in ("DPA", "SPD")
                for code in CARES
            ]
            enter_documents(documents=budget, by=BY, on=LAST)

    def day(self) -> date:
        return FIRST + timedelta(self.random.randrange(366))

    def act(self) -> None:
        """Do anything; once the year is closed, no budget document is added to it."""
        acts: list[tuple[int, Callable[[], object]]] = [
            (5, self.promise), (1, self.release), (3, self.bill), (2, self.approve),
            (2, self.order), (2, self.pay), (2, self.roll), (not self.closed, self.amend),
        ]  # fmt: skip
        weights, chosen = zip(*acts, strict=True)
        self.random.choices(chosen, weights)[0]()

    def posting(self, kind: EntryKind, of: Posting | None = None, **amounts: int) -> Posting:
        self.number += 1
        line = self.random.choice(list(CARES))
        return Posting(
            f"{kind}:{self.number}", of.account_id if of else f"2012/{line}", kind, self.day(),
            provider_code=of.provider_code if of else self.random.choice(HOSPITALS),
            care=of.care if of else CARES[line],
            village_code=of.village_code if of else self.random.choice(VILLAGES),
            claim_id=self.number, **amounts,
        )  # fmt: skip

    def promise(self) -> None:
        base = self.posting(EntryKind.RESERVE, committed_idr=self.random.randrange(1, 300))
        letter = with_reservation(base, f"L{self.number}")
        assert isinstance(post(self.cursor, letter, by=BY), Posted)
        self.letters.append(letter)

    def release(self) -> None:
        if letter := self.taken(self.letters):
            back = self.posting(EntryKind.RELEASE, letter, committed_idr=-letter.committed_idr)
            post(self.cursor, with_reservation(back, letter.reservation_id), by=BY)

    def bill(self) -> None:
        """A file of a few claims as one batch, half of them under a letter."""
        file = []
        for _ in range(self.random.randrange(1, 4)):
            letter = self.taken(self.letters) if self.random.randrange(2) else None
            asked = self.random.randrange(1, 400)
            bill = self.posting(
                EntryKind.BILL, letter, billed_idr=asked,
                committed_idr=-letter.committed_idr if letter else 0,
            )  # fmt: skip
            file.append(with_reservation(bill, letter.reservation_id if letter else None))
        self.batch(file)
        self.bills += file

    def approve(self) -> None:
        if bill := self.taken(self.bills):
            owed = self.random.randrange(bill.billed_idr + 1)
            verdict = self.posting(
                EntryKind.APPROVE, bill, billed_idr=-bill.billed_idr, obligations_idr=owed
            )
            self.batch([verdict])
            self.approved.append(verdict)

    def order(self) -> None:
        if owed := self.taken(self.approved):
            amount = owed.obligations_idr
            order = self.posting(EntryKind.ORDER, owed, obligations_idr=-amount, ordered_idr=amount)
            self.batch([order])
            self.ordered.append(order)

    def pay(self) -> None:
        """As far as the released funds reach."""
        if self.ordered:
            order = self.ordered[-1]
            of_year = stock(self.cursor, BY, year=2013 if self.closed else 2012)
            [line] = [one for one in of_year if one.account_id[-2:] == order.account_id[-2:]]
            if line.paid_idr + order.ordered_idr <= line.released_idr:
                amount = self.ordered.pop().ordered_idr
                self.batch(
                    [self.posting(EntryKind.PAY, order, ordered_idr=-amount, paid_idr=amount)]
                )

    def settle_orders(self) -> None:
        """Release what is appropriated as far as needed, and pay every order."""
        for number, code in enumerate(CARES):
            more = sum(o.ordered_idr for o in self.ordered if o.account_id == f"2012/{code}")
            budget = [
                BudgetDocument(f"{kind}-LAST-{number}", kind, 2012, code, LAST, more)
                for kind in ("DPAP", "SPD")
            ]
            enter_documents(documents=budget, by=BY, on=LAST)
        while self.ordered:
            self.pay()

    def amend(self) -> None:
        more = self.random.randrange(1, 1_000)
        day, line = self.day(), self.random.choice(list(CARES))
        added = [
            BudgetDocument(f"{kind}-{self.number}-{day}", kind, 2012, line, day, more)
            for kind in ("DPAP", "SPD")
        ]
        enter_documents(documents=added, by=BY, on=day)

    def roll(self) -> None:
        roll_up(by=BY, on=self.day(), min_entries=self.random.choice((1, 1, 5, 50)))

    def batch(self, postings: Iterable[Posting]) -> None:
        plan.create_posting_table(self.cursor)
        for p in postings:
            self.cursor.execute(
                'INSERT INTO ledger_posting (entry_id, account_id, kind, "on", reservation_id, '
                "committed_idr, billed_idr, obligations_idr, ordered_idr, paid_idr, "
                "provider_code, care, village_code, claim_id) "
                "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
                [p.entry_id, p.account_id, p.kind, p.on, p.reservation_id, p.committed_idr,
                 p.billed_idr, p.obligations_idr, p.ordered_idr, p.paid_idr, p.provider_code,
                 p.care, p.village_code, p.claim_id],
            )  # fmt: skip
        post_batch(self.cursor, by=BY, on=self.day())

    def taken(self, some: list[Posting]) -> Posting | None:
        return some.pop(self.random.randrange(len(some))) if some else None


def with_reservation(posting: Posting, reservation_id: str | None) -> Posting:
    return replace(posting, reservation_id=reservation_id)
