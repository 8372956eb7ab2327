"""Letters and claims of people who, as the registry knows now, were not covered."""

from __future__ import annotations

from datetime import datetime

from multiguna.audit.actions import record_access
from multiguna.coverage.plan import stage_parameters, steps_with
from multiguna.coverage.terms import Reason
from multiguna.kernel import sqlplan
from multiguna.kernel.db import Cursor
from multiguna.kernel.terms import Actor
from multiguna.payments.plan import statement
from multiguna.payments.terms import Affected, AffectedState
from multiguna.programme.queries import pack_in_force


def affected(
    cursor: Cursor, by: Actor, *, since: datetime | None = None, import_no: int | None = None
) -> tuple[Affected, ...]:
    """What the registry's changes since an instant, or of one import, mean for promises and bills.

    Open letters, and claims that are not rejected, of people who were covered as known before the
    changes and are not as known now; and claims of stays that went on after a death that is known
    now. Nothing is done about them: a person releases, decides again, or records an overpayment.
    Leaves a line in the access log for each person named.
    """
    assert (since is None) != (import_no is None), "either an instant or an import"
    load = sqlplan.load
    steps = [load("payments", "affected_people"), load("payments", "affected_asked")]
    steps += steps_with(load("payments", "affected_facts"))
    values = {
        "region": by.region, "since": since, "import_no": import_no,
        **stage_parameters(pack_in_force(by)),
    }  # fmt: skip
    rows = cursor.execute(sqlplan.join(steps, statement("affected")), values).fetchall()
    if rows:
        persons = sorted({row[0] for row in rows})
        record_access(cursor, person_ids=persons, purpose="registry effects", by=by)
    return tuple(
        Affected(*(*row[:7], Reason(row[7]), row[8], AffectedState(row[9]), *row[10:]))
        for row in rows
    )
