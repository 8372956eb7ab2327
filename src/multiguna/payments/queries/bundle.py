"""The bundle of an order on paper: request, list of claims, verification minutes, audit record."""

from __future__ import annotations

from collections import defaultdict

from multiguna.audit.queries.log import checkpoints
from multiguna.guarantees.queries import letter_template
from multiguna.kernel import typesetting
from multiguna.kernel.db import Cursor, transaction
from multiguna.kernel.terms import Actor, Text
from multiguna.kernel.typesetting import Json
from multiguna.payments import plan
from multiguna.payments.queries.orders import order_lines
from multiguna.payments.queries.remittance import claim_on_paper, remittance
from multiguna.payments.rules.words import in_words
from multiguna.payments.terms import STEP_TITLES, OrderCard, Remittance, StepName
from multiguna.programme.queries import pack_in_force
from multiguna.programme.terms import BudgetNames, Pack

OUTCOMES = ("approved", "reduced", "rejected", "pended")


def bundle_pdf(by: Actor, order_no: str) -> bytes:
    """The papers of an order in one PDF, set with the pack's template `bundle.typ`.

    The payment request (SPP-LS) with the amount in words, the budget lines it is charged to and
    where its papers stand; the list of claims, without names; the minutes of verification (BAP)
    with what was found; places to sign, and the order's decision record with the latest
    checkpoint of the audit log. Refuses with `order_unknown` and `template_missing`.
    """
    pack = pack_in_force(by)
    template = letter_template(pack, "bundle.typ")
    with transaction(by) as cur:
        data = _bundle(cur, by, order_no, pack)
    return typesetting.pdf(template, data, {})


def _bundle(cur: Cursor, by: Actor, order_no: str, pack: Pack) -> dict[str, Json]:
    """The bundle as the template reads it."""
    made = remittance(cur, by, order_no)
    order = made.order
    values = {"region": by.region, "order_no": order_no}
    payee = cur.execute(plan.statement("order_payee"), values).fetchone()
    assert payee is not None
    accounts = cur.execute(plan.statement("order_accounts"), values).fetchall()
    words = in_words(order.amount_idr)
    names = pack.budget
    return {
        "region_name": pack.region_name,
        "programme_title": pack.title.id,
        "skpd_code": names.skpd_code if names else None,
        "skpd_name": names.skpd_name if names else None,
        "hospital_name": order.provider_name,
        "provider_code": order.provider_code,
        "hospital_address": payee[0],
        "bank_account_name": payee[1],
        "agreement_no": payee[2],
        "payment_days": payee[3],
        "order_no": order.order_no,
        "period": order.period,
        "created_on": order.created_on.isoformat(),
        "created_by": order.created_by,
        "state": {"id": order.state.label.id, "en": order.state.label.en},
        "fiscal_years": sorted({row[0] for row in accounts}),
        "accounts": [_account(names, *row[1:]) for row in accounts],
        "claims_idr": order.claims_idr,
        "recovered_idr": order.recovered_idr,
        "penalty_idr": order.penalty_idr,
        "supplement_idr": order.supplement_idr,
        "amount_idr": order.amount_idr,
        "words": {"id": words.id, "en": words.en},
        "papers": _papers(order),
        "claims": [claim_on_paper(claim) for claim in made.claims if claim.approved_idr > 0],
        "lines": [
            {
                "kind": line.kind, "claim_no": line.claim_no, "amount_idr": line.amount_idr,
                "reason_id": line.reason.id, "reason_en": line.reason.en,
            }
            for line in order_lines(cur, by, order_no)
        ],
        "outcomes": _outcomes(made),
        "findings": _findings(made),
        "record_id": order.record_id,
        "checkpoint": _checkpoint(cur, by),
    }  # fmt: skip


def _account(
    names: BudgetNames | None, sub_activity: str, account: str, id_: str, en: str, amount_idr: int
) -> dict[str, Json]:
    return {
        "sub_activity_code": sub_activity,
        "sub_activity_name": names.name_of(sub_activity) if names else "",
        "account_code": account,
        "account_name": names.name_of(account) if names else "",
        "line_id": id_,
        "line_en": en,
        "amount_idr": amount_idr,
    }


def _papers(order: OrderCard) -> list[Json]:
    """Each paper that counts; a step without one has an empty row to be filled in by hand."""
    rows: list[Json] = []
    for step in StepName:
        title = STEP_TITLES[step]
        papers = [paper for paper in order.steps if paper.step is step]
        shown: list[tuple[str | None, str | None, str | None, int | None]] = [
            (paper.document_no, paper.on.isoformat(), paper.recorded_by, paper.amount_idr)
            for paper in papers
        ] or [(None, None, None, None)]
        rows += [
            {
                "step": step.value, "title_id": title.id, "title_en": title.en,
                "document_no": number, "on": on, "recorded_by": who, "amount_idr": amount_idr,
            }
            for number, on, who, amount_idr in shown
        ]  # fmt: skip
    return rows


def _outcomes(made: Remittance) -> list[Json]:
    """How the month's claims were decided: how many, and each sum."""
    rows: list[Json] = []
    for outcome in OUTCOMES:
        of = [claim for claim in made.claims if claim.outcome == outcome]
        rows.append(
            {
                "outcome": outcome,
                "claims": len(of),
                "billed_idr": sum(claim.billed_idr for claim in of),
                "approved_idr": sum(claim.approved_idr for claim in of),
            }
        )
    return rows


def _findings(made: Remittance) -> list[Json]:
    """What was found about the month's claims, the largest sums first."""
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    sentences: dict[str, Text] = {}
    for claim in made.claims:
        for reason in claim.reasons:
            sentences[reason.rule_code] = reason.sentence
            sums[reason.rule_code][0] += 1
            sums[reason.rule_code][1] += reason.amount_idr
    ordered = sorted(sums.items(), key=lambda item: (-item[1][1], item[0]))
    return [
        {
            "id": sentences[code].id, "en": sentences[code].en, "claims": claims,
            "amount_idr": amount_idr,
        }
        for code, (claims, amount_idr) in ordered
    ]  # fmt: skip


def _checkpoint(cur: Cursor, by: Actor) -> Json:
    latest = next(iter(checkpoints(cur, region=by.region, limit=1)), None)
    if latest is None:
        return None
    return {"size": latest.size, "root": bytes(latest.root).hex()}
