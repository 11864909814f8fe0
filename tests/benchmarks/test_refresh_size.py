"""How long a refresh takes with the number of workbooks and with the number of them that changed; nothing is asserted on time.

`make benchmark` measures 10, 100 and 1,000 workbooks of 20 rows; otherwise a few are read once. What is measured is the refresh that
finds nothing new; the first one, and those after one workbook and a tenth of them changed, stand beside it in `extra_info`.
"""

from __future__ import annotations

import os
from datetime import date, timedelta
from pathlib import Path
from time import perf_counter

import pytest
from etl.toy import COLUMNS, COMMON, ENTITIES, INDICATORS, SOURCE, Toy, fact
from pytest_benchmark.fixture import BenchmarkFixture

from assessment.etl.outcome import RefreshReport
from assessment.etl.refresh import refresh

ROWS = 20
DAY_ONE = date(1900, 1, 1)


def write(toy: Toy, number: int, value: int) -> None:
    """Write one workbook: a day of its own a row, so that no figure stands in two."""
    days = [DAY_ONE + timedelta(days=number * ROWS + row) for row in range(ROWS)]
    facts = [
        fact(start=f"{day:%d/%m}/{day.year}", end=f"{day:%d/%m}/{day.year}", frequency="ngày", value=value + row)
        for row, day in enumerate(days)
    ]
    toy.facts(*facts, name=f"toy/{number:04d}.xlsx")


def run(toy: Toy) -> RefreshReport:
    return refresh(toy.project, sources=toy.sources, processes=os.cpu_count() or 1)


@pytest.mark.parametrize("size", [10, 100, 1000])
def test_a_refresh_by_size(benchmark: BenchmarkFixture, tmp_path: Path, size: int) -> None:
    if benchmark.disabled and size > 10:
        pytest.skip("measured by `make benchmark` only")
    toy = Toy(tmp_path)
    common = COMMON + "frequency,ngày,day,,,\n"
    toy.declare(source=SOURCE, columns=COLUMNS, entities=ENTITIES, indicators=INDICATORS, common=common)
    for number in range(size):
        write(toy, number, 1)

    def after(changed: int, value: int) -> float:
        for number in range(changed):
            write(toy, number, value)
        begun = perf_counter()
        report = run(toy)
        assert len(report.read) == (changed or size)
        assert (report.rows["trade"], report.rejects) == (size * ROWS, ())
        return perf_counter() - begun

    first, one, tenth = after(0, 1), after(1, 2), after(size // 10, 3)
    report = benchmark.pedantic(run, args=(toy,), rounds=1 if benchmark.disabled else 5)
    assert (report.changed, report.read, report.unchanged) == (False, (), size)
    benchmark.extra_info |= {
        "workbooks": size,
        "first refresh (s)": round(first, 2),
        "one changed (s)": round(one, 2),
        "a tenth changed (s)": round(tenth, 2),
    }
