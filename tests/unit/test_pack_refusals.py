"""Every kind of wrong pack is refused, with the file, the place in it, and what to do.

Each case spoils one thing in a copy of the Tangerang pack and expects exactly that problem.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from multiguna.kernel.errors import Refused
from multiguna.programme.rules import check_pack, read_pack

PACKS = Path(__file__).parents[2] / "packs"
STAGES, PROVIDERS = "programme.yaml", "agreements/providers.csv"
AGREEMENTS, PAYORS, RATES = (
    "agreements/agreements.csv", "agreements/payors.csv", "tariffs/rates.csv",
)  # fmt: skip
LINES, APPROPRIATIONS, ESTIMATES = (
    "budget/lines.csv", "budget/appropriations.csv", "budget/estimates.csv",
)  # fmt: skip
VILLAGES, COVERAGE, ADULTS = (
    "regions/villages.csv", "parameters/coverage.yaml", "scenarios/adults.yaml",
)  # fmt: skip


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A copy of the Tangerang pack with only its first rates and scenarios, to be spoiled."""
    copy = tmp_path / "tangerang"
    shutil.copytree(PACKS / "tangerang", copy, ignore=_other_scenarios)
    rates = (copy / RATES).read_text(encoding="utf-8").splitlines(keepends=True)
    (copy / RATES).write_text("".join(rates[:30]), encoding="utf-8")
    return copy


def _other_scenarios(folder: str, names: list[str]) -> list[str]:
    return [name for name in names if Path(folder).name == "scenarios" and name != "adults.yaml"]


@dataclass(frozen=True)
class Spoiled:
    """One thing spoiled: `old` becomes `new` in `file`; the problem that is expected."""

    file: str
    old: str
    new: str
    code: str
    where: str

    def spoil(self, pack: Path) -> None:
        path = pack / self.file
        text = path.read_text(encoding="utf-8")
        assert self.old in text, "the test no longer fits the pack"
        path.write_text(text.replace(self.old, self.new, 1), encoding="utf-8")


SHARE = """copayment_bp:
  title: {id: Urun biaya, en: Share}
  unit: bp
  values: [{from: 2012-01-01, value: 10001, legal: contoh, checked_on: 2026-11-24}]
annual_ceiling_idr:
"""
"""More than the whole."""
CASES = [
    # programme.yaml
    Spoiled(STAGES, '"5.1.02.02.01.0077"', '"5.1.02.02.01.0078"', "code_unnamed", "budget.names"),
    Spoiled(STAGES, "skpd_name: Dinas Kesehatan", "colour: red", "key_unknown", "budget.colour"),
    Spoiled(STAGES, 'skpd_code: "1.02.0.00.0.00.01.0000"', "skpd_code: Dinkes", "value_wrong",
            "budget.skpd_code"),
    Spoiled(STAGES, "currency: IDR", "currency: IDR\ncolour: red", "key_unknown", "colour"),
    Spoiled(STAGES, "    mode: full\n", "", "key_missing", "stages.poor-2008.mode"),
    Spoiled(STAGES, "currency: IDR", "currency: USD", "value_wrong", "currency"),
    Spoiled(STAGES, 'version: "1.0"', "version: 1.0", "value_wrong", "version"),
    Spoiled(STAGES, 'region: "36.71"', 'region: "3671"', "region_wrong", "region"),
    Spoiled(STAGES, "universal: false", "universal: no", "value_wrong", "poor-2008.universal"),
    Spoiled(STAGES, "from: 2012-01-01", "from: soon", "value_wrong", "universal-2012.from"),
    Spoiled(STAGES, "until: 2016-01-01", "until: 2012-01-01", "period_wrong", "2012.until"),
    Spoiled(STAGES, "from: 2012-01-01", "from: 2011-06-01", "period_overlap", "universal-2012"),
    Spoiled(STAGES, "code: gap-2016", "code: poor-2008", "duplicate", "stages.poor-2008"),
    Spoiled(STAGES, "universal: false", "universal: true", "protected_attribute", "poor-2008"),
    Spoiled(STAGES, "kind: alive", "kind: rich", "condition_unknown", "conditions.1.kind"),
    Spoiled(STAGES, "kind: alive", "kind: papers", "duplicate", "poor-2008.conditions"),
    Spoiled(STAGES, ", days_max: newborn_days_max", "", "key_missing", "conditions.4.days_max"),
    Spoiled(STAGES, "days_min: residency_days_min", "days_min: 0", "literal_number", "2.days_min"),
    Spoiled(STAGES, "days_min: residency_days_min", "days_min: some_days", "parameter_unknown",
            "poor-2008.conditions.2.days_min"),
    Spoiled(STAGES, "days_min: residency_days_min", "days_min: excluded_cbg", "parameter_unknown",
            "poor-2008.conditions.2.days_min"),
    Spoiled(STAGES, "[poor, near_poor]", "[poor, rich]", "value_wrong", "conditions.3.any_of"),
    Spoiled(STAGES, "- not_covered", "- not_nice", "rule_unknown", "stages.poor-2008.rules"),
    Spoiled(STAGES, "timezone: Asia/Jakarta", "timezone: [", "yaml_wrong", "line"),
    Spoiled(STAGES, "currency: IDR", "currency: IDR\ncurrency: IDR", "key_twice", "line"),
    Spoiled(STAGES, "[id, en]", "&a [id, en]\nx: *a", "yaml_wrong", "line"),
    Spoiled(STAGES, "[id, en]", "!!python/name:os.system ''", "yaml_wrong", "line"),
    # parameters
    Spoiled(COVERAGE, "residency_days_min:", "stay_min:", "parameter_unknown", "stay_min"),
    Spoiled(COVERAGE, "unit: day", "unit: month", "value_wrong", "residency_days_min.unit"),
    Spoiled(COVERAGE, "value: 180", "value: half a year", "value_wrong", "2016-01-01.value"),
    Spoiled(COVERAGE, "value: 180", "value: -1", "value_wrong", "2016-01-01.value"),
    Spoiled(COVERAGE, "value: 28", "value: null", "value_missing", "newborn_days_max.2008-01-01"),
    Spoiled(COVERAGE, "legal: Contoh, masa neonatal 28 hari; perlu dikonfirmasi pada perwalinya",
            "legal: ''", "legal_missing", "newborn_days_max.2008-01-01.legal"),
    Spoiled(COVERAGE, "      checked_on: 2026-11-24\n", "", "key_missing", "checked_on"),
    Spoiled(COVERAGE, "from: 2016-01-01", "from: 2008-01-01", "period_overlap",
            "residency_days_min.2008-01-01"),
    Spoiled(COVERAGE, "value: 0", "value: 0\n      until: 2017-01-01", "period_overlap",
            "residency_days_min.2016-01-01"),
    Spoiled(COVERAGE, "value: 0", "value: 0\n      until: 2015-01-01", "parameter_gap",
            "residency_days_min"),
    Spoiled(COVERAGE, "from: 2008-01-01\n      value: 28", "from: 2008-01-02\n      value: 28",
            "parameter_gap", "newborn_days_max"),
    Spoiled("parameters/care.yaml", "value: 3", "value: 4", "value_wrong", "care_class_entitled"),
    Spoiled("parameters/care.yaml", "annual_ceiling_idr:\n", SHARE, "value_wrong",
            "copayment_bp"),
    Spoiled("parameters/care.yaml", "[N46,", "[46,", "value_wrong", "excluded_diagnoses"),
    Spoiled("parameters/care.yaml", "care_class_entitled:", "newborn_days_max:", "value_wrong",
            "newborn_days_max.unit"),
    # providers, agreements, payors, rates
    Spoiled(PROVIDERS, "provider_code,name", "kode,name", "key_missing", "row 1, provider_code"),
    Spoiled(PROVIDERS, "bank_account_name\n", "bank_account_name,x\n", "key_unknown", "row 1, x"),
    Spoiled(PROVIDERS, "owner_group,bank", "name,bank", "key_twice", "row 1, name"),
    Spoiled(PROVIDERS, "3671901,RSUD Contoh Kota,B", "3671901,RSUD Contoh Kota,E", "value_wrong",
            "row 2, class"),
    Spoiled(PROVIDERS, "3671902,RS Contoh Angsana", "3671901,RS Contoh Angsana", "duplicate",
            "row 3"),
    Spoiled(PROVIDERS, "3671901,RSUD Contoh Kota", "3671901,", "value_missing", "row 2, name"),
    Spoiled(PROVIDERS, "36.71.01.1005", "36.71.01.1999", "village_unknown", "row 2, village_code"),
    Spoiled(PROVIDERS, "0224R901", "0224R9", "value_wrong", "row 2, ppk_code"),
    Spoiled(PROVIDERS, ",BP,", ",ZP,", "value_wrong", "row 2, tariff_code"),
    Spoiled(AGREEMENTS, "PKS/C/2008/001,3671901", "PKS/C/2008/001,3671999", "provider_unknown",
            "row 2, provider_code"),
    Spoiled(AGREEMENTS, "2008-01-01,2012-01-01", "2008-01-01,", "period_overlap", "row 3"),
    Spoiled(AGREEMENTS, "PKS/C/2012/001", "PKS/C/2008/001", "duplicate", "row 3"),
    Spoiled(AGREEMENTS, "inpatient;outpatient;emergency", "inpatient;dental", "value_wrong",
            "row 2, services"),
    Spoiled(AGREEMENTS, '"Contoh: PKS 440/001/2008, bukan perjanjian sungguhan"', "",
            "legal_missing", "row 2, legal"),
    Spoiled(AGREEMENTS, '"Contoh: PKS 440/001/2008', "Contoh: PKS 440/001/2008", "columns_count",
            "row 2"),
    Spoiled(AGREEMENTS, "2008-01-01", "01-01-2008", "value_wrong", "row 2, from"),
    Spoiled(AGREEMENTS, "2008-01-01", "2008-02-30", "value_wrong", "row 2, from"),
    Spoiled(PAYORS, "*,3,JKN,jkn", "*,3,JKN,bpjs", "value_wrong", "row 3, payer"),
    Spoiled(PAYORS, "*,3,JKN,jkn", "*,1,PASIEN BAYAR,jkn", "duplicate", "row 3"),
    Spoiled(PAYORS, "*,1,", "3671999,1,", "provider_unknown", "row 2, provider_code"),
    Spoiled(RATES, "3671901,", "3671999,", "provider_unknown", "row 2, provider_code"),
    Spoiled(RATES, "2008-01-01,2012-01-01", "2008-01-01,2013-01-01", "period_overlap", "row 3"),
    Spoiled(RATES, "A-4-10-I,", "A4-10-I,", "value_wrong", "row 2, code"),
    Spoiled(RATES, ",2005100,", ",2.005.100,", "value_wrong", "row 2, amount_idr"),
    Spoiled(RATES, ",2005100,", ",,", "value_missing", "row 2, amount_idr"),
    Spoiled(RATES, "A-4-10-I,3,", "A-4-10-I,4,", "value_wrong", "row 2, care_class"),
    Spoiled(RATES, "Contoh: lampiran PKS 2008", "", "legal_missing", "row 2, legal"),
    Spoiled(RATES, "Contoh: lampiran PKS 2008", '"Contoh"x', "csv_wrong", ""),
    # budget
    Spoiled(LINES, "5.1.02.02.01.0077", "5.1.2.2.1.77", "account_wrong", "row 2, account_code"),
    Spoiled(LINES, "1.02.02.2.02.0026", "1.02", "value_wrong", "row 2, sub_activity_code"),
    Spoiled(LINES, "2008,RI,P,", "2008,RI,Q,", "parent_unknown", "row 3, parent_code"),
    Spoiled(LINES, "2008,RI,P,", "2008,RJ,P,", "duplicate", "row 4"),
    Spoiled(LINES, "unfunded", "borrow", "value_wrong", "row 2, policy"),
    Spoiled(APPROPRIATIONS, "2010,RI,", "2010,RX,", "line_unknown", "row 2, line_code"),
    Spoiled(APPROPRIATIONS, "2010,RI,", "2010,P,", "line_has_children", "row 2, line_code"),
    Spoiled(APPROPRIATIONS, "2010,RJ,", "2010,RI,", "duplicate", "row 3"),
    Spoiled(APPROPRIATIONS, ",DPA,", ",APBD,", "value_wrong", "row 2, kind"),
    Spoiled(APPROPRIATIONS, ",7920000000,", ",7920000000.5,", "value_wrong", "row 2, amount_idr"),
    Spoiled(ESTIMATES, "2008-01-01,2012-01-01", "2008-01-01,2012-01-02", "period_overlap", "row 3"),
    Spoiled(ESTIMATES, "inpatient,C,2012-01-01", "inpatient,C,2012-02-01", "estimate_gap",
            "inpatient C"),
    # regions
    Spoiled(VILLAGES, "36.71.01.1001", "36.7.01.1001", "region_wrong", "row 2, village_code"),
    Spoiled(VILLAGES, "36.71.01.1001", "36.71.02.1099", "village_outside", "row 2, village_code"),
    Spoiled(VILLAGES, "36.71.01,Tangerang,36.71.01.1001", "36.72.01,Tangerang,36.72.01.1001",
            "village_outside", "row 2, village_code"),
    Spoiled(VILLAGES, "36.71.01.1002", "36.71.01.1001", "duplicate", "row 3"),
    # scenarios
    Spoiled(ADULTS, "reason: covered", "reason: nice", "value_wrong", "scenario 1.reason"),
    Spoiled(ADULTS, "care: inpatient", "care: dental", "value_wrong", "scenario 1.care"),
    Spoiled(ADULTS, "born: 1980-05-01, ", "", "key_missing", "scenario 1.person.born"),
    Spoiled(ADULTS, "[[1980-05-01, null]]", "[[1980-05-01]]", "value_wrong", "person.resident.1"),
    Spoiled(ADULTS, "A poor resident stays covered in 2012.",
            "Every resident is covered from the first of January 2012, poor or not.", "duplicate",
            "scenarios/adults.yaml"),
]  # fmt: skip


@pytest.mark.parametrize(
    "case", CASES, ids=[f"{case.code}-{case.file}-{case.where}" for case in CASES]
)
def test_a_wrong_pack_is_refused_at_its_place(pack: Path, case: Spoiled) -> None:
    case.spoil(pack)

    problems = check_pack(pack)

    fitting = [p for p in problems if p.code == case.code and case.where in p.where]
    assert fitting, [(p.code, p.file, p.where) for p in problems]
    problem = fitting[0]
    assert problem.file in (case.file, case.file.split("/")[0])
    assert problem.message.en.startswith(problem.file)
    assert problem.where in problem.message.en
    assert problem.message.id != problem.message.en


def test_one_slip_is_one_problem_and_the_pack_is_not_read(pack: Path) -> None:
    Spoiled(RATES, ",2005100,", ",x,", "value_wrong", "").spoil(pack)

    (problem,) = check_pack(pack)
    with pytest.raises(Refused) as refused:
        read_pack(pack)

    assert refused.value.code == "pack_wrong"
    assert refused.value.facts["problems"] == 1
    assert problem.message.id in refused.value.message.id
    assert problem.message.en in refused.value.message.en


@pytest.mark.parametrize("name", ["hook.py", "letters/run.sh", "legal/page.html", "x.PY"])
def test_code_in_a_pack_is_refused(pack: Path, name: str) -> None:
    (pack / name).write_text("print('hello')", encoding="utf-8")
    assert [(p.code, p.file) for p in check_pack(pack)] == [("code_in_pack", name)]


@pytest.mark.parametrize("name", ["notes.txt", "tariffs/rates-old.csv", "parameters/a/b.yaml.bak"])
def test_a_stray_file_is_refused(pack: Path, name: str) -> None:
    (pack / name).parent.mkdir(exist_ok=True)
    (pack / name).write_text("", encoding="utf-8")
    assert [(p.code, p.file) for p in check_pack(pack)] == [("file_unknown", name)]


def test_a_link_out_of_the_pack_is_refused(pack: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text("secret", encoding="utf-8")
    (pack / "legal" / "secret.md").symlink_to(tmp_path / "secret.md")
    assert [(p.code, p.file) for p in check_pack(pack)] == [("file_unknown", "legal/secret.md")]


@pytest.mark.parametrize("name", [STAGES, PROVIDERS, RATES, LINES, "letters/guarantee.typ"])
def test_a_missing_file_is_named(pack: Path, name: str) -> None:
    (pack / name).unlink()
    assert [(p.code, p.file) for p in check_pack(pack)] == [("file_missing", name)]


@pytest.mark.parametrize("folder", ["parameters", "scenarios", "legal"])
def test_an_empty_folder_is_named(pack: Path, folder: str) -> None:
    shutil.rmtree(pack / folder)
    problems = [p for p in check_pack(pack) if p.code == "file_missing"]
    assert [p.file.split("/")[0] for p in problems] == [folder]


def test_no_folder_is_refused(tmp_path: Path) -> None:
    assert [p.code for p in check_pack(tmp_path / "nowhere")] == ["pack_missing"]


def test_an_empty_folder_lacks_every_file(tmp_path: Path) -> None:
    assert {p.code for p in check_pack(tmp_path)} == {"file_missing"}


@pytest.mark.parametrize("name", [STAGES, RATES, COVERAGE])
def test_a_file_in_another_encoding_is_refused(pack: Path, name: str) -> None:
    (pack / name).write_bytes((pack / name).read_bytes() + "\n# é".encode("latin-1"))
    assert ("encoding", name) in [(p.code, p.file) for p in check_pack(pack)]


def test_a_nul_in_a_file_is_refused(pack: Path) -> None:
    (pack / "letters" / "guarantee.typ").write_bytes(b"a\0b")
    assert [(p.code, p.file) for p in check_pack(pack)] == [("encoding", "letters/guarantee.typ")]


def test_a_parameter_in_two_files_is_refused(pack: Path) -> None:
    shutil.copy(pack / COVERAGE, pack / "parameters" / "more.yaml")
    problems = check_pack(pack)
    assert {(p.code, p.file) for p in problems} == {("duplicate", "parameters/more.yaml")}
    assert all(COVERAGE in p.message.en for p in problems)


def test_many_problems_are_counted_not_dropped(pack: Path) -> None:
    text = (pack / RATES).read_text(encoding="utf-8").replace("3671901,", "3671999,")
    (pack / RATES).write_text(text, encoding="utf-8")
    problems = check_pack(pack)
    assert len(problems) == 29
    with pytest.raises(Refused) as refused:
        read_pack(pack)
    assert "and 9 more" in refused.value.message.en
    assert "dan 9 lagi" in refused.value.message.id


def test_the_packs_of_this_repository_are_sound() -> None:
    for folder in sorted(PACKS.iterdir()):
        assert [p.message.en for p in check_pack(folder)] == []
