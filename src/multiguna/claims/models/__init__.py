"""The tables of claims, by what they hold."""

from multiguna.claims.models.deciding import Adjudication, Finding, LineResult
from multiguna.claims.models.intake import Batch, Claim, Line
from multiguna.claims.models.matching import Candidate, Matching
from multiguna.claims.models.papers import Attachment, GuestClaim, RefusedRow
from multiguna.claims.models.reviewing import (
    Appeal,
    Opinion,
    Proposal,
    Ruling,
    Sample,
    SampleCheck,
    SampleItem,
)
from multiguna.claims.models.talking import (
    Answer,
    Minutes,
    MinutesClaim,
    MinutesSignature,
    Query,
)

__all__ = [
    "Adjudication",
    "Answer",
    "Appeal",
    "Attachment",
    "Batch",
    "Candidate",
    "Claim",
    "Finding",
    "GuestClaim",
    "Line",
    "LineResult",
    "Matching",
    "Minutes",
    "MinutesClaim",
    "MinutesSignature",
    "Opinion",
    "Proposal",
    "Query",
    "RefusedRow",
    "Ruling",
    "Sample",
    "SampleCheck",
    "SampleItem",
]
