"""Template tags: both languages side by side, dates, amounts and masked card numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from django import template
from django.utils.html import format_html

from multiguna.claims.terms.reviewing import Basis, ClaimUnderReview
from multiguna.claims.terms.talking import Clock
from multiguna.claims.terms.views import LineCard
from multiguna.kernel import clock, money, saying
from multiguna.kernel.terms import Text
from multiguna.web import amounts, languages, names
from multiguna.web.amounts import short_rupiah

register = template.Library()
DASH = "–"


@register.simple_tag
def say(indonesian: str, english: str) -> str:
    """The text in the language of the page: `{% say "Cetak" "Print" %}`."""
    return english if languages.active() == "en" else indonesian


@register.simple_tag
def bucket_name(names: Sequence[Text], number: int) -> str:
    """The name of a column by its place, for the labels of a card."""
    return names[number].in_(languages.active())


@register.filter
def in_language(text: Text | None) -> str:
    """A bilingual text in the language of the page."""
    return text.in_(languages.active()) if text is not None else DASH


@register.filter
def rupiah(amount_idr: int | None) -> str:
    """`Rp 1.234.567`; an unknown amount is a dash. The space does not break."""
    return money.rupiah(amount_idr).replace(" ", "\u00a0")


@register.filter
def grouped(number: int | None) -> str:
    """A count or amount with thousands separators, without a currency."""
    return DASH if number is None else money.grouped(number)


@register.filter
def lower_first(text: str) -> str:
    """The text to stand inside a sentence: `menunggu SPM`."""
    return text[:1].lower() + text[1:]


@register.filter
def signed(amount_idr: int | None) -> str:
    """What moved: `+1.000` or `−1.000`; nothing is `0`."""
    if amount_idr is None:
        return DASH
    return f"{'+' if amount_idr > 0 else '−' if amount_idr < 0 else ''}{grouped(abs(amount_idr))}"


@register.filter
def percent(share_bp: int | None) -> str:
    """Basis points as per cent with one decimal: `79,6 %`."""
    if share_bp is None:
        return DASH
    return f"{amounts.in_unit(share_bp, 100)}\u00a0%"


@register.filter
def short(amount_idr: int) -> str:
    """An amount rounded for headlines: `Rp 12,4 miliar`."""
    return short_rupiah(amount_idr)


@register.filter
def day(when: date | datetime | str | None) -> str:
    """`31 Desember 2012`; a time is shown by the region's calendar."""
    if when is None or when == "":
        return DASH
    if isinstance(when, str):
        when = date.fromisoformat(when)
    if isinstance(when, datetime):
        when = when.astimezone(clock.zone()).date()
    return f"{when.day}\u00a0{languages.month_name(when.month)}\u00a0{when.year}"


@register.filter
def short_day(when: date | None) -> str:
    """`31 Des 2012`, for tables."""
    if when is None:
        return DASH
    return f"{when.day}\u00a0{languages.month_name(when.month, short=True)}\u00a0{when.year}"


@register.simple_tag
def days(starts: date | None, ends: date | None) -> str:
    """A stay as tables show it: `14–22 Mei 2012`, `30 Apr – 2 Mei 2012`, or one day.

    >>> days(date(2012, 5, 14), date(2012, 5, 14)) == short_day(date(2012, 5, 14))
    True
    """
    if starts is None or ends is None or starts == ends:
        return short_day(starts or ends)
    if (starts.year, starts.month) == (ends.year, ends.month):
        return f"{starts.day}–{short_day(ends)}"
    first = short_day(starts)
    return f"{first[:-5] if starts.year == ends.year else first} – {short_day(ends)}"


@register.filter
def day_before(when: date) -> date:
    """The last day of a half-open period that ends before `when`."""
    return when - timedelta(days=1)


@register.filter
def month(period: str) -> str:
    """`Desember 2012` from `2012-12`."""
    year, number = period.split("-")
    return f"{languages.month_name(int(number))}\u00a0{year}"


@register.filter
def masked(number: int | str | None) -> str:
    """A NIK or KK with its district and last four digits: `367107••••••0012`."""
    digits = "" if number is None else str(number)
    return DASH if len(digits) < 8 else f"{digits[:6]}{'•' * (len(digits) - 10)}{digits[-4:]}"


@register.filter
def indonesian_day(when: date | None) -> str:
    """`31 Desember 2012` whatever the language of the page: for the letter itself."""
    if when is None:
        return DASH
    return f"{when.day}\u00a0{saying.month_name(when.month, 'id')}\u00a0{when.year}"


@register.filter
def agreed_name(code: str) -> str:
    """What of a candidate was compared, in a word."""
    return _named(names.AGREED, code)


@register.filter
def changed_names(columns: Sequence[str]) -> str:
    """What a correction changed, in words: `tanggal lahir, tagihan`."""
    return ", ".join(_named(names.CHANGED, column) for column in columns)


@register.filter
def dim(number: int) -> str:
    """A count in a table where most are nothing: 0 is there, but quiet."""
    return grouped(number) if number else format_html('<span class="zero">{}</span>', number)


@register.filter
def basis_name(code: str) -> str:
    """What a decision rests on, in words."""
    return Basis(code).label.in_(languages.active())


@register.simple_tag
def typed_amount(typed: Mapping[str, str], line: LineCard, review: ClaimUnderReview) -> str:
    """What a form's amount of a line holds: what was typed, else what the rules' cuts leave."""
    left_idr = {one.line_no: one.left_idr for one in review.lines}
    return typed.get(f"approved-{line.line_no}", money.grouped(left_idr[line.line_no]))


@register.simple_tag
def typed_text(typed: Mapping[str, str], name: str, number: int) -> str:
    """What was typed into the numbered field of a form."""
    return typed.get(f"{name}-{number}", "")


@register.filter
def clock_used(clock: Clock) -> int:
    """How much of its time a claim's clock has used, in per cent from 0 to 100."""
    whole = max(1, (clock.due - clock.started_on).days - clock.paused_days)
    return max(0, min(100, 100 - 100 * clock.days_left // whole))


def _named(known: dict[str, Text], code: str | None) -> str:
    name = known.get(code or "")
    return name.in_(languages.active()) if name is not None else (code or DASH)


@register.filter
def care_name(code: str) -> str:
    """A kind of care in words."""
    return _named(names.CARES, code)


@register.filter
def outcome_name(code: str) -> str:
    """An adjudication's outcome in words."""
    return _named(names.OUTCOMES, code)


@register.filter
def severity_name(code: str) -> str:
    """What a finding does to a claim, in words."""
    return _named(names.SEVERITIES, code)


@register.filter
def line_name(code: str) -> str:
    """A kind of claim line in words."""
    return _named(names.LINE_KINDS, code)


@register.filter
def rule_name(code: str) -> str:
    """A claims rule in two or three words."""
    return _named({**names.RULE_NAMES, **names.BESIDE_THE_PACK}, code)


@register.filter
def event_name(code: str) -> str:
    """What happened to a payment order, in a word or a paper's abbreviation."""
    return _named(names.ORDER_EVENTS, str(code))
