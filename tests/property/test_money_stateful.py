"""Random months of the treasury on the real books, with a plain model of the money beside.

Letters, bills, verdicts, orders, papers, parts, returns, cancellings, recoveries, penalties, budget
amendments, roll-ups and the end of a year, in any order. After every step the books are what the
model says, and every stock of an earlier day is what its entries add up to.
"""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from tests.money_acts import ACTS, act
from tests.money_city import BY, FIRST, HOSPITALS, LAST, LINES, City, Life, attempt
from tests.money_model import (
    Due,
    total,
)
from tests.property.test_ledger import age, amounts, fold, moving

from multiguna.guarantees.actions import (
    expire_guarantees,
    release_guarantee,
    settle_guarantee,
)
from multiguna.guarantees.queries import commitment_gaps
from multiguna.kernel.db import Cursor
from multiguna.ledger.actions import close_year, enter_documents, roll_up
from multiguna.ledger.queries import (
    closing_gaps,
    entries,
    misrolled_accounts,
    stock,
    stock_by,
    unbalanced_accounts,
)
from multiguna.ledger.terms import BudgetDocument, EntryRow
from multiguna.payments.actions import (
    record_overpayment,
    return_step,
)
from multiguna.payments.queries import payable_part, unbalanced_orders, unfounded_accounts

BALANCES = (
    "SELECT account_id, appropriation_idr, released_idr, committed_idr, billed_idr, "
    "obligations_idr, ordered_idr, paid_idr, arrears_idr, available_idr FROM ledger_account "
    "WHERE account_id = ANY(%s)"
)
PAID_NET = """
SELECT claim_id, sum(paid_idr)::bigint AS paid_idr FROM (
    SELECT claim_id, paid_idr FROM ledger_entry
    WHERE kind IN ('pay', 'return') AND entry_id NOT LIKE 'line:%'
    UNION ALL  -- what came back after the closing is the region's revenue, outside the books
    SELECT claim_id, -amount_idr FROM payments_returned_claim
    JOIN payments_order_claim USING (region, order_no, claim_id) WHERE after_closing
) AS moved GROUP BY 1
"""
PAID_TWICE = f"""
SELECT p.claim_id FROM ({PAID_NET}) p
WHERE p.paid_idr NOT IN (0, (SELECT approved_idr FROM claims_adjudication a
                             WHERE a.claim_id = p.claim_id ORDER BY version DESC LIMIT 1))
"""
CHECKS = (
    unbalanced_accounts, commitment_gaps, unfounded_accounts, unbalanced_orders, closing_gaps,
)  # fmt: skip
pick = st.integers(0, 255)


class Treasury(Life):
    """Every rule may come after every other one."""

    # Time and the budget

    @initialize(
        seed=st.integers(0, 2**32), million=st.integers(20, 60), tenths=st.integers(5, 10),
        start=st.sampled_from(["owed", "ordered", "paid", "late", "late"]),
        days=st.sampled_from([0, 100, 290]),
    )  # fmt: skip
    def a_town(self, seed: int, million: int, tenths: int, start: str, days: int) -> None:
        """A budget, a few letters and claims; what is owed for them may be on its way already."""
        self.random = Random(seed)
        self.today += timedelta(days)
        for year in (2012, 2013):
            for code in LINES.values():
                sums = {"DPA": million * 10**6, "SPD": million * tenths * 10**5}
                for kind, amount in sums.items():
                    self.enter(kind, year, code, date(year, 1, 2), amount)
        for choice in range(3):
            self.letter_for(choice, choice, "inpatient", emergency=False)
        for number, approved in enumerate((10, 7, 10, 3, 9, 5)):
            self.a_file(number, number // 3, [2_000_000 + seed % 999_999])
            self.verdict(self.money.claims[-1], approved)
        if start == "owed":
            return
        self.order_month(0, None, None)
        if start == "late":
            self.today += timedelta(80)
        if start != "ordered":
            for order in self.open_orders:
                self.pay_rest(order)
        if start == "late":
            self.an_order_with_dues(seed)

    def an_order_with_dues(self, seed: int) -> None:
        """Penalties for what was late, and something overpaid, wait for the next order."""
        if self.paid_claims:
            self.overpaid(1, 1 + seed % 900_000)
        for number in range(4):
            self.a_file(0, number // 2, [1_000_000 + seed % 1_999_999])
            self.verdict(self.money.claims[-1], 10)
        self.order_month(0, None, None)

    @act(
        5,
        what=st.sampled_from(["time", "time", "more", "instead"]),
        days=st.integers(1, 60),
        choice=pick,
        line=st.sampled_from(["RI", "RJ"]),
        amount=st.integers(1, 60_000_000),
    )
    def between(self, what: str, days: int, choice: int, line: str, amount: int) -> None:
        """Days pass, or the budget is amended: by one document more, or by another instead."""
        year = self.today.year
        if what == "time":
            self.today = min(LAST, self.today + timedelta(days))
        elif what == "more":
            on = max(self.today - timedelta(days), date(year, 1, 2))
            self.enter("DPAP" if choice % 2 else "SPD", year, line, on, amount // 4)
        else:
            old = self.one_of([one for one in self.documents if one.fiscal_year == year], choice)
            kind = "DPAP" if old.kind == "DPA" else old.kind
            self.enter(kind, year, old.line_code, max(self.today, old.on), amount, old)

    # Promises

    @act(
        4,
        choice=pick,
        who=pick,
        care=st.sampled_from(["inpatient", "outpatient"]),
        emergency=st.booleans(),
    )
    def a_letter(self, choice: int, who: int, care: str, emergency: bool) -> None:
        self.letter_for(choice, who, care, emergency=emergency)

    @act(1, when=lambda one: one.open_letters, choice=pick)
    def no_visit(self, choice: int) -> None:
        letter = self.one_of(self.open_letters, choice)
        for _ in range(2):
            release_guarantee(letter_no=letter.letter_no, by=BY, on=self.today)
        self.money.resolve(letter)

    @act(1, when=lambda one: one.open_letters, choice=pick, amount=st.integers(0, 9_000_000))
    def settled_by_hand(self, choice: int, amount: int) -> None:
        letter = self.one_of(self.open_letters, choice)
        for _ in range(2):
            settle_guarantee(letter_no=letter.letter_no, amount_idr=amount, by=BY, on=self.today)
        self.money.resolve(letter, amount)

    @act(2, when=lambda one: one.lapsed)
    def letters_expire(self) -> None:
        lapsed = self.lapsed
        assert expire_guarantees(by=BY, on=self.today) == len(lapsed)
        for letter in lapsed:
            self.money.resolve(letter)

    # Claims: what their import and their verdict write

    @act(
        4,
        choice=pick,
        hospital=pick,
        bills=st.lists(st.integers(1, 9_000_000), min_size=1, max_size=3),
        tenths=st.lists(st.sampled_from([0, 3, 7, 10, 11]), max_size=3),
    )
    def claims_come(self, choice: int, hospital: int, bills: list[int], tenths: list[int]) -> None:
        """Some of them are decided the same day."""
        self.a_file(choice, hospital, bills)
        for claim, part in zip(self.money.claims[-len(bills) :], tenths, strict=False):
            self.verdict(claim, part)

    @act(
        3, when=lambda one: any(claim.approved is None for claim in one.money.claims),
        choice=pick, tenths=st.sampled_from([0, 3, 7, 10, 10, 10, 11]),
    )  # fmt: skip
    def a_verdict(self, choice: int, tenths: int) -> None:
        undecided = [one for one in self.money.claims if one.approved is None]
        self.verdict(self.one_of(undecided, choice), tenths)

    # Orders and their papers

    @act(
        5,
        back=st.integers(0, 2),
        hospital=st.sampled_from([None, *HOSPITALS]),
        limit=st.sampled_from([None, None, 3_000_000, 8_000_000]),
        days=st.sampled_from([0, 5, 60]),
        paid=st.booleans(),
    )
    def a_run(
        self, back: int, hospital: str | None, limit: int | None, days: int, paid: bool
    ) -> None:
        """Order a month; some runs are paid some days later as well."""
        self.order_month(back, hospital, limit)
        self.today = min(LAST, self.today + timedelta(days))
        for order in self.open_orders if paid else []:
            self.pay_rest(order)

    @act(2, when=lambda one: one.open_orders, choice=pick)
    def a_paper(self, choice: int) -> None:
        order = self.one_of(self.open_orders, choice)
        if order.next_step != "sp2d":
            assert self.write(order) == ""

    @act(4, when=lambda one: one.open_orders, choice=pick)
    def all_paid(self, choice: int) -> None:
        """An SP2D over all that is left; released funds are the limit."""
        self.pay_rest(self.one_of(self.open_orders, choice))

    @act(4, when=lambda one: one.open_orders, choice=pick, share=st.integers(15, 110))
    def part_paid(self, choice: int, share: int) -> None:
        order = self.one_of(self.open_orders, choice)
        self.ready(order)
        limit = max(1, order.rest * share // 100)
        fits, ids = payable_part(self.cursor, BY, order.order_no, limit)
        claims = [one for one in order.unpaid if one.claim_id in ids]
        lines = [] if order.started else order.lines
        assert (len(claims), fits) == (len(ids), total(claims, lines) if ids else 0)
        assert fits <= limit
        if not ids:
            assert self.write(order, amount=order.rest + 1) == "amount_not_whole"
            return
        assert self.money.funded(claims, lines)
        assert self.write(order, amount=fits) == ""
        self.money.pay(order, claims, self.today)

    @act(4, when=lambda one: one.money.orders, choice=pick)
    def a_paper_comes_back(self, choice: int) -> None:
        order = self.one_of(self.money.orders, choice)
        wanted = ""
        if order.cancelled:
            wanted = "order_cancelled"
        elif not order.papers:
            wanted = "nothing_to_return"
        reason = f"reason {self.next_number()}"
        for _ in range(2):
            _, code = attempt(
                lambda: return_step(order_no=order.order_no, reason=reason, by=BY, on=self.today)
            )
            assert code == wanted
        if not wanted:
            self.money.come_back(order)

    @act(2, when=lambda one: one.money.orders, choice=pick)
    def an_order_is_cancelled(self, choice: int) -> None:
        fresh = [one for one in self.open_orders if not one.started]
        self.void(self.one_of((choice % 4 and fresh) or self.money.orders, choice))

    @act(3, when=lambda one: one.money.claims, choice=pick, amount=st.integers(1, 2_500_000))
    def overpaid(self, choice: int, amount: int) -> None:
        claim = self.one_of((choice % 8 and self.paid_claims) or self.money.claims, choice)
        reason = f"reason {self.next_number()}"
        made, code = attempt(
            lambda: record_overpayment(
                claim_id=claim.claim_id, amount_idr=amount, reason=reason, by=BY, on=self.today
            )
        )
        if claim.paid_on is None:
            assert code == "claim_not_paid"
        elif amount > (claim.approved or 0) - claim.overpaid:
            assert code == "recovery_too_large"
        else:
            assert made is not None
            claim.overpaid += amount
            self.money.dues.append(Due("recovery", made.recovery_no, claim, amount))

    # The books

    @act(1, when=lambda one: one.number > one.rolled)
    def rolled_up(self) -> None:
        self.rolled = self.number
        roll_up(by=BY, on=self.today)
        assert roll_up(by=BY, on=self.today) == 0
        assert misrolled_accounts(self.cursor, BY) == []

    @act(4, when=lambda one: not one.closed and one.number > 30, paying=st.booleans())
    def the_year_ends(self, paying: bool) -> None:
        """Orders on their way stop it; paid or cancelled, what is pending is carried."""
        assert attempt(lambda: close_year(year=2012, by=BY, on=date(2012, 12, 30)))[1] == (
            "year_not_over"
        )
        self.today = max(self.today, date(2013, 1, 3))
        ordered = sum(
            account.ordered for name, account in self.money.accounts.items() if "2012" in name
        )
        closing, code = attempt(lambda: close_year(year=2012, by=BY, on=self.today))
        assert code == ("orders_open" if ordered else "")
        if ordered:
            for order in self.open_orders:
                self.finish(order, paying)
            closing = close_year(year=2012, by=BY, on=self.today)
        self.closed = True
        self.money.close(2012)
        assert closing is not None
        assert closing.reconciled
        assert close_year(year=2012, by=BY, on=self.today) == closing
        assert attempt(lambda: enter_documents(
            documents=[BudgetDocument("late", "DPAP", 2012, "RI", self.today, 1)], by=BY,
            on=self.today,
        ))[1] == "year_closed"  # fmt: skip

    @rule(data=st.data())
    def something_happens(self, data: st.DataObject) -> None:
        """Any act that is possible now, as likely as its weight says."""
        possible = [one for one in ACTS if one.when(self) for _ in range(one.weight)]
        chosen = data.draw(st.sampled_from(possible), label="act")
        values = {name: data.draw(one, label=name) for name, one in chosen.values.items()}
        chosen.method(self, **values)

    # What is true after every step

    @invariant()
    def the_books_are_what_the_model_says(self) -> None:
        accounts = self.money.accounts
        rows = self.cursor.execute(BALANCES, [list(accounts)]).fetchall()
        assert {row[0]: row[1:9] for row in rows} == {
            name: account.balances for name, account in accounts.items()
        }
        for _, appropriation, released, *used, paid, arrears, available in rows:
            assert appropriation + arrears == available + sum(used) + paid
            assert 0 <= paid <= released <= appropriation
            assert min(*used, arrears, available) >= 0
        for broken in CHECKS:
            assert broken(self.cursor, BY) == []

    @invariant()
    def nothing_is_paid_twice(self) -> None:
        assert self.cursor.execute(PAID_TWICE).fetchall() == []
        paid = sum(one.approved or 0 for one in self.paid_claims)
        [(net,)] = self.cursor.execute(
            f"SELECT coalesce(sum(paid_idr), 0)::bigint FROM ({PAID_NET}) AS p"
        ).fetchall()
        assert net == paid

    @invariant()
    def every_earlier_stock_is_the_sum_of_its_entries(self) -> None:
        on = FIRST + timedelta(self.random.randrange((self.today - FIRST).days + 2))
        for year in (2012, 2013):
            rows = entries(self.cursor, BY, year=year, limit=100_000)
            known = [row for row in rows if row.on <= on]
            found = stock(self.cursor, BY, year=year, on=on)
            sums = fold(known, lambda row: row.account_id)
            assert {one.account_id: amounts(one) for one in found} == {
                f"{year}/{code}": sums.get(f"{year}/{code}", (0,) * 8) for code in LINES.values()
            }
            self.check_face(known, year, on)

    def check_face(self, known: list[EntryRow], year: int, on: date) -> None:
        face = self.random.choice(["provider", "village", "age"])
        found = stock_by(self.cursor, BY, year=year, face=face, on=on)
        if face == "age":
            by_age = fold(known, lambda row: age(row, on))
            assert {one.key: one.committed_idr for one in found if one.committed_idr} == {
                key: sums[2] for key, sums in by_age.items() if sums[2]
            }
            return
        assert moving({one.key: amounts(one) for one in found}) == moving(
            fold(known, lambda row: getattr(row, f"{face}_code") or "")
        )


def test_the_books_follow_the_money(db: Cursor) -> None:
    city = City(db)
    run_state_machine_as_test(
        lambda: Treasury(city),  # type: ignore[arg-type]
        settings=settings(
            max_examples=40, stateful_step_count=24, derandomize=True, deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
