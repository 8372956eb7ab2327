"""`multiguna residents` and `multiguna providers`: take in files."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from pathlib import Path

import click

from multiguna.cli import matching
from multiguna.cli.options import DAY, FILE, as_json, day, echo_json, on_day, progress
from multiguna.kernel import clock
from multiguna.kernel.db import transaction
from multiguna.kernel.money import rupiah
from multiguna.kernel.terms import Actor
from multiguna.payments.queries import affected
from multiguna.payments.terms import Affected
from multiguna.providers.actions import import_providers
from multiguna.registry.actions import (
    import_membership,
    import_residents,
    update_residents,
)
from multiguna.registry.queries import regional_members
from multiguna.registry.terms import EVENT_TITLES, UpdateResult

REPORT = click.option(
    "--report",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where bad rows are listed; FILE.errors.csv if absent.",
)


@click.group()
def residents() -> None:
    """Data penduduk / the registry of residents."""


for command in (matching.duplicates, matching.merge, matching.unmerge):
    residents.add_command(command)


@residents.command("import")
@click.argument("path", type=FILE)
@REPORT
@on_day
@as_json
@click.pass_obj
def import_file(
    by: Actor, path: Path, report: Path | None, on: datetime | None, as_json: bool
) -> None:
    """Take in residents, or welfare periods; the file's columns say which."""
    with progress(path, path.name) as bar:
        result = import_residents(path=path, by=by, on=day(on), report_to=report, progress=bar)
    facts = {
        "kind": result.kind, "rows": result.rows, "inserted": result.inserted,
        "updated": result.updated, "unchanged": result.unchanged, "refused": result.refused,
        "warned": result.warned, "again": result.again, "import_no": result.import_no,
    }  # fmt: skip
    if as_json:
        echo_json(facts)
        return
    click.echo(
        f"{result.rows} baris / rows: {result.inserted} baru / new, {result.updated} berubah / "
        f"changed, {result.unchanged} tetap / unchanged, {result.refused} ditolak / refused, "
        f"{result.warned} peringatan / warnings"
    )
    if result.problems or result.warned:
        where = report or path.with_name(f"{path.name}.errors.csv")
        click.echo(f"Rincian / details: {where}")


@residents.command("update")
@click.argument("path", type=FILE)
@click.option("--preview", is_flag=True, help="Say what would change and write nothing.")
@REPORT
@on_day
@as_json
@click.pass_obj
def update(
    by: Actor, path: Path, preview: bool, report: Path | None, on: datetime | None, as_json: bool
) -> None:
    """Apply the civil registry's monthly file: births, deaths, moves, cards, corrections."""
    with progress(path, path.name) as bar:
        result = update_residents(
            path=path, by=by, on=day(on), preview=preview, report_to=report, progress=bar
        )
    if as_json:
        echo_json(_update_facts(result))
        return
    rows = result.rows
    if preview:
        click.echo("Pratinjau, tidak ada yang disimpan / preview, nothing is kept")
    click.echo(
        f"{rows.rows} baris / rows: {rows.inserted} baru / new, {rows.updated} berubah / changed, "
        f"{rows.unchanged} tetap / unchanged, {rows.refused} ditolak / refused; "
        f"{result.persons_added} orang baru / persons added, "
        f"{result.persons_changed} orang berubah / persons changed"
    )
    for count in result.kinds:
        title = EVENT_TITLES[count.kind]
        click.echo(f"  {title.id} / {title.en}: {count.applied} (+ {count.unchanged} tetap / same)")
    for example in result.examples if preview else ():
        told = [c for c in example.changes if c.before or c.after != "•••"]
        said = ", ".join(f"{c.column}: {c.before or '-'} > {c.after or '-'}" for c in told)
        click.echo(f"  {EVENT_TITLES[example.kind].id} {example.nik_masked}: {said}")
    if result.rows.problems:
        click.echo(f"Rincian / details: {report or path.with_name(f'{path.name}.errors.csv')}")


def _update_facts(result: UpdateResult) -> dict[str, object]:
    rows = result.rows
    return {
        "preview": result.preview, "again": rows.again, "import_no": rows.import_no,
        "rows": rows.rows, "inserted": rows.inserted, "updated": rows.updated,
        "unchanged": rows.unchanged, "refused": rows.refused,
        "persons_added": result.persons_added, "persons_changed": result.persons_changed,
        "kinds": {
            count.kind.value: {"applied": count.applied, "unchanged": count.unchanged}
            for count in result.kinds
        },
        "examples": [
            {
                "kind": example.kind, "nik": example.nik_masked,
                "on": example.event_on and example.event_on.isoformat(),
                "changes": {c.column: [c.before, c.after] for c in example.changes},
            }
            for example in result.examples
        ],
    }  # fmt: skip


@residents.command("jkn")
@click.argument("path", type=FILE)
@REPORT
@on_day
@as_json
@click.pass_obj
def jkn(by: Actor, path: Path, report: Path | None, on: datetime | None, as_json: bool) -> None:
    """Take in a JKN status file: who has another payer, and when."""
    with progress(path, path.name) as bar:
        result = import_membership(path=path, by=by, on=day(on), report_to=report, progress=bar)
    rows = result.rows
    if as_json:
        echo_json(
            {
                "kind": rows.kind, "rows": rows.rows, "updated": rows.updated,
                "unchanged": rows.unchanged, "refused": rows.refused, "warned": rows.warned,
                "again": rows.again, "import_no": rows.import_no, "active": result.active,
                "stage": result.stage_code, "other_payer_first": result.asked,
            }
        )  # fmt: skip
        return
    click.echo(
        f"{rows.rows} baris / rows: {rows.updated} berubah / changed, {rows.unchanged} tetap / "
        f"unchanged, {rows.refused} ditolak / refused; {result.active} aktif / active"
    )
    first = "JKN membayar lebih dahulu / JKN pays first"
    never = "JKN tidak ditanyakan pada tahap ini / this stage does not ask for JKN"
    click.echo(f"[{result.stage_code}] {first if result.asked else never}")
    if rows.problems:
        click.echo(f"Rincian / details: {report or path.with_name(f'{path.name}.errors.csv')}")


@residents.command("members")
@on_day
@as_json
@click.pass_obj
def members(by: Actor, on: datetime | None, as_json: bool) -> None:
    """List members whose contribution the region pays and should look at (PBPU Pemda)."""
    with transaction(by) as cursor:
        found = regional_members(cursor, by, on=day(on))
    counts = Counter(question.code for question in found)
    if as_json:
        echo_json(
            {
                "on": day(on).isoformat(), "counts": counts,
                "members": [
                    {"person_id": q.person_id, "nik": q.nik_masked, "card": q.card_masked,
                     "code": q.code, "since": q.since.isoformat()} for q in found
                ],
            }
        )  # fmt: skip
        return
    for code, count in sorted(counts.items()):
        click.echo(f"{count}  {code.sentence.id} / {code.sentence.en}")
    for q in found:
        click.echo(f"  {q.person_id}  {q.nik_masked}  {q.card_masked}  {q.since}  [{q.code}]")


@residents.command("effects")
@click.option("--since", type=DAY, metavar="DATE", help="Changes recorded from this day on.")
@click.option("--import", "import_no", type=int, help="Changes of one import, by its number.")
@as_json
@click.pass_obj
def effects(by: Actor, since: datetime | None, import_no: int | None, as_json: bool) -> None:
    """List open letters and claims of people who turn out dead, gone or insured elsewhere.

    Nothing is done about them here: release letters, decide claims again, or record what was
    overpaid (payments recover).
    """
    if (since is None) == (import_no is None):
        raise click.UsageError("--since DATE or --import N")
    with transaction(by) as cursor:
        found = affected(
            cursor, by, since=clock.start_of(since.date()) if since else None, import_no=import_no
        )
    counts = Counter(row.state for row in found)
    recoverable_idr = sum(row.recoverable_idr for row in found)
    if as_json:
        echo_json(
            {
                "counts": counts, "recoverable_idr": recoverable_idr,
                "affected": [_affected_facts(row) for row in found],
            }
        )  # fmt: skip
        return
    for row in found:
        name = row.letter_no if row.claim_id is None else f"{row.claim_id} ({row.claim_no})"
        click.echo(
            f"{row.provider_code}  {row.state}  {name}  {row.from_date}..{row.until_date}  "
            f"{row.reason} {row.since or ''}  {rupiah(row.amount_idr)}"
        )
    for state, count in sorted(counts.items()):
        click.echo(f"{count}  {state.proposal.id}\n    {state.proposal.en}")
    click.echo(f"Dapat ditarik kembali / recoverable: {rupiah(recoverable_idr)}")


def _affected_facts(row: Affected) -> dict[str, object]:
    return {
        "letter_no": row.letter_no, "claim_id": row.claim_id, "claim_no": row.claim_no,
        "provider_code": row.provider_code, "from": row.from_date.isoformat(),
        "until": row.until_date.isoformat(), "reason": row.reason,
        "since": row.since and row.since.isoformat(), "state": row.state,
        "amount_idr": row.amount_idr, "recoverable_idr": row.recoverable_idr,
    }  # fmt: skip


@click.group()
def providers() -> None:
    """Rumah sakit / hospitals."""


@providers.command("import")
@click.argument("path", type=FILE)
@on_day
@as_json
@click.pass_obj
def import_hospitals(by: Actor, path: Path, on: datetime | None, as_json: bool) -> None:
    """Take in a file of hospitals, all or nothing."""
    count = import_providers(path=path, by=by, on=day(on))
    if as_json:
        echo_json({"providers": count})
    else:
        click.echo(f"{count} rumah sakit / hospitals")
