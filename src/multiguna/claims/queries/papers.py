"""Minutes on paper, with the proof that their record stands in the audit log."""

from __future__ import annotations

from multiguna.audit.queries.tree import leaf_proof
from multiguna.audit.rules import note as notes
from multiguna.audit.terms import Proof
from multiguna.claims.queries.minutes import known_minutes, minutes_claims
from multiguna.claims.rules.minutes import content_hash
from multiguna.claims.terms.deciding import Outcome
from multiguna.claims.terms.talking import MinutesCard, MinutesClaimCard, Party
from multiguna.guarantees.queries import letter_template
from multiguna.kernel import qr, typesetting
from multiguna.kernel.db import Cursor, transaction
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor, Text
from multiguna.kernel.typesetting import Json
from multiguna.programme.queries import pack_in_force
from multiguna.programme.terms import Pack

QR_FILE = "proof.svg"


def minutes_pdf(by: Actor, minutes_no: str) -> bytes:
    """The minutes on paper, set with the template `minutes.typ` of the pack in force.

    Sums by outcome, the claims with findings and reasons but without names, both signatures (or
    places to sign), and the audit proof: the hash over the claims, the decision record whole, its
    leaf, the path to the root and the signed checkpoint, and the beginning of it as a QR code. The
    same for both parties. Until the record is numbered the paper says so.

    Refuses `minutes_unknown` (also another hospital's), `minutes_altered` (the claims no longer
    give the hash that was recorded) and `template_missing`.
    """
    pack = pack_in_force(by)
    template = letter_template(pack, "minutes.typ")
    with transaction(by) as cur:
        card = known_minutes(cur, by, minutes_no)
        claims = minutes_claims(cur, by, minutes_no)
        proof = minutes_proof(cur, by, card)
    if content_hash(claims) != card.content_hash:
        raise Refused(
            "minutes_altered",
            Text(
                f"Isi {minutes_no} tidak lagi cocok dengan catatannya. Hubungi auditor.",
                f"The content of {minutes_no} no longer fits its record. Call an auditor.",
            ),
            minutes_no=minutes_no,
        )
    picture = qr.svg_file(_scanned(by.region, card, proof))
    return typesetting.pdf(template, _paper(pack, card, claims, proof), {QR_FILE: picture})


def minutes_proof(cur: Cursor, by: Actor, card: MinutesCard) -> Proof | None:
    """Why the record of minutes is in the log, with its body, as the stand-alone verifier reads it;
    None until it is numbered."""
    try:
        found = leaf_proof(cur, region=by.region, record_id=card.record_id)
    except Refused as refused:
        if refused.code != "record_pending":
            raise
        return None
    return Proof(
        found.record_id, card.record_body, found.leaf_hash, found.leaf_index, found.size,
        found.path, found.note, found.public_key,
    )  # fmt: skip


def _scanned(region: str, card: MinutesCard, proof: Proof | None) -> str:
    """What the QR code says: minutes, content, record, and where the log has it."""
    parts = [notes.origin(region), card.minutes_no, card.content_hash, str(card.record_id)]
    if proof is not None:
        parts += [proof.leaf_hash.hex(), str(proof.leaf_index), str(proof.size), _root(proof)]
    return "\n".join(parts)


def _root(proof: Proof) -> str:
    note = notes.read(proof.note)
    assert note is not None, "the log's own note is one"
    return note.root.hex()


def _paper(
    pack: Pack, card: MinutesCard, claims: tuple[MinutesClaimCard, ...], proof: Proof | None
) -> dict[str, Json]:
    """The minutes as the template reads them."""
    return {
        "region_name": pack.region_name,
        "programme_title": pack.title.id,
        "hospital_name": card.provider_name,
        "provider_code": card.provider_code,
        "minutes_no": card.minutes_no,
        "month": card.month,
        "seq": card.seq,
        "closed_on": card.closed_on.isoformat(),
        "closed_by": card.closed_by,
        "claim_count": card.claims,
        "billed_idr": card.billed_idr,
        "approved_idr": card.approved_idr,
        "open_claims": card.open_claims,
        "open_idr": card.open_idr,
        "outcomes": _outcomes(claims),
        "claims": [_claim(claim) for claim in claims],
        "signatures": {party.value: _signature(card, party) for party in Party},
        "proof": _proof(card, proof),
        "qr_file": QR_FILE,
    }


def _outcomes(claims: tuple[MinutesClaimCard, ...]) -> list[Json]:
    rows: list[Json] = []
    for outcome in (Outcome.APPROVED, Outcome.REDUCED, Outcome.REJECTED):
        of = [claim for claim in claims if claim.outcome is outcome]
        rows.append(
            {
                "outcome": outcome.value,
                "claims": len(of),
                "billed_idr": sum(claim.billed_idr for claim in of),
                "approved_idr": sum(claim.approved_idr for claim in of),
            }
        )
    return rows


def _claim(claim: MinutesClaimCard) -> dict[str, Json]:
    return {
        "claim_id": claim.claim_id,
        "claim_no": claim.claim_no,
        "care": claim.care,
        "admission": claim.admission_date.isoformat(),
        "discharge": claim.discharge_date.isoformat(),
        "code": claim.cbg_code,
        "version": claim.version,
        "outcome": claim.outcome.value,
        "billed_idr": claim.billed_idr,
        "approved_idr": claim.approved_idr,
        "record_id": claim.record_id,
        "reasons": [{"id": reason.id, "en": reason.en} for reason in claim.reasons],
    }


def _signature(card: MinutesCard, party: Party) -> Json:
    signed = card.signed_as(party)
    if signed is None:
        return None
    return {
        "by": signed.signed_by, "on": signed.signed_on.isoformat(), "record_id": signed.record_id,
    }  # fmt: skip


def _proof(card: MinutesCard, proof: Proof | None) -> dict[str, Json]:
    return {
        "content_sha256": card.content_hash,
        "record_id": card.record_id,
        "record_body": card.record_body,
        "leaf_hash": proof.leaf_hash.hex() if proof else None,
        "leaf_index": proof.leaf_index if proof else None,
        "size": proof.size if proof else None,
        "root": _root(proof) if proof else None,
        "path": [node.hex() for node in proof.path] if proof else [],
        "note": proof.note if proof else None,
        "public_key": proof.public_key.hex() if proof else None,
    }
