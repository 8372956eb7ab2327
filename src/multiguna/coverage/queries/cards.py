"""Reads of coverage cards: a family's, the void ones as a signed list, and the sheet to print."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from psycopg.rows import TupleRow

from multiguna.audit.actions import record_access
from multiguna.coverage.queries.listing import signer_key, signers
from multiguna.coverage.rules import cards as rules
from multiguna.coverage.rules import listing
from multiguna.coverage.rules.offline import HOURS, offline_numbers
from multiguna.coverage.terms.cards import CARD_BYTES, CardEnd, IssuedCard
from multiguna.coverage.terms.listing import ListHeader, ListKind
from multiguna.kernel import qr, typesetting
from multiguna.kernel.db import Cursor
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor, Text
from multiguna.programme.queries import letter_template, pack_in_force
from multiguna.registry.rules import masked

CARDS = """
SELECT c.card_id, c.person_id, c.issued_on, c.expires_on, c.token, c.key_id, e.reason
FROM coverage_card c
LEFT JOIN coverage_card_end e ON e.region = c.region AND e.card_id = c.card_id
WHERE c.region = %(region)s
"""
OF_FAMILY = """
AND c.person_id IN (SELECT person_id FROM registry_person
                    WHERE region = %(region)s AND kk = %(kk)s)
ORDER BY c.person_id, c.issued_on, c.card_id
"""
VOID = """
SELECT e.card_id, e.reason FROM coverage_card_end e
JOIN coverage_card c ON c.region = e.region AND c.card_id = e.card_id
WHERE e.region = %s AND c.expires_on > %s
"""
HOLDERS = """
SELECT person_id, name, nik, kk, birth_date FROM registry_person
WHERE region = %s AND person_id = ANY(%s)
"""


def card_numbered(cursor: Cursor, by: Actor, card_id: str) -> IssuedCard | None:
    """One card by its number, or None."""
    values = {"region": by.region, "card_id": card_id}
    row = cursor.execute(f"{CARDS} AND c.card_id = %(card_id)s", values).fetchone()
    return None if row is None else _card(row)


def cards_of_family(cursor: Cursor, by: Actor, kk: int) -> list[IssuedCard]:
    """All cards of a family's members, void and expired ones too."""
    rows = cursor.execute(CARDS + OF_FAMILY, {"region": by.region, "kk": kk}).fetchall()
    return [_card(row) for row in rows]


def revocations(cursor: Cursor, by: Actor, *, on: date, at: datetime) -> bytes:
    """The void cards that have not expired, as a signed list that is good as long as any list.

    Refuses with `signer_missing` before any list was signed.
    """
    signing = [one for one in signers(cursor, by) if one.use == "lists"][-1:]
    if not signing:
        raise Refused(
            "signer_missing",
            Text(
                "Belum ada kunci penanda tangan daftar. Terbitkan kartu dahulu.",
                "There is no key that signs lists yet. Issue a card first.",
            ),
        )
    ended = {
        bytes.fromhex(card_id): CardEnd(reason)
        for card_id, reason in cursor.execute(VOID, [by.region, on]).fetchall()
    }
    until = int(at.timestamp()) + 3600 * offline_numbers(pack_in_force(by), on)[HOURS]
    header = ListHeader(
        ListKind.REVOCATIONS, by.region, "", int(at.timestamp()), on.isoformat(),
        int(at.timestamp()), until, None, 0, "", CARD_BYTES, listing.VALUE_BYTES, (), (),
    )  # fmt: skip
    return rules.write_revocations(header, ended, signer_key("lists", signing[0].signer_no))


def card_sheet(cursor: Cursor, by: Actor, cards: Sequence[IssuedCard]) -> bytes:
    """Cards to cut out, as PDF by the pack's `card.typ`; the reading of each person is logged.

    Refuses with `card_unknown` when there is none, and `template_missing`.
    """
    if not cards:
        raise Refused(
            "card_unknown",
            Text("Tidak ada kartu untuk dicetak.", "There is no card to print."),
        )
    pack = pack_in_force(by)
    people = [card.person_id for card in cards]
    record_access(cursor, person_ids=people, purpose="print_card", by=by)
    holders = {row[0]: row[1:] for row in cursor.execute(HOLDERS, [by.region, people]).fetchall()}
    shown: list[typesetting.Json] = []
    for card in cards:
        name, nik, kk, born = holders[card.person_id]
        shown.append(
            {
                "name": name, "nik_masked": masked(nik), "kk_masked": masked(kk),
                "birth_date": born.isoformat(), "card_id": card.card_id,
                "issued_on": card.issued_on.isoformat(), "expires_on": card.expires_on.isoformat(),
                "qr_file": f"{card.card_id}.svg",
            }
        )  # fmt: skip
    data: dict[str, typesetting.Json] = {
        "region_name": pack.region_name, "programme_title": pack.title.id, "cards": shown,
    }  # fmt: skip
    pictures = {f"{card.card_id}.svg": qr.svg_file(card.token) for card in cards}
    return typesetting.pdf(letter_template(pack, "card.typ"), data, pictures)


def _card(row: TupleRow) -> IssuedCard:
    card_id, person_id, issued_on, expires_on, token, signed_by, reason = row
    ended = None if reason is None else CardEnd(reason)
    return IssuedCard(card_id, person_id, issued_on, expires_on, token, signed_by, ended)
