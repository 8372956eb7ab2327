"""Ask a hospital about a claim, and answer as the hospital."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from multiguna.audit.actions import record_decision
from multiguna.claims.actions.attaching import attach
from multiguna.claims.actions.versions import hold_claim
from multiguna.claims.queries.talking import query_card
from multiguna.claims.rules.asking import AskState, check_may_ask, check_text
from multiguna.claims.terms.deciding import Outcome
from multiguna.claims.terms.talking import QueryCard
from multiguna.kernel import sqlplan
from multiguna.kernel.db import Cursor, transaction
from multiguna.kernel.errors import Refused
from multiguna.kernel.roles import require_person
from multiguna.kernel.terms import Actor, Role, Text
from multiguna.programme.queries import pack_in_force
from multiguna.programme.rules.body import pack_hash
from multiguna.programme.rules.choosing import number_on

ASK = """
INSERT INTO claims_query (region, claim_id, seq, provider_code, text, asked_by, asked_on,
    answer_by, record_id)
VALUES (%(region)s, %(claim_id)s, %(seq)s, %(provider_code)s, %(text)s, %(by)s, %(on)s,
    %(answer_by)s, %(record_id)s)
RETURNING query_no
"""
ANSWER = """
INSERT INTO claims_answer (region, query_no, claim_id, provider_code, text, answered_by,
    answered_on, record_id)
VALUES (%(region)s, %(query_no)s, %(claim_id)s, %(provider_code)s, %(text)s, %(by)s, %(on)s,
    %(record_id)s)
ON CONFLICT DO NOTHING
"""


def ask_hospital(*, claim_id: int, text: str, by: Actor, on: date) -> QueryCard:
    """Ask the hospital about a claim that is not decided for good, or whose appeal is open.

    The claim's clock rests from `on` until the answer, at most for the pack's `answer_days`. One
    query is open at a time. Writes a decision record with the text's hash, never the text. Refuses
    `role_not_allowed` (unattended work too), `claim_unknown`, `claim_decided`, `already_asked`,
    `asked_too_early`, `text_missing`, `text_too_long` and `parameter_missing`.
    """
    require_person(by, Role.VERIFIER)
    text = check_text(text)
    pack = pack_in_force(by)
    answer_by = on + timedelta(days=number_on(pack, "answer_days", on))
    with transaction(by) as cur:
        hold_claim(cur, by, claim_id)
        state = _state(cur, by, claim_id)
        seq = check_may_ask(state, on)
        record_id = record_decision(
            cur,
            kind="claim_query",
            subject=f"claim:{claim_id}",
            facts={
                "answer_by": answer_by.isoformat(), "claim_id": claim_id, "seq": seq,
                "text_sha256": _hash(text),
            },
            outcome="asked",
            reasons=[],
            pack={"hash": pack_hash(pack)},
            by=by,
            on=on,
        )  # fmt: skip
        values = {
            "region": by.region, "claim_id": claim_id, "seq": seq, "text": text, "by": by.name,
            "provider_code": state.provider_code, "on": on, "answer_by": answer_by,
            "record_id": record_id,
        }  # fmt: skip
        row = cur.execute(ASK, values).fetchone()
        assert row is not None
        return _card(cur, by, row[0])


def answer_query(
    *, query_no: int, text: str, by: Actor, on: date, files: Sequence[tuple[str, Path | bytes]] = ()
) -> QueryCard:
    """Answer a query as the claim's hospital, once; the claim's clock goes on.

    `files` are supporting documents by name; they are attached with the answer or not at all. More
    may follow (`attach` with `query_no`). An answer after the last day is taken too, the clock has
    gone on by then. Writes a decision record with the text's hash. Refuses `role_not_allowed`
    (unattended work too), `query_unknown` (also another hospital's), `query_answered`,
    `answered_too_early`, `text_missing`, `text_too_long`, and files as `attach` does.
    """
    require_person(by, Role.BILLER)
    text = check_text(text)
    with transaction(by) as cur:
        asked = _card(cur, by, query_no)
        if on < asked.asked_on:
            raise Refused(
                "answered_too_early",
                Text(
                    f"Tanggalnya mendahului pertanyaan ({asked.asked_on}).",
                    f"The day is before the query ({asked.asked_on}).",
                ),
                asked_on=asked.asked_on.isoformat(),
            )
        if not asked.is_open:
            raise _answered(query_no)
        for name, file in files:
            attach(
                claim_id=asked.claim_id, file=file, name=name, by=by, on=on, query_no=query_no
            )  # fmt: skip
        record_id = record_decision(
            cur,
            kind="claim_answer",
            subject=f"claim:{asked.claim_id}",
            facts={
                "asked_record_id": asked.record_id, "claim_id": asked.claim_id,
                "query_no": query_no, "text_sha256": _hash(text),
            },
            outcome="answered",
            reasons=[],
            pack=None,
            by=by,
            on=on,
        )  # fmt: skip
        values = {
            "region": by.region, "query_no": query_no, "claim_id": asked.claim_id, "text": text,
            "provider_code": asked.provider_code, "by": by.name, "on": on, "record_id": record_id,
        }  # fmt: skip
        if cur.execute(ANSWER, values).rowcount == 0:  # somebody else was first
            raise _answered(query_no)
        return _card(cur, by, query_no)


def _state(cur: Cursor, by: Actor, claim_id: int) -> AskState:
    steps = [sqlplan.load("claims", "latest_decisions")]
    statement = sqlplan.join(steps, sqlplan.load("claims", "ask_state").select)
    row = cur.execute(statement, {"region": by.region, "claim_id": claim_id}).fetchone()
    assert row is not None, "the claim is held"
    provider_code, received_on, outcome, *rest = row
    return AskState(provider_code, received_on, Outcome(outcome) if outcome else None, *rest)


def _card(cur: Cursor, by: Actor, query_no: int) -> QueryCard:
    card = query_card(cur, by, query_no)
    if card is None:
        raise Refused(
            "query_unknown",
            Text(
                f"Tidak ada pertanyaan nomor {query_no}.", f"There is no query number {query_no}."
            ),
            query_no=query_no,
        )
    return card


def _answered(query_no: int) -> Refused:
    return Refused(
        "query_answered",
        Text(
            "Pertanyaan ini sudah dijawab; kirim tambahan sebagai lampiran.",
            "This query was answered already; send what is missing as an attachment.",
        ),
        query_no=query_no,
    )


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
