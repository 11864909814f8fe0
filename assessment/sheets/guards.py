"""What a file is by its content, and the refusals every reader of this package shares.

A batch job opens whatever lies in a folder. Nothing here trusts a file's name or the sizes a file claims for itself: the kind is
read from the first bytes, and every limit is checked on what is really there, before anything is handed to a parser.
"""

from __future__ import annotations

import re
from enum import Enum
from pathlib import Path

from assessment.sheets.cells import WorkbookUnreadableError, address

MAX_BYTES = 100 * 1024**2
MAX_UNPACKED = 256 * 1024**2
MAX_CELLS = 5_000_000
MAX_BOOK_CELLS = 4 * MAX_CELLS

WORKBOOK_SUFFIXES = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
TEXT_SUFFIXES = (".csv", ".tsv", ".txt")
SUFFIXES = (*WORKBOOK_SUFFIXES, *TEXT_SUFFIXES, ".docx")

_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|meta|body|table|style|div)\b", re.IGNORECASE)
_SPREADSHEET_2003 = b"urn:schemas-microsoft-com:office:spreadsheet"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_KNOWN_STARTS = {
    b"%PDF-": "a PDF document",
    b"{\\rtf": "a Word document in rich text (RTF)",
    b"Rar!": "an archive (RAR)",
    b"7z\xbc\xaf": "an archive (7z)",
    b"\x1f\x8b": "an archive (gzip)",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"MZ": "a program",
    b"PAR1": "a Parquet file",
}


class Kind(Enum):
    """What the first bytes say a file is."""

    PACKAGE = "zip package"
    COMPOUND = "compound file of old Office"
    TEXT = "text"
    OTHER = "something else"


def read_bytes(path: Path, label: str) -> bytes:
    """Return the content of a file that is there, is not empty and is not too large."""
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise WorkbookUnreadableError(
                f"{label}: {size / 1024**2:.0f} MB; expected at most {MAX_BYTES // 1024**2} MB",
                "split the workbook by sheet or year",
            )
        with path.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise WorkbookUnreadableError(
            f"{label}: cannot be opened ({error.strerror or error})", "check that the file is there and may be read"
        ) from error
    if not content:
        raise WorkbookUnreadableError(
            f"{label}: the file is empty (0 bytes)", "copy the file again or ask the sender for it"
        )
    return content


def kind_of(content: bytes) -> Kind:
    r"""Return what a file is by its first bytes.

    >>> kind_of(b"PK\x03\x04..."), kind_of(b"%PDF-1.7"), kind_of(b"a;b\n1;2\n")
    (<Kind.PACKAGE: 'zip package'>, <Kind.OTHER: 'something else'>, <Kind.TEXT: 'text'>)
    """
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return Kind.PACKAGE
    if content.startswith(bytes.fromhex("D0CF11E0A1B11AE1")):
        return Kind.COMPOUND
    plain = content.startswith(_UTF16) or b"\0" not in content[:4096]
    return Kind.TEXT if plain and not foreign(content) else Kind.OTHER


def foreign(content: bytes) -> str:
    r"""Return in words what a file is that can never be read here; empty when it may be text.

    >>> foreign(b"\xef\xbb\xbf<html><table>"), foreign(b"a;b")
    ('a web page (HTML)', '')
    """
    named = next((name for start, name in _KNOWN_STARTS.items() if content.startswith(start)), "")
    if named:
        return named
    head = content[:2048].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if head.startswith(b"<") and _HTML.search(head):
        return "a web page (HTML)"
    if head.startswith(b"<?xml") or head.startswith(b"<"):
        return "an XML spreadsheet of Excel 2003" if _SPREADSHEET_2003 in head else "an XML file"
    return ""


def locked(label: str) -> WorkbookUnreadableError:
    """Return the refusal of a file with a password."""
    return WorkbookUnreadableError(
        f"{label}: the workbook is locked with a password",
        "open it in Excel, remove the password (File > Info) and save",
    )


def damaged(label: str, reason: object) -> WorkbookUnreadableError:
    """Return the refusal of a file whose content is broken or is no workbook."""
    return WorkbookUnreadableError(
        f"{label}: not a workbook that can be read ({reason}); expected one of {', '.join(SUFFIXES)}",
        "open the file in Excel and save it as .xlsx, or ask the sender for it again",
    )


def misnamed(label: str, what: str, suffix: str) -> WorkbookUnreadableError:
    """Return the refusal of a file under the wrong suffix; `suffix` is the right one."""
    return WorkbookUnreadableError(
        f"{label}: not what its name says (the content is {what})",
        f"rename the file so that it ends in {suffix}, or ask the sender for the right one",
    )


def too_large_unpacked(label: str) -> WorkbookUnreadableError:
    """Return the refusal of a package that would fill the memory."""
    return WorkbookUnreadableError(
        f"{label}: unpacks to more than can be held (at most {MAX_UNPACKED // 1024**2} MB, less for text)",
        "split the workbook by sheet or year; if it is small in Excel, save it again there or ask the sender for it",
    )


def check_extent(label: str, sheet: str, rows: int, cols: int) -> None:
    """Refuse a sheet whose rectangle from A1 to its last cell is too large to hold.

    >>> check_extent("a.xlsx", "S", 65_535, 28)
    """
    if rows * cols > MAX_CELLS:
        last = address(rows - 1, cols - 1)
        raise WorkbookUnreadableError(
            f"{label}, sheet {sheet!r}: cells reach down to {last} ({rows * cols:,} cells; "
            f"expected at most {MAX_CELLS:,})",
            f"delete the stray cell near {last} and the empty rows and columns before it, then save",
        )


def check_book(label: str, cells: int) -> None:
    """Refuse a workbook whose sheets together are too large to hold."""
    if cells > MAX_BOOK_CELLS:
        raise WorkbookUnreadableError(
            f"{label}: its sheets hold {cells:,} cells together; expected at most {MAX_BOOK_CELLS:,}",
            "split the workbook by sheet or year",
        )
