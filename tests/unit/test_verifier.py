"""The stand-alone verifier: its own Ed25519, its exit codes, and a proof it can judge alone."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from multiguna.audit.rules import merkle, note
from multiguna.audit.terms import Proof

TOOL = Path(__file__).parents[2] / "tools" / "verify_audit.py"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key().public_bytes_raw()

# RFC 8032, section 7.1: public key, message, signature
VECTORS = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bac"
        "c61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e"
        "458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290"
        "ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
]


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("verify_audit", TOOL)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["verify_audit"] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(("key", "message", "signature"), VECTORS)
def test_ed25519_vectors_of_the_rfc(
    tool: ModuleType, key: str, message: str, signature: str
) -> None:
    public, said, signed = (bytes.fromhex(text) for text in (key, message, signature))
    assert tool.is_signature(public, said, signed)
    assert not tool.is_signature(public, said + b"\x00", signed)
    for place in (0, 31, 32, 63):
        forged = bytearray(signed)
        forged[place] ^= 1
        assert not tool.is_signature(public, said, bytes(forged))


def test_a_signature_whose_scalar_is_too_large_is_refused(tool: ModuleType) -> None:
    signed = KEY.sign(b"message")
    scalar = int.from_bytes(signed[32:], "little") + tool.ORDER
    assert tool.is_signature(PUBLIC, b"message", signed)
    assert not tool.is_signature(PUBLIC, b"message", signed[:32] + scalar.to_bytes(32, "little"))


def test_both_read_the_same_notes(tool: ModuleType) -> None:
    text = note.sign(KEY, name="multiguna/36.71", size=5, root=bytes(32))
    read = tool.read_note(text.replace("\n", "\r\n"), "multiguna/36.71", PUBLIC)
    assert (read.size, read.root, read.signed) == (5, bytes(32), True)
    assert note.is_signed(note.parse(text), name="multiguna/36.71", public_key=PUBLIC)
    for changed in (text.replace("\n5\n", "\n6\n"), text.replace("/36.71", "/36.72")):
        assert not tool.read_note(changed, "multiguna/36.71", PUBLIC).signed
        assert not note.is_signed(note.parse(changed), name="multiguna/36.71", public_key=PUBLIC)
    assert tool.read_note("not a note", "multiguna/36.71", PUBLIC) is None
    assert note.read("not a note") is None


def a_proof(body: str) -> Proof:
    leaves = [merkle.leaf_hash(b"%d" % number) for number in range(5)]
    leaves[2] = merkle.leaf_hash(body.encode())

    def node(height: int, position: int) -> bytes:
        return merkle.perfect_root(b"".join(leaves[position << height : (position + 1) << height]))

    text = note.sign(KEY, name="multiguna/36.71", size=5, root=merkle.root(leaves))
    path = merkle.inclusion_proof(node, 2, 5)
    return Proof(3, body, leaves[2], 2, 5, path, text, PUBLIC)


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-I", "-S", str(TOOL), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_record_is_proved_with_the_verifier_and_nothing_else(tmp_path: Path) -> None:
    file = tmp_path / "proof.json"
    proof = a_proof('{"outcome":"covered"}').to_json()
    file.write_text(json.dumps(proof))
    done = run(file, "--key", PUBLIC.hex())
    assert (done.returncode, done.stdout) == (0, "Verified: nothing is wrong.\n")

    file.write_text(json.dumps({**proof, "body": '{"outcome":"not_covered"}'}))
    done = run(file, "--json")
    assert done.returncode == 1
    assert json.loads(done.stdout)["verified"] is False

    file.write_text(json.dumps({**proof, "leaf_index": 3}))
    assert run(file).returncode == 1
    assert run(file, "--key", "00" * 32).returncode == 1


def test_what_cannot_be_read_is_neither_right_nor_wrong(tmp_path: Path) -> None:
    file = tmp_path / "log.jsonl"
    file.write_text('{"type":"other"}\n')
    done = run(file)
    assert (done.returncode, done.stdout) == (2, "")
    assert "cannot be read" in done.stderr
    assert run(tmp_path / "absent").returncode == 2
