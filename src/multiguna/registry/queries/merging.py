"""Who is one person: the acts of merging, and pairs that look like one."""

from __future__ import annotations

from multiguna.audit.actions import record_access
from multiguna.kernel.db import Cursor
from multiguna.kernel.terms import Actor
from multiguna.registry.queries import linking
from multiguna.registry.rules.linkage import (
    OF_A_PERSON,
    PERSON_BLOCKS,
    chance_of_bp,
    prior_of_a_person,
)
from multiguna.registry.terms.merging import Duplicate, MergeAct

ACTS = """
SELECT a.merge_no, a.kind, a.kept_id, a.absorbed_id, a.reason, a.merged_by, a.merged_on, u.merge_no
FROM registry_merge a
LEFT JOIN registry_merge u ON u.region = a.region AND u.undoes = a.merge_no
WHERE a.region = %(region)s
  AND (%(person_id)s::bigint IS NULL OR %(person_id)s IN (a.kept_id, a.absorbed_id))
ORDER BY a.merge_no
"""
SAME = """
SELECT other.person_id FROM registry_merged own
JOIN registry_merged other ON other.region = own.region AND other.kept_id = own.kept_id
WHERE own.region = %s AND own.person_id = %s ORDER BY NOT other.is_kept, other.person_id
"""
EVERYBODY = """
SELECT person_id, name, birth_date, sex, nik, kk, mother_nik FROM registry_person
WHERE region = %(region)s
  AND person_id NOT IN (SELECT m.person_id FROM registry_merged m WHERE NOT m.is_kept)
"""
DESCRIBED = """
SELECT person_id, name, birth_date FROM registry_person
WHERE region = %s AND person_id = ANY(%s)
"""


def merge_acts(cursor: Cursor, by: Actor, *, person_id: int | None = None) -> tuple[MergeAct, ...]:
    """Every merge and undoing, of one person or of all, in their order."""
    values = {"region": by.region, "person_id": person_id}
    return tuple(MergeAct(*row) for row in cursor.execute(ACTS, values).fetchall())


def same_person(cursor: Cursor, by: Actor, person_id: int) -> tuple[int, ...]:
    """The numbers under which a person is in the registry, the one kept first; mostly one."""
    rows = cursor.execute(SAME, [by.region, person_id]).fetchall()
    return tuple(row[0] for row in rows) or (person_id,)


def find_duplicates(
    cursor: Cursor, by: Actor, *, least_bp: int = 3_000, most: int = 500
) -> tuple[Duplicate, ...]:
    """Pairs of persons who may be one, the surest first; who is merged already is looked at once.

    Compared by Splink in memory; the same registry gives the same pairs. Nothing is written but
    whose cards were shown.
    """
    values: dict[str, object] = {"region": by.region}
    with linking.memory() as memory:
        total = linking.load(cursor, memory, "persons", EVERYBODY, values)
        if total < 2:
            return ()
        linking.load_sample(cursor, memory, by.region, total)
        linking.load_names(cursor, memory, by.region, total)
        pairs = linking.alike(
            memory,
            ["persons"],
            comparisons=OF_A_PERSON,
            blocks=PERSON_BLOCKS,
            prior=prior_of_a_person(total),
            least=chance_of_bp(least_bp),
        )[:most]
    ids = sorted({person for pair in pairs for person in (pair.left, pair.right)})
    rows = cursor.execute(DESCRIBED, [by.region, ids]).fetchall()
    said = {person_id: (name, born) for person_id, name, born in rows}
    if ids:
        record_access(cursor, person_ids=ids, purpose="registry_duplicates", by=by)
    return tuple(
        Duplicate(
            pair.left, pair.right, said[pair.left][0], said[pair.right][0], said[pair.left][1],
            said[pair.right][1], pair.score_bp, pair.agreed,
        )
        for pair in pairs
    )  # fmt: skip
