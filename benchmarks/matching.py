"""How well damaged claims and duplicate persons are found in a synthetic city.

Claims of a month whose numbers, names and births are damaged in the ways hospitals' files show, and
persons entered again under another NIK, both by chance with a seed. What is right is known, so that
for each kind of damage it is counted who was found, who was the surest, and who was wrongly so.
`MULTIGUNA_BENCH_RESIDENTS` sets the size of the city, `MULTIGUNA_BENCH_MATCHES` the damaged claims.
"""

from __future__ import annotations

import os
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import cast

import psycopg
from django.db import connections
from psycopg.rows import TupleRow
from psycopg.types.json import Jsonb

from benchmarks import floor, registry
from benchmarks.floor import Figure, Limit
from multiguna.claims.actions import adjudicate_batch
from multiguna.claims.actions.matching import match_claims
from multiguna.guarantees.rules.letters import letter_number
from multiguna.kernel.db import transaction
from multiguna.kernel.terms import Actor, Text
from multiguna.ledger.actions import open_accounts
from multiguna.ledger.terms import BudgetLine
from multiguna.programme.queries import pack_in_force
from multiguna.providers.actions import take_agreements
from multiguna.registry.queries import find_duplicates

DAY, ON = date(2012, 3, 1), date(2012, 5, 1)
HOSPITALS = tuple(f"36719{n:02}" for n in range(1, 11))
CHARACTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LETTERS_A_CLAIM = 10
"""Letters of other people beside each damaged claim's."""

PEOPLE = """
SELECT person_id, nik, kk, name, sex, birth_date, mother_nik FROM registry_person
WHERE died_on IS NULL ORDER BY hashint8(person_id), person_id LIMIT %s
"""
LETTER = """
INSERT INTO guarantees_letter (region, letter_no, person_id, id_type, provider_code, care,
    care_class,
    emergency, diagnosis, issued_on, valid_from, valid_until, account_id, reserved_idr, arrears_idr,
    provider_class, estimate_settled, q10_idr, q50_idr, q80_idr, q90_idr, q95_idr, reason_code,
    stage_code, village_code, record_id, issued_by)
VALUES ({})
"""
CLAIM = """
INSERT INTO claims_claim (region, claim_id, batch_id, row_no, provider_code, claim_no, mrn,
    patient_name,
    id_type, id_value, birth_date, sex, care, care_class, admission_date, discharge_date,
    service_date, primary_diagnosis, diagnoses, procedures, cbg_code, cbg_description, los,
    charge_idr, charges, billed_idr, payor_id, payor_name, doctor, tariff_class_code, cbg_version,
    grouper_version, raw, content_hash, letter_no, person_id, account_id, received_on)
VALUES ({})
"""
BATCH = """
INSERT INTO claims_batch (region, batch_id, provider_code, file_hash, file_name, format, rows,
    imported, unchanged, refused, received_on, received_by)
VALUES ('36.71', 1, '3671901', 'h', 'f', 'eklaim', 0, 0, 0, 0, '2012-04-05', 'x')
"""
TWICE = """
INSERT INTO registry_person (region, nik, kk, name, sex, birth_date, birth_place, address, rt, rw,
    village_code, relation, marital, ektp, mother_nik, residency)
SELECT region, %s, %s, %s, sex, %s, birth_place, address, rt, rw, village_code, relation, marital,
    ektp, mother_nik, residency FROM registry_person WHERE person_id = %s RETURNING person_id
"""
LINES = """
INSERT INTO claims_line (region, claim_id, line_no, provider_code, kind, code, billed_idr)
SELECT region, claim_id, 1, provider_code, 'cbg', cbg_code, billed_idr FROM claims_claim;
UPDATE ledger_account SET billed_idr = t.billed_idr, appropriation_idr = t.billed_idr
FROM (SELECT sum(billed_idr)::bigint AS billed_idr FROM claims_claim) t
WHERE account_id = '2012/RI'
"""
SEEN = """
SELECT set_config('multiguna.region', '36.71', false), set_config('multiguna.provider', '', false)
"""
FOUND = """
SELECT claim_id, person_id, letter_no, score_bp FROM claims_candidate
ORDER BY claim_id, score_bp DESC, candidate_no
"""
PAID = """
SELECT count(*) FROM claims_adjudication a
WHERE a.approved_idr > 0 AND NOT EXISTS (
    SELECT FROM claims_matching m WHERE m.claim_id = a.claim_id AND m.basis = 'safe')
"""


@dataclass(frozen=True, slots=True)
class Resident:
    """Somebody of the city."""

    person_id: int
    nik: str
    kk: int
    name: str
    sex: int
    birth_date: date
    mother_nik: int | None


@dataclass(frozen=True, slots=True)
class Written:
    """What a claim says, as damaged."""

    number: str
    nik: str | None
    name: str
    birth_date: date


class Damage:
    """The ways in which texts go wrong, by chance with a seed."""

    def __init__(self, dice: random.Random) -> None:
        self.dice = dice

    def slip(self, text: str, characters: str = CHARACTERS) -> str:
        """One character wrong, or two neighbours changed."""
        at = self.dice.randrange(1, len(text) - 1)
        if self.dice.random() < 0.4 and text[at] != text[at + 1]:
            return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
        other = self.dice.choice([c for c in characters if c != text[at]])
        return text[:at] + other + text[at + 1 :]

    def number_written(self, number: str) -> str:
        """Dashes, spaces, small letters, O for nought."""
        return f"{number[:7]}-{number[7:11]} {number[11:].lower().replace('0', 'O')}"

    def lost(self) -> str:
        """A number of the hospital's own."""
        return f"0000000ICC{self.dice.randrange(10**8):08}"

    def name(self, name: str) -> str:
        """A title, a slip, a shortened or missing word, or words in another order."""
        words = name.split()
        kind = self.dice.choice(["title", "slip", "short", "order"])
        if kind == "title":
            return f"{self.dice.choice(['TN.', 'NY.', 'AN.', 'SDR'])} {name}"
        if kind == "slip" or len(words) < 2:
            return self.slip(name, "AEIOUHNS")
        if kind == "short":
            return " ".join([*words[:-1], words[-1][:1]])
        return " ".join(reversed(words))

    def birth(self, born: date) -> date:
        """Day and month changed, or a digit wrong."""
        if born.day <= 12 and born.day != born.month and self.dice.random() < 0.5:
            return born.replace(month=born.day, day=born.month)
        return born + timedelta(days=self.dice.choice([-10, -1, 1, 10, 365]))


KINDS: dict[str, Callable[[Damage, Resident, str], Written]] = {
    "number written otherwise": lambda d, r, n: Written(
        d.number_written(n), r.nik, r.name, r.birth_date
    ),
    "number slips": lambda d, r, n: Written(d.slip(n), r.nik, r.name, r.birth_date),
    "no number": lambda d, r, n: Written(d.lost(), r.nik, r.name, r.birth_date),
    "no number, NIK slips": lambda d, r, n: Written(
        d.lost(), d.slip(r.nik, "0123456789"), r.name, r.birth_date
    ),
    "no number, NIK and name slip": lambda d, r, n: Written(
        d.lost(), d.slip(r.nik, "0123456789"), d.name(r.name), r.birth_date
    ),
    "no NIK, number slips": lambda d, r, n: Written(
        d.slip(n), None, d.name(r.name), r.birth_date
    ),
    "no numbers at all": lambda d, r, n: Written(d.lost(), None, r.name, r.birth_date),
    "no numbers, name slips": lambda d, r, n: Written(d.lost(), None, d.name(r.name), r.birth_date),
    "no numbers, birth slips": lambda d, r, n: Written(
        d.lost(), None, r.name, d.birth(r.birth_date)
    ),
    "no numbers, name and birth slip": lambda d, r, n: Written(
        d.lost(), None, d.name(r.name), d.birth(r.birth_date)
    ),
    "nobody of this city": lambda d, r, n: Written(
        d.lost(), None, " ".join(d.name(part) for part in r.name.split()[::-1]) + "WATI",
        r.birth_date + timedelta(days=d.dice.randrange(2, 5000)),
    ),
}  # fmt: skip
NOBODY = "nobody of this city"


def run() -> list[Figure]:
    """Duplicates first, then claims; the tables go to stderr, the shares are the figures."""
    size = registry.size_wanted()
    matches = int(os.environ.get("MULTIGUNA_BENCH_MATCHES", "2200"))
    by = registry.load(registry.residents_file(size)).by
    pack = pack_in_force(by)
    take_agreements(pack=pack, by=by, on=DAY)
    line = BudgetLine(
        2012, "RI", None, Text("", ""), "1.02.02.2.02.0026", "5.1.02.02.01.0077", "inpatient",
        "unfunded",
    )  # fmt: skip
    open_accounts(lines=[line], by=by, on=DAY)
    dice = random.Random(20120301)
    owner = connections["owner"]
    owner.ensure_connection()
    connection = cast("psycopg.Connection[TupleRow]", owner.connection)
    connection.execute(SEEN)
    twice = max(20, size // 1000)
    wanted = twice + matches * (LETTERS_A_CLAIM + 1)
    people = [
        Resident(row[0], str(row[1]), *row[2:])
        for row in connection.execute(PEOPLE, [wanted]).fetchall()
    ]
    figures = _duplicates(connection, by, people[:twice], dice)
    return [*figures, *_claims(connection, by, people[twice:], matches, dice)]


def _duplicates(
    connection: psycopg.Connection[TupleRow], by: Actor, people: list[Resident], dice: random.Random
) -> list[Figure]:
    """Enter people again under another NIK, a third with a slip in name or birth; find them."""
    damage = Damage(dice)
    right = set()
    for number, one in enumerate(people):
        name = damage.name(one.name) if number % 6 == 1 else one.name
        born = damage.birth(one.birth_date) if number % 6 == 4 else one.birth_date
        nik = int(f"{one.nik[:12]}{dice.randrange(5000, 9999):04}")
        kk = one.kk if dice.random() < 0.5 else one.kk + 1
        row = connection.execute(TWICE, [nik, kk, name, born, one.person_id]).fetchone()
        assert row is not None
        right.add((one.person_id, int(row[0])))
    with transaction(by) as cursor:
        took, found = floor.seconds(
            lambda: find_duplicates(cursor, by, least_bp=5_000, most=10 * len(right))
        )
    print(f"duplicates: {len(right)} planted, {took:.1f} s", file=sys.stderr)
    doubtful = [one.agreed for one in found if one.score_bp >= 9_000
                and (one.person_id, one.other_id) not in right][:5]  # fmt: skip
    print(f"  not planted: {doubtful}", file=sys.stderr)
    lost = []
    for least in (5_000, 9_000, 9_900):
        pairs = {(one.person_id, one.other_id) for one in found if one.score_bp >= least}
        hit = len(pairs & right)
        print(
            f"  score >= {least / 100:.0f} %: {len(pairs)} pairs, {hit} right: "
            f"precision {_share(hit, len(pairs))}, recall {_share(hit, len(right))}",
            file=sys.stderr,
        )
        lost.append(100 - 100 * hit / len(right))
    return [
        Limit("matching: planted duplicates not found", "%", lost[0], 15),
        Limit("matching: find duplicates", "s", took, 600),
    ]


def _claims(
    connection: psycopg.Connection[TupleRow], by: Actor, people: list[Resident], matches: int,
    dice: random.Random,
) -> list[Figure]:  # fmt: skip
    """Damage claims in every way, look for whom they are about, and compare."""
    damage = Damage(dice)
    kinds = [name for number, name in zip(range(matches), _again(KINDS), strict=False)]
    right: dict[int, tuple[int | None, str | None, str]] = {}
    letters, claims = [], []
    known = {one.nik: one.person_id for one in people}
    for serial, one in enumerate(people):
        provider = HOSPITALS[serial % len(HOSPITALS)]
        number = letter_number(provider, DAY, serial)
        claim = serial // (LETTERS_A_CLAIM + 1)
        damaged = serial % (LETTERS_A_CLAIM + 1) == 0 and claim < matches
        kind = kinds[claim] if damaged else ""
        if kind != NOBODY:
            letters.append((number, one.person_id, provider))
        if damaged:
            said = KINDS[kind](damage, one, number)
            right[claim + 1] = (None, None, kind) if kind == NOBODY else (
                one.person_id, number, kind)  # fmt: skip
            exact = known.get(said.nik or "")
            claims.append((claim + 1, provider, said, one.sex, exact))
    _insert(connection, letters, claims)
    took, result = floor.seconds(lambda: match_claims(by=by, on=ON))
    with transaction(by) as cursor:
        rows = cursor.execute(FOUND).fetchall()
    adjudicate_batch(batch_id=None, by=by, on=ON)
    with transaction(by) as cursor:
        paid = cursor.execute(PAID).fetchone()
    assert paid is not None
    found: dict[int, list[tuple[int, str | None, int]]] = {}
    for claim, *candidate in rows:
        found.setdefault(claim, []).append((candidate[0], candidate[1], candidate[2]))
    print(
        f"claims: {result.claims} damaged, {len(letters)} letters, {took:.1f} s; "
        f"{result.decided} decided at once, {paid[0]} paid on a guess",
        file=sys.stderr,
    )
    lost, wrong = _told(right, found)
    return [
        Limit("matching: damaged claims whose person is not found", "%", lost, 12),
        Limit("matching: surest candidate of 95 % or more is wrong", "%", wrong, 3),
        Limit("matching: claims paid on a guess", "claims", paid[0], 0),
        Limit("matching: look for whom claims are about", "s", took, 600),
    ]


def _told(
    right: dict[int, tuple[int | None, str | None, str]],
    found: dict[int, list[tuple[int, str | None, int]]],
) -> tuple[float, float]:
    """The table by kind of damage; gives the shares not found and surely wrong, in percent."""
    counted: dict[str, Counter[str]] = {}
    for claim, (person, letter, kind) in right.items():
        seen = counted.setdefault(kind, Counter())
        candidates = found.get(claim, [])
        seen["claims"] += 1
        seen["found"] += any(one[0] == person for one in candidates)
        seen["surest"] += bool(candidates) and candidates[0][0] == person
        seen["letter"] += bool(candidates) and candidates[0][1] == letter is not None
        sure = bool(candidates) and candidates[0][2] >= 9_500
        seen["sure"] += sure
        seen["surely wrong"] += sure and candidates[0][0] != person
    heads = ("claims", "found", "surest", "letter", "sure", "surely wrong")
    print(f"  {'damage':<34}" + "".join(f"{head:>14}" for head in heads), file=sys.stderr)
    for kind, seen in counted.items():
        print(f"  {kind:<34}" + "".join(f"{seen[head]:>14}" for head in heads), file=sys.stderr)
    total = sum(counted.values(), Counter())
    known = total["claims"] - counted[NOBODY]["claims"]
    sure = total["sure"] or 1
    print(
        f"  sure (95 % or more): precision {_share(total['sure'] - total['surely wrong'], sure)}, "
        f"recall {_share(total['sure'] - total['surely wrong'], known)}; any candidate: recall "
        f"{_share(total['found'], known)}",
        file=sys.stderr,
    )
    return 100 - 100 * total["found"] / known, 100 * total["surely wrong"] / sure


def _insert(
    connection: psycopg.Connection[TupleRow],
    letters: list[tuple[str, int, str]],
    claims: list[tuple[int, str, Written, int, int | None]],
) -> None:
    """Put letters and claims into the database as an import leaves them, with one line each."""
    until = DAY + timedelta(days=30)
    with connection.cursor() as cursor:
        written = [
            ("36.71", number, person, "nik", provider, "inpatient", 3, False, "A09", DAY, DAY,
             until, "2012/RI", 0, 0, "B", 0, 0, 0, 0, 0, 0, "covered", "universal-2012",
             "36.71.07.1003", 1, "desk") for number, person, provider in letters
        ]  # fmt: skip
        cursor.executemany(LETTER.format(_places(written)), written)
        cursor.execute(BATCH)
        billed = [
            ("36.71", claim, 1, claim, provider, said.number, "", said.name,
             "nik" if said.nik else "other", said.nik or "-", said.birth_date, sex, "inpatient", 3,
             DAY, DAY + timedelta(days=2), DAY, "A09", ["A09"], [], "K-4-17-I", "", 3, 10,
             [10, *[0] * 17], 10, "5", "JAMKESDA", "", "", "", "", Jsonb({}), b"", None, exact,
             "2012/RI", date(2012, 4, 5)) for claim, provider, said, sex, exact in claims
        ]  # fmt: skip
        cursor.executemany(CLAIM.format(_places(billed)), billed)
        cursor.execute(LINES)
        cursor.execute("ANALYZE guarantees_letter, claims_claim, registry_person")


def _places(rows: Sequence[Sequence[object]]) -> str:
    return ", ".join(["%s"] * len(rows[0]))


def _again(names: dict[str, Callable[[Damage, Resident, str], Written]]) -> Iterator[str]:
    while True:
        yield from names


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "-"
