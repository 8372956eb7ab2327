"""Records compared with Splink on DuckDB, in this process's memory: nothing leaves the machine.

Splink and DuckDB are imported when they are needed: no other command waits for them.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING, Literal, cast

from multiguna.kernel.db import Cursor
from multiguna.registry.rules.linkage import (
    LEAST_CHANCE,
    PAIRS,
    PREPARED,
    SEED,
    Chance,
    Comparison,
    sample_percent,
    seen,
    sure_bp,
)
from multiguna.registry.terms.merging import Alike

if TYPE_CHECKING:
    import duckdb

COLUMNS = ("unique_id", "name", "birth_date", "sex", "nik", "kk", "mother")
DIFFERS = "differs"
MEMORY_LIMIT = "8GB"
"""What comparing may take at most."""
SAMPLED = """
SELECT person_id, name, birth_date, sex, nik, kk, mother_nik
FROM registry_person TABLESAMPLE BERNOULLI ({share}) REPEATABLE ({seed})
WHERE region = %(region)s
"""
NAMES = """
SELECT name, count(*) AS times FROM registry_person WHERE region = %(region)s
GROUP BY name HAVING count(*) > 1
"""


@contextmanager
def memory() -> Iterator[duckdb.DuckDBPyConnection]:
    """A DuckDB of our own in memory, which may load nothing, reach no network and use no disk.

    Without a place for temporary files it rather fails than leave names and numbers in one.
    """
    import duckdb

    with duckdb.connect(
        ":memory:",
        config={
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "memory_limit": MEMORY_LIMIT,
            "temp_directory": "",
            "threads": "2",
        },
    ) as connection:
        connection.execute("SET enable_progress_bar = false")
        yield connection


def load(
    cursor: Cursor,
    connection: duckdb.DuckDBPyConnection,
    table: str,
    select: str,
    values: dict[str, object],
) -> int:
    """Copy what a SELECT gives (in the order of COLUMNS) into a table prepared for comparing."""
    from pyarrow import csv, string

    held = BytesIO()
    held.write((",".join(COLUMNS) + "\n").encode())
    with cursor.copy(f"COPY ({select}) TO STDOUT (FORMAT csv)", values) as copy:
        for part in copy:
            held.write(part)
    held.seek(0)
    read = csv.read_csv(
        held,
        convert_options=csv.ConvertOptions(
            column_types={name: string() for name in COLUMNS},
            strings_can_be_null=True,
            null_values=[""],
        ),
    )
    connection.register("copied", read)
    typed = """SELECT CAST(unique_id AS BIGINT) AS unique_id, name,
        CAST(birth_date AS DATE) AS birth_date, sex, nik, kk, mother FROM copied"""
    connection.execute(f"CREATE TABLE {table}_said AS {typed}")
    connection.unregister("copied")
    connection.execute(f"CREATE TABLE {table} AS {PREPARED.format(table=f'{table}_said')}")
    connection.execute(f"DROP TABLE {table}_said")
    return int(read.num_rows)


def load_sample(
    cursor: Cursor, connection: duckdb.DuckDBPyConnection, region: str, total: int
) -> None:
    """A sample of the registry, the same for the same registry, as the table `sampled`."""
    select = SAMPLED.format(share=sample_percent(total), seed=SEED)
    load(cursor, connection, "sampled", select, {"region": region})


def load_names(
    cursor: Cursor, connection: duckdb.DuckDBPyConnection, region: str, total: int
) -> None:
    """How often each name occurs in the whole registry, as the table `name_shares`.

    One holder is left out: of a name that only the two compared records have, one is the other.
    """
    from pyarrow import array, table

    rows = cursor.execute(NAMES, {"region": region}).fetchall()
    counted = table({
        "name": array([row[0] for row in rows], "string"),
        "times": array([row[1] for row in rows], "int64"),
    })  # fmt: skip
    connection.register("counted", counted)
    connection.execute(
        f"""CREATE TABLE name_shares AS
        SELECT name, greatest(sum(times) - 1, 1) / {max(total, 1)} AS tf_name FROM (
            SELECT nullif(trim(regexp_replace(upper(name), '[^A-Z]+', ' ', 'g')), '') AS name,
                   times
            FROM counted
        ) WHERE name IS NOT NULL GROUP BY name"""
    )
    connection.unregister("counted")


def alike(
    connection: duckdb.DuckDBPyConnection,
    tables: Sequence[str],
    *,
    comparisons: Sequence[Comparison],
    blocks: Sequence[str],
    prior: Chance,
    least: Chance,
) -> list[Alike]:
    """The pairs of one table, or between two, that are likely enough one person, the surest first.

    Reads `sampled` and `name_shares` of the same connection. The same input gives the same scores.
    """
    from splink import Linker
    from splink.backends.duckdb import DuckDBAPI

    logging.getLogger("splink").setLevel(logging.ERROR)
    backend = DuckDBAPI(connection=connection)
    chance = _chances(backend, comparisons)
    inputs = [
        backend.register(name, dataset_display_name=f"p{place}_{name}")
        for place, name in enumerate(tables)  # the left one of a pair is the first table's
    ]
    model = _settings(
        "dedupe_only" if len(tables) == 1 else "link_only", comparisons, blocks, prior, chance
    )
    linker = Linker(inputs if len(inputs) > 1 else inputs[0], model, log_level=logging.ERROR)
    linker.table_management.register_term_frequency_lookup(
        backend.register("name_shares", dataset_display_name="of_names"), "name"
    )
    found = linker.inference.predict(
        threshold_match_probability=least, warning_mode="auto"
    ).as_record_list()
    pairs = [_pair(row, comparisons) for row in found]
    return sorted(pairs, key=lambda one: (-one.score_bp, one.left, one.right))


def _pair(row: dict[str, object], comparisons: Sequence[Comparison]) -> Alike:
    agreed = {}
    for one in comparisons:
        reached = int(str(row[f"gamma_{one.name}"]))  # -1 unknown, 0 the last level, upwards
        agreed[one.name] = one.levels[-1 - reached].said if reached >= 0 else one.levels[0].said
    left, right = int(str(row["unique_id_l"])), int(str(row["unique_id_r"]))
    return Alike(left, right, sure_bp(cast("Chance", row["match_probability"])), agreed)


Chances = dict[tuple[str, str], Chance]


def _chances(backend: object, comparisons: Sequence[Comparison]) -> Chances:
    """How often each level is seen between two people picked at random, from the sample."""
    from splink import Linker
    from splink.backends.duckdb import DuckDBAPI

    assert isinstance(backend, DuckDBAPI)
    sampled = backend.register("sampled", dataset_display_name="of_sampled")
    settings = _settings("dedupe_only", comparisons, ["l.birth = r.birth"], LEAST_CHANCE, {})
    linker = Linker(sampled, settings, log_level=logging.ERROR)
    linker.training.estimate_u_using_random_sampling(
        max_pairs=PAIRS, seed=SEED, min_count_per_level=None, num_chunks=1
    )
    chances: Chances = {}
    for trained in linker.misc.save_model_to_json()["comparisons"]:
        for level in trained["comparison_levels"]:
            key = trained["output_column_name"], level["label_for_charts"]
            chances[key] = seen(level.get("u_probability"))
    return chances


def _settings(
    link_type: Literal["dedupe_only", "link_only"],
    comparisons: Sequence[Comparison],
    blocks: Sequence[str],
    prior: Chance,
    chances: Chances,
) -> dict[str, object]:
    """The model in Splink's own words."""
    written = []
    for one in comparisons:
        levels: list[dict[str, object]] = []
        for level in one.levels:
            said: dict[str, object] = {
                "sql_condition": level.condition, "label_for_charts": level.said,
            }  # fmt: skip
            if level.m is None:
                said["is_null_level"] = True
            else:
                said |= {"m_probability": level.m, "fix_m_probability": True}
                chance = chances.get((one.name, level.said))
                if chance is not None:  # what differs never speaks for two being one
                    said["u_probability"] = max(chance, level.m if level.said == DIFFERS else 0)
            if one.frequency and level.said == "exact" and chances:
                said["tf_adjustment_column"] = one.frequency
            levels.append(said)
        written.append({"output_column_name": one.name, "comparison_levels": levels})
    return {
        "link_type": link_type,
        "unique_id_column_name": "unique_id",
        "probability_two_random_records_match": prior,
        "blocking_rules_to_generate_predictions": list(blocks),
        "comparisons": written,
        "retain_matching_columns": True,
        "retain_intermediate_calculation_columns": False,
    }
