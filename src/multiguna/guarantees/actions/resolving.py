"""The one end of a letter: released, settled, expired, or billed by a claim."""

from __future__ import annotations

from datetime import date

from psycopg.types.json import Jsonb

from multiguna.audit.actions import record_decision
from multiguna.guarantees.actions.promising import refused
from multiguna.guarantees.queries import letter
from multiguna.guarantees.terms import LetterCard, LetterState
from multiguna.kernel import sqlplan
from multiguna.kernel.db import Cursor, transaction
from multiguna.kernel.roles import require
from multiguna.kernel.terms import Actor, Role
from multiguna.ledger import plan as ledger_plan
from multiguna.ledger.actions import post, post_batch
from multiguna.ledger.terms import EntryKind, Posting
from multiguna.programme.queries import pack_in_force

RESOLVE = """
INSERT INTO guarantees_resolution (region, letter_no, provider_code, kind, amount_idr, on_date,
    resolved_by)
VALUES (%s, %s, %s, %s, %s, %s, %s)
"""
BILLED = """
INSERT INTO guarantees_resolution (region, letter_no, provider_code, kind, amount_idr, on_date,
    resolved_by)
SELECT l.region, l.letter_no, l.provider_code, 'billed', b.amount_idr, %(on)s, %(by)s
FROM billed_letters b
JOIN guarantees_letter l ON l.region = %(region)s AND l.letter_no = b.letter_no
"""
EXPIRED = """
INSERT INTO guarantees_resolution (region, letter_no, provider_code, kind, amount_idr, on_date,
    resolved_by)
SELECT %(region)s, letter_no, provider_code, 'expired', 0, %(on)s, %(by)s FROM lapsed_letters
"""
EXPIRE_POSTINGS = """
INSERT INTO ledger_posting (entry_id, account_id, kind, "on", reservation_id, committed_idr,
    provider_code, care, village_code)
SELECT 'expire:' || letter_no, account_id, 'expire', %(on)s, letter_no, -reserved_idr,
       provider_code, care, village_code
FROM lapsed_letters
"""


def release_guarantee(*, letter_no: str, by: Actor, on: date) -> LetterCard:
    """Cancel an open letter and give its reservation back; again has no effect.

    Refuses an unknown letter and one that was billed, settled or expired.
    """
    require(by, Role.DESK_CLERK, Role.VERIFIER, Role.TREASURER)
    with transaction(by) as cursor:
        card = _lock_letter(cursor, by, letter_no, LetterState.RELEASED, on)
        if card.state is LetterState.OPEN:
            _resolve(cursor, card, EntryKind.RELEASE, LetterState.RELEASED, 0, by, on)
        return _again(cursor, by, letter_no)


def settle_guarantee(*, letter_no: str, amount_idr: int, by: Actor, on: date) -> LetterCard:
    """Settle an open letter for an amount owed (a bill outside the claims file); again: no effect.

    What the reservation exceeds the amount by is given back; an amount beyond the reservation is
    first reserved, into arrears if need be. Refuses a negative amount and a resolved letter.
    """
    require(by, Role.TREASURER, Role.VERIFIER)
    if amount_idr < 0:
        raise refused(
            "amount_negative",
            "Jumlah tidak boleh kurang dari nol.",
            "The amount may not be below zero.",
        )
    with transaction(by) as cursor:
        card = _lock_letter(cursor, by, letter_no, LetterState.SETTLED, on)
        if card.state is LetterState.OPEN:
            beyond = max(0, amount_idr - card.reserved_idr)
            if beyond:
                more = Posting(
                    f"supplement:{letter_no}", card.account_id, EntryKind.RESERVE, on, letter_no,
                    committed_idr=beyond, provider_code=card.provider_code, care=card.care,
                    village_code=card.village_code,
                )  # fmt: skip
                post(cursor, more, by=by, may_overrun=True)
            _resolve(
                cursor, card, EntryKind.SETTLE, LetterState.SETTLED, amount_idr, by, on,
                committed_idr=-card.reserved_idr - beyond,
            )  # fmt: skip
        return _again(cursor, by, letter_no)


def _lock_letter(
    cursor: Cursor, by: Actor, letter_no: str, wanted: LetterState, on: date
) -> LetterCard:
    """Hold the letter's account, so that its state cannot change until we are done."""
    card = letter(cursor, by, letter_no)
    if card is None:
        raise refused(
            "letter_unknown", "Tidak ada surat dengan nomor ini.", "No letter has this number."
        )
    ledger_plan.lock_named(cursor, by.region, [card.account_id])
    card = _again(cursor, by, letter_no)
    if on < card.issued_on:
        raise refused(
            "date_before_issue",
            f"Tanggal {on} mendahului terbitnya surat ({card.issued_on}).",
            f"The date {on} is before the letter was issued ({card.issued_on}).",
        )
    if card.state not in (LetterState.OPEN, wanted):
        raise refused(
            "letter_resolved",
            f"Surat ini sudah {card.state.label.id.lower()}.",
            f"This letter is already {card.state.label.en.lower()}.",
        )
    return card


def _again(cursor: Cursor, by: Actor, letter_no: str) -> LetterCard:
    card = letter(cursor, by, letter_no)
    assert card is not None
    return card


def _resolve(
    cursor: Cursor, card: LetterCard, kind: EntryKind, state: LetterState, amount_idr: int,
    by: Actor, on: date, committed_idr: int | None = None,
) -> None:  # fmt: skip
    posting = Posting(
        f"{kind}:{card.letter_no}", card.account_id, kind, on, card.letter_no,
        committed_idr=-card.reserved_idr if committed_idr is None else committed_idr,
        obligations_idr=amount_idr, provider_code=card.provider_code, care=card.care,
        village_code=card.village_code,
    )  # fmt: skip
    post(cursor, posting, by=by, may_overrun=True)
    cursor.execute(
        RESOLVE,
        [by.region, card.letter_no, card.provider_code, state, amount_idr, on, by.name],
    )
    record_decision(
        cursor,
        kind="guarantee_resolution",
        subject=f"letter:{card.letter_no}",
        facts={"reserved_idr": card.reserved_idr, "amount_idr": amount_idr},
        outcome=state,
        reasons=[],
        pack=card.stage_code,
        by=by,
        on=on,
    )


def expire_guarantees(*, by: Actor, on: date) -> int:
    """Give back the reservations of letters for which no claim may come any more; how many.

    A letter lapses when its validity and the pack's claim deadline are both over: until then the
    care may have been given and the commitment must stay in sight.
    """
    pack = pack_in_force(by)
    deadlines = [
        {"starts": value.starts.isoformat(), "days": value.value,
         "until": value.until.isoformat() if value.until else None}
        for parameter in pack.parameters
        if parameter.name == "claim_deadline_days"
        for value in parameter.values
    ]  # fmt: skip
    values = {"region": by.region, "on": on, "by": by.name, "deadlines": Jsonb(deadlines)}
    lapsed = sqlplan.load("guarantees", "lapsed_letters").select
    with transaction(by) as cursor:
        ledger_plan.lock_accounts(cursor, by.region)
        cursor.execute(f"CREATE TEMPORARY TABLE lapsed_letters ON COMMIT DROP AS {lapsed}", values)
        expired = cursor.rowcount
        ledger_plan.create_posting_table(cursor)
        cursor.execute(EXPIRE_POSTINGS, values)
        post_batch(cursor, by=by, on=on)
        cursor.execute(EXPIRED, values)
        cursor.execute("DROP TABLE lapsed_letters")
        if expired:
            record_decision(
                cursor, kind="guarantee_expiry", subject=f"letters:{on.isoformat()}",
                facts={"letters": expired}, outcome="expired", reasons=[], pack=None, by=by, on=on,
            )  # fmt: skip
    return expired


def bill_letters(cursor: Cursor, *, by: Actor, on: date) -> int:
    """Mark the letters in the temporary table `billed_letters(letter_no, amount_idr)` as billed.

    They must be open: the caller holds the accounts (`ledger.plan.lock_named`) since before it
    looked. Returns how many.
    """
    cursor.execute(BILLED, {"region": by.region, "on": on, "by": by.name})
    return cursor.rowcount
