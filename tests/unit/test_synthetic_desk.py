"""The coverage rule itself decides every visit of a synthetic city as planted.csv expects."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

from multiguna.coverage.rules import coverage_stage, decide_coverage
from multiguna.coverage.terms import Care, CoverageFacts, CoverageRequest
from multiguna.programme.rules import read_pack
from multiguna.programme.terms import Period
from multiguna.registry.rules import kk_is_possible, nik_is_possible
from multiguna.synthetic.city import write_city
from multiguna.synthetic.demand import Demand

PACK = Path(__file__).parents[2] / "packs" / "tangerang"
BUSY = Demand(inpatient_per_1000=110, outpatient_per_1000=160)


def _table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _facts(out: Path) -> dict[str, CoverageFacts]:
    """What a registry would know after importing the city's sound rows."""
    bad = {int(one["row"]) for one in _table(out / "planted.csv") if one["file"] == "residents.csv"}
    poor: dict[tuple[str, str], Period] = {
        (row["NIK"], row["STATUS"]): Period(date.fromisoformat(row["SEJAK"]), _day(row["SAMPAI"]))
        for row in _table(out / "welfare.csv")
    }
    known: dict[str, CoverageFacts] = {}
    for number, row in enumerate(_table(out / "residents.csv"), start=1):
        if number in bad:
            continue
        nik, born = row["NIK"], date.fromisoformat(row["TGL_LHR"])
        listed = [poor.get((nik, status)) for status in ("MISKIN", "HAMPIR_MISKIN")]
        known[nik] = CoverageFacts(
            person_id=number,
            kk=int(row["NO_KK"]),
            birth_date=born,
            died_on=_day(row["TGL_MATI"]),
            residency=(Period(_day(row["TGL_DATANG"]) or born, _day(row["TGL_PINDAH"])),),
            poor=(listed[0],) if listed[0] else (),
            near_poor=(listed[1],) if listed[1] else (),
        )
    return known


def _reasons(out: Path) -> list[tuple[str, str]]:
    """(expected, decided) of every visit; a visit without a mark expects to be covered."""
    pack, facts = read_pack(PACK), _facts(out)
    marks = {
        int(one["row"]): one["expected"]
        for one in _table(out / "planted.csv")
        if one["file"] == "visits.csv"
    }
    reasons = []
    for number, visit in enumerate(_table(out / "visits.csv"), start=1):
        card, on = visit["nik"] or visit["mother_nik"], date.fromisoformat(visit["on"])
        request = CoverageRequest(
            on=on,
            care=Care(visit["care"]),
            emergency=visit["emergency"] == "1",
            kk=int(visit["kk"]),
            card_region=f"{visit['kk'][:2]}.{visit['kk'][2:4]}",
            card_possible=nik_is_possible(card) and kk_is_possible(visit["kk"]),
            newborn_born_on=_day(visit["born"]),
        )
        decided = decide_coverage(facts.get(card), coverage_stage(pack, on), request).reason
        covered = "covered_newborn" if visit["mother_nik"] else "covered"
        reasons.append((marks.get(number, covered), str(decided)))
    return reasons


def test_every_visit_of_2012_is_decided_as_planted(tmp_path: Path) -> None:
    write_city(tmp_path, pack_dir=PACK, residents=1500, months=12, seed=31, demand=BUSY)
    reasons = _reasons(tmp_path)
    assert [pair for pair in reasons if pair[0] != pair[1]] == []
    assert len({expected for expected, _ in reasons}) == 10


def test_every_visit_across_the_stage_of_the_poor_is_decided_as_planted(tmp_path: Path) -> None:
    write_city(
        tmp_path, pack_dir=PACK, residents=1500, months=12, seed=32, start=date(2011, 7, 1),
        demand=Demand(inpatient_per_1000=250, outpatient_per_1000=300),
    )  # fmt: skip
    assert [pair for pair in _reasons(tmp_path) if pair[0] != pair[1]] == []
