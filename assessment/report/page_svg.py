"""Vector pictures as parts of a page: one set of letter shapes for all, marks with their numbers, nothing a strict policy forbids."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final
from xml.etree import ElementTree

from markupsafe import Markup

from assessment.report.figure_marks import marked

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
    of letters, which are the same in all pictures, are kept once for the page (`shapes`). The marks of a chart get the attribute
    ``data-mark``, the addresses of the numbers they stand for (`figure_marks`), separated by blanks.
    """

    def __init__(self) -> None:
        self._glyphs: dict[str, str] = {}

    def inline(self, path: Path, name: str, description: str, told: Mapping[str, str] | None = None) -> Markup:
        """Return a picture as markup.

        Parameters
        ----------
        path
            The SVG file.
        name
            Prefix of all ids, unique on the page; the id of the picture itself.
        description
            What the picture shows, for readers who cannot see it.
        told
            By address, what the mark of a point that prints no number says instead (``data-told``).
        """
        root = ElementTree.fromstring(path.read_text(encoding="utf-8"))
        _name_marks(root, name, told or {})
        used = {found for element in root.iter() for found in _targets(element)}
        body = "".join(self._written(child, name, used) for child in root)
        return Markup(
            # Not as a title, which browsers would show beside the number of the mark under the mouse.
            f'<svg id="{name}-picture" viewBox="{root.get("viewBox", "")}" role="img" '
            f'aria-label="{Markup.escape(description)}" stroke-linejoin="round">{body}</svg>'
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


def _name_marks(root: ElementTree.Element, name: str, told: Mapping[str, str]) -> None:
    """Write on every mark of a picture what numbers it stands for, on each vertex where these are the marks."""
    for element in root.iter():
        found = marked(element.get("id"))
        if found is None:
            continue
        parts = [part for part in element.iter() if part.tag.endswith("use")] if found.each else [element]
        addresses = found.addresses if found.each else (" ".join(found.addresses),)
        if len(parts) != len(addresses):
            raise ValueError(
                f"picture {name!r}: {element.get('id')!r} has {len(parts)} vertices; expected {len(addresses)}"
            )
        for part, address in zip(parts, addresses, strict=True):
            part.set("data-mark", address)
            if words := "; ".join(told[one] for one in address.split() if one in told):
                part.set("data-told", words)


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
