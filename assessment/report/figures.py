"""Draws the figures of a section: picture, vector picture and data, the same bytes for the same data.

Every picture is 16 cm wide and carries its notes and sources, because it will be pasted into documents that this package does
not see. Points in several units get a panel a unit. Options that hold lists of mappings:

- ``events``: ``date`` (day, period or year), ``label``, optionally ``end`` and ``kind``; numbered lines with a list below. The
  kind ``break`` makes it a break. A chart without a time axis only lists them.
- ``breaks``: ``date`` or ``x`` from which a new definition holds, ``label``; lettered lines, and series are cut there.
- ``bands``: ``dates`` (a list of periods or years), ``label``; shaded stretches of a time axis, named in the legend.
- ``references``: ``value`` (a quantity in the unit of the axis), ``label``; dashed lines across the plot.

Other options: ``log`` and ``zero`` (number axis), ``values`` (value labels on or off), ``highlight`` and ``sort`` (bars, lines),
``total`` (stacked bars: a series drawn as a point), ``actual`` (bullet: the series drawn as a bar), ``connect`` (dated points),
``by_row`` and ``middle`` (heat map), those of the map in `charts_map`.
Those of the charts of a scoring stand in `charts_scoring` and `charts_bubble`.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from matplotlib.figure import Figure as Picture

from assessment.findings import Cell, Figure, Text
from assessment.report.charts_bars import GROUPED, STACKED
from assessment.report.charts_bubble import BUBBLE
from assessment.report.charts_grid import HEATMAP
from assessment.report.charts_lorenz import LORENZ
from assessment.report.charts_map import MAP
from assessment.report.charts_months import MONTHS
from assessment.report.charts_rows import BULLET, DOTS, HORIZONTAL
from assessment.report.charts_scoring import ACCEPTABILITY, DRIVERS, INTERVALS
from assessment.report.charts_slope import SLOPE
from assessment.report.charts_time import LINES, POINTS, TIMELINE
from assessment.report.figure_canvas import Kind, Panel, compose, unknown_options
from assessment.report.figure_data import ChartData, FigureError, read, write_csv
from assessment.report.figure_style import DPI, drawing_style, series_style
from assessment.report.language import Language
from assessment.report.layout import FigureFiles
from assessment.report.tables import sentence

# So many points that could not be determined are named one by one; more are counted.
_NAMED: Final = 3

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        "grouped_bars": GROUPED,
        "stacked_bars": STACKED,
        "horizontal_bars": HORIZONTAL,
        "bullet": BULLET,
        "dots": DOTS,
        "lines": LINES,
        "slope": SLOPE,
        "month_plot": MONTHS,
        "lorenz": LORENZ,
        "intervals": INTERVALS,
        "acceptability": ACCEPTABILITY,
        "drivers": DRIVERS,
        "bubble": BUBBLE,
        "points_over_time": POINTS,
        "timeline": TIMELINE,
        "heatmap": HEATMAP,
        "map": MAP,
    }
)


def render(figure: Figure, language: Language, folder: Path, stem: str, *, vector_only: bool = False) -> FigureFiles:
    """Draw a figure into a folder as PNG (300 dpi) and SVG, and write its data as CSV.

    Parameters
    ----------
    figure
        The figure, its `sources` being words for print (`layout.LaidFigure.figure`).
    language
        Language of labels, notes and sources.
    folder
        Folder to write to; made where it does not exist.
    stem
        Name of the files without their endings.
    vector_only
        Write the SVG alone, for a page whose other files stand elsewhere.

    Raises
    ------
    FigureError
        If the chart kind or an option is unknown, or the data do not fit the kind, above all if no point is known.
    """
    picture = draw(figure, language)
    folder.mkdir(parents=True, exist_ok=True)
    files = FigureFiles(*(folder / f"{stem}.{ending}" for ending in ("png", "svg", "csv")))
    with drawing_style(hash_salt=stem):
        # Neither file may say when or by which version it was made: the same data give the same bytes.
        picture.savefig(files.svg, format="svg", metadata={"Date": None, "Creator": None})
        if not vector_only:
            picture.savefig(files.png, format="png", dpi=DPI, metadata={"Software": None})
    if not vector_only:
        write_csv(figure, language, files.csv)
    return files


def draw(figure: Figure, language: Language) -> Picture:
    """Return the picture of a figure; `render` writes it to files."""
    if figure.draw not in KINDS:
        raise FigureError(f"figure {figure.id!r}: chart kind {figure.draw!r}; expected one of {', '.join(KINDS)}")
    kind = KINDS[figure.draw]
    if unknown := unknown_options(figure, kind):
        raise FigureError(
            f"figure {figure.id!r}: option {', '.join(unknown)} is unknown to {figure.draw!r}; "
            f"it takes {', '.join(sorted(kind.options))}"
        )
    data = read(figure, language, whole_rows=kind.whole_rows)
    source = "; ".join(figure.sources)
    with drawing_style():
        return compose(
            kind,
            lambda: _panels(data, kind),
            _notes(data, kind),
            language.text(Text("common.layout.source_line", {"sources": source})) if source else "",
        )


def _panels(data: ChartData, kind: Kind) -> list[Panel]:
    """Return one panel a unit, so that no chart has two scales on one axis."""
    styles = {label: series_style(index) for index, label in enumerate(data.series)}
    if kind.one_panel:
        return [Panel(data, data.points, styles, unit_above=False)]
    return [
        Panel(data, tuple(point for point in data.points if point.quantity.unit == unit), styles) for unit in data.units
    ]


def _notes(data: ChartData, kind: Kind) -> list[str]:
    """Return the notes of the section, then those on hollow marks and what is not drawn."""
    language = data.language
    notes = [sentence(language.text(note)) for note in data.figure.notes]
    if data.hollow:
        reasons = ", ".join(_text(language, f"soft.{reason}") for reason in sorted(data.hollow))
        notes.append(_text(language, "note.hollow", reasons=reasons))
    if count := len(data.left_out):
        reasons = "; ".join(dict.fromkeys(language.reason(point.quantity) for point in data.left_out))
        labels = [(p.x_label, "" if kind.whole_rows else p.series_label) for p in data.left_out]
        names = list(dict.fromkeys(", ".join(filter(None, label)) for label in labels))
        if kind.whole_rows or count <= _NAMED:
            notes.append(_text(language, "note.left_out_named", names="; ".join(names), reasons=reasons))
        else:
            notes.append(_text(language, "note.left_out", count=count, reasons=reasons))
    return notes


def _text(language: Language, key: str, **values: Any) -> str:
    cells: dict[str, Cell] = dict(values)
    return language.text(Text(f"figures.{key}", cells))
