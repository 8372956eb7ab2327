"""What the doctor looks at: whether the books, the minutes, the registry and the log agree."""

from __future__ import annotations

from multiguna.audit.queries.verification import verify_log
from multiguna.claims import queries as claims
from multiguna.guarantees import queries as guarantees
from multiguna.kernel.db import transaction
from multiguna.kernel.terms import Actor
from multiguna.ledger import queries as ledger
from multiguna.payments import queries as payments
from multiguna.registry.queries import registry_gaps


def examine(by: Actor) -> dict[str, list[str]]:
    """What is wrong in a region, by check; empty lists mean health."""
    with transaction(by) as cursor:
        findings = {
            "I2 balances are the fold of entries": ledger.unbalanced_accounts(cursor, by),
            "I2 roll-ups are the sums of entries": ledger.misrolled_accounts(cursor, by),
            "I3 committed is the sum of open letters": guarantees.commitment_gaps(cursor, by),
            "I7 billed to paid are sums of claims": payments.unfounded_accounts(cursor, by),
            "I7 orders are the sums of what they pay": payments.unbalanced_orders(cursor, by),
            "I8 closed years are empty and carried": ledger.closing_gaps(cursor, by),
            "minutes state what was closed": claims.altered_minutes(cursor, by),
            "registry agrees with its history": registry_gaps(cursor, by),
        }
    report = verify_log(by.region)
    findings["audit log"] = [finding.message.en for finding in report.findings]
    return findings
