"""Where this installation keeps its files: database, keys, original claim files."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def home() -> Path:
    """The folder of this installation (`MULTIGUNA_HOME`), made when absent.

    Mode 0700; as root 0711, so that the database server's own user can pass through to its data.
    """
    named = os.environ.get("MULTIGUNA_HOME")
    if named:
        folder = Path(named)
    elif os.geteuid() == 0:
        folder = Path("/var/lib/multiguna")
    else:
        folder = Path.home() / ".local" / "share" / "multiguna"
    folder = folder.absolute()
    folder.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, parents=True, exist_ok=True)
    return folder


def secret(name: str) -> str:
    """A random secret kept in `home()/secrets/NAME` (0600); made once, by whoever is first."""
    folder = home() / "secrets"
    folder.mkdir(mode=0o700, exist_ok=True)
    path = folder / name
    if not path.exists():
        fresh = folder / f".{name}.{os.getpid()}.{secrets.token_hex(4)}"
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(48))
        try:
            os.link(fresh, path)  # the first link wins; a later one finds the name taken
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_text()
