"""The statement of a hospital on paper and as CSV."""

from __future__ import annotations

import csv
import io

from multiguna.guarantees.queries import letter_template
from multiguna.kernel import typesetting
from multiguna.kernel.terms import Actor
from multiguna.kernel.typesetting import Json
from multiguna.payments.queries.remittance import plain_cell
from multiguna.payments.terms import Standing, Statement, StatementClaim
from multiguna.programme.queries import pack_in_force

STATEMENT_COLUMNS = (
    "claim_no",
    "care",
    "discharge",
    "received_on",
    "billed_idr",
    "approved_idr",
    "outcome",
    "order_no",
    "due_on",
    "paid_on",
    "days_late",
    "paid_idr",
    "owed_idr",
    "reasons_id",
    "reasons_en",
)


def statement_csv(statement: Statement) -> bytes:
    """The listed claims as CSV: UTF-8 with BOM, commas, whole rupiah; what is unknown is empty."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(STATEMENT_COLUMNS)
    for claim in statement.claims:
        standing = claim.standing
        writer.writerow(
            [
                plain_cell(claim.claim_no),
                claim.care,
                claim.discharge.isoformat(),
                claim.received_on.isoformat(),
                claim.billed_idr,
                "" if _undecided(claim) else claim.approved_idr,
                claim.outcome or "",
                claim.order_no or "",
                claim.due_on.isoformat() if claim.due_on else "",
                claim.paid_on.isoformat() if claim.paid_on else "",
                claim.days_late,
                standing.paid_idr,
                standing.obligations_idr + standing.ordered_idr,
                plain_cell(" | ".join(reason.sentence.id for reason in claim.reasons)),
                plain_cell(" | ".join(reason.sentence.en for reason in claim.reasons)),
            ]
        )
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def statement_pdf(by: Actor, statement: Statement) -> bytes:
    """The statement on paper, set with the template `statement.typ` of the pack in force."""
    pack = pack_in_force(by)
    template = letter_template(pack, "statement.typ")
    return typesetting.pdf(template, _paper(statement, pack.region_name), {})


def _paper(made: Statement, region_name: str) -> dict[str, Json]:
    return {
        "region_name": region_name,
        "hospital_name": made.provider_name,
        "provider_code": made.provider_code,
        "starts": made.starts.isoformat(),
        "on": made.on.isoformat(),
        "standing": _sums(made.standing),
        "ledger": _sums(made.ledger),
        "settled_idr": made.settled_idr,
        "lines_idr": sum(line.amount_idr for line in made.lines),
        "paid_since_idr": made.paid_since_idr,
        "owed_idr": made.owed_idr,
        "late_idr": made.late_idr,
        "ageing": [
            {
                "id": each.lateness.label.id, "en": each.lateness.label.en,
                "claims": each.claims, "amount_idr": each.amount_idr,
            }
            for each in made.ageing
        ],
        "lines": [
            {
                "order_no": line.order_no, "claim_no": line.claim_no,
                "amount_idr": line.amount_idr, "reason_id": line.reason.id,
                "reason_en": line.reason.en,
            }
            for line in made.lines
        ],
        "claims": [_claim(claim) for claim in made.claims],
    }  # fmt: skip


def _sums(standing: Standing) -> dict[str, Json]:
    return {
        "billed_idr": standing.billed_idr,
        "obligations_idr": standing.obligations_idr,
        "ordered_idr": standing.ordered_idr,
        "paid_idr": standing.paid_idr,
    }


def _claim(claim: StatementClaim) -> dict[str, Json]:
    return {
        "claim_no": claim.claim_no,
        "care": claim.care,
        "discharge": claim.discharge.isoformat(),
        "billed_idr": claim.billed_idr,
        "approved_idr": None if _undecided(claim) else claim.approved_idr,
        "outcome": claim.outcome,
        "order_no": claim.order_no,
        "due_on": claim.due_on.isoformat() if claim.due_on else None,
        "paid_on": claim.paid_on.isoformat() if claim.paid_on else None,
        "days_late": claim.days_late,
        "reasons": [{"id": r.sentence.id, "en": r.sentence.en} for r in claim.reasons],
    }


def _undecided(claim: StatementClaim) -> bool:
    return claim.outcome in (None, "pended")
