"""Reads of payment: orders with their steps, and the remittance as data, as CSV and on paper."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from psycopg.rows import TupleRow

from multiguna.claims.terms import RULES
from multiguna.guarantees.queries import letter_template
from multiguna.kernel import typesetting
from multiguna.kernel.db import Cursor
from multiguna.kernel.errors import Refused
from multiguna.kernel.money import rupiah
from multiguna.kernel.terms import Actor, Text
from multiguna.kernel.typesetting import Json
from multiguna.payments import plan
from multiguna.payments.terms import (
    OrderCard,
    OrderStep,
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


def orders(
    cur: Cursor,
    by: Actor,
    period: str | None = None,
    provider_code: str | None = None,
    order_nos: Sequence[str] | None = None,
) -> list[OrderCard]:
    """Payment orders with their steps, latest month first; a hospital sees its own alone."""
    values = {
        "region": by.region,
        "order_nos": None if order_nos is None else list(order_nos),
        "period": period,
        "provider_code": provider_code,
    }
    cur.execute(plan.statement("order_cards"), values)
    return [_card(row) for row in cur.fetchall()]


def order_card(cur: Cursor, by: Actor, order_no: str) -> OrderCard:
    """One payment order; refuses with `order_unknown`."""
    found = orders(cur, by, order_nos=[order_no])
    if not found:
        raise Refused(
            "order_unknown",
            Text(
                id="Perintah pembayaran itu tidak ada. Lihat nomornya dengan `payments list`.",
                en="There is no such payment order. See the numbers with `payments list`.",
            ),
            order_no=order_no,
        )
    return found[0]


def _card(row: TupleRow) -> OrderCard:
    steps = tuple(
        OrderStep(StepName(step), document_no, date.fromisoformat(on), recorded_by)
        for step, document_no, on, recorded_by in row[-1]
    )
    return OrderCard(*(*row[:-1], steps))


def deciders(cur: Cursor, by: Actor, order_no: str) -> frozenset[str]:
    """The names under which the claims of an order were decided, in any version."""
    rows = cur.execute(plan.statement("deciders"), {"region": by.region, "order_no": order_no})
    return frozenset(str(row[0]) for row in rows)


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
        sentence = RULES[rule_code].sentence
        reasons[claim_id].append(RemittanceReason(rule_code, severity, amount_idr, sentence))
    claims = tuple(
        RemittanceClaim(*(*row[:-1], tuple(reasons[row[0]])))
        for row in cur.execute(plan.statement("remittance_claims"), values)
    )
    made = Remittance(order, claims)
    assert made.totals.approved_idr == order.amount_idr, "a remittance is the order, explained"
    return made


def remittance_csv(remittance: Remittance) -> bytes:
    """The remittance as CSV: UTF-8 with BOM, commas, one row per claim, whole rupiah, no names.

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
                _cell(claim.claim_no),
                claim.care,
                claim.admission.isoformat(),
                claim.discharge.isoformat(),
                _cell(claim.code),
                claim.billed_idr,
                claim.approved_idr,
                claim.difference_idr,
                claim.outcome,
                *map(_cell, texts),
            ]
        )
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _cell(text: str) -> str:
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
        "state": order.state,
        "totals": {
            "billed_idr": totals.billed_idr - totals.pended_idr,
            "reduced_idr": totals.reduced_idr,
            "rejected_idr": totals.rejected_idr,
            "approved_idr": totals.approved_idr,
        },
        "claims": [_claim_on_paper(claim) for claim in remittance.claims],
        "sp2d_no": sp2d.document_no if sp2d else None,
        "sp2d_on": sp2d.on.isoformat() if sp2d else None,
    }


def _claim_on_paper(claim: RemittanceClaim) -> dict[str, Json]:
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


def payable(cur: Cursor, by: Actor) -> list[tuple[str, str]]:
    """The months of discharge and hospitals with something approved that is in no order yet."""
    return cur.execute(plan.statement("payable"), {"region": by.region}).fetchall()


def unfounded_accounts(cur: Cursor, by: Actor) -> list[str]:
    """Accounts whose billed to paid balances are not the sums of their claims (invariant I7)."""
    rows = cur.execute(plan.statement("unfounded"), {"region": by.region}).fetchall()
    return [row[0] for row in rows]
