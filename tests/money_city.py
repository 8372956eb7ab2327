"""A treasury that lives on the real books, with a plain model of the money beside.

Each method does one thing through the real actions and says the same to the model; claims are
written as their import and their verdict write them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import TypeVar

from hypothesis.stateful import (
    RuleBasedStateMachine,
)
from tests.claims_rows import put
from tests.money_model import (
    PENALTY_BP,
    Account,
    Claim,
    Letter,
    Line,
    Money,
    Order,
    Paper,
    by_account,
)
from tests.people import Someone, install, make_person, tangerang

from multiguna.coverage.terms import Care
from multiguna.guarantees.actions import (
    bill_letters,
    issue_guarantee,
)
from multiguna.guarantees.rules.letters import letter_number
from multiguna.guarantees.terms import Outcome
from multiguna.kernel.db import Cursor
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import system
from multiguna.ledger.actions import enter_documents, post_batch
from multiguna.ledger.plan import create_posting_table
from multiguna.ledger.terms import BudgetDocument
from multiguna.payments.actions import (
    cancel_order,
    order_payments,
    record_step,
)
from multiguna.programme.terms import BudgetPolicy, Pack
from multiguna.programme.terms.pack import ParameterValue

T = TypeVar("T")
BY = system("36.71")
HOSPITALS = ("3671901", "3671902")
LINES = {"inpatient": "RI", "outpatient": "RJ"}
FIRST, LAST = date(2012, 1, 4), date(2013, 12, 20)
DEADLINE_DAYS = 20


def a_pack() -> Pack:
    """The city's pack: outpatient care is refused when the money is out, lateness costs."""
    pack = tangerang()
    days = ParameterValue(date(2008, 1, 1), None, DEADLINE_DAYS, "test", FIRST)
    return replace(
        pack,
        budget_lines=tuple(
            replace(line, policy=BudgetPolicy.REFUSE) if line.line_code == "RJ" else line
            for line in pack.budget_lines
        ),
        agreements=tuple(
            replace(one, late_penalty_bp_month=PENALTY_BP) for one in pack.agreements
        ),
        parameters=tuple(
            replace(one, values=(days,)) if one.name == "claim_deadline_days" else one
            for one in pack.parameters
        ),
    )  # fmt: skip


class City:
    """What every example starts from: a city with hospitals, people and budget lines."""

    def __init__(self, cursor: Cursor) -> None:
        self.cursor = cursor
        self.pack = install(BY, a_pack())
        self.people = [make_person(cursor) for _ in range(3)]
        put(cursor, "claims_batch", [
            {"batch_id": number, "provider_code": code, "file_hash": code, "file_name": "",
             "format": "eklaim", "rows": 0, "imported": 0, "unchanged": 0, "refused": 0,
             "received_on": FIRST, "received_by": "", "recorded_at": FIRST}
            for number, code in enumerate(HOSPITALS)
        ])  # fmt: skip

    def estimate(self, care: str, provider_code: str) -> int:
        """What the pack reserves for a visit in these years."""
        classes = {one.provider_code: one.provider_class for one in self.pack.providers}
        [row] = [
            row for row in self.pack.estimates
            if (row.care, row.provider_class) == (care, classes[provider_code])
            and row.starts <= FIRST and (row.until is None or row.until > LAST)
        ]  # fmt: skip
        return row.amount_idr


def attempt(act: Callable[[], T]) -> tuple[T | None, str]:
    """What an action gives, or the code with which it refuses."""
    try:
        return act(), ""
    except Refused as refused:
        return None, refused.code


class Life(RuleBasedStateMachine):
    """One life of the treasury in a transaction that ends with it."""

    def __init__(self, city: City) -> None:
        super().__init__()
        self.city, self.cursor = city, city.cursor
        self.scope = ExitStack()
        self.scope.enter_context(city.cursor.connection.transaction(force_rollback=True))
        self.money = Money({
            f"{year}/{code}": Account(unfunded=code == "RI")
            for year in (2012, 2013) for code in LINES.values()
        })  # fmt: skip
        self.today, self.number, self.rolled, self.closed = FIRST, 0, 0, False
        self.documents: list[BudgetDocument] = []
        self.random = Random(0)

    def teardown(self) -> None:
        self.scope.close()

    def next_number(self) -> int:
        self.number += 1
        return self.number

    def one_of(self, some: Sequence[T], choice: int) -> T:
        return some[choice % len(some)]

    @property
    def open_letters(self) -> list[Letter]:
        return [one for one in self.money.letters if one.open]

    @property
    def lapsed(self) -> list[Letter]:
        last = self.today - timedelta(DEADLINE_DAYS)
        return [one for one in self.open_letters if one.valid_until <= last]

    @property
    def open_orders(self) -> list[Order]:
        return [one for one in self.money.orders if one.open]

    @property
    def paid_claims(self) -> list[Claim]:
        return [one for one in self.money.claims if one.paid_on is not None]

    def enter(
        self, kind: str, year: int, code: str, on: date, amount: int,
        old: BudgetDocument | None = None,
    ) -> None:  # fmt: skip
        new = BudgetDocument(
            f"{kind}/{self.next_number()}", kind, year, code, on, amount,
            supersedes=old.document_no if old else None,
        )  # fmt: skip
        account = self.money.accounts[new.account_id]
        name = "released" if kind == "SPD" else "appropriation"
        more = amount - (old.amount_idr if old else 0)
        after = {"released": account.released, "appropriation": account.appropriation}
        after[name] += more
        wanted = account.paid <= after["released"] <= after["appropriation"]
        entered, code = attempt(lambda: enter_documents(documents=[new], by=BY, on=self.today))
        assert (entered, code) == ((1, "") if wanted else (None, "release_exceeds_appropriation"))
        if wanted:
            self.money.move(new.account_id, **{name: more})
            self.documents = [one for one in self.documents if one != old] + [new]

    def letter_for(self, choice: int, who: int, care: str, *, emergency: bool) -> None:
        person: Someone = self.one_of(self.city.people, who)
        provider = self.one_of(HOSPITALS, choice)
        account_id = f"{self.today.year}/{LINES[care]}"
        reserved = self.city.estimate(care, provider)
        fits = emergency or self.money.fits(account_id, reserved)
        available = self.money.accounts[account_id].available
        answer = issue_guarantee(
            letter_no=letter_number(provider, self.today, self.next_number()), nik=person.nik,
            kk=person.kk, provider_code=provider, care=Care(care), emergency=emergency, by=BY,
            on=self.today,
        )  # fmt: skip
        if not fits:
            assert (answer.outcome, answer.available_idr) == (Outcome.REFUSED_BUDGET, available)
            return
        assert answer.outcome is Outcome.ISSUED
        card = answer.letter
        assert card is not None
        assert (card.account_id, card.reserved_idr) == (account_id, reserved)
        self.money.letters.append(
            Letter(card.letter_no, account_id, provider, card.village_code, care, reserved,
                   self.today, card.valid_until)
        )  # fmt: skip
        self.money.move(account_id, committed=reserved)

    def a_file(self, choice: int, hospital: int, bills: list[int]) -> None:
        """A hospital's file of claims, the first of them under its letters."""
        provider = self.one_of(HOSPITALS, hospital)
        letters = [one for one in self.open_letters if one.provider_code == provider]
        made = []
        for number, billed in enumerate(bills):
            letter = letters[number] if number < len(letters) and (choice + number) % 3 else None
            since = letter.issued_on if letter else self.today - timedelta(choice % 30)
            care = letter.care if letter else self.one_of(list(LINES), choice)
            account_id = letter.account_id if letter else f"{since.year}/{LINES[care]}"
            claim = Claim(
                self.next_number(), account_id if since >= FIRST else f"2012/{LINES[care]}",
                provider, letter.village_code if letter else None, care, billed,
                max(since, self.today - timedelta(3)), letter.letter_no if letter else None,
            )  # fmt: skip
            made.append((claim, letter))
        self.take_in([claim for claim, _ in made], [one for _, one in made if one])
        for claim, letter in made:
            self.money.bill(claim, letter)

    def take_in(self, claims: list[Claim], letters: list[Letter]) -> None:
        put(self.cursor, "claims_claim", [
            {"claim_id": one.claim_id, "batch_id": HOSPITALS.index(one.provider_code),
             "row_no": one.claim_id, "provider_code": one.provider_code,
             "claim_no": str(one.claim_id), "mrn": "", "patient_name": "", "id_type": "nik",
             "id_value": "", "care": one.care, "care_class": 3, "admission_date": one.discharge,
             "discharge_date": one.discharge, "service_date": one.discharge,
             "primary_diagnosis": "A09", "diagnoses": ["A09"], "procedures": [], "cbg_code": "",
             "cbg_description": "", "charge_idr": 0, "charges": [], "billed_idr": one.billed,
             "payor_id": "", "payor_name": "", "doctor": "", "tariff_class_code": "",
             "cbg_version": "", "grouper_version": "", "raw": {}, "content_hash": "",
             "letter_no": one.letter_no, "account_id": one.account_id,
             "received_on": self.today} for one in claims
        ])  # fmt: skip
        billed = {one.letter_no: one for one in letters}
        create_posting_table(self.cursor)
        self.cursor.executemany(
            'INSERT INTO ledger_posting (entry_id, account_id, kind, "on", reservation_id, '
            "committed_idr, billed_idr, provider_code, care, village_code, claim_id) "
            "VALUES (%s, %s, 'bill', %s, %s, %s, %s, %s, %s, %s, %s)",
            [
                (f"bill:{one.claim_id}", one.account_id, self.today, one.letter_no,
                 -billed[one.letter_no].reserved if one.letter_no else 0, one.billed,
                 one.provider_code, one.care, one.village_code, one.claim_id)
                for one in claims
            ],
        )  # fmt: skip
        assert post_batch(self.cursor, by=BY, on=self.today).posted == len(claims)
        self.cursor.execute("CREATE TEMPORARY TABLE billed_letters (letter_no text, "
                            "amount_idr bigint)")  # fmt: skip
        self.cursor.executemany(
            "INSERT INTO billed_letters VALUES (%s, 0)", [(one,) for one in billed]
        )
        assert bill_letters(self.cursor, by=BY, on=self.today) == len(letters)
        self.cursor.execute("DROP TABLE billed_letters")

    def verdict(self, claim: Claim, tenths: int) -> None:
        """A question (11), or what is approved of the bill in tenths."""
        approved = claim.billed * tenths // 10 if tenths <= 10 else 0
        outcome = {0: "rejected", 10: "approved", 11: "pended"}.get(tenths, "reduced")
        rest = dict.fromkeys(("reduced_idr", "rejected_idr", "pended_idr"), 0)
        rest |= {} if outcome == "approved" else {f"{outcome}_idr": claim.billed - approved}
        claim.versions += 1
        put(self.cursor, "claims_adjudication", [
            {"claim_id": claim.claim_id, "version": claim.versions,
             "provider_code": claim.provider_code, "outcome": outcome,
             "billed_idr": claim.billed, "approved_idr": approved, **rest, "pack_hash": "",
             "record_id": 0, "decided_on": self.today, "decided_by": BY.name,
             "recorded_at": self.today}
        ])  # fmt: skip
        if outcome == "pended":
            return
        create_posting_table(self.cursor)
        self.cursor.execute(
            'INSERT INTO ledger_posting (entry_id, account_id, kind, "on", billed_idr, '
            "obligations_idr, provider_code, care, village_code, claim_id) "
            "VALUES (%s, %s, 'approve', %s, %s, %s, %s, %s, %s, %s)",
            [f"approve:{claim.claim_id}:{claim.versions}", claim.account_id, self.today,
             -claim.billed, approved, claim.provider_code, claim.care, claim.village_code,
             claim.claim_id],
        )  # fmt: skip
        post_batch(self.cursor, by=BY, on=self.today)
        self.money.approve(claim, approved, self.today)

    def order_month(self, back: int, hospital: str | None, limit: int | None) -> None:
        """Order what is owed for one of the latest months of discharge that has anything."""
        months = sorted({f"{one.discharge:%Y-%m}" for one in self.money.claims if one.payable})
        period = months[-1 - back % len(months)] if months else f"{self.today:%Y-%m}"
        chosen = self.money.choose(period, hospital, limit)
        cards = order_payments(
            period=period, by=BY, on=self.today, provider_code=hospital, limit_idr=limit
        )
        for claim in chosen:
            claim.charged = self.money.target(claim.account_id)
        wanted = sorted({(one.provider_code, one.charged[:4]) for one in chosen})
        assert [card.provider_code for card in cards] == [provider for provider, _ in wanted]
        for provider in {provider for provider, _ in wanted}:
            self.money.penalise(provider)
        funds = {name: one.released - one.paid for name, one in self.money.accounts.items()}
        for card, of in zip(cards, wanted, strict=True):
            claims = [one for one in chosen if (one.provider_code, one.charged[:4]) == of]
            order = Order(card.order_no, claims, self.lines_of(card.order_no))
            self.check_lines(order, card.provider_code, funds, limited=limit is not None)
            self.money.order(order)
            assert (card.amount_idr, card.claim_count) == (order.amount, len(claims))

    def pay_rest(self, order: Order) -> None:
        """An SP2D over all that is left; the released funds are the limit."""
        self.ready(order)
        lines = [] if order.started else order.lines
        funded = self.money.funded(order.unpaid, lines)
        assert self.write(order) == ("" if funded else "funds_not_released")
        if funded:
            self.money.pay(order, order.unpaid, self.today)

    def lines_of(self, order_no: str) -> list[Line]:
        rows = self.cursor.execute(
            "SELECT kind, due_no, account_id, amount_idr FROM payments_order_line "
            "WHERE order_no = %s", [order_no],
        ).fetchall()  # fmt: skip
        dues = {(due.kind, due.due_no): due for due in self.money.dues}
        return [Line(dues[kind, due_no], *rest) for kind, due_no, *rest in rows]

    def check_lines(
        self, order: Order, provider_code: str, funds: dict[str, int], *, limited: bool
    ) -> None:
        """An order takes what it can of its hospital's dues; its penalties come off the funds."""
        left = by_account(order.claims, [])
        taken = {id(line.due): line for line in order.lines}
        assert order.amount > 0
        for line in order.lines:
            assert line.due.claim.provider_code == provider_code
            assert line.due.claim.paid_on is not None
            assert line.account_id == self.money.target(line.due.claim.charged)
            if line.due.kind == "penalty":
                assert line.amount == line.due.left
                funds[line.account_id] -= line.amount
                assert funds[line.account_id] >= 0
            else:
                assert 0 < -line.amount <= line.due.left
                left[line.account_id] += line.amount
        assert min(left.values()) >= 0
        for due in self.money.dues:
            line = self.money.target(due.claim.charged)
            if due.claim.provider_code != provider_code or not due.left or not due.claim.paid_on:
                continue
            if line[:4] != order.claims[0].charged[:4]:  # an order stands on one year's budget
                continue
            whole = id(due) in taken and abs(taken[id(due)].amount) == due.left
            if due.kind == "penalty":
                assert whole or limited or due.left > funds[line]
            else:
                assert whole or not left[line] or order.amount == 1

    def write(self, order: Order, *, amount: int | None = None) -> str:
        """Record the next paper; gives the code of a refusal."""
        step = order.next_step
        document_no = f"{step}/{self.next_number()}"
        card, code = attempt(
            lambda: record_step(
                order_no=order.order_no, step=step, document_no=document_no, by=BY,
                on=self.today, amount_idr=amount,
            )
        )  # fmt: skip
        if card is not None and step != "sp2d":
            order.papers.append(Paper(step))
        return code

    def ready(self, order: Order) -> None:
        while order.next_step != "sp2d":
            assert self.write(order) == ""

    def void(self, order: Order) -> None:
        wanted = "order_cancelled" if order.cancelled else "order_paid" if order.started else ""
        reason = f"reason {self.next_number()}"
        _, code = attempt(
            lambda: cancel_order(order_no=order.order_no, reason=reason, by=BY, on=self.today)
        )
        assert code == wanted
        if not wanted:
            self.money.cancel(order)

    def finish(self, order: Order, paying: bool) -> None:
        if not (paying or order.started):
            self.void(order)
            return
        self.ready(order)
        lines = [] if order.started else order.lines
        for name, amount in by_account(order.unpaid, lines).items():
            account = self.money.accounts[name]
            missing = account.paid + amount - account.released
            if missing > 0:
                year, code = int(name[:4]), name[5:]
                self.enter("DPAP", year, code, self.today, missing)
                self.enter("SPD", year, code, self.today, missing)
        assert self.write(order) == ""
        self.money.pay(order, order.unpaid, self.today)
