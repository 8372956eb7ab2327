"""The only writers of packs: in the database, and as folders and signatures on disk."""

from multiguna.programme.actions.installing import install_pack
from multiguna.programme.actions.signing import distrust_publisher, sign_pack, trust_publisher
from multiguna.programme.actions.writing import write_pack

__all__ = ["distrust_publisher", "install_pack", "sign_pack", "trust_publisher", "write_pack"]
