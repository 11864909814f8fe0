"""Figures in doubt: moved rows and headers, second listings, units and periods that contradict. See tests/mutants for the proof."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from assessment.etl.reading import rows_of
from tests.mutants.bases import STYLES, Base, agency, monthly, sources


def _problems(base: Base) -> list[str]:
    read = rows_of(*base.workbook(), sources()[base.source])
    return [reject.problem for reject in read.sink.rejects]


def _put(base: Base, row: int, col: int, value: object) -> None:
    base.rows[row][col] = value


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda base: _put(base, 4, 2, "Trị giá") or _put(base, 4, 3, "Lượng"), "the columns of its periods differ"),
        (lambda base: _put(base, 2, 12, "Triệu USD; nghìn tấn"), "the units above the table do not fit its headers"),
        (lambda base: _put(base, 3, 2, "Thực hiện tháng 2 năm 2018"), "do not go together: 02/2018 and 05/2018"),
        (lambda base: _put(base, 3, 2, "Thực hiện tháng 5 năm 2018"), "with another status"),
        (lambda base: _put(base, 7, 1, "Kinh tế"), "hangs on a label above it"),
        (lambda base: base.rows.insert(12, ["", "Ghi chú: sơ bộ", *[""] * 11]), "stand below its notes"),
    ],
)
def test_a_contradiction_is_refused(change: Callable[[Base], object], problem: str) -> None:
    base = monthly(STYLES[3], "export", random.Random(3))
    assert not _problems(base)
    change(base)
    assert any(problem in told for told in _problems(base))


def test_a_row_moved_under_other_headers_is_refused() -> None:
    base = agency("partner", "flow", random.Random(3))
    base.rows[5] = [*base.rows[5][:2], "", *base.rows[5][2:]]
    assert _problems(base) == ["a number stands under no header and one is missing beside it: cells of the row moved"]


def test_a_part_of_a_counted_thing_is_refused() -> None:
    base = agency("partner", "flow", random.Random(3))
    _put(base, 5, 2, 12.5)
    assert _problems(base) == ["project are counted: expected a whole number"]
