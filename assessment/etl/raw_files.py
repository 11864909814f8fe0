"""The files of data/raw as they are today; what cannot be looked at ends the refresh, for a file that is not seen is not gone."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from pathlib import Path
from unicodedata import category, normalize

from assessment.errors import AssessmentError
from assessment.project import PANEL_WEIGHTS
from assessment.synthetic import MARKER

_SYSTEM_FILES = frozenset(("thumbs.db", "desktop.ini"))
# Files of data/raw that hold no tables: texts, boundaries for the map, the weights of a panel.
_OTHER_SUFFIXES = frozenset((".md", ".geojson"))
_OTHER_FILES = frozenset((MARKER, PANEL_WEIGHTS))
# Control characters and bytes that are no UTF-8: they would break the log, and no table can hold the latter.
_UNPRINTABLE = frozenset(("Cc", "Cs"))


class SameNameError(AssessmentError):
    """Two files of data/raw have the same name, written in two Unicode forms; the message says which."""


class EmptiedError(AssessmentError):
    """Not one file is left of those that were there: more likely a drive that is not connected than a wish."""


def raw_files(raw: Path) -> dict[str, Path]:
    """Return the files of data/raw by name, in the order of their names; what editors and systems leave behind is passed over.

    Names are composed (NFC), so that a file is the same one on every system: macOS, archives and network drives take Vietnamese
    letters apart.

    Raises
    ------
    SameNameError
        If two files differ only in the Unicode form of their names.
    AssessmentError
        If a name holds signs that are no text.
    OSError
        If a folder cannot be looked into.
    """
    found: dict[str, Path] = {}
    for path in files_below(raw):
        name = normalize("NFC", path.relative_to(raw).as_posix())
        hidden = any(part.startswith((".", "~$")) for part in path.relative_to(raw).parts)
        if (
            path.is_file()
            and not hidden
            and path.suffix.lower() not in _OTHER_SUFFIXES
            and path.name.lower() not in _SYSTEM_FILES
            and name not in _OTHER_FILES
        ):
            if any(category(letter) in _UNPRINTABLE for letter in name):
                raise AssessmentError(
                    f"{path.parent}: a file is named {path.name!a}, with signs that are no text; expected letters and digits",
                    "give it another name",
                )
            if name in found:
                raise SameNameError(
                    f"{path.parent}: two files are named {path.name!r}, one with composed Vietnamese letters (NFC), one with separate "
                    "marks (NFD)",
                    "keep the right one of the two, or give one another name",
                )
            found[name] = path
    return dict(sorted(found.items(), key=lambda file: file[0].split("/")))


def files_below(folder: Path) -> Iterator[Path]:
    """Yield the files below a folder, in no order.

    Raises
    ------
    OSError
        If a folder cannot be looked into.
    """

    def refuse(error: OSError) -> None:
        raise error

    for place, _, names in os.walk(folder, onerror=refuse):
        yield from (Path(place) / name for name in names)


def refuse_emptied(raw: Path, found: Collection[str], known: Collection[str]) -> None:
    """Refuse a folder that holds no file where the last refresh knew some: every figure would be lost.

    Raises
    ------
    EmptiedError
        If it is so.

    >>> refuse_emptied(Path("data/raw"), ["a.xlsx"], ["a.xlsx", "b.xlsx"])
    """
    if known and not found:
        raise EmptiedError(
            f"{raw}: no file is there; expected those of the last refresh, {len(known)} in all",
            "connect the drive they are on; to begin anew without them, remove data/processed first; nothing was changed",
        )
