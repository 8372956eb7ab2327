"""A town with one hospital whose letters, claims and verdicts are made in a word, day by day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count

from tests.claims_rows import put
from tests.people import HOSPITAL, install

from multiguna.kernel.db import Cursor
from multiguna.kernel.terms import Actor
from multiguna.ledger.actions import enter_documents, post_batch
from multiguna.ledger.plan import create_posting_table
from multiguna.ledger.terms import BudgetDocument

OTHER = "3671902"
LINES = {"inpatient": "RI", "outpatient": "RJ"}
NIK = "3671994101900001"
PATIENT = "SITI AMINAH"


@dataclass(frozen=True)
class Letter:
    """A letter of the town: what it reserved, for whom, on which line."""

    number: int
    care: str
    provider: str
    account: str
    reserved_idr: int


@dataclass
class Town:
    """Letters, bills and verdicts as the ledger and the claims tables hold them."""

    cursor: Cursor
    by: Actor
    serials: count[int] = field(default_factory=lambda: count(1))
    waiting: list[dict[str, object]] = field(default_factory=list)

    def build(self, budget_idr: int, *, on: date = date(2012, 1, 2), line: str = "RJ") -> Town:
        """The Tangerang pack with its lines; one of them gets a budget that is all released."""
        install(self.by)
        self.appropriate(budget_idr, on=on, line=line)
        put(self.cursor, "claims_batch", [
            {"batch_id": number, "provider_code": provider, "file_hash": "h", "file_name": "f",
             "format": "eklaim", "rows": 0, "imported": 0, "unchanged": 0, "refused": 0,
             "received_on": on, "received_by": "x", "recorded_at": "2012-01-02"}
            for number, provider in ((1, HOSPITAL), (2, OTHER))
        ])  # fmt: skip
        return self

    def appropriate(self, amount_idr: int, *, on: date, line: str = "RJ") -> None:
        """More budget for a line, released at once."""
        number = next(self.serials)
        kinds = ("DPA" if number == 1 else "DPAP", "SPD")
        enter_documents(
            documents=[
                BudgetDocument(f"{kind}/{number}", kind, on.year, line, on, amount_idr)
                for kind in kinds
            ],
            by=self.by, on=on,
        )  # fmt: skip

    def letter(
        self, on: date, reserved_idr: int, *, care: str = "outpatient", provider: str = HOSPITAL
    ) -> Letter:
        """A letter issued on a day."""
        number = next(self.serials)
        letter = Letter(number, care, provider, f"{on.year}/{LINES[care]}", reserved_idr)
        self._post(
            f"reserve:{number}", "reserve", on, letter.account, provider, care,
            reservation_id=str(number), committed_idr=reserved_idr,
        )  # fmt: skip
        return letter

    def end(self, letter: Letter, on: date) -> None:
        """A letter is cancelled."""
        self._post(
            f"release:{letter.number}", "release", on, letter.account, letter.provider,
            letter.care, reservation_id=str(letter.number),
            committed_idr=-letter.reserved_idr,
        )  # fmt: skip

    def claim(
        self, service: date, received: date, billed_idr: int, *, letter: Letter | None = None,
        care: str = "outpatient", provider: str = HOSPITAL,
    ) -> int:  # fmt: skip
        """A claim for care on a day, received later, perhaps with a letter; gives its number."""
        number = next(self.serials)
        account = letter.account if letter else f"{service.year}/{LINES[care]}"
        put(self.cursor, "claims_claim", [{
            "claim_id": number, "batch_id": 1 if provider == HOSPITAL else 2, "row_no": number,
            "provider_code": provider, "claim_no": f"C{number}", "mrn": "MR",
            "patient_name": PATIENT, "id_type": "nik", "id_value": NIK, "care": care,
            "care_class": 3, "admission_date": service, "discharge_date": service,
            "service_date": service, "primary_diagnosis": "J18.9", "diagnoses": ["J18.9"],
            "procedures": [], "cbg_code": "Q-5-44-0", "cbg_description": "", "charge_idr": 0,
            "charges": [], "billed_idr": billed_idr, "payor_id": "5", "payor_name": "JAMKESDA",
            "doctor": "", "tariff_class_code": "BS", "cbg_version": "", "grouper_version": "",
            "raw": {}, "content_hash": "\\x00", "account_id": account, "received_on": received,
        }])  # fmt: skip
        self._post(
            f"bill:{number}", "bill", received, account, provider, care, claim_id=number,
            reservation_id=str(letter.number) if letter else None, billed_idr=billed_idr,
            committed_idr=-letter.reserved_idr if letter else 0,
        )  # fmt: skip
        return number

    def approve(
        self, claim_id: int, on: date, approved_idr: int, *, care: str = "outpatient",
        provider: str = HOSPITAL,
    ) -> None:  # fmt: skip
        """The verdict about a claim."""
        row = self.cursor.execute(
            "SELECT billed_idr, account_id FROM claims_claim WHERE claim_id = %s", [claim_id]
        ).fetchone()
        assert row is not None
        billed_idr, account = row
        put(self.cursor, "claims_adjudication", [{
            "claim_id": claim_id, "version": 1, "provider_code": provider,
            "outcome": "approved" if approved_idr == billed_idr else "reduced",
            "billed_idr": billed_idr, "approved_idr": approved_idr,
            "reduced_idr": billed_idr - approved_idr, "rejected_idr": 0, "pended_idr": 0,
            "pack_hash": "hash", "record_id": 1, "decided_on": on, "decided_by": "verifier",
            "recorded_at": "2012-01-02",
        }])  # fmt: skip
        self._post(
            f"approve:{claim_id}:1", "approve", on, account, provider, care, claim_id=claim_id,
            billed_idr=-billed_idr, obligations_idr=approved_idr,
        )  # fmt: skip

    def _post(
        self, entry_id: str, kind: str, on: date, account: str, provider: str, care: str,
        **values: object,
    ) -> None:  # fmt: skip
        none = {"reservation_id": None, "claim_id": None, "committed_idr": 0, "billed_idr": 0,
                "obligations_idr": 0}  # fmt: skip
        self.waiting.append(
            {"entry_id": entry_id, "account_id": account, "kind": kind, "on": on,
             "appropriation_idr": 0, "released_idr": 0, "ordered_idr": 0, "paid_idr": 0,
             "provider_code": provider, "care": care, **none, **values}
        )  # fmt: skip

    def post(self) -> Town:
        """Write everything so far into the ledger, oldest first, one batch a kind and day."""
        order = ("reserve", "release", "bill", "approve")
        self.waiting.sort(key=lambda row: (row["on"], order.index(str(row["kind"]))))
        while self.waiting:
            first = self.waiting[0]
            batch = [row for row in self.waiting if row["on"] == first["on"]]
            batch = [row for row in batch if row["kind"] == first["kind"]]
            self.waiting = self.waiting[len(batch) :]
            create_posting_table(self.cursor)
            put(self.cursor, "ledger_posting", batch, leave_out="region")
            on = first["on"]
            assert isinstance(on, date)
            post_batch(self.cursor, by=self.by, on=on)
        return self


def steady(
    town: Town, first: date, days: int, *, a_day: int = 2, reserved_idr: int = 200_000,
    cost: Callable[[int], int] = lambda serial: 180_000 + serial % 5 * 10_000,
) -> None:  # fmt: skip
    """Letters every day, billed on the 5th of the next month and decided on the 15th."""
    for number in range(days * a_day):
        on = first + timedelta(days=number // a_day)
        letter = town.letter(on, reserved_idr)
        billed_on = (on.replace(day=1) + timedelta(days=32)).replace(day=5)
        claim_id = town.claim(on, billed_on, cost(number), letter=letter)
        town.approve(claim_id, billed_on.replace(day=15), cost(number))
