"""Close the minutes (BAP) of a hospital and month, and sign them as one of the two parties."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from multiguna.audit.actions import record_decision
from multiguna.claims.actions.adjudicating import LOCK
from multiguna.claims.queries.clocks import over_sets
from multiguna.claims.queries.minutes import known_minutes
from multiguna.claims.rules.minutes import minutes_number, month_days, signing_party
from multiguna.claims.terms.talking import MinutesCard
from multiguna.kernel import sqlplan
from multiguna.kernel.db import Cursor, transaction
from multiguna.kernel.errors import Refused
from multiguna.kernel.roles import require
from multiguna.kernel.terms import Actor, Role, Text
from multiguna.programme.queries import pack_in_force
from multiguna.programme.rules.body import pack_hash
from multiguna.providers.queries import known_provider

NEXT = """
SELECT coalesce(max(seq), 0) + 1 FROM claims_minutes
WHERE region = %s AND provider_code = %s AND month = %s
"""
OUTCOMES = """
SELECT jsonb_object_agg(outcome, claims) FROM (
    SELECT outcome, count(*) AS claims FROM claims_minuted WHERE is_settled GROUP BY outcome
) AS of_minutes
"""
BODY = "SELECT body FROM audit_record WHERE region = %s AND record_id = %s"
CLOSE = """
INSERT INTO claims_minutes (region, minutes_no, provider_code, month, seq, closed_on, closed_by,
    claims, billed_idr, approved_idr, open_claims, open_idr, content_hash, record_id, record_body)
VALUES (%(region)s, %(minutes_no)s, %(provider_code)s, %(month)s, %(seq)s, %(on)s, %(by)s,
    %(claims)s, %(billed_idr)s, %(approved_idr)s, %(open_claims)s, %(open_idr)s, %(content_hash)s,
    %(record_id)s, %(record_body)s)
"""
SIGN = """
INSERT INTO claims_minutes_signature (region, minutes_no, party, provider_code, signed_by,
    signed_on, record_id)
VALUES (%(region)s, %(minutes_no)s, %(party)s, %(provider_code)s, %(by)s, %(on)s, %(record_id)s)
ON CONFLICT DO NOTHING
"""


def close_minutes(*, provider_code: str, month: str, by: Actor, on: date) -> MinutesCard:
    """Freeze what was decided about a hospital's claims of a month of discharge (`YYYY-MM`).

    Takes every claim decided for good up to `on` that no minutes hold yet, without those under
    appeal; they stand in the month's next minutes, as does what is decided later. From then on the
    results are no longer provisional. The decision record holds a hash over the claims. Refuses
    `role_not_allowed`, `month_invalid`, `month_not_begun`, `provider_unknown` and
    `nothing_to_close`.
    """
    require(by, Role.VERIFIER)
    period_from, period_until = month_days(month)
    if on < period_from:
        raise Refused(
            "month_not_begun",
            Text(f"Bulan {month} belum mulai.", f"The month {month} has not begun."),
        )
    values: dict[str, object] = {
        "region": by.region, "provider_code": provider_code, "month": month, "by": by.name,
        "on": on, "period_from": period_from, "period_until": period_until,
    }  # fmt: skip
    with transaction(by) as cur:
        cur.execute(LOCK, [by.region])
        known_provider(cur, by, provider_code)
        values |= _gather(cur, values)
        _seal(cur, values, by)
        cur.execute(CLOSE, values)
        cur.execute(sqlplan.load("claims", "write_minutes_claims").select, values)
        return known_minutes(cur, by, str(values["minutes_no"]))


def sign_minutes(*, minutes_no: str, by: Actor, on: date) -> MinutesCard:
    """Sign minutes for the own party: a verifier for the city, a biller for the own hospital.

    The same person again has no effect. Writes a decision record that names the minutes' hash.
    Refuses `role_not_allowed` (unattended work too: a signature is a person's), `minutes_unknown`
    (also another hospital's), `minutes_signed` (by somebody else of the party) and
    `signed_too_early`.
    """
    party = signing_party(by)
    with transaction(by) as cur:
        card = known_minutes(cur, by, minutes_no)
        if on < card.closed_on:
            raise Refused(
                "signed_too_early",
                Text(
                    f"Berita acara ini ditutup {card.closed_on}; jangan mendahuluinya.",
                    f"These minutes were closed on {card.closed_on}; the day may not be before.",
                ),
                closed_on=card.closed_on.isoformat(),
            )
        there = card.signed_as(party)
        if there is not None and there.signed_by == by.name:
            return card
        record_id = record_decision(
            cur,
            kind="minutes_signature",
            subject=f"minutes:{minutes_no}",
            facts={
                "content_sha256": card.content_hash, "minutes_record_id": card.record_id,
                "party": party.value,
            },
            outcome="signed",
            reasons=[],
            pack=None,
            by=by,
            on=on,
        )  # fmt: skip
        values = {
            "region": by.region, "minutes_no": minutes_no, "party": party.value, "by": by.name,
            "provider_code": card.provider_code, "on": on, "record_id": record_id,
        }  # fmt: skip
        if cur.execute(SIGN, values).rowcount == 0:
            raise Refused(
                "minutes_signed",
                Text(
                    f"Berita acara {minutes_no} sudah ditandatangani untuk pihak ini.",
                    f"The minutes {minutes_no} are signed for this party already.",
                ),
                party=party.value,
            )
        return known_minutes(cur, by, minutes_no)


def _gather(cur: Cursor, values: Mapping[str, object]) -> dict[str, object]:
    """Fill `claims_minuted` with the month's claims; gives the sums and the hash over them."""
    steps = [sqlplan.load("claims", "latest_decisions")]
    settled = sqlplan.join(steps, sqlplan.load("claims", "settled_claims").select)
    cur.execute("DROP TABLE IF EXISTS pg_temp.claims_minuted")
    with over_sets(cur):
        cur.execute(f"CREATE TEMPORARY TABLE claims_minuted ON COMMIT DROP AS {settled}", values)
    row = cur.execute(sqlplan.load("claims", "minutes_sums").select).fetchone()
    assert row is not None
    claims, billed_idr, approved_idr, open_claims, open_idr, content_hash = row
    if claims == 0:
        raise Refused(
            "nothing_to_close",
            Text(
                f"Tidak ada klaim bulan {values['month']} yang sudah diputus dan belum masuk "
                "berita acara.",
                f"No claim of {values['month']} is decided and not in minutes yet.",
            ),
            open_claims=open_claims,
        )
    return {
        "claims": claims, "billed_idr": billed_idr, "approved_idr": approved_idr,
        "open_claims": open_claims, "open_idr": open_idr, "content_hash": content_hash,
    }  # fmt: skip


def _seal(cur: Cursor, values: dict[str, object], by: Actor) -> None:
    """Number the minutes and write their decision record; both go into `values`."""
    provider_code, month = str(values["provider_code"]), str(values["month"])
    row = cur.execute(NEXT, [by.region, provider_code, month]).fetchone()
    outcomes = cur.execute(OUTCOMES).fetchone()
    assert row is not None
    assert outcomes is not None
    content_hash, on = values["content_hash"], values["on"]
    assert isinstance(content_hash, bytes)
    assert isinstance(on, date)
    minutes_no = minutes_number(provider_code, month, row[0])
    amounts = ("claims", "billed_idr", "approved_idr", "open_claims", "open_idr")
    record_id = record_decision(
        cur,
        kind="claim_minutes",
        subject=f"minutes:{minutes_no}",
        facts={
            **{name: int(str(values[name])) for name in amounts},
            "content_sha256": content_hash.hex(), "month": month, "outcomes": outcomes[0],
            "provider_code": provider_code,
        },
        outcome="closed",
        reasons=[],
        pack={"hash": pack_hash(pack_in_force(by))},
        by=by,
        on=on,
    )  # fmt: skip
    body = cur.execute(BODY, [by.region, record_id]).fetchone()
    assert body is not None
    values |= {
        "minutes_no": minutes_no, "seq": row[0], "record_id": record_id, "record_body": body[0],
    }  # fmt: skip
