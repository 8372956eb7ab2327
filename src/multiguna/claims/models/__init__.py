"""The tables of claims, by what they hold."""

from multiguna.claims.models.deciding import Adjudication, Finding, LineResult
from multiguna.claims.models.intake import Batch, Claim, Line

__all__ = ["Adjudication", "Batch", "Claim", "Finding", "Line", "LineResult"]
