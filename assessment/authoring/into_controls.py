"""Numbers in an author's own sentences: ``{{reference}}`` becomes a content control, whose tag keeps the reference."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final
from xml.sax.saxutils import quoteattr

from assessment.authoring.into_numbers import LeftAloneError, Numbers, reference_of, split_form, tag_of
from assessment.authoring.wordxml import (
    MARKERS,
    Edit,
    Node,
    character_offsets,
    is_tracked,
    set_text,
    text_element,
)
from assessment.findings import Text

# What stands between the braces is one line of text: no break, no picture, no note.
_PLACEHOLDER: Final = re.compile(r"\{\{([^{}\ufffc]{1,200})\}\}")
_OTHER: Final = "\ufffc"
_SHOWN: Final = 40
# Elements of a paragraph that hold no runs of its sentence, or another paragraph.
_APART: Final = frozenset({"w:pPr", "w:rPr", "w:p", "w:drawing", "w:pict", "w:object", "mc:AlternateContent"})


@dataclass(frozen=True)
class Filled:
    """A number in a sentence: its reference, what stood there, what stands there now."""

    reference: str
    before: str
    after: str


@dataclass
class Controls:
    """What refreshing the numbers of one part comes to."""

    edits: list[Edit] = field(default_factory=list)
    filled: list[Filled] = field(default_factory=list)
    refused: list[tuple[str, Text]] = field(default_factory=list)


def refresh_controls(part: bytes, root: Node, numbers: Numbers, taken: Sequence[tuple[int, int]]) -> Controls:
    """Return what brings the numbers in sentences up to date.

    Parameters
    ----------
    part, root
        The part and its tree.
    numbers
        The numbers of the report.
    taken
        Ranges that are written anew as a whole, and are left out here.
    """
    found = Controls()
    for node in root.iter("w:sdt"):
        kept = _reference(node)
        if kept is not None and not _overlaps(node.start, node.end, taken):
            _refresh(part, node, *kept, numbers, found)
    identities = {value for node in root.iter("w:sdtPr") if (value := _value(node, "w:id")) is not None}
    for sentence in root.iter("w:p"):
        for placeholder in _placeholders(sentence, found):
            if not _overlaps(placeholder.texts[0].start, placeholder.texts[-1].end, taken):
                _replace(part, placeholder, numbers, identities, found)
    return found


def _overlaps(start: int, end: int, taken: Sequence[tuple[int, int]]) -> bool:
    return any(low < end and start < high for low, high in taken)


def _value(node: Node, *path: str) -> str | None:
    found = node.child(*path)
    return None if found is None else found.attributes.get("w:val")


def _reference(control: Node) -> tuple[str, str] | None:
    return reference_of(_value(control, "w:sdtPr", "w:tag") or "")


def _refresh(part: bytes, control: Node, reference: str, form: str, numbers: Numbers, found: Controls) -> None:
    content = control.child("w:sdtContent") or control
    try:
        number = numbers.find(reference)
        after = numbers.printed(number, form)
        _check_tracked([control])
    except LeftAloneError as refused:
        found.refused.append((reference, refused.text))
        return
    before = "".join(text.text for text in content.iter("w:t"))
    found.filled.append(Filled(number.reference, before, after))
    if before != after:
        found.edits += set_text(part, content, after)
        # Emptied by the author, the control shows Word's prompt, in the prompt's style: neither may stay.
        prompt = control.child("w:sdtPr", "w:showingPlcHdr")
        if prompt is not None:
            style = next(content.iter("w:rStyle"), None)
            found.edits += [Edit(node.start, node.end) for node in (prompt, style) if node is not None]


@dataclass(frozen=True)
class _Placeholder:
    """A reference in braces: the texts it is split over, and where it begins in the first and ends in the last."""

    written: str
    texts: tuple[Node, ...]
    first: int
    last: int


def _placeholders(sentence: Node, found: Controls) -> Iterator[_Placeholder]:
    """Yield the references in a paragraph, however Word has split them over runs; braces that are none are told."""
    pieces = list(_pieces(sentence))
    whole = "".join(text for text, _ in pieces)
    if "{{" not in whole:
        return
    owners = [(node, at) for text, node in pieces for at in range(len(text))]
    matches = list(_PLACEHOLDER.finditer(whole))
    if len(matches) < whole.count("{{"):
        found.refused.append((whole[whole.index("{{") :][:_SHOWN].replace(_OTHER, "…"), LeftAloneError("braces").text))
    for match in matches:
        spanned = owners[match.start() : match.end()]
        nodes = dict.fromkeys(node for node, _ in spanned if node is not None)
        yield _Placeholder(match[1], tuple(nodes), spanned[0][1], spanned[-1][1] + 1)


def _pieces(node: Node) -> Iterator[tuple[str, Node | None]]:
    """Yield the texts of a paragraph in order; anything else in a run is a sign of its own."""
    for child in node.children:
        if child.tag == "w:t":
            yield child.text, child
        elif child.tag in _APART:
            yield (_OTHER if child.tag not in ("w:pPr", "w:rPr") else ""), None
        elif node.tag == "w:r" or (child.tag == "w:sdt" and _reference(child) is not None):
            yield _OTHER, None
        else:
            yield from _pieces(child)


def _replace(part: bytes, placeholder: _Placeholder, numbers: Numbers, identities: set[str], found: Controls) -> None:
    """Put a content control in place of a reference in braces; what stands before and after it keeps its bytes."""
    reference, form = split_form(placeholder.written)
    first, last = placeholder.texts[0], placeholder.texts[-1]
    try:
        number = numbers.find(reference)
        after = numbers.printed(number, form)
        before_run, after_run = _runs_around(part, placeholder)
    except LeftAloneError as refused:
        found.refused.append((reference, refused.text))
        return
    start = character_offsets(part, first)[placeholder.first]
    end = character_offsets(part, last)[placeholder.last]
    kept = b"".join(
        node.bytes_of(part)
        for node in next(before_run.ancestors()).iter(*MARKERS)
        if start <= node.start and node.end <= end
    )
    style = _properties(part, before_run)
    control = _control(tag_of(number.reference, form), after, style, identities) + kept
    found.filled.append(Filled(number.reference, "{{" + placeholder.written + "}}", after))
    # No empty run is left where the reference begins or ends one.
    if placeholder.first == 0 and first is next(child for child in before_run.children if child.tag != "w:rPr"):
        start = before_run.start
    else:
        control = b"</w:t></w:r>" + control
        _preserve_space(first, found)
    if placeholder.last == len(last.text) and last is after_run.children[-1]:
        end = after_run.end
    else:
        control += b"<w:r>" + _properties(part, after_run) + b'<w:t xml:space="preserve">'
    found.edits.append(Edit(start, end, control))


def _preserve_space(text: Node, found: Controls) -> None:
    """Keep the space before a number, which would be lost at the end of a text that does not say so."""
    at = text.inner - 1
    if "xml:space" not in text.attributes and not any(edit.start <= at <= edit.end for edit in found.edits):
        found.edits.append(Edit(at, at, b' xml:space="preserve"'))


def _runs_around(part: bytes, placeholder: _Placeholder) -> tuple[Node, Node]:
    """Return the runs a reference begins and ends in, if they are side by side and no change is recorded in between."""
    first, last = placeholder.texts[0].parent, placeholder.texts[-1].parent
    if first is None or last is None or first.parent is None or first.parent is not last.parent:
        raise LeftAloneError("split")
    between = [child for child in first.parent.children if first.start <= child.start and child.end <= last.end]
    _check_tracked(between)
    if any(len(character_offsets(part, text)) != len(text.text) + 1 for text in placeholder.texts):
        raise LeftAloneError("split")
    return first, last


def _check_tracked(nodes: Sequence[Node]) -> None:
    if is_tracked(nodes):
        raise LeftAloneError("tracked")


def _properties(part: bytes, run: Node) -> bytes:
    found = run.child("w:rPr")
    return b"" if found is None else found.bytes_of(part)


def _control(tag: str, text: str, properties: bytes, identities: set[str]) -> bytes:
    identity = zlib.crc32(tag.encode()) >> 1
    while str(identity) in identities:
        identity += 1
    identities.add(str(identity))
    named = quoteattr(tag)
    # A control for formatted text: in one for plain text LibreOffice shows the number without the author's formatting.
    head = f'<w:alias w:val={named}/><w:tag w:val={named}/><w:id w:val="{identity}"/></w:sdtPr>'.encode()
    content = b"<w:r>" + properties + text_element(text) + b"</w:r>"
    return b"<w:sdt><w:sdtPr>" + properties + head + b"<w:sdtContent>" + content + b"</w:sdtContent></w:sdt>"
