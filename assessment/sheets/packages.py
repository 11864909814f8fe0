"""Zip packages (xlsx, xlsb, ods, docx) from hands one cannot trust.

A package is read part by part within one budget of unpacked bytes, whatever sizes it claims, and each part is checked against its
checksum. What a parser gets afterwards is a new package of the checked parts only: it cannot see other bytes than were checked
here, however the original overlaps, doubles or disguises its entries.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Mapping
from io import BytesIO
from xml.etree import ElementTree

from assessment.sheets.cells import WorkbookUnreadableError
from assessment.sheets.guards import MAX_UNPACKED, damaged, locked, too_large_unpacked

MAX_PARTS = 20_000
# A tree takes ten to twenty times the room of its text.
MAX_TREE_BYTES, MAX_TAGS = 64 * 1024**2, 6_000_000

_STORED, _DEFLATED = zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED
# What may stand before the first element; a document type, the only place that declares entities, must come right after it.
_PROLOG = re.compile(rb"(?:\xef\xbb\xbf)?(?:\s++|<\?.*?\?>|<!--.*?-->)*+", re.DOTALL)
_ENCODING = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([^"']*)["']""")
_READABLE = (b"utf-8", b"utf8", b"us-ascii", b"ascii")


class Package:
    """A zip package: its parts by name, unpacked within one budget."""

    def __init__(self, content: bytes, label: str) -> None:
        self.label = label
        self._content = content
        self._left = MAX_UNPACKED
        self._unpacked_parts: dict[str, bytes] = {}
        if content.count(b"PK\x01\x02") > MAX_PARTS:
            raise too_large_unpacked(label)
        try:
            with zipfile.ZipFile(BytesIO(content)) as package:
                self._entries = {entry.filename: entry for entry in package.infolist()}
        except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError, struct.error, OverflowError) as error:
            raise damaged(label, f"the zip package is torn: {error}") from error
        self._spelling = {name.lower(): name for name in self._entries}

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._spelling

    @property
    def names(self) -> list[str]:
        """Names of the parts."""
        return list(self._entries)

    def read(self, name: str) -> bytes:
        """Return one part, unpacked and checked; a second reader of the same package gets it for nothing."""
        entry = self._entries[self._spelling[name.lower()]]
        if entry.filename in self._unpacked_parts:
            return self._unpacked_parts[entry.filename]
        if entry.flag_bits & 0x1:
            raise locked(self.label)
        start = entry.header_offset
        header = self._content[start : start + 30]
        if len(header) < 30 or not header.startswith(b"PK\x03\x04"):
            raise damaged(self.label, f"the zip package is torn at {name!r}")
        start += 30 + sum(struct.unpack("<HH", header[26:30]))
        raw = memoryview(self._content)[start : start + entry.compress_size]
        part = self._unpacked(entry, raw)
        if len(part) != entry.file_size or zlib.crc32(part) != entry.CRC:
            raise damaged(self.label, f"the zip package is torn: {name!r} does not match its size and checksum")
        self._left -= len(part)
        self._unpacked_parts[entry.filename] = part
        return part

    def _unpacked(self, entry: zipfile.ZipInfo, raw: memoryview) -> bytes:
        # Asked for one byte more than is allowed, so that a lie about the size shows without unpacking the rest.
        limit = min(entry.file_size, self._left) + 1
        if entry.file_size > self._left:
            raise too_large_unpacked(self.label)
        if entry.compress_type == _STORED:
            return bytes(raw)
        if entry.compress_type != _DEFLATED:
            raise damaged(self.label, f"{entry.filename!r} is packed in a way Excel does not use")
        try:
            return zlib.decompressobj(-zlib.MAX_WBITS).decompress(raw, limit)
        except zlib.error as error:
            raise damaged(self.label, f"the zip package is torn at {entry.filename!r}: {error}") from error

    def text(self, name: str) -> bytes:
        """Return one XML part that is UTF-8 and declares no entities; both are ways to hide what a parser will see."""
        part = self.read(name)
        check_xml(part, name, self.label)
        return part

    def xml(self, name: str) -> ElementTree.Element:
        """Return one XML part parsed."""
        if name not in self:
            raise damaged(self.label, f"the package has no part {name!r}")
        return parsed(self.text(name), name, self.label)


def parsed(part: bytes, name: str, label: str) -> ElementTree.Element:
    """Return a checked XML part parsed, if its tree fits into the memory."""
    check_tree(part, label)
    try:
        return ElementTree.fromstring(part)
    except (ElementTree.ParseError, ValueError) as error:
        raise damaged(label, f"{name!r} is broken XML: {error}") from error


def check_tree(part: bytes, label: str) -> None:
    """Refuse XML whose tree would fill the memory."""
    if len(part) > MAX_TREE_BYTES or part.count(b"<") > MAX_TAGS:
        raise too_large_unpacked(label)


def check_xml(part: bytes, name: str, label: str) -> None:
    """Refuse XML with a document type or entities, or in an encoding Office does not write."""
    prolog = _PROLOG.match(part)
    if part.startswith(b"<!", prolog.end() if prolog else 0):
        raise WorkbookUnreadableError(
            f"{label}: {name!r} declares a document type or entities, which no Office program writes",
            "do not open the file; ask the sender for it again, saved from Excel or Word",
        )
    encoding = _ENCODING.search(part[:400].removeprefix(b"\xef\xbb\xbf"))
    if b"\0" in part[:400] or (encoding and encoding.group(1).lower() not in _READABLE):
        raise damaged(label, f"{name!r} is not in UTF-8")


def repacked(parts: Mapping[str, bytes]) -> BytesIO:
    """Return a new package of these parts, not compressed.

    >>> zipfile.ZipFile(repacked({"a.xml": b"<a/>"})).read("a.xml")
    b'<a/>'
    """
    made, directory = BytesIO(), BytesIO()
    for name, part in parts.items():
        encoded = name.encode("utf-8")
        # Bit 11: the name is UTF-8. Day: 1 January 1980.
        fields = struct.pack(
            "<HHHHHIIIHH", 20, 0x800, 0, 0, 33, zlib.crc32(part), len(part), len(part), len(encoded), 0
        )
        directory.write(b"PK\x01\x02\x14\x00" + fields + struct.pack("<HHHII", 0, 0, 0, 0, made.tell()) + encoded)
        made.write(b"PK\x03\x04" + fields + encoded)
        made.write(part)
    start, listed = made.tell(), directory.getvalue()
    made.write(listed)
    made.write(b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, len(parts), len(parts), len(listed), start, 0))
    made.seek(0)
    return made
