"""Decide whom a claim is about, where its own numbers do not say: a verifier, never a guess."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from multiguna.claims import plan
from multiguna.claims.actions.adjudicating import LOCK, write_decisions
from multiguna.claims.actions.candidates import create_decided, not_from, write_decided
from multiguna.claims.queries.reviewing import claim_under_review
from multiguna.claims.rules.reviewing import checked_reason
from multiguna.kernel.db import Cursor, transaction
from multiguna.kernel.errors import Refused
from multiguna.kernel.roles import require_person
from multiguna.kernel.terms import Actor, Role, Text
from multiguna.ledger.actions import post_batch
from multiguna.ledger.plan import create_posting_table
from multiguna.programme.queries import pack_in_force
from multiguna.programme.rules.body import pack_hash

ONE = """
INSERT INTO match_decided
VALUES (nextval('audit_record_seq'), %s, %s, %s, %s, 'verifier', %s, %s, %s, %s)
"""
CLAIM = """
SELECT c.provider_code, d.outcome, coalesce(m.seq, 0), m.kind
FROM claims_claim c
LEFT JOIN latest_decisions d ON d.claim_id = c.claim_id
LEFT JOIN LATERAL (
    SELECT x.seq, x.kind FROM claims_matching x WHERE x.claim_id = c.claim_id
    ORDER BY x.seq DESC LIMIT 1
) m ON true
WHERE c.region = %(region)s AND c.claim_id = %(claim_id)s
"""
CANDIDATE = """
SELECT method, person_id, letter_no FROM claims_candidate
WHERE region = %s AND claim_id = %s AND candidate_no = %s
"""
LETTER = """
SELECT 'by_hand', person_id, letter_no FROM guarantees_letter
WHERE region = %s AND letter_no = %s AND provider_code = %s
"""
STANDING = """
SELECT FROM standing WHERE letter_no = %(letter_no)s AND claim_id <> %(claim_id)s LIMIT 1
"""
DECIDED_CLAIMS = "SELECT array_agg(claim_id ORDER BY claim_id) FROM match_decided"


def decide_match(
    *,
    claim_id: int,
    candidate_no: int | None = None,
    letter_no: str | None = None,
    reason: str = "",
    by: Actor,
    on: date,
) -> None:
    """Say whom a claim is about: one of its candidates, or the holder of a letter of its hospital.

    From now on the claim has this person and letter for every rule; the letter is billed, and a
    claim that waited on a question is decided again at once. Refuses unattended work
    (`role_not_allowed`), an unknown claim, candidate or letter (`claim_unknown`,
    `candidate_unknown`, `letter_unknown`), a letter chosen by hand without a reason
    (`reason_missing`), a reason with an identity number in it (`reason_names`), a letter on which
    another claim stands that is not rejected (`letter_used`), a claim that is decided for good
    (`claim_decided`) or of which somebody has decided already (`match_decided`), and one's own file
    (`own_file`).
    """
    require_person(by, Role.VERIFIER)
    reason = checked_reason(reason) if candidate_no is None or reason.strip() else ""
    with transaction(by) as cursor:
        provider_code, seq, held = _claim(cursor, by, claim_id)
        if held:
            raise _refused(
                "match_decided",
                "Sudah diputus klaim ini milik siapa. Batalkan dahulu bila keliru.",
                "It was decided whom this claim is about. Undo that first if it is wrong.",
            )
        if candidate_no is not None:
            key = [by.region, claim_id, candidate_no]
            row = cursor.execute(CANDIDATE, key).fetchone()
            missing = ("candidate_unknown", "Calon ini tidak ada.", "There is no such candidate.")
        else:
            row = cursor.execute(LETTER, [by.region, letter_no, provider_code]).fetchone()
            missing = (
                "letter_unknown",
                "Rumah sakit ini tidak punya surat dengan nomor itu.",
                "This hospital has no letter with that number.",
            )
        if row is None:
            raise _refused(*missing)
        _check_letter(cursor, by, claim_id, row[2])
        create_decided(cursor)
        cursor.execute(ONE, [claim_id, seq, provider_code, "match", *row, reason])
        write_decided(cursor, by, on)
        _decide_again(cursor, by, on)


def decide_none(*, claim_id: int, reason: str, by: Actor, on: date) -> None:
    """Say that a claim is about none of its candidates; the rules then judge it as it stands.

    Refuses as `decide_match` does.
    """
    _settle("none", claim_id, reason, by, on)


def undo_match(*, claim_id: int, reason: str, by: Actor, on: date) -> None:
    """Take back what was decided of a claim that is not decided for good; it is open again.

    A letter that it billed stays billed: its reservation became this bill. Refuses a claim of
    which nothing is decided (`match_unknown`), and else as `decide_match` does.
    """
    _settle("undo", claim_id, reason, by, on)


def accept_matches(
    *, method: str, least_bp: int, batch_id: int | None = None, reason: str, by: Actor, on: date
) -> int:
    """Decide at once the claims with one sure candidate of a method; gives how many.

    Sure means a letter, at least this score, no other candidate as sure, and no other claim that
    stands or may stand on the same letter. One verifier answers for all of them, with one reason
    (`reason_missing`).
    """
    require_person(by, Role.VERIFIER)
    reason = checked_reason(reason)
    with transaction(by) as cursor:
        cursor.execute(LOCK, [by.region])
        create_decided(cursor)
        values: dict[str, object] = {
            "region": by.region, "method": method, "least_bp": least_bp, "batch_id": batch_id,
            "not_from": not_from(by), "reason": reason, "on": on,
        }  # fmt: skip
        cursor.execute(plan.match_sure(), values)
        accepted = cursor.rowcount
        if accepted:
            write_decided(cursor, by, on)
            _decide_again(cursor, by, on)
        return accepted


def _settle(kind: str, claim_id: int, reason: str, by: Actor, on: date) -> None:
    require_person(by, Role.VERIFIER)
    reason = checked_reason(reason)
    with transaction(by) as cursor:
        provider_code, seq, held = _claim(cursor, by, claim_id)
        if kind == "undo" and not held:
            raise _refused(
                "match_unknown",
                "Belum ada keputusan untuk klaim ini.",
                "Nothing is decided of this claim.",
            )
        if kind == "none" and held:
            raise _refused(
                "match_decided",
                "Sudah diputus klaim ini milik siapa. Batalkan dahulu bila keliru.",
                "It was decided whom this claim is about. Undo that first if it is wrong.",
            )
        create_decided(cursor)
        cursor.execute(ONE, [claim_id, seq, provider_code, kind, None, None, None, reason])
        write_decided(cursor, by, on)
        _decide_again(cursor, by, on)


def _claim(cursor: Cursor, by: Actor, claim_id: int) -> tuple[str, int, bool]:
    """The claim's hospital, the next number, and whether a decision holds; no run goes on."""
    cursor.execute(LOCK, [by.region])
    values = {"region": by.region, "claim_id": claim_id}
    row = cursor.execute(plan.with_latest(CLAIM), values).fetchone()
    if row is None:
        raise _refused("claim_unknown", "Klaim ini tidak ada.", "There is no such claim.")
    provider_code, outcome, seq, kind = row
    if not_from(by) in claim_under_review(cursor, by, claim_id).received_by:
        raise _refused(
            "own_file",
            "Berkas klaim ini Anda terima sendiri; verifikator lain yang memutus.",
            "You took this claim's file in yourself; another verifier decides.",
        )
    if outcome not in (None, "pended"):
        raise _refused(
            "claim_decided",
            "Klaim ini sudah diputus. Rumah sakit dapat memperbaiki atau mengajukan keberatan.",
            "This claim is decided. The hospital may correct it or appeal.",
        )
    return provider_code, seq + 1, kind in ("match", "none")


def _check_letter(cursor: Cursor, by: Actor, claim_id: int, letter_no: str | None) -> None:
    """Refuse a letter that another claim needs: it pays one."""
    values = {"region": by.region, "claim_id": claim_id, "letter_no": letter_no}
    if letter_no is None:
        return
    if cursor.execute(plan.with_standing(STANDING), values).fetchone() is not None:
        raise _refused(
            "letter_used",
            "Klaim lain berdiri di atas surat ini. Satu surat membayar satu klaim.",
            "Another claim stands on this letter. A letter pays one claim.",
        )


def _decide_again(cursor: Cursor, by: Actor, on: date) -> None:
    """Let the rules decide anew those of `match_decided` that waited on a question."""
    row = cursor.execute(DECIDED_CLAIMS).fetchone()
    assert row is not None
    claims: Sequence[int] = row[0]
    pack = pack_in_force(by)
    values: dict[str, object] = {
        "region": by.region, "batch_id": None, "claim_ids": list(claims), "by": by.name,
        "not_from": not_from(by), "on": on, "pack_hash": pack_hash(pack),
        **plan.adjudication_parameters(pack),
    }  # fmt: skip
    write_decisions(cursor, values)
    create_posting_table(cursor)
    cursor.execute(plan.statement("approve_postings"), values)
    post_batch(cursor, by=by, on=on)


def _refused(code: str, id: str, en: str) -> Refused:
    return Refused(code, Text(id, en))
