"""What a pack says of other regions: read, written again, refused when it contradicts itself."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from multiguna.programme.rules import check_pack, read_pack
from multiguna.programme.rules.body import pack_body, pack_from_body
from multiguna.programme.rules.writing import pack_files
from multiguna.programme.terms import PortabilityRow

TEMPLATE = Path(__file__).parents[2] / "packs" / "template"
FILE = "agreements/portability.csv"
HEADER = "partner_region,from,until,services,settlement,monthly_ceiling_idr,legal\n"
ROW = "36.74,2026-01-01,2027-01-01,inpatient;emergency,direct,50000000,Contoh\n"


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A copy of the template to change."""
    return Path(shutil.copytree(TEMPLATE, tmp_path / "template"))


def test_a_pack_names_its_partners_and_a_pack_without_them_has_none(pack: Path) -> None:
    assert read_pack(pack).portability == ()
    (pack / FILE).write_text(HEADER + ROW)
    read = read_pack(pack)
    assert read.portability == (
        PortabilityRow(
            "36.74", date(2026, 1, 1), date(2027, 1, 1), ("inpatient", "emergency"), "direct",
            50_000_000, "Contoh",
        ),
    )  # fmt: skip
    assert pack_from_body(pack_body(read)) == read
    assert pack_files(read)[FILE].splitlines() == (HEADER + ROW).splitlines()


def test_two_agreements_with_one_partner_may_not_overlap_and_none_is_with_oneself(
    pack: Path,
) -> None:
    own = read_pack(pack).region
    later = ROW.replace("2026-01-01,2027-01-01", "2026-06-01,")
    (pack / FILE).write_text(HEADER + ROW + later + ROW.replace("36.74", own))
    assert {(p.code, p.file) for p in check_pack(pack)} == {
        ("period_overlap", FILE), ("partner_is_self", FILE),
    }  # fmt: skip
    (pack / FILE).write_text(HEADER + ROW.replace("direct", "later"))
    assert [p.file for p in check_pack(pack)] == [FILE]
