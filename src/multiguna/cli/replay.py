"""`multiguna replay`: live a region's published past again; see when the alarms would have rung."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from multiguna.cli.cities import bar, found_city, own_database, own_folder, shipped_pack
from multiguna.cli.options import as_json, echo_json
from multiguna.kernel.money import rupiah
from multiguna.programme.rules import read_pack
from multiguna.synthetic.history.published import History, read_history
from multiguna.synthetic.history.writing import HistoryFiles, write_history

if TYPE_CHECKING:
    from multiguna.synthetic.history.replaying import Replay, Seen
    from multiguna.synthetic.history.ringing import Rung

DATABASE = "multiguna_replay"
DEFAULT_SCALE, LARGEST_SCALE = 40, 400
"""At a coarser scale than the largest, some months would have amounts and no patients."""
IDENTITY = (
    "appropriation_idr + arrears_idr = available_idr + committed_idr + billed_idr + "
    "obligations_idr + ordered_idr + paid_idr"
)


@click.command()
@click.argument("pack", default="tangerang")
@click.option("--scale", type=click.IntRange(1, LARGEST_SCALE), default=DEFAULT_SCALE,
              show_default=True, help="Divide people and money by this.")  # fmt: skip
@click.option("--seed", type=int, default=1, show_default=True)
@click.option("--watch-every", type=click.IntRange(1, 31), default=1, show_default=True,
              help="Judge the alarms on every so many-th day.")  # fmt: skip
@click.option("--out", type=click.Path(file_okay=False, path_type=Path),
              help="Draw the story's charts into this folder.")  # fmt: skip
@as_json
def replay(
    pack: str, scale: int, seed: int, watch_every: int, out: Path | None, as_json: bool
) -> None:
    """Live a pack's published history day by day, in a database of its own, with its alarms.

    Patients and money are divided by --scale; the table shows the whole city's rupiah, --json the
    scaled ones.
    """
    began = time.monotonic()
    pack_dir = shipped_pack(pack)
    history, region = read_history(pack_dir), read_pack(pack_dir).region
    own_database(DATABASE)
    files, reports = own_folder("replay")
    written = write_history(files, pack_dir=pack_dir, scale=scale, seed=seed)
    found_city(read_pack(pack_dir), files, on=history.starts)
    from multiguna.synthetic.history.replaying import replay as live_again

    with bar() as say:
        lived = live_again(
            files, reports, history=history, scale=scale, region=region, watch_every=watch_every,
            say=say,
        )  # fmt: skip
    os.environ["MULTIGUNA_TODAY"] = lived.life.last_day.isoformat()
    pictures = _draw(out, lived, history, region, scale) if out else []
    seconds = round(time.monotonic() - began)
    if as_json:
        body = _body(history, written, lived, region)
        echo_json(body | {"pictures": pictures, "seconds": seconds})
    else:
        _show(history, lived, scale)
        click.echo(
            "\nPerintah lain pada kota ini / other commands on this city:\n"
            f"  export MULTIGUNA_DATABASE={DATABASE} "
            f"MULTIGUNA_TODAY={os.environ['MULTIGUNA_TODAY']}"
        )


def _draw(out: Path, lived: Replay, history: History, region: str, scale: int) -> list[str]:
    from multiguna.synthetic.history.picturing import draw

    out.mkdir(parents=True, exist_ok=True)
    return [path.name for path in draw(out, lived, history, region=region, scale=scale)]


def _body(history: History, written: HistoryFiles, lived: Replay, region: str) -> dict[str, object]:
    """Everything the replay found, amounts in scaled rupiah."""
    from multiguna.audit.queries.verification import verify_log

    return {
        "scale": written.scale,
        "seed": written.seed,
        "from": history.starts.isoformat(),
        "until": history.until.isoformat(),
        "residents": written.residents,
        "letters": sum(lived.life.desk.values()),
        "claims": lived.life.claims_imported,
        "refused": len(lived.life.observed),
        "alarms": [_alarm(one) for one in lived.alarms],
        "stock": {seen.on.isoformat(): _stock(seen) for seen in lived.seen},
        "known_by_bills": {seen.on.isoformat(): seen.known_by_bills_idr for seen in lived.seen},
        "outlook": {seen.on.isoformat(): _outlook(seen) for seen in lived.seen},
        "month_ends": [
            {"on": seen.on.isoformat(), "known_by_bills_idr": seen.known_by_bills_idr,
             **_stock(seen), **_outlook(seen)}
            for seen in lived.month_ends
        ],
        "identity": {
            "equation": IDENTITY,
            "days": len(lived.books.kept),
            "broken": sorted({day.isoformat() for day in lived.books.broken}),
        },
        "published": [
            {"what": one.what, "on": one.on.isoformat(), "published": one.published,
             "scaled": one.scaled, "replayed": one.replayed, "met": one.met}
            for one in lived.compared
        ],
        "all_met": all(one.met for one in lived.compared),
        "closings": [
            {"year": year.year, "account": line.account_id, "carried_to": line.carried_to,
             "appropriation_idr": line.appropriation_idr, "paid_idr": line.paid_idr,
             "unused_idr": line.unused_idr, "handed_committed_idr": line.handed.committed_idr,
             "handed_billed_idr": line.handed.billed_idr,
             "handed_obligations_idr": line.handed.obligations_idr,
             "reconciled": line.handed == line.taken}
            for year in lived.life.closings for line in year.lines
        ],
        "events": [
            {"on": event.on.isoformat(), "id": event.text.id, "en": event.text.en,
             "source": event.source}
            for event in history.published.events
        ],
        "assumed": [
            {"what": what, "id": text.id, "en": text.en}
            for what, text in history.assumed.sentences.items()
        ],
        "audit_verified": verify_log(region).verified,
    }  # fmt: skip


def _alarm(one: Rung) -> dict[str, object]:
    return {
        "code": str(one.code),
        "subject": one.subject,
        "on": one.on.isoformat(),
        "closed_on": one.closed_on.isoformat() if one.closed_on else None,
        "first_of_year": one.first_of_year,
        "figures": dict(one.figures),
        "id": one.sentence.id,
        "en": one.sentence.en,
    }


def _stock(seen: Seen) -> dict[str, int]:
    from multiguna.ledger.terms import BALANCES

    line = seen.stock
    balances = {name: getattr(line, name) for name in BALANCES}
    return balances | {"available_idr": line.available_idr, "used_idr": line.used_idr}


def _outlook(seen: Seen) -> dict[str, object]:
    from multiguna.synthetic.history.ringing import expected

    return dict(expected(seen.outlook))


def _show(history: History, lived: Replay, scale: int) -> None:
    """The story for people, in the whole city's rupiah."""
    for line in _told(history, lived, scale):
        click.echo(line)


def _when(alarm: Rung) -> str:
    """When the money was expected to end, for the alarm that tells it."""
    if alarm.code != "run_out":
        return ""
    days = [str(alarm.figures[name] or "–") for name in ("p10", "p50", "p90")]
    chance = int(alarm.figures["chance_to_reach_bp"])
    return f"habis / ends {' | '.join(days)}, peluang cukup / chance to last {chance // 100} %"


def _told(history: History, lived: Replay, scale: int) -> Iterator[str]:
    yield f"Skala / scale 1:{scale}; jumlah di bawah sudah dikalikan / amounts below are multiplied"
    yield f"\n{'diterbitkan / published':<26}{'':<12}{'':>24}{'dimainkan / replayed':>24}"
    for one in lived.compared:
        money = one.what.endswith("_idr")
        published = rupiah(one.published) if money else str(one.published)
        replayed = rupiah(one.replayed * scale) if money else f"{one.replayed} x {scale}"
        mark = "" if one.met else "  BERBEDA / DIFFERS"
        yield f"{one.what:<26}{one.on:%Y-%m-%d}  {published:>24}{replayed:>24}{mark}"
    yield "\nPeringatan pertama tiap tahun / first alarms of each year"
    for alarm in lived.alarms:
        if alarm.first_of_year:
            yield f"{alarm.on:%Y-%m-%d}  {alarm.code:<20}{alarm.subject:<12}{_when(alarm)}"
    yield f"\n{'':<14}{'tagihan / bills':>24}{'terpakai / used':>24}{'pagu / budget':>24}"
    for seen in lived.seen:
        amounts = (seen.known_by_bills_idr, seen.stock.used_idr, seen.stock.appropriation_idr)
        yield f"{seen.on:%Y-%m-%d}    " + "".join(f"{rupiah(a * scale):>24}" for a in amounts)
    broken = len(set(lived.books.broken))
    yield f"\nHari diperiksa / days checked: {len(lived.books.kept)}, {broken} salah / broken"
    yield "\nAnggapan / assumed"
    for text in history.assumed.sentences.values():
        yield f"- {text.id}\n  {text.en}"
