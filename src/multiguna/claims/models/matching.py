"""Whom a claim is about, where its own numbers do not say: what was found, and who decided."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from multiguna.claims.models.intake import OWN, to_claim
from multiguna.kernel.schema import Access, Regional, RegionKey


def _letter(name: str) -> RegionKey:
    return RegionKey(
        name=name,
        columns=["region", "letter_no"],
        table="guarantees_letter",
        references=["region", "letter_no"],
    )


def _person(name: str) -> RegionKey:
    return RegionKey(
        name=name,
        columns=["region", "person_id"],
        table="registry_person",
        references=["region", "person_id"],
    )


class Candidate(Regional):
    """A person, and perhaps a letter, that a claim may be about; nothing is paid on it.

    `method` found it, `score_bp` says how sure, `agreed` what agreed and what did not. It names
    residents who may have nothing to do with the hospital: only the city sees it.
    """

    access = Access("SELECT, INSERT", city_only=True)
    pk = models.CompositePrimaryKey("region", "claim_id", "candidate_no")
    claim_id = models.BigIntegerField()
    candidate_no = models.SmallIntegerField()
    method = models.TextField()
    score_bp = models.IntegerField()
    person_id = models.BigIntegerField()
    letter_no = models.TextField(null=True)
    agreed = models.JSONField()
    found_by = models.TextField()
    found_on = models.DateField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "claims_candidate"
        constraints = [
            to_claim("claims_candidate_claim"),
            _letter("claims_candidate_letter"),
            _person("claims_candidate_person"),
            models.UniqueConstraint(
                fields=["region", "claim_id", "person_id", "letter_no"],
                name="claims_candidate_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="claims_candidate_score",
                condition=Q(score_bp__gte=0, score_bp__lte=10_000, candidate_no__gte=1),
            ),
        ]


class Matching(Regional):
    """Whom a claim is about, as decided: `match`, `none` of the candidates, or `undo`.

    The row with the highest `seq` holds. A rule decides only where the number was written
    otherwise but is the same (`safe`); everything else is a verifier's.
    """

    access = OWN
    pk = models.CompositePrimaryKey("region", "claim_id", "seq")
    claim_id = models.BigIntegerField()
    seq = models.SmallIntegerField()
    provider_code = models.TextField()
    kind = models.TextField()
    basis = models.TextField()
    method = models.TextField(null=True)
    person_id = models.BigIntegerField(null=True)
    letter_no = models.TextField(null=True)
    reason = models.TextField()
    record_id = models.BigIntegerField()
    decided_by = models.TextField()
    decided_on = models.DateField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "claims_matching"
        constraints = [
            to_claim("claims_matching_claim"),
            _letter("claims_matching_letter"),
            _person("claims_matching_person"),
            models.CheckConstraint(
                name="claims_matching_says",
                condition=Q(kind="match", person_id__isnull=False, method__isnull=False)
                | Q(kind__in=("none", "undo"), person_id=None, letter_no=None),
            ),
            models.CheckConstraint(
                name="claims_matching_basis",
                condition=Q(basis="verifier")
                | Q(basis="safe", kind="match", method="letter_written"),
            ),
            models.CheckConstraint(name="claims_matching_seq", condition=Q(seq__gte=1)),
        ]
        indexes = [
            models.Index("region", "person_id", name="claims_matching_of_person"),
            models.Index("region", "letter_no", name="claims_matching_of_letter"),
        ]
