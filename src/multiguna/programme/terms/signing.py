"""Who published a pack: a publisher's key, its signature under a pack's files, what was checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

SIGNATURE = "SIGNATURE"
"""The file of a pack that holds its signature; the only one that it does not cover."""


@dataclass(frozen=True, slots=True)
class Publisher:
    """A publisher of packs whose key this installation believes.

    `key` is the raw Ed25519 public key in hexadecimal, `key_id` the first 8 bytes of its SHA-256.
    `own` is this installation's own key.
    """

    key_id: str
    name: str
    key: str
    own: bool = False


@dataclass(frozen=True, slots=True)
class Signature:
    """What a SIGNATURE file says: who signed which version of a pack, and each file's SHA-256."""

    publisher: str
    key_id: str
    key: str
    signed_on: str
    pack: str
    version: str
    region: str
    files: Mapping[str, str]
    signature: str


@dataclass(frozen=True, slots=True)
class Provenance:
    """Whose word a pack is installed on: a believed publisher's, or nobody's (`UNSIGNED`)."""

    key_id: str | None = None
    publisher: str | None = None


UNSIGNED = Provenance()
"""Installed without a signature: the demo's packs, tests, and `pack install --unsigned`."""
