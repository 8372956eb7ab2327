"""The memo on paper (PDF) and as one page that needs nothing else (HTML)."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from importlib.resources import files
from pathlib import Path

from multiguna.kernel import typesetting
from multiguna.kernel.saying import day
from multiguna.kernel.terms import Text
from multiguna.kernel.typesetting import Json
from multiguna.planning.queries.drawing import FONT, Chart, svg
from multiguna.planning.queries.memo.charts import chart
from multiguna.planning.rules.memo import CHARTS, memo_of
from multiguna.planning.terms.memo import Block, Figure, Memo, Points, Say, Study, Table

PAPER_WIDTH, PAIR_WIDTH, PAGE_WIDTH, PHONE_WIDTH = 660, 320, 720, 336
PAIRS = (("cost", "years"), ("months", "quarters"))
"""Charts that stand side by side on paper: one below the other would leave pages half empty."""
PAPER_FONT = "Libertinus Serif"
KIND = Text("Memo keputusan", "Decision memo")
ANSWER = Text("Jawaban", "Answer")
FOLDER = files("multiguna.planning.queries.memo")


def memo_pdf(study: Study, language: str) -> bytes:
    """The memo as PDF in `id` or `en`; the same study gives the same bytes."""
    memo = memo_of(study)
    paired = {name for pair in PAIRS for name in pair}
    drawn = {
        name: chart(study, name, language=language,
                    width=PAIR_WIDTH if name in paired else PAPER_WIDTH)
        for name in CHARTS
    }  # fmt: skip
    told = {name: f"{one.title}. {one.description}" for name, one in drawn.items()}
    data: dict[str, Json] = {
        "language": language,
        "place": memo.place,
        "kind": KIND.in_(language),
        "dated": day(memo.on, language, short=False),
        "on": memo.on.isoformat(),
        "question": memo.question.in_(language),
        "answer": memo.answer.in_(language),
        "warning": None if memo.warning is None else memo.warning.in_(language),
        "answer_title": ANSWER.in_(language),
        "page_word": Text("dari", "of").in_(language),
        "sections": [
            {
                "title": section.title.in_(language),
                "blocks": _side_by_side([_data(block, told, language) for block in section.blocks]),
            }
            for section in memo.sections
        ],
    }
    pictures = {f"{name}.svg": _on_paper(one) for name, one in drawn.items()}
    return typesetting.pdf(Path(str(FOLDER / "memo.typ")), data, pictures)


def _on_paper(one: Chart) -> bytes:
    """A chart in the paper's own typeface: the typesetter knows no other."""
    return svg(one, for_page=False).replace(f'"{FONT}"', f'"{PAPER_FONT}"').encode()


def _side_by_side(blocks: list[dict[str, Json]]) -> list[Json]:
    """The blocks with the charts of a pair joined in one."""
    files = [block.get("file") for block in blocks]
    joined: list[Json] = []
    for at, block in enumerate(blocks):
        pairs = [[f"{name}.svg" for name in pair] for pair in PAIRS]
        if files[at : at + 2] in pairs:
            joined.append({"kind": "pair", "figures": [*blocks[at : at + 2]]})
        elif at == 0 or files[at - 1 : at + 1] not in pairs:
            joined.append(dict(block))
    return joined


def _data(block: Block, told: dict[str, str], language: str) -> dict[str, Json]:
    match block:
        case Say(text):
            return {"kind": "say", "text": text.in_(language)}
        case Points(items, numbered):
            return {"kind": "points", "items": [one.in_(language) for one in items],
                    "numbered": numbered}  # fmt: skip
        case Table(head, rows, wordy):
            return {
                "kind": "table",
                "head": [one.in_(language) for one in head],
                "rows": [[cell.in_(language) for cell in row] for row in rows],
                "wordy": wordy,
            }
        case Figure(name):
            return {"kind": "figure", "file": f"{name}.svg", "alt": told[name]}


def memo_html(study: Study, language: str) -> str:
    """The memo as one HTML page in `id` or `en`: no script, nothing fetched, fit to print."""
    memo = memo_of(study)
    style = (FOLDER / "memo.css").read_text("utf-8")
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(KIND.in_(language))}: {escape(memo.place)}</title>\n"
        f"<style>\n{style}</style>\n</head>\n<body>\n<main>\n{memo_body(study, memo, language)}"
        "</main>\n</body>\n</html>\n"
    )


def memo_body(study: Study, memo: Memo, language: str) -> str:
    """The memo's contents alone, to stand in a page."""
    parts = [
        f'<p class="kind">{escape(KIND.in_(language))} · {escape(memo.place)} · '
        f"{day(memo.on, language, short=False)}</p>\n",
        f"<h1>{escape(memo.question.in_(language))}</h1>\n",
        f'<div class="answer"><h2>{escape(ANSWER.in_(language))}</h2>\n'
        f"<p>{escape(memo.answer.in_(language))}</p>\n",
        "</div>\n"
        if memo.warning is None
        else f'<p class="warning">{escape(memo.warning.in_(language))}</p>\n</div>\n',
    ]
    for section in memo.sections:
        parts.append(f"<section>\n<h2>{escape(section.title.in_(language))}</h2>\n")
        parts += [_markup(block, study, language) for block in section.blocks]
        parts.append("</section>\n")
    return "".join(parts)


def _markup(block: Block, study: Study, language: str) -> str:
    match block:
        case Say(text):
            return f"<p>{escape(text.in_(language))}</p>\n"
        case Points(items, numbered):
            tag = "ol" if numbered else "ul"
            inside = "".join(f"<li>{escape(one.in_(language))}</li>\n" for one in items)
            return f"<{tag}>\n{inside}</{tag}>\n"
        case Table():
            return _table(block, language)
        case Figure(name):
            return _figure(study, name, language)


def _table(block: Table, language: str) -> str:
    head = "".join(f'<th scope="col">{escape(one.in_(language))}</th>' for one in block.head)
    rows = "".join(
        f'<tr><th scope="row">{escape(row[0].in_(language))}</th>'
        + "".join(
            f'<td data-of="{escape(title.in_(language))}">{escape(cell.in_(language))}</td>'
            for title, cell in zip(block.head[1:], row[1:], strict=True)
        )
        + "</tr>\n"
        for row in block.rows
    )
    kind = "wordy" if block.wordy else "figures"
    return (
        f'<table class="{kind}">\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}</tbody>\n'
        "</table>\n"
    )


def _figure(study: Study, name: str, language: str) -> str:
    """The chart twice: for a laptop and paper, and for a telephone; one of them is shown."""
    wide = chart(study, name, language=language, width=PAGE_WIDTH)
    phone = replace(chart(study, name, language=language, width=PHONE_WIDTH), name=f"{name}-phone")
    return (
        f'<figure class="chart">\n<div class="wide">{svg(wide)}</div>\n'
        f'<div class="phone">{svg(phone)}</div>\n</figure>\n'
    )
