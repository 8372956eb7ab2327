"""A month's civil-registry file with fifty thousand changes, on two million residents.

The residents are those of the registry's benchmark. `MULTIGUNA_BENCH_RESIDENTS` sets the size of
the city, `MULTIGUNA_BENCH_CHANGES` that of the file.
"""

from __future__ import annotations

import os
import sys
from datetime import date

from benchmarks import floor, registry
from benchmarks.floor import Figure, Limit
from multiguna.kernel import clock
from multiguna.kernel.db import transaction
from multiguna.kernel.home import home
from multiguna.payments.queries import affected
from multiguna.programme.queries import pack_in_force
from multiguna.registry.actions import import_membership, update_residents
from multiguna.synthetic.membership import write_membership
from multiguna.synthetic.updates import write_updates

MONTH, ON = date(2013, 1, 1), date(2013, 2, 3)


def run() -> list[Figure]:
    """Preview and apply the file, list what it touches, take in a JKN file of the whole city."""
    size = registry.size_wanted()
    changes = int(os.environ.get("MULTIGUNA_BENCH_CHANGES", str(size // 40)))
    residents = registry.residents_file(size)
    by = registry.load(residents).by
    path = home() / f"updates-{size}-{changes}.csv"
    written = write_updates(
        path, residents=residents, changes=changes, month=MONTH, seed=1,
        villages=pack_in_force(by).villages,
    )  # fmt: skip
    previewed, preview = floor.seconds(
        lambda: update_residents(path=path, by=by, on=ON, preview=True)
    )
    took, result = floor.seconds(lambda: update_residents(path=path, by=by, on=ON))
    assert result.rows.inserted + result.rows.updated == changes
    assert result.rows.refused == len(written.planted)
    assert preview.kinds == result.kinds
    with transaction(by) as cursor:
        listed, _ = floor.seconds(
            lambda: affected(cursor, by, since=clock.start_of(clock.now().date()))
        )
    jkn = home() / f"jkn-{size}.csv"
    rows = write_membership(jkn, residents=residents, start=date(2014, 1, 1), seed=1)
    joined, members = floor.seconds(lambda: import_membership(path=jkn, by=by, on=date(2016, 6, 1)))
    assert members.rows.updated > rows * 0.99  # a few of the city's rows are spoiled and unknown
    print(
        f"updates: {size} residents, {changes} changes: preview {previewed:.1f} s, "
        f"apply {took:.1f} s, effects {listed:.1f} s, {rows} rows of JKN {joined:.1f} s",
        file=sys.stderr,
    )
    return [
        Limit(f"updates: apply {changes:,} changes to {size:,} residents", "s", took, 60),
        Limit("updates: preview", "s", previewed, 60),
        Limit("updates: peak memory", "MB", floor.peak_memory_mb(), 500),
    ]
