"""Vector pictures as parts of a page: one set of letter shapes for all, ids of their own, nothing that a strict policy forbids."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from xml.etree import ElementTree

from markupsafe import Markup

_DROPPED: Final = frozenset({"metadata", "style"})
_KEPT: Final = frozenset({"svg", "g", "path", "defs", "use", "rect", "clipPath", "pattern", "circle", "line", "title"})
_GLYPH: Final = re.compile(r"DejaVuSans-?([A-Za-z]*)-([0-9a-f]+)$")
_MOVED: Final = re.compile(r"translate\((-?[0-9.]+) 0\)$")
_LOCAL: Final = re.compile(r"url\(#([^)]+)\)")
_NUMBER: Final = re.compile(r"-?\d+\.\d{3,}")
_DECIMALS: Final = 2
_COORDINATES: Final = frozenset({"d", "x", "y", "width", "height"})


class Pictures:
    """Takes vector pictures into a page.

    Matplotlib writes styles as attributes that a content security policy without ``unsafe-inline`` would ignore, and the same
    ids in every file. Here styles become presentation attributes, ids get the name of their picture in front, and the shapes
    of letters, which are the same in all pictures, are kept once for the page (`shapes`).
    """

    def __init__(self) -> None:
        self._glyphs: dict[str, str] = {}

    def inline(self, path: Path, name: str, description: str) -> Markup:
        """Return a picture as markup.

        Parameters
        ----------
        path
            The SVG file.
        name
            Prefix of all ids, unique on the page.
        description
            What the picture shows, for readers who cannot see it.
        """
        root = ElementTree.fromstring(path.read_text(encoding="utf-8"))
        used = {found for element in root.iter() for found in _targets(element)}
        title = f'<title id="{name}-title">{Markup.escape(description)}</title>'
        body = "".join(self._written(child, name, used) for child in root)
        return Markup(
            f'<svg viewBox="{root.get("viewBox", "")}" role="img" aria-labelledby="{name}-title" '
            f'stroke-linejoin="round">{title}{body}</svg>'
        )

    @property
    def shapes(self) -> Markup:
        """The letter shapes that the pictures refer to; stands once on the page, before the first picture."""
        if not self._glyphs:
            return Markup("")
        shapes = "".join(self._glyphs[key] for key in sorted(self._glyphs))
        return Markup(f'<svg class="shapes" width="0" height="0" aria-hidden="true"><defs>{shapes}</defs></svg>')

    def _written(self, element: ElementTree.Element, name: str, used: set[str]) -> str:
        tag = element.tag.rpartition("}")[2]
        if tag in _DROPPED:
            return ""
        if tag not in _KEPT:
            raise ValueError(f"picture {name!r}: element <{tag}> is not expected in a chart")
        identity = element.get("id", "")
        if tag == "path" and _GLYPH.match(identity):
            short = _glyph(identity)
            self._glyphs.setdefault(short, f'<path id="{short}"{_attributes(element, name, set())}/>')
            return ""
        body = "".join(self._written(child, name, used) for child in element)
        attributes = _attributes(element, name, used)
        if tag in ("g", "defs") and not body:
            return ""
        if tag == "g" and not attributes:
            return body
        return f"<{tag}{attributes}>{body}</{tag}>" if body else f"<{tag}{attributes}/>"


def _glyph(identity: str) -> str:
    """Return a short name for the shape of a letter: the cut of the font, and the number of the letter."""
    match = _GLYPH.match(identity)
    assert match is not None
    return f"g{match[1][:3].lower()}{'-' if match[1] else ''}{match[2]}"


def _targets(element: ElementTree.Element) -> Iterator[str]:
    for key, value in element.attrib.items():
        if key.endswith("href"):
            yield value.removeprefix("#")
        yield from _LOCAL.findall(value)


def _attributes(element: ElementTree.Element, name: str, used: set[str]) -> str:
    found: dict[str, str] = {}
    for key, value in element.attrib.items():
        plain = key.rpartition("}")[2]
        if plain == "style":
            found |= {
                part.strip(): worth.strip() for part, _, worth in (p.partition(":") for p in value.split(";")) if worth
            }
        elif plain == "href":
            target = value.removeprefix("#")
            found["href"] = f"#{_glyph(target)}" if _GLYPH.match(target) else f"#{name}-{target}"
        elif plain == "id":
            if value in used:
                found["id"] = f"{name}-{value}"
        elif moved := _MOVED.match(value) if element.tag.endswith("use") and plain == "transform" else None:
            # Letters make up most of a picture; a place is shorter than a movement.
            if float(moved[1]):
                found["x"] = moved[1]
        else:
            found[plain] = value
    return "".join(f' {key}="{Markup.escape(_tidy(key, value, name))}"' for key, value in found.items())


def _tidy(key: str, value: str, name: str) -> str:
    """Return a value with short coordinates, without line ends, and with local references that carry the picture's name."""
    short = value
    # Scales must keep all their decimals: 0.0156 is not 0.02.
    if key in _COORDINATES:
        short = _NUMBER.sub(lambda match: f"{float(match[0]):.{_DECIMALS}f}".rstrip("0").rstrip("."), value)
    return _LOCAL.sub(lambda match: f"url(#{name}-{match[1]})", " ".join(short.split()))
