"""How long goods lines in Parquet take to the monthly table, beside hand-written SQL for the same engine, and how that grows.

`GOODS_LINES` sets how many lines are measured (a million by default), ten months of them. Half a million lines at most are invented
anew; the rest are their copies, with declarations and days of their own, more traders and more goods. The sides take turns, each in a
process of its own that does nothing else, and the least time counts: that of the processor beside that of the clock, for where
others work on the same machine only the first says something.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import pandas as pd
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from assessment.customs.codes import codes
from assessment.customs.delivery import MEMORY
from assessment.customs.engines import monthly_figures
from assessment.customs.monthly import KEYS
from assessment.customs.simulate import simulate_goods_lines, simulate_parquet
from assessment.customs.store import GoodsLines

from .test_speed import beside

MONTHS = 10
MOST_INVENTED = 500_000
COPY = """
COPY (SELECT * REPLACE (
    (declaration::BIGINT + {copy} * 20000000)::VARCHAR AS declaration, declaration_key + {copy} * 2000000 AS declaration_key,
    whole_key + {copy} * 2000000 AS whole_key, (registered_on + to_months({month}))::DATE AS registered_on,
    delivered + {month} AS delivered, left(hs, 6) || lpad(((declaration_key * 31 + line) % 100)::VARCHAR, 2, '0') AS hs,
    lpad((trader::BIGINT + {within} * 4000)::VARCHAR, 10, '0') AS trader)
FROM read_parquet('{source}', hive_partitioning = false)) TO '{target}' (FORMAT parquet, COMPRESSION zstd)
"""
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


def make_store(folder: Path, rows: int) -> Path:
    """Write a store of about so many lines of ten months, and return its folder."""
    invented = min(rows // MONTHS, MOST_INVENTED)
    simulate_parquet(folder / "invented", invented, 1, [date(2026, 1, 1)])
    parts = {}
    with duckdb.connect(config={"memory_limit": MEMORY}) as database:
        for copy in range(rows // invented):
            month, within = divmod(copy, max(rows // invented // MONTHS, 1))
            for at, entry in enumerate(GoodsLines(folder / "invented").partitions.values()):
                target = folder / f"{month}-{within}-{at}.parquet"
                source = folder / "invented" / str(entry["file"])
                database.execute(COPY.format(copy=copy, month=month, within=within, source=source, target=target))
                parts[f"{202601 + month}/{copy}/{at}"] = {**entry, "file": target.name}
    return in_force(folder, parts)


def in_force(folder: Path, parts: Mapping[str, Any]) -> Path:
    folder.mkdir(exist_ok=True)
    current = {"synthetic": True, "partitions": dict(parts)}
    (folder / "CURRENT.json").write_text(json.dumps(current), encoding="utf-8")
    return folder


def first_months(store: Path, months: int) -> Path:
    """Return a store of the first months of one, on the same files."""
    parts = {
        key: {**entry, "file": f"../{store.name}/{entry['file']}"}
        for key, entry in GoodsLines(store).partitions.items()
        if int(key[:6]) <= 202600 + months
    }
    return in_force(store.with_name(f"{store.name}-{months}"), parts)


@pytest.fixture
def store(benchmark: BenchmarkFixture, tmp_path: Path) -> Path:
    """Return a store of invented lines."""
    return make_store(tmp_path / "store", size(benchmark))


def by_expression(store: Path) -> pd.DataFrame:
    return monthly_figures(GoodsLines(store))


def by_hand(store: Path) -> pd.DataFrame:
    with duckdb.connect(config={"memory_limit": MEMORY}) as database:
        database.read_parquet(GoodsLines(store).files(), hive_partitioning=False).create_view("lines")
        for kind in ("regimes", "offices", "gates", "partners"):
            database.register(f"frame_{kind}", codes(kind))
            database.execute(f"CREATE TABLE {kind} AS FROM frame_{kind}")
        return database.execute(SQL).df()


def by_pandas(store: Path) -> pd.DataFrame:
    """Return lines, values and declarations with all lines in memory at once, as many columns as the figures need."""
    columns = ["declaration_key", "version", "delivered", "cancelled", "whole_key", "registered_on", "office", "regime", "hs",
               "origin", "destination", "trader", "value_usd"]  # fmt: skip
    lines = pd.concat([pd.read_parquet(file, columns=columns, partitioning=None) for file in GoodsLines(store).files()])
    lines["mark"] = lines["version"].astype("int64") * 1_000_000 + lines["delivered"]
    newest = lines["mark"] == lines.groupby("declaration_key")["mark"].transform("max")
    lines = lines[newest & ~lines["cancelled"]]
    # In ten-thousandths of a dollar, as whole numbers: exact, and not object by object as decimals.
    lines["value_usd"] = (lines["value_usd"].astype("float64") * 10_000).round().astype("int64")
    lines["month"] = pd.to_datetime(lines["registered_on"]).dt.to_period("M").dt.start_time
    keys = ["month", "office", "regime", "hs", "origin", "destination"]
    return lines.groupby(keys, as_index=False).agg(
        value_usd=("value_usd", "sum"), lines=("hs", "size"), declarations=("whole_key", "nunique"),
        traders=("trader", "nunique"),
    )  # fmt: skip


def by_spark(store: Path) -> pd.DataFrame:
    return monthly_figures(GoodsLines(store), engine="spark", master="local[2]")


def alone(store: Path, side: str) -> dict[str, float]:
    """Return seconds of clock and of processor, and the most memory in MB, that a process of its own takes for one side."""
    # Not `ru_maxrss`: a child process begins with that of its parent.
    code = (
        "import sys, time; from pathlib import Path; from tests.benchmarks import test_goods_lines as sides\n"
        "clock, processor = time.perf_counter(), time.process_time()\n"
        f"sides.{side}(Path(sys.argv[1]))\n"
        "print(time.perf_counter() - clock, time.process_time() - processor,"
        " int(Path('/proc/self/status').read_text().split('VmHWM:')[1].split()[0]) / 1024)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(store)], check=True, capture_output=True, text=True)
    return dict(zip(("seconds", "processor", "MB"), map(float, done.stdout.split()[-3:]), strict=True))


def test_from_parquet_to_the_monthly_table(benchmark: BenchmarkFixture, store: Path) -> None:
    found = benchmark.pedantic(lambda: by_expression(store), rounds=1)
    keys = list(KEYS)
    theirs = by_hand(store).sort_values(keys, ignore_index=True)
    for name in (*keys, "lines", "declarations", "traders"):
        assert found[name].astype(str).tolist() == theirs[name].astype(str).tolist(), name
    assert (found["value_usd"] - theirs["value_usd"].astype(float)).abs().max() < 0.005
    pandas = by_pandas(store)
    assert pandas["lines"].sum() == found["lines"].sum()
    assert pandas["value_usd"].sum() / 10_000 == pytest.approx(found["value_usd"].sum(), rel=1e-12)
    benchmark.extra_info |= {"lines": size(benchmark), "cells": len(found)}


@pytest.mark.skipif(sys.platform != "linux", reason="the most memory of a process is told by Linux alone")
def test_how_time_and_memory_grow(benchmark: BenchmarkFixture, store: Path) -> None:
    rounds = 1 if benchmark.disabled else 3
    for months in (1,) if benchmark.disabled else (1, 2, 5, MONTHS):
        part = first_months(store, months)
        sides = ["by_expression", "by_hand", *(["by_pandas"] if months == 1 else [])]
        taken = [{side: alone(part, side) for side in sides} for _ in range(rounds)]
        least = {side: {name: min(turn[side][name] for turn in taken) for name in taken[0][side]} for side in sides}
        benchmark.extra_info[f"{size(benchmark) * months // MONTHS:,} lines"] = least
        assert least["by_expression"]["MB"] < 4096
    benchmark.pedantic(lambda: by_expression(part), rounds=1)


def test_spark_beside(benchmark: BenchmarkFixture, store: Path) -> None:
    pytest.importorskip("pyspark", reason='PySpark is not installed: pip install ".[spark]"')
    if benchmark.disabled:
        pytest.skip("that both engines agree is tested in tests/customs/test_engines.py")
    found = benchmark.pedantic(lambda: by_spark(store), rounds=1)
    pd.testing.assert_frame_equal(found, by_expression(store), check_exact=True)
    beside(benchmark, "DuckDB", lambda: by_expression(store), rounds=1)


def by_loading(export: Path) -> int:
    with TemporaryDirectory() as folder:
        return GoodsLines(Path(folder) / "store").load([export], "HQHUUNGHI").delivery.read


def by_read_excel(export: Path) -> pd.DataFrame:
    return pd.read_excel(export, engine="openpyxl")


def test_loading_an_export(benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    rows = min(size(benchmark), 100_000)
    text, _ = simulate_goods_lines(tmp_path / "lines.csv", rows, 1)
    book, _ = simulate_goods_lines(tmp_path / "book.xlsx", rows // 5, 1)
    assert benchmark.pedantic(lambda: by_loading(text), rounds=3) == rows
    benchmark.extra_info |= {"lines of text": rows, "lines of workbook": rows // 5}
    beside(benchmark, "the workbook, a fifth of the lines", lambda: by_loading(book), rounds=1)
    beside(benchmark, "pandas.read_excel of the workbook", lambda: by_read_excel(book), rounds=1)


@pytest.mark.skipif(sys.platform != "linux", reason="the most memory of a process is told by Linux alone")
def test_memory_of_loading_an_export(benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    """Lines a second and the most memory of a process of its own, at two sizes, beside pandas."""
    most = min(size(benchmark), 100_000)
    measured = {"csv": ["by_loading"], "xlsx": ["by_loading", "by_read_excel"]}
    for rows in (1_000,) if benchmark.disabled else (most // 5, most):
        for suffix, sides in ({"csv": ["by_loading"]} if benchmark.disabled else measured).items():
            export, _ = simulate_goods_lines(tmp_path / f"{rows}.{suffix}", rows, 1)
            for side in sides:
                taken = alone(export, side)
                shown = {"lines a second": round(rows / taken["processor"]), "MB": round(taken["MB"])}
                benchmark.extra_info[f"{rows:,} lines, {suffix}, {side}"] = shown
                assert taken["MB"] < 4096
    benchmark.pedantic(lambda: by_loading(export), rounds=1)
