"""Reads of installed packs."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path

from multiguna.kernel import keys
from multiguna.kernel.db import Cursor, transaction
from multiguna.kernel.errors import Refused
from multiguna.kernel.home import home
from multiguna.kernel.terms import Actor, Text
from multiguna.programme.rules.body import pack_from_body, pack_hash
from multiguna.programme.rules.signing import publisher_of
from multiguna.programme.terms import Pack
from multiguna.programme.terms.signing import Publisher

PUBLISHER_KEY = "publisher"
_parsed: dict[tuple[str, int], Pack] = {}
IN_FORCE = "SELECT max(install_no) FROM programme_pack WHERE region = %s"
BODY = "SELECT body FROM programme_pack WHERE region = %s AND install_no = %s"


def pack_in_force(by: Actor) -> Pack:
    """The region's newest pack; refuses with `pack_missing` before one is installed."""
    with transaction(by) as cursor:
        row = cursor.execute(IN_FORCE, [by.region]).fetchone()
        if row is None or row[0] is None:
            raise Refused(
                "pack_missing",
                Text(
                    id=f"Belum ada paket program untuk wilayah {by.region}. Pasang dengan "
                    "'multiguna pack install PATH'.",
                    en=f"No programme pack is installed for region {by.region}. Install one with "
                    "'multiguna pack install PATH'.",
                ),
                region=by.region,
            )
        return pack_numbered(cursor, by.region, row[0])


def pack_numbered(cursor: Cursor, region: str, install_no: int) -> Pack:
    """A pack by its installation; read once a process, for an installation never changes."""
    key = (region, install_no)
    if key not in _parsed:
        row = cursor.execute(BODY, [region, install_no]).fetchone()
        assert row is not None
        _parsed[key] = pack_from_body(row[0])
    return _parsed[key]


def letter_template(pack: Pack, name: str) -> Path:
    """The file of a pack's letter template, written once to the home from the installed pack."""
    folder = home() / "letters" / pack_hash(pack)[:16]
    if not folder.exists():
        fresh = folder.with_name(f"{folder.name}.{os.getpid()}")
        fresh.mkdir(parents=True, exist_ok=True)
        for template in pack.letters:
            (fresh / f"{Path(template.name).stem}.typ").write_text(
                template.source, encoding="utf-8"
            )
        with suppress(OSError):  # another process was first, with the same content
            fresh.rename(folder)
    return folder / name


def publishers_folder() -> Path:
    """Where this installation keeps the keys of publishers that it believes."""
    return home() / "publishers"


def publishers() -> dict[str, Publisher]:
    """The publishers whose packs this installation believes, by key id; its own key among them.

    The own key is listed once it exists: it is made when the first pack is signed.
    """
    found = []
    if (home() / "keys" / f"{PUBLISHER_KEY}.pem").exists():
        own = keys.signing_key(home(), PUBLISHER_KEY).public_key()
        found.append(publisher_of(own, "Instalasi ini / this installation", own=True))
    for file in sorted(publishers_folder().glob("*.json")):
        body = json.loads(file.read_text("utf-8"))
        found.append(Publisher(body["key_id"], body["name"], body["key"]))
    return {publisher.key_id: publisher for publisher in reversed(found)}
