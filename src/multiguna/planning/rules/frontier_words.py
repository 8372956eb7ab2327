"""Says what a step to wider cover brings and costs, in a sentence that a mayor reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from multiguna.kernel.money import grouped
from multiguna.kernel.saying import short_rupiah
from multiguna.kernel.terms import Text
from multiguna.planning.terms.costing import Levers, Reach, Service
from multiguna.planning.terms.forecast import Spread
from multiguna.planning.terms.frontier import Point

Change = tuple[bool, Text]
"""Whether it is a gain, and what changes."""


def brings(since: Levers, until: Levers) -> Text:
    """What a wider scenario brings, and what it gives up for it."""
    changes = list(_changes(since, until))
    gains = _all([text for good, text in changes if good])
    losses = _all([text for good, text in changes if not good])
    if not losses.id:
        return gains
    return Text(f"{gains.id}; sebagai gantinya {losses.id}", f"{gains.en}; in return {losses.en}")


def sentence(what: Text, extra_idr: int, extra: Spread, years: int) -> Text:
    """A step in one sentence: how much more budget, what for, and how much more it costs."""
    low, high = extra.q05_idr, extra.q95_idr
    year = _year(years)
    return Text(
        f"Dengan tambahan {short_rupiah(extra_idr, 'id')}, {what.id}. {year.id.capitalize()} "
        f"bertambah {between(low, high, 'id')} dalam 9 dari 10 kemungkinan.",
        f"For {short_rupiah(extra_idr, 'en')} more, {what.en}. {year.en.capitalize()} costs "
        f"{between(low, high, 'en')} more in 9 of 10 cases.",
    )


def _year(years: int) -> Text:
    """The year that a cost is of: the only one looked at, or the dearest of several."""
    if years == 1:
        return Text("biaya setahun", "the year")
    return Text(f"biaya tahun termahal dari {years} tahun", f"the dearest of {years} years")


def answer(
    chosen: Point | None, narrowest: Point, residents: int, budget_idr: int, confidence: int,
    years: int,
) -> Text:  # fmt: skip
    """The choice for a budget in one sentence, or what is missing."""
    money = [short_rupiah(budget_idr, language) for language in ("id", "en")]
    if chosen is None:
        short = narrowest.needed_idr - budget_idr
        return Text(
            f"Anggaran {money[0]} setahun tidak cukup pada keyakinan {confidence} % bagi pilihan "
            f"tersempit yang dicoba: kurang {short_rupiah(short, 'id')}.",
            f"A budget of {money[1]} a year is not enough at {confidence} % confidence for the "
            f"narrowest choice tried: {short_rupiah(short, 'en')} is missing.",
        )
    said = levers_in_words(chosen.levers)
    low, high = chosen.cost.q05_idr, chosen.cost.q95_idr
    year = _year(years)
    return Text(
        f"Dengan {money[0]} setahun dan keyakinan {confidence} %, jaminan terluas yang muat: "
        f"{said.id}. {grouped(chosen.people)} dari {grouped(residents)} warga punya penjamin; "
        f"{year.id} {between(low, high, 'id')} dalam 9 dari 10 kemungkinan.",
        f"With {money[1]} a year and {confidence} % confidence, the widest cover that fits: "
        f"{said.en}. {chosen.people:,} of {residents:,} residents have a payer; {year.en} costs "
        f"{between(low, high, 'en')} in 9 of 10 cases.",
    )


def between(low_idr: int, high_idr: int, language: str) -> str:
    """A range of amounts in words.

    >>> between(2_000_000_000, 3_500_000_000, "en").replace(chr(160), " ")
    'Rp 2 billion to Rp 3.5 billion'
    """
    word = "to" if language == "en" else "sampai"
    return f"{short_rupiah(low_idr, language)} {word} {short_rupiah(high_idr, language)}"


def levers_in_words(levers: Levers) -> Text:
    """All levers of a scenario as one phrase."""
    return Text(", ".join(_parts(levers, "id")), ", ".join(_parts(levers, "en")))


def _parts(levers: Levers, language: str) -> Iterator[str]:
    everyone = levers.reach is Reach.EVERYONE
    yield Text("seluruh warga" if everyone else "warga miskin",
               "every resident" if everyone else "the poor").in_(language)  # fmt: skip
    if levers.others_pay_first:
        yield Text("JKN dan penjamin lain membayar dahulu",
                   "JKN and other payers pay first").in_(language)  # fmt: skip
    if levers.residency_days:
        yield Text(f"setelah {levers.residency_days} hari tinggal",
                   f"after {levers.residency_days} days of residence").in_(language)  # fmt: skip
    yield Text(f"kelas {levers.care_class}", f"class {levers.care_class}").in_(language)
    copayment = percent(levers.copayment_bp, language)
    yield Text(f"urun biaya {copayment}" if levers.copayment_bp else "tanpa urun biaya",
               f"{copayment} co-payment" if levers.copayment_bp else "no co-payment",
               ).in_(language)  # fmt: skip
    if levers.excluded:
        named = _named(levers.excluded)
        yield Text(f"tanpa {named.id}", f"without {named.en}").in_(language)
    if levers.ceiling_idr is not None:
        money = short_rupiah(levers.ceiling_idr, language)
        yield Text(f"paling banyak {money} setagihan", f"at most {money} a bill").in_(language)
    if levers.referral:
        yield Text("rawat jalan dengan rujukan", "outpatients by referral").in_(language)
    if levers.rates_bp != 10_000:
        part = percent(levers.rates_bp, language)
        yield Text(f"tarif {part} nasional", f"rates {part} of national ones").in_(language)


def _changes(since: Levers, until: Levers) -> Iterator[Change]:
    """What differs between two scenarios, in the usual order of aspects."""
    if since.reach is not until.reach:
        yield (
            (True, Text("seluruh warga dijamin, bukan hanya warga miskin",
                        "every resident is covered, not only the poor"))
            if until.reach is Reach.EVERYONE
            else (False, Text("hanya warga miskin dijamin", "only the poor are covered"))
        )  # fmt: skip
    if since.residency_days != until.residency_days:
        yield _residence(since.residency_days, until.residency_days)
    if since.copayment_bp != until.copayment_bp:
        yield _copayment(since.copayment_bp, until.copayment_bp)
    if added := since.excluded - until.excluded:
        named = _named(added)
        yield True, Text(f"{named.id} ikut dibayar", f"the programme also pays for {named.en}")
    if dropped := until.excluded - since.excluded:
        named = _named(dropped)
        yield False, Text(f"{named.id} tidak dibayar", f"the programme does not pay for {named.en}")
    if since.ceiling_idr != until.ceiling_idr:
        yield _ceiling(since.ceiling_idr, until.ceiling_idr)
    if since.referral != until.referral:
        yield (
            (False, Text("rawat jalan perlu rujukan", "outpatients need a referral"))
            if until.referral
            else (True, Text("rawat jalan tanpa rujukan", "outpatients need no referral"))
        )
    yield from _terms_of_care(since, until)


def _terms_of_care(since: Levers, until: Levers) -> Iterator[Change]:
    """Ward, rates, and who pays first."""
    if since.care_class != until.care_class:
        word = ("naik", "rises") if until.care_class < since.care_class else ("turun", "falls")
        yield (
            until.care_class < since.care_class,
            Text(
                f"kelas rawat {word[0]} dari {since.care_class} ke {until.care_class}",
                f"the ward {word[1]} from class {since.care_class} to {until.care_class}",
            ),
        )
    if since.rates_bp != until.rates_bp:
        up = until.rates_bp > since.rates_bp
        parts = [percent(until.rates_bp, language) for language in ("id", "en")]
        yield (
            up,
            Text(
                f"tarif {'naik' if up else 'turun'} menjadi {parts[0]} nasional",
                f"rates {'rise' if up else 'fall'} to {parts[1]} of national ones",
            ),
        )
    if since.others_pay_first != until.others_pay_first:
        yield (
            (False, Text("yang dijamin JKN ditagihkan ke JKN dahulu",
                         "JKN pays first for its members"))
            if until.others_pay_first
            else (True, Text("peserta JKN pun dilayani tanpa bertanya penjamin lain",
                             "members of JKN too are served without asking for another payer"))
        )  # fmt: skip


def _residence(since: int, until: int) -> Change:
    if until < since:
        now = Text("langsung" if not until else f"setelah {until} hari",
                   "at once" if not until else f"after {until} days")  # fmt: skip
        return True, Text(f"warga pindahan dijamin {now.id}, tidak menunggu {since} hari",
                          f"newcomers are covered {now.en}, not after {since} days")  # fmt: skip
    return False, Text(f"warga pindahan menunggu {until} hari", f"newcomers wait {until} days")


def _copayment(since: int, until: int) -> Change:
    if until == 0:
        return True, Text("pasien tidak ikut membayar", "patients pay nothing")
    parts = [percent(until, language) for language in ("id", "en")]
    if until < since:
        return True, Text(f"urun biaya turun menjadi {parts[0]}", f"co-payment falls to {parts[1]}")
    return False, Text(f"pasien ikut membayar {parts[0]}", f"patients pay {parts[1]}")


def _ceiling(since: int | None, until: int | None) -> Change:
    if until is None:
        return True, Text("tagihan dibayar tanpa batas", "bills are paid without a ceiling")
    said = Text(f"tagihan dibayar sampai {short_rupiah(until, 'id')}",
                f"bills are paid up to {short_rupiah(until, 'en')}")  # fmt: skip
    return since is not None and until > since, said


def percent(bp: int, language: str) -> str:
    """Basis points as a share of a hundred.

    >>> [percent(bp, "id").replace(chr(160), " ") for bp in (1250, 300)]
    ['12,5 %', '3 %']
    """
    whole, part = divmod(bp, 100)
    mark = "." if language == "en" else ","
    return f"{whole}{mark}{part:02d}".rstrip("0") + "\u00a0%" if part else f"{whole}\u00a0%"


def percent_rounded(bp: int, language: str) -> str:
    """A chance in whole percent, without saying never or always of what may be.

    >>> [percent_rounded(bp, "id").replace(chr(160), " ") for bp in (694, 3, 0)]
    ['7 %', '<1 %', '0 %']
    """
    if 0 < bp < 100:
        return "<1\u00a0%"
    if 9_900 < bp < 10_000:
        return ">99\u00a0%"
    return percent((bp + 50) // 100 * 100, language)


def _named(services: Iterable[Service]) -> Text:
    """Services in their order, joined as in speech."""
    labels = [service.label for service in Service if service in set(services)]
    return Text(" dan ".join(label.id.lower() for label in labels),
                " and ".join(label.en.lower() for label in labels))  # fmt: skip


def _all(texts: Sequence[Text]) -> Text:
    """Clauses as one."""
    said = [[text.in_(language) for text in texts] for language in ("id", "en")]
    return Text(*(
        f"{', '.join(clauses[:-1])}, {word} {clauses[-1]}" if clauses[1:] else "".join(clauses)
        for clauses, word in zip(said, ("serta", "and"), strict=True)
    ))  # fmt: skip
