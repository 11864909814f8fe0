"""Write synthetic exports of goods lines into a synthetic project, new or there already, with the truth beside them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Final, get_args

from assessment.customs.invented import Plan
from assessment.customs.layout import SOURCE
from assessment.customs.simulate import LONGEST_SHEET, Columns, keys, simulate_goods_lines
from assessment.project import Project
from assessment.simulate.zone import SimulationError, package_version
from assessment.synthetic import MARKER, Marker, fingerprint, read_marker

OFFICE: Final = "HQHUUNGHI"
"""Folder of exports in layouts without a column for the office."""
# Each month numbers its declarations from a place of its own; eleven digits hold so many months of so many lines.
_FIRST_YEAR, _LAST_YEAR, _NUMBERS_A_MONTH = 2015, 2027, 60_000_000
_MOST_ROWS: Final = _NUMBERS_A_MONTH // 2


def simulate_exports(
    folder: Path, rows: int, seed: int, columns: Columns = 54, first: date = date(2026, 2, 1), months: int = 1
) -> Project:
    """Write one export a month into a project and return it; the same seed gives the same files.

    Parameters
    ----------
    folder
        A folder that is empty, not there yet, or a synthetic project.
    rows
        Lines of a month. Beyond what a workbook holds they are written as text (.csv).
    seed
        The same seed gives the same lines.
    columns
        Layout: 50, 54, 55 or 81 columns. Only that of 81 states the office; the others go into the folder of one.
    first
        A day of the first month.
    months
        How many months.

    Raises
    ------
    SimulationError
        If the folder holds something else, or a number is out of range.
    """
    project = Project(folder)
    if folder.exists() and not project.synthetic and (not folder.is_dir() or any(folder.iterdir())):
        raise SimulationError(f"{folder}: neither empty nor a synthetic project", "name another folder")
    if columns not in get_args(Columns):
        raise SimulationError(f"{columns} columns; expected one of {', '.join(map(str, get_args(Columns)))}")
    if not (1 <= rows <= _MOST_ROWS and seed >= 0 and months >= 1):
        raise SimulationError(
            f"rows {rows}, seed {seed}, months {months}: expected 1 to {_MOST_ROWS:,} rows, no negative seed, a month"
        )
    calendar = list(_calendar(first, months))
    if not (calendar[0].year >= _FIRST_YEAR and calendar[-1].year <= _LAST_YEAR):
        raise SimulationError(
            f"{calendar[0]:%Y-%m} to {calendar[-1]:%Y-%m}: expected months of {_FIRST_YEAR} to {_LAST_YEAR}"
        )
    place = project.raw / SOURCE / ("" if "office" in keys(columns) else OFFICE)
    place.mkdir(parents=True, exist_ok=True)
    written = dict(read_marker(project.raw).files) if project.synthetic else {}
    for at, month in enumerate(calendar):
        path = place / f"synthetic-goods-lines-{month:%Y-%m}{'.xlsx' if rows <= LONGEST_SHEET else '.csv'}"
        start = ((month.year - _FIRST_YEAR) * 12 + month.month - 1) * _NUMBERS_A_MONTH
        plan = Plan(rows, seed, months=(month,), start=start)
        export, truth = simulate_goods_lines(path, rows, seed + at, columns, plan)
        truth.replace(project.raw.parent / truth.name)
        written[export.relative_to(project.raw).as_posix()] = fingerprint(export)
    (project.raw / MARKER).write_text(Marker(seed, package_version(), written).text(), encoding="utf-8", newline="\n")
    return project


def _calendar(first: date, months: int) -> Iterator[date]:
    for number in range(first.month - 1, first.month - 1 + months):
        yield date(first.year + number // 12, number % 12 + 1, 1)
