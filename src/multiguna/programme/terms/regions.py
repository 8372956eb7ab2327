"""A province, regency or city of Indonesia, as the Ministry of Home Affairs numbers it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Region:
    """A local government: its Kemendagri code (`13.06`), its name, where it lies.

    `name` is how letters print it after "Pemerintah"; `timezone` is the one its clocks show.
    """

    code: str
    name: str
    province_code: str
    province_name: str
    timezone: str

    @property
    def is_province(self) -> bool:
        """Whether this is a province, and not a regency or a city."""
        return self.code == self.province_code

    @property
    def is_city(self) -> bool:
        """Whether this is a city (kota), which a mayor heads."""
        return self.name.startswith("Kota ")

    @property
    def plain_name(self) -> str:
        """The name without its kind: Agam, Tangerang, Bali."""
        for kind in ("Kabupaten ", "Kota ", "Provinsi "):
            if self.name.startswith(kind):
                return self.name.removeprefix(kind)
        return self.name

    @property
    def regulation(self) -> str:
        """What the regulation of its head of government is called."""
        if self.is_province:
            return f"Peraturan Gubernur {self.plain_name}"
        return f"Peraturan {'Wali Kota' if self.is_city else 'Bupati'} {self.plain_name}"
