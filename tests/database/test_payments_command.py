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
