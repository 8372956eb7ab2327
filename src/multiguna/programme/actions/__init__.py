"""The only writers of packs: in the database, and as folders and signatures on disk."""

from multiguna.programme.actions.installing import install_pack
from multiguna.programme.actions.writing import write_pack

__all__ = ["install_pack", "write_pack"]
