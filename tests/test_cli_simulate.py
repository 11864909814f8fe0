"""Synthetic inputs from the command line, read as any others and marked."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from assessment.etl.store import Store
from assessment.project import Project
from assessment.synthetic import MARK
from tests.command_line import Call, typing


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    return typing(monkeypatch, capsys)


def test_synthetic_goods_lines_are_written_read_and_traced(call: Call, tmp_path: Path) -> None:
    root = tmp_path / "lines"
    assert call("simulate", "goods-lines", root, "--rows", 60, "--columns", 81).code == 0
    assert Project(root).synthetic
    answer = call("refresh", "--root", root)
    assert answer.code in (0, 3)
    assert answer.out.startswith(f"data     {MARK}")
    row = Store.open(root / "data" / "processed").table("declarations")["row_id"].iloc[0]
    traced = call("trace", row, "--root", root, "--lang", "en")
    assert "customs_goods_lines/synthetic-goods-lines-2026-02.xlsx, lines" in traced.out
    assert re.search(r"\d+ goods lines?\b", traced.out)
    assert "in no commodity group" in call("status", "--root", root).out
