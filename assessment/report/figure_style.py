"""How charts look: sizes, colours that survive colour blindness and grey print, text that is measured before it is placed."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Any, Final, Literal, TypeAlias

from matplotlib import rc_context
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure as Picture
from matplotlib.font_manager import FontProperties
from matplotlib.path import Path as Outline
from matplotlib.patheffects import AbstractPathEffect, withStroke
from matplotlib.text import Text as DrawnText
from matplotlib.textpath import TextPath
from matplotlib.ticker import MaxNLocator

from assessment.findings import Precision, Quantity
from assessment.report.language import Language
from assessment.report.numbers import NBSP, format_number, round_half_away

# A4 with the margins of Decree 30/2020 leaves 16 cm; text of 9 points stays readable there and in grey print.
WIDTH: Final = 16 / 2.54
DPI: Final = 300
TEXT_SIZE: Final = 9.0
LINE: Final = TEXT_SIZE * 1.45 / 72
PAD: Final = 0.06
INK: Final = "#1f2328"
# Luminance above which dark text has more contrast than white text.
EQUAL_CONTRAST: Final = 0.215
GRID: Final = "#d5d9de"
MUTED: Final = "#a9c3d6"
ACCENT: Final = "#d55e00"

Dash: TypeAlias = Literal["-", "--", "-.", ":"] | tuple[float, Sequence[float]]

# What does not depend on the machine: the bundled font, no date, ids that repeat, no formulas in labels.
_STYLE: Final[Mapping[str, object]] = MappingProxyType(
    {
        "font.family": "DejaVu Sans",
        "font.size": TEXT_SIZE,
        "text.color": INK,
        "text.parse_math": False,
        "text.hinting": "none",
        "svg.fonttype": "path",
        "axes.linewidth": 0.7,
        "axes.edgecolor": "#6b7178",
        "axes.labelcolor": INK,
        "axes.labelsize": TEXT_SIZE,
        "axes.axisbelow": True,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.unicode_minus": True,
        "xtick.labelsize": TEXT_SIZE,
        "ytick.labelsize": TEXT_SIZE,
        "xtick.color": "#6b7178",
        "ytick.color": "#6b7178",
        "xtick.labelcolor": INK,
        "ytick.labelcolor": INK,
        "grid.color": GRID,
        "grid.linewidth": 0.6,
        "hatch.linewidth": 0.6,
        "lines.linewidth": 1.5,
        "lines.markersize": 5.0,
        "legend.frameon": False,
    }
)

# Okabe and Ito (2008), ordered so that neighbours also differ in lightness.
_COLOURS: Final = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#4d4d4d", "#8f7a00")
_HATCHES: Final = ("", "////", "....", "\\\\\\\\", "xxxx", "----", "||||", "oo")
_MARKERS: Final = ("o", "s", "^", "D", "v", "P", "X", "p")
_DASHES: Final[tuple[Dash, ...]] = (
    "-",
    "--",
    "-.",
    (0, (1, 1.2)),
    (0, (5, 1, 1, 1, 1, 1)),
    (0, (7, 2)),
    (0, (3, 2)),
    (0, (2, 1, 4, 1)),
)


# Signs in front of a number, or above a point, that was published as "over", "nearly" and so on.
SIGNS: Final[Mapping[Precision, str]] = MappingProxyType(
    {"about": "≈", "over": ">", "nearly": "<", "lower": "≥", "upper": "≤"}
)


def drawing_style(hash_salt: str = "") -> AbstractContextManager[None]:
    """Return the settings of matplotlib that hold while a picture is made; they do not outlive the `with` block."""
    settings: dict[Any, Any] = {**_STYLE, "svg.hashsalt": hash_salt}
    return rc_context(settings)


@dataclass(frozen=True)
class SeriesStyle:
    """How one series is drawn, in every panel and in the legend."""

    colour: str
    hatch: str
    marker: str
    dash: Dash

    @property
    def dark(self) -> str:
        """The colour for text, dark enough on white."""
        red, green, blue = to_rgb(self.colour)
        return to_hex((red * 0.55, green * 0.55, blue * 0.55))

    @property
    def light(self) -> bool:
        """Whether dark text is readable on the colour."""
        return luminance(self.colour) > EQUAL_CONTRAST


def series_style(index: int) -> SeriesStyle:
    """Return the style of the series of this number.

    >>> series_style(0).marker, series_style(8).marker
    ('o', 'o')
    """
    size = len(_COLOURS)
    # The second round of colours has other hatches, so that even a ninth series has a look of its own.
    hatch = _HATCHES[(index + index // size) % size]
    return SeriesStyle(_COLOURS[index % size], hatch, _MARKERS[index % size], _DASHES[(index + index // size) % size])


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour, 0 for black and 1 for white.

    >>> luminance("#ffffff"), luminance("#000000")
    (1.0, 0.0)
    """
    parts = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in to_rgb(colour))
    return float(
        round(math.fsum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), parts, strict=True)), 6)
    )


@cache
def _scratch() -> FigureCanvasAgg:
    return FigureCanvasAgg(Picture(figsize=(1, 1), dpi=DPI))


@lru_cache(maxsize=4096)
def text_size(text: str, weight: str = "normal") -> tuple[float, float]:
    """Return width and height of a text in inches."""
    canvas = _scratch()
    with drawing_style():
        drawn = DrawnText(0, 0, text, fontsize=TEXT_SIZE, fontweight=weight)
        drawn.set_figure(canvas.figure)
        box = drawn.get_window_extent(canvas.get_renderer())  # type: ignore[no-untyped-call]
    return float(box.width) / DPI, float(box.height) / DPI


def wrap(text: str, width: float) -> list[str]:
    """Return the lines of a text that fit into `width` inches; breaks at blanks only, never at a non-breaking one.

    >>> wrap("Cửa khẩu quốc tế Hữu Nghị", 1.0)
    ['Cửa khẩu quốc', 'tế Hữu Nghị']
    """
    lines = [""]
    # A dash stays with the word before it.
    for word in text.replace(" – ", f"{NBSP}– ").split(" "):
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if lines[-1] and text_size(longer)[0] > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def balanced(text: str, width: float) -> list[str]:
    """Return the lines of a label, as few as fit `width` inches, and about equally long so that no word stands alone.

    >>> balanced("Điểm thông quan Na Hình và các lối mở khác", 2.2)
    ['Điểm thông quan Na', 'Hình và các lối mở khác']
    """
    lines = wrap(text, width)
    low, high = width / len(lines), width
    while len(lines) > 1 and high - low > 0.02:
        middle = (low + high) / 2
        tried = wrap(text, middle)
        if len(tried) > len(lines) or any(text_size(line)[0] > width for line in tried):
            low = middle
        else:
            lines, high = tried, middle
    return lines


def halo() -> list[AbstractPathEffect]:
    """Return the white rim that keeps a label readable where a line runs behind it."""
    return [withStroke(linewidth=2.2, foreground="white")]


def block_height(lines: Sequence[str]) -> float:
    """Return the height in inches of a paragraph of some lines."""
    return text_size("\n".join(lines))[1] if lines else 0.0


@cache
def sign_marker(sign: str) -> Outline:
    """Return a sign as a marker, so that it stands at a point without being a label that could cover others."""
    outline = TextPath((0, 0), sign, size=10, prop=FontProperties(family="DejaVu Sans", weight="bold"))
    box = outline.get_extents()
    centre = ((box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2)
    return Outline(outline.vertices - centre, outline.codes)


def number_ticks(
    low: float, high: float, unit: str, language: Language, most: int = 6
) -> tuple[list[float], list[str]]:
    """Return round numbers between two ends, and how they are written on an axis."""
    found = MaxNLocator(nbins=most, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
    span = 1e-9 * max(abs(low), abs(high), 1e-300)
    ticks = [0.0 if abs(tick) < span else float(tick) for tick in found if low - span <= tick <= high + span]
    decimals = next(
        (places for places in range(6) if all(_is_round(tick, places) for tick in ticks)),
        6,
    )
    return ticks, [format_number(round_half_away(tick, decimals), language.lang, unit) for tick in ticks]


def _is_round(value: float, places: int) -> bool:
    return abs(round(value, places) - value) <= 1e-9 * max(1.0, abs(value))


def power_ticks(low: float, high: float, unit: str, language: Language) -> tuple[list[float], list[str]]:
    """Return the powers of ten between two ends, for a logarithmic axis."""
    exponents = range(Decimal(repr(float(low))).adjusted() - 1, Decimal(repr(float(high))).adjusted() + 2)
    ticks = [Decimal(1).scaleb(exponent) for exponent in exponents]
    kept = [tick for tick in ticks if low * 0.999 <= float(tick) <= high * 1.001]
    return [float(tick) for tick in kept], [format_number(tick, language.lang, unit) for tick in kept]


def written(quantity: Quantity, language: Language) -> str:
    """Return the number of a value label, with the sign of its precision in front."""
    sign = SIGNS.get(quantity.precision, "")
    return (sign + NBSP if sign else "") + language.quantity(quantity, "number")
