"""The provisional result: what came in is decided by the rules the same day, unattended."""

from __future__ import annotations

from datetime import date

from multiguna.claims.actions.adjudicating import adjudicate_batch
from multiguna.claims.actions.matching import match_claims
from multiguna.kernel import sqlplan
from multiguna.kernel.db import transaction
from multiguna.kernel.terms import Actor

DAYS_BACK = 31
"""How far back the worker looks for files that nobody decided."""


def decide_new(*, by: Actor, on: date) -> int:
    """Decide the files of the last days that the rules have not seen; gives how many claims.

    A step of the worker, safe to repeat: with nothing new it reads a few rows. The results stand,
    but they are provisional until the minutes of the month are closed. One new file is decided
    alone, several in one run. First it is looked for whom claims with damaged numbers are about, by
    linkage too, so that they are asked about and not rejected.
    """
    with transaction(by) as cur:
        statement = sqlplan.load("claims", "new_batches").select
        found = cur.execute(
            statement, {"region": by.region, "on": on, "days": DAYS_BACK}
        ).fetchall()
    if not found:
        return 0
    batch_id = found[0][0] if len(found) == 1 else None
    match_claims(batch_id=batch_id, by=by, on=on)
    return adjudicate_batch(batch_id=batch_id, by=by, on=on).claims
