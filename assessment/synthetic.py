"""Invented data are never taken for real ones: the marker of a synthetic project, and the refusal to mix the two.

A synthetic project has `data/raw/SYNTHETIC.toml`, which lists its files by their fingerprints. A synthetic workbook carries the mark
in its document properties, where it stays when somebody renames or saves the file, and above each table, where it stays when somebody
copies a sheet into another workbook.
"""

from __future__ import annotations

import hashlib
import tomllib
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from zipfile import BadZipFile, ZipFile

from assessment.errors import AssessmentError

MARKER: Final = "SYNTHETIC.toml"
KEYWORD: Final = "assessment-synthetic-data"
TITLE: Final = "DỮ LIỆU MÔ PHỎNG"
MARK: Final = f"{TITLE} – synthetic"
_PROPERTIES: Final = "docProps/core.xml"
_TEXTS: Final = "xl/sharedStrings.xml"
_SHEETS: Final = "xl/worksheets/"
# Texts may stand anywhere among the shared ones, so all are looked through, but no file may expand without end; in a sheet that
# holds its texts itself the mark stands in the first rows.
_MOST_TEXT: Final = 64 * 2**20
_TOP: Final = 2**16
_TEXT_FILES: Final = (".csv", ".tsv", ".txt")


class SyntheticError(AssessmentError):
    """Invented and real data stand side by side, or the marker cannot be read; the message says what to do."""


@dataclass(frozen=True)
class Marker:
    """What `SYNTHETIC.toml` says: the seed, the version that invented the data, and the SHA-256 of each file by its name."""

    seed: int
    version: str
    files: Mapping[str, str]

    def text(self) -> str:
        """Return the marker as it is written.

        >>> print(Marker(1, "0.1", {"a.xlsx": "00"}).text().splitlines()[1])
        seed = 1
        """
        lines = [f'what = "{MARK}: every figure is invented, nothing here is a fact"', f"seed = {self.seed}"]
        lines += [f'version = "{self.version}"', "", "[files]"]
        return "\n".join([*lines, *(f'"{name}" = "{digest}"' for name, digest in sorted(self.files.items()))]) + "\n"


def is_synthetic(raw: Path) -> bool:
    """Return whether the folder of raw files bears the marker."""
    return (raw / MARKER).is_file()


def read_marker(raw: Path) -> Marker:
    """Return the marker of a synthetic project.

    Raises
    ------
    SyntheticError
        If it is not in order.
    """
    path = raw / MARKER
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        return Marker(int(data["seed"]), str(data["version"]), {str(k): str(v) for k, v in data["files"].items()})
    except (OSError, UnicodeError, ValueError, KeyError, AttributeError, TypeError) as error:
        raise SyntheticError(f"{path}: the marker cannot be read ({error}); simulate the zone anew") from error


def marked(path: Path) -> bool:
    """Return whether a workbook carries the mark of invented data in its properties or above a table, or a text file at its top."""
    if path.suffix.lower() in _TEXT_FILES:
        return _text_marked(path)
    try:
        with ZipFile(path) as archive:
            for name in archive.namelist():
                if name == _PROPERTIES and _holds(archive, name, KEYWORD, _TOP):
                    return True
                if name == _TEXTS and _holds(archive, name, TITLE, _MOST_TEXT):
                    return True
                if name.startswith(_SHEETS) and _holds(archive, name, TITLE, _TOP):
                    return True
    except (OSError, ValueError, RuntimeError, EOFError, BadZipFile, zlib.error):
        # Not a workbook of this kind, damaged or locked: what reads it says so.
        return False
    return False


def _text_marked(path: Path) -> bool:
    try:
        with path.open("rb") as stream:
            top = stream.read(_TOP)
    except OSError:
        return False
    return any(TITLE.encode(encoding) in top for encoding in ("utf-8", "utf-16-le", "utf-16-be"))


def _holds(archive: ZipFile, name: str, words: str, most: int) -> bool:
    """Return whether a part of an archive holds some words in its first bytes; only a piece of it is in memory at a time."""
    # Some programs write letters beyond ASCII by their numbers.
    sought = words.encode(), words.encode("ascii", "xmlcharrefreplace")
    before = b""
    with archive.open(name) as stream:
        for _ in range(0, most, _TOP):
            piece = stream.read(_TOP)
            if not piece:
                return False
            if any(form in before + piece for form in sought):
                return True
            before = piece[-max(map(len, sought)) :]
    return False


def refuse_mixture(raw: Path, files: Mapping[str, Path], changed: Iterable[str]) -> None:
    """Refuse real files among invented ones, and invented ones among real files.

    Parameters
    ----------
    raw
        Folder of raw files.
    files
        All its files but the marker, by name.
    changed
        Those to be read now; the others were looked at when they were read.

    Raises
    ------
    SyntheticError
        If the two are mixed.
    """
    if is_synthetic(raw):
        known = read_marker(raw).files
        strange = [name for name, path in files.items() if known.get(name) != fingerprint(path)]
        if strange:
            raise SyntheticError(
                f"{', '.join(strange)}: not among the synthetic files that {MARKER} lists; this project holds invented data, "
                "and real files must not stand beside them: move them to a project of their own, or simulate the zone anew"
            )
        return
    invented = [name for name in changed if marked(files[name])]
    if invented:
        raise SyntheticError(
            f"{', '.join(invented)}: synthetic data ({MARK}) in a project of real data; move it out of data/raw, "
            "or work in the folder that `assessment simulate zone` wrote"
        )


def fingerprint(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
