"""The questions of `multiguna pack new` at a terminal; each answer is checked at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any

import click

from multiguna.kernel.terms import Text
from multiguna.programme.rules.answers import MODES, read_answers
from multiguna.programme.rules.problems import Problems
from multiguna.programme.terms import BudgetPolicy, Pack, PackProblem
from multiguna.programme.terms.answers import Answers, Who

FILE = "interview"
_prompt: Callable[..., Any] = partial(click.prompt, err=True)
"""Questions go to standard error, so that standard output holds the command's answer alone."""
Given = dict[str, object]


@dataclass(frozen=True, slots=True)
class Question:
    """A question: the key of its answer (`budget.amount_idr`), its words, how it is read."""

    key: str
    words: Text
    read: Callable[[str], object]
    usual: Callable[[Answers], object]
    options: tuple[str, ...] = ()


def whole(said: str) -> object:
    """A whole number; dots between thousands are let through.

    >>> whole("50.000.000.000"), whole("tiga")
    (50000000000, 'tiga')
    """
    digits = said.replace(".", "").replace(" ", "").removeprefix("Rp")
    return int(digits) if digits.isascii() and digits.isdigit() else said


def whole_or_none(said: str) -> object:
    """A whole number, or `-` for none."""
    return None if said in ("", "-") else whole(said)


def day(said: str) -> object:
    """A date, yyyy-mm-dd."""
    try:
        return date.fromisoformat(said)
    except ValueError:
        return said


def percent(said: str) -> object:
    """A percentage as basis points; comma or point.

    >>> percent("95,5"), percent("6.83 %"), percent("banyak")
    (9550, 683, 'banyak')
    """
    try:
        points = Decimal(said.strip().removesuffix("%").strip().replace(",", ".")) * 100
    except InvalidOperation:
        return said
    return int(points) if points == points.to_integral_value() else said


def _parameter(name: str) -> Callable[[Answers], object]:
    return lambda answers: dict(answers.parameters).get(name, TEMPLATE_VALUE)


TEMPLATE_VALUE = object()
"""Stands for the value that the template has."""

LAW = (
    Question("name", Text("Nama paket (huruf kecil)", "Name of the pack (small letters)"), str,
             lambda a: a.name),
    Question("title.id", Text("Nama program, Indonesia", "Title of the programme, Indonesian"),
             str, lambda a: a.title.id),
    Question("title.en", Text("Nama program, Inggris", "Title of the programme, English"), str,
             lambda a: a.title.en),
    Question("legal", Text("Dasar hukumnya", "The regulation it rests on"), str,
             lambda a: a.legal),
    Question("from", Text("Berlaku mulai", "Holds from"), day, lambda a: a.starts),
    Question("who", Text("Siapa yang dijamin", "Who is covered"), str, lambda a: a.who.value,
             tuple(Who)),
    Question("mode", Text("Penuh, atau hanya yang tidak dijamin JKN",
                          "In full, or only what JKN leaves open"), str, lambda a: a.mode.value,
             tuple(MODES)),
    Question("parameters.residency_days_min",
             Text("Lama tinggal paling sedikit, hari", "Shortest time of residence, days"), whole,
             _parameter("residency_days_min")),
    Question("parameters.care_class_entitled",
             Text("Kelas rawat yang dijamin", "Care class that is covered"), whole,
             _parameter("care_class_entitled")),
    Question("parameters.annual_ceiling_idr",
             Text("Batas biaya seorang setahun, rupiah; - bila tidak ada",
                  "Most for one person in a year, rupiah; - for none"), whole_or_none,
             _parameter("annual_ceiling_idr")),
    Question("parameters.papers_hours_emergency",
             Text("Jam untuk menyusulkan berkas gawat darurat",
                  "Hours to bring the papers of an emergency"), whole,
             _parameter("papers_hours_emergency")),
    Question("parameters.claim_deadline_days",
             Text("Hari untuk mengajukan klaim", "Days to file a claim"), whole,
             _parameter("claim_deadline_days")),
    Question("parameters.payment_days_max",
             Text("Hari untuk membayar klaim", "Days to pay a claim"), whole,
             _parameter("payment_days_max")),
    Question("budget.amount_idr", Text("Pagu setahun, rupiah", "Budget of the year, rupiah"),
             whole, lambda a: a.budget.amount_idr),
    Question("budget.inpatient_bp",
             Text("Bagian untuk rawat inap, persen", "Share for inpatients, percent"), percent,
             lambda a: _as_percent(a.budget.inpatient_bp)),
    Question("budget.policy",
             Text("Bila pagu habis: tolak, antre, atau jamin tanpa dana",
                  "When the budget is used up"), str, lambda a: a.budget.policy.value,
             tuple(BudgetPolicy)),
    Question("budget.legal", Text("Dokumen anggarannya", "The budget document"), str,
             lambda a: a.budget.legal),
)  # fmt: skip
HOSPITAL = (
    ("name", Text("Nama rumah sakit", "Name of the hospital"), "", ()),
    ("provider_code", Text("Kode Kemkes, 7 karakter", "Kemkes code, 7 characters"), "", ()),
    ("class", Text("Kelas", "Class"), "C", ("A", "B", "C", "D")),
    ("ownership", Text("Pemilik", "Owner"), "private", ("government", "private")),
)


def _as_percent(bp: int) -> str:
    """Basis points as a percentage that `percent` reads back.

    >>> _as_percent(9550), _as_percent(8000)
    ('95.5', '80')
    """
    return f"{Decimal(bp) / 100:f}"


def interview(given: Given, template: Pack, on: date) -> Given:
    """Ask everything that is not given yet; what is given is kept and not asked again."""
    answers = dict(given)
    for question in LAW:
        if not _is_given(given, question.key):
            _ask(question, answers, template, on)
    if "hospitals" not in answers:
        _ask_hospitals(answers, template, on)
    if "planning" not in answers:
        _ask_planning(answers)
    return answers


def _ask(question: Question, answers: Given, template: Pack, on: date) -> None:
    resolved, _ = _read(answers, template, on)
    usual = question.usual(resolved) if resolved is not None else None
    if usual is TEMPLATE_VALUE:
        name = question.key.partition(".")[2]
        [parameter] = [one for one in template.parameters if one.name == name]
        usual = parameter.values[-1].value
    words = f"{question.words.id} / {question.words.en}"
    while True:
        kind = click.Choice([f"{one}" for one in question.options]) if question.options else None
        said = str(_prompt(words, default="-" if usual is None else str(usual), type=kind))
        tried = _with(answers, question.key, question.read(said.strip()), resolved)
        problems = _read(tried, template, on)[1]
        mine = [one for one in problems if one.where.startswith(question.key.partition(".")[0])]
        if not mine:
            answers.clear()
            answers.update(tried)
            return
        for one in mine:
            click.echo(f"  {one.message.id}\n  {one.message.en}", err=True)


def _read(answers: Given, template: Pack, on: date) -> tuple[Answers | None, list[PackProblem]]:
    problems = Problems()
    return read_answers(answers, template, on=on, file=FILE, problems=problems), problems.found


def _is_given(given: Given, key: str) -> bool:
    outer, _, inner = key.partition(".")
    value = given.get(outer)
    return inner in value if inner and isinstance(value, dict) else not inner and outer in given


def _with(answers: Given, key: str, value: object, resolved: Answers | None) -> Given:
    """The answers with one more; the other language of a title stays what it would have been."""
    outer, _, inner = key.partition(".")
    if not inner:
        return {**answers, outer: value}
    below = answers.get(outer)
    if not isinstance(below, dict):
        below = {}
        if outer == "title" and resolved is not None:
            below = {"id": resolved.title.id, "en": resolved.title.en}
    return {**answers, outer: {**below, inner: value}}


def _ask_hospitals(answers: Given, template: Pack, on: date) -> None:
    count = _prompt(
        "Berapa rumah sakit; 0 untuk satu contoh / How many hospitals; 0 for one example",
        default=0, type=click.IntRange(0, 500),
    )  # fmt: skip
    found: list[object] = []
    for number in range(1, count + 1):
        hospital: dict[str, object] = {}
        for key, words, usual, options in HOSPITAL:
            place = f"hospitals.{number}.{key}"
            while True:
                said = _prompt(
                    f"{number}. {words.id} / {words.en}", default=usual or None,
                    type=click.Choice(options) if options else str,
                )  # fmt: skip
                hospital[key] = str(said).strip()
                tried = {"name": "-", **hospital}
                problems = _read({**answers, "hospitals": [*found, tried]}, template, on)[1]
                mine = [one for one in problems if one.where == place]
                for one in mine:
                    click.echo(f"  {one.message.id}\n  {one.message.en}", err=True)
                if not mine:
                    break
        found.append(hospital)
    if found:
        answers["hospitals"] = found


def _number(words: str, read: Callable[[str], object], usual: str, most: int) -> int:
    while True:
        value = read(str(_prompt(words, default=usual)))
        if isinstance(value, int) and 0 <= value <= most:
            return value
        click.echo("  Tulis bilangan. / Write a number.", err=True)


def _ask_planning(answers: Given) -> None:
    """The few figures that the planner cannot do without; 0 people leaves the profile out."""
    people = _number(
        "Jumlah penduduk; 0 bila belum diketahui / Number of residents; 0 if not known yet",
        whole, "0", 300_000_000,
    )  # fmt: skip
    if people == 0:
        return
    assumed = "anggapan, perlu diganti / an assumption, to be replaced"
    ask = _prompt
    on = ask("Pada tanggal / On the day", default="2020-09-01", type=click.DateTime(["%Y-%m-%d"]))
    source = ask("Sumbernya / Its source", default="Sensus Penduduk 2020, BPS")
    growth = _number("Pertumbuhan setahun, persen / Growth a year, percent", percent, "1", 2_000)
    shares: dict[str, object] = {}
    for key, words, usual in (
        ("insured", "Warga dengan JKN aktif, persen / Residents with active JKN, percent", "90"),
        ("poor", "Miskin dan hampir miskin, persen / Poor and near poor, percent", "15"),
    ):
        shares[f"{key}_bp"] = _number(words, percent, usual, 10_000)
        shares[f"{key}_source"] = ask("Sumbernya / Its source", default=assumed)
    answers["planning"] = {
        "population": {"people": people, "on": on.date(), "growth_bp": growth, "source": source},
        **shares,
        "hospitals": [{"class": "C", "ownership": "government", "share_bp": 10_000}],
        "hospitals_source": assumed,
        "access_bp": 10_000,
        "access_source": assumed,
        "cost_level_bp": 10_000,
        "cost_source": assumed,
    }
