"""Claims of two hospitals put straight into the tables, to talk about, to list and to close."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import count

from tests.claims_rows import put
from tests.people import install

from multiguna.kernel.db import Cursor
from multiguna.kernel.terms import Actor

MELATI, KENANGA = "3671901", "3671902"
MARCH = date(2012, 3, 4)
RECEIVED = date(2012, 4, 2)
_serial = count(1)


@dataclass
class Office:
    """A city with an installed pack, two hospitals' files, and claims made in a word."""

    cursor: Cursor
    by: Actor

    def build(self) -> Office:
        install(self.by)
        put(self.cursor, "claims_batch", [
            {"batch_id": number, "provider_code": provider, "file_hash": provider,
             "file_name": "p.txt", "format": "eklaim", "rows": 0, "imported": 0, "unchanged": 0,
             "corrected": 0, "refused": 0, "received_on": RECEIVED, "received_by": "koder",
             "recorded_at": RECEIVED}
            for number, provider in ((1, MELATI), (2, KENANGA))
        ])  # fmt: skip
        put(self.cursor, "ledger_account", [
            {"account_id": "A", "fiscal_year": 2012, "line_code": "A", "name_id": "",
             "name_en": "", "sub_activity_code": "", "account_code": "5.1.02.02.01.0077",
             "care": "", "policy": "unfunded", **dict.fromkeys(
                 [f"{name}_idr" for name in ("appropriation", "released", "committed", "billed",
                                             "obligations", "ordered", "paid", "arrears")], 0)}
        ], leave_out="available_idr")  # fmt: skip
        return self

    def claim(
        self,
        *,
        provider: str = MELATI,
        billed_idr: int = 1_000_000,
        received_on: date = RECEIVED,
        discharge: date = MARCH,
        person_id: int | None = None,
        cbg_code: str = "K-4-17-I",
        care_class: int = 3,
        letter_no: str | None = None,
        batch_id: int | None = None,
        corrects: int | None = None,
    ) -> int:
        """A claim that nobody has decided, or the correction of one; gives its number."""
        claim_id = next(_serial)
        put(self.cursor, "claims_claim", [
            {"claim_id": claim_id, "batch_id": batch_id or (1 if provider == MELATI else 2),
             "row_no": claim_id, "provider_code": provider, "claim_no": f"SEP{claim_id:06}",
             "mrn": "MR1", "patient_name": "SITI CONTOH", "id_type": "nik",
             "id_value": "3671994101900001", "care": "inpatient", "care_class": care_class,
             "admission_date": discharge, "discharge_date": discharge, "service_date": discharge,
             "primary_diagnosis": "A09", "diagnoses": ["A09"], "procedures": [],
             "cbg_code": cbg_code, "cbg_description": "", "charge_idr": 0, "charges": [],
             "billed_idr": billed_idr, "payor_id": "5", "payor_name": "JAMKESDA", "doctor": "",
             "tariff_class_code": "", "cbg_version": "", "grouper_version": "", "raw": {},
             "content_hash": "", "letter_no": letter_no, "person_id": person_id,
             "account_id": "A", "received_on": received_on,
             "revision": 1 if corrects else 0, "corrects": corrects,
             "first_received_on": received_on if corrects else None}
        ])  # fmt: skip
        return claim_id

    def decide(
        self,
        claim_id: int,
        outcome: str,
        on: date,
        *,
        version: int = 1,
        approved_idr: int = 0,
        findings: dict[str, str] | None = None,
        decided_by: str = "system",
    ) -> None:
        """A decision by the rules, with findings as `{rule: severity}`; the books are not moved."""
        row = self.cursor.execute(
            "SELECT provider_code, billed_idr FROM claims_claim WHERE claim_id = %s", [claim_id]
        ).fetchone()
        assert row is not None
        provider, billed_idr = row
        rest = billed_idr - approved_idr
        approves = outcome in ("approved", "reduced")
        put(self.cursor, "claims_adjudication", [
            {"claim_id": claim_id, "version": version, "provider_code": provider,
             "outcome": outcome, "billed_idr": billed_idr, "approved_idr": approved_idr,
             "reduced_idr": rest if approves else 0,
             "rejected_idr": rest if outcome == "rejected" else 0,
             "pended_idr": rest if outcome == "pended" else 0, "pack_hash": "", "record_id": 0,
             "basis": "rules", "reason": "", "decided_on": on, "decided_by": decided_by,
             "recorded_at": on}
        ])  # fmt: skip
        put(self.cursor, "claims_finding", [
            {"claim_id": claim_id, "version": version, "rule_code": rule,
             "provider_code": provider, "severity": severity, "amount_idr": 0,
             "facts": {"code": "X-0-98-X", "other_claim": 1, "days": 3, "corrected_by": 1}}
            for rule, severity in (findings or {}).items()
        ])  # fmt: skip
