"""Tests of `scoring.declaration`: every fault names file, key, what was expected and the remedy."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from assessment.errors import AssessmentError
from assessment.scoring.declaration import Node, read_declaration


def node(**data: Any) -> Node:
    return Node("m.toml", "table", data)


@pytest.mark.parametrize(
    ("read", "message"),
    [
        (lambda: node().text("id"), r"m\.toml: table\.id is missing; expected a text in quotation marks; add it"),
        (lambda: node(id=3).text("id"), r"table\.id is 3; expected a text"),
        (lambda: node(k=True).whole_number("k"), r"table\.k is True; expected a whole number of at least 0"),
        (lambda: node(k=0).whole_number("k", 1), r"table\.k is 0; expected a whole number of at least 1"),
        (lambda: node(k=2.5).whole_number("k"), r"table\.k is 2\.5; expected a whole number"),
        (lambda: node(w=101).number("w", 0, 100), r"table\.w is 101\.0; expected a number from 0 to 100"),
        (lambda: node(w=float("nan")).number("w", 0, 100), r"table\.w is nan; expected a number from 0 to 100"),
        (lambda: node(way=2).choice("way", (1, -1)), r"table\.way is 2; expected one of 1, -1"),
        (lambda: node(hs=["07", 8]).texts("hs"), r"table\.hs is 8; expected a list of texts"),
        (lambda: node(hs="07").texts("hs"), r"table\.hs is '07'; expected a list of texts"),
        (lambda: node(part=1).node("part"), r"table\.part is 1; expected a table \[part\]"),
        (lambda: node(part=[1]).nodes("part"), r"table\.part is 1; expected tables \[\[part\]\]"),
        (
            lambda: node(part=[{"key": "a"}, {"key": "a"}]).nodes("part"),
            r"part\.a is 'twice there'; expected every key once",
        ),
    ],
)
def test_faults_are_told(read: Any, message: str):
    with pytest.raises(AssessmentError, match=message):
        read()


def test_a_key_nobody_asked_for_is_refused():
    own = node(id="x", nmae="y")
    assert own.text("id") == "x"
    with pytest.raises(AssessmentError, match=r"table\.nmae is unknown; expected id; correct the key or leave it out"):
        own.done()


def test_a_missing_list_of_tables_is_empty():
    assert node().nodes("part") == []


def test_the_shipped_models_are_listed():
    with pytest.raises(AssessmentError, match=r"model 'guess': expected one of full, screening, or the path"):
        read_declaration("guess")


def test_a_file_that_is_no_toml_is_told(tmp_path: Path):
    path = tmp_path / "own.toml"
    path.write_text("id = \n", encoding="utf-8")
    with pytest.raises(AssessmentError, match="no valid TOML"):
        read_declaration(path)


def test_candidates_stand_beside_the_model_or_in_the_package(tmp_path: Path):
    path = tmp_path / "own.toml"
    path.write_text('id = "own"\ncandidates = "candidates.toml"\n', encoding="utf-8")
    assert len(read_declaration(path)[1]["sectors"]) == 15
    (tmp_path / "candidates.toml").write_text('[[sectors]]\nkey = "mine"\n', encoding="utf-8")
    assert read_declaration(path)[1]["sectors"] == [{"key": "mine"}]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('candidates = "nowhere.toml"\n', "candidates is 'nowhere.toml'; expected a file beside it"),
        ('candidates = "candidates.toml"\n[[sectors]]\nkey = "x"\n', "sectors also stands in candidates.toml"),
    ],
)
def test_candidates_that_cannot_be_taken_are_told(tmp_path: Path, text: str, message: str):
    path = tmp_path / "own.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(AssessmentError, match=message):
        read_declaration(path)
