"""Orders pay what was approved, once; their steps move the money; the remittance explains it."""

from __future__ import annotations

import csv
import io
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

import psycopg
import pytest
from django.db import connections

from multiguna.kernel.db import Cursor, transaction
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor, Role, Text, system
from multiguna.ledger import queries as ledger
from multiguna.ledger.actions import enter_documents, open_accounts, post
from multiguna.ledger.terms import BudgetDocument, BudgetLine, EntryKind, LineStock, Posting
from multiguna.payments import actions
from multiguna.payments.actions import order_payments, record_step
from multiguna.payments.queries import orders, remittance, remittance_csv
from multiguna.payments.terms import StepName

ANGSANA, BERINGIN = "3671902", "3671903"
RI, RJ = "2012/RI", "2012/RJ"
JANUARY = date(2012, 1, 20)
ON = date(2012, 2, 10)

CLAIM = """
INSERT INTO claims_claim (region, claim_id, batch_id, row_no, provider_code, claim_no, mrn,
    patient_name, id_type, id_value, care, care_class, admission_date, discharge_date,
    service_date, primary_diagnosis, diagnoses, procedures, cbg_code, cbg_description, charge_idr,
    charges, billed_idr, payor_id, payor_name, doctor, tariff_class_code, cbg_version,
    grouper_version, raw, content_hash, account_id, received_on)
VALUES (%(region)s, %(claim_id)s, %(batch_id)s, %(claim_id)s, %(provider)s, %(claim_no)s, 'MR',
    'SITI AMINAH', 'nik', '3671994101900001', %(care)s, 3, %(out)s, %(out)s, %(out)s, 'J18.9',
    '{J18.9}', '{}', 'J-4-16-I', '', 0, '{}', %(billed)s, '5', 'JAMKESDA', '', 'BS', '', '', '{}',
    '', %(account)s, %(out)s)
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
                    "'0224R902', '36.71.03.1004', '', '', '')",
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
                },
            )  # fmt: skip
            self._move(cur, "bill", claim_no, billed_idr=billed_idr)
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
                    cur, "approve", claim_no, billed_idr=-billed_idr, obligations_idr=approved_idr
                )

    def _move(self, cur: Cursor, kind: str, claim_no: str, **deltas: int) -> None:
        claim_id, provider, account, care, _ = self.claims[claim_no]
        posting = Posting(
            f"{kind}:{claim_id}", account, EntryKind(kind), JANUARY,
            provider_code=provider, care=care, claim_id=claim_id, **deltas,
        )  # fmt: skip
        post(cur, posting, by=self.by, may_overrun=True)

    def stock(self) -> LineStock:
        """The whole programme's stock; the identity must hold on every look."""
        with transaction(self.by) as cur:
            lines = ledger.stock(cur, self.by, year=2012)
            assert ledger.unbalanced_accounts(cur, self.by) == []
        total = ledger.total(lines)
        assert total.appropriation_idr + total.arrears_idr == total.available_idr + total.used_idr
        return total


@pytest.fixture
def city(db: Cursor, system_actor: Actor) -> City:
    """A city in a transaction that is rolled back."""
    return City(system_actor).build()


def refused(code: str, act: Callable[[], object]) -> Refused:
    with pytest.raises(Refused) as caught:
        act()
    assert caught.value.code == code
    return caught.value


def january(by: Actor, **changed: object) -> list[str]:
    made = order_payments(**{"period": "2012-01", "by": by, "on": ON, **changed})  # type: ignore[arg-type]
    return [order.order_no for order in made]


def test_one_order_per_hospital_over_what_is_approved(city: City, db: Cursor) -> None:
    city.claim("A1", 1_000_000, 1_000_000)
    city.claim("A2", 2_000_000, 1_500_000)
    city.claim("A3", 400_000, 400_000, account=RJ)
    city.claim("A4", 900_000, 0, outcome="rejected")
    city.claim("A5", 800_000, 0, outcome="pended")
    city.claim("B1", 700_000, 700_000, provider=BERINGIN)
    city.claim("A6", 600_000, 600_000, discharge=date(2012, 2, 1))

    made = order_payments(period="2012-01", by=city.by, on=ON)

    assert [(o.order_no, o.claim_count, o.amount_idr) for o in made] == [
        (f"SPP-{ANGSANA}-2012-01", 3, 2_900_000),
        (f"SPP-{BERINGIN}-2012-01", 1, 700_000),
    ]
    assert [(s.step, s.document_no, s.on) for s in made[0].steps] == [
        (StepName.SPP, f"SPP-{ANGSANA}-2012-01", ON)
    ]
    assert (made[0].state, made[0].next_step) == ("ordered", StepName.SPM)
    stock = city.stock()
    assert (stock.ordered_idr, stock.obligations_idr, stock.billed_idr) == (
        3_600_000, 600_000, 800_000,
    )  # fmt: skip
    entries = db.execute(
        "SELECT entry_id, account_id, obligations_idr, ordered_idr FROM ledger_entry "
        "WHERE kind = 'order' ORDER BY claim_id"
    ).fetchall()
    assert entries[2] == ("order:3", RJ, -400_000, 400_000)
    assert len(entries) == 4


def test_an_order_has_one_decision_record_with_the_facts_it_rests_on(
    city: City, db: Cursor
) -> None:
    city.claim("A1", 1_000_000, 1_000_000)
    city.claim("A2", 500_000, 500_000, account=RJ)
    order = order_payments(period="2012-01", by=city.by, on=ON)[0]
    rows = db.execute(
        "SELECT record_id, subject, body FROM audit_record WHERE kind = 'payment_order'"
    ).fetchall()
    assert [row[:2] for row in rows] == [(order.record_id, f"order:{order.order_no}")]
    body = json.loads(rows[0][2])
    assert body["outcome"] == "ordered"
    assert body["facts"]["amount_idr"] == 1_500_000
    assert body["facts"]["accounts"] == {RI: 1_000_000, RJ: 500_000}
    digest = db.execute("SELECT encode(sha256('1:1:1000000\n2:1:500000'::bytea), 'hex')").fetchone()
    assert digest is not None
    assert body["facts"]["claims_sha256"] == digest[0]
    assert body["pack"] == {"pack_hashes": ["hash"]}


def test_ordering_again_orders_nothing_and_moves_nothing(city: City) -> None:
    city.claim("A1", 1_000_000, 1_000_000)
    january(city.by)
    before = city.stock()
    assert january(city.by) == []
    assert city.stock() == before


def test_what_is_approved_later_comes_in_a_supplement(city: City) -> None:
    city.claim("A1", 1_000_000, 1_000_000)
    city.claim("A2", 800_000, 0, outcome="pended")
    january(city.by)
    city.decide("A2", 750_000, version=2)
    assert january(city.by) == [f"SPP-{ANGSANA}-2012-01-2"]
    city.claim("A3", 10, 10)
    assert january(city.by) == [f"SPP-{ANGSANA}-2012-01-3"]
    assert city.stock().ordered_idr == 1_750_010


def test_only_the_latest_decision_counts(city: City) -> None:
    city.claim("A1", 1_000_000, 0, outcome="pended")
    city.decide("A1", 0, version=2, outcome="rejected")
    city.claim("A2", 500_000, 0, outcome="pended")
    city.decide("A2", 500_000, version=2, decided_on=date(2012, 3, 1))
    assert january(city.by) == [], "rejected in the end, and decided after the order's date"
    assert january(city.by, on=date(2012, 3, 1)) == [f"SPP-{ANGSANA}-2012-01"]


def test_one_hospital_may_be_ordered_alone(city: City) -> None:
    city.claim("A1", 1_000_000, 1_000_000)
    city.claim("B1", 700_000, 700_000, provider=BERINGIN)
    assert january(city.by, provider_code=BERINGIN) == [f"SPP-{BERINGIN}-2012-01"]
    assert january(city.by) == [f"SPP-{ANGSANA}-2012-01"]


def test_only_treasurers_and_unattended_work_order(city: City, actor: Callable[..., Actor]) -> None:
    city.claim("A1", 1_000_000, 1_000_000)
    for role in (Role.VERIFIER, Role.AUDITOR, Role.PLANNER, Role.ADMINISTRATOR):
        refused("role_not_allowed", lambda role=role: january(actor(role)))
    refused("role_not_allowed", lambda: january(actor(Role.BILLER, ANGSANA)))
    assert january(actor(Role.TREASURER)) == [f"SPP-{ANGSANA}-2012-01"]


def test_the_steps_move_the_money_from_ordered_to_paid(city: City, db: Cursor) -> None:
    city.claim("A1", 1_000_000, 1_000_000)
    city.claim("A2", 400_000, 300_000, account=RJ)
    [order_no] = january(city.by)
    before = city.stock()

    record_step(order_no=order_no, step="spm", document_no="17/SPM", by=city.by, on=ON)
    assert city.stock() == before, "an SPM is a paper"
    card = record_step(
        order_no=order_no, step="sp2d", document_no=" 23/SP2D ", by=city.by, on=date(2012, 2, 14)
    )

    assert (card.state, card.next_step) == ("paid", None)
    assert [(s.step.value, s.document_no) for s in card.steps][1:] == [
        ("spm", "17/SPM"), ("sp2d", "23/SP2D"),
    ]  # fmt: skip
    stock = city.stock()
    assert (stock.ordered_idr, stock.paid_idr) == (0, 1_300_000)
    assert stock.available_idr == before.available_idr
    paid = db.execute(
        "SELECT entry_id, account_id, ordered_idr, paid_idr, provider_code, care, on_date "
        "FROM ledger_entry WHERE kind = 'pay' ORDER BY claim_id"
    ).fetchall()
    assert paid[1] == (
        f"pay:{order_no}:2", RJ, -300_000, 300_000, ANGSANA, "outpatient", date(2012, 2, 14),
    )  # fmt: skip
    assert len(paid) == 2


def test_a_step_again_has_no_effect_and_with_other_content_is_refused(city: City) -> None:
    city.claim("A1", 1_000_000, 1_000_000)
    [order_no] = january(city.by)

    def spm(document_no: str = "17/SPM", on: date = ON) -> object:
        return record_step(
            order_no=order_no, step=StepName.SPM, document_no=document_no, by=city.by, on=on
        )

    first = spm()
    assert spm() == first
    told = refused("step_repeated", lambda: spm("18/SPM"))
    assert told.facts["document_no"] == "17/SPM"
    refused("step_repeated", lambda: spm(on=date(2012, 2, 11)))

    def sp2d(document_no: str = "23/SP2D") -> object:
        return record_step(
            order_no=order_no, step="sp2d", document_no=document_no, by=city.by, on=ON
        )

    sp2d()
    before = city.stock()
    sp2d()
    refused("step_repeated", lambda: sp2d("24/SP2D"))
    assert city.stock() == before
    assert before.paid_idr == 1_000_000


def test_steps_keep_their_order_and_their_dates(city: City) -> None:
    city.claim("A1", 1_000_000, 1_000_000)
    [order_no] = january(city.by)

    def step(name: str, on: date = ON, document_no: str = "1") -> object:
        return record_step(order_no=order_no, step=name, document_no=document_no, by=city.by, on=on)

    assert refused("step_out_of_order", lambda: step("sp2d")).facts["next_step"] == "spm"
    refused("step_too_early", lambda: step("spm", date(2012, 2, 9)))
    refused("step_unknown", lambda: step("sp3"))
    refused("document_missing", lambda: step("spm", document_no="  "))
    step("spm", date(2012, 2, 12))
    early = refused("step_too_early", lambda: step("sp2d", date(2012, 2, 11)))
    assert early.facts["earliest"] == "2012-02-12"
    refused(
        "order_unknown",
        lambda: record_step(order_no="SPP-X", step="spm", document_no="1", by=city.by, on=ON),
    )


def test_a_document_pays_one_order(city: City) -> None:
    city.claim("A1", 1_000_000, 1_000_000)
    city.claim("B1", 700_000, 700_000, provider=BERINGIN)
    first, second = january(city.by)
    record_step(order_no=first, step="spm", document_no="17/SPM", by=city.by, on=ON)
    told = refused(
        "document_used",
        lambda: record_step(order_no=second, step="spm", document_no="17/SPM", by=city.by, on=ON),
    )
    assert told.facts["order_no"] == first


def test_without_released_funds_nothing_is_paid(db: Cursor, system_actor: Actor) -> None:
    city = City(system_actor).build(released_idr=0)
    city.claim("A1", 1_000_000, 1_000_000)
    [order_no] = january(city.by)
    record_step(order_no=order_no, step="spm", document_no="17/SPM", by=city.by, on=ON)
    before = city.stock()

    def sp2d() -> object:
        return record_step(order_no=order_no, step="sp2d", document_no="23", by=city.by, on=ON)

    refused("funds_not_released", sp2d)

    assert city.stock() == before
    [order] = orders(db, city.by)
    assert order.next_step is StepName.SP2D, "the refused step left no row"
    spd = BudgetDocument("SPD/1", "SPD", 2012, "RI", ON, 999_999)
    enter_documents(documents=[spd], by=city.by, on=ON)
    refused("funds_not_released", sp2d)
    spd = BudgetDocument("SPD/2", "SPD", 2012, "RI", ON, 1)
    enter_documents(documents=[spd], by=city.by, on=ON)
    sp2d()
    assert city.stock().paid_idr == 1_000_000


def test_more_than_the_appropriation_is_ordered_from_arrears_but_not_paid(
    db: Cursor, system_actor: Actor
) -> None:
    city = City(system_actor).build(appropriation_idr=1_000_000, released_idr=1_000_000)
    city.claim("A1", 900_000, 900_000)
    city.claim("B1", 600_000, 600_000, provider=BERINGIN)
    orders_made = january(city.by)
    assert city.stock().arrears_idr == 500_000
    for number, order_no in enumerate(orders_made):
        record_step(order_no=order_no, step="spm", document_no=f"{number}", by=city.by, on=ON)
    record_step(order_no=orders_made[0], step="sp2d", document_no="1", by=city.by, on=ON)
    refused(
        "funds_not_released",
        lambda: record_step(
            order_no=orders_made[1], step="sp2d", document_no="2", by=city.by, on=ON
        ),
    )
    assert city.stock().paid_idr == 900_000


def test_nobody_pays_what_they_ordered_or_decided(city: City, actor: Callable[..., Actor]) -> None:
    budi, wati, sari = (actor(Role.TREASURER, name=name) for name in ("budi", "wati", "sari"))
    city.decided_by = "wati"
    city.claim("A1", 1_000_000, 0, outcome="pended")
    city.decided_by = "system"
    city.decide("A1", 1_000_000, version=2)
    [order_no] = january(budi)
    record_step(order_no=order_no, step="spm", document_no="17/SPM", by=budi, on=ON)

    def sp2d(by: Actor) -> object:
        return record_step(order_no=order_no, step="sp2d", document_no="23", by=by, on=ON)

    refused("duties_not_apart", lambda: sp2d(budi))
    told = refused("duties_not_apart", lambda: sp2d(wati))
    assert "wati" not in f"{told} {told.message.id} {told.facts}"
    refused("role_not_allowed", lambda: sp2d(actor(Role.VERIFIER)))
    assert city.stock().paid_idr == 0
    sp2d(sari)
    assert city.stock().paid_idr == 1_000_000


def test_the_database_itself_refuses_a_second_pay_and_a_second_document(
    city: City, db: Cursor
) -> None:
    city.claim("A1", 1_000_000, 1_000_000)
    january(city.by)
    copy = (
        "INSERT INTO payments_order_claim SELECT region, claim_id, version, order_no, "
        "provider_code, account_id, amount_idr FROM payments_order_claim"
    )
    with pytest.raises(psycopg.errors.UniqueViolation), db.connection.transaction():
        db.execute(copy)
    overpaid = "UPDATE ledger_account SET paid_idr = released_idr + 1, ordered_idr = 0"
    with pytest.raises(psycopg.errors.CheckViolation), db.connection.transaction():
        db.execute(overpaid)
    for verb in ("UPDATE payments_step SET document_no = 'x'", "DELETE FROM payments_order_claim"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege), db.connection.transaction():
            db.execute(verb)


def test_the_remittance_explains_every_rupiah_and_shows_what_is_not_paid(
    city: City, db: Cursor
) -> None:
    city.claim("A1", 1_000_000, 1_000_000)
    reduce = {"rate_above_agreement": ("reduce", 500_000)}
    city.claim("A2", 2_000_000, 1_500_000, findings=reduce)
    reject = {"no_guarantee": ("reject", 900_000), "past_deadline": ("reject", 900_000)}
    city.claim("A3", 900_000, 0, outcome="rejected", findings=reject)
    city.claim("A4", 800_000, 0, outcome="pended", findings={"los_mismatch": ("pend", 0)})
    city.claim("B1", 700_000, 0, outcome="rejected", provider=BERINGIN)
    city.claim("A5", 600_000, 0, outcome="rejected", discharge=date(2012, 2, 1))
    [order_no] = january(city.by)

    made = remittance(db, city.by, order_no)

    assert [(c.claim_no, c.approved_idr, c.difference_idr, c.outcome) for c in made.claims] == [
        ("A1", 1_000_000, 0, "approved"),
        ("A2", 1_500_000, -500_000, "reduced"),
        ("A3", 0, -900_000, "rejected"),
        ("A4", 0, -800_000, "pended"),
    ]
    for claim in made.claims:
        taken = claim.reduced_idr + claim.rejected_idr + claim.pended_idr
        assert claim.billed_idr == claim.approved_idr + taken
        assert bool(claim.reasons) == (taken > 0), "whoever is told no is told why"
    totals = made.totals
    assert totals.approved_idr == made.order.amount_idr == 2_500_000
    assert totals.billed_idr == 4_700_000
    assert (totals.reduced_idr, totals.rejected_idr, totals.pended_idr) == (
        500_000, 900_000, 800_000,
    )  # fmt: skip
    assert [r.rule_code for r in made.claims[2].reasons] == ["no_guarantee", "past_deadline"]
    assert all(r.sentence.id and r.sentence.en for c in made.claims for r in c.reasons)


def test_a_remittance_stays_what_it_was_and_a_supplement_shows_its_own(
    city: City, db: Cursor
) -> None:
    city.claim("A1", 1_000_000, 1_000_000)
    city.claim("A2", 800_000, 0, outcome="pended")
    city.claim("A3", 50_000, 0, outcome="rejected")
    [first] = january(city.by)
    as_sent = remittance(db, city.by, first)
    city.decide("A2", 750_000, version=2)
    [second] = january(city.by)
    city.claim("A4", 70_000, 0, outcome="rejected")

    assert remittance(db, city.by, first).claims == as_sent.claims
    supplement = remittance(db, city.by, second)
    assert [(c.claim_no, c.approved_idr) for c in supplement.claims] == [
        ("A2", 750_000), ("A3", 0),
    ]  # fmt: skip
    assert supplement.totals.approved_idr == supplement.order.amount_idr


def test_a_hospital_sees_its_own_orders_and_no_others(
    city: City, db: Cursor, actor: Callable[..., Actor]
) -> None:
    city.claim("A1", 1_000_000, 1_000_000)
    city.claim("B1", 700_000, 700_000, provider=BERINGIN)
    first, second = january(city.by)
    biller = actor(Role.BILLER, BERINGIN)
    with transaction(biller) as cur:
        assert [order.order_no for order in orders(cur, biller)] == [second]
        assert remittance(cur, biller, second).totals.approved_idr == 700_000
        told = refused("order_unknown", lambda: remittance(cur, biller, first))
    assert told.facts == {"order_no": first}
    elsewhere = system("36.04")
    with transaction(elsewhere) as cur:
        assert orders(cur, elsewhere) == []


def test_the_csv_is_plain_whole_rupiah_without_a_patient(city: City, db: Cursor) -> None:
    reduce = {"rate_above_agreement": ("reduce", 500_000), "annual_ceiling": ("reduce", 0)}
    city.claim("=cmd|' /C calc'!A0", 2_000_000, 1_500_000, findings=reduce)
    city.claim("A2", 800_000, 0, outcome="pended", findings={"los_mismatch": ("pend", 0)})
    [order_no] = january(city.by)

    made = remittance_csv(remittance(db, city.by, order_no))

    assert made.startswith(b"\xef\xbb\xbforder_no,claim_no,")
    assert b";" not in made
    assert b"SITI" not in made and b"3671994101900001" not in made
    rows = list(csv.DictReader(io.StringIO(made.decode("utf-8-sig"), newline="")))
    assert [(r["billed_idr"], r["approved_idr"], r["difference_idr"]) for r in rows] == [
        ("2000000", "1500000", "-500000"),
        ("800000", "0", "-800000"),
    ]
    assert rows[0]["claim_no"].startswith("'="), "no cell begins a formula"
    assert rows[0]["rules"] == "annual_ceiling | rate_above_agreement"
    assert rows[0]["reasons_id"].count(" | ") == 1


def test_two_treasurers_at_once_make_one_order(
    real_db: None, system_actor: Actor, superuser: psycopg.Connection
) -> None:
    city = City(system_actor).build()
    for number in range(20):
        city.claim(f"A{number}", 1_000_000, 1_000_000)
    start = threading.Barrier(4)
    made: list[list[str]] = []

    def order() -> None:
        try:
            start.wait()
            made.append(january(system_actor))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=order) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(made) == [[], [], [], [f"SPP-{ANGSANA}-2012-01"]]
    assert superuser.execute("SELECT count(*), sum(amount_idr) FROM payments_order").fetchone() == (
        1, 20_000_000,
    )  # fmt: skip
    assert city.stock().ordered_idr == 20_000_000


def test_the_same_sp2d_from_two_desks_at_once_pays_once(real_db: None, system_actor: Actor) -> None:
    city = City(system_actor).build()
    city.claim("A1", 1_000_000, 1_000_000)
    [order_no] = january(system_actor)
    record_step(order_no=order_no, step="spm", document_no="17", by=system_actor, on=ON)
    start = threading.Barrier(4)
    states: list[str] = []

    def pay(number: int) -> None:
        try:
            start.wait()
            card = record_step(
                order_no=order_no, step="sp2d", document_no=f"{number}", by=system_actor, on=ON
            )
            states.append(card.state)
        except Refused as refusal:
            states.append(refusal.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=pay, args=(number % 2,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(states) == ["paid", "paid", "step_repeated", "step_repeated"]
    assert city.stock().paid_idr == 1_000_000


def test_a_claim_decided_again_in_between_stops_the_order(
    city: City, db: Cursor, monkeypatch: pytest.MonkeyPatch
) -> None:
    city.claim("A1", 1_000_000, 1_000_000)
    before = city.stock()
    post_batch = actions.post_batch

    def late_verifier(*args: object, **named: object) -> object:
        posted = post_batch(*args, **named)  # type: ignore[arg-type]
        db.execute(
            "INSERT INTO claims_adjudication SELECT region, claim_id, 2, provider_code, "
            "'rejected', billed_idr, 0, 0, billed_idr, 0, stage_code, pack_hash, 1, decided_on, "
            "decided_by FROM claims_adjudication"
        )
        return posted

    monkeypatch.setattr(actions, "post_batch", late_verifier)
    refused("claim_decided_again", lambda: january(city.by))
    assert city.stock() == before
    assert orders(db, city.by) == []
