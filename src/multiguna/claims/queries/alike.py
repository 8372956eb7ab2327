"""Persons whom unmatched claims may be about because they are alike, by linkage."""

from __future__ import annotations

from itertools import groupby

from multiguna.claims import plan
from multiguna.kernel.db import Cursor
from multiguna.kernel.terms import Actor
from multiguna.registry.queries import linking, resident_count
from multiguna.registry.rules.linkage import (
    CLAIM_BLOCKS,
    LEAST_OF_A_CLAIM,
    OF_A_CLAIM,
    prior_of_a_claim,
)
from multiguna.registry.terms import Alike

LOOKED_FOR = """
SELECT u.claim_id, u.name, u.birth_date, u.sex, u.nik FROM unmatched u
WHERE NOT EXISTS (SELECT FROM claims_candidate k WHERE k.claim_id = u.claim_id)
"""
CLAIMS = """
SELECT claim_id, nullif(name, ''), birth_date, sex, nik, NULL, NULL FROM match_looked_for
"""
PERSONS = """
WITH days AS (
    SELECT birth_date FROM match_looked_for
    UNION
    SELECT make_date(extract(year FROM birth_date)::int, extract(day FROM birth_date)::int,
                     extract(month FROM birth_date)::int)
    FROM match_looked_for WHERE extract(day FROM birth_date) <= 12
)
SELECT p.person_id, p.name, p.birth_date, p.sex, p.nik, NULL, NULL FROM registry_person p
WHERE p.region = %(region)s
  AND (p.birth_date IN (SELECT birth_date FROM days)
       OR p.name IN (SELECT name FROM match_looked_for)
       OR (left(p.name, 4), to_char(p.birth_date, 'YYYY-MM'))
          IN (SELECT left(name, 4), to_char(birth_date, 'YYYY-MM') FROM match_looked_for)
       OR (left(p.name, 4), to_char(p.birth_date, 'YYYY-DD'))
          IN (SELECT left(name, 4), to_char(birth_date, 'YYYY-DD') FROM match_looked_for))
  AND p.person_id NOT IN (SELECT m.person_id FROM registry_merged m WHERE NOT m.is_kept)
"""
MOST = 3


def alike_persons(cursor: Cursor, by: Actor, values: dict[str, object]) -> list[Alike]:
    """The surest persons, three at most, for each claim whose numbers found nobody.

    Splink compares them in memory; residents who share neither birthday nor name (nor their
    beginnings) with any of the claims are not even loaded. Pairs are (claim, person).
    """
    cursor.execute("DROP TABLE IF EXISTS pg_temp.match_looked_for")
    select = plan.unmatched(LOOKED_FOR)
    cursor.execute(f"CREATE TEMPORARY TABLE match_looked_for ON COMMIT DROP AS {select}", values)
    if cursor.rowcount == 0:
        return []
    total = resident_count(cursor, by)
    with linking.memory() as memory:
        linking.load(cursor, memory, "claims", CLAIMS, {})
        if linking.load(cursor, memory, "persons", PERSONS, {"region": by.region}) == 0:
            return []
        linking.load_sample(cursor, memory, by.region, total)
        linking.load_names(cursor, memory, by.region, total)
        pairs = linking.alike(
            memory,
            ["claims", "persons"],
            comparisons=OF_A_CLAIM,
            blocks=CLAIM_BLOCKS,
            prior=prior_of_a_claim(total),
            least=LEAST_OF_A_CLAIM,
        )
    best: list[Alike] = []
    for _, found in groupby(sorted(pairs, key=lambda one: one.left), key=lambda one: one.left):
        best += list(found)[:MOST]
    return best
