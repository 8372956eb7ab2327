"""Letters are set from templates that see only what they are given, and fit their paper."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from multiguna.kernel import qr, typesetting
from multiguna.kernel.errors import Refused
from multiguna.kernel.typesetting import Json

PACKS = Path(__file__).parents[2] / "packs"
QR = {"qr.svg": qr.svg_file("MG1:" + "0123456789ABCDEF" * 20)}

SITIS_LETTER: dict[str, Json] = {
    "region_name": "Kota Tangerang",
    "programme_title": "Program Multiguna",
    "letter_no": "36719010112J00002K",
    "patient_name": "SITI AMINAH",
    "nik_masked": "•••••••••••• 0001",
    "kk_masked": "•••••••••••• 0007",
    "birth_date": "1985-02-03",
    "hospital_name": "RSUD Kota Tangerang",
    "provider_code": "3671901",
    "care_id": "Rawat inap",
    "care_en": "Inpatient",
    "care_class": 3,
    "diagnosis": "J18.9",
    "valid_from": "2012-01-05",
    "valid_until_inclusive": "2012-01-18",
    "issued_on": "2012-01-05",
    "issued_by": "Loket RSUD",
    "decision_id": "0191f3c2-7f1e-7c3a-9d11-5a2c3e4f5a6b",
    "reason_id": "Pasien adalah warga yang terdaftar pada tanggal pelayanan.",
    "reason_en": "The patient is a registered resident on the day of care.",
    "checkpoint": {"size": 12345, "root": "9f" * 32},
    "qr_file": "qr.svg",
}
LONGEST: dict[str, Json] = {
    "patient_name": "RADEN AYU " + "KUSUMAWARDHANI " * 6,
    "programme_title": "Program Jaminan Kesehatan Daerah " * 4,
    "hospital_name": "Rumah Sakit Ibu dan Anak " * 4,
    "issued_by": "Loket Rumah Sakit Ibu dan Anak " * 2,
    "diagnosis": "P07.3 Bayi lahir kurang bulan lainnya " * 3,
    "reason_id": "Bayi baru lahir dijamin melalui kepesertaan ibunya. " * 3,
    "reason_en": "A newborn is covered through the mother's enrolment. " * 3,
}
UNKNOWN: dict[str, Json] = {
    "nik_masked": None,
    "kk_masked": None,
    "care_class": None,
    "diagnosis": None,
    "checkpoint": None,
    "patient_name": "A" * 100,
}


SHARE: dict[str, Json] = {"copayment_id": "12,5 %", "copayment_en": "12.5 %"}


def claim(number: int, billed_idr: int, approved_idr: int | None) -> dict[str, Json]:
    reasons: list[Json] = []
    if approved_idr != billed_idr:
        reasons = [{"id": "Tarif melebihi perjanjian.", "en": "The rate exceeds the agreement."}]
    return {
        "claim_no": f"36719010112J{number:06d}",
        "care": "inpatient",
        "admission": "2012-01-05",
        "discharge": "2012-01-09",
        "code": "J-4-16-II",
        "billed_idr": billed_idr,
        "approved_idr": approved_idr,
        "outcome": "approved" if approved_idr == billed_idr else "reduced",
        "reasons": reasons,
    }


def remittance(count: int, **changed: Json) -> dict[str, Json]:
    claims = [claim(at, 2_000_000, 2_000_000 - 1_000 * (at % 2)) for at in range(count)]
    reduced_idr = 1_000 * (count // 2)
    return {
        "region_name": "Kota Tangerang",
        "hospital_name": "RSUD Kota Tangerang",
        "provider_code": "3671901",
        "order_no": "PO-2012-01-3671901",
        "period": "2012-01",
        "created_on": "2012-02-09",
        "state": "ordered",
        "totals": {
            "billed_idr": 2_000_000 * count,
            "reduced_idr": reduced_idr,
            "rejected_idr": 0,
            "approved_idr": 2_000_000 * count - reduced_idr,
        },
        "claims": claims,
        "sp2d_no": None,
        "sp2d_on": None,
        **changed,
    }


def page_count(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


TITLED = "#set document(title: [x]);"


def refusal_of(source: str, folder: Path, data: dict[str, Json] | None = None) -> Refused:
    template = folder / "bad.typ"
    template.write_text(TITLED + source)
    with pytest.raises(Refused) as refused:
        typesetting.pdf(template, data or {}, {})
    return refused.value


@pytest.mark.parametrize("pack", ["tangerang", "template"])
@pytest.mark.parametrize(
    "changed", [{}, LONGEST, UNKNOWN, {**LONGEST, **SHARE}],
    ids=["usual", "longest", "unknown", "shared"],
)  # fmt: skip
def test_a_guarantee_letter_is_one_page(pack: str, changed: dict[str, Json]) -> None:
    made = typesetting.pdf(
        PACKS / pack / "letters" / "guarantee.typ", {**SITIS_LETTER, **changed}, QR
    )
    assert made.startswith(b"%PDF-")
    assert page_count(made) == 1
    assert b"pdfaid:part>2<" in made, "fit for the archive"
    assert b"pdfuaid:part>1<" in made, "fit for a screen reader"


def test_letters_of_all_packs_say_what_share_the_patient_pays() -> None:
    for pack in ("tangerang", "template", "agam", "badung"):
        template = PACKS / pack / "letters" / "guarantee.typ"
        free = typesetting.pdf(template, SITIS_LETTER, QR)
        null = {**SITIS_LETTER, "copayment_id": None, "copayment_en": None}
        assert typesetting.pdf(template, null, QR) == free
        shared = {**SITIS_LETTER, **SHARE}
        assert typesetting.pdf(template, shared, QR) != free
        other = {**shared, "copayment_id": "10 %", "copayment_en": "10 %"}
        assert typesetting.pdf(template, other, QR) != typesetting.pdf(template, shared, QR)


def test_the_same_letter_is_the_same_paper() -> None:
    template = PACKS / "tangerang" / "letters" / "guarantee.typ"
    first = typesetting.pdf(template, SITIS_LETTER, QR)
    assert typesetting.pdf(template, SITIS_LETTER, QR) == first
    assert typesetting.pdf(template, {**SITIS_LETTER, "birth_date": "1985-02-04"}, QR) != first


@pytest.mark.parametrize("pack", ["tangerang", "template"])
def test_a_remittance_lists_every_claim(pack: str) -> None:
    template = PACKS / pack / "letters" / "remittance.typ"
    assert page_count(typesetting.pdf(template, remittance(1), {})) == 1
    assert page_count(typesetting.pdf(template, remittance(120), {})) in range(4, 10)


def test_a_remittance_without_claims_and_with_unknown_amounts_is_printed() -> None:
    template = PACKS / "tangerang" / "letters" / "remittance.typ"
    zero: dict[str, Json] = dict.fromkeys(
        ("billed_idr", "reduced_idr", "rejected_idr", "approved_idr"), 0
    )
    typesetting.pdf(template, remittance(0), {})
    pending = remittance(
        0,
        claims=[{**claim(1, 0, None), "outcome": "pended"}],
        totals=zero,
        period={"from": "2012-01-01", "until_inclusive": "2012-01-31"},
        sp2d_no="1/SP2D",
        sp2d_on="2012-03-01",
    )
    typesetting.pdf(template, pending, {})


@pytest.mark.parametrize("wrong", ["billed_idr", "reduced_idr", "approved_idr"])
def test_a_remittance_that_does_not_add_up_is_not_printed(wrong: str) -> None:
    data = remittance(3)
    totals = data["totals"]
    assert isinstance(totals, dict)
    data["totals"] = {**totals, wrong: 1}
    with pytest.raises(Refused) as refused:
        typesetting.pdf(PACKS / "tangerang" / "letters" / "remittance.typ", data, {})
    assert refused.value.code == "template_error"
    assert refused.value.facts["template"] == "remittance.typ"


def test_a_paper_that_a_screen_reader_cannot_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bad.typ").write_text("no title")
    with pytest.raises(Refused) as refused:
        typesetting.pdf(tmp_path / "bad.typ", {}, {})
    assert refused.value.code == "template_error"
    assert "title" in refused.value.message.en


def test_pages_become_pictures() -> None:
    template = PACKS / "tangerang" / "letters" / "remittance.typ"
    pages = typesetting.png_pages(template, remittance(20), {}, ppi=30)
    assert len(pages) >= 2
    assert all(page.startswith(b"\x89PNG\r\n\x1a\n") for page in pages)


def test_a_missing_template_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        typesetting.pdf(tmp_path / "none.typ", {}, {})
    assert refused.value.code == "template_missing"


def test_a_template_error_names_its_line(tmp_path: Path) -> None:
    refused = refusal_of("first\n#nonsense", tmp_path)
    assert refused.code == "template_error"
    assert refused.facts == {"template": "bad.typ", "line": 2}
    assert "nonsense" in refused.message.en


def test_an_error_in_a_file_beside_it_names_that_file(tmp_path: Path) -> None:
    (tmp_path / "head.typ").write_text("#let x = 1\n\n#oops")
    refused = refusal_of('#import "head.typ": x', tmp_path)
    assert refused.facts == {"template": "head.typ", "line": 3}


@pytest.mark.parametrize(
    "wrong",
    [
        "#panic(data.patient_name, upper(data.other))",
        "#panic(data.patient_name.slice(1) + data.other)",
        '#assert(false, message: "no " + data.patient_name + data.other)',
        "#int(data.patient_name + data.other)",
        "#data.at(data.patient_name)",
        "#image(data.other)",
        "#datetime(year: data.other)",
    ],
)
def test_a_name_never_reaches_the_error(tmp_path: Path, wrong: str) -> None:
    source = f"#let data = json(bytes(sys.inputs.data))\n{wrong}"
    refused = refusal_of(source, tmp_path, {"patient_name": "SITI", "other": "aminah"})
    told = f"{refused} {refused.message.id} {refused.message.en} {refused.facts}".casefold()
    assert refused.facts["line"] == 2
    assert "iti" not in told.replace("multiguna", "")
    assert "aminah" not in told


def test_the_template_s_own_words_reach_the_error(tmp_path: Path) -> None:
    refused = refusal_of('#assert(false, message: "totals differ")', tmp_path)
    assert "totals differ" in refused.message.en


def test_a_template_that_is_not_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bad.typ").write_bytes(b"\xff\xfe")
    with pytest.raises(Refused) as refused:
        typesetting.pdf(tmp_path / "bad.typ", {}, {})
    assert refused.value.code == "template_error"


@pytest.mark.parametrize("path", ["/etc/passwd", "../secret.txt", "secret.txt", "link.txt"])
def test_a_template_reads_no_disk(tmp_path: Path, path: str) -> None:
    folder = tmp_path / "letters"
    folder.mkdir()
    for place in (tmp_path, folder):
        (place / "secret.txt").write_text("secret")
    (folder / "link.txt").symlink_to("/etc/passwd")
    refused = refusal_of(f'\n\n#read("{path}")', folder)
    assert refused.code == "template_error"
    assert refused.facts["line"] == 3
    assert "not found" in refused.message.en or "escape" in refused.message.en


def test_a_linked_source_outside_the_folder_is_not_seen(tmp_path: Path) -> None:
    folder = tmp_path / "letters"
    folder.mkdir()
    (tmp_path / "outside.typ").write_text("#let x = 1")
    (folder / "inside.typ").symlink_to(tmp_path / "outside.typ")
    refused = refusal_of('#import "inside.typ": x', folder)
    assert refused.code == "template_error"
    assert "not found" in refused.message.en


def test_the_day_of_printing_changes_nothing(tmp_path: Path) -> None:
    template = tmp_path / "ok.typ"
    template.write_text(TITLED + "#assert(datetime.today().year() == 1970)\nx")
    assert typesetting.pdf(template, {}, {}) == typesetting.pdf(template, {}, {})


@pytest.mark.parametrize(
    "source",
    [
        '#import "@preview/cetz:0.3.0": *',
        '#include "@local/x:1.0.0"',
        '#let p = "@preview" + "/cetz:0.3.0"\n#import p: *',
        '#import ("@" + "preview/cetz:0.3.0"): *',
        '#import "\\u{40}preview/cetz:0.3.0": *',
        '#eval("1")',
        "#let e = eval",
        '#dictionary(std).at("e" + "val")("1")',
        '#let s = "//" + str(eval("1"))',
        '#plugin("x.wasm")',
    ],
)
def test_a_template_reaches_for_no_package_or_hidden_code(tmp_path: Path, source: str) -> None:
    assert refusal_of(source, tmp_path).code == "template_reaches_out"


def test_a_file_of_the_call_has_a_plain_name(tmp_path: Path) -> None:
    template = tmp_path / "ok.typ"
    template.write_text(TITLED + "x")
    with pytest.raises(ValueError, match="plain name"):
        typesetting.pdf(template, {}, {"../evil.svg": b""})


def test_pictures_may_be_binary(tmp_path: Path) -> None:
    template = tmp_path / "ok.typ"
    template.write_text(TITLED + '#image("a.png", alt: "code")')
    assert page_count(typesetting.pdf(template, {}, {"a.png": qr.png_file("MG1:A")})) == 1


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become an ordinary user")
def test_an_ordinary_user_can_print_too() -> None:
    script = (
        "import os, sys; sys.path[:] = sys.argv[2:]\n"
        "from pathlib import Path\n"
        "from multiguna.kernel import typesetting\n"
        "os.setgroups([]); os.setgid(65534); os.setuid(65534)\n"
        "print(typesetting.pdf(Path(sys.argv[1]), {}, {'a.txt': b'x'})[:5])\n"
    )
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        template = Path(folder) / "ok.typ"
        template.write_text(TITLED + '#read("a.txt")')
        template.chmod(0o644)
        done = subprocess.run(
            [sys.executable, "-c", script, str(template), *sys.path],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert done.stdout == "b'%PDF-'\n", done.stderr
