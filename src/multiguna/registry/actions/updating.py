"""Take in the civil registry's monthly update files: births, deaths, moves, cards, corrections."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from multiguna.kernel import intake
from multiguna.kernel.roles import require
from multiguna.kernel.terms import Actor, Role
from multiguna.programme.queries import pack_in_force
from multiguna.registry import plan
from multiguna.registry.actions.taking import Progress, Taking, taking
from multiguna.registry.rules import masked, update_faults
from multiguna.registry.terms import (
    UPDATE_COLUMNS,
    Change,
    EventKind,
    Example,
    ImportResult,
    Kind,
    KindCount,
    UpdateResult,
)

SHOWN_FIELDS = frozenset(
    {"village_code", "relation", "marital", "ektp", "sex", "died_on", "residency", "birth_date"}
)
"""Fields whose values an example may show; of the others it says that they change."""

LATEST_IMPORT = """
SELECT rows, refused FROM registry_import
WHERE region = %(region)s AND kind = 'updates' AND file_hash = %(file_hash)s
  AND import_no = (SELECT max(import_no) FROM registry_import WHERE region = %(region)s)
"""


def update_residents(
    *,
    path: Path,
    by: Actor,
    on: date,
    preview: bool = False,
    report_to: Path | None = None,
    progress: Progress | None = None,
) -> UpdateResult:
    """Apply an update file of the civil registry: one row per event, all rows in one transaction.

    Rows of a person count in the order of their days, those of one day and those without a day
    (after all others) in the order of the file; what the registry said before is kept. Rows that
    cannot be applied, and those older than what another file has told since of the same facts
    (`superseded`), are listed in `report_to` (default: FILE.errors.csv) and the others go on. A row
    of a file is applied once: the same file again changes nothing; after another import its refused
    rows, and only they, are tried again. With `preview` nothing is written but the list of bad
    rows. Refuses a file that is not text or lacks columns. Source: events of population and civil
    registration (UU 23/2006, amended by UU 24/2013).
    """
    require(by, Role.ADMINISTRATOR)
    source = intake.look_through(path, required=UPDATE_COLUMNS)
    with taking(source, by=by, report_to=report_to) as file:
        latest = file.cursor.execute(LATEST_IMPORT, file.values).fetchone()
        if latest is not None:
            rows, refused = latest
            same = ImportResult(Kind.UPDATES, rows, 0, 0, rows - refused, refused, 0, again=True)
            return UpdateResult(same, (), preview=preview)
        villages = frozenset(village.village_code for village in pack_in_force(by).villages)
        staged = intake.stage(
            file.cursor, source, "update_staged",
            columns=plan.update_columns(villages),
            judge=file.judge(lambda row: update_faults(row, villages)),
            progress=progress,
        )  # fmt: skip
        refused = staged.refused + _fold(file, on)
        result = _result(file, staged.rows, refused, preview)
        if not preview and result.rows.inserted + result.rows.updated:
            _write(file)
        if not preview:
            file.record(result.rows, on)
            file.cursor.execute(plan.statement("update_applied"), file.values)
    return result


def _fold(file: Taking, on: date) -> int:
    """Refuse what does not fit and fold the rest into what each person is to be."""
    file.cursor.execute("ANALYZE update_staged")
    file.keep("update_events", plan.statement("update_events"))
    file.cursor.execute("ANALYZE update_events")
    refused = sum(
        file.refuse("update_events", step, {"on": on})
        for step in ("update_future", "update_superseded", "update_misplaced", "update_unfit")
    )
    file.keep("update_folded", plan.statement("update_folded"))
    file.cursor.execute("ANALYZE update_folded")
    file.keep("person_changed", plan.statement("update_changed"))
    return refused


def _write(file: Taking) -> None:
    for step in ("keep_past", "update_persons", "update_newcomers"):
        file.cursor.execute(plan.statement(step), file.values)


def _result(file: Taking, rows: int, refused: int, preview: bool) -> UpdateResult:
    """Count what changes, while what is registered is still what it was."""
    counts = file.cursor.execute(plan.statement("update_counts")).fetchall()
    inserted, updated = sum(row[1] for row in counts), sum(row[2] for row in counts)
    persons = file.cursor.execute(
        "SELECT (SELECT count(*) FROM update_folded WHERE person_id IS NULL), "
        "(SELECT count(*) FROM person_changed)"
    ).fetchone()
    assert persons is not None
    total = ImportResult(
        Kind.UPDATES, rows, inserted, updated, rows - refused - inserted - updated, refused, 0,
        tuple(file.report.shown), import_no=None if preview else file.import_no,
    )  # fmt: skip
    examples = file.cursor.execute(plan.statement("update_examples"), file.values).fetchall()
    return UpdateResult(
        total,
        tuple(
            KindCount(EventKind(kind), new + changed, same) for kind, new, changed, same in counts
        ),
        tuple(
            Example(EventKind(kind), masked(nik), event_on, _changes(before or {}, after))
            for kind, nik, event_on, before, after in examples
        ),
        persons[0],
        persons[1],
        preview,
    )


def _changes(before: Mapping[str, object], after: Mapping[str, object]) -> tuple[Change, ...]:
    """The fields that differ; a newcomer has no before."""
    return tuple(
        Change(name, _shown(name, before.get(name)), _shown(name, value))
        for name, value in after.items()
        if before.get(name) != value
    )


def _shown(name: str, value: object) -> str:
    if value is None or value == "":
        return ""
    return str(value) if name in SHOWN_FIELDS else "•••"
