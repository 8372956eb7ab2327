"""Find whom a claim may be about when its numbers are damaged: the plain twin of `sql/match_*`.

Nothing is paid on what is found here. Only a letter number that is the same but written otherwise
(`safe`) counts as if the hospital had written it right; everything else waits for a verifier.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import timedelta

from multiguna.claims.terms.matching import (
    AGAINST_BP,
    METHODS,
    Found,
    HolderFacts,
    PatientFacts,
    PromiseFacts,
)

TITLES = frozenset(
    {"TN", "NY", "NN", "AN", "BY", "SDR", "SDRI", "H", "HJ", "DR", "IR", "ALM", "ALMH"}
)


def plain_number(text: str) -> str:
    """A letter number without what people put between its characters; letters never have I, L, O.

    >>> plain_number("3671901-0112-jO0002M ")
    '36719010112J00002M'
    """
    bare = re.sub(r"[^0-9A-Z]", "", text.upper())
    return bare.translate(str.maketrans("OIL", "011"))


def plain_name(text: str) -> str:
    """A name without titles and punctuation, in capitals.

    >>> plain_name("Ny. Siti  Aminah, S.")
    'SITI AMINAH S'
    """
    words = re.sub(r"[^A-Z]+", " ", text.upper()).split()
    return " ".join(word for word in words if word not in TITLES)


def one_slip(written: str, right: str) -> bool:
    """Whether one character is wrong, missing or too much, or two neighbours changed places.

    >>> one_slip("36719", "36719"), one_slip("36719", "36791"), one_slip("3671", "36719")
    (False, True, True)
    >>> one_slip("36719", "36817")
    False
    """
    at = 0
    while at < min(len(written), len(right)) and written[at] == right[at]:
        at += 1
    a, b = written[at:], right[at:]
    swapped = len(a) > 1 and len(b) > 1 and (a[0], a[1]) == (b[1], b[0]) and a[2:] == b[2:]
    return a != b and (a[1:] == b[1:] or a == b[1:] or a[1:] == b or swapped)


def digit_slip(written: str, right: str) -> bool:
    """The same of two numbers of one length, where digits are not lost.

    >>> digit_slip("36719", "3671"), digit_slip("36719", "36729")
    (False, True)
    """
    return len(written) == len(right) and one_slip(written, right)


def fits(letter: PromiseFacts, claim: PatientFacts, care_first_days: int) -> bool:
    """Whether a free letter of the claim's hospital is for its care and its day."""
    before = care_first_days if letter.emergency else 0
    return (
        letter.free
        and letter.provider_code == claim.provider_code
        and (letter.emergency or letter.care == claim.care)
        and letter.valid_from - timedelta(days=before) <= claim.service_date < letter.valid_until
    )


def score(
    method: str, claim: PatientFacts, holder: HolderFacts, letter: PromiseFacts | None
) -> int:
    """The method's score less what speaks against it; a newborn is known by birth alone."""
    return METHODS[method].base_bp - sum(
        AGAINST_BP[thing]
        for thing, said in agreement(claim, holder, letter).items()
        if said == "differs"
    )


def agreement(
    claim: PatientFacts, holder: HolderFacts, letter: PromiseFacts | None
) -> dict[str, str]:
    """What birth, name and sex say: `exact`, `differs` or `unknown`."""
    born_on = letter.born_on if letter else None
    name = plain_name(claim.name) or None
    told = {
        "birth_date": (claim.birth_date, born_on or holder.birth_date),
        "name": (None if born_on else name, plain_name(holder.name)),
        "sex": (None if born_on else claim.sex, holder.sex),
    }
    return {
        thing: "unknown" if said is None else "exact" if said == known else "differs"
        for thing, (said, known) in told.items()
    }


def candidates(
    claim: PatientFacts,
    holders: Iterable[HolderFacts],
    letters: Iterable[PromiseFacts],
    *,
    care_first_days: int,
) -> tuple[Found, ...]:
    """Everybody whom a claim may be about, each person and letter once, by its best method.

    The letter whose number it is, written otherwise; the letters that fit of the person its NIK
    names, of those whose NIK slips by one digit and whose birth and sex agree, of the card's
    holder; letters that fit whose number slips by one, of a person whose birth and sex agree. A
    person found by a damaged number is named without a letter too, where no letter fits.
    """
    known = {holder.person_id: holder for holder in holders}
    listed = tuple(letters)
    best: dict[tuple[int, str | None], Found] = {}
    for method, person_id, letter in _found(claim, known, listed, care_first_days):
        found = Found(
            person_id,
            letter.letter_no if letter else None,
            method,
            score(method, claim, known[person_id], letter),
        )
        key = found.person_id, found.letter_no
        if key not in best or (-found.score_bp, found.method) < (
            -best[key].score_bp,
            best[key].method,
        ):
            best[key] = found
    return tuple(sorted(best.values(), key=lambda one: (one.person_id, one.letter_no or "")))


def _found(
    claim: PatientFacts,
    known: dict[int, HolderFacts],
    letters: tuple[PromiseFacts, ...],
    care_first_days: int,
) -> Iterator[tuple[str, int, PromiseFacts | None]]:
    fitting = [letter for letter in letters if fits(letter, claim, care_first_days)]
    number = plain_number(claim.claim_no)
    for letter in letters:
        same = letter.letter_no == number and letter.provider_code == claim.provider_code
        if same and claim.letter_no is None:
            yield "letter_written", letter.person_id, letter
    for letter in fitting:
        holder = known[letter.person_id]
        agreed = agreement(claim, holder, letter)
        alike = agreed["birth_date"] == "exact" and agreed["sex"] != "differs"
        if letter.letter_no != number and one_slip(number, letter.letter_no) and alike:
            yield "letter_digits", letter.person_id, letter
    for method, person_id in _persons(claim, known):
        own = [letter for letter in fitting if letter.person_id == person_id]
        for letter in own:
            yield method, person_id, letter
        if not own and method != "person_letter":
            yield method, person_id, None


def _persons(claim: PatientFacts, known: dict[int, HolderFacts]) -> Iterator[tuple[str, int]]:
    """Persons whom the claim's numbers may mean."""
    if claim.person_id is not None and claim.person_id in known:
        yield "person_letter", claim.person_id
    told = (claim.birth_date, claim.sex)
    named = known.get(claim.person_id or 0)
    doubtful = named is None or (named.birth_date, named.sex) != told
    for holder in known.values():
        same = doubtful and (holder.birth_date, holder.sex) == told
        if same and claim.nik is not None and digit_slip(claim.nik, holder.nik):
            yield "nik_digits", holder.person_id
        if claim.card_no is not None and claim.card_no in holder.card_nos:
            yield "card", holder.person_id
