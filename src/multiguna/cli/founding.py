"""`multiguna pack new`: a complete pack for a region, from an interview or a file of answers."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from multiguna.cli.cities import shipped_pack
from multiguna.cli.interviewing import Given, interview
from multiguna.cli.opening import open_django
from multiguna.cli.options import FILE, as_json, day, echo_json, on_day
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Text
from multiguna.planning.rules.profiles import read_profile
from multiguna.programme.rules import read_pack
from multiguna.programme.rules.answers import read_answers, refuse_answers
from multiguna.programme.rules.founding import found_pack, founded_files
from multiguna.programme.rules.problems import Problems
from multiguna.programme.rules.reading import read_yaml
from multiguna.programme.rules.regions import region_of

PROFILE = "planning/profile.yaml"
OUT = click.Path(path_type=Path)


@click.command()
@click.option("--region", "code", metavar="CODE", help="The region's Kemendagri code, e.g. 13.06.")
@click.option("--out", type=OUT, metavar="DIR", help="The new folder; packs/NAME if absent.")
@click.option("--profile", type=FILE, help="The answers as YAML; then nothing is asked.")
@click.option("--name", help="The pack's name: small letters, digits and -.")
@click.option("--yes", is_flag=True, help="Ask nothing; take the usual answer to every question.")
@on_day
@as_json
def new(
    code: str | None, out: Path | None, profile: Path | None, name: str | None, yes: bool,
    on: datetime | None, as_json: bool,
) -> None:  # fmt: skip
    """Make a complete pack for a region: law, villages, money, letters, scenarios, sources."""
    open_django()
    from multiguna.programme.actions import write_pack

    template = read_pack(shipped_pack("template"))
    problems = Problems()
    given = _given(profile, problems)
    if code is not None:
        given["region"] = region_of(code).code
    if name is not None:
        given["name"] = name
    if "region" not in given and not problems.found:
        raise click.UsageError("--region CODE, or --profile FILE with a region, is needed.")
    if profile is None and not yes:
        click.echo(f"{region_of(str(given['region'])).name}", err=True)
        given = interview(given, template, day(on))
    file = profile.name if profile else "interview"
    answers = read_answers(given, template, on=day(on), file=file, problems=problems)
    refuse_answers(problems)
    assert answers is not None, "answers without a region are a problem"
    folder = out or Path("packs") / answers.name
    pack = found_pack(template, answers)
    written = write_pack(
        files=founded_files(pack, answers), folder=folder,
        check=read_profile if answers.planning is not None else None,
    )  # fmt: skip
    if as_json:
        echo_json(
            {
                "path": str(folder), "name": written.name, "version": written.version,
                "region": written.region, "villages": len(written.villages),
                "hospitals": len(written.providers), "scenarios": len(written.scenarios),
            }
        )  # fmt: skip
        return
    click.echo(
        f"{folder}: {written.region_name}, {len(written.villages)} kelurahan dan desa / villages. "
        "Ganti yang bertanda Contoh. / Replace what is marked Contoh."
    )
    click.echo(f"  multiguna pack check {folder}\n  multiguna pack sign {folder}\n"
               f"  multiguna pack install {folder}")  # fmt: skip


def _given(profile: Path | None, problems: Problems) -> Given:
    """The answers of a file; the region's profile may stand in it or in profile.yaml beside it."""
    if profile is None:
        return {}
    value = read_yaml(profile.parent, profile.name, problems)
    if not isinstance(value, dict):
        refuse_answers(problems)
        raise Refused(
            "answers_wrong",
            Text("Berkas jawaban harus berisi kunci dan nilai.",
                 "The file of answers must hold keys with values."),
        )  # fmt: skip
    given = {str(key): item for key, item in value.items()}
    beside = profile.parent / Path(PROFILE).name
    if "planning" not in given and beside != profile and beside.is_file():
        given["planning"] = read_yaml(beside.parent, beside.name, problems)
    return given
