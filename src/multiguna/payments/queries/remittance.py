"""The remittance, which explains every amount of an order: as data, as CSV and on paper."""

from __future__ import annotations

import csv
import io
from collections import defaultdict

from multiguna.claims.terms import SAID
from multiguna.guarantees.queries import letter_template
from multiguna.kernel import typesetting
from multiguna.kernel.db import Cursor
from multiguna.kernel.money import rupiah
from multiguna.kernel.terms import Actor, Text
from multiguna.kernel.typesetting import Json
from multiguna.payments import plan
from multiguna.payments.queries.orders import order_card, order_lines
from multiguna.payments.terms import (
    Remittance,
    RemittanceClaim,
    RemittanceReason,
    StepName,
)
from multiguna.programme.queries import pack_in_force

CSV_COLUMNS = (
    "order_no",
    "claim_no",
    "care",
    "admission",
    "discharge",
    "code",
    "billed_idr",
    "approved_idr",
    "difference_idr",
    "outcome",
    "rules",
    "reasons_id",
    "reasons_en",
)


def remittance(cur: Cursor, by: Actor, order_no: str) -> Remittance:
    """What an order pays and why, claim by claim, and what it does not pay of that month.

    Beside the claims of the order stand, at 0, the claims of the hospital and month that were
    rejected or pended when the order was made, so a supplement shows its own and the same paper
    comes out years later. Two statements. Refuses with `order_unknown`.
    """
    order = order_card(cur, by, order_no)
    values = {"region": by.region, "order_no": order_no}
    reasons: dict[int, list[RemittanceReason]] = defaultdict(list)
    for claim_id, rule_code, severity, amount_idr, _ in cur.execute(
        plan.remittance_reasons(), values
    ):
        sentence = SAID[rule_code].sentence
        reasons[claim_id].append(RemittanceReason(rule_code, severity, amount_idr, sentence))
    claims = tuple(
        RemittanceClaim(*(*row[:-1], tuple(reasons[row[0]])))
        for row in cur.execute(plan.statement("remittance_claims"), values)
    )
    made = Remittance(order, claims, tuple(order_lines(cur, by, order_no)))
    assert made.totals.approved_idr == order.claims_idr, "a remittance is the order, explained"
    return made


def remittance_csv(remittance: Remittance) -> bytes:
    """The remittance as CSV: UTF-8 with BOM, commas, one row per claim, whole rupiah, no names.

    What the order takes beside its claims (recoveries, negative, and penalties) follows, a row
    each, so that `approved_idr` adds up to the order.

    Several reasons stand in one cell between ` | `; no cell holds a semicolon, which a spreadsheet
    of the Indonesian locale takes for a column's end, and none begins a formula.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(CSV_COLUMNS)
    for claim in remittance.claims:
        texts = (
            " | ".join(reason.rule_code for reason in claim.reasons),
            " | ".join(reason.sentence.id for reason in claim.reasons),
            " | ".join(reason.sentence.en for reason in claim.reasons),
        )
        writer.writerow(
            [
                remittance.order.order_no,
                plain_cell(claim.claim_no),
                claim.care,
                claim.admission.isoformat(),
                claim.discharge.isoformat(),
                plain_cell(claim.code),
                claim.billed_idr,
                claim.approved_idr,
                claim.difference_idr,
                claim.outcome,
                *map(plain_cell, texts),
            ]
        )
    for line in remittance.lines:
        reasons = (line.kind, plain_cell(line.reason.id), plain_cell(line.reason.en))
        none: list[str | int] = ["", "", "", ""]
        amounts = [0, line.amount_idr, line.amount_idr, line.kind]
        writer.writerow(
            [remittance.order.order_no, plain_cell(line.claim_no), *none, *amounts, *reasons]
        )
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def plain_cell(text: str) -> str:
    """A text that no spreadsheet takes for a formula or for the end of a column."""
    plain = text.replace(";", ",")
    return f"'{plain}" if plain.startswith(("=", "+", "-", "@", "\t", "\r")) else plain


def remittance_pdf(by: Actor, remittance: Remittance) -> bytes:
    """The remittance on paper, set with the letter template of the pack in force.

    A pended claim's amounts are not decided: they print as dashes, stand in no total, and its
    first reason says what was billed.
    """
    pack = pack_in_force(by)
    template = letter_template(pack, "remittance.typ")
    return typesetting.pdf(template, _paper(remittance, pack.region_name), {})


def _paper(remittance: Remittance, region: str) -> dict[str, Json]:
    """The remittance as the template reads it; a paper says the sums of what is decided."""
    order, totals = remittance.order, remittance.totals
    sp2d = order.step(StepName.SP2D)
    return {
        "region_name": region,
        "hospital_name": order.provider_name,
        "provider_code": order.provider_code,
        "order_no": order.order_no,
        "period": order.period,
        "created_on": order.created_on.isoformat(),
        "state": {"id": order.state.label.id, "en": order.state.label.en},
        "totals": {
            "billed_idr": totals.billed_idr - totals.pended_idr,
            "reduced_idr": totals.reduced_idr,
            "rejected_idr": totals.rejected_idr,
            "approved_idr": totals.approved_idr,
        },
        "claims": [claim_on_paper(claim) for claim in remittance.claims],
        "lines": [
            {
                "claim_no": line.claim_no,
                "amount_idr": line.amount_idr,
                "reason_id": line.reason.id,
                "reason_en": line.reason.en,
            }
            for line in remittance.lines
        ],
        "sp2d_no": sp2d.document_no if sp2d else None,
        "sp2d_on": sp2d.on.isoformat() if sp2d else None,
    }


def claim_on_paper(claim: RemittanceClaim) -> dict[str, Json]:
    """One claim as templates read it; while it is pended its amounts are unknown."""
    sentences = [reason.sentence for reason in claim.reasons]
    decided = claim.pended_idr == 0
    if not decided:
        billed = rupiah(claim.billed_idr)
        sentences.insert(
            0,
            Text(
                id=f"Ditagihkan {billed}, belum diputus; jawab pertanyaan berikut.",
                en=f"Billed {billed}, not decided yet; answer what follows.",
            ),
        )
    return {
        "claim_no": claim.claim_no,
        "care": claim.care,
        "admission": claim.admission.isoformat(),
        "discharge": claim.discharge.isoformat(),
        "code": claim.code,
        "billed_idr": claim.billed_idr if decided else None,
        "approved_idr": claim.approved_idr if decided else None,
        "outcome": claim.outcome,
        "reasons": [{"id": sentence.id, "en": sentence.en} for sentence in sentences],
    }
