"""The writers of coverage cards: a family's are issued together, and a card is void once."""

from __future__ import annotations

import secrets
from datetime import date, timedelta

from multiguna.audit.actions import record_decision
from multiguna.coverage.actions.signing import signer_for
from multiguna.coverage.queries.asking import coverage_facts
from multiguna.coverage.queries.cards import card_numbered, cards_of_family
from multiguna.coverage.queries.listing import signers
from multiguna.coverage.rules.cards import encode_card, ktp_mark
from multiguna.coverage.rules.deciding import coverage_stage, decide_coverage
from multiguna.coverage.terms.cards import (
    CARD_BYTES,
    CardClaims,
    CardEnd,
    FamilyCards,
    IssuedCard,
)
from multiguna.coverage.terms.deciding import CoverageRequest, Reason
from multiguna.kernel.db import Cursor, transaction
from multiguna.kernel.errors import Refused
from multiguna.kernel.keys import key_id
from multiguna.kernel.roles import require
from multiguna.kernel.terms import Actor, Role, Text
from multiguna.programme.queries import pack_in_force
from multiguna.programme.rules.choosing import number_on
from multiguna.programme.terms import Pack

ONE_FAMILY = "SELECT pg_advisory_xact_lock(hashtextextended(%s || ' cards ' || %s, 0))"
MEMBERS = """
SELECT p.person_id, p.nik FROM registry_person p
WHERE p.region = %s AND p.kk = %s AND p.died_on IS NULL
  AND NOT EXISTS (SELECT FROM registry_merged m WHERE m.region = p.region
                  AND m.person_id = p.person_id AND NOT m.is_kept)
ORDER BY p.person_id
"""
INSERT = """
INSERT INTO coverage_card (region, card_id, person_id, key_id, issued_on, expires_on, token,
    record_id, issued_by)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
END = """
INSERT INTO coverage_card_end (region, card_id, reason, ended_on, ended_by, record_id)
VALUES (%s, %s, %s, %s, %s, %s)
"""


def issue_cards(*, kk: int, anew: bool = False, by: Actor, on: date) -> FamilyCards:
    """Issue a card to each covered member of a family; whoever is not covered is named with why.

    A member with a good card keeps it, unless `anew`: then the old one is void as replaced. A card
    whose signer is not trusted any more is no good card. Refuses with `family_unknown` a family
    card that nobody living has, and `card_not_allowed` a pack without `card_days_max`.
    """
    require(by, Role.ADMINISTRATOR)
    pack = pack_in_force(by)
    _check_allowed(pack)
    with transaction(by) as cursor:
        cursor.execute(ONE_FAMILY, [by.region, str(kk)])
        members = cursor.execute(MEMBERS, [by.region, kk]).fetchall()
        if not members:
            raise Refused(
                "family_unknown",
                Text(
                    "Tidak ada warga hidup dengan nomor KK ini. Periksa angkanya.",
                    "No living resident has this family card number. Check the digits.",
                ),
            )
        good = {card.person_id: card for card in _good(cursor, by, kk, on)}
        cards, without, again = [], [], 0
        for person_id, nik in members:
            reason = _reason(cursor, by, pack, nik, on)
            if not reason.covered:
                without.append((person_id, reason))
                continue
            old = good.get(person_id)
            if old is not None and not anew:
                cards.append(old)
                again += 1
                continue
            if old is not None:
                _end(cursor, old.card_id, CardEnd.REPLACED, by, on)
            cards.append(_issue(cursor, pack, person_id, nik, reason, by, on))
    return FamilyCards(tuple(cards), again, tuple(without))


def end_card(*, card_id: str, reason: CardEnd, by: Actor, on: date) -> IssuedCard:
    """Make a card void from now on. Again with the same reason: no effect.

    Refuses with `card_unknown`, and `card_ended` when it is void for another reason.
    """
    require(by, Role.ADMINISTRATOR)
    with transaction(by) as cursor:
        cursor.execute(ONE_FAMILY, [by.region, card_id])
        card = card_numbered(cursor, by, card_id)
        if card is None:
            raise Refused(
                "card_unknown",
                Text("Tidak ada kartu dengan nomor ini.", "No card has this number."),
            )
        if card.ended is None:
            _end(cursor, card_id, reason, by, on)
        elif card.ended is not reason:
            raise Refused(
                "card_ended",
                Text(
                    f"Kartu ini sudah tidak berlaku: {card.ended.label.id}.",
                    f"This card is void already: {card.ended.label.en}.",
                ),
            )
        ended = card_numbered(cursor, by, card_id)
        assert ended is not None
        return ended


def _check_allowed(pack: Pack) -> None:
    if "card_days_max" not in {parameter.name for parameter in pack.parameters}:
        raise Refused(
            "card_not_allowed",
            Text(
                "Paket program tidak menetapkan card_days_max; kartu belum diizinkan.",
                "The pack does not set card_days_max; cards are not allowed yet.",
            ),
        )


def _good(cursor: Cursor, by: Actor, kk: int, on: date) -> list[IssuedCard]:
    """The cards of a family that a desk would believe on a day."""
    ring = signers(cursor, by)
    trusted = {one.key_id.hex() for one in ring if one.use == "cards" and one.trusted}
    return [
        card
        for card in cards_of_family(cursor, by, kk)
        if card.ended is None and on < card.expires_on and card.key_id in trusted
    ]


def _reason(cursor: Cursor, by: Actor, pack: Pack, nik: int, on: date) -> Reason:
    _, facts, _ = coverage_facts(cursor, by, nik)
    return decide_coverage(facts, coverage_stage(pack, on), CoverageRequest(on)).reason


def _issue(
    cursor: Cursor, pack: Pack, person_id: int, nik: int, reason: Reason, by: Actor, on: date
) -> IssuedCard:
    signer_for(cursor, "lists", by=by, on=on)  # so that void cards can be listed
    signer = signer_for(cursor, "cards", by=by, on=on)
    card_id = secrets.token_bytes(CARD_BYTES)
    expires_on = on + timedelta(number_on(pack, "card_days_max", on))
    claims = CardClaims(
        card_id, by.region, on, expires_on, f"{nik % 10_000:04}", ktp_mark(str(nik), card_id)
    )
    token = encode_card(claims, signer)
    record_id = record_decision(
        cursor, kind="card", subject=f"card:{card_id.hex()}",
        facts={"person_id": person_id, "expires_on": expires_on.isoformat()}, outcome="issued",
        reasons=[reason], pack={"name": pack.name, "version": pack.version}, by=by, on=on,
    )  # fmt: skip
    signed_by = key_id(signer.public_key()).hex()
    cursor.execute(
        INSERT,
        [by.region, card_id.hex(), person_id, signed_by, on, expires_on,
         token, record_id, by.name],
    )  # fmt: skip
    return IssuedCard(card_id.hex(), person_id, on, expires_on, token, signed_by, None)


def _end(cursor: Cursor, card_id: str, reason: CardEnd, by: Actor, on: date) -> None:
    record_id = record_decision(
        cursor, kind="card", subject=f"card:{card_id}", facts={}, outcome="void",
        reasons=[reason], pack=None, by=by, on=on,
    )  # fmt: skip
    cursor.execute(END, [by.region, card_id, reason, on, by.name, record_id])
