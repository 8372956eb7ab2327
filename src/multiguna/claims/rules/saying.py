"""How a rule says what it found: severity and the amount of a rejection or question."""

from __future__ import annotations

from multiguna.claims.terms.catalogue import RULES
from multiguna.claims.terms.deciding import ClaimFacts, Finding, Severity
from multiguna.kernel.canonical import Json


def stops(
    claim: ClaimFacts, code: str, /, *, severity: Severity | None = None, **facts: Json
) -> Finding:
    """A rejection takes away the whole bill, a question takes nothing yet.

    `severity` is given where a rule does one or the other by case.
    """
    severity = severity or RULES[code].severity
    amount = claim.billed_idr if severity is Severity.REJECT else 0
    return Finding(code, severity, amount, facts)


def cuts(code: str, amount_idr: int, /, **facts: Json) -> Finding:
    """A cut takes away its amount."""
    return Finding(code, RULES[code].severity, amount_idr, facts)
