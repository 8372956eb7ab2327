"""The lines of a budget: one account a line and year, as the pack names them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from multiguna.kernel.db import transaction
from multiguna.kernel.terms import Actor
from multiguna.ledger import plan
from multiguna.ledger.terms import BudgetLine

OPEN_ACCOUNT = """
INSERT INTO ledger_account (region, account_id, fiscal_year, line_code, parent_id, name_id,
    name_en, sub_activity_code, account_code, care, policy)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (region, account_id) DO UPDATE
SET name_id = excluded.name_id, name_en = excluded.name_en, care = excluded.care,
    sub_activity_code = excluded.sub_activity_code, account_code = excluded.account_code,
    policy = excluded.policy, parent_id = excluded.parent_id
"""


def open_accounts(*, lines: Sequence[BudgetLine], by: Actor, on: date) -> int:
    """Open one account for each budget line; a known line keeps its balances. Returns how many.

    Source of the codes: the region's budget document (DPA), as data in the pack.
    """
    with transaction(by) as cursor:
        plan.hold_opening(cursor, by.region)
        cursor.executemany(
            OPEN_ACCOUNT,
            [
                (
                    by.region,
                    line.account_id,
                    line.fiscal_year,
                    line.line_code,
                    f"{line.fiscal_year}/{line.parent_code}" if line.parent_code else None,
                    line.name.id,
                    line.name.en,
                    line.sub_activity_code,
                    line.account_code,
                    line.care,
                    line.policy,
                )
                for line in sorted(lines, key=lambda line: line.account_id)
            ],
        )
    return len(lines)
