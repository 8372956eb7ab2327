"""Decide claims for a look only: under another pack, beside what holds. Nothing is written."""

from __future__ import annotations

from datetime import date

from multiguna.claims import plan
from multiguna.claims.actions.adjudicating import WORK_MEMORY, check_batch, prepare_run
from multiguna.claims.terms.trying import ChangedClaim, Move, RuleShift, WhatIf
from multiguna.kernel.db import Cursor, transaction
from multiguna.kernel.errors import Refused
from multiguna.kernel.roles import require
from multiguna.kernel.terms import Actor, Role, Text
from multiguna.programme.queries import pack_in_force
from multiguna.programme.rules.body import pack_hash
from multiguna.programme.terms import Pack, Period
from multiguna.providers.actions import try_agreements

SHOWN = 100
READ_ONLY = "SET TRANSACTION READ ONLY"


def what_if(
    *,
    pack: Pack,
    by: Actor,
    on: date,
    batch_id: int | None = None,
    period: Period | None = None,
) -> WhatIf:
    """What a pack would decide of a batch, or of the claims with service in a period.

    Every rule, rate, agreement, payer code and number is the given pack's; residents, letters and
    the patient's other claims are as they are. Claims that are decided already are decided again
    beside what holds. It runs in a transaction that reads only, and is rolled back: no record, no
    posting, no version. Refuses a batch that is not there, a pack of another region, and neither
    batch nor period (`nothing_to_try`).
    """
    require(by, Role.VERIFIER, Role.PLANNER, Role.ADMINISTRATOR)
    if batch_id is None and period is None:
        raise _nothing()
    if pack.region != by.region:
        raise _elsewhere(pack, by)
    values: dict[str, object] = {
        "region": by.region,
        "batch_id": batch_id,
        "starts": period.starts if period else None,
        "until": period.until if period else None,
        "on": on,
        "shown": SHOWN,
        **plan.adjudication_parameters(pack),
    }
    with transaction(by) as cursor, cursor.connection.transaction(force_rollback=True):
        if batch_id is not None:
            check_batch(cursor, by, batch_id)
        return _try(cursor, by, pack, values)


def preview(*, batch_id: int, by: Actor, on: date) -> WhatIf:
    """What the pack in force would decide of a batch today, beside what holds."""
    return what_if(pack=pack_in_force(by), batch_id=batch_id, by=by, on=on)


def _try(cursor: Cursor, by: Actor, pack: Pack, values: dict[str, object]) -> WhatIf:
    """Decide into the temporary table with the pack's own agreements, and compare."""
    cursor.execute(WORK_MEMORY)
    try_agreements(cursor, pack=pack, by=by)
    plan.create_run(cursor)
    claims = cursor.execute(plan.choice(plan.TO_TRY), values).rowcount
    prepare_run(cursor, values, claims=claims)
    cursor.execute(READ_ONLY)
    cursor.execute(plan.trying(), values, prepare=False)
    rows = cursor.execute(plan.statement("tried_changes"), values).fetchall()
    moves = cursor.execute(plan.statement("tried_moves"), values).fetchall()
    rules = cursor.execute(plan.statement("tried_rules"), values).fetchall()
    return WhatIf(
        pack_name=pack.name,
        pack_version=pack.version,
        pack_hash=pack_hash(pack),
        moves=tuple(Move(*m) for m in moves),
        rules=tuple(RuleShift(*r) for r in rules),
        changed=rows[0][-1] if rows else 0,
        most=tuple(_changed(*row) for row in rows),
    )


def _changed(
    claim_id: int, provider: str, before: str, after: str, was: int, then: int, rules: list[str],
    _: int,
) -> ChangedClaim:  # fmt: skip
    return ChangedClaim(claim_id, provider, before, after, was, then, tuple(rules))


def _nothing() -> Refused:
    return Refused(
        "nothing_to_try",
        Text(
            "Sebutkan berkas klaim atau masa pelayanannya.",
            "Name a batch of claims or the days of service.",
        ),
    )


def _elsewhere(pack: Pack, by: Actor) -> Refused:
    return Refused(
        "pack_of_other_region",
        Text(
            id=f"Paket ini untuk wilayah {pack.region}, bukan {by.region}.",
            en=f"This pack is for region {pack.region}, not {by.region}.",
        ),
    )
