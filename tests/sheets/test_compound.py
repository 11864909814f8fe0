"""Compound files: streams of every size come out, circles and torn ends are seen."""

from __future__ import annotations

from pathlib import Path

import pytest

from assessment.sheets.cells import WorkbookUnreadableError
from assessment.sheets.compound import MAGIC, Compound, wrapped


@pytest.mark.parametrize("size", [1, 4095, 4096, 4097, 65_000, 7_200_000, 9_000_000])
def test_a_stream_comes_out_as_it_went_in(size: int) -> None:
    stream = bytes(range(251)) * (size // 251 + 1)
    stream = stream[:size]
    found = Compound(wrapped("Workbook", stream), "a.xls")
    assert found.names == ["Root Entry", "Workbook"]
    assert found.stream("Workbook")[:size] == stream


@pytest.mark.shared
def test_real_old_workbooks_have_their_streams(shared: Path) -> None:
    for path in sorted((shared / "workbooks" / "gso").glob("*.xls")):
        compound = Compound(path.read_bytes(), path.name)
        (name,) = {"Workbook", "Book"} & {*compound.names}
        assert compound.stream(name)[:2] == b"\x09\x08"


@pytest.mark.parametrize("content", [MAGIC, MAGIC + bytes(600), MAGIC + b"\xff" * 2000])
def test_torn_files(content: bytes) -> None:
    with pytest.raises(WorkbookUnreadableError, match="is torn"):
        Compound(content, "a.xls")
