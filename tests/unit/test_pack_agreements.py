"""What a pack says of its agreements beyond rates: read, refused, and absent in older packs."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from multiguna.programme.rules import check_pack, read_pack

TEMPLATE = Path(__file__).parents[2] / "packs" / "template"
RATES, EXCLUSIONS = "tariffs/rates.csv", "agreements/exclusions.csv"
AGREEMENTS = "agreements/agreements.csv"


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A copy of the template to change."""
    return Path(shutil.copytree(TEMPLATE, tmp_path / "template"))


def change(pack: Path, file: str, old: str, new: str) -> None:
    text = (pack / file).read_text("utf-8")
    assert text.count(old) >= 1
    (pack / file).write_text(text.replace(old, new), "utf-8")


def problems(pack: Path) -> list[tuple[str, str]]:
    return [(problem.code, problem.file) for problem in check_pack(pack)]


def test_the_template_shows_every_kind_of_agreed_price(pack: Path) -> None:
    read = read_pack(pack)
    assert {rate.code_system for rate in read.rates} == {"inacbg", "special", "package"}
    [agreement] = read.agreements
    assert (agreement.basis, agreement.lesser_of, agreement.claim_ceiling_idr,
            agreement.month_ceiling_idr) == ("inacbg", False, 150_000_000, None)  # fmt: skip
    assert [(x.kind, x.code) for x in read.exclusions] == [
        ("procedure", "86.83"), ("diagnosis", "Z41"),
    ]  # fmt: skip


def test_a_pack_of_before_is_still_valid_and_says_none_of_it(pack: Path) -> None:
    (pack / EXCLUSIONS).unlink()
    (pack / AGREEMENTS).write_text(
        "agreement_no,provider_code,from,until,services,payment_days,claim_deadline_days,legal\n"
        "PKS/1/2026,9901901,2026-01-01,,inpatient;outpatient,15,180,Contoh\n"
    )
    (pack / RATES).write_text(
        "provider_code,code,care_class,from,until,amount_idr,legal\n"
        "9901901,K-4-17-I,3,2026-01-01,,1400000,Contoh\n"
    )
    lines = (pack / "programme.yaml").read_text("utf-8").splitlines(keepends=True)
    later = ("excluded_by", "needs_review", "above_package", "above_charge", "_ceiling")
    kept = [line for line in lines if not any(name in line for name in later)]
    (pack / "programme.yaml").write_text("".join(kept), "utf-8")
    read = read_pack(pack)
    assert (read.exclusions, read.rates[0].code_system, read.agreements[0].basis) == (
        (), "inacbg", "inacbg",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("file", "old", "new", "code"),
    [
        (RATES, "package,37.22", "package,?", "value_wrong"),
        (RATES, "special,YY-01-II", "special,K-4-17-I", "value_wrong"),
        (RATES, "inacbg,K-4-17-I", "idrg,K-4-17-I", "value_wrong"),
        (RATES, "package,37.22", "bundle,37.22", "value_wrong"),
        (RATES, "inacbg,Q-5-44-0", "inacbg,K-4-17-I", "period_overlap"),
        (AGREEMENTS, ",inacbg,no,", ",mixed,no,", "value_wrong"),
        (AGREEMENTS, ",inacbg,no,", ",inacbg,maybe,", "value_wrong"),
        (AGREEMENTS, ",150000000,", ",-1,", "value_wrong"),
        (EXCLUSIONS, "PKS/1/2026,diagnosis", "PKS/9/2026,diagnosis", "agreement_unknown"),
        (EXCLUSIONS, "diagnosis,Z41", "procedure,86.83", "duplicate"),
        (EXCLUSIONS, "diagnosis,Z41", "drug,Z41", "value_wrong"),
    ],
)
def test_what_cannot_be_so_is_refused(pack: Path, file: str, old: str, new: str, code: str) -> None:
    change(pack, file, old, new)
    assert problems(pack) == [(code, file)]


@pytest.mark.parametrize(
    ("rule", "file", "old", "new"),
    [
        ("excluded_by_agreement", EXCLUSIONS, "", ""),
        ("above_package", RATES, "", ""),
        ("agreement_ceiling", AGREEMENTS, "", ""),
        ("above_charge", AGREEMENTS, ",inacbg,no,", ",inacbg,yes,"),
        ("hospital_ceiling", AGREEMENTS, ",150000000,,", ",,900000000,"),
    ],
)
def test_what_no_rule_of_the_stage_would_keep_is_refused(
    pack: Path, rule: str, file: str, old: str, new: str
) -> None:
    if old:
        change(pack, file, old, new)
        assert problems(pack) == []
    change(pack, "programme.yaml", f"      - {rule}\n", "")
    [problem] = check_pack(pack)
    assert (problem.code, problem.where) == ("rule_missing", "stages.everyone-2026.rules")
    assert rule in problem.message.en
