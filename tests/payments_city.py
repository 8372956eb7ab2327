"""A small city with two hospitals, two budget lines, and claims that are billed and decided."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

import pytest

from multiguna.kernel.db import Cursor, transaction
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor, Text
from multiguna.ledger import queries as ledger
from multiguna.ledger.actions import enter_documents, open_accounts, post
from multiguna.ledger.terms import BudgetDocument, BudgetLine, EntryKind, LineStock, Posting
from multiguna.payments.actions import order_payments, record_step
from multiguna.payments.queries import unfounded_accounts
from multiguna.payments.terms import OrderCard, StepName

ANGSANA, BERINGIN = "3671902", "3671903"
RI, RJ = "2012/RI", "2012/RJ"
JANUARY = date(2012, 1, 20)
ON = date(2012, 2, 10)

CLAIM = """
INSERT INTO claims_claim (region, claim_id, batch_id, row_no, provider_code, claim_no, mrn,
    patient_name, id_type, id_value, care, care_class, admission_date, discharge_date,
    service_date, primary_diagnosis, diagnoses, procedures, cbg_code, cbg_description, charge_idr,
    charges, billed_idr, payor_id, payor_name, doctor, tariff_class_code, cbg_version,
    grouper_version, raw, content_hash, account_id, received_on, person_id)
VALUES (%(region)s, %(claim_id)s, %(batch_id)s, %(claim_id)s, %(provider)s, %(claim_no)s, 'MR',
    'SITI AMINAH', 'nik', '3671994101900001', %(care)s, 3, %(in)s, %(out)s, %(in)s, 'J18.9',
    '{J18.9}', '{}', 'J-4-16-I', '', 0, '{}', %(billed)s, '5', 'JAMKESDA', '', 'BS', '', '', '{}',
    '', %(account)s, %(out)s, %(person_id)s)
"""
DECISION = """
INSERT INTO claims_adjudication (region, claim_id, version, provider_code, outcome, billed_idr,
    approved_idr, reduced_idr, rejected_idr, pended_idr, pack_hash, record_id, decided_on,
    decided_by)
VALUES (%(region)s, %(claim_id)s, %(version)s, %(provider)s, %(outcome)s, %(billed)s,
    %(approved)s, %(reduced)s, %(rejected)s, %(pended)s, 'hash', 1, %(decided_on)s, %(decided_by)s)
"""
FINDING = """
INSERT INTO claims_finding (region, claim_id, version, rule_code, provider_code, severity,
    amount_idr, facts) VALUES (%s, %s, %s, %s, %s, %s, %s, '{}')
"""


@dataclass
class City:
    """A small city with two hospitals, two budget lines, and claims made in a word."""

    by: Actor
    decided_by: str = "system"
    claims: dict[str, tuple[int, str, str, str, int]] = field(default_factory=dict)

    def build(
        self, *, appropriation_idr: int = 100_000_000, released_idr: int = 60_000_000
    ) -> City:
        lines = [("P", None, ""), ("RI", "P", "inpatient"), ("RJ", "P", "outpatient")]
        open_accounts(
            lines=[
                BudgetLine(2012, code, parent, Text(code, code), "1.02.02.2.02.0026",
                           "5.1.02.02.01.0077", care, "unfunded")
                for code, parent, care in lines
            ],
            by=self.by, on=JANUARY,
        )  # fmt: skip
        enter_documents(
            documents=[
                BudgetDocument(f"{kind}/{code}", kind, 2012, code, date(2012, 1, 2), amount_idr)
                for code in ("RI", "RJ")
                for kind, amount_idr in (("DPA", appropriation_idr), ("SPD", released_idr))
                if amount_idr
            ],
            by=self.by, on=JANUARY,
        )  # fmt: skip
        with transaction(self.by) as cur:
            for number, code in enumerate((ANGSANA, BERINGIN), start=1):
                cur.execute(
                    "INSERT INTO providers_provider VALUES (%s, %s, %s, 'B', 'private', 'BS', "
                    "'0224R902', '36.71.03.1004', '', '', '') ON CONFLICT DO NOTHING",
                    [self.by.region, code, f"RS Contoh {code}"],
                )
                cur.execute(
                    "INSERT INTO claims_batch (region, batch_id, provider_code, file_hash, "
                    "file_name, format, rows, imported, unchanged, refused, received_on, "
                    "received_by) VALUES (%s, %s, %s, 'h', 'f', 'eklaim', 0, 0, 0, 0, %s, 'x')",
                    [self.by.region, number, code, JANUARY],
                )
        return self

    def claim(
        self,
        claim_no: str,
        billed_idr: int,
        approved_idr: int,
        *,
        outcome: str = "",
        provider: str = ANGSANA,
        account: str = RI,
        discharge: date = JANUARY,
        findings: dict[str, tuple[str, int]] | None = None,
        person_id: int | None = None,
        admission: date | None = None,
    ) -> int:
        """A billed claim with its first decision; gives its number."""
        claim_id = len(self.claims) + 1
        care = "inpatient" if account == RI else "outpatient"
        self.claims[claim_no] = (claim_id, provider, account, care, billed_idr)
        with transaction(self.by) as cur:
            cur.execute(
                CLAIM,
                {
                    "region": self.by.region, "claim_id": claim_id, "provider": provider,
                    "batch_id": 1 if provider == ANGSANA else 2, "claim_no": claim_no,
                    "care": care, "out": discharge, "billed": billed_idr, "account": account,
                    "in": admission or discharge, "person_id": person_id,
                },
            )  # fmt: skip
            self._move(cur, "bill", claim_no, discharge, billed_idr=billed_idr)
        self.decide(claim_no, approved_idr, outcome=outcome, findings=findings)
        return claim_id

    def decide(
        self,
        claim_no: str,
        approved_idr: int,
        *,
        version: int = 1,
        outcome: str = "",
        decided_on: date = ON,
        findings: dict[str, tuple[str, int]] | None = None,
    ) -> None:
        """A decision; a pended claim's bill stays billed, every other outcome ends it."""
        claim_id, provider, _, _, billed_idr = self.claims[claim_no]
        outcome = outcome or ("approved" if approved_idr == billed_idr else "reduced")
        rest = billed_idr - approved_idr
        with transaction(self.by) as cur:
            cur.execute(
                DECISION,
                {
                    "region": self.by.region, "claim_id": claim_id, "version": version,
                    "provider": provider, "outcome": outcome, "billed": billed_idr,
                    "approved": approved_idr, "decided_on": decided_on,
                    "decided_by": self.decided_by,
                    **{name: rest if outcome == name else 0
                       for name in ("reduced", "rejected", "pended")},
                },
            )  # fmt: skip
            for code, (severity, amount_idr) in (findings or {}).items():
                row = [self.by.region, claim_id, version, code, provider, severity, amount_idr]
                cur.execute(FINDING, row)
            if outcome != "pended":
                self._move(
                    cur,
                    "approve",
                    claim_no,
                    decided_on,
                    billed_idr=-billed_idr,
                    obligations_idr=approved_idr,
                )

    def _move(self, cur: Cursor, kind: str, claim_no: str, on: date, **deltas: int) -> None:
        claim_id, provider, account, care, _ = self.claims[claim_no]
        posting = Posting(
            f"{kind}:{claim_id}", account, EntryKind(kind), on,
            provider_code=provider, care=care, claim_id=claim_id, **deltas,
        )  # fmt: skip
        post(cur, posting, by=self.by, may_overrun=True)

    def agree(self, *, late_penalty_bp: int | None = None, provider: str = ANGSANA) -> None:
        """An agreement of 2012 with 15 days to pay and a penalty for each month late."""
        with transaction(self.by) as cur:
            cur.execute(
                "INSERT INTO providers_agreement (region, agreement_no, provider_code, "
                "valid_from, services, payment_days, claim_deadline_days, late_penalty_bp_month, "
                "legal) VALUES (%s, %s, %s, '2012-01-01', 'inpatient', 15, 180, %s, 'x')",
                [self.by.region, f"PKS/{provider}", provider, late_penalty_bp],
            )

    def stock(self) -> LineStock:
        """The whole programme's stock; the identity must hold on every look."""
        with transaction(self.by) as cur:
            lines = ledger.stock(cur, self.by, year=2012)
            assert ledger.unbalanced_accounts(cur, self.by) == []
            assert unfounded_accounts(cur, self.by) == []
        total = ledger.total(lines)
        assert total.appropriation_idr + total.arrears_idr == total.available_idr + total.used_idr
        return total

    def papers(
        self, order_no: str, *, upto: str = "sp2d", on: date = ON, mark: str = ""
    ) -> OrderCard:
        """Record the papers of an order from its check on, numbered `<step>/<order><mark>`."""
        steps = list(StepName)
        for step in steps[1 : steps.index(StepName(upto)) + 1]:
            number = f"{step}/{order_no}{mark}"
            card = record_step(order_no=order_no, step=step, document_no=number, by=self.by, on=on)
        return card

    def disburse(
        self, order_no: str, number: str, *, on: date = ON, amount_idr: int | None = None
    ) -> OrderCard:
        """Record one SP2D, of what is left of the order or of a part."""
        return record_step(
            order_no=order_no, step=StepName.SP2D, document_no=number, by=self.by, on=on,
            amount_idr=amount_idr,
        )  # fmt: skip


def open_next_year(by: Actor) -> None:
    """The lines of 2013, with ten million for inpatient care."""
    lines = [("P", None, ""), ("RI", "P", "inpatient"), ("RJ", "P", "outpatient")]
    open_accounts(
        lines=[
            BudgetLine(2013, code, parent, Text(code, code), "1.02.02.2.02.0026",
                       "5.1.02.02.01.0077", care, "unfunded")
            for code, parent, care in lines
        ],
        by=by, on=date(2012, 12, 1),
    )  # fmt: skip
    documents = [
        BudgetDocument(f"{kind}/2013", kind, 2013, "RI", date(2013, 1, 2), 10_000_000)
        for kind in ("DPA", "SPD")
    ]
    enter_documents(documents=documents, by=by, on=date(2013, 1, 2))


def refused(code: str, act: Callable[[], object]) -> Refused:
    with pytest.raises(Refused) as caught:
        act()
    assert caught.value.code == code
    return caught.value


def january(by: Actor, **changed: object) -> list[str]:
    made = order_payments(**{"period": "2012-01", "by": by, "on": ON, **changed})  # type: ignore[arg-type]
    return [order.order_no for order in made]
