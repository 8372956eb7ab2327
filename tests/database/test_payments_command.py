"""`multiguna payments`, from the month's order to the paper for the hospital."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.payments_city import ANGSANA, BERINGIN, City, january
from tests.people import install

from multiguna.cli.payments import payments
from multiguna.kernel.db import Cursor
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor
from multiguna.payments.queries import remittance, remittance_pdf

ORDER = f"SPP-{ANGSANA}-2012-01"
Run = Callable[..., str]


@pytest.fixture
def city(db: Cursor, system_actor: Actor) -> City:
    """A city with the Tangerang pack, its hospitals and two claims to pay, one of them reduced."""
    install(system_actor)
    city = City(system_actor).build()
    city.claim("A1", 1_000_000, 1_000_000)
    city.claim("A2", 700_000, 600_000, findings={"rate_above_agreement": ("reduce", 100_000)})
    city.claim("A3", 50_000, 0, outcome="rejected", findings={"no_guarantee": ("reject", 50_000)})
    city.claim("A4", 80_000, 0, outcome="pended", findings={"los_mismatch": ("pend", 0)})
    city.claim("B1", 30_000, 30_000, provider=BERINGIN)
    return city


@pytest.fixture
def run(city: City) -> Run:
    """Run the command as unattended work; gives what it printed."""

    def command(*arguments: str) -> str:
        result = CliRunner().invoke(payments, arguments, obj=city.by)
        if isinstance(result.exception, Refused):
            raise result.exception
        assert result.exit_code == 0, result.output
        return result.output

    return command


def test_order_record_and_list(run: Run) -> None:
    made = json.loads(run("order", "--period", "2012-01", "--on", "2012-02-10", "--json"))
    assert made["amount_idr"] == 1_630_000
    assert [order["order_no"] for order in made["orders"]] == [ORDER, f"SPP-{BERINGIN}-2012-01"]
    again = run("order", "--period", "2012-01", "--on", "2012-02-10")
    assert "Nothing new" in again
    for step, number in (("check", "9"), ("spm", "17/SPM"), ("sp2d", "23/SP2D")):
        run("record", "--order", ORDER, "--step", step, "--number", number, "--on", "2012-02-12")
    listed = json.loads(run("list", "--provider", ANGSANA, "--json"))
    [order] = listed["orders"]
    assert (order["state"], order["amount_idr"]) == ("paid", 1_600_000)
    assert [step["document_no"] for step in order["steps"]] == [ORDER, "9", "17/SPM", "23/SP2D"]
    line = run("list", "--period", "2012-01", "--provider", ANGSANA)
    assert ORDER in line
    assert "Rp 1.600.000" in line
    assert "SP2D 23/SP2D 2012-02-12" in line


def test_a_refusal_reaches_the_main_command(run: Run) -> None:
    with pytest.raises(Refused, match="order_unknown"):
        run("record", "--order", "SPP-X", "--step", "spm", "--number", "1", "--on", "2012-02-12")


def test_the_remittance_is_written_as_pdf_and_csv(run: Run, city: City, tmp_path: Path) -> None:
    january(city.by)
    folder = tmp_path / "papers"
    told = json.loads(run("remittance", ORDER, "--out", str(folder), "--json"))
    assert told["approved_idr"] == 1_600_000
    assert told["billed_idr"] == 1_830_000
    pdf, table = (Path(name).read_bytes() for name in told["files"])
    assert pdf.startswith(b"%PDF-")
    assert table.decode("utf-8-sig").count("\r\n") == 5, "a header and four claims"
    assert b"30000" not in table, "another hospital's claim"


def test_the_paper_changes_when_the_money_is_paid(run: Run, city: City, db: Cursor) -> None:
    january(city.by)
    before = remittance_pdf(city.by, remittance(db, city.by, ORDER))
    assert before == remittance_pdf(city.by, remittance(db, city.by, ORDER))
    for step, number in (("check", "9"), ("spm", "17/SPM"), ("sp2d", "23/SP2D")):
        run("record", "--order", ORDER, "--step", step, "--number", number, "--on", "2012-02-12")
    assert remittance_pdf(city.by, remittance(db, city.by, ORDER)) != before


def test_a_paper_comes_back_and_an_order_is_cancelled(run: Run) -> None:
    run("order", "--period", "2012-01", "--on", "2012-02-10", "--provider", ANGSANA)
    papers = ("--order", ORDER, "--number", "9/PPK", "--on", "2012-02-12")
    [checked] = json.loads(run("check", *papers, "--json"))["orders"]
    assert (checked["state"], checked["next_step"]) == ("checked", "spm")
    why = ("--order", ORDER, "--reason", "wrong account", "--on", "2012-02-13")
    [back] = json.loads(run("return", *why, "--json"))["orders"]
    assert (back["state"], back["next_step"]) == ("returned", "check")
    assert back["events"][-1]["reason"] == "wrong account"
    told = run("cancel", "--order", ORDER, "--reason", "made twice", "--on", "2012-02-14")
    assert "Dibatalkan/Cancelled" in told
    again = json.loads(run("order", "--period", "2012-01", "--on", "2012-02-14", "--json"))
    assert again["orders"][0]["order_no"] == f"{ORDER}-2"


def test_a_part_is_paid_and_an_overpayment_recovered(run: Run) -> None:
    limit = ("--period", "2012-01", "--on", "2012-02-10", "--limit", "1600000")
    assert json.loads(run("order", *limit, "--json"))["amount_idr"] == 1_600_000
    for step in ("check", "spm"):
        run("record", "--order", ORDER, "--step", step, "--number", step, "--on", "2012-02-12")
    fits = json.loads(run("part", "--order", ORDER, "--limit", "1500000", "--json"))
    assert (fits["amount_idr"], fits["claims"]) == (1_000_000, 1)
    paid = ("--order", ORDER, "--step", "sp2d", "--number", "1", "--on", "2012-02-12")
    [card] = json.loads(run("record", *paid, "--amount", "1000000", "--json"))["orders"]
    assert (card["state"], card["paid_idr"]) == ("partly_paid", 1_000_000)
    over = ("--claim", "1", "--amount", "250000", "--reason", "wrong group")
    [made] = json.loads(run("recover", *over, "--on", "2012-02-13", "--json"))["recoveries"]
    assert (made["claim_no"], made["open_idr"]) == ("A1", 250_000)
    assert "sisa/left Rp 250.000  wrong group" in run("recoveries", "--open")
    assert "Nothing was overpaid" in run("recoveries", "--provider", BERINGIN)


def test_bundle_statement_and_what_is_due(run: Run, city: City, tmp_path: Path) -> None:
    january(city.by)
    told = json.loads(run("bundle", ORDER, "--out", str(tmp_path), "--json"))
    assert Path(told["files"][0]).read_bytes().startswith(b"%PDF-")
    asked = ("--provider", ANGSANA, "--on", "2012-03-31", "--out", str(tmp_path))
    stated = json.loads(run("statement", *asked, "--json"))
    assert stated["standing"] == stated["ledger"]
    assert (stated["owed_idr"], stated["late_idr"]) == (1_600_000, 1_600_000)
    assert [Path(name).suffix for name in stated["files"]] == [".pdf", ".csv"]
    assert "Rp 1.600.000" in run("statement", "--provider", ANGSANA, "--on", "2012-03-31")
    due = json.loads(run("due", "--on", "2012-03-31", "--json"))["hospitals"]
    assert [(each["provider_code"], each["claims"]) for each in due] == [
        (ANGSANA, 2), (BERINGIN, 1),
    ]  # fmt: skip
    assert "Nothing is past due" in run("due", "--on", "2012-02-11")


def test_sipd_goes_out_and_comes_back(run: Run, city: City, tmp_path: Path) -> None:
    january(city.by)
    city.papers(ORDER)
    path = str(tmp_path / "sipd.csv")
    out = json.loads(run("sipd", "export", "--month", "2012-02", "--out", path, "--json"))
    assert out["rows"] == 1
    taken = json.loads(run("sipd", "import", path, "--on", "2012-03-02", "--json"))
    assert (taken["already"], taken["matched"], taken["differences"]) == (1, [], [])
    assert "1 sudah ada/known" in run("sipd", "import", path)
    assert "No differences" in run("sipd", "differences", "--month", "2012-02")
    text = Path(path).read_text("utf-8-sig").replace("1600000", "1500000")
    Path(path).write_text(text)
    told = run("sipd", "import", path)
    assert "the amount differs: SIPD Rp 1.500.000, here Rp 1.600.000" in told
    [differs] = json.loads(run("sipd", "differences", "--month", "2012-02", "--json"))[
        "differences"
    ]
    assert (differs["kind"], differs["order_no"]) == ("amount", ORDER)
