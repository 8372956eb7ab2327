"""Where mail goes: read from one URL, encrypted unless it stays on this computer."""

from __future__ import annotations

import pytest

from multiguna.settings import mail_settings


def test_without_an_address_mail_is_printed() -> None:
    assert mail_settings("")["EMAIL_BACKEND"] == "django.core.mail.backends.console.EmailBackend"


def test_a_server_elsewhere_is_spoken_to_encrypted() -> None:
    found = mail_settings("smtp://kota%40go.id:rahasia@mail.go.id")
    assert (found["EMAIL_HOST"], found["EMAIL_PORT"]) == ("mail.go.id", 587)
    assert (found["EMAIL_USE_TLS"], found["EMAIL_USE_SSL"]) == (True, False)
    assert (found["EMAIL_HOST_USER"], found["EMAIL_HOST_PASSWORD"]) == ("kota@go.id", "rahasia")
    found = mail_settings("smtps://mail.go.id:4465")
    assert (found["EMAIL_PORT"], found["EMAIL_USE_TLS"], found["EMAIL_USE_SSL"]) == (
        4465,
        False,
        True,
    )


def test_the_relay_of_this_computer_needs_no_encryption() -> None:
    found = mail_settings("smtp://localhost")
    assert (found["EMAIL_PORT"], found["EMAIL_USE_TLS"]) == (25, False)


@pytest.mark.parametrize("url", ["mail.go.id", "http://mail.go.id", "smtp://"])
def test_anything_else_stops_at_the_start(url: str) -> None:
    with pytest.raises(ValueError, match="MULTIGUNA_SMTP_URL"):
        mail_settings(url)
