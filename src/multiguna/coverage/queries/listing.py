"""Reads for signed lists: who is covered, what was made for whom, and which keys are believed."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import date
from pathlib import Path

import numpy as np
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from numpy.typing import NDArray
from psycopg.rows import class_row

from multiguna.coverage import plan
from multiguna.coverage.rules import listing
from multiguna.coverage.rules.deciding import coverage_stage
from multiguna.coverage.rules.offline import youngest_birth
from multiguna.coverage.terms.listing import ListedFile, RingKey
from multiguna.kernel import keys, sqlplan
from multiguna.kernel.db import Cursor
from multiguna.kernel.home import home, secret
from multiguna.kernel.terms import Actor
from multiguna.programme.rules.choosing import number_on
from multiguna.programme.terms import Pack

COPY_HEADER_BYTES, COPY_TRAILER_BYTES = 19, 2
COPIED_ROW = np.dtype(
    [("fields", ">i2"), ("nik_bytes", ">i4"), ("nik", ">i8"), ("value_bytes", ">i4"),
     ("value", ">i2")]
)  # fmt: skip
LISTS = """
SELECT provider_code, list_no AS number, list_id, previous_id AS previous, day::text AS day,
       made_at, valid_until, key_no, count, size, delta_size
FROM coverage_list WHERE region = %s AND provider_code = %s
"""
SERVICES = """
SELECT p.provider_code, p.provider_class, string_to_array(a.services, ';')
FROM providers_provider p
JOIN providers_agreement a ON a.region = p.region AND a.provider_code = p.provider_code
WHERE p.region = %(region)s AND a.valid_from <= %(on)s
  AND (a.valid_until IS NULL OR %(on)s < a.valid_until)
  AND (p.provider_code = %(provider_code)s
       OR (%(provider_code)s IS NULL
           AND EXISTS (SELECT FROM coverage_device d
                       WHERE d.region = p.region AND d.provider_code = p.provider_code)))
ORDER BY p.provider_code
"""
SIGNERS = """
SELECT use, signer_no, decode(key_id, 'hex'), decode(public_key, 'hex'), starts::text,
       NOT EXISTS (SELECT FROM coverage_signer l
                   WHERE l.region = s.region AND l.use = s.use AND l.signer_no > s.signer_no
                     AND l.distrusts_earlier) AS trusted
FROM coverage_signer s WHERE region = %s ORDER BY use, signer_no
"""


def covered_population(
    cursor: Cursor, by: Actor, pack: Pack, *, on: date
) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
    """The NIK of everybody covered on a day, and what a list says of each, in the same order."""
    facts, listed = (sqlplan.load("coverage", f"listed_{name}") for name in ("facts", "population"))
    steps = [*plan.steps_with(facts), listed]
    statement = sqlplan.join(steps, "SELECT nik, value FROM listed_population")
    stage = coverage_stage(pack, on)
    values = {
        "region": by.region, "on": on, **plan.stage_parameters(pack),
        "care_class": number_on(pack, "care_class_entitled", on),
        "youngest_birth": youngest_birth(stage.ktp_age_min if stage else 0, on),
    }  # fmt: skip
    with cursor.copy(f"COPY ({statement}) TO STDOUT (FORMAT BINARY)", values) as copy:
        data = b"".join(copy)
    rows = np.frombuffer(data[COPY_HEADER_BYTES:-COPY_TRAILER_BYTES], COPIED_ROW)
    return rows["nik"].astype(np.int64), rows["value"].astype(np.uint8)


def listed_hospitals(
    cursor: Cursor, by: Actor, *, provider_code: str | None, on: date
) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Class and agreed services of one hospital, or of all that have a device, by code."""
    values = {"region": by.region, "on": on, "provider_code": provider_code}
    rows = cursor.execute(SERVICES, values).fetchall()
    return {code: (provider_class, tuple(services)) for code, provider_class, services in rows}


def latest_list(cursor: Cursor, by: Actor, provider_code: str) -> ListedFile | None:
    """The newest list of a hospital, or None."""
    with cursor.connection.cursor(row_factory=class_row(ListedFile)) as reading:
        statement = f"{LISTS} ORDER BY list_no DESC LIMIT 1"
        return reading.execute(statement, [by.region, provider_code]).fetchone()


def list_named(cursor: Cursor, by: Actor, provider_code: str, list_id: str) -> ListedFile | None:
    """A list of a hospital by its id, or None (also when it is another hospital's)."""
    with cursor.connection.cursor(row_factory=class_row(ListedFile)) as reading:
        statement = f"{LISTS} AND list_id = %s"
        return reading.execute(statement, [by.region, provider_code, list_id]).fetchone()


def list_file(region: str, one: ListedFile, *, delta: bool = False) -> Path:
    """Where the bytes of a list lie, or of the delta that leads to it."""
    name = f"{one.list_id}.{'delta' if delta else 'list'}"
    return home() / "lists" / region / one.provider_code / name


def list_key(region: str, provider_code: str, key_no: int) -> bytes:
    """The secret key of a hospital's lists, derived from the installation's secret."""
    name = f"multiguna list key|{region}|{provider_code}|{key_no}"
    return hmac.digest(secret("lists").encode(), name.encode(), "sha256")


def signer_key(use: str, signer_no: int) -> Ed25519PrivateKey:
    """The private half of a signing key."""
    return keys.signing_key(home(), f"{use}-{signer_no}")


def signers(cursor: Cursor, by: Actor) -> list[RingKey]:
    """All signing keys of lists and cards, oldest first."""
    return [RingKey(*row) for row in cursor.execute(SIGNERS, [by.region]).fetchall()]


def trusted_keys(cursor: Cursor, by: Actor, use: str) -> listing.Keys:
    """The public keys that are believed for lists or cards, by their id."""
    return listing.trusted(signers(cursor, by), use)


def key_ring(cursor: Cursor, by: Actor, *, made_at: int) -> bytes:
    """All public keys as a document that a device may take without a person's help.

    Every trusted signer of lists signs it, so that a device which knows any of them believes it.
    """
    ring = signers(cursor, by)
    text = listing.ring_text(by.region, ring, made_at)
    signatures = {
        one.key_id.hex(): signer_key(one.use, one.signer_no).sign(text.encode()).hex()
        for one in ring
        if one.use == "lists" and one.trusted
    }
    return json.dumps({"ring": text, "signatures": signatures}).encode()


def code_hash(code: str) -> str:
    """What is kept of a device's one-time code: 60 random bits need no salt."""
    return hashlib.sha256(code.encode()).hexdigest()
