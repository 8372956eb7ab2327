"""A chart as it stands in a page: its addresses for each screen, and words instead of it."""

from __future__ import annotations

from dataclasses import dataclass

from multiguna.kernel.terms import Text
from multiguna.web.treasury.looking import Looking

WIDTHS = {"wide": 1120, "half": 548, "narrow": 336}
"""A whole row of a laptop, half of one, a telephone: in pixels, as the page shows them."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart on a page: its address for laptop and telephone, and words instead of it."""

    name: str
    size: str
    link: str
    narrow: str
    words: Text


WORDS = {
    "burn": Text(
        id="Grafik: pemakaian dan pembayaran sejak Januari dibanding laju pagu.",
        en="Chart: what is used and paid since January, against the budget's pace.",
    ),
    "fan": Text(
        id="Grafik: perkiraan pemakaian sampai 31 Desember dan hari pagu habis.",
        en="Chart: the expected use up to 31 December and the day the budget runs out.",
    ),
    "ageing": Text(
        id="Grafik: yang ditunggu setiap rumah sakit menurut hari lewat jatuh tempo.",
        en="Chart: what each hospital waits for, by days past the due date.",
    ),
    "arrears": Text(
        id="Grafik: yang dijanjikan melampaui pagu, hari demi hari.",
        en="Chart: what was promised beyond the budget, day by day.",
    ),
    "stock": Text(
        id="Grafik: di mana uang yang terpakai pada setiap akhir bulan.",
        en="Chart: where the used money stands at each month's end.",
    ),
}


def picture(looked: Looking, name: str, size: str = "half") -> Picture:
    """A chart of a view, to stand in a page."""
    link = looked.link_to("treasury-chart", name, size=size)
    narrow = looked.link_to("treasury-chart", name, size="narrow")
    return Picture(name, size, link, narrow, WORDS[name])
