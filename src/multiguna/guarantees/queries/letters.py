"""Reads of guarantee letters, and the letter as a printed document."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from multiguna.audit.queries.log import checkpoints
from multiguna.coverage.terms import Reason
from multiguna.guarantees.queries.estimates import stored_estimate
from multiguna.guarantees.rules.token import LetterClaims, card_mark, encode_letter
from multiguna.guarantees.terms import LetterCard, LetterState
from multiguna.kernel import keys, qr, sqlplan, typesetting
from multiguna.kernel.db import Cursor
from multiguna.kernel.home import home
from multiguna.kernel.terms import Actor, Text
from multiguna.programme.queries import letter_template, pack_in_force
from multiguna.programme.rules.choosing import number_on, stage_on
from multiguna.programme.rules.wording import percent
from multiguna.programme.terms import Pack
from multiguna.providers.queries import provider
from multiguna.registry.queries import person_by_id, same_person
from multiguna.registry.terms import PersonCard

CARDS = sqlplan.load("guarantees", "letter_cards").select


@dataclass(frozen=True, slots=True)
class PrintedLetter:
    """Everything on a printed letter: the card, the person, the QR text and picture.

    `copayment_bp` is the share that the patient pays by the stage in force on the letter's first
    day; None: nothing.
    """

    letter: LetterCard
    person: PersonCard
    hospital_name: str
    region_name: str
    programme_title: str
    token: str
    qr_svg: str
    checkpoint_size: int | None
    checkpoint_root: str | None
    copayment_bp: int | None = None

    @property
    def copayment(self) -> Text | None:
        """The patient's share in words, as `10 %`; None where care is free."""
        return None if self.copayment_bp is None else percent(self.copayment_bp)

    @property
    def patient_name(self) -> str:
        """The name on the letter; a newborn has the mother's."""
        return f"By. Ny. {self.person.name}" if self.letter.born_on else self.person.name


def letter(cursor: Cursor, by: Actor, letter_no: str) -> LetterCard | None:
    """One letter by its number, or None (also when it is another hospital's)."""
    rows = _cards(cursor, by, "AND l.letter_no = %(letter_no)s", letter_no=letter_no)
    return rows[0] if rows else None


def letters_of_desk(
    cursor: Cursor, by: Actor, *, on: date, provider_code: str | None = None, limit: int = 50
) -> list[LetterCard]:
    """The letters issued on a day, latest first, of one hospital or of all the actor may see."""
    where = (
        "AND l.issued_on = %(on)s "
        "AND (%(provider)s::text IS NULL OR l.provider_code = %(provider)s)"
        " ORDER BY l.recorded_at DESC LIMIT %(limit)s"
    )
    return _cards(cursor, by, where, on=on, provider=provider_code, limit=limit)


def letters_of_person(
    cursor: Cursor, by: Actor, person_id: int, *, limit: int = 50
) -> list[LetterCard]:
    """The letters of a person that the actor may see, under any of their numbers, newest first."""
    where = "AND l.person_id = ANY(%(ids)s) ORDER BY l.issued_on DESC, l.letter_no LIMIT %(limit)s"
    ids = list(same_person(cursor, by, person_id))
    return _cards(cursor, by, where, ids=ids, limit=limit)


def printed_letter(cursor: Cursor, by: Actor, letter_no: str) -> PrintedLetter | None:
    """A letter ready to print, signed; leaves a line in the person's access log."""
    card = letter(cursor, by, letter_no)
    if card is None:
        return None
    pack = pack_in_force(by)
    person = person_by_id(cursor, by, card.person_id, purpose="print_letter")
    hospital = provider(cursor, by, card.provider_code)
    assert person is not None
    assert hospital is not None
    nik = cursor.execute(
        "SELECT nik FROM registry_person WHERE region = %s AND person_id = %s",
        [by.region, card.person_id],
    ).fetchone()
    assert nik is not None
    checkpoint = next(iter(checkpoints(cursor, region=by.region, limit=1)), None)
    token = encode_letter(
        LetterClaims(
            letter_no=card.letter_no,
            region=by.region,
            provider_code=card.provider_code,
            care="emergency" if card.emergency else card.care,
            care_class=card.care_class if card.care == "inpatient" else None,
            valid_from=card.valid_from,
            valid_until=card.valid_until,
            issued_on=card.issued_on,
            card_last4=str(nik[0])[-4:],
            card_mark=card_mark(str(nik[0]), card.letter_no),
            tree_size=checkpoint.size if checkpoint else None,
            tree_root=bytes(checkpoint.root) if checkpoint else None,
        ),
        keys.signing_key(home(), "letters"),
    )
    return PrintedLetter(
        letter=card,
        person=person,
        hospital_name=hospital.name,
        region_name=pack.region_name,
        programme_title=pack.title.id,
        token=token,
        qr_svg=qr.svg(token),
        checkpoint_size=checkpoint.size if checkpoint else None,
        checkpoint_root=bytes(checkpoint.root).hex() if checkpoint else None,
        copayment_bp=_copayment_bp(pack, card.valid_from),
    )


def _copayment_bp(pack: Pack, on: date) -> int | None:
    stage = stage_on(pack, on)
    if stage is None or "copayment" not in stage.rules:
        return None
    return number_on(pack, "copayment_bp", on) or None


def letter_pdf(printed: PrintedLetter, pack: Pack) -> bytes:
    """The letter as PDF by the pack's template."""
    card = printed.letter
    checkpoint: typesetting.Json = None
    if printed.checkpoint_size is not None:
        checkpoint = {"size": printed.checkpoint_size, "root": printed.checkpoint_root}
    data: dict[str, typesetting.Json] = {
        "region_name": printed.region_name,
        "programme_title": printed.programme_title,
        "letter_no": card.letter_no,
        "patient_name": printed.patient_name,
        "nik_masked": printed.person.nik_masked,
        "kk_masked": printed.person.kk_masked,
        "birth_date": (card.born_on or printed.person.birth_date).isoformat(),
        "hospital_name": printed.hospital_name,
        "provider_code": card.provider_code,
        "care_id": card.care_title.id,
        "care_en": card.care_title.en,
        "care_class": card.care_class if card.care == "inpatient" else None,
        "diagnosis": card.diagnosis or None,
        "valid_from": card.valid_from.isoformat(),
        "valid_until_inclusive": (card.valid_until - timedelta(days=1)).isoformat(),
        "issued_on": card.issued_on.isoformat(),
        "issued_by": card.issued_by,
        "decision_id": str(card.record_id),
        "reason_id": card.reason.statement.id,
        "reason_en": card.reason.statement.en,
        "copayment_id": printed.copayment.id if printed.copayment else None,
        "copayment_en": printed.copayment.en if printed.copayment else None,
        "checkpoint": checkpoint,
        "qr_file": "qr.svg",
    }
    template = letter_template(pack, "guarantee.typ")
    return typesetting.pdf(template, data, {"qr.svg": qr.svg_file(printed.token)})


def _cards(cursor: Cursor, by: Actor, where: str, **values: object) -> list[LetterCard]:
    rows = cursor.execute(f"{CARDS} {where}", {"region": by.region, **values}).fetchall()
    cards = []
    for row in rows:
        estimate = stored_estimate(row[5], row[6], row[20:])
        reason, state = Reason(row[14]), LetterState(row[19])
        cards.append(LetterCard(*(*row[:14], reason, *row[15:19], state, estimate)))
    return cards


def commitment_gaps(cursor: Cursor, by: Actor) -> list[str]:
    """Accounts whose committed balance is not the sum of their open letters; empty when right."""
    statement = sqlplan.load("guarantees", "commitment_gaps").select
    return [row[0] for row in cursor.execute(statement, {"region": by.region}).fetchall()]


def letter_count(cursor: Cursor, by: Actor) -> int:
    """How many letters were ever issued."""
    row = cursor.execute(
        "SELECT count(*) FROM guarantees_letter WHERE region = %s", [by.region]
    ).fetchone()
    assert row is not None
    return int(row[0])
