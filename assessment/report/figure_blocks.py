"""What stands around the panels of a picture: the legend above; the list of events, notes and sources below."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias

from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure as Picture
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text as DrawnText

from assessment.report.figure_style import LINE, PAD, WIDTH, SeriesStyle, drawing_style, text_size, wrap

Shape: TypeAlias = Literal["bar", "line", "marker", "tick", "hollow tick", "rule", "range", "ring"]

# Above the base line: room for a capital letter with two diacritical marks.
_ASCENT: Final = 0.135
_PITCH: Final = LINE * 0.95
_KEY_WIDTH: Final = 0.26
_KEY_GAP: Final = 0.07
_ENTRY_GAP: Final = 0.18
BLOCK_GAP: Final = 0.08


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


def put(picture: Picture, x: float, top: float, lines: Sequence[str], **properties: Any) -> None:
    """Write lines below a height in inches, each on a base line of its own, so that columns beside each other align."""
    for index, line in enumerate(lines):
        y = top - _ASCENT - index * _PITCH
        picture.text(x, y, line, transform=picture.dpi_scale_trans, va="baseline", ha="left", **properties)


def legend_rows(keys: Sequence[Key]) -> list[list[tuple[float, Key | None, str]]]:
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


def draw_legend(picture: Picture, rows: Sequence[Sequence[tuple[float, Key | None, str]]], top: float) -> float:
    """Draw the rows of a legend below a height in inches, and return the height below them."""
    for row in rows:
        for x, key, text in row:
            if key is not None:
                for artist in _key_artists(key, x, top - LINE / 2):
                    artist.set_transform(picture.dpi_scale_trans)
                    picture.add_artist(artist)
            place = (x + _KEY_WIDTH + _KEY_GAP, top - LINE / 2)
            picture.text(*place, text, transform=picture.dpi_scale_trans, va="center_baseline", ha="left")
        top -= LINE
    return top - BLOCK_GAP if rows else top


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
    elif key.shape == "ring":
        yield Line2D(
            [middle],
            [y],
            color=style.colour,
            marker=style.marker,
            markerfacecolor="none",
            markersize=8,
            linestyle="none",
        )
    elif key.shape == "rule":
        yield Line2D([x, x + _KEY_WIDTH], [y, y], color=style.colour, linestyle=style.dash, linewidth=1)
    else:
        hollow = key.shape == "hollow tick"
        yield Rectangle(
            (middle - 0.022, y - 0.06), 0.044, 0.12, facecolor="white" if hollow else style.colour,
            edgecolor=style.colour, linewidth=0.8,
        )  # fmt: skip


@dataclass(frozen=True)
class Paragraph:
    """A paragraph below the panels: columns of lines at their places."""

    columns: tuple[tuple[float, Sequence[str]], ...]

    @property
    def height(self) -> float:
        """Height in inches, with a little air below."""
        return max(len(lines) for _, lines in self.columns) * _PITCH + 0.02


def paragraphs(texts: Sequence[str]) -> list[Paragraph]:
    """Return texts as paragraphs over the whole width."""
    return [Paragraph(((PAD, wrap(text, WIDTH - 2 * PAD)),)) for text in texts if text]


def listing(listed: Sequence[Listed]) -> list[Paragraph]:
    """Return the list of events and breaks: mark, date and text in three columns."""
    if not listed:
        return []
    dates = PAD + max(text_size(line.mark, "bold")[0] for line in listed) + 0.1
    texts = dates + max(text_size(line.date)[0] for line in listed) + 0.1
    return [
        Paragraph(((PAD, [line.mark]), (dates, [line.date]), (texts, wrap(line.text, WIDTH - PAD - texts))))
        for line in listed
    ]


def draw_block(picture: Picture, block: Sequence[Paragraph], top: float) -> float:
    """Write paragraphs below a height in inches, and return the height below them; the first of several columns is bold."""
    for line in block:
        for index, (x, lines) in enumerate(line.columns):
            marked = len(line.columns) > 1 and index == 0
            put(picture, x, top, lines, fontweight="bold" if marked else "normal")
        top -= line.height
    return top


def text_faults(picture: Picture) -> list[str]:
    """Return which texts of a picture overlap each other or are cut at its border; empty for a sound picture."""
    canvas = picture.canvas
    assert isinstance(canvas, FigureCanvasAgg)
    # With other settings letters are a little wider than in the files.
    with drawing_style():
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
