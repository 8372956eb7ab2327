"""When a change of the registry touches a promise or a bill. Pure: two decisions come in.

The same stands as SQL in `sql/affected.sql` for everybody at once.
"""

from __future__ import annotations

from datetime import date

from multiguna.coverage.terms import CoverageDecision, CoverageFacts, Reason


def affected_reason(
    before: tuple[CoverageDecision, CoverageFacts] | None,
    now: tuple[CoverageDecision, CoverageFacts],
    *,
    until: date | None,
    newborn: bool = False,
) -> Reason | None:
    """Why care that was covered as known before is not as known now; None: nothing changes.

    `before` is None where no single row spoke of the person. `until` is a claim's discharge: a stay
    that went on after a death is touched too, unless the death was known or a newborn is meant.
    """
    decision, facts = now
    if not decision.covered:
        return decision.reason if before is None or before[0].covered else None
    if newborn or until is None or facts.died_on is None or until <= facts.died_on:
        return None
    known = before[1].died_on if before else None
    return None if known is not None and until > known else Reason.DIED
