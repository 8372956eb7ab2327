"""Orders, papers, returns and appeals in any order: nothing is paid twice or lost."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.claims_rows import put
from tests.payments_city import ANGSANA, ON, City
from tests.people import tangerang

from multiguna.claims.actions import decide_appeal, file_appeal
from multiguna.claims.terms.reviewing import LineDecision, Verdict
from multiguna.kernel.db import Cursor, connection
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor, Role
from multiguna.payments.actions import cancel_order, order_payments, record_step, return_step
from multiguna.payments.queries import orders, statement, unbalanced_orders, unfounded_accounts
from multiguna.payments.terms import OrderState
from multiguna.programme.actions import install_pack

BILLED = 1_000
BILLER = Actor("rs", Role.BILLER, "36.71", ANGSANA)
JUDGE = Actor("rahmat", Role.VERIFIER, "36.71")
TAKEN = """
SELECT c.claim_id, a.approved_idr, coalesce(o.idr, 0) + coalesce(l.idr, 0)
FROM claims_claim c
JOIN claims_adjudication a ON a.claim_id = c.claim_id
    AND NOT EXISTS (SELECT FROM claims_adjudication n WHERE n.claim_id = a.claim_id
                    AND n.version > a.version)
LEFT JOIN (SELECT claim_id, sum(amount_idr) AS idr FROM payments_order_claim p
           WHERE NOT EXISTS (SELECT FROM payments_cancelled_claim x
                             WHERE x.claim_id = p.claim_id AND x.attempt = p.attempt)
           GROUP BY claim_id) AS o ON o.claim_id = c.claim_id
LEFT JOIN (SELECT claim_id, sum(amount_idr) AS idr FROM payments_order_line p
           WHERE kind = 'supplement'
             AND NOT EXISTS (SELECT FROM payments_cancelled_line x WHERE x.kind = p.kind
                             AND x.due_no = p.due_no AND x.part = p.part)
           GROUP BY claim_id) AS l ON l.claim_id = c.claim_id
"""
seen: Counter[str] = Counter()


class Walk:
    """A city in which anything may happen, one day after the other."""

    def __init__(self, db: Cursor, by: Actor, seed: int) -> None:
        install_pack(pack=tangerang(), by=by, on=ON)
        self.db, self.dice, self.day = db, random.Random(seed), ON
        self.city = City(by).build()
        self.made = 0

    def step(self) -> None:
        self.day = date.fromordinal(self.day.toordinal() + 1)
        acts: list[Callable[[], None]] = [
            self.bill, self.bill, self.order, self.order, self.paper, self.paper, self.paper,
            self.appeal, self.appeal, self.cancel, self.come_back,
        ]  # fmt: skip
        act = self.dice.choice(acts)
        try:
            act()
            seen[act.__name__] += 1
        except Refused as refusal:
            seen[refusal.code] += 1

    def bill(self) -> None:
        self.made += 1
        claim_id = self.city.claim(f"A{self.made}", BILLED, self.dice.choice([400, 900]))
        put(self.db, "claims_line", [
            {"claim_id": claim_id, "line_no": 1, "provider_code": ANGSANA, "kind": "cbg",
             "code": "K", "billed_idr": BILLED}
        ])  # fmt: skip

    def order(self) -> None:
        limit = self.dice.choice([None, None, 1_000])
        made = order_payments(period="2012-01", by=self.city.by, on=self.day, limit_idr=limit)
        seen["supplemented"] += sum(card.supplement_idr > 0 for card in made)

    def some_order(self) -> str:
        known = [
            card.order_no
            for card in orders(self.db, self.city.by)
            if card.state is not OrderState.CANCELLED
        ]
        return self.dice.choice(known) if known else "none"

    def paper(self) -> None:
        order_no = self.some_order()
        [card] = orders(self.db, self.city.by, order_nos=[order_no]) or [None]
        if card is not None and card.next_step is not None:
            number = f"{card.next_step}/{order_no}/{self.day}"
            record_step(order_no=order_no, step=card.next_step, document_no=number,
                        by=self.city.by, on=self.day)  # fmt: skip

    def cancel(self) -> None:
        cancel_order(order_no=self.some_order(), reason="keliru", by=self.city.by, on=self.day)

    def come_back(self) -> None:
        return_step(order_no=self.some_order(), reason="ditolak", by=self.city.by, on=self.day)

    def appeal(self) -> None:
        claim_id = self.dice.randint(1, max(1, self.made))
        filed = file_appeal(claim_id=claim_id, grounds="bukti", by=BILLER, on=ON)
        decide_appeal(
            appeal_no=filed.appeal_no, verdict=Verdict.GRANTED,
            lines=(LineDecision(1, self.dice.choice([950, BILLED])),), reason="cukup", by=JUDGE,
            on=self.day,
        )  # fmt: skip

    def check(self) -> None:
        by = self.city.by
        assert unfounded_accounts(self.db, by) == []
        assert unbalanced_orders(self.db, by) == []
        told = statement(self.db, by, provider_code=ANGSANA, on=self.day)
        assert told.standing == told.ledger
        for claim_id, approved_idr, taken_idr in self.db.execute(TAKEN).fetchall():
            assert taken_idr <= approved_idr, f"claim {claim_id} is taken for more than approved"


def test_whatever_happens_no_claim_is_paid_more_than_its_decision(
    db: Cursor, system_actor: Actor
) -> None:
    seen.clear()

    @settings(max_examples=12, deadline=None, database=None,
              suppress_health_check=[HealthCheck.too_slow])  # fmt: skip
    @given(seed=st.integers(0, 10**9))
    def run(seed: int) -> None:
        with connection().transaction(force_rollback=True):
            walk = Walk(db, system_actor, seed)
            for _ in range(30):
                walk.step()
                walk.check()

    run()
    assert min(seen[name] for name in ("order", "paper", "appeal", "cancel", "come_back")) > 0
    assert seen["supplemented"] > 0, seen
