"""The entries behind a figure: filtered, page by page, each leading to its letter or claim."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from multiguna.kernel.db import Cursor, transaction
from multiguna.kernel.terms import Actor, Text
from multiguna.ledger.queries import entries, stock, stock_by, total
from multiguna.ledger.terms import (
    AGES,
    OLDEST,
    EntryKind,
    EntryRow,
    Face,
    FaceStock,
    LineStock,
)
from multiguna.programme.queries import pack_in_force
from multiguna.providers.queries import providers
from multiguna.web import menus, names
from multiguna.web.pages import actor, page
from multiguna.web.treasury.faces import FILTERS, ON_NONE, age_days, age_name
from multiguna.web.treasury.looking import NONE, Looking, looking

PAGE_SIZE = 50
FACE_FILTERS = {parameter: face for face, parameter in FILTERS.items()}
BUCKETS = (*(bucket for bucket, _ in AGES), OLDEST)


@dataclass(frozen=True, slots=True)
class Filter:
    """One filter that is set: what it is, what it lets through, and the address without it."""

    name: Text
    value: Text
    without: str


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry as a row of the page: what moved, in words, and where it leads."""

    entry: EntryRow
    kind: Text
    line: Text | None
    hospital: str
    village: str
    moves: tuple[tuple[Text, int], ...]
    moved_idr: int | None
    letter: str
    claim: str


@page(*menus.TREASURY)
def rows(request: HttpRequest) -> HttpResponse:
    """The entries that moved a balance, of a line, hospital, kelurahan, age or kind."""
    by = actor(request)
    with transaction(by) as cur:
        looked = looking(request, cur, by)
        known = _known(cur, by, looked)
        chosen = _chosen(request, known)
        found = _entries(cur, by, looked, chosen, _after(request))
        figure = _figure(cur, by, looked, chosen)
    shown, more = found[:PAGE_SIZE], len(found) > PAGE_SIZE
    balance = chosen.get("balance", "")
    context = {
        "looked": looked,
        "back": looked.link("treasury"),
        "rows": [_shown(row, known, balance) for row in shown],
        "balance": balance,
        "balance_name": names.BALANCES.get(balance),
        "moved_idr": sum(getattr(row, balance) for row in shown) if balance else None,
        "figure_idr": figure,
        "whole": not more and not _after(request),
        "filters": _filters(looked, chosen, known),
        "choices": [
            (name, _title(name), list(known[name].items()), chosen.get(name, ""))
            for name in ("balance", "kind", "line", "hospital")
        ],
        "kept": {n: v for n, v in chosen.items() if n in ("village", "care", "age")},
        "first": looked.link("treasury-rows", **chosen) if _after(request) else "",
        "next": looked.link("treasury-rows", **chosen, after=str(shown[-1].entry_no))
        if more
        else "",
    }
    return render(request, "treasury/rows.html", context)


_Known = Mapping[str, Mapping[str, Text]]


def _known(cur: Cursor, by: Actor, looked: Looking) -> _Known:
    """Every filter with the keys that it may have and what they are called."""
    none_hospital, none_village = ON_NONE[Face.PROVIDER], ON_NONE[Face.VILLAGE]
    lines = stock(cur, by, year=looked.year)
    villages = {row.village_code: row.village_name for row in pack_in_force(by).villages}
    return {
        "balance": names.BALANCES,
        "kind": {kind.value: names.ENTRY_KINDS[kind.value] for kind in EntryKind},
        "line": {line.account_id: line.name for line in lines},
        "hospital": {card.provider_code: Text(card.name, card.name) for card in providers(cur, by)}
        | {NONE: none_hospital},
        "village": {code: Text(name, name) for code, name in villages.items()}
        | {NONE: none_village},
        "care": names.CARES,
        "age": {bucket: age_name(bucket) for bucket in BUCKETS} | {NONE: ON_NONE[Face.AGE]},
    }


def _chosen(request: HttpRequest, known: _Known) -> dict[str, str]:
    """The filters of an address; unknown keys are left out."""
    asked = {name: request.GET.get(name, "") for name in known}
    return {name: key for name, key in asked.items() if key in known[name]}


def _after(request: HttpRequest) -> int:
    asked = request.GET.get("after", "")
    return int(asked) if asked.isdecimal() and len(asked) < 19 else 0


def _entries(
    cur: Cursor, by: Actor, looked: Looking, chosen: Mapping[str, str], after_no: int
) -> list[EntryRow]:
    starts: date | None = None
    until: date | None = None
    if chosen.get("age", NONE) != NONE:
        starts, until = age_days(chosen["age"], looked.day)
    return entries(
        cur,
        by,
        year=looked.year,
        on=looked.on,
        account_id=chosen.get("line"),
        balance=chosen.get("balance"),
        provider_code=_key(chosen, "hospital"),
        village_code=_key(chosen, "village"),
        care=chosen.get("care"),
        kind=chosen.get("kind"),
        reserved_from=starts,
        reserved_until=until,
        limit=PAGE_SIZE + 1,
        after_no=after_no,
    )


def _key(chosen: Mapping[str, str], name: str) -> str | None:
    key = chosen.get(name)
    return "" if key == NONE else key


def _figure(cur: Cursor, by: Actor, looked: Looking, chosen: Mapping[str, str]) -> int | None:
    """The balance that the entries add up to, where the books hold it: on one face at most."""
    balance = chosen.get("balance")
    on_faces = [name for name in chosen if name in FACE_FILTERS]
    if balance is None or "kind" in chosen or len(on_faces) > 1:
        return None
    if not on_faces:
        return _amount(total(stock(cur, by, year=looked.year, on=looked.on)), balance)
    face = FACE_FILTERS[on_faces[0]]
    if face is Face.AGE and balance != "committed_idr":
        return None
    on = looked.day if face is Face.AGE else looked.on
    key = _key(chosen, on_faces[0])
    stocks = stock_by(cur, by, year=looked.year, face=face, on=on)
    return sum(_amount(one, balance) for one in stocks if one.key == key)


def _amount(one: LineStock | FaceStock, balance: str) -> int:
    amount_idr: int = getattr(one, balance)
    return amount_idr


def _filters(looked: Looking, chosen: Mapping[str, str], known: _Known) -> list[Filter]:
    return [
        Filter(
            _title(name),
            known[name][key],
            looked.link("treasury-rows", **{n: v for n, v in chosen.items() if n != name}),
        )
        for name, key in chosen.items()
    ]


def _title(name: str) -> Text:
    titles = {
        "balance": Text(id="Angka", en="Figure"),
        "kind": Text(id="Kejadian", en="Event"),
    }
    return titles.get(name) or names.FACES[FACE_FILTERS[name]]


def _shown(row: EntryRow, known: _Known, balance: str) -> Shown:
    letter = row.reservation_id
    return Shown(
        entry=row,
        kind=names.ENTRY_KINDS[row.kind.value],
        line=known["line"].get(row.account_id),
        hospital=_name(known["hospital"], row.provider_code),
        village=_name(known["village"], row.village_code),
        moves=_moves(row),
        moved_idr=getattr(row, balance) if balance else None,
        letter=reverse("treasury-letter", args=[letter]) if letter else "",
        claim=reverse("treasury-claim", args=[row.claim_id]) if row.claim_id else "",
    )


def _name(known: Mapping[str, Text], key: str | None) -> str:
    return known[key].id if key is not None and key in known else (key or "")


def _moves(row: EntryRow) -> tuple[tuple[Text, int], ...]:
    amounts: Sequence[tuple[Text, int]] = [
        (title, getattr(row, name)) for name, title in names.BALANCES.items()
    ]
    return tuple((title, amount) for title, amount in amounts if amount)
