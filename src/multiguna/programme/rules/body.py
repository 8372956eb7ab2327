"""A pack as JSON and back, so that the database keeps it whole, and the hash of what it says."""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from hashlib import sha256

from multiguna.kernel import canonical
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Text
from multiguna.programme.terms import Pack

Json = typing.Union[str, int, bool, None, list["Json"], dict[str, "Json"]]  # noqa: UP007
