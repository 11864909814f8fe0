"""A report is a set of files that belong together, put in force whole.

    reports/
      chapter.docx …      copies for people, each always whole
      .sets/CURRENT       the number of the set in force, replaced in one step
      .sets/000007/       that set, complete, never changed once written

A run writes a set of its own, lays its files out as copies and puts it in force. Killed at any moment, or out of space, it leaves the
set in force as it was, and the next run mends what else it left. Programs read a set by `current` and never meet a mix. No system
replaces several files at a time, so the copies change one after the other, within milliseconds: who copies them at that moment, or
after a kill at that moment until the next run, can meet files of two sets; the set in force is then still whole in `.sets`.

A copy that another program holds open (Word and Excel on Windows) is named, and the run changes nothing; a copy that would not change
may stay open.
"""

from __future__ import annotations

import filecmp
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from assessment.errors import AssessmentError
from assessment.etl import state

SETS: Final = ".sets"
# The set in force, and the one before for whoever is still reading it.
KEEP: Final = 2
_CURRENT: Final = "CURRENT"


def current(folder: Path) -> Path | None:
    """Return the folder of the complete set in force, or None where no report was written yet.

    >>> current(Path("nowhere")) is None
    True
    """
    sets = folder / SETS
    number = state.read_number(sets / _CURRENT)
    return sets / number if number and (sets / number).is_dir() else None


@contextmanager
def writing(folder: Path, ours: str) -> Iterator[Path]:
    """Yield an empty folder for a new set; when the block ends it is in force, and its files are laid out in `folder`.

    Parameters
    ----------
    folder
        Where the report stands for people; made where it does not exist.
    ours
        Pattern of the files below `folder` that belong to the report by their names: those the new set lacks are removed.

    Raises
    ------
    RefreshBusyError
        If another run is writing this report.
    AssessmentError
        If a file is held open by another program; nothing was changed.
    OSError
        If the disk is full or lost; nothing was changed.
    """
    sets = folder / SETS
    sets.mkdir(parents=True, exist_ok=True)
    with state.locked(sets, "report"):
        before = state.read_number(sets / _CURRENT) or "0"
        number = f"{int(before) + 1:06d}"
        # What a run that was broken off left.
        state.keep_only(sets, {*(known for known in _numbers(sets) if known <= before), _CURRENT, state.LOCK})
        with state.unfinished_folder(sets) as unfinished:
            yield unfinished
            state.put(unfinished, sets / number)
        try:
            with _laid_out(sets / number, folder):
                state.replace_text(sets / _CURRENT, f"{number}\n", encoding="ascii")
        except BaseException:
            if state.read_number(sets / _CURRENT) != number:
                state.remove(sets / number)
            raise
        for path in folder.glob(ours):
            if not (sets / number / path.relative_to(folder)).exists():
                state.remove(path)
        state.keep_only(sets, {*_numbers(sets)[-KEEP:], _CURRENT, state.LOCK})


def _numbers(sets: Path) -> list[str]:
    return sorted(path.name for path in sets.glob("[0-9]*") if path.is_dir())


@dataclass(frozen=True)
class _Copy:
    """A file to lay out: the copy that is ready beside its place, and a copy of what stands in its place, None if nothing does."""

    ready: Path
    place: Path
    before: Path | None


@contextmanager
def _laid_out(complete: Path, folder: Path) -> Iterator[None]:
    """Lay a set out as copies; they are taken back where that fails, or where what follows fails."""
    with state.unfinished_folder(folder / SETS) as aside:
        copies = list(_copies(complete, folder, aside))
        done: list[_Copy] = []
        try:
            for copy in copies:
                done.append(copy)
                _lay(copy)
            yield
        except BaseException:
            for copy in reversed(done):
                _take_back(copy)
            raise


def _copies(complete: Path, folder: Path, aside: Path) -> Iterator[_Copy]:
    """Make the copies of all files that change; whatever may need space or a right is done before the first one is in its place."""
    for number, source in enumerate(path for path in sorted(complete.rglob("*")) if path.is_file()):
        place = folder / source.relative_to(complete)
        if place.exists():
            if filecmp.cmp(source, place, shallow=False):
                continue
            state.refuse_open(place)
        place.parent.mkdir(parents=True, exist_ok=True)
        before = aside / f"{number}.before" if place.exists() else None
        if before is not None:
            shutil.copyfile(place, before)
        yield _Copy(Path(shutil.copyfile(source, aside / f"{number}.ready")), place, before)


def _lay(copy: _Copy) -> None:
    try:
        state.replace(copy.ready, copy.place)
    except PermissionError as error:
        raise AssessmentError(f"{copy.place}: cannot be replaced ({error.strerror})", state.CLOSE) from error


def _take_back(copy: _Copy) -> None:
    try:
        if copy.before is None:
            copy.place.unlink(missing_ok=True)
        else:
            os.replace(copy.before, copy.place)
    except OSError:
        # The place that could not be replaced cannot be restored either, and needs not: it still holds what it held.
        return
