"""How long the corpus of real monthly books takes to read into tidy rows, beside what merely loading it takes.

`make benchmark` measures on all books of ../shared; otherwise a few are read once. Both comparisons run beside it in one run, so the
ratios in `extra_info` do not depend on the machine. Measured are what `assessment refresh` does (reading, checking and storing, by as
many processes as there are cores, their start included), and the reading alone in one process, to see what the code itself costs.
"""

from __future__ import annotations

import os
import uuid
from pathlib import Path

import pandas as pd
import pytest
import python_calamine as calamine
from pytest_benchmark.fixture import BenchmarkFixture

from assessment.etl.declarations import load_sources
from assessment.etl.readers import Order, read_files
from assessment.etl.reading import read_rows

from .test_speed import beside

SOURCE = "statistics_office_monthly"


@pytest.fixture
def books(benchmark: BenchmarkFixture, shared: Path) -> list[Path]:
    """Return the corpus, or four books of it where nothing is measured."""
    every = sorted((shared / "workbooks" / "gso").glob("*.xls*"))
    return every[:2] + every[-2:] if benchmark.disabled else every


def load(books: list[Path]) -> int:
    """Load the books with python-calamine, and do nothing with them."""
    cells = 0
    for path in books:
        book = calamine.load_workbook(str(path))
        for sheet in book.sheets_metadata:
            cells += sum(map(len, book.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)))
    return cells


def load_slowly(books: list[Path]) -> int:
    """Load the .xlsx among the books as most scripts do."""
    return sum(len(pd.read_excel(path, sheet_name=None, engine="openpyxl")) for path in books if path.suffix == ".xlsx")


@pytest.mark.shared
def test_the_corpus_read_in_one_process(benchmark: BenchmarkFixture, books: list[Path]) -> None:
    source = load_sources()[SOURCE]

    def read(files: list[Path]) -> int:
        return sum(len(read_rows(path, f"{SOURCE}/{path.name}", source).taken) for path in files)

    rows = benchmark.pedantic(lambda: read(books), rounds=3)
    assert rows > 100 * len(books)
    benchmark.extra_info |= {"books": len(books), "tidy rows": rows}
    beside(benchmark, "python-calamine, loading only", lambda: load(books))
    beside(benchmark, "pandas.read_excel with openpyxl, loading the .xlsx only", lambda: load_slowly(books), rounds=1)
    modern = [path for path in books if path.suffix == ".xlsx"]
    beside(benchmark, "reading the .xlsx only into tidy rows", lambda: read(modern), rounds=1)


@pytest.mark.shared
def test_the_corpus_read_and_stored_by_all_cores(
    benchmark: BenchmarkFixture, books: list[Path], tmp_path: Path
) -> None:
    sources = load_sources()

    def read(files: list[Path]) -> int:
        orders = [Order(path, f"{SOURCE}/{path.name}", "0" * 64, SOURCE, path.stem) for path in files]
        stored = tmp_path / uuid.uuid4().hex
        stored.mkdir()
        return sum(found.rows for found in read_files(orders, stored, sources, None, os.cpu_count() or 1))

    rows = benchmark.pedantic(lambda: read(books), rounds=5)
    assert rows > 100 * len(books)
    benchmark.extra_info |= {"books": len(books), "tidy rows": rows, "processes": os.cpu_count()}
    beside(benchmark, "python-calamine, loading only", lambda: load(books), rounds=5)
    modern = [path for path in books if path.suffix == ".xlsx"]
    beside(benchmark, "reading the .xlsx only into tidy rows", lambda: read(modern))
