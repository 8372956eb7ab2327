"""Cost plans: ask, compare up to four choices, read the memo, take it along as PDF."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from multiguna.kernel import clock
from multiguna.kernel.canonical import Json
from multiguna.kernel.db import transaction
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor, Text
from multiguna.planning.actions import keep_plan
from multiguna.planning.queries.plans import latest_plan, plan_cards, plan_numbered
from multiguna.planning.rules.levering import levers_of
from multiguna.planning.rules.memo import CHARTS, memo_of
from multiguna.planning.rules.plans import studied, without_days
from multiguna.planning.rules.profiles import read_mapping
from multiguna.planning.terms.costing import Levers, Service
from multiguna.planning.terms.memo import Figure, Points, Say, Study, Table
from multiguna.planning.terms.plans import Plan
from multiguna.programme.queries import pack_in_force
from multiguna.programme.terms import Pack
from multiguna.web import languages, menus
from multiguna.web.files import file_response
from multiguna.web.pages import actor, page
from multiguna.web.planner.plan_forms import (
    CLASSES,
    SCENARIOS,
    SHARE_NAMES,
    read_asked,
    shown_before,
)
from multiguna.web.treasury.charts import FONTS, drawn
from multiguna.web.treasury.pictures import Picture
from multiguna.web.uploads import received

WIDTHS = {"wide": 720, "narrow": 336}
STUDIES_KEPT = 16
CONFIDENCE_NAMES = (("80", "80 %"), ("95", "95 %"), ("99", "99 %"))
SECURED = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


@dataclass(frozen=True, slots=True)
class Shown:
    """A block of the memo as the template tells it apart."""

    kind: str
    block: Say | Points | Table | None
    picture: Picture | None = None


@page(*menus.PLANNING)
def plans(request: HttpRequest) -> HttpResponse:
    """The plans that were asked for, the newest first."""
    by = actor(request)
    with transaction(by) as cur:
        cards = plan_cards(cur, by)
    may_ask = by.role in menus.NOTING
    return render(request, "planner/plans.html", {"cards": cards, "may_ask": may_ask})


@page(*menus.NOTING)
def new(request: HttpRequest) -> HttpResponse:
    """The form, filled with the last plan or with what the pack says."""
    by, today = actor(request), clock.today()
    pack = pack_in_force(by)
    with transaction(by) as cur:
        earlier = latest_plan(cur, by)
    base = _base(pack, today)
    values = shown_before(earlier.asked if earlier else None, pack, base, today)
    return _form(request, values, pack, None)


def _wrong(request: HttpRequest, refused: Refused) -> HttpResponse:
    """The form again as it was typed, with what is wrong."""
    values: dict[str, object] = {
        name: request.POST.getlist(name) if name.endswith("_excluded") else text
        for name, text in request.POST.items()
    }
    return _form(request, values, pack_in_force(actor(request)), refused)


@page(*menus.NOTING, methods=("POST",), refused=_wrong)
def ask(request: HttpRequest) -> HttpResponse:
    """Keep what the form asks, and show the answer."""
    by, today = actor(request), clock.today()
    pack = pack_in_force(by)
    with transaction(by) as cur:
        earlier = latest_plan(cur, by)
    asked = read_asked(
        request.POST, _uploaded(request), earlier.asked.written if earlier else None, pack=pack,
        base=_base(pack, _first_day(request.POST, today)),
    )  # fmt: skip
    plan_no = keep_plan(asked=asked, by=by, on=today)
    return redirect("planner-plans-one", plan_no=plan_no)


@page(*menus.PLANNING)
def one(request: HttpRequest, plan_no: int) -> HttpResponse:
    """A plan's memo, with its charts."""
    by = actor(request)
    plan = _plan(by, plan_no)
    memo = memo_of(_study(by.region, plan))
    parts = [
        (section.title, [_shown(block, plan_no) for block in section.blocks])
        for section in memo.sections
    ]
    context = {"plan": plan, "memo": memo, "parts": parts,
               "may_ask": by.role in menus.NOTING}  # fmt: skip
    return render(request, "planner/plan.html", context)


@page(*menus.PLANNING)
def chart(request: HttpRequest, plan_no: int, name: str) -> HttpResponse:
    """One chart of a plan as SVG, for a laptop or a telephone."""
    from multiguna.planning.queries.drawing import PAGE_FONTS, svg
    from multiguna.planning.queries.memo.charts import chart as memo_chart

    if name not in CHARTS:
        raise Http404
    by, language = actor(request), languages.active()
    plan = _plan(by, plan_no)
    width = WIDTHS.get(request.GET.get("size", ""), WIDTHS["wide"])

    def draw() -> bytes:
        study = _study(by.region, plan)
        picture = svg(memo_chart(study, name, language=language, width=width))
        return picture.replace(PAGE_FONTS, FONTS).encode()

    content = drawn(f"plan {by.region} {plan_no} {name} {language} {width}", draw)
    response = HttpResponse(content, content_type="image/svg+xml")
    response["Content-Security-Policy"] = SECURED
    return response


@page(*menus.PLANNING)
def paper(request: HttpRequest, plan_no: int, language: str) -> HttpResponse:
    """A plan's memo as PDF in a language."""
    from multiguna.planning.queries.memo.papers import memo_pdf

    if language not in ("id", "en"):
        raise Http404
    by = actor(request)
    study = _study(by.region, _plan(by, plan_no))
    name = f"memo-{by.region}-{plan_no}-{language}.pdf"
    return file_response(memo_pdf(study, language), "application/pdf", name)


def _plan(by: Actor, plan_no: int) -> Plan:
    with transaction(by) as cur:
        try:
            return plan_numbered(cur, by, plan_no)
        except Refused as no:
            raise Http404 from no


@lru_cache(maxsize=STUDIES_KEPT)
def _made(key: _Key) -> Study:
    return studied(key.plan.asked)


@dataclass(frozen=True, slots=True, eq=False)
class _Key:
    """A plan of a region by its number, which never means another one."""

    region: str
    plan: Plan

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and (self.region, self.plan.card) == (
            other.region,
            other.plan.card,
        )

    def __hash__(self) -> int:
        return hash((self.region, self.plan.card.plan_no))


def _study(region: str, plan: Plan) -> Study:
    """The study of a plan, made once while it is looked at."""
    return _made(_Key(region, plan))


def _shown(block: Say | Points | Table | Figure, plan_no: int) -> Shown:
    if not isinstance(block, Figure):
        return Shown(type(block).__name__.lower(), block)
    link = reverse("planner-plans-chart", args=[plan_no, block.name])
    words = Text("Grafik; isinya ada dalam tabel dan kalimat di halaman ini.",
                 "A chart; what it says stands in the tables and sentences here.")  # fmt: skip
    return Shown("figure", None, Picture(block.name, "wide", f"{link}?size=wide",
                                         f"{link}?size=narrow", words))  # fmt: skip


def _form(
    request: HttpRequest, values: dict[str, object], pack: Pack, refused: Refused | None
) -> HttpResponse:
    scenarios = [
        {key.removeprefix(f"s{number}_"): value for key, value in values.items()
         if key.startswith(f"s{number}_")} | {"at": f"s{number}_", "number": number}
        for number in range(1, SCENARIOS + 1)
    ]  # fmt: skip
    shares = [
        (name, title, values.get(name, ""), values.get(f"{name}_source", ""))
        for name, title in SHARE_NAMES.items()
    ]
    context = {
        "values": values, "scenarios": scenarios, "shares": shares, "refused": refused,
        "classes": [(name, values.get(f"class_{name}", "")) for name in CLASSES],
        "services": [(service.value, service.label) for service in Service],
        "confidences": CONFIDENCE_NAMES, "region_name": pack.region_name,
    }  # fmt: skip
    return render(request, "planner/plan_form.html", context, status=422 if refused else 200)


def _base(pack: Pack, day: date) -> Levers:
    return levers_of(pack, day)


def _first_day(form: QueryDict, today: date) -> date:
    """The first day of the year asked about, for which the pack's stage counts."""
    year = form.get("first_year", "")
    known = year.isascii() and year.isdigit() and 2000 <= int(year[:5]) <= 2200
    return date(int(year), 1, 1) if known else date(today.year + 1, 1, 1)


def _uploaded(request: HttpRequest) -> dict[str, Json] | None:
    """The profile of an uploaded file; None without one."""
    if not request.FILES.get("profile"):
        return None
    with received(request, "profile") as paths:
        found = without_days(read_mapping(paths[0]))
    assert isinstance(found, dict)
    return found
