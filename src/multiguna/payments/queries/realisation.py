"""The region's books (SIPD) beside ours: what they said of a month, and ours in their columns."""

from __future__ import annotations

import csv
import io
from dataclasses import asdict
from datetime import date

from multiguna.kernel.db import Cursor
from multiguna.kernel.terms import Actor
from multiguna.kernel.typesetting import Json
from multiguna.payments import plan
from multiguna.payments.queries.orders import orders
from multiguna.payments.queries.remittance import plain_cell
from multiguna.payments.rules import compare, period_days
from multiguna.payments.terms import SIPD_COLUMNS, Comparison, RealisationRow
from multiguna.programme.queries import pack_in_force


def our_codes(cur: Cursor, by: Actor) -> dict[int, frozenset[tuple[str, str]]]:
    """The sub-activity and account codes of the budget lines, by fiscal year."""
    codes: dict[int, frozenset[tuple[str, str]]] = {}
    for year, sub_activity, account in cur.execute(plan.OUR_CODES, [by.region]):
        codes[year] = codes.get(year, frozenset()) | {(sub_activity, account)}
    return codes


def realisation(cur: Cursor, by: Actor, period: str) -> Comparison:
    """What the latest report of a month `YYYY-MM` says against our orders as they are now.

    A month without a report has no lines: then every SP2D of ours is missing there.
    """
    month, _ = period_days(period)
    latest = cur.execute(plan.LATEST_REALISATION, [by.region, month]).fetchone()
    rows = [] if latest is None else [_row(**kept) for kept in latest[0]]
    return compare(rows, orders(cur, by), month)


def rows_as_json(rows: list[RealisationRow]) -> list[dict[str, Json]]:
    """Lines of a report as they are kept."""
    return [{**asdict(row), "on": row.on.isoformat()} for row in rows]


def _row(
    *, row_no: int, on: str, sp2d_no: str, realised_idr: int, deposited_idr: int, note: str,
    sp2d_idr: int = 0,
) -> RealisationRow:  # fmt: skip
    return RealisationRow(
        row_no, date.fromisoformat(on), sp2d_no, realised_idr, deposited_idr, note, sp2d_idr
    )


def sipd_csv(cur: Cursor, by: Actor, period: str) -> bytes:
    """Our own SP2Ds of a month `YYYY-MM` in the 15 columns of SIPD's realisation report.

    One row per SP2D and account code; UTF-8 with BOM, commas, whole rupiah, days as yyyy-mm-dd.
    Names of the SKPD, the sub-activity and the account are the pack's (`budget` in
    programme.yaml); empty where it does not say them.
    """
    starts, until = period_days(period)
    names = pack_in_force(by).budget
    skpd = [names.skpd_code, names.skpd_name] if names else ["", ""]
    values = {"region": by.region, "starts": starts, "until": until}
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(SIPD_COLUMNS)
    for row in cur.execute(plan.statement("sipd_rows"), values).fetchall():
        (on, sp2d_no, sp2d_idr, spm_no, order_no, month, hospital, sub_activity, account,
         amount_idr) = row  # fmt: skip
        activity_name = names.name_of(sub_activity) if names else ""
        account_name = names.name_of(account) if names else ""
        cells = [
            on.isoformat(), "SP2D", "LS", spm_no, *skpd, sub_activity, activity_name, account,
            account_name, str(amount_idr), "0", sp2d_no, str(sp2d_idr),
            f"{order_no}: klaim {month} {hospital}",
        ]  # fmt: skip
        writer.writerow([plain_cell(cell) for cell in cells])
    return b"\xef\xbb\xbf" + text.getvalue().encode()
