"""The only writers of packs: in the database, and as folders and signatures on disk."""

from multiguna.programme.actions.installing import install_pack

__all__ = ["install_pack"]
