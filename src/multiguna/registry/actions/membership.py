"""Take in status files of the national insurance (JKN): who has another payer, and when."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from multiguna.kernel import intake
from multiguna.kernel.roles import require
from multiguna.kernel.terms import Actor, Role
from multiguna.programme.queries import pack_in_force
from multiguna.programme.rules.choosing import stage_on
from multiguna.registry import plan
from multiguna.registry.actions.taking import Progress, Taking, taking, warning
from multiguna.registry.queries.membership import active_members
from multiguna.registry.rules import membership_faults
from multiguna.registry.terms import MEMBERSHIP_COLUMNS, ImportResult, Kind, MembershipResult

STRIPPED = """
SELECT count(*), min(row_no) FROM membership_staged WHERE length(no_kartu) < 13
"""
OLDER = """
SELECT count(*), min(row_no) FROM membership_staged
HAVING max(sejak) < (SELECT max(valid_from) FROM registry_membership WHERE region = %(region)s)
"""
UPDATED = """
SELECT coalesce(sum(row_count), 0)::int FROM membership_news
"""


def import_membership(
    *,
    path: Path,
    by: Actor,
    on: date,
    report_to: Path | None = None,
    progress: Progress | None = None,
) -> MembershipResult:
    """Take in a JKN status file: NIK, card, segment, status, from, until.

    It says all periods of the persons it names and nothing of others; the active ones together
    become the person's `other_payer`. A stage that asks for no other payer (`gap`) then lets JKN
    pay first on those days; a stage that does not ask (`full`) covers all the same. A file whose
    newest date is older than the newest stored is taken with a warning (`file_old`). One
    transaction; bad rows are listed in `report_to` (default: FILE.errors.csv) and the others go on;
    the same content again changes nothing. Refuses a file that is not text or lacks columns.
    Source: UU 24/2011.
    """
    require(by, Role.ADMINISTRATOR)
    source = intake.look_through(path, required=MEMBERSHIP_COLUMNS)
    stage = stage_on(pack_in_force(by), on)
    with taking(source, by=by, report_to=report_to) as file:
        staged = intake.stage(
            file.cursor, source, "membership_staged",
            columns=plan.membership_columns(),
            judge=file.judge(membership_faults),
            progress=progress,
        )  # fmt: skip
        refused = staged.refused + file.refuse("membership_staged", "membership_unfit")
        warned = _warn(file)
        updated = _write(file)
        result = ImportResult(
            Kind.MEMBERSHIP, staged.rows, 0, updated, staged.rows - refused - updated, refused,
            warned, tuple(file.report.shown), again=staged.rows > refused and updated == 0,
            import_no=file.import_no,
        )  # fmt: skip
        file.record(result, on)
        if updated:
            file.cursor.execute(plan.statement("membership_kept"), file.values)
        return MembershipResult(
            result,
            active_members(file.cursor, by, on=on),
            stage is not None and any(c.kind == "no_other_payer" for c in stage.conditions),
            stage.code if stage else None,
        )


def _warn(file: Taking) -> int:
    row = file.cursor.execute(STRIPPED).fetchone()
    assert row is not None
    if row[0]:
        file.report.add(warning("zeros_stripped", "NO_KARTU", rows=row[0], first=row[1]))
    old = file.cursor.execute(OLDER, file.values).fetchone()
    if old is not None:
        file.report.add(warning("file_old", "SEJAK", rows=old[0], first=old[1]))
    return int(row[0] + (old[0] if old else 0))


def _write(file: Taking) -> int:
    """Change the persons of whom something new is said; gives how many rows say it."""
    file.cursor.execute("ANALYZE membership_staged")
    file.keep("membership_rows", plan.statement("membership_rows"))
    file.keep("membership_news", plan.statement("membership_news"))
    file.replace(plan.statement("membership_changed"), "update_membership")
    row = file.cursor.execute(UPDATED).fetchone()
    assert row is not None
    return int(row[0])
