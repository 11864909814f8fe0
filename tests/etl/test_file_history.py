"""What happened to the files of data/raw."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from assessment.etl import frames
from assessment.etl.ancillary import FILE_HISTORY
from assessment.etl.file_history import describe_files, file_changes

NOTHING = frames.build(FILE_HISTORY, {})


@dataclass(frozen=True)
class Known:
    file: str
    sha256: str
    source: str = "toy"
    read_at: str = "2026-01-01T00:00:00+00:00"


def changes(before: list[Known], after: list[Known], history: pd.DataFrame = NOTHING) -> pd.DataFrame:
    return file_changes({entry.file: entry for entry in before}, after, history, "000002", "2026-02-01T00:00:00+00:00")


def test_files_that_came_changed_got_another_name_or_went() -> None:
    before = [
        Known("a.xlsx", "1" * 64),
        Known("b.xlsx", "2" * 64),
        Known("c.xlsx", "3" * 64),
        Known("d.xlsx", "4" * 64),
    ]
    after = [Known("a.xlsx", "1" * 64), Known("b.xlsx", "5" * 64), Known("e.xlsx", "3" * 64), Known("f.xlsx", "6" * 64)]
    found = changes(before, after)
    assert found[["file", "change", "before"]].to_numpy().tolist() == [
        ["b.xlsx", "changed", "b.xlsx"],
        ["d.xlsx", "gone", "d.xlsx"],
        ["e.xlsx", "renamed", "c.xlsx"],
        ["f.xlsx", "new", ""],
    ]
    changed = found.iloc[0]
    assert (changed["sha256_before"], changed["sha256"], changed["since"]) == ("2" * 64, "5" * 64, before[1].read_at)
    said = list(describe_files(found))
    assert said[0].startswith(
        "file     b.xlsx: content changed under the same name, sha256 222222222222 → 555555555555"
    )
    assert said[1].startswith("file     e.xlsx: same content as c.xlsx had")
    assert len(said) == 2


def test_a_content_that_came_back_is_dated_by_its_last_coming() -> None:
    first = changes([], [Known("a.xlsx", "1" * 64)])
    second = changes([Known("a.xlsx", "1" * 64)], [Known("a.xlsx", "2" * 64)], first)
    assert second.iloc[0]["since"] == first.iloc[0]["at"]


def test_a_file_that_cannot_be_fingerprinted_is_not_called_changed_and_two_copies_are_two_files() -> None:
    assert changes([Known("a.xlsx", "1" * 64)], [Known("a.xlsx", "")]).empty
    found = changes([Known("a.xlsx", "1" * 64)], [Known("b.xlsx", "1" * 64), Known("c.xlsx", "1" * 64)])
    assert sorted(found["change"]) == ["new", "renamed"]
