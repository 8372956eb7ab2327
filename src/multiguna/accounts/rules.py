"""Judgements about logging in."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from datetime import datetime

from multiguna.accounts.terms import (
    FAILURE_WINDOW,
    FAILURES_MAX,
    REGION_REFUSALS,
    SECOND_FACTOR_ROLES,
    USER_REFUSALS,
)
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import HOSPITAL_ROLES, Role

_USERNAME = re.compile(r"[a-z0-9][a-z0-9.-]{2,39}")


def region_to_serve(hosted: Sequence[str], named: str | None) -> str:
    """The region that a command acts for: the one named, or the only one there is.

    Never a guess: refuses `region_unnamed` when there are several, `region_not_hosted` when the one
    named is not among them, `region_unknown` when there is none.

    >>> region_to_serve(["36.71"], None)
    '36.71'
    """
    if not hosted:
        raise Refused("region_unknown", REGION_REFUSALS["region_unknown"])
    if named is not None:
        if named not in hosted:
            raise Refused("region_not_hosted", REGION_REFUSALS["region_not_hosted"], region=named)
        return named
    if len(hosted) > 1:
        raise Refused(
            "region_unnamed", REGION_REFUSALS["region_unnamed"], regions=", ".join(hosted)
        )
    return hosted[0]


def needs_second_factor(role: Role, *, demo: bool) -> bool:
    """Whether a login in this role needs a code besides the password; never in a demo.

    >>> needs_second_factor(Role.TREASURER, demo=False)
    True
    >>> needs_second_factor(Role.DESK_CLERK, demo=False)
    False
    """
    return role in SECOND_FACTOR_ROLES and not demo


def must_wait(failures: Sequence[datetime], now: datetime) -> bool:
    """Whether a name has failed too often lately, whoever tried it."""
    return sum(now - failed < FAILURE_WINDOW for failed in failures) >= FAILURES_MAX


def failure_key(username: str) -> str:
    """The mark under which failures of a typed name are counted.

    A hash, because people type passwords and card numbers into the wrong field.

    >>> failure_key(" Loket") == failure_key("loket")
    True
    """
    return hashlib.sha256(username.strip().lower().encode()).hexdigest()


def check_new_user(username: str, role: Role, provider_code: str | None) -> None:
    """Refuses a malformed username, the role of unattended work, and a wrong bond to a hospital."""
    if not _USERNAME.fullmatch(username):
        raise Refused("username_invalid", USER_REFUSALS["username_invalid"])
    if role is Role.SYSTEM:
        raise Refused("role_not_a_person", USER_REFUSALS["role_not_a_person"])
    if role in HOSPITAL_ROLES and provider_code is None:
        raise Refused("provider_needed", USER_REFUSALS["provider_needed"])
    if role not in HOSPITAL_ROLES and provider_code is not None:
        raise Refused("provider_not_allowed", USER_REFUSALS["provider_not_allowed"])
