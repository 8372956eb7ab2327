"""Keys are made once, for one owner, and are never replaced silently."""

from __future__ import annotations

import hashlib
import multiprocessing
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from multiguna.kernel import keys
from multiguna.kernel.errors import Refused


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_key_is_made_for_its_owner_alone_and_kept(tmp_path: Path) -> None:
    home = tmp_path / "new" / "home"
    first = keys.signing_key(home, "letters")
    again = keys.signing_key(home, "letters")

    assert first.private_bytes_raw() == again.private_bytes_raw()
    assert mode(home / "keys") == 0o700
    assert mode(home / "keys" / "letters.pem") == 0o600
    assert [file.name for file in (home / "keys").iterdir()] == ["letters.pem"]


def test_each_name_has_its_own_key(tmp_path: Path) -> None:
    letters, audit = (keys.signing_key(tmp_path, name) for name in ("letters", "audit"))
    assert letters.private_bytes_raw() != audit.private_bytes_raw()


def _ask(home: Path) -> bytes:
    return keys.signing_key(home, "letters").private_bytes_raw()


def test_threads_that_race_get_the_same_key(tmp_path: Path) -> None:
    for attempt in range(20):
        home = tmp_path / str(attempt)
        with ThreadPoolExecutor(8) as pool:
            assert len(set(pool.map(_ask, [home] * 8))) == 1


def _report(home: Path, answers: multiprocessing.SimpleQueue[bytes]) -> None:
    answers.put(_ask(home))


def test_processes_that_race_get_the_same_key(tmp_path: Path) -> None:
    context = multiprocessing.get_context("fork")
    answers: multiprocessing.SimpleQueue[bytes] = context.SimpleQueue()
    workers = [context.Process(target=_report, args=(tmp_path, answers)) for _ in range(4)]
    for worker in workers:
        worker.start()
    assert len({answers.get() for _ in workers}) == 1
    for worker in workers:
        worker.join()


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    keys.signing_key(tmp_path, "letters")
    (tmp_path / "keys" / "letters.pem").chmod(0o640)
    with pytest.raises(Refused) as refused:
        keys.signing_key(tmp_path, "letters")
    assert refused.value.code == "key_exposed"


@pytest.mark.parametrize("content", [b"", b"not a key", b"\xff\x00"])
def test_a_broken_file_is_refused_and_left_alone(tmp_path: Path, content: bytes) -> None:
    keys.signing_key(tmp_path, "letters")
    file = tmp_path / "keys" / "letters.pem"
    file.write_bytes(content)
    with pytest.raises(Refused) as refused:
        keys.signing_key(tmp_path, "letters")
    assert refused.value.code == "key_unreadable"
    assert file.read_bytes() == content


@pytest.mark.parametrize("name", ["", "../letters", "a/b", "Letters", ".hidden", "a" * 40])
def test_a_name_cannot_leave_the_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="name"):
        keys.signing_key(tmp_path, name)
    assert list(tmp_path.iterdir()) == []


def test_a_public_key_survives_its_text(tmp_path: Path) -> None:
    public = keys.signing_key(tmp_path, "letters").public_key()
    assert keys.public_key(keys.public_pem(public)) == public


def test_only_an_ed25519_public_key_is_read() -> None:
    other = X25519PrivateKey.generate().public_key()
    pem = other.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    for text in (pem, "", "rubbish"):
        with pytest.raises(Refused) as refused:
            keys.public_key(text)
        assert refused.value.code == "key_unreadable"


def test_a_key_is_named_by_its_hash(tmp_path: Path) -> None:
    public = keys.signing_key(tmp_path, "letters").public_key()
    assert keys.key_id(public) == hashlib.sha256(public.public_bytes_raw()).digest()[:8]
