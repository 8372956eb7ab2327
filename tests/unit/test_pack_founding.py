"""A pack for a region from nothing but its code, or from answers; nothing half-made is left."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from multiguna.cli.packs import pack as command
from multiguna.planning.rules.profiles import read_profile
from multiguna.programme.rules import check_pack, number_on, read_pack
from multiguna.programme.rules.answers import read_answers
from multiguna.programme.rules.founding import found_pack, founded_files
from multiguna.programme.rules.problems import Problems
from multiguna.programme.rules.regions import provinces, regencies
from multiguna.programme.terms import Mode

PACKS = Path(__file__).parents[2] / "packs"
ON = date(2026, 11, 24)


def new(*words: str, said: str = "", code: int = 0) -> Result:
    result = CliRunner().invoke(command, ["new", "--on", f"{ON}", *words], input=said)
    found = 1 if result.exception is not None and result.exit_code != 2 else result.exit_code
    assert found == code, (result.output, result.exception)
    return result


def told(result: Result) -> str:
    return str(result.exception)


@pytest.mark.parametrize("name", ["agam", "badung"])
def test_a_pack_keeps_the_answers_that_make_it_again(name: str, tmp_path: Path) -> None:
    shipped, again = PACKS / name, tmp_path / name
    new("--profile", str(shipped / "planning" / "answers.yaml"), "--out", str(again))
    files = sorted(path.relative_to(shipped) for path in shipped.rglob("*") if path.is_file())
    assert files == sorted(path.relative_to(again) for path in again.rglob("*") if path.is_file())
    assert [
        name for name in files if (shipped / name).read_bytes() != (again / name).read_bytes()
    ] == []


def test_agam_and_badung_are_as_published() -> None:
    agam, badung = (read_profile(PACKS / name) for name in ("agam", "badung"))
    assert (agam.people, badung.people) == (529_138, 548_191)
    assert read_pack(PACKS / "badung").timezone == "Asia/Makassar"
    assert {len(read_pack(PACKS / name).villages) for name in ("agam", "badung")} == {92, 62}
    for name in ("agam", "badung"):
        hospitals = read_pack(PACKS / name).providers
        assert all("Contoh" in hospital.name for hospital in hospitals)


@pytest.mark.parametrize("code", [one.code for one in (*provinces(), *regencies()[::25])])
def test_any_region_gets_a_valid_pack_from_its_code_alone(code: str, tmp_path: Path) -> None:
    template = read_pack(PACKS / "template")
    problems = Problems()
    answers = read_answers({"region": code}, template, on=ON, file="x", problems=problems)
    assert answers is not None
    assert problems.found == []
    pack = found_pack(template, answers)
    for name, text in founded_files(pack, answers).items():
        path = tmp_path / "pack" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert check_pack(tmp_path / "pack") == []
    assert read_pack(tmp_path / "pack") == pack


def test_the_pack_says_what_was_answered(tmp_path: Path) -> None:
    answers = {
        "region": "51.03", "who": "poor", "mode": "gap", "from": date(2027, 1, 1),
        "legal": "Peraturan Bupati Badung 9/2026 pasal 3",
        "parameters": {
            "residency_days_min": 365, "annual_ceiling_idr": None, "payment_days_max": 30,
        },
        "budget": {"amount_idr": 1_000_000_001, "inpatient_bp": 7_500},
        "hospitals": [{"name": "RS Contoh A", "class": "B", "provider_code": "5103A01"}],
    }  # fmt: skip
    file = tmp_path / "answers.yaml"
    file.write_text(yaml.safe_dump(answers))
    done = json.loads(
        new("--profile", str(file), "--out", str(tmp_path / "p"), "--json").stdout
    )  # fmt: skip
    assert (done["region"], done["villages"], done["hospitals"]) == ("51.03", 62, 1)
    pack = read_pack(tmp_path / "p")
    [stage] = pack.stages
    assert (stage.code, stage.mode, stage.universal) == ("poor-gap-2027", Mode.GAP, False)
    assert [c.kind for c in stage.conditions][:4] == [
        "alive", "resident", "no_other_payer", "welfare",
    ]  # fmt: skip
    assert number_on(pack, "residency_days_min", date(2027, 1, 1)) == 365
    legal = {one.name: one.values[0].legal for one in pack.parameters}
    assert legal["residency_days_min"] == "Peraturan Bupati Badung 9/2026 pasal 3"
    assert legal["care_class_entitled"].startswith("Contoh: nilai pola")
    granted = [row.amount_idr for row in pack.appropriations if row.kind == "DPA"]
    assert (sum(granted), granted[0]) == (1_000_000_001, 750_000_001)
    assert {row.provider_class for row in pack.estimates} == {"B"}
    assert [(row.payment_days, row.claim_deadline_days) for row in pack.agreements] == [(30, 180)]
    assert not (tmp_path / "p" / "planning" / "profile.yaml").exists()


def test_what_is_there_is_never_overwritten(tmp_path: Path) -> None:
    there = tmp_path / "agam"
    there.mkdir()
    (there / "mine.txt").write_text("mine")
    refused = new("--region", "13.06", "--yes", "--out", str(there), code=1)
    assert "folder_exists" in told(refused)
    assert [path.name for path in tmp_path.iterdir()] == ["agam"]
    assert (there / "mine.txt").read_text() == "mine"
    (tmp_path / "empty").mkdir()
    refused = new("--region", "13.06", "--yes", "--out", str(tmp_path / "empty"), code=1)
    assert "folder_exists" in told(refused)
    assert list((tmp_path / "empty").iterdir()) == []


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"region": "98.01"}, "98.01"),
        ({"region": "13.06", "who": "nobody"}, "everyone, poor"),
        ({"region": "13.06", "parameters": {"residency_days_min": -1}}, "residency_days_min"),
        ({"region": "13.06", "parameters": {"colour": 1}}, "colour"),
        ({"region": "13.06", "budget": {"inpatient_bp": 10_001}}, "inpatient_bp"),
        ({"region": "13.06", "hospitals": [{"name": "A", "village_code": "13.06.01.9999"}]},
         "13.06.01.9999"),
        ({"region": "13.06", "planning": {"population": {}}}, "profile_wrong"),
        ({"region": "13.06", "legal": "a|b\n- c", "hospitals": "none"}, "hospitals"),
    ],
)  # fmt: skip
def test_wrong_answers_are_named_and_leave_nothing(
    answers: dict[str, object], words: str, tmp_path: Path
) -> None:
    file = tmp_path / "answers.yaml"
    file.write_text(yaml.safe_dump(answers))
    refused = new("--profile", str(file), "--out", str(tmp_path / "out" / "p"), code=1)
    assert words in told(refused)
    assert not (tmp_path / "out").exists() or list((tmp_path / "out").iterdir()) == []


def test_the_interview_checks_each_answer_at_once(tmp_path: Path) -> None:
    said = [
        "Agam Sehat", "agam-sehat",  # a name with a space is asked again
        "", "Care for Agam", "", "2026-13-01", "2026-03-01", "poor", "gap",
        "banyak", "90", "4", "3", "-", "", "", "", "12.500.000.000", "80,5", "refuse", "",
        "1", "RSUD Contoh Lubuk Basung", "123", "1306901", "C", "government",
        "529.138", "", "Sensus Penduduk 2020, BPS", "0,67", "86,2", "bisnis.com", "13,7", "",
    ]  # fmt: skip
    done = new("--region", "1306", "--out", str(tmp_path / "p"), said="\n".join(said) + "\n")
    assert done.output.count("Perbaiki") >= 4
    pack = read_pack(tmp_path / "p")
    assert (pack.name, pack.title.en) == ("agam-sehat", "Care for Agam")
    assert pack.title.id == "Jaminan kesehatan Kabupaten Agam"
    assert (pack.stages[0].code, pack.stages[0].starts) == ("poor-gap-2026", date(2026, 3, 1))
    assert number_on(pack, "residency_days_min", date(2026, 3, 1)) == 90
    granted = [row.amount_idr for row in pack.appropriations if row.kind == "DPA"]
    assert granted == [10_062_500_000, 2_437_500_000]
    assert [hospital.provider_code for hospital in pack.providers] == ["1306901"]
    profile = read_profile(tmp_path / "p")
    assert (profile.people, profile.growth_bp, profile.insured_bp) == (529_138, 67, 8_620)


def test_the_check_reads_the_profile_too(tmp_path: Path) -> None:
    copy = tmp_path / "agam"
    shutil.copytree(PACKS / "agam", copy)
    profile = copy / "planning" / "profile.yaml"
    profile.write_text(profile.read_text().replace("insured_bp: 8624", "insured_bp: 86240"))
    told = CliRunner().invoke(command, ["check", str(copy), "--json"])
    assert told.exit_code == 1
    [problem] = json.loads(told.output)["problems"]
    assert (problem["code"], problem["file"]) == ("profile_wrong", "planning/profile.yaml")
    assert "insured_bp" in problem["en"]


def test_a_region_is_needed() -> None:
    assert "--region" in new("--yes", code=2).output
