"""The writers of claims: take in a file, decide a batch."""

from multiguna.claims.actions.importing import import_claims

__all__ = ["import_claims"]
