"""The files of a replayed history add up to what was published, and everything in them is sound."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest

from multiguna.kernel.errors import Refused
from multiguna.programme.rules import read_pack
from multiguna.synthetic.history.calendar import Filing, Paying
from multiguna.synthetic.history.cells import billed_by, blocks, cells
from multiguna.synthetic.history.published import FILE, History, read_history
from multiguna.synthetic.history.writing import write_history
from multiguna.synthetic.world import World

PACK = Path(__file__).parents[2] / "packs" / "tangerang"
SCALE = 200


@dataclass(frozen=True)
class Bill:
    """A claim as it stands in a file: what the sums are made of."""

    claim_no: str
    provider_code: str
    inpatient: bool
    code: str
    admission: date
    discharge: date
    received: date
    amount_idr: int


@pytest.fixture(scope="module")
def history() -> History:
    """The history of Tangerang."""
    return read_history(PACK)


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of a small replay."""
    out = tmp_path_factory.mktemp("history")
    write_history(out, pack_dir=PACK, scale=SCALE, seed=3)
    return out


@pytest.fixture(scope="module")
def bills(city: Path) -> list[Bill]:
    """Every claim of the files."""
    return [bill for path in sorted(city.glob("claims/*/*.txt")) for bill in read_bills(path)]


def read_bills(path: Path) -> Iterable[Bill]:
    """The claims of one file, received on the day in its name."""
    stamp = path.name[2:10]
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            yield Bill(
                row["SEP"], row["KODE_RS"], row["PTD"] == "1", row["INACBG"],
                a_day(row["ADMISSION_DATE"]), a_day(row["DISCHARGE_DATE"]),
                date.fromisoformat(stamp), int(row["TOTAL_TARIF"]),
            )  # fmt: skip


def a_day(text: str) -> date:
    """A day as e-Klaim writes it."""
    day, month, year = map(int, text.split("/"))
    return date(year, month, day)


def sums(chosen: Iterable[Bill]) -> tuple[int, int, int]:
    """Inpatients, outpatients and rupiah of some bills."""
    found = list(chosen)
    inpatients = sum(bill.inpatient for bill in found)
    return inpatients, len(found) - inpatients, sum(bill.amount_idr for bill in found)


def rounded(count: int) -> int:
    """A published number of patients at the scale, rounded half up."""
    return (2 * count + SCALE) // (2 * SCALE)


@pytest.mark.parametrize("year", [2011, 2012])
def test_a_published_year_is_met_to_the_rupiah(
    bills: list[Bill], history: History, year: int
) -> None:
    known = history.published.care[year]
    assert sums(bill for bill in bills if bill.discharge.year == year) == (
        rounded(known.inpatients), rounded(known.outpatients), known.amount_idr // SCALE
    )  # fmt: skip


def test_the_first_bills_of_2013_are_met_to_the_rupiah(bills: list[Bill], history: History) -> None:
    published = history.published
    first = published.first_bills
    known = [b for b in bills if b.discharge >= first.starts and b.received <= first.known_by]
    assert sums(known) == (
        rounded(published.first_inpatients),
        rounded(published.first_outpatients),
        first.amount_idr // SCALE,
    )
    meanwhile = [b for b in bills if first.starts <= b.discharge <= first.known_by]
    assert sum(b.amount_idr for b in meanwhile) > 5 * first.amount_idr // SCALE, "care, not bills"


def test_the_debts_of_2013_are_met_to_the_rupiah(bills: list[Bill], history: History) -> None:
    paying = Paying.of(history, SCALE)
    for debt in history.published.unpaid:
        known = [b for b in bills if b.discharge.year == 2013 and b.received <= debt.on]
        paid = paying.limit_idr(debt.on)
        assert paid is not None
        assert sum(b.amount_idr for b in known) - paid == debt.amount_idr // SCALE


def test_the_bills_of_january_to_october_are_met_and_75_of_89_are_verified(
    bills: list[Bill], history: History
) -> None:
    published = history.published
    year = [b for b in bills if b.discharge.year == 2013 and b.received <= published.bills.known_by]
    assert sum(b.amount_idr for b in year) == published.bills.amount_idr // SCALE
    assert max(b.discharge for b in year) < published.bills.until
    decided = [b for b in year if b.received <= date(2013, 10, 25)]
    paid = published.paid[0].amount_idr // SCALE
    assert sum(b.amount_idr for b in decided) - paid == published.verified_unpaid_idr // SCALE


@pytest.mark.parametrize("scale", [1, 7, 20, 37, 200, 400])
def test_the_parts_add_up_at_every_scale(history: History, scale: int) -> None:
    made = cells(history, scale)
    for year in history.years:
        total = sum(block.amount_idr for block in blocks(history, year))
        of_year = [cell for cell in made if cell.block.starts.year == year]
        assert sum(cell.amount_idr for cell in of_year) == total // scale
        assert min(cell.count for cell in of_year) >= 1
        assert min(cell.amount_idr for cell in of_year) > 0
    assert sum(cell.count for cell in made if cell.block.starts.year == 2011) in range(
        14_614 // scale, 14_614 // scale + 3
    )


def test_payment_follows_what_was_published(history: History) -> None:
    paying = Paying.of(history, 1)
    for point in history.published.paid:
        assert paying.limit_idr(point.on) == point.amount_idr
        assert paying.pays_on(point.on)
    limits = [paying.limit_idr(day) for day in history.days if day.year == 2013]
    assert limits == sorted(limits, key=lambda limit: limit or 0)
    assert paying.limit_idr(date(2013, 1, 25)) == 0
    assert paying.limit_idr(date(2013, 9, 26)) == 54_000_000_000
    assert not any(paying.pays_on(date(2013, 11, 19) + timedelta(n)) for n in range(15))
    assert (paying.limit_idr(date(2012, 12, 31)), paying.pays_on(date(2012, 12, 31))) == (
        None,
        True,
    )


def test_the_year_has_the_published_debt_only_if_the_months_say_so(history: History) -> None:
    assert billed_by(history, date(2013, 9, 26)) == 165_000_000_000
    assert billed_by(history, date(2013, 11, 18)) == 209_000_000_000


def test_budgets_are_the_published_ones_and_released_whole(city: Path, history: History) -> None:
    with (city / "budget.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["on"] for row in rows] == sorted(row["on"] for row in rows)
    for year in history.years:
        mine = [row for row in rows if row["fiscal_year"] == str(year)]
        for line in ("RI", "RJ"):
            dpa = sum(
                int(r["amount_idr"]) for r in mine if r["line_code"] == line and r["kind"] != "SPD"
            )
            spd = sum(
                int(r["amount_idr"]) for r in mine if r["line_code"] == line and r["kind"] == "SPD"
            )
            assert spd == dpa > 0
        whole = sum(int(row["amount_idr"]) for row in mine if row["kind"] != "SPD")
        assert whole == history.published.budget(year) // SCALE


def test_claims_are_billed_at_or_below_the_agreed_rate_by_hospitals_with_an_agreement(
    bills: list[Bill],
) -> None:
    world = World(read_pack(PACK))
    hospitals = {hospital.code: hospital for hospital in world.hospitals}
    for bill in bills:
        hospital, on = hospitals[bill.provider_code], bill.admission.toordinal()
        rate = world.rate(hospital, bill.code, 3, on)
        assert rate is not None
        assert 0 < bill.amount_idr <= rate
        assert world.agreed(hospital, on)
        assert bill.discharge <= bill.received
    assert len({bill.claim_no for bill in bills}) == len(bills)


def test_every_claim_has_a_letter_and_some_letters_have_none(city: Path, bills: list[Bill]) -> None:
    with (city / "visits.csv").open(encoding="utf-8", newline="") as file:
        letters = {row["letter_no"]: row for row in csv.DictReader(file)}
    for bill in bills:
        letter = letters[bill.claim_no]
        assert letter["provider_code"] == bill.provider_code
        assert date.fromisoformat(letter["on"]) <= bill.admission
    assert len(letters) > len(bills)


def test_only_the_poor_come_before_everybody_is_covered(city: Path) -> None:
    with (city / "welfare.csv").open(encoding="utf-8", newline="") as file:
        poor = {row["NIK"] for row in csv.DictReader(file)}
    with (city / "visits.csv").open(encoding="utf-8", newline="") as file:
        visits = list(csv.DictReader(file))
    first = [v["nik"] or v["mother_nik"] for v in visits if v["on"] < "2012"]
    later = [v["nik"] or v["mother_nik"] for v in visits if v["on"] >= "2012"]
    assert first
    assert set(first) <= poor
    assert not set(later) <= poor


def test_the_same_seed_writes_the_same_bytes(city: Path, tmp_path: Path) -> None:
    write_history(tmp_path, pack_dir=PACK, scale=SCALE, seed=3)
    for path in sorted(city.rglob("*.*")):
        assert (tmp_path / path.relative_to(city)).read_bytes() == path.read_bytes()


def test_hospitals_hand_in_once_a_month_on_their_own_day(history: History) -> None:
    filing = Filing(history)
    world = World(read_pack(PACK))
    paths = {
        filing.file_path(hospital, date(2013, 3, 5).toordinal()) for hospital in world.hospitals
    }
    assert len(paths) == len(world.hospitals)
    assert "claims/2013-03/P.20130305_3671901.txt" in paths


def test_a_pack_without_history_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        read_history(tmp_path)
    assert refused.value.code == "history_missing"
    assert (PACK / FILE).exists()
