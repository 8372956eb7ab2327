"""Minutes (BAP) of hospitals and months: cards, their claims, what waits to be stated."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from psycopg.rows import TupleRow

from multiguna.claims.queries.clocks import over_sets
from multiguna.claims.rules.explaining import explain
from multiguna.claims.rules.minutes import month_days
from multiguna.claims.terms.catalogue import SAID
from multiguna.claims.terms.deciding import Outcome
from multiguna.claims.terms.talking import (
    MinutesCard,
    MinutesClaimCard,
    OpenMonth,
    Party,
    SignatureCard,
)
from multiguna.kernel import sqlplan
from multiguna.kernel.canonical import Json
from multiguna.kernel.db import Cursor
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor, Text

LATEST_MAX = 200


def minutes_list(
    cur: Cursor,
    by: Actor,
    *,
    provider_code: str | None = None,
    month: str | None = None,
    limit: int = LATEST_MAX,
) -> list[MinutesCard]:
    """The minutes that `by` may see, the latest month first, of one hospital or month if named."""
    return _cards(cur, by, provider_code=provider_code, month=month, limit=limit)


def minutes_card(cur: Cursor, by: Actor, minutes_no: str) -> MinutesCard | None:
    """One minutes by number, None when there are none that `by` may see."""
    return next(iter(_cards(cur, by, minutes_no=minutes_no)), None)


def known_minutes(cur: Cursor, by: Actor, minutes_no: str) -> MinutesCard:
    """One minutes by number; refuses those that `by` may not see (`minutes_unknown`)."""
    card = minutes_card(cur, by, minutes_no)
    if card is None:
        raise Refused(
            "minutes_unknown",
            Text(f"Tidak ada berita acara {minutes_no}.", f"There are no minutes {minutes_no}."),
            minutes_no=minutes_no,
        )
    return card


def minutes_claims(cur: Cursor, by: Actor, minutes_no: str) -> tuple[MinutesClaimCard, ...]:
    """The claims of minutes in order, as they were decided then; empty for unknown minutes."""
    values = {"region": by.region, "minutes_no": minutes_no}
    rows = cur.execute(sqlplan.load("claims", "minutes_claims").select, values).fetchall()
    return tuple(_claim(row) for row in rows)


def open_months(
    cur: Cursor, by: Actor, *, on: date, since: str, provider_code: str | None = None
) -> list[OpenMonth]:
    """Hospitals and months of discharge, from `since` (`YYYY-MM`) on, with decided claims that no
    minutes hold: what can be closed on `on`, the latest month first."""
    starts, _ = month_days(since)
    values = {
        "region": by.region, "on": on, "provider_code": provider_code, "period_from": starts,
        "period_until": date.max,
    }  # fmt: skip
    steps = [sqlplan.load("claims", name) for name in ("latest_decisions", "settled_claims")]
    statement = sqlplan.join(steps, sqlplan.load("claims", "open_months").select)
    with over_sets(cur):
        rows = cur.execute(statement, values).fetchall()
    return [OpenMonth(*row) for row in rows]


def altered_minutes(cur: Cursor, by: Actor) -> list[str]:
    """The minutes whose claims no longer give the hash that was recorded; empty when right."""
    statement = sqlplan.load("claims", "altered_minutes").select
    with over_sets(cur):
        return [row[0] for row in cur.execute(statement, {"region": by.region}).fetchall()]


def _cards(cur: Cursor, by: Actor, **chosen: object) -> list[MinutesCard]:
    values = {
        "region": by.region, "minutes_no": None, "provider_code": None, "month": None, "limit": 1,
        **chosen,
    }  # fmt: skip
    rows = cur.execute(sqlplan.load("claims", "minutes_cards").select, values).fetchall()
    return [_card(row) for row in rows]


def _card(row: TupleRow) -> MinutesCard:
    signatures = tuple(
        SignatureCard(Party(party), signed_by, date.fromisoformat(signed_on), record_id)
        for party, signed_by, signed_on, record_id in row[14]
    )
    return MinutesCard(*(*row[:14], row[15], signatures))


def _claim(row: TupleRow) -> MinutesClaimCard:
    reason, findings = row[11], row[12]
    said = [_said(code, facts) for code, facts in findings]
    if reason:
        said.append(Text(reason, reason))
    return MinutesClaimCard(*(*row[:7], Outcome(row[7]), *row[8:11], tuple(said)))


def _said(code: str, facts: Mapping[str, Json]) -> Text:
    """A finding in one line: the rule's sentence and this claim's detail."""
    sentence, detail = SAID[code].sentence, explain(code, facts)
    return Text(f"{sentence.id} {detail.id}", f"{sentence.en} {detail.en}")
