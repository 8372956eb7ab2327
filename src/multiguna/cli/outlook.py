"""`multiguna budget outlook | alarms | reserves | chart | digest`: look ahead."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path

import click

from multiguna.cli.options import as_json, day, echo_json, on_day
from multiguna.kernel.db import transaction
from multiguna.kernel.money import rupiah
from multiguna.kernel.saying import short_rupiah
from multiguna.kernel.terms import Actor
from multiguna.planning import actions
from multiguna.planning.queries import alarms as ringing_alarms
from multiguna.planning.queries import day_digest, open_alarms
from multiguna.planning.queries import outlook as year_outlook
from multiguna.planning.queries import reserves as care_reserves
from multiguna.planning.rules.alarms import RULES
from multiguna.planning.terms import CellReserve, Outlook, Reserve, RunOut

CHARTS = ("burn", "fan", "stock", "arrears", "ageing")  # charts.NAMES, without loading them
YEAR = click.option("--year", type=int, help="The fiscal year; that of the day if absent.")


@click.command()
@YEAR
@on_day
@click.option("--paths", type=click.IntRange(100, 100_000), default=2000, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True)
@as_json
@click.pass_obj
def outlook(
    by: Actor, year: int | None, on: datetime | None, paths: int, seed: int, as_json: bool
) -> None:
    """Foresee the year's end: what is used by today, the fan to December, when money runs out."""
    with transaction(by) as cursor:
        seen = year_outlook(cursor, by, on=day(on), year=year, paths=paths, seed=seed)
    if as_json:
        echo_json(_outlook_body(seen))
        return
    click.echo(f"Anggaran / budget {seen.year}, {seen.on}")
    for label, amount in (
        ("Pagu / appropriation", seen.stock.appropriation_idr),
        ("Dirilis / released", seen.stock.released_idr),
        ("Terpakai menurut buku / used by the books", seen.stock.used_idr),
        ("  surat terbuka / open letters, expected", seen.letters_expected_idr),
        ("  belum ditagih / not billed yet (IBNR)", seen.ibnr_expected_idr),
        ("Terpakai, perkiraan / used, expected", seen.used_idr),
    ):
        click.echo(f"{label:<44}{rupiah(amount):>24}")
    if seen.fan:
        end = seen.fan[-1]
        click.echo(
            f"{'Sampai / by ' + end.on.isoformat():<44}{rupiah(end.p50_idr):>24}\n"
            f"{'  8 dari 10 / 8 of 10':<44}{short_rupiah(end.p10_idr, 'id')} – "
            f"{short_rupiah(end.p90_idr, 'id')}"
        )
    for label, out in (
        ("pagu / appropriation", seen.appropriation),
        ("SPD / releases", seen.released),
    ):
        if out is not None:
            click.echo(f"{'Habis / runs out: ' + label:<44}{_when(out)}")


def _when(out: RunOut) -> str:
    days = f"{out.p50} ({out.p10 or '–'} … {out.p90 or '–'})" if out.p50 else "–"
    return f"{days}; cukup / lasts: {(out.chance_to_reach_bp + 50) // 100} %"


def _outlook_body(seen: Outlook) -> dict[str, object]:
    return {
        "year": seen.year,
        "on": seen.on.isoformat(),
        "until": seen.until.isoformat(),
        "stock": {
            name: getattr(seen.stock, name)
            for name in (
                "appropriation_idr", "released_idr", "committed_idr", "billed_idr",
                "obligations_idr", "ordered_idr", "paid_idr", "arrears_idr", "used_idr",
                "available_idr",
            )
        },
        **{
            name: getattr(seen, name)
            for name in (
                "billed_expected_idr", "letters_expected_idr", "ibnr_expected_idr",
                "outstanding_idr", "used_idr", "used_se_idr",
            )
        },
        "fan": [
            {"on": p.on.isoformat(), "p10_idr": p.p10_idr, "p50_idr": p.p50_idr,
             "p90_idr": p.p90_idr}
            for p in seen.fan
        ],
        "run_out": {"appropriation": _run_out_body(seen.appropriation),
                    "released": _run_out_body(seen.released)},
    }  # fmt: skip


def _run_out_body(out: RunOut | None) -> dict[str, object] | None:
    return None if out is None else {name: _plain(value) for name, value in asdict(out).items()}


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


@click.command()
@on_day
@as_json
@click.pass_obj
def alarms(by: Actor, on: datetime | None, as_json: bool) -> None:
    """Show what rings on a day, since when, and why."""
    with transaction(by) as cursor:
        ringing = ringing_alarms(cursor, by, on=day(on))
        since = {(one.code, one.subject): one.since for one in open_alarms(cursor, by, on=day(on))}
    body = [
        {
            "code": one.code.value,
            "subject": one.subject,
            "on": one.on.isoformat(),
            "since": _plain(since.get((one.code, one.subject))),
            "figures": dict(one.figures),
            "sentence_id": one.sentence.id,
            "sentence_en": one.sentence.en,
        }
        for one in ringing
    ]
    if as_json:
        echo_json({"on": day(on).isoformat(), "alarms": body})
        return
    if not ringing:
        click.echo("Tidak ada peringatan. / No alarms.")
    for one in ringing:
        title = RULES[one.code].title
        click.echo(f"{title.id} / {title.en}: {one.subject}")
        click.echo(f"  {one.sentence.id}\n  {one.sentence.en}")


@click.command()
@on_day
@as_json
@click.pass_obj
def reserves(by: Actor, on: datetime | None, as_json: bool) -> None:
    """Show care that was given and not billed yet (IBNR), by kind of care and hospital."""
    with transaction(by) as cursor:
        cells = care_reserves(cursor, by, on=day(on))
    if as_json:
        echo_json({"on": day(on).isoformat(), "reserves": [_cell_body(cell) for cell in cells]})
        return
    click.echo(
        f"{'':<24}{'chain ladder':>18}{'B-F':>18}{'Benktander':>18}{'± se':>16}"
        f"{'surat/letters':>18}"
    )
    for cell in cells:
        name = cell.care if cell.provider_code is None else f"  {cell.provider_code}"
        amounts = (
            cell.chain_ladder.ibnr_idr, cell.bornhuetter_ferguson.ibnr_idr,
            cell.benktander.ibnr_idr, cell.benktander.se_idr, cell.letters_idr,
        )  # fmt: skip
        click.echo(
            f"{name:<24}"
            + "".join(
                f"{rupiah(amount):>{wide}}"
                for amount, wide in zip(amounts, (18, 18, 18, 16, 18), strict=True)
            )
        )


def _cell_body(cell: CellReserve) -> dict[str, object]:
    return {
        "care": cell.care,
        "provider_code": cell.provider_code,
        "chosen": cell.chosen.method.value,
        "ibnr_idr": cell.chosen.ibnr_idr,
        "letters": cell.letters,
        "letters_idr": cell.letters_idr,
        "beyond_letters_idr": cell.beyond_letters_idr,
        "claims_of_a_year": cell.claims_of_a_year,
        "mean_idr": cell.mean_idr,
        "prior": "own" if cell.prior_is_own else "pack",
        "methods": {
            one.method.value: _reserve_body(one)
            for one in (cell.chain_ladder, cell.bornhuetter_ferguson, cell.benktander)
        },
    }


def _reserve_body(reserve: Reserve) -> dict[str, object]:
    body = {name: value for name, value in asdict(reserve).items() if name.endswith("_idr")}
    body["months"] = [
        {name: _plain(value) for name, value in asdict(month).items()} for month in reserve.months
    ]
    return body


@click.command()
@click.argument("name", type=click.Choice(CHARTS))
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), required=True,
    help="The file to write: .svg, .pdf or .png.",
)  # fmt: skip
@YEAR
@on_day
@click.option("--language", type=click.Choice(["id", "en"]), default="id", show_default=True)
@click.option("--width", type=click.IntRange(300, 2000), default=760, show_default=True)
@as_json
@click.pass_obj
def chart(
    by: Actor, name: str, out: Path, year: int | None, on: datetime | None, language: str,
    width: int, as_json: bool,
) -> None:  # fmt: skip
    """Draw a chart into a file: use against plan, outlook, stock, arrears, hospitals' waiting."""
    from multiguna.planning.queries import charts

    kind = out.suffix.lstrip(".").lower()
    if kind not in charts.KINDS:
        raise click.BadParameter("FILE.svg, FILE.pdf or FILE.png", param_hint="--out")
    with transaction(by) as cursor:
        drawn = charts.chart(
            cursor, by, name, on=day(on), year=year, language=language, width=width
        )
    out.write_bytes(charts.render(drawn, kind))
    if as_json:
        echo_json({"file": str(out), "title": drawn.title, "description": drawn.description})
    else:
        click.echo(f"{out}: {drawn.title}")


@click.command()
@on_day
@click.option("--send", is_flag=True, help="Mail it to MULTIGUNA_DIGEST_TO, once a day.")
@as_json
@click.pass_obj
def digest(by: Actor, on: datetime | None, send: bool, as_json: bool) -> None:
    """Show the day's letter to the treasurer, or mail it."""
    sent = actions.send_digest(by=by, on=day(on)) if send else 0
    with transaction(by) as cursor:
        letter = day_digest(cursor, by, on=day(on))
    if as_json:
        echo_json(
            {"on": letter.on.isoformat(), "subject": letter.subject, "body": letter.body,
             "alarms": len(letter.alarms), "sent": sent}
        )  # fmt: skip
    else:
        click.echo(f"{letter.subject}\n\n{letter.body}")


COMMANDS = (outlook, alarms, reserves, chart, digest)
