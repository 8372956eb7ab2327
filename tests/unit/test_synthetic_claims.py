"""The claim files of a synthetic city, read by a small reader and judge of the test's own.

The judge knows nothing of the generator: it reads the files as e-Klaim defines them and the pack's
rates and numbers, and every claim must show exactly the finding that planted.csv names, or none.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest

from multiguna.programme.rules import codes_on, number_on, read_pack
from multiguna.programme.terms import CLAIM_RULES, Pack
from multiguna.synthetic.city import write_city
from multiguna.synthetic.demand import Demand

PACK = Path(__file__).parents[2] / "packs" / "tangerang"
IMPORTER = {
    "columns_count", "date_invalid", "number_invalid", "value_missing", "claim_no_repeated",
    "discharge_before_admission", "provider_mismatch",
}  # fmt: skip
PARTS = ("INACBG", "SUBACUTE", "CHRONIC", "SP", "SR", "SI", "SD")
TARIFFS = [f"TARIF_{part}" for part in PARTS]


@dataclass
class Claim:
    """A claim as the test reads it."""

    file: str
    row: int
    cells: dict[str, str]
    admission: date
    discharge: date
    born: date
    planted: str = ""
    expected: str = ""
    detectable: bool = True

    @property
    def handed_in(self) -> date:
        text = self.file.split("P.")[1]
        return date(int(text[:4]), int(text[4:6]), int(text[6:8]))

    @property
    def inpatient(self) -> bool:
        return self.cells["PTD"] == "1"


def _day(text: str) -> date:
    if text.isdigit():
        return date(1899, 12, 30) + timedelta(days=int(text))
    parts = [int(part) for part in re.split("[/-]", text)]
    year, month, day = parts if parts[0] > 31 else reversed(parts)
    return date(year, month, day)


def _text(path: Path) -> str:
    body = path.read_bytes()
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return body.decode("latin-1")


def _rows(path: Path) -> tuple[list[str], list[list[str]]]:
    header, *lines = _text(path).splitlines()
    return header.split("\t"), [line.split("\t") for line in lines]


def _table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


class City:
    """A written city: visits, people and claims."""

    def __init__(self, out: Path, pack: Pack) -> None:
        self.out, self.pack = out, pack
        self.visits = {row["letter_no"]: row for row in _table(out / "visits.csv")}
        self.people = {row["NIK"]: row for row in _table(out / "residents.csv")}
        self.planted = _table(out / "planted.csv")
        marks = {(one["file"], int(one["row"])): one for one in self.planted if one["row"] != "0"}
        self.refused: list[tuple[dict[str, str], list[str], list[str]]] = []
        self.claims: list[Claim] = []
        for path in sorted((out / "claims").rglob("*.txt")):
            name = path.relative_to(out).as_posix()
            header, rows = _rows(path)
            for number, cells in enumerate(rows, start=1):
                mark = marks.get((name, number))
                if mark and mark["expected"] in IMPORTER:
                    self.refused.append((mark, header, cells))
                    continue
                assert len(header) == len(cells) and len(set(header)) == len(header)
                row = dict(zip(header, cells, strict=True))
                claim = Claim(
                    name, number, row, _day(row["ADMISSION_DATE"]), _day(row["DISCHARGE_DATE"]),
                    _day(row["BIRTH_DATE"]),
                )  # fmt: skip
                if mark:
                    claim.planted, claim.expected = mark["kind"], mark["expected"]
                    claim.detectable = mark["detectable"] == "yes"
                self.claims.append(claim)
        self.rates: dict[tuple[str, str, str], int] = {
            (rate.provider_code, rate.code, str(rate.care_class)): rate.amount_idr
            for rate in pack.rates
            if rate.starts <= date(2012, 1, 1) and rate.until is None
        }

        self.agreements = {
            a.provider_code: a for a in pack.agreements if a.starts <= date(2012, 1, 1)
            and (a.until is None or a.until > date(2013, 1, 1))
        }  # fmt: skip

    def holder(self, claim: Claim) -> dict[str, str]:
        """The resident on whose card the claim's letter stands, else the claim's card."""
        visit = self.visits.get(claim.cells["SEP"], {})
        return self.people[visit.get("nik") or visit.get("mother_nik") or claim.cells["NOKARTU"]]

    def newborn(self, claim: Claim) -> bool:
        return bool(self.visits.get(claim.cells["SEP"], {}).get("mother_nik"))

    def number(self, name: str) -> int:
        return number_on(self.pack, name, date(2012, 1, 1))

    def findings(self, claim: Claim) -> set[str]:
        """Everything wrong with a claim, by the names of the claims rules."""
        return self._of_sums(claim) | self._of_letter(claim) | self._of_person(claim)

    def _of_sums(self, claim: Claim) -> set[str]:
        cells, found = claim.cells, set()
        code = cells["INACBG"].replace("\u2010", "-")
        if int(cells["LOS"]) != (claim.discharge - claim.admission).days + 1:
            found.add("los_mismatch")
        if sum(int(cells[column]) for column in COSTS) != int(cells["TARIF_RS"]):
            found.add("charges_mismatch")
        if sum(int(cells[column]) for column in TARIFFS) != int(cells["TOTAL_TARIF"]):
            found.add("total_mismatch")
        if code.startswith("X"):
            return {*found, "grouper_error"}
        rate = self.rates.get((cells["KODE_RS"], code, cells["KELAS_RAWAT"]))
        agreement = self.agreements[cells["KODE_RS"]]
        done = cells["PROCLIST"].split(";")[0]
        package = self.rates.get((cells["KODE_RS"], done, "3"))
        if done in [
            x.code for x in self.pack.exclusions if x.agreement_no == agreement.agreement_no
        ]:
            found.add("excluded_by_agreement")
        if agreement.lesser_of and min(int(cells["TOTAL_TARIF"]), rate or 0) > int(
            cells["TARIF_RS"]
        ):
            found.add("above_charge")
        if package is not None:
            found |= {"above_package"} if int(cells["TOTAL_TARIF"]) > package else set()
        elif rate is None:
            found.add("rate_unknown")
        elif int(cells["TARIF_INACBG"]) > rate:
            found.add("rate_above_agreement")
        if int(cells["KELAS_RAWAT"]) < self.number("care_class_entitled"):
            found.add("class_above_entitlement")
        if code.endswith("-III") and int(cells["LOS"]) < self.number("severity_los_min"):
            found.add("severity_outlier")
        return found

    def _of_letter(self, claim: Claim) -> set[str]:
        cells, found = claim.cells, set()
        visit = self.visits.get(cells["SEP"])
        if cells["PAYOR_ID"] != "5;JAMKESDA":
            found.add("other_payer")
        excluded = codes_on(self.pack, "excluded_diagnoses", claim.admission)
        if cells["DIAGLIST"].split(";")[0].startswith(excluded):
            found.add("excluded_service")
        if (claim.handed_in - claim.discharge).days > self.number("claim_deadline_days"):
            found.add("past_deadline")
        if visit is None:
            return {*found, "no_guarantee"}
        care = "emergency" if visit["emergency"] == "1" else visit["care"]
        waited = (claim.admission - date.fromisoformat(visit["on"])).days
        if not 0 <= waited < self.number(f"letter_days_{care}"):
            found.add("outside_letter")
        assert visit["provider_code"] == cells["KODE_RS"]
        return found

    def _of_person(self, claim: Claim) -> set[str]:
        cells, person, found = claim.cells, self.holder(claim), set()
        if person["TGL_MATI"] and person["TGL_MATI"] < claim.discharge.isoformat():
            found.add("after_death")
        if person["TGL_PINDAH"] and person["TGL_PINDAH"] <= claim.admission.isoformat():
            found.add("not_covered")
        if not self.newborn(claim) and (
            person["TGL_LHR"] != claim.born.isoformat() or person["JENIS_KLMIN"] != cells["SEX"]
        ):
            found.add("identity_mismatch")
        if cells["INACBG"].startswith("O") and cells["SEX"] == "1":
            found.add("implausible_for_patient")
        for other in self.claims:
            if other is claim or self.holder(other) is not person:
                continue
            if self.newborn(other) == self.newborn(claim):
                found |= self._of_two(claim, other)
        return found

    def _of_two(self, claim: Claim, other: Claim) -> set[str]:
        """What the later of two claims of one patient shows."""
        apart = claim.admission > other.discharge or other.admission > claim.discharge
        if claim.admission == other.admission and claim.cells["KODE_RS"] == other.cells["KODE_RS"]:
            later = (claim.handed_in, claim.row) > (other.handed_in, other.row)
            return {"duplicate_claim"} if later else set()
        if not apart and not claim.inpatient and other.inpatient:
            return {"outpatient_during_stay"}
        if not claim.inpatient or not other.inpatient or claim.admission < other.admission:
            return set()
        if not apart:
            return {"overlapping_stay"}
        gap = (claim.admission - other.discharge).days
        return {"readmission"} if gap <= self.number("readmission_days") else set()


COSTS = [
    "PROSEDUR_NON_BEDAH", "PROSEDUR_BEDAH", "KONSULTASI", "TENAGA_AHLI", "KEPERAWATAN", "PENUNJANG",
    "RADIOLOGI", "LABORATORIUM", "PELAYANAN_DARAH", "REHABILITASI", "KAMAR_AKOMODASI",
    "RAWAT_INTENSIF", "OBAT", "ALKES", "BMHP", "SEWA_ALAT", "OBAT_KRONIS", "OBAT_KEMO",
]  # fmt: skip


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    """A busy city of 1,500 people and a year."""
    out = tmp_path_factory.mktemp("claims")
    busy = Demand(inpatient_per_1000=110, outpatient_per_1000=160)
    write_city(out, pack_dir=PACK, residents=1500, months=12, seed=21, demand=busy)
    return City(out, read_pack(PACK))


def test_every_claim_shows_exactly_what_was_planted_in_it(city: City) -> None:
    for claim in city.claims:
        expected = set() if claim.expected in ("", "none") else {claim.expected}
        assert city.findings(claim) == expected, claim.planted


def test_every_rule_is_expected_of_some_claim(city: City) -> None:
    expected = {claim.expected for claim in city.claims} - {"", "none"}
    ceilings = {"agreement_ceiling", "hospital_ceiling", "annual_ceiling",
                "household_ceiling", "copayment"}  # fmt: skip
    unplanted = {"no_agreement", "needs_review", "decided_before"}
    assert expected == set(CLAIM_RULES) - unplanted - ceilings


def test_files_have_e_klaim_s_78_columns_in_its_order(city: City) -> None:
    quirks = {one["file"]: one["kind"] for one in city.planted if one["row"] == "0"}
    for path in (city.out / "claims").rglob("*.txt"):
        header, _ = _rows(path)
        kind = quirks.get(path.relative_to(city.out).as_posix(), "")
        if kind == "quirk_file_column_order":
            assert (len(header) == 78 and header[:1] != ["KODE_RS"]) or header != sorted(header)
            continue
        assert header[0] == "KODE_RS" and header[77] == "OBAT_KEMO" and header[50] == "SEP"
        assert header[27] == "TARIF_INACBG" and header[38] == "TOTAL_TARIF"
        assert header[57] == "C2" and header[60:78] == COSTS
        assert len(header) == (93 if kind == "quirk_file_idrg_columns" else 78)


def test_sound_rows_hold_every_invariant(city: City) -> None:
    sound = [claim for claim in city.claims if not claim.planted]
    assert len(sound) > 150
    for claim in sound:
        cells = claim.cells
        assert cells["INACBG"] and cells["C2"].count("#") == 13
        assert len(cells["CODER_ID"].split(";")[1]) == 16
        assert int(cells["UMUR_HARI"]) == (claim.admission - claim.born).days >= 0
        assert (int(cells["LOS"]) == 1) or claim.inpatient
        assert claim.inpatient == (cells["INACBG"][2] in "1468")
        assert re.fullmatch(r"[A-Z]-\d-\d\d-(0|I|II|III)", cells["INACBG"])
        assert claim.discharge < claim.handed_in
        assert cells["NAMA_PASIEN"] in (
            city.holder(claim)["NAMA_LGKP"], f"BY NY {city.holder(claim)['NAMA_LGKP']}"
        ) or "É" in cells["NAMA_PASIEN"] or "Á" in cells["NAMA_PASIEN"]  # fmt: skip
        assert cells["KODE_RS"] == claim.file[-11:-4]


def test_row_defects_are_what_they_are_called(city: City) -> None:
    by_kind = {}
    for mark, header, cells in city.refused:
        by_kind.setdefault(mark["expected"], []).append((mark, header, cells))
    assert set(by_kind) == IMPORTER
    for mark, header, cells in city.refused:
        row = dict(zip(header, cells, strict=False))
        match mark["expected"]:
            case "columns_count":
                assert len(cells) == len(header) - 1
            case "date_invalid":
                with pytest.raises(ValueError, match="day"):
                    _day(row["ADMISSION_DATE"])
            case "number_invalid":
                assert not row["TARIF_RS"].isdigit()
            case "value_missing":
                assert row["SEP"] == ""
            case "claim_no_repeated":
                same = [c for c in city.claims if c.cells["SEP"] == row["SEP"]]
                assert len(same) == 1 and same[0].cells["DIAGLIST"] != row["DIAGLIST"]
            case "discharge_before_admission":
                assert _day(row["DISCHARGE_DATE"]) < _day(row["ADMISSION_DATE"])
            case "provider_mismatch":
                assert row["KODE_RS"] != mark["file"][-11:-4]


def test_quirks_of_rows_and_files_are_there(city: City) -> None:
    rows = {claim.planted: claim.cells for claim in city.claims if "quirk" in claim.planted}
    assert rows["quirk_serial_dates"]["ADMISSION_DATE"].isdigit()
    assert rows["quirk_none_values"]["ADL1"] == "None"
    assert (
        rows["quirk_quoted_json"]["C2"].startswith('"0#0')
        and '""cara_masuk""' in (rows["quirk_quoted_json"]["C2"])
    )
    assert "\u2010" in rows["quirk_hyphen_u2010"]["INACBG"]
    assert re.fullmatch(r"1\d{9}", rows["quirk_card_zeros"]["NOKARTU"])
    files = {
        one["kind"]: (city.out / one["file"]).read_bytes()
        for one in city.planted
        if one["row"] == "0"
    }
    assert files["quirk_file_crlf"].endswith(b"\r\n")
    assert files["quirk_file_bom"].startswith(b"\xef\xbb\xbfKODE_RS")
    with pytest.raises(UnicodeDecodeError):
        files["quirk_file_latin1"].decode("utf-8")
    assert b"IDRG_LOGIC_VERSION" in files["quirk_file_idrg_columns"]
    assert re.search(rb"\t\d\d-\d\d-2012\t", files["quirk_file_dash_dates"])
    assert re.search(rb"\t2012-\d\d-\d\d\t", files["quirk_file_iso_dates"])


def test_some_visits_are_never_billed_and_some_are_billed_late(city: City) -> None:
    billed = {claim.cells["SEP"] for claim in city.claims}
    letters = {one["claim_no"] for one in city.planted if one["file"] == "visits.csv"}
    assert set(city.visits) - billed - letters
    late = [
        claim
        for claim in city.claims
        if not claim.planted and claim.discharge.isoformat()[:7] < claim.file[7:14]
    ]
    assert late
