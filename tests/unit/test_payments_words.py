"""Amounts in words, as papers write them beside the figure."""

from __future__ import annotations

import pytest

from multiguna.payments.rules import in_words


@pytest.mark.parametrize(
    ("amount_idr", "indonesian", "english"),
    [
        (0, "nol", "zero"),
        (1, "satu", "one"),
        (10, "sepuluh", "ten"),
        (11, "sebelas", "eleven"),
        (19, "sembilan belas", "nineteen"),
        (21, "dua puluh satu", "twenty-one"),
        (100, "seratus", "one hundred"),
        (111, "seratus sebelas", "one hundred and eleven"),
        (1_000, "seribu", "one thousand"),
        (1_001, "seribu satu", "one thousand one"),
        (2_500, "dua ribu lima ratus", "two thousand five hundred"),
        (100_000, "seratus ribu", "one hundred thousand"),
        (1_000_000, "satu juta", "one million"),
        (1_001_000, "satu juta seribu", "one million one thousand"),
        (
            285_436_609,
            "dua ratus delapan puluh lima juta empat ratus tiga puluh enam ribu enam ratus "
            "sembilan",
            "two hundred and eighty-five million four hundred and thirty-six thousand six hundred "
            "and nine",
        ),
        (165_000_000_000, "seratus enam puluh lima miliar", "one hundred and sixty-five billion"),
        (2_000_000_000_017, "dua triliun tujuh belas", "two trillion seventeen"),
    ],
)
def test_an_amount_in_words(amount_idr: int, indonesian: str, english: str) -> None:
    said = in_words(amount_idr)
    assert (said.id, said.en) == (f"{indonesian} rupiah", f"{english} rupiah")


def test_different_amounts_are_different_words() -> None:
    amounts = [*range(2_100), *range(10_000, 3_000_000, 7_919)]
    for language in ("id", "en"):
        assert len({in_words(amount).in_(language) for amount in amounts}) == len(set(amounts))
