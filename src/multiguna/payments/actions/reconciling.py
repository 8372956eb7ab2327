"""Take in the region's own books (SIPD) and record the SP2Ds that they have and we have not."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date
from pathlib import Path

from psycopg.types.json import Jsonb

from multiguna.audit.actions import record_decision
from multiguna.kernel.db import Cursor, transaction
from multiguna.kernel.errors import Refused
from multiguna.kernel.intake import look_through
from multiguna.kernel.terms import Actor, Text
from multiguna.payments import plan
from multiguna.payments.actions.stepping import record_step
from multiguna.payments.queries import orders
from multiguna.payments.queries.realisation import our_codes, rows_as_json
from multiguna.payments.rules import check_may_pay, compare, read_rows
from multiguna.payments.terms import (
    SIPD_COLUMNS,
    Difference,
    DifferenceKind,
    Match,
    Realisation,
    RealisationRow,
    StepName,
)


def import_realisation(*, path: Path, by: Actor, on: date) -> Realisation:
    """Take in a realisation report of SIPD: each month in it replaces what was known of the month.

    The lines of this programme's sub-activities and accounts are kept (`payments_realisation`),
    and the SP2Ds among them held against our orders: those that we recorded count as known; those
    that name an order awaiting its SP2D, with an amount that fits, are recorded as steps (by `by`,
    whose duties must allow it); every other one, and every SP2D of ours that the month lacks, is a
    difference. The same file again keeps no second copy. Writes one decision record.

    Refuses `role_not_allowed`, a file that is no such report (`columns_missing`, `encoding`) and
    one with a line that cannot be read (`sipd_file_invalid`); then nothing is recorded.
    Source: SIPD's realisation export, whole months. Legal: Permendagri 77/2020.
    """
    check_may_pay(by)
    source = look_through(path, required=[column.upper() for column in SIPD_COLUMNS])
    with path.open(encoding=source.encoding, newline="") as file:
        lines = list(csv.reader(file, delimiter=source.delimiter))[1:]
    texts = [
        {name.lower(): value.strip() for name, value in zip(source.columns, line, strict=False)}
        for line in lines
        if any(value.strip() for value in line)
    ]
    _check_width(texts)
    with transaction(by) as cur:
        cur.execute(plan.LOCK, [by.region])
        rows, months = read_rows(texts, our_codes(cur, by))
        for month in months:
            _keep(cur, by, on, month, path.name, source.file_hash, _of(rows, month))
        matched: list[Match] = []
        differences: list[Difference] = []
        already = 0
        told = {row.sp2d_no for row in rows}
        for month in months:
            found = compare(_of(rows, month), orders(cur, by), month, told)
            already += len(found.known)
            differences += found.differences
            for match in found.new:
                refusal = _record(match, by)
                if refusal is None:
                    matched.append(match)
                else:
                    differences.append(refusal)
        made = Realisation(tuple(months), len(rows), tuple(matched), already, tuple(differences))
        _note(cur, made, source.file_hash, by, on)
        return made


def _check_width(texts: list[dict[str, str]]) -> None:
    for row_no, row in enumerate(texts, start=1):
        missing = [column for column in SIPD_COLUMNS if column not in row]
        if missing:
            raise Refused(
                "sipd_file_invalid",
                Text(
                    id=f"Baris {row_no} kurang kolom mulai {missing[0]}. Ekspor ulang dari SIPD. "
                    "Tidak ada yang dicatat.",
                    en=f"Row {row_no} has no columns from {missing[0]} on. Export it from SIPD "
                    "again. Nothing was recorded.",
                ),
                row=row_no,
                column=missing[0],
            )


def _of(rows: list[RealisationRow], month: date) -> list[RealisationRow]:
    return [row for row in rows if row.on.replace(day=1) == month]


def _keep(
    cur: Cursor, by: Actor, on: date, month: date, name: str, file_hash: str,
    rows: list[RealisationRow],
) -> None:  # fmt: skip
    """Keep a month as the file says it, unless the latest import of the month said just that."""
    kept = rows_as_json(rows)
    latest = cur.execute(plan.LATEST_REALISATION, [by.region, month]).fetchone()
    if latest is not None and latest[0] == kept:
        return
    values = [by.region, month, name, file_hash, Jsonb(kept), on, by.name]
    cur.execute(plan.INSERT_REALISATION, values)


def _record(match: Match, by: Actor) -> Difference | None:
    """Record an SP2D that the region's books have; the difference when it is refused."""
    sp2d = match.sp2d
    try:
        with transaction(by):
            record_step(
                order_no=match.order_no, step=StepName.SP2D, document_no=sp2d.sp2d_no, by=by,
                on=sp2d.on, amount_idr=sp2d.amount_idr,
            )  # fmt: skip
    except Refused as refused:
        kind = DifferenceKind.REFUSED
        if refused.code == "amount_not_whole":
            kind = DifferenceKind.AMOUNT
        found = Difference(kind, sp2d.sp2d_no, match.order_no, sp2d.on, sp2d.amount_idr)
        fits = refused.facts.get("fits_idr")
        if isinstance(fits, int):
            return replace(found, our_idr=fits)
        return replace(found, refusal=refused.message)
    return None


def _note(cur: Cursor, made: Realisation, file_hash: str, by: Actor, on: date) -> None:
    record_decision(
        cur,
        kind="payment_realisation",
        subject=f"file:{file_hash}",
        facts={
            "months": [month.isoformat() for month in made.months],
            "rows": made.rows,
            "recorded": [[match.order_no, match.sp2d.sp2d_no] for match in made.matched],
            "known": made.already,
            "differences": [[each.kind.value, each.sp2d_no] for each in made.differences],
        },
        outcome="compared",
        reasons=[],
        pack=None,
        by=by,
        on=on,
    )
