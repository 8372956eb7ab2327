"""Corrections: a claim sent again with other content takes the place of the one that is not paid.

The corrected claim stays as it was, gets a last decision (`replaced`) and gives back what was still
billed; its correction is a claim of its own, one revision later, under the same letter.
"""

from __future__ import annotations

from multiguna.claims import plan
from multiguna.claims.actions.adjudicating import LOCK
from multiguna.kernel.db import Cursor
from multiguna.kernel.terms import Actor

CORRECTING = "SELECT FROM claims_verdict WHERE verdict IN ('corrected', 'reused') LIMIT 1"


def look_up(cursor: Cursor, values: dict[str, object], *, by: Actor) -> None:
    """Say of each staged row what it is, in the temporary table `claims_verdict`.

    When one speaks of a known claim with other content, deciding is held off until the end of the
    transaction and the rows are looked up again: what is corrected cannot be decided meanwhile.
    """
    plan.materialise(cursor, "claims_verdict", "import_verdicts", values)
    if cursor.execute(CORRECTING).fetchone() is not None:
        cursor.execute(LOCK, [by.region])
        cursor.execute("DROP TABLE claims_verdict")
        plan.materialise(cursor, "claims_verdict", "import_verdicts", values)


def replace_claims(cursor: Cursor, values: dict[str, object]) -> int:
    """Write the last decision of every claim that `claims_match` corrects; gives how many.

    Leaves them in the temporary table `claims_replaced`, from which their amounts are posted.
    """
    plan.materialise(cursor, "claims_replaced", "import_replaced", values)
    counted = cursor.execute("SELECT count(*) FROM claims_replaced").fetchone()
    assert counted is not None
    if counted[0]:
        cursor.execute(plan.statement("import_replacements"), values)
        cursor.execute(plan.statement("import_replaced_lines"), values)
        cursor.execute(plan.statement("import_replaced_findings"), values)
        cursor.execute(plan.replacing(), values)
    return int(counted[0])
