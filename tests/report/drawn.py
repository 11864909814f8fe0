"""What the tests of charts ask of a picture, and a panel to draw on without a picture around it."""

from __future__ import annotations

from itertools import combinations

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex
from matplotlib.figure import Figure as Picture
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text as DrawnText

from assessment.findings import Figure
from assessment.report.figure_canvas import Panel
from assessment.report.figure_data import read
from assessment.report.figure_marks import marked, point_address
from assessment.report.figure_style import DPI, luminance, series_style
from assessment.report.figures import KINDS, draw
from assessment.report.language import Language

LANGUAGES = {lang: Language(lang) for lang in ("vi", "en")}
VI, EN = LANGUAGES["vi"], LANGUAGES["en"]


def words_in(picture: Picture | Axes) -> list[str]:
    return [text.get_text() for text in picture.findobj(DrawnText) if text.get_text()]


def words(figure: Figure, language: Language = VI) -> list[str]:
    return words_in(draw(figure, language))


def all_words(figure: Figure) -> str:
    return plain(" ".join(words(figure)))


def plain(text: str) -> str:
    return text.replace("\n", " ").replace("\u00a0", " ")


def panel(figure: Figure, width: float = 5.0) -> Panel:
    """Return all points of a figure as one panel of this width in inches."""
    data = read(figure, VI, whole_rows=KINDS[figure.draw].whole_rows)
    styles = {label: series_style(index) for index, label in enumerate(data.series)}
    return Panel(data, data.points, styles, width=width)


def bare_axes(width: float = 5.0, height: float = 3.0) -> Axes:
    """Return axes that fill a sheet of this size in inches."""
    sheet = Picture(figsize=(width, height), dpi=DPI)
    FigureCanvasAgg(sheet)
    return sheet.add_axes((0, 0, 1, 1))


def plotted(figure: Figure) -> tuple[Axes, Panel]:
    """Return the axes of a figure as its chart kind draws them, and what it asks to be put around them."""
    drawn = panel(figure)
    axes = bare_axes(drawn.width, KINDS[figure.draw].height(drawn))
    KINDS[figure.draw].draw(axes, drawn)
    return axes, drawn


def marks_in(picture: Picture | Axes) -> set[tuple[str, ...]]:
    """Return the addresses of every mark of a picture; each vertex of a line that holds several is one."""
    found: set[tuple[str, ...]] = set()
    for artist in picture.findobj():
        if held := marked(artist.get_gid()):
            found |= {(address,) for address in held.addresses} if held.each else {held.addresses}
    return found


def unmarked(picture: Picture | Axes, figure: Figure) -> list[str]:
    """Return the addresses of the points of a figure that no mark of its picture stands for."""
    points = read(figure, VI, whole_rows=KINDS[figure.draw].whole_rows).points
    pointable = {address for addresses in marks_in(picture) for address in addresses}
    return [address for point in points if (address := point_address(point.row)) not in pointable]


# Two colours nearer in luminance than this look alike when printed grey.
GREY_APART = 0.09


def print_faults(picture: Picture, kind: str) -> list[str]:
    """Return which texts are not of 9 to 10 points on paper, and which entries of the legend only colour tells apart.

    A picture is 16 cm wide and is inserted at that width, so that sizes on paper are those drawn. Two kinds are let off: numbers of
    two digits in the circles of a timeline are smaller, they stand in full size in its list; ranks are shades in their order.
    """
    faults = [
        f"{text.get_text()!r} has {text.get_fontsize():g} points"
        for text in picture.findobj(DrawnText)
        if text.get_visible()
        and text.get_text().strip()
        and not 9 <= text.get_fontsize() <= 10
        and not (kind == "timeline" and text.get_text().isdigit())
    ]
    bars = [
        (to_hex(bar.get_facecolor()), bar.get_hatch() or "") for bar in picture.patches if isinstance(bar, Rectangle)
    ]
    bars += [
        (to_hex(bar.get_facecolor()), bar.get_hatch() or "") for bar in picture.artists if isinstance(bar, Rectangle)
    ]
    lines = [line for line in (*picture.lines, *picture.artists) if isinstance(line, Line2D)]
    marks = [
        (to_hex(line.get_color()), (str(line.get_marker()), str(line.get_markerfacecolor()) == "none"))
        for line in lines
        if line.get_marker() not in ("None", "", None)
    ]
    for entries in () if kind == "acceptability" else (bars, marks):
        for (one, shape), (other, second) in combinations(entries, 2):
            if shape == second and abs(luminance(one) - luminance(other)) < GREY_APART:
                faults.append(f"{one} and {other} look alike in grey: {shape}")
    return faults
