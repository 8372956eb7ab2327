"""The judgements about decisions by people: what a word on the lines comes to, who may say it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from multiguna.claims.terms.deciding import Outcome
from multiguna.claims.terms.reviewing import (
    Basis,
    BilledLine,
    ClaimUnderReview,
    LineDecision,
    Weighed,
)
from multiguna.kernel.canonical import Json
from multiguna.kernel.errors import Refused
from multiguna.kernel.money import rupiah
from multiguna.kernel.terms import Actor, Text

REASON_MAX = 2_000
_IDENTITY = re.compile(r"\d{13}")
_FINAL = frozenset({Outcome.APPROVED, Outcome.REDUCED, Outcome.REJECTED})


def checked_reason(reason: str) -> str:
    """The reason without spaces around it; refuses an empty one (`reason_missing`), a very long one
    (`reason_too_long`) and one with a NIK, card or family card number in it (`reason_names`):
    reasons go on the record for ever.

    >>> checked_reason(" resume medis tidak mendukung ")
    'resume medis tidak mendukung'
    """
    reason = reason.strip()
    if not reason:
        raise Refused(
            "reason_missing",
            Text(
                id="Tulis alasannya; rumah sakit membacanya dan alasan itu masuk ke catatan.",
                en="Write the reason; the hospital reads it and it goes on record.",
            ),
        )
    if len(reason) > REASON_MAX:
        raise Refused(
            "reason_too_long",
            Text(
                id=f"Alasan paling panjang {REASON_MAX} huruf. Ringkaskan.",
                en=f"A reason has at most {REASON_MAX} letters. Shorten it.",
            ),
        )
    if _IDENTITY.search(reason):
        raise Refused(
            "reason_names",
            Text(
                id="Alasan memuat nomor identitas. Hapus; catatan keputusan tidak menyebut orang.",
                en="The reason holds an identity number. Remove it; records of decisions name "
                "nobody.",
            ),
        )
    return reason


def checked_lines(lines: tuple[LineDecision, ...]) -> tuple[LineDecision, ...]:
    """The lines with their reasons judged as the decision's own is; a line may have none."""
    return tuple(
        LineDecision(
            line.line_no,
            line.approved_idr,
            checked_reason(line.reason) if line.reason.strip() else "",
        )
        for line in lines
    )


def weigh(
    billed_idr: int,
    lines: Sequence[BilledLine],
    outcome: Outcome | None,
    said: Sequence[LineDecision],
    reason: str,
) -> Weighed:
    """What a person's word on the lines comes to; lines that are not named are worth what
    the rules' cuts leave of them, which is all that is billed where no rule cuts.

    Nothing of the bill left is a rejection, all of it an approval, a part of it a reduction;
    without lines `rejected` takes nothing of any, and `approved` what the rules' cuts leave.
    `outcome` None takes what the lines come to.
    Refuses `nothing_decided`, `line_unknown`, `line_twice`, `line_amount` (below zero or above
    what the line bills), `reason_above_cut` (above what the rules' cuts leave, without a reason),
    `above_bill` (the lines come to more than the whole bill) and `outcome_differs`.

    >>> lines = [BilledLine(1, "cbg", "K-4-17-I", 100), BilledLine(2, "sd", "YY-02", 20)]
    >>> weigh(120, lines, None, [LineDecision(2, 0, "tidak terbukti")], "obat").outcome.value
    'reduced'
    """
    decided = _on_every_line(lines, outcome, said)
    approved_idr = sum(line.approved_idr for line in decided)
    if approved_idr > billed_idr:
        raise refuse(
            "above_bill",
            f"Baris-barisnya berjumlah {rupiah(approved_idr)}, lebih dari tagihan "
            f"{rupiah(billed_idr)}. Kurangi salah satu baris.",
            f"The lines come to {rupiah(approved_idr)}, more than the bill of "
            f"{rupiah(billed_idr)}. Cut one of them.",
        )
    comes_to = Outcome.REDUCED
    if approved_idr == billed_idr:
        comes_to = Outcome.APPROVED
    elif approved_idr == 0:
        comes_to = Outcome.REJECTED
    as_cut = not said and comes_to is Outcome.REDUCED and outcome is Outcome.APPROVED
    if outcome not in (None, comes_to) and not (as_cut and any(line.cut_idr for line in lines)):
        raise refuse(
            "outcome_differs",
            f"Menurut baris-barisnya keputusan ini `{comes_to}`, bukan `{outcome}`. Periksa "
            "jumlahnya.",
            f"By its lines this decision is `{comes_to}`, not `{outcome}`. Check the amounts.",
            comes_to=comes_to.value,
        )
    rejected = comes_to is Outcome.REJECTED
    return Weighed(
        outcome=comes_to,
        approved_idr=approved_idr,
        reduced_idr=0 if rejected else billed_idr - approved_idr,
        rejected_idr=billed_idr if rejected else 0,
        lines=decided,
        facts={
            "approved_idr": approved_idr,
            "billed_idr": billed_idr,
            "lines": _cut(lines, decided),
            "reason": reason,
        },
    )


def _cut(lines: Sequence[BilledLine], decided: Sequence[LineDecision]) -> list[Json]:
    """The lines that are not approved as billed, as the finding keeps them."""
    return [
        {
            "approved_idr": word.approved_idr,
            "billed_idr": line.billed_idr,
            "kind": line.kind,
            "line_no": line.line_no,
            "reason": word.reason,
        }
        for line, word in zip(lines, decided, strict=True)
        if word.approved_idr != line.billed_idr
    ]


def _on_every_line(
    lines: Sequence[BilledLine], outcome: Outcome | None, said: Sequence[LineDecision]
) -> tuple[LineDecision, ...]:
    if outcome is not None and outcome not in _FINAL:
        raise refuse(
            "outcome_not_final",
            "Klaim disetujui, dikurangi atau ditolak; untuk bertanya kirim pertanyaan.",
            "A claim is approved, reduced or rejected; to ask, send a query.",
        )
    cut = any(line.cut_idr for line in lines)
    if not said and (outcome is None or (outcome is Outcome.REDUCED and not cut)):
        raise refuse(
            "nothing_decided",
            "Sebutkan jumlah yang disetujui pada setiap baris yang dikurangi.",
            "Say what is approved of each line that is cut.",
        )
    words = {word.line_no: word for word in said}
    if len(words) != len(said):
        raise refuse("line_twice", "Ada baris yang disebut dua kali.", "A line is named twice.")
    known = {line.line_no for line in lines}
    for word in said:
        if word.line_no not in known:
            raise refuse(
                "line_unknown",
                f"Klaim ini tidak punya baris {word.line_no}.",
                f"This claim has no line {word.line_no}.",
                line_no=word.line_no,
            )
    rest = outcome is Outcome.REJECTED and not said
    decided = tuple(_said_of(line, words.get(line.line_no), rejected=rest) for line in lines)
    for line, word in zip(lines, decided, strict=True):
        _check_amount(line, word)
    return decided


def _check_amount(line: BilledLine, word: LineDecision) -> None:
    if not 0 <= word.approved_idr <= line.billed_idr:
        raise refuse(
            "line_amount",
            f"Baris {line.line_no} menagih {rupiah(line.billed_idr)}; yang disetujui antara "
            "nol dan jumlah itu.",
            f"Line {line.line_no} bills {rupiah(line.billed_idr)}; between zero and that can "
            "be approved.",
            line_no=line.line_no,
        )
    if word.approved_idr > line.left_idr and not word.reason:
        raise refuse(
            "reason_above_cut",
            f"Aturan menyisakan {rupiah(line.left_idr)} dari baris {line.line_no}. Tulis "
            "alasan pada baris itu bila yang disetujui lebih.",
            f"The rules leave {rupiah(line.left_idr)} of line {line.line_no}. Write a reason "
            "on that line to approve more.",
            line_no=line.line_no,
        )


def _said_of(line: BilledLine, word: LineDecision | None, *, rejected: bool) -> LineDecision:
    """What is said of a line; that the rules cut it is its reason where nobody gives another."""
    if rejected:
        return LineDecision(line.line_no, 0)
    if word is None:
        word = LineDecision(line.line_no, line.left_idr)
    if line.cut_idr and word.approved_idr == line.left_idr and not word.reason:
        return LineDecision(line.line_no, word.approved_idr, f"aturan: {', '.join(line.cut_by)}")
    return word


def check_open(claim: ClaimUnderReview, *, by: Actor, expected_version: int, on: date) -> None:
    """Whether this verifier may decide this claim now.

    To decide are claims without a decision, pended ones, and those that the rules alone decided
    and neither minutes state nor an order pays: what a person decided changes on appeal only.
    Refuses `decided_meanwhile` (another version holds than the one that was looked at),
    `taken_in_by_you` (four eyes), `not_received_yet`, `claim_replaced`, `appeal_open`,
    `decided_by_person`, `stated_in_minutes` and `claim_ordered`.
    """
    check_version(claim, expected_version)
    check_four_eyes(claim, by)
    check_stands(claim, on)
    if claim.open_appeal is not None:
        raise refuse(
            "appeal_open",
            "Keberatan atas klaim ini belum diputus; putuskan keberatannya.",
            "An appeal on this claim is open; decide the appeal.",
            appeal_no=claim.open_appeal,
        )
    if claim.outcome in (None, Outcome.PENDED):
        return
    if claim.basis is not Basis.RULES:
        raise refuse(
            "decided_by_person",
            "Klaim ini sudah diputus orang. Yang mengubahnya hanya keberatan rumah sakit.",
            "A person decided this claim. Only an appeal of the hospital changes that.",
        )
    if claim.in_minutes:
        raise refuse(
            "stated_in_minutes",
            "Klaim ini tertulis dalam berita acara bulannya; yang mengubahnya hanya keberatan.",
            "The month's minutes state this claim; only an appeal changes it.",
        )
    if claim.ordered_idr > 0:
        raise refuse(
            "claim_ordered",
            "Klaim ini ada dalam perintah pembayaran. Bila terlalu banyak, catat kelebihan bayar "
            "sesudah dibayar.",
            "A payment order pays this claim. If it is too much, record an overpayment once it "
            "is paid.",
        )


def check_version(claim: ClaimUnderReview, expected_version: int) -> None:
    """Refuses `decided_meanwhile` when another decision holds than the one looked at."""
    if claim.version != expected_version:
        raise refuse(
            "decided_meanwhile",
            "Klaim ini baru saja diputus oleh yang lain. Muat ulang dan lihat keputusannya.",
            "Somebody else decided this claim just now. Reload and see that decision.",
            version=claim.version,
        )


def check_four_eyes(claim: ClaimUnderReview, by: Actor) -> None:
    """Refuses `taken_in_by_you`: who took the claim in, or one that it corrects, does not decide
    it."""
    if by.name in claim.received_by:
        raise refuse(
            "taken_in_by_you",
            "Anda sendiri yang menerima berkas klaim ini; verifikator lain yang memutus.",
            "You took this claim's file in; another verifier decides it.",
        )


def check_stands(claim: ClaimUnderReview, on: date) -> None:
    """Refuses `not_received_yet` and `claim_replaced`."""
    if on < claim.received_on:
        raise refuse(
            "not_received_yet",
            f"Klaim ini diterima {claim.received_on}; tidak dapat diputus sebelum itu.",
            f"This claim came in on {claim.received_on}; it cannot be decided before that.",
        )
    if claim.replaced:
        raise refuse(
            "claim_replaced",
            "Klaim ini sudah diganti perbaikannya; yang diputus perbaikannya.",
            "A correction replaced this claim; decide the correction.",
        )


def needs_second(billed_idr: int, limit_idr: int | None) -> bool:
    """Whether two verifiers must decide: the bill is above the pack's `second_opinion_idr`.

    >>> needs_second(50_000_001, 50_000_000), needs_second(50_000_001, None)
    (True, False)
    """
    return limit_idr is not None and billed_idr > limit_idr


def check_second(claim: ClaimUnderReview, *, proposed_by: str, by: Actor, on: date) -> None:
    """Whether this verifier may be the second: not the first (`second_by_first`), nor who took
    the file in; the claim must be as the first saw it."""
    if proposed_by == by.name:
        raise refuse(
            "second_by_first",
            "Usulan ini Anda sendiri yang membuat; pendapat kedua dari verifikator lain.",
            "You made this proposal; the second opinion is another verifier's.",
        )
    check_four_eyes(claim, by)
    check_stands(claim, on)


def check_no_proposal(claim: ClaimUnderReview) -> None:
    """Refuses `proposal_waiting` while a proposal about the decision that holds is open."""
    if claim.open_proposal is not None and not claim.proposal_stale:
        raise refuse(
            "proposal_waiting",
            "Ada usulan yang menunggu pendapat kedua; tunggu atau berikan pendapat itu dulu.",
            "A proposal waits for a second opinion; wait for that opinion or give it first.",
            attempt=claim.open_proposal,
        )


def refuse(code: str, id: str, en: str, **facts: int | str | None) -> Refused:
    """A refusal with its sentence in both languages."""
    return Refused(code, Text(id=id, en=en), **facts)
