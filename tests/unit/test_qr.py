"""QR codes fit a page and a letter, and the same text always gives the same picture."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from multiguna.kernel import qr

SVG = "{http://www.w3.org/2000/svg}"


def test_an_inline_code_fills_its_place_and_has_a_name() -> None:
    picture = qr.svg("MG1:HELLO", label="Surat <A&B>")
    root = ET.fromstring(picture)

    assert picture.startswith("<svg "), "no XML declaration inside a page"
    assert root.get("viewBox") == "0 0 29 29", (
        "version 1 has 21 modules and 4 of white on each side"
    )
    assert root.get("width") is None
    assert root.get("height") is None
    assert root.get("role") == "img"
    assert root.findtext(f"{SVG}title") == "Surat <A&B>"


def test_a_file_for_a_letter_stands_alone() -> None:
    picture = qr.svg_file("MG1:HELLO")
    assert picture.startswith(b"<?xml")
    assert ET.fromstring(picture).get("width") == "21"
    assert qr.png_file("MG1:HELLO").startswith(b"\x89PNG\r\n\x1a\n")


def test_the_version_is_that_of_level_m() -> None:
    assert qr.version("A" * 20) == 1
    assert qr.version("A" * 21) == 2
    assert qr.version("A" * 366) == 11
    assert qr.version("A" * 367) == 12


def test_the_same_text_gives_the_same_picture() -> None:
    assert qr.svg("MG1:HELLO") == qr.svg("MG1:HELLO")
    assert qr.svg("MG1:HELLO") != qr.svg("MG1:HELLP")
