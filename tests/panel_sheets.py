"""Panels of invented experts: sheets written by the package, filled in as an expert would, and marked as synthetic."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl

from assessment.report.language import Language
from assessment.report.panel_workbook import write_second_round, write_template
from assessment.scoring.panel import read_panel
from assessment.scoring.panel_layout import AFFILIATION, ROUND_COLUMNS, SCALE, SEATS, Layout, panel_layout
from assessment.synthetic import KEYWORD

PILLARS = {
    "attractiveness": ["demand_growth", "reachable_market", "gate_dynamics", "market_risk"],
    "feasibility": ["gate_location_quotient", "capability_nearby", "input_fit", "logistics_fit", "investor_evidence"],
    "impact": ["local_value_added", "jobs", "net_budget"],
    "sustainability": ["environment", "social_security"],
}
LAYOUT = panel_layout("synthetic", PILLARS)
# One line of the list for every seat of a full panel.
TAKEN = [f"{place}. x" for place, seats in enumerate(SEATS.values(), start=1) for _ in range(seats)]
CONSISTENT = ("2", "2", "4", "1", "2", "2")
# A over F, F over I, I over A, each by 9.
CIRCULAR = ("9", "1/9", "1", "9", "1", "1")
AGREED = {4: [40, 30, 20, 10], 5: [35, 25, 20, 15, 5], 3: [50, 30, 20], 2: [60, 40]}


def fill(
    sheet: Any,
    number: int,
    points: Callable[[str, int], Sequence[float]],
    affiliation: str = "",
    comparisons: Sequence[object] = (),
    layout: Layout = LAYOUT,
) -> None:
    """Type answers into an expert's sheet; `points` gives those of a level for as many items."""
    if affiliation:
        sheet.cell(*AFFILIATION).value = affiliation
    for block in layout.blocks:
        for row, value in zip(block.rows(), points(block.level, len(block.items)), strict=True):
            sheet.cell(row, ROUND_COLUMNS[number]).value = value
    for pair, value in zip(layout.pairs(), comparisons or [None] * 6, strict=True):
        if value is not None:
            sheet.cell(*pair).value = value


def agreed(level: str, items: int) -> Sequence[float]:
    """Points of experts who agree."""
    return AGREED[items]


def varied(generator: np.random.Generator) -> Callable[[str, int], Sequence[float]]:
    """Points near the agreed ones, whole and summing to 100."""

    def points(level: str, items: int) -> Sequence[float]:
        own = np.array(AGREED[items])
        moved = int(generator.integers(0, 5))
        own[0] -= moved
        own[-1] += moved
        return [int(value) for value in own]

    return points


def edit(path: Path, change: Callable[[Any], None]) -> Path:
    """Change a workbook in place and mark it as synthetic."""
    book = openpyxl.load_workbook(path)
    book.properties.keywords = KEYWORD
    change(book)
    book.save(path)
    return path


def first_round(path: Path, experts: int = 12, answers: Mapping[str, Any] | None = None) -> Path:
    """Write a template and fill in the first round; `answers` gives the points of some experts by code."""
    write_template(path, LAYOUT, Language("vi"), experts)
    generator = np.random.default_rng(5)

    def change(book: Any) -> None:
        for place in range(experts):
            code = f"CG{place + 1:02d}"
            points = (answers or {}).get(code) or varied(generator)
            fill(book[code], 1, points, TAKEN[place % len(TAKEN)], CONSISTENT)

    return edit(path, change)


def second_round(first: Path, path: Path, answers: Mapping[str, Any] | None = None) -> Path:
    """Write and fill in the second round of a panel."""
    panel = read_panel(first, LAYOUT)
    write_second_round(path, panel, Language("vi"))
    generator = np.random.default_rng(6)

    def change(book: Any) -> None:
        for sheet in panel.sheets:
            fill(book[sheet.code], 2, (answers or {}).get(sheet.code) or varied(generator))

    return edit(path, change)


def random_comparisons(generator: np.random.Generator) -> list[str]:
    """Any six comparisons of the scale, however inconsistent."""
    return [str(value) for value in generator.choice(list(SCALE), size=6)]
