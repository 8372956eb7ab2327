"""`multiguna audit`: verify the log, list it, and hand out what proves it elsewhere.

The context's object is the actor; a refusal is the main command's to show.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TextIO

import click

from multiguna.audit import actions
from multiguna.audit.queries import log as records
from multiguna.audit.queries import tree
from multiguna.audit.queries.verification import export_log, verify_log
from multiguna.audit.terms import AuditReport, LogEntry
from multiguna.cli.options import as_json, echo_json
from multiguna.kernel import clock
from multiguna.kernel.canonical import Json
from multiguna.kernel.db import transaction
from multiguna.kernel.terms import Actor

SHOWN_FINDINGS = 50


@click.group()
def audit() -> None:
    """Log audit / the audit log: verify, list, export, prove."""


@audit.command()
@click.option(
    "--against",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file with a checkpoint note that was kept outside.",
)
@as_json
@click.pass_context
def verify(context: click.Context, against: Path | None, as_json: bool) -> None:
    """Recompute the log and compare it with all that was signed; exit code 1 when it differs."""
    by: Actor = context.obj
    report = verify_log(
        by.region, against=against.read_text("utf-8", "replace") if against else None
    )
    if as_json:
        echo_json(report.to_json())
    else:
        _say(report)
    if not report.verified:
        context.exit(1)


def _say(report: AuditReport) -> None:
    click.echo(
        f"{report.origin}: {report.leaves} catatan / records, "
        f"{report.erased} dihapus menurut hukum / lawfully erased, "
        f"{report.pending} menunggu / waiting, {report.checkpoints} titik periksa / checkpoints."
    )
    for finding in report.findings[:SHOWN_FINDINGS]:
        click.echo(f"  {finding.kind}: {finding.message.id} / {finding.message.en}")
    if report.found > SHOWN_FINDINGS:
        rest = report.found - SHOWN_FINDINGS
        click.echo(f"  … {rest} lagi / more (--json)")
    if report.pending and not report.leaves:
        click.echo("Belum ada yang disegel; jalankan / nothing is sealed yet, run: multiguna work")
    click.echo("Utuh. / Verified." if report.verified else "TIDAK UTUH. / NOT verified.")


@audit.command("log")
@click.option("--kind", help="Only this kind of decision.")
@click.option("--subject", help="Only decisions on this, e.g. claim:17.")
@click.option("--actor", help="Only decisions of this user.")
@click.option("--before", type=int, help="Only records older than this number.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True)
@as_json
@click.pass_obj
def list_log(
    by: Actor,
    kind: str | None,
    subject: str | None,
    actor: str | None,
    before: int | None,
    limit: int,
    as_json: bool,
) -> None:
    """List decision records, newest first."""
    with transaction(by) as cur:
        entries = records.log(
            cur,
            region=by.region,
            kind=kind,
            subject=subject,
            actor=actor,
            before=before,
            limit=limit,
        )
    if as_json:
        echo_json([_entry(entry) for entry in entries])
        return
    for entry in entries:
        place = "-" if entry.leaf_index is None else entry.leaf_index
        record = entry.record
        outcome = (
            "(dihapus / erased)" if record.body is None else json.loads(record.body)["outcome"]
        )
        click.echo(
            f"{record.record_id:>9} {place:>9}  {entry.recorded_at:%Y-%m-%d %H:%M}  "
            f"{record.kind}  {record.subject}  {outcome}  {record.actor}"
        )


def _entry(entry: LogEntry) -> Json:
    return {
        **entry.record.to_json(),
        "recorded_at": entry.recorded_at.isoformat(),
        "leaf_index": entry.leaf_index,
    }


@audit.command()
@click.argument("file", type=click.File("w", encoding="utf-8", lazy=False))
@click.pass_obj
def export(by: Actor, file: TextIO) -> None:
    """Write the whole log for the stand-alone verifier (tools/verify_audit.py); FILE may be -."""
    with transaction(by) as cur:
        for line in export_log(cur, region=by.region):
            file.write(f"{line}\n")


@audit.command()
@click.argument("record_id", type=int)
@click.pass_obj
def proof(by: Actor, record_id: int) -> None:
    """Print the proof that one record is in the log, for the stand-alone verifier."""
    with transaction(by) as cur:
        found = tree.proof(cur, region=by.region, record_id=record_id)
    click.echo(json.dumps(found.to_json(), ensure_ascii=False, separators=(",", ":")))


@audit.command()
@as_json
@click.pass_obj
def checkpoint(by: Actor, as_json: bool) -> None:
    """Print the newest signed note, to be kept outside this building."""
    with transaction(by) as cur:
        newest = records.checkpoints(cur, region=by.region, limit=1)
    key = records.public_key().hex()
    if as_json:
        echo_json({"public_key": key, "note": newest[0].note if newest else None})
    elif newest:
        click.echo(newest[0].note, nl=False)
        click.echo(f"kunci publik / public key: {key}", err=True)
    else:
        click.echo("Belum ada titik periksa. / No checkpoint yet.", err=True)


@audit.command()
@as_json
@click.pass_obj
def sequence(by: Actor, as_json: bool) -> None:
    """Give finished records their place in the log and sign a checkpoint (the worker's task)."""
    added = actions.sequence_leaves(by=by, on=clock.today())
    if as_json:
        echo_json({"added": added})
    else:
        click.echo(f"{added} catatan baru dalam log. / {added} new records in the log.")
