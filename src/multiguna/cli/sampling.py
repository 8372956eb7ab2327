"""`multiguna claims sample`: draw from what the rules approved, check, and report.

The context's object is the actor; `--as USER` names whose act it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime

import click

from multiguna.claims import actions, queries
from multiguna.claims.terms.sampling import Allocation, Sample
from multiguna.cli.acting import as_person, person
from multiguna.cli.options import DAY, as_json, day, echo_json, on_day
from multiguna.kernel.db import transaction
from multiguna.kernel.money import rupiah
from multiguna.kernel.terms import Actor


@click.group("sample")
def sample() -> None:
    """Sampel / samples: tarik, periksa, laporkan."""


@sample.command("draw")
@click.option("--from", "period_from", type=DAY, required=True, help="First day of decision.")
@click.option("--until", "period_until", type=DAY, required=True, help="The day after the last.")
@click.option("--size", type=click.IntRange(2), required=True)
@click.option("--seed", type=int, required=True, help="The same seed draws the same claims.")
@click.option(
    "--allocation",
    type=click.Choice([one.value for one in Allocation]),
    default=Allocation.NEYMAN.value,
    show_default=True,
)
@as_person
@on_day
@as_json
@click.pass_obj
def draw(
    by: Actor,
    period_from: datetime,
    period_until: datetime,
    size: int,
    seed: int,
    allocation: str,
    username: str | None,
    on: datetime | None,
    as_json: bool,
) -> None:
    """Draw claims that the rules alone approved, by hospital class, care and amount."""
    drawn = actions.draw_sample(
        period_from=period_from.date(),
        period_until=period_until.date(),
        size=size,
        seed=seed,
        allocation=Allocation(allocation),
        by=person(by, username),
        on=day(on),
    )
    _show(drawn, as_json)


@sample.command("check")
@click.argument("sample_no", type=int)
@click.argument("claim_id", type=int)
@click.option("--correct", "correct_idr", type=click.IntRange(0), required=True)
@click.option("--reason", default="", help="What is wrong; needed if the amount differs.")
@as_person
@on_day
@as_json
@click.pass_obj
def check(
    by: Actor,
    sample_no: int,
    claim_id: int,
    correct_idr: int,
    reason: str,
    username: str | None,
    on: datetime | None,
    as_json: bool,
) -> None:
    """Say what a drawn claim should have been approved for."""
    item = actions.check_sampled(
        sample_no=sample_no,
        claim_id=claim_id,
        correct_idr=correct_idr,
        reason=reason,
        by=person(by, username),
        on=day(on),
    )
    if as_json:
        echo_json(_plain(asdict(item) | {"error_idr": item.error_idr}))
        return
    assert item.error_idr is not None
    click.echo(f"{item.claim_no}  {rupiah(item.approved_idr)} → {rupiah(correct_idr)}")


@sample.command("report")
@click.argument("sample_no", type=int)
@as_json
@click.pass_obj
def report(by: Actor, sample_no: int, as_json: bool) -> None:
    """Show a sample: its strata and claims, and once all are checked what they say of the whole."""
    with transaction(by) as cur:
        found = queries.sample(cur, by, sample_no)
    _show(found, as_json)


@sample.command("list")
@as_json
@click.pass_obj
def list_samples(by: Actor, as_json: bool) -> None:
    """List all samples, the latest first."""
    with transaction(by) as cur:
        found = queries.samples(cur, by)
    if as_json:
        echo_json({"samples": [_plain(asdict(one)) for one in found]})
        return
    for one in found:
        click.echo(
            f"{one.sample_no:>6}  {one.period_from} – {one.period_until}  {one.checked}/{one.drawn}"
            f"  {one.errors} salah/wrong  {one.drawn_by}"
        )


def _show(found: Sample, as_json: bool) -> None:
    if as_json:
        sums = {"population": found.population, "amount_idr": found.amount_idr}
        sums |= {"checked": found.checked, "errors": found.errors}
        echo_json(_plain(asdict(found) | sums))
        return
    click.echo(
        f"Sampel {found.sample_no}: {len(found.items)} dari {found.population} klaim, "
        f"{rupiah(found.amount_idr)}; {found.allocation.label.id}; seed {found.seed}"
    )
    for one in found.strata:
        until = "" if one.until_idr is None else rupiah(one.until_idr)
        click.echo(
            f"{one.number:>4}  {one.provider_class or '*':<3} {one.care or '*':<11} "
            f"{rupiah(one.from_idr):>16} – {until:<16} {one.drawn:>5} / {one.population}"
        )
    for item in found.items:
        said = "" if item.correct_idr is None else f"→ {rupiah(item.correct_idr)} {item.reason}"
        click.echo(
            f"{item.claim_id:>9}  {item.claim_no:<20}  {rupiah(item.approved_idr):>18}  {said}"
        )
    if found.estimate is None:
        click.echo(f"{found.checked} diperiksa/checked")
        return
    whole = found.estimate
    click.echo(
        f"Kelebihan/overpaid {rupiah(whole.error_idr)} "
        f"({rupiah(whole.error_low_idr)} – {rupiah(whole.error_high_idr)}, 95 %)"
    )
    click.echo(
        f"Klaim keliru/wrong {_share(whole.rate_bp)} "
        f"({_share(whole.rate_low_bp)} – {_share(whole.rate_high_bp)}, 95 %)"
    )


def _share(basis_points: int) -> str:
    """Basis points as percent with two places."""
    whole, part = divmod(basis_points, 100)
    return f"{whole},{part:02} %"


def _plain(facts: Mapping[str, object]) -> dict[str, object]:
    """Facts with days as text, down to what is inside."""
    return {key: _text(value) for key, value in facts.items()}


def _text(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return _plain(value)
    return [_text(one) for one in value] if isinstance(value, list | tuple) else value
