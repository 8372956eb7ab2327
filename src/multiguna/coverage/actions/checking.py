"""The writers of coverage: each answer leaves its decision record in the same transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from multiguna.audit.actions import record_decision
from multiguna.coverage import plan
from multiguna.coverage.queries import coverage_facts
from multiguna.coverage.rules import (
    coverage_request,
    coverage_stage,
    judge_coverage,
    pack_version,
)
from multiguna.coverage.terms import (
    ALL_PAPERS,
    Care,
    CoverageAnswer,
    JudgedCoverage,
    Papers,
    Reason,
)
from multiguna.kernel import canonical, sqlplan
from multiguna.kernel.db import Cursor, transaction
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor, Text
from multiguna.programme.queries import IN_FORCE, pack_in_force, pack_numbered
from multiguna.programme.terms import Pack
from multiguna.registry.rules import nik_is_possible

BULK_MAX = 1_000


def check_coverage(
    *,
    nik: int,
    kk: int | None,
    care: Care,
    emergency: bool = False,
    newborn_born_on: date | None = None,
    papers: Papers = ALL_PAPERS,
    by: Actor,
    on: date,
) -> CoverageAnswer:
    """Decide for one person and record the decision. For a newborn, `nik` is the mother's.

    Never refuses a person: an unknown or impossible card is an answer with its reason. Refuses
    only when no pack is installed.
    """
    with transaction(by) as cursor:
        install_no, facts, card = coverage_facts(cursor, by, nik)
        request = coverage_request(
            nik=nik, kk=kk, care=care, emergency=emergency, newborn_born_on=newborn_born_on,
            papers=papers, on=on,
        )  # fmt: skip
        judged = judge_coverage(facts, card, request, _pack(cursor, by, install_no), install_no)
        return judged.answer(record_judged(cursor, judged, by=by, on=on))


def record_judged(cursor: Cursor, judged: JudgedCoverage, *, by: Actor, on: date) -> int:
    """Write the record of a coverage decision; gives its number."""
    return record_decision(
        cursor,
        kind="coverage",
        subject=judged.subject,
        facts=judged.recorded,
        outcome=judged.outcome,
        reasons=[judged.decision.reason],
        pack=judged.pack,
        by=by,
        on=on,
    )


def check_coverage_many(
    *, niks: Sequence[int], care: Care, by: Actor, on: date
) -> list[tuple[int, bool, Reason]]:
    """Decide for up to 1,000 people in one statement, one record each; order as asked.

    Cards are looked up by NIK alone, papers count as shown. Refuses a longer list.
    """
    if len(niks) > BULK_MAX:
        raise Refused(
            "too_many",
            Text(f"Paling banyak {BULK_MAX} NIK sekali tanya.", f"At most {BULK_MAX} NIK a call."),
        )
    statement = sqlplan.join(
        plan.bulk_steps(), "SELECT ask_id, covered, reason FROM answered ORDER BY ask_id"
    )
    with transaction(by) as cursor:
        row = cursor.execute(IN_FORCE, [by.region], prepare=True).fetchone()
        install_no = row[0] if row else None
        pack = _pack(cursor, by, install_no)
        stage = coverage_stage(pack, on)
        values = {
            "region": by.region, "actor": by.name, "on": on, "care": care, "niks": list(niks),
            "possible": [nik_is_possible(str(nik)) for nik in niks],
            "papers": canonical.dumps(["ktp", "kk", "guardian_ktp"]),
            "pack": canonical.dumps(pack_version(pack, install_no, stage.code if stage else None)),
            **plan.stage_parameters(pack),
        }  # fmt: skip
        rows = cursor.execute(statement, values, prepare=True).fetchall()
    return [
        (nik, covered, Reason(reason)) for nik, (_, covered, reason) in zip(niks, rows, strict=True)
    ]


def _pack(cursor: Cursor, by: Actor, install_no: int | None) -> Pack:
    """The pack in force; refuses when there is none."""
    if install_no is None:
        return pack_in_force(by)
    return pack_numbered(cursor, by.region, install_no)
