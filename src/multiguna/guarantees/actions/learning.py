"""Learning once a month what letters cost, from those that were settled, for those to come."""

from __future__ import annotations

from datetime import date

from multiguna.audit.actions import record_decision
from multiguna.guarantees.queries.estimates import letters_to_learn_from
from multiguna.guarantees.rules import estimating
from multiguna.guarantees.terms import Estimate
from multiguna.kernel.db import Cursor, transaction
from multiguna.kernel.roles import require
from multiguna.kernel.terms import Actor, Role
from multiguna.programme.queries import pack_in_force
from multiguna.programme.rules.choosing import number_on
from multiguna.programme.terms import Pack, Period

ONE_LEARNS = "SELECT pg_advisory_xact_lock(hashtextextended('multiguna.estimates ' || %s, 0))"
LAST_LEARNED = "SELECT max(learned_on) FROM guarantees_estimate WHERE region = %s"
INSERT_ESTIMATE = """
INSERT INTO guarantees_estimate (region, learned_on, care, provider_class, care_class,
    diagnosis_group, settled_count, mean_idr, q10_idr, q50_idr, q80_idr, q90_idr, q95_idr)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""


def learn_estimates(*, by: Actor, on: date) -> int:
    """Learn what letters cost from the year's settled ones, as known on a day; gives the cells.

    Letters issued from that day on are estimated by it. What was learned stays for ever, so that
    every letter's estimate can be explained; a day is learned once, and only forward: the same day
    or an earlier one again has no effect. Without any settled letter the pack's table goes on.
    """
    require(by, Role.TREASURER, Role.ADMINISTRATOR)
    with transaction(by) as cursor:
        cursor.execute(ONE_LEARNS, [by.region])
        last = cursor.execute(LAST_LEARNED, [by.region]).fetchone()
        assert last is not None
        if last[0] is not None and on <= last[0]:
            return 0
        pack = pack_in_force(by)
        settled, issued = letters_to_learn_from(cursor, by, on=on)
        if not settled:
            return 0
        trust = estimating.shrinkage(pack, on)
        estimates = estimating.learn(
            settled, issued, _table(pack, on), trust=trust, on=on,
            care_class=number_on(pack, "care_class_entitled", on),
        )  # fmt: skip
        _write(cursor, estimates, by, on)
        record_decision(
            cursor,
            kind="estimate_learning",
            subject=f"estimates:{on.isoformat()}",
            facts={
                "cells": len(estimates),
                "settled_letters": len(settled),
                "issued_from": estimating.learn_from(on).isoformat(),
                "credibility_claims": trust.credibility_claims,
                "spread_bp": trust.spread_bp,
            },
            outcome="learned",
            reasons=[],
            pack={"name": pack.name, "version": pack.version},
            by=by,
            on=on,
        )
    return len(estimates)


def learn_if_due(*, by: Actor, on: date) -> int:
    """Learn on the first chance in a month; gives the cells, 0 when this month's are learned."""
    with transaction(by) as cursor:
        last = cursor.execute(LAST_LEARNED, [by.region]).fetchone()
        assert last is not None
        if last[0] is not None and last[0] >= on.replace(day=1):
            return 0
        return learn_estimates(by=by, on=on)


def _table(pack: Pack, on: date) -> dict[tuple[str, str], int]:
    """The pack's amounts on a day by care and class of hospital."""
    return {
        (row.care, row.provider_class): row.amount_idr
        for row in pack.estimates
        if Period(row.starts, row.until).holds(on)
    }


def _write(cursor: Cursor, estimates: list[Estimate], by: Actor, on: date) -> None:
    cursor.executemany(
        INSERT_ESTIMATE,
        [
            (
                by.region, on, one.cell.care, one.cell.provider_class, one.cell.care_class,
                one.cell.diagnosis_group, one.settled_count, one.mean_idr, one.q10_idr,
                one.q50_idr, one.q80_idr, one.q90_idr, one.q95_idr,
            )
            for one in estimates
        ],
    )  # fmt: skip
