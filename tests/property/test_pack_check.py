"""Whatever is written into a pack's files, the check answers with problems and never breaks."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from multiguna.programme.rules import check_pack

TEMPLATE = Path(__file__).parents[2] / "packs" / "template"
FILES = sorted(
    path.relative_to(TEMPLATE).as_posix()
    for path in TEMPLATE.rglob("*")
    if path.suffix in (".yaml", ".csv")
)
SCRIBBLES = st.one_of(
    st.binary(max_size=4),
    st.sampled_from(
        [b"null", b"[]", b"{}", b"1e9", b"- ", b": ", b'"\\0"', b'"\\ud800"', b"!!set {a}", b"&a b",
         b"*a", b"<<: {}", b"? [a]", b"2026-02-30", b"9" * 30, b"!!timestamp x", b"\r", b'"']
    ),
)  # fmt: skip


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    copy = tmp_path_factory.mktemp("packs") / "template"
    shutil.copytree(TEMPLATE, copy)
    return copy


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(file=st.sampled_from(FILES), at=st.integers(0, 3000), cut=st.integers(0, 20), new=SCRIBBLES)
def test_a_scribble_is_judged(pack: Path, file: str, at: int, cut: int, new: bytes) -> None:
    path, original = pack / file, (TEMPLATE / file).read_bytes()
    at %= len(original)
    path.write_bytes(original[:at] + new + original[at + cut :])
    try:
        problems = check_pack(pack)
    finally:
        path.write_bytes(original)
    assert all(p.code and p.file and p.message.id and p.message.en for p in problems)
