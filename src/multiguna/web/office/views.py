"""The claims office: the list of claims with their findings and clocks.

A biller sees the own hospital's claims alone: row-level security keeps the others out of every
query, so another hospital's claim is simply not there (404).
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode

from multiguna.claims.queries import claim_list
from multiguna.claims.queries.batches import owed_answers
from multiguna.claims.terms import RULES
from multiguna.kernel import clock
from multiguna.kernel.db import transaction
from multiguna.kernel.terms import Text
from multiguna.providers.queries import provider, providers
from multiguna.web import menus, names
from multiguna.web.pages import actor, page

PAGE_SIZE = 40
OWED_SHOWN = 8
ALL = Text(id="Semua", en="All")
SEARCH_CHARACTERS_MAX = 40


@page(*menus.CLAIMS)
def claims(request: HttpRequest) -> HttpResponse:
    """The claims that match the filters, page by page."""
    by = actor(request)
    chosen = _chosen(request)
    number = _page_number(request)
    with transaction(by) as cur:
        own = provider(cur, by, by.scope) if by.scope else None
        hospitals = [] if own else providers(cur, by)
        rows, total = claim_list(
            cur,
            by,
            outcome=chosen["outcome"] or None,
            provider_code=chosen["provider"] or None,
            rule_code=chosen["rule"] or None,
            search=chosen["search"] or None,
            page=number,
            page_size=PAGE_SIZE,
            on=clock.today(),
        )
        owed, owes = owed_answers(cur, by, on=clock.today(), limit=OWED_SHOWN) if own else ([], 0)
    pages = max(1, -(-total // PAGE_SIZE))
    context = {
        "claims": rows,
        "total": total,
        "own": own,
        "hospitals": hospitals,
        "chosen": chosen,
        "filtered": any(chosen.values()),
        "owed": owed,
        "owes": owes,
        "tabs": _tabs(chosen),
        "role_is_city": not own,
        "may_send": by.role in menus.SENDING,
        "rules": names.RULE_NAMES.items(),
        "number": number,
        "pages": pages,
        "query_before": _query(chosen, number - 1),
        "query_after": _query(chosen, number + 1),
    }
    return render(request, "office/claims.html", context)


def _chosen(request: HttpRequest) -> dict[str, str]:
    """The filters, with unknown codes left out."""
    asked = request.GET
    outcome, rule = asked.get("outcome", ""), asked.get("rule", "")
    return {
        "search": "".join(asked.get("search", "").split())[:SEARCH_CHARACTERS_MAX],
        "outcome": outcome if outcome in names.OUTCOMES else "",
        "rule": rule if rule in RULES else "",
        "provider": asked.get("provider", "")[:10],
    }


def _tabs(chosen: dict[str, str]) -> list[tuple[str, Text, str, bool]]:
    """The results as tabs: code, name, address, and whether it is the one shown."""
    return [
        (code, name, _query({**chosen, "outcome": code}, 1), code == chosen["outcome"])
        for code, name in (("", ALL), *names.OUTCOMES.items())
    ]


def _query(chosen: dict[str, str], number: int) -> str:
    """The address of another page of the same list."""
    return urlencode(
        {**{name: value for name, value in chosen.items() if value}, "page": str(number)}
    )


def _page_number(request: HttpRequest) -> int:
    asked = request.GET.get("page", "1")
    return max(1, int(asked)) if asked.isdecimal() and len(asked) < 7 else 1
