"""A report is put in force whole, or not at all."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from assessment.errors import AssessmentError, remedy_of
from assessment.etl import state
from assessment.report import sets

OURS = "figures/figure_*"


def write(folder: Path, **files: str) -> None:
    with sets.writing(folder, OURS) as place:
        for name, text in files.items():
            path = place / name.replace("__", "/")
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")


def shown(folder: Path) -> dict[str, str]:
    """Return what a person finds."""
    files = [path for path in folder.rglob("*") if path.is_file() and sets.SETS not in path.parts]
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in files}


def in_force(folder: Path) -> dict[str, str]:
    """Return what a program reads."""
    complete = sets.current(folder)
    assert complete
    files = [path for path in complete.rglob("*") if path.is_file()]
    return {path.relative_to(complete).as_posix(): path.read_text(encoding="utf-8") for path in files}


def test_a_set_is_in_force_and_laid_out_and_the_one_before_stays_for_its_readers(tmp_path: Path) -> None:
    write(tmp_path, chapter="1", figures__figure_1="1")
    opened = sets.current(tmp_path)
    assert opened
    write(tmp_path, chapter="2", figures__figure_2="2")
    assert shown(tmp_path) == in_force(tmp_path) == {"chapter": "2", "figures/figure_2": "2"}
    assert (opened / "chapter").read_text(encoding="utf-8") == "1"
    write(tmp_path, chapter="3")
    assert not opened.exists()
    assert len(list((tmp_path / sets.SETS).glob("0*"))) == sets.KEEP


def test_files_of_others_stay(tmp_path: Path) -> None:
    (tmp_path / "figures").mkdir()
    for name in ("mine.docx", "figures/note.txt", "figures/figure_9"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    write(tmp_path, chapter="1")
    assert shown(tmp_path) == {"chapter": "1", "mine.docx": "x", "figures/note.txt": "x"}


def test_an_error_while_it_is_written_changes_nothing(tmp_path: Path) -> None:
    write(tmp_path, chapter="1")

    def broken() -> None:
        with sets.writing(tmp_path, OURS) as place:
            (place / "chapter").write_text("2", encoding="utf-8")
            raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        broken()
    assert shown(tmp_path) == in_force(tmp_path) == {"chapter": "1"}
    assert not list(tmp_path.rglob(".new-*"))


@pytest.mark.parametrize("blocked", ["a", "b", "c", "CURRENT"])
@pytest.mark.parametrize("first", [True, False])
def test_a_file_that_cannot_be_replaced_is_named_and_nothing_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, blocked: str, first: bool
) -> None:
    """As on Windows, where what Word has open cannot be replaced; `c` is new, so that an open file cannot be in its way."""
    if not first:
        write(tmp_path, a="1", b="1")
    before = shown(tmp_path)
    replace = os.replace

    def refusing(source: Path, place: Path) -> None:
        if Path(place).name == blocked and Path(place).parent in (tmp_path, tmp_path / sets.SETS):
            raise PermissionError(13, "used by another process", str(place))
        replace(source, place)

    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", refusing)
        with pytest.raises((AssessmentError, PermissionError), match=rf"{blocked}: cannot be|{blocked}'") as refused:
            write(tmp_path, a="2", b="2", c="2")
    assert "nothing was changed" in remedy_of(refused.value)
    assert shown(tmp_path) == before
    assert sets.current(tmp_path) is None if first else in_force(tmp_path) == before
    write(tmp_path, a="2", b="2", c="2")
    assert shown(tmp_path) == in_force(tmp_path) == {"a": "2", "b": "2", "c": "2"}


def test_an_open_file_is_found_before_anything_is_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, a="1", b="1")
    opening = Path.open

    def locked(path: Path, mode: str = "r", *rest: Any, **named: Any) -> Any:
        if path == tmp_path / "b" and mode == "r+b":
            raise PermissionError(13, "used by another process")
        return opening(path, mode, *rest, **named)

    monkeypatch.setattr(Path, "open", locked)
    with pytest.raises(AssessmentError, match="b: cannot be replaced"):
        write(tmp_path, a="2", b="2")
    assert shown(tmp_path) == in_force(tmp_path) == {"a": "1", "b": "1"}
    write(tmp_path, a="3", b="1")
    assert shown(tmp_path) == {"a": "3", "b": "1"}, "a file that stays the same may stay open"


def test_a_run_that_was_killed_is_mended(tmp_path: Path) -> None:
    write(tmp_path, a="1", b="1")
    left = tmp_path / sets.SETS
    for name in ("000002", ".new-0"):
        (left / name).mkdir()
        (left / name / "a").write_text("torn", encoding="utf-8")
    (tmp_path / "a").write_text("torn", encoding="utf-8")
    assert in_force(tmp_path) == {"a": "1", "b": "1"}
    write(tmp_path, a="1", b="1")
    assert shown(tmp_path) == in_force(tmp_path) == {"a": "1", "b": "1"}
    assert sorted(path.name for path in left.iterdir()) == [".lock", "000001", "000002", "CURRENT"]


def test_two_reports_at_once_are_one_too_many(tmp_path: Path) -> None:
    write(tmp_path, a="1")
    with (
        state.locked(tmp_path / sets.SETS, "report"),
        pytest.raises(state.RefreshBusyError, match=r"another report is running \(report on .*, process \d+"),
    ):
        write(tmp_path, a="2")
    assert shown(tmp_path) == {"a": "1"}
