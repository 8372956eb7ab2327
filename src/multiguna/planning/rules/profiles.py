"""Reads a region profile (`planning/profile.yaml` of a pack), or says everything wrong with it."""

from __future__ import annotations

from pathlib import Path

from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Text
from multiguna.planning.terms.profile import AgeBand, HospitalGroup, PresentCare, RegionProfile
from multiguna.programme.rules.cells import Cells
from multiguna.programme.rules.problems import Problems
from multiguna.programme.rules.reading import read_yaml

FILE = "planning/profile.yaml"
NEEDED = ("region", "name", "population", "insured_bp", "insured_source", "poor_bp", "poor_source",
          "hospitals", "hospitals_source", "access_bp", "access_source", "cost_level_bp",
          "cost_source")  # fmt: skip
OPTIONAL = ("arrivals_bp", "arrivals_source", "present")
BP, PEOPLE_MAX, LEVEL_MAX = 10_000, 300_000_000, 50_000
GROWTH = (-2_000, 2_000)
CLASSES, OWNERSHIP = ("A", "B", "C", "D"), ("government", "private")


def read_profile(path: Path) -> RegionProfile:
    """The profile in a pack's folder, or in a YAML file of its own.

    Refuses (`profile_wrong`) with everything that is wrong, and where; a file that is not there is
    `profile_missing`.
    """
    folder, name = (path, FILE) if path.is_dir() else (path.parent, path.name)
    if not (folder / name).is_file():
        raise Refused(
            "profile_missing",
            Text(f"Tidak ada {name} di {folder.name}. Buat dari packs/template, atau dengan "
                 "'multiguna pack new'.",
                 f"There is no {name} in {folder.name}. Make one from packs/template, or with "
                 "'multiguna pack new'."),
        )  # fmt: skip
    problems = Problems()
    value = read_yaml(folder, name, problems)
    return _checked(value, name, problems)


def profile_of(value: object, file: str = FILE) -> RegionProfile:
    """The profile that a mapping holds, as a YAML file would. Refuses `profile_wrong`."""
    return _checked(value, file, Problems())


def read_mapping(path: Path) -> dict[str, object]:
    """What a profile's file holds, before it is judged. Refuses `profile_wrong` where it is no
    YAML mapping.
    """
    problems = Problems()
    value = read_yaml(path.parent, path.name, problems)
    if not isinstance(value, dict):
        _checked(value, path.name, problems)
    assert isinstance(value, dict)
    return {str(key): part for key, part in value.items()}


def _checked(value: object, name: str, problems: Problems) -> RegionProfile:
    profile = _profile(value, name, problems)
    if problems.found:
        raise Refused(
            "profile_wrong",
            Text("\n".join(f"- {one.message.id}" for one in problems.found),
                 "\n".join(f"- {one.message.en}" for one in problems.found)),
            problems=len(problems.found),
        )  # fmt: skip
    return profile


def _profile(value: object, file: str, problems: Problems) -> RegionProfile:
    cells = Cells.of_yaml(problems, file, "", value, NEEDED, OPTIONAL)
    people = Cells.of_yaml(
        problems, file, "population", cells.values.get("population"),
        ("people", "on", "growth_bp", "source"), ("by_age", "age_source"),
    )  # fmt: skip
    _sourced(people, "by_age", "age_source")
    _sourced(cells, "arrivals_bp", "arrivals_source")
    sources = [("population", people.text("source"))]
    if people.has("by_age"):
        sources.append(("ages", people.text("age_source")))
    sources += [
        (name, cells.text(f"{name}_source"))
        for name in ("insured", "poor", "hospitals", "access", "cost", "arrivals")
        if name != "arrivals" or cells.has("arrivals_bp")
    ]
    present = _present(cells, file, problems) if cells.has("present") else None
    if present is not None:
        sources.append(("present", present.source))
    return RegionProfile(
        region=cells.matching("region", r"[0-9]{2}(\.[0-9]{2})?", '"13.06"'),
        name=cells.text("name"),
        people=people.whole("people", 1, PEOPLE_MAX),
        people_on=people.day("on"),
        growth_bp=people.whole("growth_bp", *GROWTH),
        insured_bp=cells.whole("insured_bp", 0, BP),
        poor_bp=cells.whole("poor_bp", 0, BP),
        access_bp=cells.whole("access_bp", 1, LEVEL_MAX),
        cost_bp=cells.whole("cost_level_bp", 1, LEVEL_MAX),
        arrivals_bp=cells.whole("arrivals_bp", 0, BP) if cells.has("arrivals_bp") else 0,
        ages=_ages(people, file, problems),
        hospitals=_hospitals(cells, file, problems),
        present=present,
        sources=tuple(sources),
    )


def _sourced(cells: Cells, name: str, source: str) -> None:
    """What may be left out has a source where it is given."""
    if cells.has(name) and not cells.has(source):
        cells.note("key_missing", source, f"Kunci `{source}` tidak ada. Tambahkan.",
                   f"The key `{source}` is missing. Add it.")  # fmt: skip


def _ages(people: Cells, file: str, problems: Problems) -> tuple[AgeBand, ...]:
    found = []
    for number, value in enumerate(people.items("by_age"), 1):
        row = Cells.of_yaml(problems, file, f"population.by_age[{number}]", value,
                            ("from", "until", "men_bp", "women_bp"))  # fmt: skip
        found.append(
            AgeBand(row.whole("from", 0, 120), row.whole("until", 1, 130),
                    row.whole("men_bp", 0, BP), row.whole("women_bp", 0, BP))
        )  # fmt: skip
        if found[-1].age_until <= found[-1].age_from:
            row.note("period_wrong", "until", "Tidak sesudah `from`. Perbaiki.",
                     "It is not after `from`. Correct it.")  # fmt: skip
    whole = sum(band.men_bp + band.women_bp for band in found)
    if found and whole != BP:
        people.note("sum_wrong", "by_age", f"Jumlahnya {whole}, seharusnya 10000. Perbaiki.",
                    f"The shares add up to {whole}, not 10000. Correct them.")  # fmt: skip
    return tuple(found)


def _hospitals(cells: Cells, file: str, problems: Problems) -> tuple[HospitalGroup, ...]:
    found = []
    for number, value in enumerate(cells.items("hospitals"), 1):
        row = Cells.of_yaml(problems, file, f"hospitals[{number}]", value,
                            ("class", "ownership", "share_bp"), ("beds",))  # fmt: skip
        found.append(
            HospitalGroup(
                row.one_of("class", CLASSES),
                row.one_of("ownership", OWNERSHIP),
                row.whole("beds") if row.has("beds") else None,
                row.whole("share_bp", 0, BP),
            )
        )
    whole = sum(group.share_bp for group in found)
    if whole != BP:
        cells.note("sum_wrong", "hospitals", f"Bagian kasus berjumlah {whole}, seharusnya 10000.",
                   f"The shares of cases add up to {whole}, not 10000.")  # fmt: skip
    return tuple(found)


def _present(cells: Cells, file: str, problems: Problems) -> PresentCare:
    row = Cells.of_yaml(
        problems, file, "present", cells.values["present"],
        ("year", "inpatients", "outpatients", "amount_idr", "people", "source"),
        ("years_free", "seasoned_bp"),
    )  # fmt: skip
    present = PresentCare(
        year=row.whole("year", 2000, 2100),
        inpatients=row.whole("inpatients", 1),
        outpatients=row.whole("outpatients", 1),
        amount_idr=row.whole("amount_idr", 1),
        people=row.whole("people", 1, PEOPLE_MAX),
        years_free=row.whole("years_free", 1, 100) if row.has("years_free") else None,
        seasoned_bp=row.whole("seasoned_bp", 0, BP) if row.has("seasoned_bp") else 0,
        source=row.text("source"),
    )
    if present.years_free is None and present.seasoned_bp:
        row.note("value_wrong", "seasoned_bp", "Hanya bila `years_free` diisi. Hapus.",
                 "Only beside `years_free`. Remove it.")  # fmt: skip
    return present
