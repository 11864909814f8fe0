"""How long goods lines in Parquet take to the monthly table, beside hand-written SQL for the same engine, and how memory grows.

`GOODS_LINES` sets how many lines are measured (a million by default); the store is invented anew, half a year of it. Both sides run in
one process after the other on the same files, so the ratio in `extra_info` does not depend on the machine. Memory is that of a process
of its own, which does nothing else.
"""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from assessment.customs.codes import codes
from assessment.customs.delivery import MEMORY
from assessment.customs.monthly import KEYS, monthly
from assessment.customs.simulate import simulate_goods_lines, simulate_parquet
from assessment.customs.store import GoodsLines

from .test_speed import beside

MONTHS = [date(2026, month, 1) for month in range(1, 7)]
SQL = """
WITH changed AS (
    SELECT declaration_key AS changed_key, max(version * 1000000 + delivered) AS holding,
        arg_max(cancelled, version * 1000000 + delivered) AS gone
    FROM lines WHERE version > 0 OR cancelled GROUP BY ALL
), counted AS (
    SELECT lines.* FROM lines LEFT JOIN changed ON declaration_key = changed_key
    WHERE holding IS NULL OR (version * 1000000 + delivered = holding AND NOT gone)
), coded AS (
    SELECT counted.* EXCLUDE (office, hs), date_trunc('month', registered_on) AS month,
        coalesce(offices.office, counted.office) AS office,
        coalesce(storages.gate, gates.gate, 'unstated') AS gate, coalesce(flow, 'none') AS flow, left(hs, 8) AS hs,
        CASE flow WHEN 'import' THEN origin WHEN 'export' THEN destination END AS country
    FROM counted
    LEFT JOIN regimes ON regime = regimes.code AND registered_on BETWEEN regimes.valid_from AND regimes.valid_to
    LEFT JOIN offices ON counted.office = offices.code AND registered_on BETWEEN offices.valid_from AND offices.valid_to
    LEFT JOIN (FROM gates WHERE kind = 'storage') AS storages ON storage = storages.code
    LEFT JOIN (FROM gates WHERE kind = 'office') AS gates ON counted.office = gates.code
), named AS (
    SELECT coded.*, coalesce(partners.partner, country, 'unstated') AS partner FROM coded LEFT JOIN partners ON country = partners.code
)
SELECT month, office, gate, flow, regime, hs, partner, sum(value_usd) AS value_usd, sum(weight_kg) AS weight_kg, count(*) AS lines,
    count(DISTINCT whole_key) AS declarations, count(DISTINCT trader) AS traders
FROM named GROUP BY ALL
"""


def size(benchmark: BenchmarkFixture) -> int:
    return 20_000 if benchmark.disabled else int(os.environ.get("GOODS_LINES", "1000000"))


@pytest.fixture
def store(benchmark: BenchmarkFixture, tmp_path: Path) -> Path:
    """Return a store of invented lines."""
    simulate_parquet(tmp_path / "store", size(benchmark), 1, MONTHS)
    return tmp_path / "store"


def by_expression(store: Path) -> pd.DataFrame:
    frame: pd.DataFrame = monthly(GoodsLines(store).lines()).to_pandas()
    return frame


def by_hand(store: Path) -> pd.DataFrame:
    with duckdb.connect(config={"memory_limit": MEMORY}) as database:
        database.read_parquet(GoodsLines(store).files(), hive_partitioning=False).create_view("lines")
        for kind in ("regimes", "offices", "gates", "partners"):
            database.register(f"frame_{kind}", codes(kind))
            database.execute(f"CREATE TABLE {kind} AS FROM frame_{kind}")
        return database.execute(SQL).df()


def peak(store: Path, side: str) -> int:
    """Return the most memory, in MB, that a process of its own takes for one side."""
    # Not `ru_maxrss`: a child process begins with that of its parent.
    code = (
        "import sys; from pathlib import Path; from tests.benchmarks import test_goods_lines as sides; sides."
        f"{side}(Path(sys.argv[1])); print(Path('/proc/self/status').read_text().split('VmHWM:')[1].split()[0])"
    )
    done = subprocess.run([sys.executable, "-c", code, str(store)], check=True, capture_output=True, text=True)
    return int(done.stdout.split()[-1]) // 1024


def test_from_parquet_to_the_monthly_table(benchmark: BenchmarkFixture, store: Path) -> None:
    found = benchmark.pedantic(lambda: by_expression(store), rounds=3, warmup_rounds=1)
    beside(benchmark, "hand-written SQL", lambda: by_hand(store))
    keys = list(KEYS)
    ours, theirs = (frame.sort_values(keys, ignore_index=True) for frame in (found, by_hand(store)))
    for name in (*keys, "lines", "declarations", "traders"):
        assert ours[name].astype(str).tolist() == theirs[name].astype(str).tolist(), name
    assert (ours["value_usd"].astype(float) - theirs["value_usd"].astype(float)).abs().max() < 0.005
    benchmark.extra_info |= {"lines": size(benchmark), "cells": len(ours)}


@pytest.mark.skipif(sys.platform != "linux", reason="the most memory of a process is told by Linux alone")
def test_how_memory_grows(benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    most = size(benchmark)
    for rows in (most // 5, most):
        folder = tmp_path / str(rows)
        simulate_parquet(folder, rows, 1, MONTHS)
        for side in ("by_expression", "by_hand"):
            benchmark.extra_info[f"{rows:,} lines, {side} (MB)"] = peak(folder, side)
    benchmark.pedantic(lambda: by_expression(tmp_path / str(most // 5)), rounds=1)


def test_loading_an_export(benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    rows = min(size(benchmark), 100_000)
    text, _ = simulate_goods_lines(tmp_path / "lines.csv", rows, 1)
    book, _ = simulate_goods_lines(tmp_path / "book.xlsx", rows // 5, 1)
    stores = iter(range(1000))

    def load(path: Path) -> int:
        return GoodsLines(tmp_path / f"store {next(stores)}").load([path], "HQHUUNGHI").delivery.read

    assert benchmark.pedantic(lambda: load(text), rounds=3) == rows
    benchmark.extra_info |= {"lines of text": rows, "lines of workbook": rows // 5}
    beside(benchmark, "the workbook, a fifth of the lines", lambda: load(book), rounds=1)
    beside(benchmark, "pandas.read_excel of the workbook", lambda: pd.read_excel(book, engine="openpyxl"), rounds=1)
