"""How long the main things take, each beside something to measure it by; nothing is asserted on time.

`make benchmark` measures. Otherwise each runs once, on little data, as a plain test. The ratio of the two medians of one run stands
in `extra_info`, so that runs on different machines can be set side by side.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import openpyxl
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from assessment.etl.refresh import refresh
from assessment.etl.store import Store
from assessment.evidence import Evidence
from assessment.project import Project
from assessment.report.language import Language
from assessment.report.layout import lay_out
from assessment.report.references import References
from assessment.report.trace import coverage, explain_row, trace_chapter
from assessment.sheets.workbook import read_workbook
from assessment.situation import trade
from assessment.situation.chapter import chapter

RECORD = Path(__file__).resolve().parents[2] / "data" / "raw" / "public_record"
FEW = ("12_su_kien.xlsx", "13_du_an.xlsx", "15_don_vi_hanh_chinh.xlsx")


def workbooks(benchmark: BenchmarkFixture) -> list[Path]:
    """Return the public record, or a little of it where nothing is measured."""
    return [RECORD / name for name in FEW] if benchmark.disabled else sorted(RECORD.glob("*.xlsx"))


def beside(benchmark: BenchmarkFixture, name: str, other: Callable[[], Any], rounds: int = 3) -> None:
    """Measure what the benchmark is compared with, and note the medians and their ratio."""
    if benchmark.disabled or benchmark.stats is None:
        other()
        return
    taken = []
    for _ in range(rounds):
        begun = perf_counter()
        other()
        taken.append(perf_counter() - begun)
    own = benchmark.stats.stats.median
    benchmark.extra_info |= {
        f"{name} (s)": round(median(taken), 4),
        f"{name}: times as long": round(median(taken) / own, 2),
    }


def start(code: str) -> None:
    subprocess.run(
        [sys.executable, "-c", code],
        check=True,
        stdout=subprocess.DEVNULL,
        env=os.environ | {"PYTHONIOENCODING": "utf-8"},
    )


def filled(root: Path, files: list[Path]) -> Project:
    raw = root / "data" / "raw" / "public_record"
    raw.mkdir(parents=True)
    for path in files:
        shutil.copy2(path, raw / path.name)
    return Project(root)


def test_help(benchmark: BenchmarkFixture) -> None:
    code = "import sys; sys.argv[1:] = ['--help']; from assessment.cli import main; main()"
    benchmark.pedantic(start, args=(code,), rounds=5, warmup_rounds=1)
    beside(benchmark, "python -c 'import pandas'", lambda: start("import pandas"))
    beside(benchmark, "python -c pass", lambda: start("pass"))


def test_a_refresh_with_nothing_new(benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    files = workbooks(benchmark)
    project = filled(tmp_path / "known", files)
    assert refresh(project).changed
    report = benchmark.pedantic(refresh, args=(project,), rounds=5)
    assert (report.changed, report.unchanged, report.read) == (False, len(files), ())
    turn = iter(range(9))
    beside(benchmark, "first refresh", lambda: refresh(filled(tmp_path / f"new{next(turn)}", files)), rounds=2)


def test_reading_workbooks(benchmark: BenchmarkFixture) -> None:
    files = workbooks(benchmark)

    def with_openpyxl() -> int:
        books = [openpyxl.load_workbook(path, data_only=True, read_only=True) for path in files]
        return sum(len(list(sheet.iter_rows(values_only=True))) for book in books for sheet in book)

    books = benchmark.pedantic(lambda: [read_workbook(path) for path in files], rounds=3)
    assert sum(len(sheet.rows) for book in books for sheet in book.sheets) == with_openpyxl()
    beside(benchmark, "openpyxl", with_openpyxl, rounds=1)


def test_sections(benchmark: BenchmarkFixture, evidence: Evidence) -> None:
    made = (lambda of: [trade.section(of)]) if benchmark.disabled else chapter
    sections = benchmark.pedantic(made, args=(evidence,), rounds=3)
    assert len(sections) == (1 if benchmark.disabled else 13)
    assert all(section.tables for section in sections if section.id == "trade")
    beside(benchmark, "section 3 alone", lambda: trade.section(evidence))


def test_the_trace(benchmark: BenchmarkFixture, evidence: Evidence, store: Store) -> None:
    language = Language("vi")
    sections = [trade.section(evidence)] if benchmark.disabled else chapter(evidence)
    laid = lay_out(sections, References(store), language)
    trace = benchmark.pedantic(lambda: trace_chapter(laid, References(store)), rounds=3)
    assert coverage(trace) == pytest.approx(1.0)
    benchmark.extra_info["numbers"] = int(trace["item"].nunique())
    rows = trace.loc[trace["reference"].str.fullmatch("[0-9a-f]{16}"), "reference"]
    beside(benchmark, "one row", lambda: explain_row(References(store), rows.iloc[0], language))
