"""What a form's files may cost: nothing before we know who sends them, and a bounded sum."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import SkipFile
from django.http import HttpRequest
from django.test import Client
from tests.browser.world import PASSWORD, World, city

from multiguna.web import uploads


@pytest.fixture
def world(real_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    yield from city(monkeypatch)


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """The names of the files for which a place on the disk was made."""
    names: list[str] = []
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    before = uploads.TemporaryFileUploadHandler.new_file

    def new_file(self: uploads.Bounded, field: str, name: str, *rest: object) -> None:
        names.append(name)
        before(self, field, name, *rest)

    monkeypatch.setattr(uploads.TemporaryFileUploadHandler, "new_file", new_file)
    return names


@pytest.mark.parametrize("path", ["/claims/send/", "/login/"])
def test_a_file_of_somebody_unknown_takes_no_place_on_the_disk(
    world: World, begun: list[str], path: str
) -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post(path, {"file": SimpleUploadedFile("besar.txt", b"x" * 300_000)})
    assert response.status_code == 403
    assert begun == []


def test_a_file_of_somebody_known_is_taken(world: World, begun: list[str]) -> None:
    client = Client()
    client.post("/login/", {"username": "karim", "password": PASSWORD})
    client.post("/claims/send/", {"file": SimpleUploadedFile("P.txt", b"tidak terbaca")})
    assert begun == ["P.txt"]


def test_a_form_is_bounded_though_it_does_not_say_its_length(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(uploads, "REQUEST_BYTES_MAX", 250)
    request = HttpRequest()
    request.user = SimpleNamespace(is_authenticated=True)  # type: ignore[assignment]
    handler = uploads.Bounded(request)
    for name in ("satu", "dua"):
        handler.new_file("file", name, "text/plain", None)
        handler.receive_data_chunk(b"x" * 100, 0)
        handler.file_complete(100)
    handler.new_file("file", "tiga", "text/plain", None)
    with pytest.raises(SkipFile):
        handler.receive_data_chunk(b"x" * 100, 0)
    assert request.META[uploads.TOO_LARGE] == ["tiga"]
