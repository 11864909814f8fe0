"""Compound files, the container of old Office: .xls, .doc, and every file locked with a password.

Only what a workbook needs is read: the directory and one stream. calamine follows a chain of sectors for ever when it bites its own
tail, so the stream is taken out here and handed on in a container of its own.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from assessment.sheets.guards import MAX_UNPACKED, damaged

MAGIC = bytes.fromhex("D0CF11E0A1B11AE1")
_END, _FREE, _FAT, _NONE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD, 0xFFFFFFFF
_SMALL = 4096  # shorter streams lie in the mini stream


class Compound:
    """A compound file: its streams by name."""

    def __init__(self, content: bytes, label: str) -> None:
        self._content, self._label = content, label
        try:
            self._read_header()
        except (struct.error, IndexError) as error:
            raise damaged(label, "the file is torn") from error

    def _read_header(self) -> None:
        shift = struct.unpack_from("<H", self._content, 30)[0]
        if shift not in (9, 12):
            raise damaged(self._label, "the file is torn")
        self._size = 1 << shift
        directory, mini, more = struct.unpack_from("<I8xI4xI", self._content, 48)
        lists = list(struct.unpack_from("<109I", self._content, 76))
        # Sectors that list further sectors of the table end with the number of the next one.
        seen = 0
        while more < _FAT and seen <= len(self._content) // self._size:
            numbers = self._numbers(self._sector(more))
            lists += numbers[:-1]
            more, seen = numbers[-1], seen + 1
        sectors = len(self._content) // self._size + 1
        self._table: list[int] = []
        for sector in lists[: sectors + 1]:
            if sector < _FAT:
                self._table += self._numbers(self._sector(sector))
        self._entries = dict(self._directory(b"".join(self._chain(directory))))
        root = self._entries.get("Root Entry", (_END, 0))
        self._mini = b"".join(self._chain(root[0]))
        self._mini_table = self._numbers(b"".join(self._chain(mini)))

    @property
    def names(self) -> list[str]:
        """Names of the streams and storages."""
        return list(self._entries)

    def stream(self, name: str) -> bytes:
        """Return one stream."""
        start, size = self._entries[name]
        if size > MAX_UNPACKED:
            raise damaged(self._label, f"its stream {name!r} claims {size:,} bytes")
        try:
            if size >= _SMALL:
                return b"".join(self._chain(start))[:size]
            return b"".join(self._mini_chain(start))[:size]
        except (struct.error, IndexError) as error:
            raise damaged(self._label, "the file is torn") from error

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        if start >= len(self._content):
            raise IndexError(number)
        # The last sector of a file may be cut short; what is missing is zeros.
        return self._content[start : start + self._size].ljust(self._size, b"\0")

    def _chain(self, number: int) -> Iterator[bytes]:
        for _ in range(len(self._table) + 1):
            if number >= _FAT:
                return
            yield self._sector(number)
            number = self._table[number]
        raise damaged(self._label, "a chain of its sectors runs in a circle")

    def _mini_chain(self, number: int) -> Iterator[bytes]:
        for _ in range(len(self._mini_table) + 1):
            if number >= _FAT:
                return
            yield self._mini[number * 64 : number * 64 + 64]
            number = self._mini_table[number]
        raise damaged(self._label, "a chain of its sectors runs in a circle")

    @staticmethod
    def _numbers(sectors: bytes) -> list[int]:
        return list(struct.unpack(f"<{len(sectors) // 4}I", sectors[: len(sectors) // 4 * 4]))

    @staticmethod
    def _directory(sectors: bytes) -> Iterator[tuple[str, tuple[int, int]]]:
        for start in range(0, len(sectors) - 127, 128):
            entry = sectors[start : start + 128]
            length, kind = struct.unpack_from("<HB", entry, 64)
            if kind:
                name = entry[: max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace")
                yield name, struct.unpack_from("<II", entry, 116)


def wrapped(name: str, stream: bytes) -> bytes:
    """Return a compound file that holds one stream and nothing else.

    >>> Compound(wrapped("Workbook", b"x" * 5000), "a.xls").stream("Workbook") == b"x" * 5000
    True
    """
    stream = stream.ljust(_SMALL, b"\0")
    size = len(stream)
    data = -(-size // 512)
    # The table lists its own sectors too, and the one of the directory.
    table = next(count for count in range(1, data + 3) if count * 128 >= data + 1 + count + _lists(count))
    lists = _lists(table)
    first = table + lists + 1  # sectors: table, lists of the table, directory, data
    numbers = [_FAT] * table + [0xFFFFFFFC] * lists + [_END]
    numbers += [*range(first + 1, first + data), _END]
    numbers += [_FREE] * (table * 128 - len(numbers))
    listed = list(range(table)) + [_FREE] * max(0, 109 - table)
    header = MAGIC + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack(
        "<IIIIIIIIII", 0, table, table + lists, 0, _SMALL, _END, 0, table if lists else _END, lists, 0
    )[:36]
    header += struct.pack("<109I", *listed[:109])
    more = b""
    for number in range(lists):
        part = listed[109 + number * 127 : 109 + (number + 1) * 127]
        part += [_FREE] * (127 - len(part))
        more += struct.pack("<128I", *part, table + number + 1 if number + 1 < lists else _END)
    root = _entry("Root Entry", 5, 1, _END, 0)
    directory = root + _entry(name, 2, _NONE, first, size) + bytes(256)
    padded = stream.ljust(data * 512, b"\0")
    return header + struct.pack(f"<{len(numbers)}I", *numbers) + more + directory + padded


def _lists(table: int) -> int:
    return max(0, -(-(table - 109) // 127))


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    encoded = (name + "\0").encode("utf-16-le")
    places = struct.pack("<HBBIII36xIII", len(encoded), kind, 1, _NONE, _NONE, child, start, size, 0)
    return encoded.ljust(64, b"\0") + places
