"""The XML of a Word document as places in its bytes, so that a part can be changed without writing the rest anew.

A parser that writes a document back changes it everywhere: prefixes, order of attributes, entities, line ends. Here every element
knows where it begins and ends in the bytes; a change is an `Edit` of a range, and what no edit covers stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from xml.parsers import expat
from xml.sax.saxutils import escape

WORD: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
# Everything by which Word records a change somebody still has to accept or reject.
TRACKED: Final = frozenset(
    f"w:{name}"
    for name in (
        *("ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel", "cellMerge", "numberingChange", "rPrChange"),
        *("pPrChange", "tblPrChange", "tblPrExChange", "trPrChange", "tcPrChange", "tblGridChange", "sectPrChange"),
        *("moveFromRangeStart", "moveFromRangeEnd", "moveToRangeStart", "moveToRangeEnd"),
        *("customXmlInsRangeStart", "customXmlDelRangeStart", "customXmlMoveFromRangeStart"),
        "customXmlMoveToRangeStart",
    )
)
# Ends of ranges that reach over what is replaced; they outlive it.
MARKERS: Final = ("w:bookmarkStart", "w:bookmarkEnd", "w:commentRangeStart", "w:commentRangeEnd")
BREAKS: Final = ("w:tab", "w:br", "w:cr", "w:noBreakHyphen", "w:softHyphen")

_START_TAG: Final = re.compile(rb"""<[^\s/>]+(?:\s+[^\s=]+\s*=\s*(?:"[^"]*"|'[^']*'))*\s*(/?)>""")
_CHARACTER: Final = re.compile(rb"&[^;]+;|[\x00-\x7f]|[\xc2-\xf4][\x80-\xbf]+")


@dataclass(frozen=True)
class Edit:
    """New bytes for a range of bytes; an empty range inserts."""

    start: int
    end: int
    new: bytes = b""


class Node:
    """An element: `start` and `end` are its range, `inner` to `close` what stands between its tags."""

    __slots__ = ("attributes", "children", "close", "end", "inner", "parent", "start", "tag", "text")

    def __init__(self, tag: str, attributes: Mapping[str, str], start: int, inner: int, parent: Node | None) -> None:
        self.tag = tag
        self.attributes = attributes
        self.start = start
        self.inner = self.close = self.end = inner
        self.parent = parent
        self.children: list[Node] = []
        self.text = ""

    def iter(self, *tags: str) -> Iterator[Node]:
        """Yield this element and all within it, in order of the document; only some tags where any are named."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            if not tags or node.tag in tags:
                yield node
            waiting.extend(reversed(node.children))

    def child(self, *path: str) -> Node | None:
        """Return the first element down a path of tags, None where there is none."""
        node: Node | None = self
        for tag in path:
            node = next((child for child in node.children if child.tag == tag), None) if node else None
        return node

    def ancestors(self) -> Iterator[Node]:
        """Yield the elements around this one, the nearest first."""
        node = self.parent
        while node is not None:
            yield node
            node = node.parent

    def bytes_of(self, part: bytes) -> bytes:
        """Return the bytes of the element."""
        return part[self.start : self.end]


def parse(part: bytes) -> Node:
    r"""Return the root element of an XML part, with its prefixes as they are written.

    Parameters
    ----------
    part
        UTF-8, without document type.

    Raises
    ------
    ValueError
        If it is no well-formed XML.

    Examples
    --------
    >>> root = parse(b"<w:p><w:r><w:t>a &amp; b</w:t></w:r></w:p>")
    >>> node = root.child("w:r", "w:t")
    >>> node.text, node.start, node.end
    ('a & b', 10, 30)
    """
    roots: list[Node] = []
    open_nodes: list[Node] = []
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def start(tag: str, attributes: dict[str, str]) -> None:
        found = _START_TAG.match(part, parser.CurrentByteIndex)
        assert found is not None, "expat has found the tag well-formed"
        parent = open_nodes[-1] if open_nodes else None
        node = Node(tag, attributes, found.start(), found.end(), parent)
        (parent.children if parent else roots).append(node)
        open_nodes.append(node)

    def end(_: str) -> None:
        node = open_nodes.pop()
        # Of an element without content expat tells where it ends, of another where its end tag begins.
        if part[node.inner - 2 : node.inner] != b"/>":
            node.close = parser.CurrentByteIndex
            node.end = part.index(b">", node.close) + 1

    def characters(text: str) -> None:
        if open_nodes[-1].tag == "w:t":
            open_nodes[-1].text += text

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, characters
    try:
        parser.Parse(part, True)
    except expat.ExpatError as error:
        raise ValueError(str(error)) from error
    return roots[0]


def apply(part: bytes, edits: Iterable[Edit]) -> bytes:
    """Return a part with its edits made; they may not overlap.

    >>> apply(b"abcdef", [Edit(4, 5, b"E"), Edit(1, 3), Edit(0, 0, b">")])
    b'>adEf'
    """
    pieces, at = [], 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        if edit.start < at:
            raise ValueError(f"the edit of bytes {edit.start} to {edit.end} overlaps with another")
        pieces += [part[at : edit.start], edit.new]
        at = edit.end
    return b"".join([*pieces, part[at:]])


def visible(node: Node) -> str:
    """Return the text a reader sees in an element; breaks, tabs and beginnings of paragraphs are spaces.

    >>> visible(parse(b"<w:p><w:r><w:t>9</w:t><w:br/><w:t>ha</w:t></w:r><w:del><w:r><w:delText>8</w:delText></w:r></w:del></w:p>"))
    ' 9 ha'
    """
    return "".join(found.text if found.tag == "w:t" else " " for found in node.iter("w:t", "w:p", *BREAKS))


def squashed(text: str) -> str:
    """Return a text with single spaces, none in front or behind: what is compared, because an author may break lines."""
    return " ".join(text.split())


def is_tracked(nodes: Iterable[Node]) -> bool:
    """Return whether changes are recorded within some elements or around them."""
    return any(found.tag in TRACKED for node in nodes for family in (node.iter(), node.ancestors()) for found in family)


def markers(part: bytes, node: Node, start: int | None = None, end: int | None = None) -> bytes:
    """Return the ends of bookmarks and comments within an element (or a range of it), to be kept when it goes."""
    low, high = node.start if start is None else start, node.end if end is None else end
    return b"".join(found.bytes_of(part) for found in node.iter(*MARKERS) if low <= found.start and found.end <= high)


def text_element(text: str) -> bytes:
    """Return the element of a text in a run.

    >>> text_element("a < b ")
    b'<w:t xml:space="preserve">a &lt; b </w:t>'
    """
    return f'<w:t xml:space="preserve">{escape(text)}</w:t>'.encode()


def run(part: bytes, like: Node | None, text: str) -> bytes:
    """Return a run with a text, formatted like the run or the mark of the paragraph whose properties are `like`."""
    properties = like.child("w:rPr") if like else None
    return b"<w:r>" + (properties.bytes_of(part) if properties else b"") + text_element(text) + b"</w:r>"


def paragraph(part: bytes, like: Node, text: str) -> bytes:
    """Return a new paragraph with a text, formatted like another one and its first run."""
    properties = like.child("w:pPr")
    made = properties.bytes_of(part) if properties else b""
    return b"<w:p>" + made + run(part, next(like.iter("w:r"), properties), text) + b"</w:p>"


def set_text(part: bytes, node: Node, text: str) -> list[Edit]:
    """Return the edits that make `text` the only text in an element; its properties, comments and bookmarks stay.

    The text takes the place, and so the formatting, of the first text there was.
    """
    texts = list(node.iter("w:t"))
    if not texts:
        return [_first_text(part, node, text)]
    broken = [found for found in node.iter(*BREAKS) if found.parent is not None and found.parent.tag == "w:r"]
    gone = (Edit(found.start, found.end) for found in (*texts[1:], *broken))
    first = texts[0]
    if first.inner < first.end and ("xml:space" in first.attributes or text == text.strip()):
        return [Edit(first.inner, first.close, escape(text).encode()), *gone]
    return [Edit(first.start, first.end, text_element(text)), *gone]


def _first_text(part: bytes, node: Node, text: str) -> Edit:
    """Return the edit that puts a text where none is: into the first run, or as a run into the first paragraph."""
    holder = next(node.iter("w:r"), None)
    properties = holder.child("w:rPr") if holder else None
    made = text_element(text)
    if holder is None:
        holder = next(node.iter("w:p"), node)
        properties = holder.child("w:pPr")
        made = run(part, properties, text)
    if holder.inner == holder.end:
        return Edit(holder.start, holder.end, f"<{holder.tag}>".encode() + made + f"</{holder.tag}>".encode())
    at = properties.end if properties else holder.inner
    return Edit(at, at, made)


def set_attribute(part: bytes, node: Node, name: str, value: str) -> Edit:
    """Return the edit of an attribute the element has.

    >>> part = b'<a:ext cx="5" cy="7"/>'
    >>> apply(part, [set_attribute(part, parse(part), "cy", "9")])
    b'<a:ext cx="5" cy="9"/>'
    """
    found = re.compile(rb"\s" + name.encode() + rb"""\s*=\s*("[^"]*"|'[^']*')""").search(part, node.start, node.inner)
    if found is None:
        raise ValueError(f"element {node.tag!r} has no attribute {name!r}")
    return Edit(*found.span(1), f'"{escape(value, {chr(34): "&quot;"})}"'.encode())


def character_offsets(part: bytes, node: Node) -> list[int]:
    r"""Return where every character of a `w:t` begins in the bytes, and where the last ends.

    >>> part = "<w:t>ệ&amp;x</w:t>".encode()
    >>> character_offsets(part, parse(part))
    [5, 8, 13, 14]
    """
    found = [match.start() for match in _CHARACTER.finditer(part, node.inner, node.close)]
    return [*found, node.close]


@dataclass(frozen=True)
class Block:
    """What a bookmark spans: `nodes` are elements side by side that lie in it or have text in it."""

    name: str
    start: Node
    end: Node
    nodes: tuple[Node, ...]


def bookmarked(root: Node, prefixes: Sequence[str]) -> tuple[Block, ...]:
    """Return the blocks whose bookmark begins with one of some prefixes; a bookmark that never ends is none."""
    ends = {node.attributes.get("w:id"): node for node in root.iter("w:bookmarkEnd")}
    return tuple(
        Block(node.attributes["w:name"], node, end, _between(node, end))
        for node in root.iter("w:bookmarkStart")
        if node.attributes.get("w:name", "").startswith(tuple(prefixes))
        if (end := ends.get(node.attributes.get("w:id"))) is not None and end.start >= node.end
    )


def _between(start: Node, end: Node) -> tuple[Node, ...]:
    """Return the elements between two marks, side by side in the element around both.

    Word moves an end to the beginning of the next paragraph, and that paragraph does not belong to the block: so an element
    that reaches beyond a mark counts only if a run of it begins in between.
    """
    around = set(map(id, start.ancestors()))
    shared = next(node for node in end.ancestors() if id(node) in around)
    return tuple(
        child
        for child in shared.children
        if child is not start and child is not end and child.end > start.end and child.start < end.start
        if (child.start >= start.end and child.end <= end.start)
        or any(start.end <= run.start < end.start for run in child.iter("w:r"))
    )
