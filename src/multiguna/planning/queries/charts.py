"""The treasury's charts by name, from a day's facts: to draw as SVG, PDF or PNG.

Apart from the other reads, because the drawing libraries take a second to load.
"""

from __future__ import annotations

from datetime import date

from multiguna.kernel.db import Cursor
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor, Text
from multiguna.ledger.queries import day_ends
from multiguna.planning.queries import bars, outlook, pictures, waiting
from multiguna.planning.queries.drawing import WIDTH_MIN, Chart, render, svg
from multiguna.planning.terms import Outlook

__all__ = ["KINDS", "NAMES", "WIDTH", "Chart", "chart", "render", "svg"]
NAMES = ("burn", "fan", "stock", "arrears", "ageing")
"""Use against plan, outlook, stock by month, arrears, what hospitals wait for."""
KINDS = ("svg", "pdf", "png")
WIDTH = 760


def chart(
    cursor: Cursor, by: Actor, name: str, *, on: date, year: int | None = None,
    language: str = "id", width: int = WIDTH, seen: Outlook | None = None,
) -> Chart:  # fmt: skip
    """One of the charts of a fiscal year as known on a day, in `id` or `en`, so many pixels wide.

    `seen` is the day's outlook, if it is known already. Refuses with `chart_unknown`,
    `chart_too_narrow` and, for a year after the day's, `year_not_begun`.
    """
    year = on.year if year is None else year
    _check(name, width, year, on)
    if name == "ageing":
        return bars.ageing(waiting(cursor, by, on=on), on=on, language=language, width=width)
    days = day_ends(cursor, by, year=year)
    if name == "fan":
        seen = seen or outlook(cursor, by, on=on, year=year)
        return pictures.fan(days, seen, language=language, width=width)
    draw = {"burn": pictures.burn, "stock": pictures.stock, "arrears": pictures.arrears}[name]
    return draw(days, year=year, on=on, language=language, width=width)


def _check(name: str, width: int, year: int, on: date) -> None:
    if name not in NAMES:
        raise Refused(
            "chart_unknown",
            Text(f"Tidak ada grafik {name}. Pilih: {', '.join(NAMES)}.",
                 f"There is no chart {name}. Choose: {', '.join(NAMES)}."),
        )  # fmt: skip
    if width < WIDTH_MIN:
        raise Refused(
            "chart_too_narrow",
            Text(f"Lebar grafik paling sedikit {WIDTH_MIN} piksel.",
                 f"A chart is at least {WIDTH_MIN} pixels wide."),
        )  # fmt: skip
    if year > on.year:
        raise Refused(
            "year_not_begun",
            Text(f"Tahun anggaran {year} belum mulai pada {on}.",
                 f"Fiscal year {year} has not begun on {on}."),
        )  # fmt: skip
