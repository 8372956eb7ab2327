"""Turns the cells of a table and the keys of YAML into values, noting each that does not fit.

A getter that notes a problem returns a stand-in, so that reading goes on to the next cell; a
pack with problems is never used.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from multiguna.kernel.terms import Text
from multiguna.programme.rules.problems import Problems
from multiguna.programme.rules.reading import Row

WHOLE_MAX = 10**15
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
FORBIDDEN = re.compile("[\x00\ud800-\udfff]")  # neither JSON nor PostgreSQL can keep them
WHOLE = re.compile(r"-?[0-9]+")


class Cells:
    """The named values at one place of a file, text (CSV) or typed (YAML)."""

    def __init__(
        self, problems: Problems, file: str, where: str, values: dict[str, object], typed: bool
    ) -> None:
        self.problems = problems
        self.file = file
        self.where = where
        self.values = values
        self.typed = typed

    @classmethod
    def of_row(cls, problems: Problems, file: str, row: Row) -> Cells:
        """The cells of one CSV line."""
        return cls(problems, file, f"row {row.number}", dict(row.cells), typed=False)

    @classmethod
    def of_yaml(
        cls, problems: Problems, file: str, where: str, value: object,
        needed: Iterable[str], optional: Iterable[str] = (),
    ) -> Cells:  # fmt: skip
        """The keys of a YAML mapping; notes what is no mapping, and unknown and missing keys."""
        values = {str(key): item for key, item in value.items()} if isinstance(value, dict) else {}
        cells = cls(problems, file, where, values, typed=True)
        if not isinstance(value, dict):
            cells._wrong("", "daftar kunci dan nilai", "keys with values")
            return cells
        needed, optional = tuple(needed), tuple(optional)
        known = ", ".join((*needed, *optional))
        for key in needed:
            if key not in values:
                cells.note("key_missing", key, f"Kunci `{key}` tidak ada. Tambahkan.",
                           f"The key `{key}` is missing. Add it.")  # fmt: skip
        for key in values:
            if key not in needed and key not in optional:
                cells.note("key_unknown", key, f"Kunci `{key}` tidak dikenal. Yang ada: {known}.",
                           f"The key `{key}` is unknown. There are: {known}.")  # fmt: skip
        return cells

    def place(self, name: str) -> str:
        """Where a value stands: `row 12, until` or `stages.poor-2008.from`."""
        if not name or not self.where:
            return name or self.where
        return f"{self.where}.{name}" if self.typed else f"{self.where}, {name}"

    def note(self, code: str, name: str, indonesian: str, english: str) -> None:
        """Note a problem at a value of this place."""
        self.problems.add(code, self.file, self.place(name), indonesian, english)

    def _wrong(self, name: str, indonesian: str, english: str) -> None:
        shown = self.values.get(name) if name else None
        is_id = f"Nilainya `{shown}`; seharusnya" if name else "Seharusnya"
        is_en = f"The value is `{shown}`; it should be" if name else "This should be"
        self.note("value_wrong", name, f"{is_id} {indonesian}. Perbaiki.",
                  f"{is_en} {english}. Correct it.")  # fmt: skip

    def has(self, name: str) -> bool:
        """Whether there is a value at all: not absent, not null, not empty."""
        return self.values.get(name) not in (None, "")

    def _given(self, name: str) -> bool:
        if name not in self.values:
            return False
        if self.has(name):
            return True
        self.note("value_missing", name, "Nilainya kosong. Isi.", "The value is empty. Fill it in.")
        return False

    def text(self, name: str, empty_ok: bool = False) -> str:
        """A word or sentence, not empty unless `empty_ok`."""
        if empty_ok and not self.has(name):
            return ""
        if not self._given(name):
            return ""
        value = self.values[name]
        if isinstance(value, str) and not FORBIDDEN.search(value):
            return value
        self._wrong(name, "teks dalam tanda kutip", "text in quotes")
        return ""

    def legal(self) -> str:
        """The legal source; each row and value of a pack must have one."""
        if "legal" in self.values and not self.has("legal"):
            self.note("legal_missing", "legal", "Dasar hukumnya kosong. Tulis peraturan, pasal, "
                      "atau sumber angkanya.", "The legal source is empty. Name the regulation, "
                      "article or source of the figure.")  # fmt: skip
            return ""
        return self.text("legal")

    def matching(self, name: str, pattern: str, example: str, code: str = "value_wrong") -> str:
        """Text of a fixed form; the example shows it."""
        value = self.text(name)
        if value and not re.fullmatch(pattern, value, re.ASCII):
            self.note(code, name, f"`{value}` tidak berbentuk seperti {example}. Perbaiki.",
                      f"`{value}` does not have the form of {example}. Correct it.")  # fmt: skip
        return value

    def one_of(self, name: str, options: Sequence[str], empty_ok: bool = False) -> str:
        """One of a few words."""
        value = self.text(name, empty_ok)
        if value and value not in options:
            known = ", ".join(options)
            self._wrong(name, f"salah satu dari {known}", f"one of {known}")
            return options[0]
        return value or ("" if empty_ok else options[0])

    def flag(self, name: str, otherwise: bool = False) -> bool:
        """true or false."""
        value = self.values.get(name, otherwise)
        if isinstance(value, bool):
            return value
        self._wrong(name, "true atau false", "true or false")
        return otherwise

    def whole(self, name: str, least: int = 0, most: int = WHOLE_MAX) -> int:
        """A whole number between two bounds."""
        if not self._given(name):
            return least
        value = self.values[name]
        number = value if isinstance(value, int) and not isinstance(value, bool) else None
        if not self.typed and isinstance(value, str) and WHOLE.fullmatch(value):
            number = int(value) if len(value) <= 18 else None
        if number is None or not least <= number <= most:
            self._wrong(name, f"bilangan bulat {least} sampai {most} tanpa titik dan kutip",
                        f"a whole number from {least} to {most}, no dots or quotes")  # fmt: skip
            return least
        return number

    def day(self, name: str) -> date:
        """A date, yyyy-mm-dd."""
        return (self._given(name) and self._day(name)) or date.min

    def day_or_none(self, name: str) -> date | None:
        """A date, or nothing for a period that is still open."""
        return self._day(name) if self.has(name) else None

    def _day(self, name: str) -> date | None:
        value = self.values[name]
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        if not self.typed and isinstance(value, str) and DAY.fullmatch(value):
            try:
                return date.fromisoformat(value)
            except ValueError:
                pass
        self._wrong(name, "tanggal seperti 2012-01-31 tanpa tanda kutip",
                    "a date such as 2012-01-31 without quotes")  # fmt: skip
        return None

    def period(self) -> tuple[date, date | None]:
        """The columns `from` and `until`; notes a period that ends before it starts."""
        starts, until = self.day("from"), self.day_or_none("until")
        if until is not None and until <= starts and starts != date.min:
            self.note("period_wrong", "until", f"Berakhir {until}, tidak sesudah mulai {starts}. "
                      "`until` adalah hari pertama sesudahnya.", f"It ends {until}, not after it "
                      f"starts {starts}. `until` is the first day after it.")  # fmt: skip
        return starts, until

    def bilingual(self, name: str) -> Text:
        """A text in Indonesian and English: {id: …, en: …}."""
        if not self._given(name):
            return Text(id="", en="")
        inner = Cells.of_yaml(
            self.problems, self.file, self.place(name), self.values[name], ("id", "en")
        )
        return Text(id=inner.text("id"), en=inner.text("en"))

    def items(self, name: str) -> list[object]:
        """A list; absent is empty."""
        value = self.values.get(name)
        if value is None:
            return []
        if isinstance(value, list):
            return list(value)
        self._wrong(name, "daftar (`- …`)", "a list (`- …`)")
        return []

    def words(self, name: str, options: Sequence[str] | None = None) -> tuple[str, ...]:
        """A list of words, from a few if `options` are given; CSV separates them with `;`."""
        if self.typed:
            found = self.items(name)
        else:
            found = [word.strip() for word in self.text(name).split(";") if word.strip()]
        fits = [
            word
            for word in found
            if isinstance(word, str) and word and (options is None or word in options)
        ]
        if len(fits) != len(found) or len(set(fits)) != len(fits):
            known = f": {', '.join(options)}" if options else ""
            self._wrong(name, f"daftar kata tanpa pengulangan{known}",
                        f"a list of words without repeats{known}")  # fmt: skip
        return tuple(fits)
