"""Puts a picture together: panels with measured margins, legend above, numbered events, notes and sources below.

Everything is measured before it is placed. A picture is always 16 cm wide; its height follows from what it holds.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure as Picture

from assessment.findings import Figure, Precision, Text
from assessment.report.figure_blocks import (
    BLOCK_GAP,
    Key,
    Listed,
    Shape,
    draw_block,
    draw_legend,
    legend_rows,
    listing,
    paragraphs,
    put,
)
from assessment.report.figure_data import ChartData, Point, options_list, printed
from assessment.report.figure_style import (
    DPI,
    LINE,
    PAD,
    SIGNS,
    WIDTH,
    SeriesStyle,
    written,
)
from assessment.report.language import Language
from assessment.report.numbers import NBSP

_PANEL_GAP: Final = 0.14
_PASSES: Final = 6
# Room in inches for whatever a chart draws outside its axes, when measured on the trial sheet.
_TRIAL_MARGIN: Final = 4.0


@dataclass
class Panel:
    """What a chart kind gets to draw, and what it asks to be put around its axes."""

    data: ChartData
    points: tuple[Point, ...]
    styles: Mapping[str, SeriesStyle]
    width: float = 0.0
    keys: list[Key] = field(default_factory=list)
    listed: list[Listed] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    precisions: set[Precision] = field(default_factory=set)
    unit_above: bool = True

    @property
    def language(self) -> Language:
        """Language of the labels."""
        return self.data.language

    @property
    def options(self) -> Mapping[str, Any]:
        """Options of the figure."""
        return self.data.figure.options

    @property
    def unit(self) -> str:
        """Unit of all points of the panel."""
        return self.points[0].quantity.unit

    @property
    def unit_label(self) -> str:
        """Unit as printed at the axis; empty where there is none."""
        return self.language.unit(self.unit) if self.unit else ""

    @property
    def series(self) -> tuple[str, ...]:
        """Series of this panel, in the order of the figure."""
        present = {point.series_label for point in self.points}
        return tuple(label for label in self.styles if label in present)

    @property
    def categories(self) -> tuple[str, ...]:
        """Labels of x in the order of the data."""
        return tuple(dict.fromkeys(point.x_label for point in self.points))

    def hollow(self, point: Point) -> bool:
        """Whether a point is drawn hollow."""
        quantity = point.quantity
        return bool(self.data.hollow & {quantity.status, *quantity.inferred.split(", ")})

    def text(self, key: str, **values: Any) -> str:
        """Return a text of figures.toml."""
        return self.language.text(Text(f"figures.{key}", values))

    def key(self, label: str, shape: Shape, style: SeriesStyle) -> None:
        """Ask for an entry of the legend; nothing for a series without a name."""
        if self.alone and self.unit_above and label == self.series[0]:
            return
        if label and all(entry.label != label for entry in self.keys):
            self.keys.append(Key(label, shape, style))

    def written(self, point: Point) -> str:
        """Return the value label of a point, and remember to explain its sign below."""
        self.precisions.add(point.quantity.precision)
        return written(point.quantity, self.language)

    @property
    def head(self) -> str:
        """The line above the panel: its unit, with the name of its series where it is the only one of several panels."""
        if not (self.unit_above and self.unit_label):
            return ""
        if self.alone:
            unit = self.language.unit(self.unit)
            return self.text("key.panel", series=self.series[0], unit=unit)
        return self.unit_label

    @property
    def alone(self) -> bool:
        """Whether the panel shows one series and other panels show the others, so that no legend is needed."""
        return len(self.data.units) > 1 and len(self.series) == 1 and bool(self.series[0])

    def note(self, text: str) -> None:
        """Ask for a note below the picture, once."""
        if text not in self.notes:
            self.notes.append(text)


@dataclass(frozen=True)
class Kind:
    """A chart kind: how it draws a panel, how high a panel is, and which options it knows.

    Each unit gets a panel of its own unless the kind needs all points in `one_panel`. A kind of `whole_rows` does not draw an x
    that lacks one of its numbers; the note names it.
    """

    draw: Callable[[Axes, Panel], None]
    height: Callable[[Panel], float]
    options: frozenset[str]
    one_panel: bool = False
    whole_rows: bool = False


@dataclass(frozen=True)
class _Margins:
    left: float = 0.6
    right: float = 0.1
    above: tuple[float, ...] = ()
    below: tuple[float, ...] = ()

    def close_to(self, other: _Margins) -> bool:
        mine = (self.left, self.right, *self.above, *self.below)
        theirs = (other.left, other.right, *other.above, *other.below)
        return len(mine) == len(theirs) and all(abs(a - b) < 0.004 for a, b in zip(mine, theirs, strict=True))


def compose(kind: Kind, panels: Callable[[], list[Panel]], notes: Sequence[str], source: str) -> Picture:
    """Return the finished picture.

    Parameters
    ----------
    kind
        Chart kind.
    panels
        Makes fresh panels; drawing is repeated until the margins fit what stands in them.
    notes, source
        Paragraphs below the picture; notes the chart itself asks for come after the given ones.
    """
    margins = _Margins()
    tried: list[Panel] = []
    for _ in range(_PASSES):
        tried = panels()
        found = _measured(kind, tried, margins)
        if found.close_to(margins):
            break
        margins = found
    return _assembled(kind, panels(), tried, margins, notes, source)


def _plot_width(margins: _Margins) -> float:
    return max(WIDTH - margins.left - margins.right, WIDTH / 3)


def _axes(picture: Picture, kind: Kind, panel: Panel, left: float, bottom: float, margins: _Margins) -> Axes:
    width, height = picture.get_size_inches()
    panel.width = _plot_width(margins)
    axes = picture.add_axes((left / width, bottom / height, panel.width / width, kind.height(panel) / height))
    kind.draw(axes, panel)
    return axes


def _measured(kind: Kind, panels: Sequence[Panel], margins: _Margins) -> _Margins:
    """Draw the panels on a trial sheet and return the margins that what they drew needs."""
    left = right = 0.0
    above, below = [], []
    for panel in panels:
        panel.width = _plot_width(margins)
        height = kind.height(panel)
        sheet = Picture(figsize=(WIDTH + 2 * _TRIAL_MARGIN, height + 2 * _TRIAL_MARGIN), dpi=DPI)
        canvas = FigureCanvasAgg(sheet)
        axes = _axes(sheet, kind, panel, _TRIAL_MARGIN, _TRIAL_MARGIN, margins)
        inner = axes.get_window_extent()
        outer = axes.get_tightbbox(canvas.get_renderer())  # type: ignore[no-untyped-call]
        assert outer is not None
        left = max(left, (inner.x0 - outer.x0) / DPI)
        right = max(right, (outer.x1 - inner.x1) / DPI)
        above.append(max(outer.y1 - inner.y1, 0.0) / DPI)
        below.append(max(inner.y0 - outer.y0, 0.0) / DPI)
    return _Margins(left + PAD, right + PAD, tuple(above), tuple(below))


def _assembled(
    kind: Kind,
    panels: Sequence[Panel],
    trial: Sequence[Panel],
    margins: _Margins,
    notes: Sequence[str],
    source: str,
) -> Picture:
    """Return the picture of `panels`; `trial` are the same panels as drawn last, which know their legend, list and notes."""
    keys = list({key.label: key for panel in trial for key in panel.keys}.values())
    keys.sort(key=lambda key: key.shape == "rule")
    listed = list(dict.fromkeys(line for panel in trial for line in panel.listed))
    if "events" not in kind.options:
        listed += _unmarked_events(panels[0])
    own = list(dict.fromkeys(note for panel in trial for note in panel.notes))
    legend = legend_rows(keys)
    below = " ".join([*notes, *_sign_note(trial), *own])
    note = panels[0].language.text(Text("common.layout.note_line", {"note": below})) if below else ""
    blocks = [block for block in (listing(listed), paragraphs([note]), paragraphs([source])) if block]
    heights = [kind.height(panel) for panel in trial]
    heads = [LINE if panel.head else 0.0 for panel in trial]
    total = (
        2 * PAD
        + (len(legend) * LINE + BLOCK_GAP if legend else 0.0)
        + math.fsum(heads) + math.fsum(heights) + math.fsum(margins.above) + math.fsum(margins.below)
        + _PANEL_GAP * (len(trial) - 1)
        + math.fsum(BLOCK_GAP + math.fsum(line.height for line in block) for block in blocks)
    )  # fmt: skip
    picture = Picture(figsize=(WIDTH, total), dpi=DPI)
    FigureCanvasAgg(picture)
    top = draw_legend(picture, legend, total - PAD)
    for index, panel in enumerate(panels):
        if heads[index]:
            put(picture, PAD, top, [trial[index].head], style="italic")
        top -= heads[index] + margins.above[index] + heights[index]
        _axes(picture, kind, panel, margins.left, top, margins)
        top -= margins.below[index] + _PANEL_GAP
    top += _PANEL_GAP
    for block in blocks:
        top = draw_block(picture, block, top - BLOCK_GAP)
    return picture


def _unmarked_events(panel: Panel) -> list[Listed]:
    """Return the list of events of a chart that has no time axis to mark them on."""
    return [
        Listed("•", printed(event.get("date"), panel.language), printed(event["label"], panel.language))
        for event in options_list(panel.data.figure, "events")
    ]


def _sign_note(panels: Sequence[Panel]) -> list[str]:
    """Return the note that explains the signs of precision that were drawn."""
    language = panels[0].language
    words = language.entry("common.precision")
    drawn = {precision for panel in panels for precision in panel.precisions}
    signs = [f"{sign}{NBSP}{words[precision]}" for precision, sign in SIGNS.items() if precision in drawn]
    return [panels[0].text("note.signs", signs="; ".join(signs))] if signs else []


def unknown_options(figure: Figure, kind: Kind) -> list[str]:
    """Return the options of a figure that its chart kind does not know."""
    return sorted(set(figure.options) - kind.options - {"events"})
