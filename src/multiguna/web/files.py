"""A made file as a response: to look at, or to keep."""

from __future__ import annotations

from django.http import HttpResponse


def file_response(content: bytes, kind: str, name: str, *, inline: bool = False) -> HttpResponse:
    """The file under a plain name; `inline` opens in the browser, else it is kept."""
    response = HttpResponse(content, content_type=kind)
    plain = "".join(c if c.isalnum() or c in "-._" else "-" for c in name)
    response["Content-Disposition"] = f'{"inline" if inline else "attachment"}; filename="{plain}"'
    return response
