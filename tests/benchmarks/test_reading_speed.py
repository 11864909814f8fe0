"""How long the corpus of real monthly books takes to read into tidy rows, beside what merely loading it takes.

`make benchmark` measures on all books of ../shared; otherwise a few are read once. Both comparisons run in the same process, so the
ratios in `extra_info` do not depend on the machine.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
import python_calamine as calamine
from pytest_benchmark.fixture import BenchmarkFixture

from assessment.etl.declarations import load_sources
from assessment.etl.reading import read_rows

from .test_speed import beside

SOURCE = "statistics_office_monthly"


@pytest.mark.shared
def test_the_corpus_of_monthly_books(benchmark: BenchmarkFixture, shared: Path) -> None:
    books = sorted((shared / "workbooks" / "gso").glob("*.xls*"))
    files = books[:2] + books[-2:] if benchmark.disabled else books
    source = load_sources()[SOURCE]

    def load() -> int:
        cells = 0
        for path in files:
            book = calamine.load_workbook(str(path))
            for sheet in book.sheets_metadata:
                cells += sum(map(len, book.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)))
        return cells

    def with_openpyxl() -> int:
        return sum(
            len(pd.read_excel(path, sheet_name=None, engine="openpyxl")) for path in files if path.suffix == ".xlsx"
        )

    rows = benchmark.pedantic(
        lambda: sum(len(read_rows(path, f"{SOURCE}/{path.name}", source).taken) for path in files), rounds=3
    )
    assert rows > 100 * len(files)
    benchmark.extra_info |= {"books": len(files), "tidy rows": rows}
    beside(benchmark, "python-calamine, loading only", load)
    beside(benchmark, "pandas.read_excel with openpyxl, loading the .xlsx only", with_openpyxl, rounds=1)
