"""`multiguna payments`: orders and their papers, what is recovered, and what explains it.

The region's own books (`sipd`) and hospitals' statements are in `cli.reconciling`. The context's
object is the actor; a refusal is the main command's to show.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

import click

from multiguna.cli import reconciling
from multiguna.cli.options import as_json, day, echo_json, on_day
from multiguna.kernel.db import transaction
from multiguna.kernel.money import rupiah
from multiguna.kernel.private import write_private
from multiguna.kernel.terms import Actor
from multiguna.payments import actions, queries
from multiguna.payments.terms import OrderCard, OrderEvent, Recovery, Remittance, StepName

ORDER = click.option("--order", "order_no", required=True, help="The order's number.")
REASON = click.option("--reason", required=True, help="Why; it goes on record.")
NUMBER = click.option("--number", "document_no", required=True, help="The document's number.")
AMOUNT = click.IntRange(min=1)
INTO = click.option(
    "--out",
    "folder",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder for the files; made when absent.",
)


@click.group()
def payments() -> None:
    """Perintah pembayaran / payment orders: SPP, PPK, SPM, SP2D."""


for command in reconciling.COMMANDS:
    payments.add_command(command)


@payments.command()
@click.option("--period", required=True, metavar="YYYY-MM", help="The month of discharge.")
@click.option("--provider", "provider_code", help="One hospital's code; every hospital if absent.")
@click.option(
    "--limit", "limit_idr", type=AMOUNT, help="At most so many rupiah, oldest decisions first."
)
@on_day
@as_json
@click.pass_obj
def order(
    by: Actor,
    period: str,
    provider_code: str | None,
    limit_idr: int | None,
    on: datetime | None,
    as_json: bool,
) -> None:
    """Make one order per hospital over what is approved and in no order yet."""
    made = actions.order_payments(
        period=period, by=by, on=day(on), provider_code=provider_code, limit_idr=limit_idr
    )
    _show_orders(made, as_json, "Tidak ada yang baru untuk diperintahkan. / Nothing new to order.")


@payments.command()
@ORDER
@NUMBER
@on_day
@as_json
@click.pass_obj
def check(by: Actor, order_no: str, document_no: str, on: datetime | None, as_json: bool) -> None:
    """Record that the finance verifier (PPK-SKPD) checked an order."""
    card = actions.record_step(
        order_no=order_no, step=StepName.CHECK, document_no=document_no, by=by, on=day(on)
    )
    _show_orders([card], as_json, "")


@payments.command()
@ORDER
@click.option("--step", required=True, type=click.Choice([step.value for step in StepName]))
@NUMBER
@click.option(
    "--amount",
    "amount_idr",
    type=AMOUNT,
    help="What an SP2D pays, when it is a part; see `payments part`.",
)
@on_day
@as_json
@click.pass_obj
def record(
    by: Actor,
    order_no: str,
    step: str,
    document_no: str,
    amount_idr: int | None,
    on: datetime | None,
    as_json: bool,
) -> None:
    """Record that an order's check, SPM or SP2D was issued."""
    card = actions.record_step(
        order_no=order_no, step=step, document_no=document_no, by=by, on=day(on),
        amount_idr=amount_idr,
    )  # fmt: skip
    _show_orders([card], as_json, "")


@payments.command()
@ORDER
@click.option("--limit", "limit_idr", type=AMOUNT, help="At most so many rupiah.")
@as_json
@click.pass_obj
def part(by: Actor, order_no: str, limit_idr: int | None, as_json: bool) -> None:
    """Say which part of an order an SP2D can pay now, within the released funds."""
    with transaction(by) as cur:
        sum_idr, claim_ids = queries.payable_part(cur, by, order_no, limit_idr)
    if as_json:
        echo_json({"order_no": order_no, "amount_idr": sum_idr, "claims": len(claim_ids)})
    else:
        click.echo(f"{order_no}  {len(claim_ids)} klaim/claims  {rupiah(sum_idr)}")


@payments.command("return")
@ORDER
@REASON
@on_day
@as_json
@click.pass_obj
def return_paper(by: Actor, order_no: str, reason: str, on: datetime | None, as_json: bool) -> None:
    """Record that an order's latest paper came back; then it is that paper's turn again."""
    card = actions.return_step(order_no=order_no, reason=reason, by=by, on=day(on))
    _show_orders([card], as_json, "")


@payments.command()
@ORDER
@REASON
@on_day
@as_json
@click.pass_obj
def cancel(by: Actor, order_no: str, reason: str, on: datetime | None, as_json: bool) -> None:
    """Make an unpaid order void; its claims may be ordered again."""
    card = actions.cancel_order(order_no=order_no, reason=reason, by=by, on=day(on))
    _show_orders([card], as_json, "")


@payments.command()
@click.option("--claim", "claim_id", type=int, required=True, help="Our number of the claim.")
@click.option("--amount", "amount_idr", type=AMOUNT, required=True, help="Rupiah paid too much.")
@REASON
@on_day
@as_json
@click.pass_obj
def recover(
    by: Actor, claim_id: int, amount_idr: int, reason: str, on: datetime | None, as_json: bool
) -> None:
    """Record an overpayment; the hospital's next order takes it off."""
    made = actions.record_overpayment(
        claim_id=claim_id, amount_idr=amount_idr, reason=reason, by=by, on=day(on)
    )
    _show_recoveries([made], as_json)


@payments.command()
@click.option("--provider", "provider_code", help="One hospital's code; every hospital if absent.")
@click.option("--open", "open_only", is_flag=True, help="Only what is still to be taken off.")
@as_json
@click.pass_obj
def recoveries(by: Actor, provider_code: str | None, open_only: bool, as_json: bool) -> None:
    """List what was overpaid, and how much of it orders took off."""
    with transaction(by) as cur:
        found = queries.recoveries(cur, by, provider_code, open_only=open_only)
    _show_recoveries(found, as_json)


@payments.command("list")
@click.option("--period", metavar="YYYY-MM", help="One month; every month if absent.")
@click.option("--provider", "provider_code", help="One hospital's code; every hospital if absent.")
@as_json
@click.pass_obj
def list_orders(by: Actor, period: str | None, provider_code: str | None, as_json: bool) -> None:
    """List the orders with their papers, latest month first."""
    with transaction(by) as cur:
        found = queries.orders(cur, by, period=period, provider_code=provider_code)
    _show_orders(found, as_json, "Belum ada perintah pembayaran. / No payment orders yet.")


@payments.command()
@click.argument("order_no")
@INTO
@as_json
@click.pass_obj
def bundle(by: Actor, order_no: str, folder: Path, as_json: bool) -> None:
    """Print the papers of an order: request, list of claims, minutes of verification."""
    made = queries.bundle_pdf(by, order_no)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{order_no}-berkas.pdf"
    write_private(path, made)
    if as_json:
        echo_json({"order_no": order_no, "files": [str(path)]})
    else:
        click.echo(path)


@payments.command()
@click.argument("order_no")
@INTO
@as_json
@click.pass_obj
def remittance(by: Actor, order_no: str, folder: Path, as_json: bool) -> None:
    """Write an order's remittance, which explains every claim's amount, as PDF and CSV."""
    with transaction(by) as cur:
        made = queries.remittance(cur, by, order_no)
    folder.mkdir(parents=True, exist_ok=True)
    pdf, table = folder / f"{made.order.order_no}.pdf", folder / f"{made.order.order_no}.csv"
    write_private(pdf, queries.remittance_pdf(by, made))
    write_private(table, queries.remittance_csv(made))
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
            state = card.state.label
            click.echo(
                f"{card.order_no}  {card.provider_name}  {card.claim_count} klaim/claims  "
                f"{rupiah(card.amount_idr)}  {state.id}/{state.en}  {steps}"
            )


def _order_facts(card: OrderCard) -> Mapping[str, object]:
    return {
        "order_no": card.order_no,
        "provider_code": card.provider_code,
        "provider_name": card.provider_name,
        "period": card.period,
        "amount_idr": card.amount_idr,
        "claims_idr": card.claims_idr,
        "recovered_idr": card.recovered_idr,
        "penalty_idr": card.penalty_idr,
        "supplement_idr": card.supplement_idr,
        "paid_idr": card.paid_idr,
        "claim_count": card.claim_count,
        "created_on": card.created_on.isoformat(),
        "created_by": card.created_by,
        "record_id": card.record_id,
        "state": card.state,
        "next_step": card.next_step,
        "steps": [
            {
                "step": s.step,
                "document_no": s.document_no,
                "on": s.on.isoformat(),
                "amount_idr": s.amount_idr,
            }
            for s in card.steps
        ],
        "events": [_event_facts(event) for event in card.events],
    }


def _event_facts(event: OrderEvent) -> Mapping[str, object]:
    return {
        "event": event.event,
        "document_no": event.document_no,
        "on": event.on.isoformat(),
        "amount_idr": event.amount_idr,
        "reason": event.reason,
        "recorded_by": event.recorded_by,
    }


def _show_recoveries(found: Sequence[Recovery], as_json: bool) -> None:
    if as_json:
        echo_json({"recoveries": [_recovery_facts(each) for each in found]})
    elif not found:
        click.echo("Tidak ada kelebihan bayar. / Nothing was overpaid.")
    else:
        for each in found:
            click.echo(
                f"{each.recovery_no}  {each.claim_no}  {rupiah(each.amount_idr)}  "
                f"sisa/left {rupiah(each.open_idr)}  {each.reason}"
            )


def _recovery_facts(each: Recovery) -> Mapping[str, object]:
    return {
        "recovery_no": each.recovery_no,
        "claim_id": each.claim_id,
        "claim_no": each.claim_no,
        "provider_code": each.provider_code,
        "amount_idr": each.amount_idr,
        "taken_idr": each.taken_idr,
        "open_idr": each.open_idr,
        "reason": each.reason,
        "on": each.on.isoformat(),
        "record_id": each.record_id,
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
        "lines_idr": sum(line.amount_idr for line in made.lines),
        "amount_idr": made.order.amount_idr,
        "files": [str(path) for path in written],
    }
