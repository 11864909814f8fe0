"""What the tests of charts ask of a picture, and a panel to draw on without a picture around it."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure as Picture
from matplotlib.text import Text as DrawnText

from assessment.findings import Figure
from assessment.report.figure_canvas import Panel
from assessment.report.figure_data import read
from assessment.report.figure_style import DPI, series_style
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
