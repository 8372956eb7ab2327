"""When a hospital may be asked about a claim, and what a query or an answer has to say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from multiguna.claims.terms.deciding import Outcome
from multiguna.claims.terms.talking import QUERY_CHARACTERS_MAX
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Text


@dataclass(frozen=True, slots=True)
class AskState:
    """A claim as somebody who would ask finds it: its decision, and the latest query about it."""

    provider_code: str
    received_on: date
    outcome: Outcome | None
    appealed: bool
    seq: int | None
    asked_on: date | None
    answer_by: date | None
    answered_on: date | None


def check_text(text: str) -> str:
    """The text without white space around it; refuses `text_missing` and `text_too_long`."""
    text = text.strip()
    if not text:
        raise Refused(
            "text_missing",
            Text("Tulis pesannya dahulu.", "Write the message first."),
        )
    if len(text) > QUERY_CHARACTERS_MAX:
        raise Refused(
            "text_too_long",
            Text(
                f"Paling banyak {QUERY_CHARACTERS_MAX} huruf; lampirkan dokumen untuk selebihnya.",
                f"At most {QUERY_CHARACTERS_MAX} characters; attach a document for the rest.",
            ),
            characters=len(text),
        )
    return text


def check_may_ask(state: AskState, on: date) -> int:
    """The place of a new query in its claim's thread.

    Refuses `claim_decided` (nothing is left to decide, and no appeal is open), `already_asked`
    (an answer is awaited and its time is not over) and `asked_too_early` (before the claim came,
    or before the latest query or answer).
    """
    if state.outcome not in (None, Outcome.PENDED) and not state.appealed:
        raise Refused(
            "claim_decided",
            Text(
                "Klaim ini sudah diputus; rumah sakit tidak perlu ditanya lagi.",
                "This claim is decided; the hospital need not be asked any more.",
            ),
        )
    latest = max(
        day for day in (state.received_on, state.asked_on, state.answered_on) if day is not None
    )
    if on < latest:
        raise Refused(
            "asked_too_early",
            Text(
                f"Tanggalnya mendahului {latest}, kejadian terakhir klaim ini.",
                f"The day is before {latest}, the claim's latest event.",
            ),
            latest=latest.isoformat(),
        )
    if state.answer_by is not None and state.answered_on is None and on <= state.answer_by:
        raise Refused(
            "already_asked",
            Text(
                f"Rumah sakit sudah ditanya dan boleh menjawab sampai {state.answer_by}.",
                f"The hospital was asked already and may answer until {state.answer_by}.",
            ),
            answer_by=state.answer_by.isoformat(),
        )
    return (state.seq or 0) + 1
