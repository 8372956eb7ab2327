"""`multiguna claims import|receipt|attach|history`: what hospitals send, and what goes back."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from functools import partial
from pathlib import Path

import click

from multiguna.claims import actions, queries
from multiguna.claims.terms import ClaimsImport, RowProblem
from multiguna.cli.options import FILE, as_json, day, echo_json, on_day, progress
from multiguna.kernel.db import transaction
from multiguna.kernel.errors import Refused
from multiguna.kernel.money import rupiah
from multiguna.kernel.private import write_private
from multiguna.kernel.terms import Actor, Role

ENDINGS = {".csv": "csv", ".txt": "eklaim", ".xlsx": "receipt"}
"""What a folder's files are by how their names end; others are passed over."""
FORMATS = ("auto", "eklaim", "csv", "receipt")
PATH = click.Path(exists=True, path_type=Path)
REPORT_ENDING = ".errors.csv"


@click.command("import")
@click.argument("paths", metavar="FILE…", type=PATH, nargs=-1, required=True)
@click.option("--provider", "provider_code", required=True, help="The hospital that sends them.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(FORMATS),
    default="auto",
    show_default=True,
    help="auto: by the name's ending; .csv is the own format, .xlsx a receipt, else e-Klaim.",
)
@click.option(
    "--report",
    "report_to",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where one file's bad rows are listed; beside each file if absent.",
)
@click.option(
    "--for",
    "home_region",
    metavar="REGION",
    help="The patients' region, where they are guests here (portability).",
)
@on_day
@as_json
@click.pass_obj
def import_files(
    by: Actor,
    paths: tuple[Path, ...],
    provider_code: str,
    format_: str,
    report_to: Path | None,
    home_region: str | None,
    on: datetime | None,
    as_json: bool,
) -> None:
    """Take in claim files, or all in a folder; bad rows are listed in a CSV beside each.

    Each file is taken in by itself: one that is refused does not hold up the others.
    """
    files = list(_files(paths))
    if not files:
        raise click.UsageError("the folder has no .txt, .csv or .xlsx file")
    if report_to is not None and len(files) > 1:
        raise click.UsageError("--report is for one file; several get theirs beside them")
    take_in: Callable[..., ClaimsImport] = partial(
        actions.import_claims, provider_code=provider_code, by=by
    )
    if home_region is not None:
        biller = Actor(by.name, Role.BILLER, by.region, provider_code)
        take_in = partial(actions.import_for_guests, home_region=home_region, by=biller)
    facts: list[Mapping[str, object]] = []
    refused: list[Refused] = []
    for path in files:
        beside = report_to or path.with_name(path.name + REPORT_ENDING)
        try:
            with progress(path, path.name) as advance:
                result = take_in(
                    path=path,
                    on=day(on),
                    format=_format(path) if format_ == "auto" else format_,
                    report_to=beside,
                    progress=advance,
                )
        except Refused as refusal:
            if len(files) == 1:
                raise
            refused.append(refusal)
            facts.append({"file": path.name, "refused": refusal.code})
            _say_refused(path, refusal)
            continue
        facts.append({"file": path.name, **_import_facts(result, beside)})
        if not as_json:
            _show_import(path, result, beside)
    if as_json:
        echo_json(facts[0] if len(files) == 1 else {"files": facts})
    if refused:
        sys.exit(1)


@click.command()
@click.argument("batch_id", metavar="BATCH", type=int)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="Where the workbook (.xlsx) is written.",
)
@as_json
@click.pass_obj
def receipt(by: Actor, batch_id: int, out: Path, as_json: bool) -> None:
    """Write a file's refused rows as a workbook that can be corrected and sent again."""
    with transaction(by) as cur:
        card = queries.receipt_card(cur, by, batch_id=batch_id)
        write_private(out, queries.receipt(cur, by, batch_id=batch_id))
    if as_json:
        codes = {code.value: count for code, count in card.codes.items()}
        echo_json({"batch_id": batch_id, "refused": card.refused, "codes": codes, "out": str(out)})
        return
    click.echo(f"{card.refused} baris ditolak / rows refused -> {out}")


@click.command()
@click.argument("claim_id", metavar="CLAIM", type=int)
@click.argument("paths", metavar="FILE…", type=FILE, nargs=-1, required=True)
@click.option("--query", "query_no", type=int, help="The query that the files answer.")
@click.option("--appeal", "appeal_no", type=int, help="The appeal that the files are for.")
@on_day
@as_json
@click.pass_obj
def attach(
    by: Actor,
    claim_id: int,
    paths: tuple[Path, ...],
    query_no: int | None,
    appeal_no: int | None,
    on: datetime | None,
    as_json: bool,
) -> None:
    """Put supporting files (PDF, PNG, JPEG) to a claim."""
    cards = [
        actions.attach(
            claim_id=claim_id, file=path, name=path.name, by=by, on=day(on), query_no=query_no,
            appeal_no=appeal_no,
        )
        for path in paths
    ]  # fmt: skip
    if as_json:
        echo_json(
            {
                "attachments": [
                    {**asdict(c), "attached_on": c.attached_on.isoformat()} for c in cards
                ]
            }
        )
        return
    for card in cards:
        click.echo(f"{card.claim_id}/{card.seq}  {card.media_type}  {card.size} B  {card.name}")


@click.command()
@click.argument("claim_id", metavar="CLAIM", type=int)
@as_json
@click.pass_obj
def history(by: Actor, claim_id: int, as_json: bool) -> None:
    """List the revisions of a claim and what each correction changed."""
    with transaction(by) as cur:
        revisions = queries.claim_history(cur, by, claim_id)
    if as_json:
        echo_json(
            {
                "revisions": [
                    {
                        **asdict(one),
                        "received_on": one.received_on.isoformat(),
                        "decided_on": one.decided_on.isoformat() if one.decided_on else None,
                        "outcome": one.outcome.value if one.outcome else queries.UNDECIDED,
                        "changed": list(one.changed),
                    }
                    for one in revisions
                ]
            }
        )
        return
    for one in revisions:
        click.echo(
            f"{one.revision}  {one.claim_id:>9}  {one.received_on}  {rupiah(one.billed_idr):>18}  "
            f"{one.outcome or queries.UNDECIDED:<9}  {' '.join(one.changed)}"
        )


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    """The files named, and those of the folders named, in the order of their names."""
    for path in paths:
        if path.is_dir():
            inside = sorted(one for one in path.iterdir() if one.is_file())
            yield from (
                one
                for one in inside
                if one.suffix.lower() in ENDINGS and not one.name.endswith(REPORT_ENDING)
            )
        else:
            yield path


def _format(path: Path) -> str:
    return ENDINGS.get(path.suffix.lower(), "eklaim")


def _say_refused(path: Path, refusal: Refused) -> None:
    click.echo(
        f"{path.name}: {refusal.message.id}\n{refusal.message.en}\n[{refusal.code}]", err=True
    )


def _show_import(path: Path, result: ClaimsImport, report_to: Path) -> None:
    if result.known:
        click.echo(f"{path.name}: sudah pernah diterima; tidak ada yang berubah.")
        click.echo(f"{path.name}: taken in before; nothing was changed.")
        return
    click.echo(
        f"{path.name}: {result.rows} baris/rows: {result.imported} baru/new, {result.corrected} "
        f"perbaikan/corrected, {result.unchanged} tetap/unchanged, {result.refused} "
        f"ditolak/refused, {result.warned} peringatan/warnings (batch {result.batch_id})"
    )
    if result.problems:
        click.echo(f"Rincian / details: {report_to}")
    if result.refused:
        click.echo(f"Untuk diperbaiki / to correct: multiguna claims receipt {result.batch_id}")


def _import_facts(result: ClaimsImport, report_to: Path) -> Mapping[str, object]:
    return {
        "batch_id": result.batch_id,
        "known": result.known,
        "rows": result.rows,
        "imported": result.imported,
        "corrected": result.corrected,
        "unchanged": result.unchanged,
        "refused": result.refused,
        "warned": result.warned,
        "report": str(report_to) if result.problems else None,
        "problems": [_problem_facts(problem) for problem in result.problems],
    }


def _problem_facts(problem: RowProblem) -> Mapping[str, object]:
    return {
        "row": problem.row,
        "column": problem.column,
        "value": problem.value,
        "code": problem.code.value,
        "kept": problem.kept,
        "message": {"id": problem.message.id, "en": problem.message.en},
        "remedy": {"id": problem.remedy.id, "en": problem.remedy.en},
    }
