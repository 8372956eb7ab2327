"""`multiguna region`: which provinces, regencies and cities there are, by name or code."""

from __future__ import annotations

import click

from multiguna.cli.options import as_json, echo_json
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Text
from multiguna.programme.rules.regions import find_regions, villages_of

ZONES = {"Asia/Jakarta": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}


@click.group()
def region() -> None:
    """Wilayah / regions: the codes of all provinces, regencies and cities."""


@region.command()
@click.argument("asked", metavar="NAME|CODE")
@as_json
def find(asked: str, as_json: bool) -> None:
    """Find a region by its name or its Kemendagri code."""
    found = [(one, villages_of(one.code)) for one in find_regions(asked)]
    if as_json:
        echo_json(
            [
                {
                    "code": one.code, "name": one.name, "province": one.province_name,
                    "timezone": one.timezone,
                    "districts": len({row.district_code for row in villages}),
                    "villages": len(villages),
                }
                for one, villages in found
            ]
        )  # fmt: skip
        return
    if not found:
        raise Refused(
            "region_unknown",
            Text("Tidak ada wilayah dengan nama atau kode itu. Periksa ejaannya.",
                 "There is no region of that name or code. Check the spelling."),
        )  # fmt: skip
    for one, villages in found:
        click.echo(
            f"{one.code}  {one.name}, {one.province_name}  {ZONES[one.timezone]}  "
            f"{len(villages)} kelurahan dan desa / villages"
        )
