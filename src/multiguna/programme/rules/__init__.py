"""The judgements about a pack: is it sound, what does it say on a day, what does it change."""

from multiguna.programme.rules.body import pack_body, pack_from_body, pack_hash
from multiguna.programme.rules.choosing import (
    codes_on,
    number_on,
    parameter_on,
    stage_on,
    value_on,
)
from multiguna.programme.rules.comparing import diff_packs
from multiguna.programme.rules.packs import check_pack, read_pack

__all__ = [
    "check_pack",
    "codes_on",
    "diff_packs",
    "number_on",
    "pack_body",
    "pack_from_body",
    "pack_hash",
    "parameter_on",
    "read_pack",
    "stage_on",
    "value_on",
]
