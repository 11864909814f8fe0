"""A small figure laid out for the annex, for the tests of its table and its charts."""

from __future__ import annotations

from collections.abc import Sequence

from assessment.findings import Cell, Quantity, Section, Text
from assessment.report.excel_figures import FigureTable, figure_table
from assessment.report.language import Language
from assessment.report.layout import LaidFigure, lay_out
from assessment.report.references import References

from .demo import make_demo
from .demo_figures import figure

Rows = Sequence[tuple[Cell, Quantity | None, Cell]]


def laid_figure(language: Language, draw: str, rows: Rows, **options: object) -> LaidFigure:
    section = Section(
        "s", Text("demo.title"), Text("demo.questions"), figures=(figure(draw, rows, "small", **options),)
    )
    return lay_out((section,), References(make_demo()[1]), language).sections[0].figures[0]


def table_of(language: Language, draw: str, rows: Rows, **options: object) -> FigureTable:
    return figure_table(laid_figure(language, draw, rows, **options), language)
