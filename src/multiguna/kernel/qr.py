"""QR codes of signed text: for a page, and for a letter on paper."""

from __future__ import annotations

import io

import segno

QUIET_ZONE_MODULES = 4
_SCALE_PNG = 4


def _code(text: str) -> segno.QRCode:
    """One QR code with error correction M, which survives the loss of about 15 % of its area.

    The level is not raised even where there is room, so the same text always gives the same
    picture.
    """
    return segno.make_qr(text, error="m", boost_error=False)


def version(text: str) -> int:
    """Give the QR version (1 to 40; the side has 17 + 4 x version modules) that `text` needs."""
    return int(_code(text).version)


def svg(text: str, *, label: str = "Kode QR") -> str:
    """Draw `text` as an SVG element to stand inside a page.

    It has no XML declaration and no fixed size (it fills its container), a white ground so that
    it can be scanned in a dark theme, and `label` as its title for screen readers.
    """
    stream = io.BytesIO()
    _code(text).save(
        stream,
        kind="svg",
        border=QUIET_ZONE_MODULES,
        xmldecl=False,
        svgns=True,
        omitsize=True,
        nl=False,
        light="#fff",
        title=label,
        svgclass="qr",
        lineclass=None,
    )
    return stream.getvalue().decode().replace("<svg ", '<svg role="img" ', 1)


def svg_file(text: str) -> bytes:
    """Draw `text` as an SVG file without a quiet zone: the letter leaves the white around it."""
    stream = io.BytesIO()
    _code(text).save(stream, kind="svg", border=0, lineclass=None, svgclass=None)
    return stream.getvalue()


def png_file(text: str) -> bytes:
    """Draw `text` as a PNG file with its quiet zone, four pixels to a module."""
    stream = io.BytesIO()
    _code(text).save(stream, kind="png", border=QUIET_ZONE_MODULES, scale=_SCALE_PNG)
    return stream.getvalue()
