"""The bundle of an order and the statement of a hospital as papers: what stands on them."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path

import pytest
from tests.payments_city import ANGSANA, RJ, City, january, refused
from tests.people import PACKS, install

from multiguna.kernel import typesetting
from multiguna.kernel.db import Cursor
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor
from multiguna.kernel.typesetting import Json
from multiguna.payments.actions import order_payments, record_overpayment, record_step
from multiguna.payments.queries import (
    STATEMENT_COLUMNS,
    bundle_pdf,
    remittance,
    remittance_csv,
    remittance_pdf,
    statement,
    statement_csv,
    statement_pdf,
)

PAID = date(2012, 3, 20)


class Press:
    """Keeps what is to be printed, and prints it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.data: dict[str, Json] = {}
        self.template = Path()
        self._print = typesetting.pdf
        monkeypatch.setattr(typesetting, "pdf", self)

    def __call__(self, template: Path, data: dict[str, Json], files: dict[str, bytes]) -> bytes:
        self.template, self.data = template, data
        return self._print(template, data, files)

    def refuses(self, **changed: Json) -> None:
        """With something else in it, the same paper is not printed, in any pack."""
        for pack in ("tangerang", "template"):
            template = PACKS / pack / "letters" / self.template.name
            assert self._print(template, self.data, {}).startswith(b"%PDF-")
            with pytest.raises(Refused) as caught:
                self._print(template, {**self.data, **changed}, {})
            assert caught.value.code == "template_error"


@pytest.fixture
def press(monkeypatch: pytest.MonkeyPatch) -> Press:
    return Press(monkeypatch)


@pytest.fixture
def city(db: Cursor, system_actor: Actor) -> City:
    """The Tangerang pack, a paid order in January and one with a recovery for February."""
    install(system_actor)
    city = City(system_actor).build()
    city.claim("A1", 1_000_000, 1_000_000)
    city.claim("A2", 400_000, 300_000, account=RJ,
               findings={"rate_above_agreement": ("reduce", 100_000)})  # fmt: skip
    city.claim("A3", 90_000, 0, outcome="rejected", findings={"no_guarantee": ("reject", 90_000)})
    city.claim("A4", 80_000, 0, outcome="pended", findings={"los_mismatch": ("pend", 0)})
    [first] = january(city.by)
    city.papers(first, on=PAID)
    record_overpayment(claim_id=1, amount_idr=50_000, reason="kelas", by=city.by, on=PAID)
    city.claim("A5", 700_000, 700_000, discharge=date(2012, 2, 5))
    order_payments(period="2012-02", by=city.by, on=PAID)
    return city


FIRST, SECOND = f"SPP-{ANGSANA}-2012-01", f"SPP-{ANGSANA}-2012-02"


def test_a_bundle_says_what_is_paid_from_which_line_and_why(city: City, press: Press) -> None:
    assert bundle_pdf(city.by, FIRST).startswith(b"%PDF-")
    paper = press.data
    assert paper["words"] == {
        "id": "satu juta tiga ratus ribu rupiah",
        "en": "one million three hundred thousand rupiah",
    }
    accounts = paper["accounts"]
    assert isinstance(accounts, list)
    assert [account["amount_idr"] for account in accounts] == [1_000_000, 300_000]
    assert accounts[0]["account_name"].startswith("Belanja Jasa Pelayanan")
    claims = paper["claims"]
    assert isinstance(claims, list)
    assert [claim["claim_no"] for claim in claims] == ["A1", "A2"]
    assert paper["outcomes"] == [
        {"outcome": "approved", "claims": 1, "billed_idr": 1_000_000, "approved_idr": 1_000_000},
        {"outcome": "reduced", "claims": 1, "billed_idr": 400_000, "approved_idr": 300_000},
        {"outcome": "rejected", "claims": 1, "billed_idr": 90_000, "approved_idr": 0},
        {"outcome": "pended", "claims": 1, "billed_idr": 80_000, "approved_idr": 0},
    ]
    findings = paper["findings"]
    assert isinstance(findings, list)
    assert [finding["amount_idr"] for finding in findings] == [100_000, 90_000, 0]
    papers = paper["papers"]
    assert isinstance(papers, list)
    assert [row["document_no"] for row in papers] == [
        FIRST, f"check/{FIRST}", f"spm/{FIRST}", f"sp2d/{FIRST}",
    ]  # fmt: skip
    assert papers[-1]["amount_idr"] == 1_300_000
    said = json.dumps(paper)
    assert "SITI" not in said
    assert "3671994101900001" not in said


def test_a_bundle_that_does_not_add_up_is_not_printed(city: City, press: Press) -> None:
    bundle_pdf(city.by, SECOND)
    assert press.data["lines"] == [
        {"kind": "recovery", "claim_no": "A1", "amount_idr": -50_000,
         "reason_id": "Kelebihan bayar: kelas", "reason_en": "Overpaid: kelas"},
    ]  # fmt: skip
    press.refuses(amount_idr=1)
    press.refuses(claims=[])
    press.refuses(lines=[])
    press.refuses(accounts=[])
    refused("order_unknown", lambda: bundle_pdf(city.by, "SPP-X"))


def test_a_bundle_names_its_record_and_the_log_it_stands_in(
    city: City, db: Cursor, press: Press
) -> None:
    bundle_pdf(city.by, FIRST)
    assert press.data["checkpoint"] is None, "nothing is numbered yet"
    record = db.execute(
        "SELECT record_id FROM payments_order WHERE order_no = %s", [FIRST]
    ).fetchone()
    assert record is not None
    assert press.data["record_id"] == record[0]
    db.execute(
        "INSERT INTO audit_checkpoint (region, size, root, note, watermark, signed_on) "
        "VALUES ('36.71', 7, decode(repeat('9f', 32), 'hex'), 'x', '1', '2012-03-20')"
    )
    bundle_pdf(city.by, FIRST)
    assert press.data["checkpoint"] == {"size": 7, "root": "9f" * 32}


def test_the_remittance_shows_what_the_order_takes_off(
    city: City, db: Cursor, press: Press
) -> None:
    made = remittance(db, city.by, SECOND)
    remittance_pdf(city.by, made)
    assert press.data["state"] == {"id": "Diminta (SPP)", "en": "Requested"}
    text = remittance_csv(made).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [(row["claim_no"], row["approved_idr"]) for row in rows] == [
        ("A5", "700000"), ("A1", "-50000"),
    ]  # fmt: skip
    assert sum(int(row["approved_idr"]) for row in rows) == made.order.amount_idr
    press.refuses(claims=[])


def test_a_statement_on_paper_is_the_ledgers_or_is_not_printed(
    city: City, db: Cursor, press: Press
) -> None:
    made = statement(db, city.by, provider_code=ANGSANA, on=date(2012, 4, 30))
    assert statement_pdf(city.by, made).startswith(b"%PDF-")
    assert press.data["standing"] == press.data["ledger"]
    assert press.data["owed_idr"] == 650_000
    claims = press.data["claims"]
    assert isinstance(claims, list)
    pended = next(claim for claim in claims if claim["claim_no"] == "A4")
    assert (pended["approved_idr"], pended["due_on"]) == (None, None)
    press.refuses(ledger={**made_sums(press), "paid_idr": 1})
    press.refuses(owed_idr=1)


def made_sums(press: Press) -> dict[str, Json]:
    sums = press.data["ledger"]
    assert isinstance(sums, dict)
    return sums


def test_a_statement_as_a_table_has_a_row_for_each_claim(city: City, db: Cursor) -> None:
    made = statement(db, city.by, provider_code=ANGSANA, on=date(2012, 4, 30))
    text = statement_csv(made).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert tuple(rows[0]) == STATEMENT_COLUMNS
    told = {row["claim_no"]: row for row in rows}
    assert (told["A1"]["paid_idr"], told["A1"]["owed_idr"]) == ("1000000", "0")
    assert (told["A5"]["owed_idr"], told["A5"]["order_no"]) == ("700000", SECOND)
    assert told["A4"]["approved_idr"] == "", "not decided is unknown, not nothing"
    assert told["A3"]["reasons_id"] != told["A3"]["reasons_en"] != ""


def test_an_order_in_parts_has_a_row_for_each_sp2d(city: City, press: Press) -> None:
    city.claim("A6", 200_000, 200_000)
    city.claim("A7", 300_000, 300_000)
    [order_no] = january(city.by, on=PAID)
    city.papers(order_no, upto="spm", on=PAID)
    record_step(
        order_no=order_no, step="sp2d", document_no="1", by=city.by, on=PAID, amount_idr=200_000
    )
    bundle_pdf(city.by, order_no)
    papers = press.data["papers"]
    assert isinstance(papers, list)
    assert [row["amount_idr"] for row in papers] == [None, None, None, 200_000]
    record_step(order_no=order_no, step="sp2d", document_no="2", by=city.by, on=PAID)
    bundle_pdf(city.by, order_no)
    papers = press.data["papers"]
    assert isinstance(papers, list)
    assert [row["amount_idr"] for row in papers] == [None, None, None, 200_000, 300_000]
