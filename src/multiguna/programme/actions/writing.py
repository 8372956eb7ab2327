"""Writes the folder of a new pack: whole and checked, or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import mkdtemp

from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Text
from multiguna.programme.rules.packs import read_pack
from multiguna.programme.terms import Pack


def write_pack(
    *, files: Mapping[str, str], folder: Path, check: Callable[[Path], object] | None = None
) -> Pack:
    """Write the files of a pack to a folder that is not there yet; gives the pack as it reads.

    The files are written beside it, read as a pack, judged by `check` if there is one, and only
    then renamed: a refusal leaves nothing behind. Refuses `folder_exists` and what `read_pack`
    and `check` refuse.
    """
    if folder.exists():
        raise _exists(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        for name, text in files.items():
            path = fresh / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        pack = read_pack(fresh)
        if check is not None:
            check(fresh)
        fresh.chmod(0o755)
        try:
            fresh.rename(folder)
        except OSError:
            raise _exists(folder) from None
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return pack


def _exists(folder: Path) -> Refused:
    return Refused(
        "folder_exists",
        Text(
            id=f"Folder {folder.name} sudah ada. Pilih nama atau tempat lain (--out); yang ada "
            "tidak ditimpa.",
            en=f"The folder {folder.name} is there already. Choose another name or place (--out); "
            "nothing is overwritten.",
        ),
    )
