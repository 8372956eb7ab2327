"""Judgements between regions: sums, what a statement says in bytes, and where two sides differ."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from multiguna.kernel import canonical
from multiguna.kernel.canonical import Json
from multiguna.kernel.errors import Refused
from multiguna.payments.terms.portability import (
    STATEMENT_REFUSALS,
    GuestClaim,
    GuestDifference,
    GuestStatement,
    GuestSum,
)

FORM = "multiguna portability statement 1"
NUMBERS = ("claim_id", "billed_idr", "approved_idr", "paid_idr")
TEXTS = ("provider_code", "claim_no")


def sums_by_hospital(claims: Sequence[GuestClaim]) -> list[GuestSum]:
    """Each hospital's claims added up, by its code.

    >>> sums_by_hospital([GuestClaim(1, "3674901", "A", 5, "approved", 4, 0)])
    [GuestSum(provider_code='3674901', claims=1, billed_idr=5, approved_idr=4, paid_idr=0)]
    """
    found = []
    ordered = sorted(claims, key=lambda claim: claim.provider_code)
    for code, group in groupby(ordered, key=lambda claim: claim.provider_code):
        rows = list(group)
        found.append(
            GuestSum(
                code, len(rows), sum(row.billed_idr for row in rows),
                sum(row.approved_idr for row in rows), sum(row.paid_idr for row in rows),
            )
        )  # fmt: skip
    return found


def differences(statement: GuestStatement, filed: Sequence[GuestClaim]) -> list[GuestDifference]:
    """Where what a payer states is not what hospitals here filed with it, claim by claim.

    What was approved of a bill is the payer's to decide, and no difference; the bill is.
    """
    stated = {claim.claim_id: claim for claim in statement.claims}
    noted = {claim.claim_id: claim for claim in filed}
    found = []
    for claim_id in sorted({*stated, *noted}):
        theirs, ours = stated.get(claim_id), noted.get(claim_id)
        one = theirs or ours
        assert one is not None
        if theirs is not None and ours is not None and theirs.billed_idr == ours.billed_idr:
            continue
        code = "other_amount" if theirs and ours else "not_filed" if theirs else "not_stated"
        found.append(
            GuestDifference(
                code, one.provider_code, one.claim_no, theirs.billed_idr if theirs else None,
                ours.billed_idr if ours else None,
            )
        )  # fmt: skip
    return found


def statement_body(statement: GuestStatement) -> dict[str, Json]:
    """A statement as the JSON that is signed."""
    return {
        "form": FORM, "payer": statement.payer, "host": statement.host, "month": statement.month,
        "on": statement.on.isoformat(),
        "claims": [
            {
                "claim_id": claim.claim_id, "provider_code": claim.provider_code,
                "claim_no": claim.claim_no, "billed_idr": claim.billed_idr,
                "outcome": claim.outcome, "approved_idr": claim.approved_idr,
                "paid_idr": claim.paid_idr,
            }
            for claim in statement.claims
        ],
    }  # fmt: skip


def signed_statement(statement: GuestStatement, key: Ed25519PrivateKey) -> str:
    """The file that one region hands another: the statement and its Ed25519 signature."""
    body = statement_body(statement)
    signature = key.sign(canonical.dumps(body).encode()).hex()
    return json.dumps({"statement": body, "signature": signature}, indent=1) + "\n"


def read_statement(text: str, key: Ed25519PublicKey) -> GuestStatement:
    """The statement of a signed file; refuses `statement_unreadable` and `statement_forged`."""
    try:
        file = json.loads(text)
        body, signature = file["statement"], bytes.fromhex(file["signature"])
        signed = canonical.dumps(body).encode()
    except (ValueError, KeyError, TypeError, RecursionError):
        raise _refused("statement_unreadable") from None
    try:
        key.verify(signature, signed)
    except InvalidSignature:
        raise _refused("statement_forged") from None
    return statement_of(body)


def partner_key(text: str) -> Ed25519PublicKey:
    """The public key that a partner told us as 64 hexadecimal digits; refuses `key_unreadable`."""
    try:
        return Ed25519PublicKey.from_public_bytes(bytes.fromhex(text.strip()))
    except ValueError:
        raise _refused("key_unreadable") from None


def statement_of(body: object) -> GuestStatement:
    """A statement from its JSON; refuses `statement_unreadable` anything else."""
    try:
        assert isinstance(body, Mapping)
        assert body["form"] == FORM
        head = [body[name] for name in ("payer", "host", "month")]
        assert all(isinstance(value, str) for value in head)
        on = date.fromisoformat(body["on"])
        claims = tuple(_claim(row) for row in body["claims"])
        # a claim said twice would be owed twice and differ from nothing that was filed
        assert len({claim.claim_id for claim in claims}) == len(claims)
        date.fromisoformat(f"{head[2]}-01")
    except (AssertionError, KeyError, TypeError, ValueError):
        raise _refused("statement_unreadable") from None
    return GuestStatement(head[0], head[1], head[2], on, claims)


def _claim(row: Mapping[str, object]) -> GuestClaim:
    numbers: list[int] = []
    for name in NUMBERS:
        value = row[name]
        assert type(value) is int
        assert value >= 0
        numbers.append(value)
    texts = [row[name] for name in TEXTS]
    code, number = texts
    assert isinstance(code, str)
    assert isinstance(number, str)
    outcome = row["outcome"]
    assert outcome is None or isinstance(outcome, str)
    return GuestClaim(numbers[0], code, number, numbers[1], outcome, numbers[2], numbers[3])


def _refused(code: str) -> Refused:
    return Refused(code, STATEMENT_REFUSALS[code])
