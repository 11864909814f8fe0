r"""Text files with separators (.csv, .tsv, .txt) as sheets.

Values stay texts: what `1.234` means is for the declaration of the source to say, not for the reader. Bytes in the old Vietnamese
encoding TCVN3 are kept as the letters Windows shows for them (``Tæng``), for the decoder of legacy text to act on. Where the
encoding or the columns cannot be told for certain the file is refused, for a shifted column looks like good data.
"""

from __future__ import annotations

import codecs
import csv
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from io import StringIO

from assessment.sheets.cells import Sheet, WorkbookUnreadableError
from assessment.sheets.guards import MAX_CELLS, damaged

_SEPARATORS = "\t;|,"  # the comma last: it may be a decimal sign
_NAMES = {"\t": "tab", ";": "semicolon", "|": "bar", ",": "comma"}
_SAMPLE_LINES, _SAMPLE_LETTERS = 60, 200_000
_SAVE = "open it in Excel and save it as .xlsx, or as 'CSV UTF-8'"
_HINT = re.compile(r"sep=([\t;|,])\s*$", re.IGNORECASE)

_ASCII = bytes(range(0x80))
# cp1252 with the five bytes it leaves open kept as they are: whatever the bytes, a letter each.
_WINDOWS = "".join(bytes((byte,)).decode("cp1252", "ignore") or chr(byte) for byte in range(256))
# Letters of TCVN3 that are signs, not letters, in every Windows encoding: ă â ê ô ơ ư đ and à ả ã á ạ …
_TCVN3 = frozenset((*range(0xA8, 0xAF), *range(0xB5, 0xBF)))
# In cp1258 a tone is a byte of its own, after its vowel.
_TONES = bytes((0xCC, 0xD2, 0xDE, 0xEC, 0xF2))
_VOWELS = "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY".encode("cp1258")
_LOST_TONE = re.compile(rb"(?<![" + _VOWELS + rb"])[" + _TONES + rb"]")


def read_delimited(content: bytes, label: str, name: str) -> Sheet:
    r"""Read a text file with separators.

    Parameters
    ----------
    content : bytes
        The file.
    label : str
        How the file is called in messages.
    name : str
        Name of the sheet.

    Returns
    -------
    Sheet
        Row 1 is line 1 of the file; lines above the header and blank lines are rows too.

    Raises
    ------
    WorkbookUnreadableError
        If the encoding or the separator cannot be told, or a line has more or fewer fields than the header.

    Examples
    --------
    >>> read_delimited("Dân số\n\nTỉnh;2023\nLạng Sơn;807,3\n".encode(), "a.csv", "a").rows[3]
    ['Lạng Sơn', '807,3']
    """
    text = decoded(content, label)
    separator = _separator(text, label)
    rows, numbers = _rows(text, separator, label)
    width = _check_width(rows, numbers, separator, label)
    return Sheet(label, name, True, [row[:width] + [""] * (width - len(row)) for row in rows])


# ------------------------------------------------------------------- encoding


def decoded(content: bytes, label: str) -> str:
    r"""Return the text of a file in UTF-8, UTF-16 with its mark, cp1258, or TCVN3 (as cp1252 shows it).

    >>> decoded(b"L\xb9ng S\xacn", "a.csv"), decoded("Lạng Sơn".encode("utf-16"), "a.csv")
    ('L¹ng S¬n', 'Lạng Sơn')
    """
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding == "utf-16" or content.startswith(b"\xef\xbb\xbf"):
            raise _unclear(
                label, f"byte {error.start + 1:,} is no {error.encoding} although the file is marked as such"
            ) from error
        text = _old_encoding(content, label, error)
    if "\0" in text:
        raise _unclear(label, "it holds zero bytes, as UTF-16 without its mark does")
    return text


def _old_encoding(content: bytes, label: str, error: UnicodeDecodeError) -> str:
    high = Counter(content.translate(None, _ASCII))
    signs = sum(high[byte] for byte in _TCVN3)
    if signs >= high.total() / 4:
        return codecs.charmap_decode(content, "strict", _WINDOWS)[0]
    try:
        text = content.decode("cp1258")
    except UnicodeDecodeError:
        text = ""
    if text and signs <= high.total() / 20 and _is_cp1258(content, text, high):
        return unicodedata.normalize("NFC", text)
    raise _unclear(label, f"byte {error.start + 1:,} is not UTF-8, and what else it is cannot be told") from error


def _is_cp1258(content: bytes, text: str, high: Counter[int]) -> bool:
    """Whether every tone stands on a vowel; where there is none, whether no letter means another thing in cp1252."""
    if any(high[tone] for tone in _TONES):
        return not _LOST_TONE.search(content)
    return text == content.decode("cp1252", "replace")


def _unclear(label: str, why: str) -> WorkbookUnreadableError:
    return WorkbookUnreadableError(f"{label}: the encoding of the text is unclear ({why})", _SAVE)


# -------------------------------------------------------------------- columns


def _separator(text: str, label: str) -> str:
    """Return the separator that cuts most of the first lines into the same number of fields."""
    hint = _HINT.match(text.split("\n", 1)[0])
    if hint:
        return hint.group(1)
    lines = [line for line in text[:_SAMPLE_LETTERS].splitlines()[:_SAMPLE_LINES] if line.strip()]
    best, most = "", 0
    for separator in _SEPARATORS:
        counts = Counter(len(row) for row in csv.reader(lines, delimiter=separator) if len(row) > 1)
        same = counts.most_common(1)[0][1] if counts else 0
        if same > most:
            best, most = separator, same
    if not best:
        raise damaged(label, "the text has no columns: no tab, semicolon, bar or comma in its first lines")
    return best


def _rows(text: str, separator: str, label: str) -> tuple[list[list[str]], list[int]]:
    """Return the fields of every record, and the line on which each ends."""
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
    rows, numbers, cells = [], [], 0
    try:
        for row in reader:
            rows.append(row)
            numbers.append(reader.line_num)
            cells += len(row)
            if cells > MAX_CELLS:
                raise WorkbookUnreadableError(
                    f"{label}: more than {MAX_CELLS:,} fields by line {reader.line_num:,}", "split the file by year"
                )
    except csv.Error as error:
        raise damaged(label, f"line {reader.line_num:,}: {error}; a quotation mark may not be closed") from error
    if rows and _HINT.match(separator.join(rows[0])):
        rows[0] = []
    while rows and not any(rows[-1]):
        rows.pop()
    return rows, numbers


def _check_width(rows: list[list[str]], numbers: list[int], separator: str, label: str) -> int:
    """Return the number of columns; every line below the header has exactly so many, or is a note below a blank line."""
    usual = Counter(len(row) for row in rows if len(row) > 1)
    if not usual:
        return 1
    most = usual.most_common(1)[0][0]
    # The header is the first line of full width, or the line directly above it that lacks one name; what stands higher is a title.
    header = next(at for at, row in enumerate(rows) if len(row) == most)
    if header and len(rows[header - 1]) == most - 1 > 1:
        header -= 1
    width = len(rows[header])
    below = [(at, rows[at]) for at in _table_lines(rows, header + 1)]
    wrong = next((at for at, row in below if len(row) != width), None)
    if wrong is None:
        return width
    if all(len(row) == width + 1 for _, row in below):
        if not any(row[width].strip() for _, row in below):
            return width  # every line merely ends with a separator
        raise WorkbookUnreadableError(
            f"{label}, line {numbers[wrong]:,}: {width + 1} fields here and on every line below, but line {numbers[header]:,} names "
            f"{width} columns; one name is missing, so values would stand under wrong names",
            "download the file again in another form (Comtrade: the bulk file), insert the missing name where it belongs, or a blank "
            f"line if line {numbers[header]:,} is only a title",
        )
    raise WorkbookUnreadableError(
        f"{label}, line {numbers[wrong]:,}: {len(rows[wrong])} fields; expected {width} as in the header (line "
        f"{numbers[header]:,}, separated by {_NAMES[separator]})",
        "put a field that holds the separator into quotation marks, or complete the line",
    )


def _table_lines(rows: list[list[str]], start: int) -> Iterator[int]:
    """Yield the lines of the table; a note is a line of one field in a block of such lines below a blank one."""
    note = False
    for at in range(start, len(rows)):
        if not any(rows[at]):
            note = True
        elif not (note and len(rows[at]) == 1):
            note = False
            yield at
