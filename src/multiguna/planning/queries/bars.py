"""The chart of what hospitals wait for: one bar each, darker the longer it is overdue."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from multiguna.kernel.saying import day, in_unit, short_rupiah, unit_of
from multiguna.kernel.terms import Text
from multiguna.payments.terms import Lateness
from multiguna.planning.queries import drawing
from multiguna.planning.queries.drawing import Chart, Frame, Layer, Row
from multiguna.planning.terms import Waiting

SHOWN = 15
"""So many hospitals have a bar of their own; what the others wait for is added up below."""
BUCKETS = {
    Lateness.NOT_DUE: Text("belum jatuh tempo", "not due"),
    Lateness.TO_15: Text("1–15 hari", "1–15 days"),
    Lateness.TO_30: Text("16–30", "16–30"),
    Lateness.TO_60: Text("31–60", "31–60"),
    Lateness.OVER_60: Text("61+ hari", "61+ days"),
}
NOT_DUE_COLOUR = drawing.AGE_COLOURS[0]


def ageing(hospitals: Sequence[Waiting], *, on: date, language: str, width: int) -> Chart:
    """What is verified and not paid, by hospital and days past its due date, the most first."""
    shown = _shown(hospitals, language)
    total = sum(one.total_idr for one in hospitals)
    late = total - sum(one.buckets[0] for one in hospitals)
    frame = _frame(shown, width)
    most = max((one.total_idr for one in shown if one.provider_code), default=0)
    parts, words = _legend(frame, language)
    for row, hospital in enumerate(shown):
        more, names = _bar(hospital, row, most, total, frame, language)
        parts, words = parts + more, words + names
    title = _title(total, late, sum(one.total_idr > 0 for one in hospitals))
    below = Text(
        f"{drawing.unit_words(total, 'id')} terverifikasi dan belum dibayar pada {day(on, 'id')}, "
        "menurut hari lewat jatuh tempo",
        f"{drawing.unit_words(total, 'en')} verified and not paid on {day(on, 'en')}, "
        "by days past the due date",
    )
    told = "; ".join(f"{one.name} {short_rupiah(one.total_idr, language)}" for one in shown)
    return drawing.finish(
        [drawing.boxes(parts), *words], name="ageing", title=title.in_(language),
        subtitle=below.in_(language), description=f"{below.in_(language)}. {told}.", frame=frame,
    )  # fmt: skip


def _title(total_idr: int, late_idr: int, waiting: int) -> Text:
    if total_idr == 0:
        return Text("Tidak ada yang menunggu pembayaran", "Nobody waits to be paid")
    due = Text(
        f"{short_rupiah(late_idr, 'id')} lewat jatuh tempo",
        f"{short_rupiah(late_idr, 'en')} is overdue",
    )
    none = Text("belum ada yang jatuh tempo", "none of it is due")
    then = due if late_idr else none
    hospitals = "hospital waits" if waiting == 1 else "hospitals wait"
    return Text(
        f"{waiting} rumah sakit menunggu {short_rupiah(total_idr, 'id')}; {then.id}",
        f"{waiting} {hospitals} for {short_rupiah(total_idr, 'en')}; {then.en}",
    )


def _shown(hospitals: Sequence[Waiting], language: str) -> list[Waiting]:
    waiting = sorted(
        (one for one in hospitals if one.total_idr > 0),
        key=lambda one: (-one.total_idr, one.provider_code),
    )
    if len(waiting) <= SHOWN + 1:
        return waiting
    others = waiting[SHOWN:]
    name = Text(f"{len(others)} RS lain", f"{len(others)} others").in_(language)
    sums = tuple(sum(one.buckets[n] for one in others) for n in range(len(BUCKETS)))
    return [*waiting[:SHOWN], Waiting("", name, sums)]


def _frame(shown: Sequence[Waiting], width: int) -> Frame:
    """Names stand left of their bars, on a telephone above them."""
    narrow = width < drawing.NARROW
    longest = max((drawing.text_width(one.name) for one in shown), default=0)
    left = 12 if narrow else min(230, longest + 16)
    return Frame(width, 44 + len(shown) * _step(narrow=narrow), left=left, right=64, bottom=10)


def _step(*, narrow: bool) -> int:
    return 39 if narrow else 26


def _bar(
    hospital: Waiting, row: int, most: int, total: int, frame: Frame, language: str
) -> tuple[list[Row], list[Layer]]:
    """The parts of one hospital's bar, and its name and amount; the others have no bar."""
    step = _step(narrow=frame.narrow)
    top = 40 + row * step + (16 if frame.narrow else 0)
    thick = 14 if frame.narrow else 18
    parts: list[Row] = []
    x = 0
    for amount, colour in zip(hospital.buckets, drawing.AGE_COLOURS, strict=True):
        length = frame.plot * amount // most if hospital.provider_code else 0
        if length > 0:
            parts.append(_box(x, top, length, thick, colour))
        x += length
    size, _ = unit_of(total, language)
    total_words = in_unit(hospital.total_idr, size, language)
    middle = top + thick // 2
    name = (
        drawing.words(0, top - 10, hospital.name)
        if frame.narrow
        else drawing.words(-8, middle, hospital.name, align="right")
    )
    return parts, [name, drawing.words(x + 6 if x else 0, middle, total_words, bold=True)]


def _legend(frame: Frame, language: str) -> tuple[list[Row], list[Layer]]:
    parts: list[Row] = []
    words: list[Layer] = []
    x = 0 if frame.narrow else 8 - frame.left
    pairs = zip(BUCKETS.values(), drawing.AGE_COLOURS, strict=True)
    for number, (text, colour) in enumerate(pairs):
        word = text.in_(language)
        if frame.narrow and number == len(BUCKETS) // 2 + 1:
            x = 0
        y = 20 if frame.narrow and number > len(BUCKETS) // 2 else 2
        parts.append(_box(x, y, 12, 12, colour))
        words.append(drawing.words(x + 17, y + 6, word, colour=drawing.SOFT))
        x += 17 + drawing.text_width(word) * 9 // 10 + 10
    return parts, words


def _box(x: int, y: int, width: int, height: int, colour: str) -> Row:
    edge = drawing.AXIS if colour == NOT_DUE_COLOUR else colour
    return {"x": x, "x2": x + width, "y": y, "y2": y + height, "colour": colour, "edge": edge}
