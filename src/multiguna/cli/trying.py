"""`multiguna claims what-if`: what another pack would decide, beside what holds."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import click

from multiguna.claims.actions import trying
from multiguna.claims.terms.trying import Weight, WhatIf
from multiguna.cli.options import DAY, FOLDER, as_json, day, echo_json, on_day
from multiguna.kernel.money import rupiah
from multiguna.kernel.terms import Actor
from multiguna.programme.queries import pack_in_force
from multiguna.programme.rules import read_pack
from multiguna.programme.terms import Period


@click.command("what-if")
@click.option("--pack", "path", type=FOLDER, help="The pack's folder; the pack in force if absent.")
@click.option("--batch", "batch_id", type=int, help="The claims of one batch.")
@click.option("--from", "starts", type=DAY, help="Or the claims with service from this day…")
@click.option("--until", type=DAY, help="…up to but without this day; open if absent.")
@on_day
@as_json
@click.pass_obj
def what_if(
    by: Actor,
    path: Path | None,
    batch_id: int | None,
    starts: datetime | None,
    until: datetime | None,
    on: datetime | None,
    as_json: bool,
) -> None:
    """Decide claims under another pack for a look only; nothing is written."""
    if batch_id is None and starts is None:
        raise click.UsageError("--batch or --from is needed")
    pack = pack_in_force(by) if path is None else read_pack(path)
    period = Period(starts.date(), until.date() if until else None) if starts else None
    tried = trying.what_if(pack=pack, batch_id=batch_id, period=period, by=by, on=day(on))
    if as_json:
        echo_json(_facts(tried))
    else:
        _show(tried)


def _facts(tried: WhatIf) -> dict[str, object]:
    return {
        "pack": {"name": tried.pack_name, "version": tried.pack_version, "hash": tried.pack_hash},
        "claims": tried.claims,
        "changed": tried.changed,
        "difference_idr": tried.difference_idr,
        "before": {outcome: asdict(weight) for outcome, weight in tried.before.items()},
        "after": {outcome: asdict(weight) for outcome, weight in tried.after.items()},
        "moves": [asdict(move) for move in tried.moves],
        "rules": [asdict(rule) for rule in tried.rules],
        "most": [asdict(claim) for claim in tried.most],
    }


def _show(tried: WhatIf) -> None:
    click.echo(f"{tried.pack_name} {tried.pack_version}: {tried.claims} klaim / claims")
    click.echo(
        f"\n{'hasil / outcome':<18}{'sekarang / now':>34}{'menurut paket / by the pack':>34}"
    )
    for outcome in sorted({*tried.before, *tried.after}):
        now, then = (which.get(outcome, Weight()) for which in (tried.before, tried.after))
        click.echo(f"{outcome:<18}{_cell(now):>34}{_cell(then):>34}")
    click.echo(f"\n{'aturan / rule':<28}{'sekarang / now':>18}{'by the pack':>14}")
    for rule in tried.rules:
        click.echo(f"{rule.rule_code:<28}{rule.claims_before:>18}{rule.claims_after:>14}")
    click.echo(
        f"\n{tried.changed} berubah / changed; selisih / difference "
        f"{rupiah(tried.difference_idr)}. Tidak ada yang disimpan / nothing was written."
    )


def _cell(weight: Weight) -> str:
    return f"{weight.claims} ({rupiah(weight.approved_idr)})"
