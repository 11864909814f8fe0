"""Puts a picture together: panels with measured margins, legend above, numbered events, notes and sources below.

Everything is measured before it is placed. A picture is always 16 cm wide; its height follows from what it holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal, TypeAlias

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure as Picture
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text as DrawnText

from assessment.findings import Figure, Precision, Text
from assessment.report.figure_data import ChartData, Point
from assessment.report.figure_style import (
    DPI,
    LINE,
    PAD,
    SIGNS,
    WIDTH,
    SeriesStyle,
    block_height,
    text_size,
    wrap,
    written,
)
from assessment.report.language import Language, capital
from assessment.report.numbers import NBSP

Shape: TypeAlias = Literal["bar", "line", "marker", "tick", "hollow tick", "rule", "range"]

# Above the base line: room for a capital letter with two diacritical marks.
_ASCENT: Final = 0.135
_KEY_WIDTH: Final = 0.26
_KEY_GAP: Final = 0.07
_ENTRY_GAP: Final = 0.18
_BLOCK_GAP: Final = 0.08
_PANEL_GAP: Final = 0.14
_PASSES: Final = 6
# Room in inches for whatever a chart draws outside its axes, when measured on the trial sheet.
_TRIAL_MARGIN: Final = 4.0


@dataclass(frozen=True)
class Key:
    """An entry of the legend."""

    label: str
    shape: Shape
    style: SeriesStyle


@dataclass(frozen=True)
class Listed:
    """A line of the list below the panels: the number or letter that stands in the picture, a date, a text."""

    mark: str
    date: str
    text: str


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
        return capital(self.language.unit(self.unit)) if self.unit else ""

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

    Each unit gets a panel of its own unless the kind needs all points in `one_panel`.
    """

    draw: Callable[[Axes, Panel], None]
    height: Callable[[Panel], float]
    options: frozenset[str]
    one_panel: bool = False


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
    listed = list(dict.fromkeys(line for panel in trial for line in panel.listed))
    own = list(dict.fromkeys(note for panel in trial for note in panel.notes))
    legend = _legend_rows(keys)
    below = " ".join([*notes, *_sign_note(trial), *own])
    note = panels[0].language.text(Text("common.layout.note_line", {"note": below})) if below else ""
    blocks = [block for block in (_listing(listed), _paragraphs([note]), _paragraphs([source])) if block]
    heights = [kind.height(panel) for panel in trial]
    heads = [LINE if panel.head else 0.0 for panel in trial]
    total = (
        2 * PAD
        + (len(legend) * LINE + _BLOCK_GAP if legend else 0.0)
        + sum(heads) + sum(heights) + sum(margins.above) + sum(margins.below)
        + _PANEL_GAP * (len(trial) - 1)
        + sum(_BLOCK_GAP + sum(line.height for line in block) for block in blocks)
    )  # fmt: skip
    picture = Picture(figsize=(WIDTH, total), dpi=DPI)
    FigureCanvasAgg(picture)
    top = _draw_legend(picture, legend, total - PAD)
    for index, panel in enumerate(panels):
        if heads[index]:
            _put(picture, PAD, top, trial[index].head, style="italic")
        top -= heads[index] + margins.above[index] + heights[index]
        _axes(picture, kind, panel, margins.left, top, margins)
        top -= margins.below[index] + _PANEL_GAP
    top += _PANEL_GAP
    for block in blocks:
        top = _draw_block(picture, block, top - _BLOCK_GAP)
    return picture


def _sign_note(panels: Sequence[Panel]) -> list[str]:
    """Return the note that explains the signs of precision that were drawn."""
    language = panels[0].language
    words = language.entry("common.precision")
    drawn = {precision for panel in panels for precision in panel.precisions}
    signs = [f"{sign}{NBSP}{words[precision]}" for precision, sign in SIGNS.items() if precision in drawn]
    return [panels[0].text("note.signs", signs="; ".join(signs))] if signs else []


def _put(picture: Picture, x: float, y: float, text: str, **properties: Any) -> None:
    """Write a text below a height in inches; first lines at the same height share their base line."""
    picture.text(x, y - _ASCENT, text, transform=picture.dpi_scale_trans, va="baseline", ha="left", **properties)


def _legend_rows(keys: Sequence[Key]) -> list[list[tuple[float, Key | None, str]]]:
    """Return rows of (x, key, text); long labels go on in rows of their own, under their text."""
    rows: list[list[tuple[float, Key | None, str]]] = []
    x = WIDTH
    for key in keys:
        room = WIDTH - 2 * PAD - _KEY_WIDTH - _KEY_GAP
        lines = wrap(key.label, room)
        width = _KEY_WIDTH + _KEY_GAP + max(text_size(line)[0] for line in lines)
        if x + width > WIDTH - PAD:
            rows.append([])
            x = PAD
        rows[-1].append((x, key, lines[0]))
        rows.extend([(x, None, line)] for line in lines[1:])
        x = WIDTH if len(lines) > 1 else x + width + _ENTRY_GAP
    return rows


def _draw_legend(picture: Picture, rows: Sequence[Sequence[tuple[float, Key | None, str]]], top: float) -> float:
    for row in rows:
        for x, key, text in row:
            if key is not None:
                for artist in _key_artists(key, x, top - LINE / 2):
                    artist.set_transform(picture.dpi_scale_trans)
                    picture.add_artist(artist)
            place = (x + _KEY_WIDTH + _KEY_GAP, top - LINE / 2)
            picture.text(*place, text, transform=picture.dpi_scale_trans, va="center_baseline", ha="left")
        top -= LINE
    return top - _BLOCK_GAP if rows else top


def _key_artists(key: Key, x: float, y: float) -> Iterable[Artist]:
    style = key.style
    middle = x + _KEY_WIDTH / 2
    if key.shape == "bar":
        yield Rectangle(
            (x, y - 0.05), _KEY_WIDTH, 0.1, facecolor=style.colour, edgecolor="white", hatch=style.hatch, linewidth=0
        )
    elif key.shape in ("line", "range"):
        yield Line2D([x, x + _KEY_WIDTH], [y, y], color=style.colour, linestyle=style.dash)
        yield Line2D([middle], [y], color=style.colour, marker=style.marker, linestyle="none")
    elif key.shape == "marker":
        yield Line2D([middle], [y], color=style.colour, marker=style.marker, linestyle="none")
    elif key.shape == "rule":
        yield Line2D([x, x + _KEY_WIDTH], [y, y], color=style.colour, linestyle=style.dash, linewidth=1)
    else:
        hollow = key.shape == "hollow tick"
        yield Rectangle(
            (middle - 0.022, y - 0.06), 0.044, 0.12, facecolor="white" if hollow else style.colour,
            edgecolor=style.colour, linewidth=0.8,
        )  # fmt: skip


@dataclass(frozen=True)
class _Line:
    """A line of text below the panels: pieces at their places, and the height they take."""

    pieces: tuple[tuple[float, str], ...]
    height: float


def _paragraphs(texts: Sequence[str]) -> list[_Line]:
    found = []
    for text in texts:
        lines = wrap(text, WIDTH - 2 * PAD) if text else []
        if lines:
            found.append(_Line(((PAD, "\n".join(lines)),), block_height(lines) + 0.05))
    return found


def _listing(listed: Sequence[Listed]) -> list[_Line]:
    """Return the list of events and breaks: mark, date and text in three columns."""
    if not listed:
        return []
    dates = PAD + max(text_size(line.mark, "bold")[0] for line in listed) + 0.1
    texts = dates + max(text_size(line.date)[0] for line in listed) + 0.1
    found = []
    for line in listed:
        lines = wrap(line.text, WIDTH - PAD - texts)
        pieces = ((PAD, line.mark), (dates, line.date), (texts, "\n".join(lines)))
        found.append(_Line(pieces, max(block_height(lines), LINE * 0.8) + 0.03))
    return found


def _draw_block(picture: Picture, block: Sequence[_Line], top: float) -> float:
    for line in block:
        for index, (x, text) in enumerate(line.pieces):
            marked = len(line.pieces) > 1 and index == 0
            if text:
                _put(picture, x, top, text, fontweight="bold" if marked else "normal")
        top -= line.height
    return top


def text_faults(picture: Picture) -> list[str]:
    """Return which texts of a picture overlap each other or are cut at its border; empty for a sound picture."""
    canvas = picture.canvas
    assert isinstance(canvas, FigureCanvasAgg)
    canvas.draw()  # type: ignore[no-untyped-call]
    renderer = canvas.get_renderer()  # type: ignore[no-untyped-call]
    texts = [
        (text, DrawnText.get_window_extent(text, renderer))
        for text in picture.findobj(DrawnText)
        if isinstance(text, DrawnText) and text.get_visible() and text.get_text().strip()
    ]
    width, height = canvas.get_width_height()
    faults = []
    for index, (text, box) in enumerate(texts):
        if box.x0 < 0 or box.y0 < 0 or box.x1 > width or box.y1 > height:
            faults.append(f"{text.get_text()!r} is cut at the border")
        for other, second in texts[index + 1 :]:
            across = min(box.x1, second.x1) - max(box.x0, second.x0)
            along = min(box.y1, second.y1) - max(box.y0, second.y0)
            if across > 1 and along > 1:
                faults.append(f"{text.get_text()!r} overlaps {other.get_text()!r}")
    return faults


def unknown_options(figure: Figure, kind: Kind) -> list[str]:
    """Return the options of a figure that its chart kind does not know."""
    return sorted(set(figure.options) - kind.options)
