"""What is taken for a file of data/raw, and what ends a refresh before anything is lost."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest

from assessment.errors import AssessmentError
from assessment.etl.raw_files import EmptiedError, SameNameError, raw_files

from .toy import Toy, fact

NAME = "toy/Số liệu tháng 2.xlsx"


def test_what_editors_and_systems_leave_behind_is_passed_over(tmp_path: Path) -> None:
    for name in ("b/2.xlsx", "b/~$2.xlsx", "a/1.csv", "a/Thumbs.db", ".git/x.xlsx", "README.md", "zone.geojson"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    assert raw_files(tmp_path) == {name: tmp_path / name for name in ("a/1.csv", "b/2.xlsx")}


def test_a_folder_of_which_nothing_is_left_is_refused_and_nothing_is_lost(toy: Toy) -> None:
    assert "rows     none" in toy.refresh().summary(), "of nothing there is nothing to lose"
    path = toy.facts(fact())
    toy.refresh()
    content = path.read_bytes()
    path.unlink()
    with pytest.raises(EmptiedError, match="no file is there; expected those of the last refresh, 1 in all") as refused:
        toy.refresh()
    assert "remove data/processed" in refused.value.remedy
    assert toy.store().table("trade")["value"].tolist() == [51990.563]
    path.write_bytes(content)
    assert not toy.refresh().changed


def test_two_files_whose_names_differ_by_unicode_form_only_are_refused(toy: Toy) -> None:
    toy.facts(fact(), name=normalize("NFC", NAME))
    toy.refresh()
    toy.facts(fact(value=1), name=normalize("NFD", NAME))
    if len(list((toy.project.raw / "toy").iterdir())) == 1:
        pytest.skip("this file system takes the two forms for one name")
    with pytest.raises(SameNameError, match="two files are named") as refused:
        toy.refresh()
    assert "NFC" in str(refused.value)
    assert "another name" in refused.value.remedy
    assert toy.store().table("trade")["value"].tolist() == [51990.563]


def test_a_folder_that_cannot_be_looked_into_is_told_and_its_files_are_not_gone(
    toy: Toy, monkeypatch: pytest.MonkeyPatch
) -> None:
    toy.facts(fact(), name="toy/share/a.xlsx")
    toy.refresh()
    scan = os.scandir

    def refused(place: Any = ".") -> Any:
        if str(place).endswith("share"):
            raise PermissionError(13, "Permission denied", str(place))
        return scan(place)

    monkeypatch.setattr(os, "scandir", refused)
    with pytest.raises(PermissionError, match="share"):
        toy.refresh()
    monkeypatch.undo()
    assert not toy.refresh().changed
    assert len(toy.store().table("trade")) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")
@pytest.mark.parametrize("name", ["a\nstate    000009.xlsx", "b\x1b[31m.xlsx", os.fsdecode(b"latin1_\xe9.xlsx")])
def test_a_name_that_is_no_text_is_told(toy: Toy, name: str) -> None:
    path = toy.facts(fact())
    path.rename(path.with_name(name))
    with pytest.raises(AssessmentError, match="signs that are no text") as refused:
        toy.refresh()
    assert "another name" in refused.value.remedy
    assert str(refused.value).isprintable()
