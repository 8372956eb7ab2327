"""How linkage weighs two records: what is compared, at which levels, and what each level is worth.

The model of Fellegi and Sunter: `m` is how often a level is seen when two records are one person,
`u` (sampled from the registry, with a seed) how often when they are not. The m stand here, so that
no run learns from the handful of records it is asked about; they are those measured on a damaged
synthetic city, whose damage is drawn from what hospitals' files show. Conditions are DuckDB's SQL.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

Chance: TypeAlias = float
"""A probability, from 0 to 1; it leaves this module's users as basis points."""


@dataclass(frozen=True, slots=True)
class Level:
    """One level of agreement, `said` in one word; the first level that is true holds."""

    said: str
    condition: str
    m: float | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """One thing that is compared; the first level is that nothing can be said."""

    name: str
    levels: tuple[Level, ...]
    frequency: str | None = None


def _levels(column: str, *levels: tuple[str, str, float]) -> tuple[Level, ...]:
    unknown = f"{column}_l IS NULL OR {column}_r IS NULL"
    return (Level("unknown", unknown, None), *(Level(*level) for level in levels))


NAME = Comparison(
    "name",
    _levels(
        "name",
        ("exact", "name_l = name_r", 0.72),
        ("close", "name_sorted_l = name_sorted_r "
         "OR jaro_winkler_similarity(name_l, name_r) >= 0.93", 0.17),
        ("part", "list_has_any(name_words_l, name_words_r) "
         "OR jaro_winkler_similarity(name_l, name_r) >= 0.85", 0.08),
        ("differs", "ELSE", 0.03),
    ),
    frequency="name",
)  # fmt: skip
BIRTH = Comparison(
    "birth_date",
    _levels(
        "birth",
        ("exact", "birth_l = birth_r", 0.90),
        ("close", "birth_swapped_l = birth_r OR damerau_levenshtein(birth_l, birth_r) <= 1", 0.07),
        ("part", "substr(birth_l, 1, 4) = substr(birth_r, 1, 4)", 0.015),
        ("differs", "ELSE", 0.015),
    ),
)
SEX = Comparison("sex", _levels("sex", ("exact", "sex_l = sex_r", 0.98), ("differs", "ELSE", 0.02)))
NIK = Comparison(
    "nik",
    _levels(
        "nik_rest",
        ("exact", "nik_rest_l = nik_rest_r", 0.60),
        ("close", "damerau_levenshtein(nik_rest_l, nik_rest_r) <= 1", 0.28),
        ("differs", "ELSE", 0.12),
    ),
)
"""Of a NIK only district and serial: the date within it is the birth date's to say."""
NIK_TWICE = Comparison(
    "nik",
    _levels(
        "nik_rest",
        ("close", "damerau_levenshtein(nik_rest_l, nik_rest_r) <= 1", 0.30),
        ("part", "substr(nik_rest_l, 1, 6) = substr(nik_rest_r, 1, 6)", 0.40),
        ("differs", "ELSE", 0.30),
    ),
)
"""A person whom the registry has twice has two numbers."""
CARD = Comparison("kk", _levels("kk", ("exact", "kk_l = kk_r", 0.50), ("differs", "ELSE", 0.50)))
MOTHER = Comparison(
    "mother",
    _levels("mother", ("exact", "mother_l = mother_r", 0.80), ("differs", "ELSE", 0.20)),
)

OF_A_CLAIM = (NAME, BIRTH, SEX, NIK)
"""What a claim says of its patient."""
OF_A_PERSON = (NAME, BIRTH, SEX, NIK_TWICE, CARD, MOTHER)
"""What the registry says of two persons."""

CLAIM_BLOCKS = (
    "l.birth = r.birth", "l.birth_swapped = r.birth", "l.name_sorted = r.name_sorted",
    "l.nik_rest = r.nik_rest",
    "substr(l.name, 1, 4) = substr(r.name, 1, 4) AND substr(l.birth, 1, 7) = substr(r.birth, 1, 7)",
    "substr(l.name, 1, 4) = substr(r.name, 1, 4) AND substr(l.birth, 1, 4) = substr(r.birth, 1, 4) "
    "AND substr(l.birth, 9, 2) = substr(r.birth, 9, 2)",
)  # fmt: skip
PERSON_BLOCKS = (
    "l.birth = r.birth AND substr(l.name, 1, 3) = substr(r.name, 1, 3)",
    "l.name_sorted = r.name_sorted AND substr(l.birth, 1, 4) = substr(r.birth, 1, 4)",
    "l.name_sorted = r.name_sorted AND l.kk = r.kk AND (substr(l.birth, 1, 4) = "
    "substr(r.birth, 1, 4) OR substr(l.birth, 6) = substr(r.birth, 6))",
    "l.mother = r.mother AND l.birth = r.birth",
    "l.birth_swapped = r.birth AND l.name_sorted = r.name_sorted",
)
"""Which pairs are looked at at all."""

SEED = 20120101
TITLES = r"\b(TN|NY|NN|AN|BY|SDR|SDRI|H|HJ|HAJI|HAJAH|DR|IR|ALM|ALMH|BAYI)\b"
"""What hospitals write before a name, and the registry does not."""

PREPARED = f"""
SELECT *, array_to_string(list_sort(name_words), ' ') AS name_sorted FROM (
    SELECT *, list_filter(string_split(name, ' '), lambda word: word <> '') AS name_words FROM (
        SELECT unique_id, sex, kk, mother,
               nullif(trim(regexp_replace(regexp_replace(regexp_replace(
                   upper(name), '[^A-Z]+', ' ', 'g'), '{TITLES}', ' ', 'g'), ' +', ' ', 'g')), '')
                   AS name,
               strftime(birth_date, '%Y-%m-%d') AS birth,
               strftime(birth_date, '%Y-%d-%m') AS birth_swapped,
               CASE WHEN length(nik) = 16 THEN substr(nik, 1, 6) || substr(nik, 13, 4) END
                   AS nik_rest
        FROM (SELECT * FROM {{table}})
    )
)
"""
"""A table of records (unique_id, name, birth_date, sex, nik, kk, mother) as it is compared."""


SAMPLE, PAIRS = 20_000, 500_000
"""How many residents are sampled, and how many pairs of them."""
LEAST_CHANCE: Chance = 1e-7
EXPECTED_TWICE: Chance = 0.002
"""The share of persons whom linkage expects to find twice before it has looked at anything."""
LEAST_OF_A_CLAIM: Chance = 0.1
"""What is less likely than this is no candidate."""


def sample_percent(total: int) -> Chance:
    """The share of a registry that makes a sample, in percent.

    >>> sample_percent(2_000_000), sample_percent(10)
    (1.0, 100.0)
    """
    return min(100.0, 100.0 * SAMPLE / max(total, 1))


def seen(chance: object) -> Chance:
    """How often a level was seen in the sample; never is not impossible.

    >>> seen(0.25), seen(None)
    (0.25, 1e-07)
    """
    return max(chance, LEAST_CHANCE) if isinstance(chance, float) else LEAST_CHANCE


def prior_of_a_person(total: int) -> Chance:
    """How likely two persons of a registry are one before they are compared."""
    return 2 * EXPECTED_TWICE / max(total, 2)


def prior_of_a_claim(total: int) -> Chance:
    """How likely a claim is about a given person of a registry before they are compared."""
    return 1 / max(total, 2)


def chance_of_bp(score_bp: int) -> Chance:
    """Basis points as a probability."""
    return score_bp / 10_000


def sure_bp(probability: Chance) -> int:
    """A probability in basis points, rounded down; linkage is never wholly sure.

    >>> sure_bp(0.99999), sure_bp(0.5), sure_bp(0.0)
    (9999, 5000, 0)
    """
    return min(9_999, int(probability * 10_000))
