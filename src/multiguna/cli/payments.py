"""`multiguna payments`: order what is approved, record SPM and SP2D, explain each amount.

The context's object is the actor; a refusal is the main command's to show.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

import click

from multiguna.cli.options import as_json, day, echo_json, on_day
from multiguna.kernel.db import transaction
from multiguna.kernel.money import rupiah
from multiguna.kernel.terms import Actor
from multiguna.payments import actions, queries
from multiguna.payments.terms import OrderCard, Remittance, StepName


@click.group()
def payments() -> None:
    """Perintah pembayaran / payment orders: SPP, SPM, SP2D."""


@payments.command()
@click.option("--period", required=True, metavar="YYYY-MM", help="The month of discharge.")
@click.option("--provider", "provider_code", help="One hospital's code; every hospital if absent.")
@on_day
@as_json
@click.pass_obj
def order(
    by: Actor, period: str, provider_code: str | None, on: datetime | None, as_json: bool
) -> None:
    """Make one order per hospital over what is approved and in no order yet."""
    made = actions.order_payments(period=period, by=by, on=day(on), provider_code=provider_code)
    _show_orders(made, as_json, "Tidak ada yang baru untuk diperintahkan. / Nothing new to order.")


@payments.command()
@click.option("--order", "order_no", required=True, help="The order's number.")
@click.option("--step", required=True, type=click.Choice([step.value for step in StepName]))
@click.option("--number", "document_no", required=True, help="The document's number.")
@on_day
@as_json
@click.pass_obj
def record(
    by: Actor, order_no: str, step: str, document_no: str, on: datetime | None, as_json: bool
) -> None:
    """Record that an order's SPM or SP2D was issued."""
    card = actions.record_step(
        order_no=order_no, step=step, document_no=document_no, by=by, on=day(on)
    )
    _show_orders([card], as_json, "")


@payments.command("list")
@click.option("--period", metavar="YYYY-MM", help="One month; every month if absent.")
@click.option("--provider", "provider_code", help="One hospital's code; every hospital if absent.")
@as_json
@click.pass_obj
def list_orders(by: Actor, period: str | None, provider_code: str | None, as_json: bool) -> None:
    """List the orders with their steps, latest month first."""
    with transaction(by) as cur:
        found = queries.orders(cur, by, period=period, provider_code=provider_code)
    _show_orders(found, as_json, "Belum ada perintah pembayaran. / No payment orders yet.")


@payments.command()
@click.argument("order_no")
@click.option(
    "--out",
    "folder",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder for the PDF and the CSV; made when absent.",
)
@as_json
@click.pass_obj
def remittance(by: Actor, order_no: str, folder: Path, as_json: bool) -> None:
    """Write an order's remittance, which explains every claim's amount, as PDF and CSV."""
    with transaction(by) as cur:
        made = queries.remittance(cur, by, order_no)
    folder.mkdir(parents=True, exist_ok=True)
    pdf, table = folder / f"{made.order.order_no}.pdf", folder / f"{made.order.order_no}.csv"
    pdf.write_bytes(queries.remittance_pdf(by, made))
    table.write_bytes(queries.remittance_csv(made))
    if as_json:
        echo_json(_remittance_facts(made, [pdf, table]))
    else:
        click.echo(f"{pdf}\n{table}")


def _show_orders(cards: Sequence[OrderCard], as_json: bool, nothing: str) -> None:
    if as_json:
        total_idr = sum(card.amount_idr for card in cards)
        facts = {"orders": [_order_facts(card) for card in cards], "amount_idr": total_idr}
        echo_json(facts)
    elif not cards:
        click.echo(nothing)
    else:
        for card in cards:
            steps = ", ".join(f"{s.step.upper()} {s.document_no} {s.on}" for s in card.steps)
            click.echo(
                f"{card.order_no}  {card.provider_name}  {card.claim_count} klaim/claims  "
                f"{rupiah(card.amount_idr)}  {steps}"
            )


def _order_facts(card: OrderCard) -> Mapping[str, object]:
    return {
        "order_no": card.order_no,
        "provider_code": card.provider_code,
        "provider_name": card.provider_name,
        "period": card.period,
        "amount_idr": card.amount_idr,
        "claim_count": card.claim_count,
        "created_on": card.created_on.isoformat(),
        "created_by": card.created_by,
        "record_id": card.record_id,
        "state": card.state,
        "steps": [
            {"step": s.step, "document_no": s.document_no, "on": s.on.isoformat()}
            for s in card.steps
        ],
    }


def _remittance_facts(made: Remittance, written: Sequence[Path]) -> Mapping[str, object]:
    totals = made.totals
    return {
        "order_no": made.order.order_no,
        "claims": len(made.claims),
        "billed_idr": totals.billed_idr,
        "reduced_idr": totals.reduced_idr,
        "rejected_idr": totals.rejected_idr,
        "pended_idr": totals.pended_idr,
        "approved_idr": totals.approved_idr,
        "files": [str(path) for path in written],
    }
