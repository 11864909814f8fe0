"""The panel on the command line: template, first round, second round, freezing, and what is refused."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from command_line import Call, typing
from panel_sheets import AGREED, CONSISTENT, TAKEN, agreed, edit, fill, varied

from assessment.scoring.frozen_weights import read_frozen
from assessment.scoring.model import load_model
from assessment.scoring.panel_layout import Layout

CODES = [f"CG{number:02d}" for number in range(1, 13)]


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    return typing(monkeypatch, capsys)


@pytest.fixture(scope="module")
def full() -> Layout:
    return load_model("full").layout


def answer(path: Path, number: int, layout: Layout, others: tuple[str, ...] = ()) -> None:
    """Fill in a round of a workbook; `others` are of the opposite opinion about pillars."""
    generator = np.random.default_rng(number)

    def opposed(level: str, items: int) -> list[int]:
        return AGREED[items][::-1] if level == "pillars" else AGREED[items]

    def change(book: Any) -> None:
        for place, code in enumerate(CODES):
            points = opposed if code in others else varied(generator)
            given = (TAKEN[place], CONSISTENT) if number == 1 else ("", ())
            fill(book[code], number, points, *given, layout=layout)

    edit(path, change)


def test_from_the_template_to_frozen_weights(call: Call, tmp_path: Path, full: Layout) -> None:
    first, second, frozen = tmp_path / "vòng 1.xlsx", tmp_path / "vòng 2.xlsx", tmp_path / "trọng số.json"
    written = call("score", "--panel-template", first)
    assert (written.code, written.out, written.err) == (0, f"written  {first}\n", "")
    answer(first, 1, full)
    again = call("score", "--panel", first, "--second-round", second)
    assert again.code == 0
    assert again.out.splitlines()[:2] == ["DỮ LIỆU MÔ PHỎNG – synthetic", "round    1: 12 complete sheets of 12"]
    assert again.out.endswith(f"written  {second}\n")
    answer(second, 2, full)
    checked = call("score", "--panel", second)
    assert (checked.code, "round    2: 12 complete sheets of 12" in checked.out) == (0, True)
    assert "pairs    12 consistent experts: CR of the group 0.000, " in checked.out
    done = call("score", "--panel", second, "--freeze", frozen)
    weights = read_frozen(frozen, full)
    assert done.code == 0
    assert done.out.splitlines()[-1] == f"frozen   {frozen}: {weights.day.isoformat()}, sha256 {weights.sha256}"
    assert weights.day <= date.today()
    assert set(weights.weights.index) == {criterion.key for criterion in load_model("full").criteria}


def test_a_split_panel_shows_its_groups_and_is_refused(call: Call, tmp_path: Path, full: Layout) -> None:
    first, second, frozen = tmp_path / "1.xlsx", tmp_path / "2.xlsx", tmp_path / "w.json"
    call("score", "--panel-template", first)
    answer(first, 1, full)
    call("score", "--panel", first, "--second-round", second)
    answer(second, 2, full, tuple(CODES[:5]))
    refused = call("score", "--panel", second, "--freeze", frozen)
    assert (refused.code, frozen.exists()) == (1, False)
    assert "; SPLIT\n  group  CG06, CG07" in refused.out
    assert "--accept-split REASON, which is printed with every result" in refused.err
    accepted = call("score", "--panel", second, "--freeze", frozen, "--accept-split", "Đã họp hai lần")
    assert accepted.code == 3, "frozen, and the outlying experts are still told"
    assert "split    the mean of a split panel is used: Đã họp hai lần\n" in accepted.out
    assert json.loads(frozen.read_text(encoding="utf-8"))["split_accepted"] == "Đã họp hai lần"


def test_a_sheet_with_a_problem_is_exit_code_three(call: Call, tmp_path: Path, full: Layout) -> None:
    path = tmp_path / "1.xlsx"
    call("score", "--panel-template", path, "--experts", 3, "--lang", "en")
    edit(path, lambda book: [fill(book[code], 1, agreed, "3. x", CONSISTENT, full) for code in ("CG01", "CG02")])
    edit(path, lambda book: book["CG02"].__setitem__("C9", 1))
    told = call("score", "--panel", path)
    assert told.code == 3
    assert "problem  1.xlsx, sheet 'CG02', C13: points of round 1 for 'pillars' sum to 61; expected 100\n" in told.out
    assert "problem  CG03: the sheet is empty; ask the expert for it\n" in told.out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--freeze", "w.json"), "need --panel"),
        (("--second-round", "2.xlsx"), "need --panel"),
        (("--panel", "1.xlsx", "--accept-split", "x"), "--accept-split needs --freeze"),
        (("--panel", "1.xlsx", "--panel-template", "2.xlsx"), "give one of them"),
        (("--panel", "1.xlsx", "--freeze", "w.json", "--second-round", "2.xlsx"), "give one of them"),
    ],
)
def test_options_that_do_not_go_together(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], told: str
) -> None:
    monkeypatch.chdir(tmp_path)
    refused = call("score", *arguments)
    assert refused.code == 2
    assert told in " ".join(refused.err.replace("│", " ").split())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--panel", "none.xlsx"), "none.xlsx: cannot be opened"),
        (("--panel-template", "1.xlsx", "--experts", "1"), "1 experts: expected 2 to 99"),
        (("--panel-template", "1.xlsx", "--model", "none"), "model 'none': expected one of"),
        (("--panel", "none.xlsx", "--freeze", "w.json"), "none.xlsx: cannot be opened"),
    ],
)
def test_what_cannot_be_done_is_one_message(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], told: str
) -> None:
    monkeypatch.chdir(tmp_path)
    refused = call("score", *arguments)
    assert (refused.code, refused.out) == (1, "")
    assert told in refused.err
    assert list(tmp_path.iterdir()) == []
