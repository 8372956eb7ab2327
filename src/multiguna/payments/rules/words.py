"""An amount in words (terbilang), as papers that move money write it beside the figure."""

from __future__ import annotations

from multiguna.kernel.terms import Text

_ONES_ID = (
    "nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan",
    "sepuluh", "sebelas",
)  # fmt: skip
_ONES_EN = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen",
)  # fmt: skip
_TENS_EN = (
    "", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
)  # fmt: skip
_GROUPS = (
    ("triliun", "trillion"),
    ("miliar", "billion"),
    ("juta", "million"),
    ("ribu", "thousand"),
    ("", ""),
)


def in_words(amount_idr: int) -> Text:
    """A whole amount of rupiah from 0 to below a quadrillion, in words.

    >>> in_words(1_001_250_000).id
    'satu miliar satu juta dua ratus lima puluh ribu rupiah'
    >>> in_words(1_001_250_000).en
    'one billion one million two hundred and fifty thousand rupiah'
    """
    digits = f"{amount_idr:015}"
    assert amount_idr >= 0 and len(digits) == 15, "papers hold no such amount"
    groups = [int(digits[at : at + 3]) for at in range(0, 15, 3)]
    said_id, said_en = [], []
    for (name_id, name_en), group in zip(_GROUPS, groups, strict=True):
        if group == 0:
            continue
        if (name_id, group) == ("ribu", 1):
            said_id.append("seribu")
        else:
            said_id.append(f"{_hundreds_id(group)} {name_id}".strip())
        said_en.append(f"{_hundreds_en(group)} {name_en}".strip())
    return Text(
        id=f"{' '.join(said_id) or 'nol'} rupiah", en=f"{' '.join(said_en) or 'zero'} rupiah"
    )


def _hundreds_id(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    words = []
    if hundreds:
        words.append("seratus" if hundreds == 1 else f"{_ONES_ID[hundreds]} ratus")
    if rest:
        words.append(_tens_id(rest))
    return " ".join(words)


def _tens_id(number: int) -> str:
    if number < 12:
        return _ONES_ID[number]
    tens, ones = divmod(number, 10)
    if tens == 1:
        return f"{_ONES_ID[ones]} belas"
    return f"{_ONES_ID[tens]} puluh" + (f" {_ONES_ID[ones]}" if ones else "")


def _hundreds_en(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    words = [f"{_ONES_EN[hundreds]} hundred"] if hundreds else []
    if rest:
        words += ["and"] if hundreds else []
        words.append(_tens_en(rest))
    return " ".join(words)


def _tens_en(number: int) -> str:
    if number < 20:
        return _ONES_EN[number]
    tens, ones = divmod(number, 10)
    return _TENS_EN[tens] + (f"-{_ONES_EN[ones]}" if ones else "")
