"""Both engines give the same table to the last digit; what keeps Spark from starting is said with its remedy."""

from __future__ import annotations

import json
import shutil
import socket
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.customs import engines
from assessment.customs.confidentiality import rule
from assessment.customs.engines import engine_lines, java_version, monthly_figures
from assessment.customs.errors import GoodsLinesError
from assessment.customs.monthly import KEYS, monthly, unknown_codes
from assessment.customs.price_changes import price_changes
from assessment.customs.price_comparisons import price_rule
from assessment.customs.published import published
from assessment.customs.simulate import simulate_parquet
from assessment.customs.store import GoodsLines

from .declared import MONTHS, PLAN, ROWS, SEED
from .exports import stored

MASTER = "local[2]"
DAY = pd.Timestamp
# One of each trouble, all at the same cells as plain lines.
TROUBLES: list[dict[str, Any]] = [
    {},
    {"line": 2, "trader": None, "value_usd": None, "weight_kg": None},
    {"declaration_key": 2, "whole_key": 10681234567, "value_usd": Decimal("0.0001")},
    {"declaration_key": 3, "value_usd": Decimal("9999999999999.9999"), "weight_kg": Decimal("9999999999999.9999")},
    {"declaration_key": 3, "line": 2, "value_usd": Decimal("9999999999999.9999"), "hs": "07133491"},
    {"declaration_key": 4, "version": 0},
    {"declaration_key": 4, "version": 1, "delivered": 202603, "value_usd": Decimal("7.3333")},
    {"declaration_key": 4, "version": 1, "delivered": 202604, "value_usd": Decimal("7.3334")},
    {"declaration_key": 5, "cancelled": True},
    {"declaration_key": 6, "version": 1, "cancelled": True},
    {"declaration_key": 6, "version": 2, "registered_on": DAY("2026-02-28")},
    # Lines of one version that disagree about being cancelled: cancelled holds, in whatever order they come.
    {"declaration_key": 7, "version": 1, "cancelled": True},
    {"declaration_key": 7, "version": 1, "line": 2},
    {"declaration_key": 8, "regime": "Z99", "office": "15ZZ", "origin": "ATLANTIS", "unit": "XXX"},
    {"declaration_key": 9, "regime": "B11", "destination": None, "office": "UNSTATED"},
    {"declaration_key": 10, "storage": "15BB", "office": "HQTANTHANH", "registered_on": DAY("2025-03-14")},
    {"declaration_key": 11, "regime": "A43", "registered_on": DAY("2020-05-31"), "office": "../O'X"},
    {"declaration_key": 11, "line": 2, "regime": "A43", "registered_on": DAY("2020-06-01"), "trader": "2"},
]


def split(folder: Path, file_of: Callable[[int], int], lines: list[dict[str, Any]] | None = None) -> GoodsLines:
    """Return a store of lines, spread over files as told; its folders say nothing that is true."""
    # Decimals all of them: a number among them would make all of them numbers.
    plain = {"value_usd": Decimal(100), "weight_kg": Decimal(10)}
    table = stored(*(plain | line for line in (TROUBLES if lines is None else lines)))
    frame = table.to_pyarrow()
    places = [file_of(at) for at in range(frame.num_rows)]
    database = table.get_backend().con
    parts = {}
    for place in sorted(set(places)):
        part = frame.take([at for at, found in enumerate(places) if found == place])
        path = folder / f"year=1999/month=01/office=..%2FO%27X [{place}]" / "a b.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        database.register("part", part)
        database.execute(f"COPY part TO '{path}' (FORMAT parquet)")
        parts[str(place)] = {"file": path.relative_to(folder).as_posix(), "lines": part.num_rows}
    (folder / "CURRENT.json").write_text(json.dumps({"synthetic": True, "partitions": parts}), encoding="utf-8")
    return GoodsLines(folder)


def same(found: pd.DataFrame, expected: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(found, expected, check_exact=True)


@pytest.fixture
def spark() -> str:
    """Return a master of a real Spark; skip, and say why, where it cannot be."""
    pytest.importorskip("pyspark", reason='PySpark is not installed: pip install ".[spark]"')
    if shutil.which("java") is None:
        pytest.skip(f"there is no Java here; Spark needs {engines.JAVA[0]} or {engines.JAVA[1]}")
    return MASTER


# ------------------------------------------------------------------- the same table


def test_both_engines_give_the_same_table_to_the_last_digit(spark: str, tmp_path: Path) -> None:
    troubles = split(tmp_path / "troubles", lambda at: at % 3)
    simulate_parquet(tmp_path / "simulated", 4_000, seed=7)
    (tmp_path / "simulated" / "year=2026" / "not in force.parquet").write_text("no Parquet")
    simulated = GoodsLines(tmp_path / "simulated")
    stated = [(troubles, 8), (troubles, 2), (simulated, 8)]
    expected = [monthly_figures(store, digits) for store, digits in stated]  # type: ignore[arg-type]
    unknown = unknown_codes(troubles.lines())
    with engine_lines(troubles, "spark", spark) as lines:
        found = [monthly_figures(store, digits, "spark", spark) for store, digits in stated]  # type: ignore[arg-type]
        same(unknown_codes(lines), unknown)
    for ours, theirs in zip(found, expected, strict=True):
        same(ours, theirs)
    assert not list(tmp_path.rglob(".spill*"))
    # What was planted is there to be seen, or the comparison would say little.
    table = expected[0]
    assert {"Z99", "A43"} <= set(table["regime"])
    assert {"none", "import", "export"} == set(table["flow"])
    assert {"unstated", "huu_nghi"} <= set(table["gate"])
    assert (table["lines"] > table["lines_valued"]).any()
    assert 0 < expected[2]["lines"].sum() < 4_000


@pytest.mark.slow
def test_both_engines_give_the_same_figures_and_prices_for_print_to_the_last_digit(spark: str, tmp_path: Path) -> None:
    simulate_parquet(tmp_path, ROWS // 3, SEED, MONTHS, plan=PLAN)
    store = GoodsLines(tmp_path)
    figures = published(store.lines(), rule())
    expected = price_changes(store.lines(), rule(), price_rule(), figures)
    with engine_lines(store, "spark", spark) as lines:
        same(price_changes(lines, rule(), price_rule(), figures), expected)
        same(published(lines, rule()), figures)
    assert expected["value"].notna().any()
    assert expected["hidden"].any()


def test_spark_that_runs_already_is_used_and_left_running(spark: str, tmp_path: Path) -> None:
    from pyspark.sql import SparkSession

    store = split(tmp_path, lambda at: at)
    session = SparkSession.builder.master(spark).config("spark.ui.enabled", "false").getOrCreate()
    try:
        session.conf.set("spark.sql.session.timeZone", "Asia/Ho_Chi_Minh")
        same(monthly_figures(store, 4, "spark", spark), monthly_figures(store, 4))
        assert session.range(3).count() == 3
        assert session.conf.get("spark.sql.session.timeZone") == "Asia/Ho_Chi_Minh"
        with pytest.raises(
            GoodsLinesError, match=r"runs in this process already, on local\[2\]; asked for is local\[3\]"
        ):
            monthly_figures(store, 8, "spark", "local[3]")
        (tmp_path / next(iter(store.partitions.values()))["file"]).unlink()
        with pytest.raises(GoodsLinesError, match="broke off") as caught:
            monthly_figures(store, 8, "spark", spark)
        assert str(tmp_path) in caught.value.remedy
    finally:
        session.stop()


@pytest.fixture(scope="module")
def together(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    """Return the figures of lines that are all in one file."""
    return monthly_figures(split(tmp_path_factory.mktemp("one"), lambda _: 0))


@settings(max_examples=8)
@given(st.lists(st.integers(0, 4), min_size=len(TROUBLES), max_size=len(TROUBLES)), st.permutations(TROUBLES))
def test_any_spread_over_files_gives_the_same_table(
    tmp_path_factory: pytest.TempPathFactory, together: pd.DataFrame, places: list[int], order: list[dict[str, Any]]
) -> None:
    same(monthly_figures(split(tmp_path_factory.mktemp("many"), lambda at: places[at], order)), together)


def test_month_by_month_gives_what_all_months_at_once_give(tmp_path: Path) -> None:
    store = split(tmp_path, lambda at: at % 2)
    same(monthly_figures(store, 6), monthly(store.lines(), KEYS, 6).order_by(KEYS).to_pandas())


def test_decimals_are_added_exactly(tmp_path: Path) -> None:
    table = monthly_figures(split(tmp_path, lambda _: 0, TROUBLES[:5]), 4)
    assert table["value_usd"].tolist() == [float(Decimal("100.0001") + 2 * Decimal("9999999999999.9999"))]


# ------------------------------------------------------------------- what can go wrong


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> GoodsLines:
    """Return a store on a machine where PySpark seems to be installed and nothing runs."""
    monkeypatch.setattr(engines, "find_spec", lambda _: object())
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setattr(engines, "_running", lambda: None)
    return split(tmp_path, lambda _: 0, TROUBLES[:1])


def test_an_unknown_engine(bare: GoodsLines) -> None:
    with pytest.raises(GoodsLinesError, match="engine 'dask'; expected duckdb or spark"):
        monthly_figures(bare, 8, "dask")
    with pytest.raises(GoodsLinesError, match=r"master 'local\[2\]' for the engine duckdb"):
        monthly_figures(bare, 8, "duckdb", MASTER)


def test_an_empty_store(tmp_path: Path) -> None:
    for engine in engines.ENGINES:
        with pytest.raises(GoodsLinesError, match="no goods lines yet"):
            monthly_figures(GoodsLines(tmp_path), 8, engine)


def test_without_pyspark(bare: GoodsLines, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "find_spec", lambda _: None)
    with pytest.raises(GoodsLinesError, match="PySpark is not installed") as caught:
        monthly_figures(bare, 8, "spark")
    assert caught.value.remedy == 'pip install ".[spark]"'


def test_without_java(bare: GoodsLines, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(GoodsLinesError, match="no Java for Spark: java cannot be run") as caught:
        monthly_figures(bare, 8, "spark")
    assert "install Java 17 or 21" in caught.value.remedy


@pytest.mark.skipif(sys.platform == "win32", reason="a script stands for Java here")
@pytest.mark.parametrize(
    ("told", "named"), [('java version "1.8.0_392"', "Java 8 "), ('openjdk version "24.0.1"', "Java 24 ")]
)
def test_another_java(bare: GoodsLines, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, told: str, named: str) -> None:
    program = tmp_path / "bin" / "java"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\necho '{told}' >&2\n")
    program.chmod(0o755)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(GoodsLinesError, match=f"{named}.*; Spark needs 17 to 21"):
        monthly_figures(bare, 8, "spark")


def test_what_java_tells() -> None:
    assert [java_version(f'openjdk version "{told}" 2025') for told in ("17.0.15", "21", "1.8.0_392", "x")] == [
        17,
        21,
        8,
        0,
    ]


@pytest.mark.parametrize("master", ["here", "local[0]", "spark://host", "http://host:7077", "spark://a:1,", ""])
def test_no_master(bare: GoodsLines, master: str) -> None:
    with pytest.raises(GoodsLinesError, match=r"expected local\[\*\], local\[N\], spark://HOST:PORT"):
        monthly_figures(bare, 8, "spark", master)


def test_a_master_that_does_not_answer(bare: GoodsLines) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        master = f"spark://127.0.0.1:{free.getsockname()[1]}"
        with pytest.raises(GoodsLinesError, match=f"master {master}: nobody answers there"):
            monthly_figures(bare, 8, "spark", master)
