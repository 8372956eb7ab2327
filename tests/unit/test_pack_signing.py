"""A signed pack is installed as its publisher signed it, or not at all."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from multiguna.cli.packs import pack as command
from multiguna.cli.packs import still
from multiguna.kernel.errors import Refused
from multiguna.programme.actions import sign_pack, trust_publisher
from multiguna.programme.queries import publishers
from multiguna.programme.rules import check_pack, read_pack
from multiguna.programme.rules.signing import check_signature, version_number
from multiguna.programme.terms.signing import SIGNATURE

TEMPLATE = Path(__file__).parents[2] / "packs" / "template"
ON = date(2026, 11, 24)
Home = Callable[[str], None]


@pytest.fixture
def at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """Go to an installation with a home of its own; its first is `ours`."""

    def go(name: str) -> None:
        monkeypatch.setenv("MULTIGUNA_HOME", str(tmp_path / name))

    go("ours")
    return go


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copy = tmp_path / "template"
    shutil.copytree(TEMPLATE, copy)
    return copy


def refused(folder: Path) -> Refused:
    with pytest.raises(Refused) as told:
        check_signature(folder, read_pack(folder), publishers())
    return told.value


def run(*words: str) -> Result:
    return CliRunner().invoke(command, words)


def test_an_own_signature_is_believed(at_home: Home, folder: Path) -> None:
    signature = sign_pack(path=folder, on=ON)
    assert signature.publisher == "Dinas Kesehatan Kabupaten Contoh"
    assert (signature.pack, signature.version, signature.region) == ("template", "1.0", "99.01")
    assert check_pack(folder) == []
    provenance = check_signature(folder, read_pack(folder), publishers())
    assert provenance.key_id == signature.key_id
    key = Path(os.environ["MULTIGUNA_HOME"]) / "keys" / "publisher.pem"
    assert key.stat().st_mode & 0o777 == 0o600


def test_every_file_is_signed(at_home: Home, folder: Path) -> None:
    signature = sign_pack(path=folder, on=ON)
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert set(signature.files) == files - {SIGNATURE}


def test_an_unsigned_pack_is_refused(at_home: Home, folder: Path) -> None:
    assert refused(folder).code == "pack_unsigned"


def test_what_changed_since_is_named(at_home: Home, folder: Path) -> None:
    sign_pack(path=folder, on=ON)
    rates = folder / "tariffs" / "rates.csv"
    rates.write_text(rates.read_text().replace("1400000", "1400001"))
    (folder / "README.md").unlink()
    (folder / "legal" / "more.md").write_text("# More\n")
    told = refused(folder)
    assert (told.code, told.facts["files"]) == ("pack_altered", 3)
    assert "README.md, legal/more.md, tariffs/rates.csv" in told.message.en
    sign_pack(path=folder, on=ON)
    assert check_signature(folder, read_pack(folder), publishers()).key_id is not None


@pytest.mark.parametrize("field", ["publisher", "key_id", "signed_on", "version", "signature"])
def test_a_signature_that_was_written_over_is_refused(
    field: str, at_home: Home, folder: Path
) -> None:
    sign_pack(path=folder, on=ON)
    body = json.loads((folder / SIGNATURE).read_text())
    body[field] = "0" * len(body[field])
    (folder / SIGNATURE).write_text(json.dumps(body))
    told = refused(folder)
    assert told.code == "pack_altered"
    assert SIGNATURE in told.message.en


def test_the_digests_cannot_be_written_over_either(at_home: Home, folder: Path) -> None:
    """Whoever changes a file and its digest in SIGNATURE would have to sign again."""
    sign_pack(path=folder, on=ON)
    other = folder.with_name("other")
    shutil.copytree(folder, other)
    (other / "README.md").write_text("another\n")
    sign_pack(path=other, on=ON)
    forged = json.loads((folder / SIGNATURE).read_text())
    forged["files"] = json.loads((other / SIGNATURE).read_text())["files"]
    shutil.copy(other / "README.md", folder / "README.md")
    (folder / SIGNATURE).write_text(json.dumps(forged))
    assert refused(folder).code == "pack_altered"
    said = run("check", str(folder)).output
    assert SIGNATURE in said, "whoever only looks at the pack is told as well"
    assert "Dinas Kesehatan" not in said


def test_a_pack_is_found_by_whatever_path_leads_to_it(
    at_home: Home, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder / "legal")
    with still(Path("..")) as copy:
        assert copy.name == folder.name
        assert read_pack(copy) == read_pack(folder)


@pytest.mark.parametrize("text", ["", "{}", "[1]", "null", '{"format": "x", "files": 3}', "\x00",
                                  "[" * 200_000])  # fmt: skip
def test_an_unreadable_signature_is_refused(text: str, at_home: Home, folder: Path) -> None:
    (folder / SIGNATURE).write_text(text)
    assert refused(folder).code == "signature_unreadable"


def test_the_signature_of_another_pack_does_not_fit(at_home: Home, folder: Path) -> None:
    agam = folder.with_name("agam")
    shutil.copytree(TEMPLATE.with_name("agam"), agam)
    sign_pack(path=agam, on=ON)
    shutil.copy(agam / SIGNATURE, folder / SIGNATURE)
    assert refused(folder).code == "pack_altered"


def test_a_publisher_is_believed_once_trusted_and_no_more_afterwards(
    at_home: Home, folder: Path
) -> None:
    at_home("theirs")
    theirs = sign_pack(path=folder, publisher="Provinsi Contoh", on=ON)
    at_home("ours")
    told = refused(folder)
    assert (told.code, told.facts["key"]) == ("publisher_unknown", theirs.key_id)

    trusted = run("trust", str(folder), "--json")
    assert json.loads(trusted.output)[0]["name"] == "Provinsi Contoh"
    provenance = check_signature(folder, read_pack(folder), publishers())
    assert (provenance.key_id, provenance.publisher) == (theirs.key_id, "Provinsi Contoh")
    assert theirs.key in run("publishers").output

    assert run("distrust", theirs.key_id).exit_code == 0
    assert refused(folder).code == "publisher_unknown"
    assert isinstance(run("distrust", theirs.key_id).exception, Refused)


def test_a_key_is_trusted_as_text_with_a_name(at_home: Home, folder: Path) -> None:
    at_home("theirs")
    key = sign_pack(path=folder, on=ON).key
    at_home("ours")
    with pytest.raises(Refused) as unnamed:
        trust_publisher(shown=key, name=None, on=ON)
    assert unnamed.value.code == "publisher_unnamed"
    trust_publisher(shown=key, name="Kami kenal", on=ON)
    # the name is the one that it is known by here, not the one that it gives itself
    assert check_signature(folder, read_pack(folder), publishers()).publisher == "Kami kenal"


@pytest.mark.parametrize(
    "text", ["", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"]
)
def test_a_file_of_no_key_of_theirs_is_no_word_about_ours(
    text: str, at_home: Home, tmp_path: Path
) -> None:
    """Who reads to restore a key from the backup would look for a fault in this installation."""
    file = tmp_path / "theirs.pem"
    file.write_text(text)
    with pytest.raises(Refused) as told:
        trust_publisher(shown=str(file), name="A", on=ON)
    assert told.value.code == "publisher_key_wrong"


@pytest.mark.parametrize("shown", ["abc", "0" * 63, "/nowhere.pem", str(TEMPLATE)])
def test_what_is_no_key_is_not_trusted(shown: str, at_home: Home) -> None:
    with pytest.raises(Refused) as told:
        trust_publisher(shown=shown, name="A", on=ON)
    assert told.value.code == "publisher_key_wrong"
    assert publishers() == {}


def test_a_wrong_pack_is_not_signed(at_home: Home, folder: Path) -> None:
    (folder / "run.py").write_text("print()")
    with pytest.raises(Refused):
        sign_pack(path=folder, on=ON)
    assert not (folder / SIGNATURE).exists()


def test_the_command_refuses_before_it_opens_a_database(at_home: Home, folder: Path) -> None:
    told = run("install", str(folder))
    assert "pack_unsigned" in str(told.exception)
    run("sign", str(folder))
    (folder / "README.md").write_text("other\n")
    assert "pack_altered" in str(run("install", str(folder)).exception)
    assert "README.md" in run("check", str(folder)).output


def test_a_version_must_have_its_heading_in_the_changelog(at_home: Home, folder: Path) -> None:
    programme = folder / "programme.yaml"
    programme.write_text(programme.read_text().replace('version: "1.0"', 'version: "1.0.1"'))
    [problem] = check_pack(folder)
    assert (problem.code, problem.file) == ("changelog_missing", "CHANGELOG.md")
    with (folder / "CHANGELOG.md").open("a") as file:
        file.write("\n## 1.0.1 (24 November 2026)\n")
    assert check_pack(folder) == []
    (folder / "CHANGELOG.md").unlink()
    assert [problem.code for problem in check_pack(folder)] == ["file_missing"]


def test_versions_are_compared_by_their_numbers() -> None:
    assert version_number("1.10") > version_number("1.9")
    assert version_number("2") > version_number("1.99.99")
    assert version_number("1.0.0") == version_number("1")
