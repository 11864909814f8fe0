"""Frozen weights: the same panel gives the same bytes, a changed file is refused, an existing one is never replaced."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from panel_sheets import AGREED, LAYOUT, PILLARS, edit, first_round, second_round

from assessment.scoring.draws import panel_concentration
from assessment.scoring.frozen_weights import digest, frozen_document, read_frozen, write_frozen
from assessment.scoring.panel import Panel, read_panel
from assessment.scoring.panel_layout import PanelError, panel_layout
from assessment.scoring.panel_outcome import judge_panel

DAY = date(2026, 11, 26)


def opposed(level: str, items: int) -> Sequence[float]:
    return AGREED[items][::-1] if level == "pillars" else AGREED[items]


def freeze(panel: Panel, accept_split: str | None = None) -> dict[str, Any]:
    return frozen_document(panel, judge_panel(panel, 2), DAY, accept_split)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("frozen")
    return second_round(first_round(folder / "1.xlsx", 4), folder / "2.xlsx")


@pytest.fixture(scope="module")
def panel(book: Path) -> Panel:
    return read_panel(book, LAYOUT)


@pytest.fixture(scope="module")
def divided(tmp_path_factory: pytest.TempPathFactory) -> Panel:
    folder = tmp_path_factory.mktemp("divided")
    first = first_round(folder / "1.xlsx", 4)
    return read_panel(second_round(first, folder / "2.xlsx", {"CG03": opposed, "CG04": opposed}), LAYOUT)


@pytest.fixture
def frozen(panel: Panel, tmp_path: Path) -> Path:
    return write_frozen(freeze(panel), tmp_path / "trọng số.json")


def test_round_trip(panel: Panel, frozen: Path) -> None:
    weights = read_frozen(frozen, LAYOUT)
    outcome = judge_panel(panel, 2)
    np.testing.assert_allclose(weights.weights, outcome.weights, atol=1e-15)
    assert weights.weights.sum() == pytest.approx(1)
    assert weights.pillars.to_dict() == pytest.approx(outcome.levels["pillars"].mean.to_dict())
    assert (weights.layout.model, weights.day, weights.split, weights.split_reason) == ("synthetic", DAY, (), None)
    assert weights.synthetic
    for level, table in weights.shares.items():
        np.testing.assert_allclose(table, panel.points(2)[level] / 100)
        assert panel_concentration(table.to_numpy()) > 0


def test_the_same_sheets_on_the_same_day_give_the_same_bytes(book: Path, frozen: Path, tmp_path: Path) -> None:
    again = write_frozen(freeze(read_panel(book, LAYOUT)), tmp_path / "again.json")
    assert again.read_bytes() == frozen.read_bytes()
    assert write_frozen(freeze(read_panel(book, LAYOUT)), frozen) == frozen
    other = frozen_document(read_panel(book, LAYOUT), judge_panel(read_panel(book, LAYOUT), 2), date(2026, 11, 27))
    assert other["sha256"] != json.loads(frozen.read_text(encoding="utf-8"))["sha256"]


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(range(6)))
def test_the_order_of_the_sheets_changes_nothing(book: Path, panel: Panel, tmp_path: Path, order: list[int]) -> None:
    """Six sheets: cover, four experts, summary. The file has another checksum, all the rest is the same."""
    moved = openpyxl.load_workbook(book)
    moved._sheets = [moved._sheets[place] for place in order]
    moved.active = 0
    moved.save(tmp_path / book.name)
    one, other = freeze(panel), freeze(read_panel(tmp_path / book.name, LAYOUT))
    assert {key for key in one if one[key] != other[key]} <= {"files", "sha256"}


def test_every_sheet_is_recorded_without_a_name(panel: Panel, frozen: Path) -> None:
    document = json.loads(frozen.read_text(encoding="utf-8"))
    assert document["date"] == "2026-11-26"
    assert document["files"] == dict(panel.files)
    assert [(expert["code"], expert["affiliation"]) for expert in document["experts"]] == [
        ("CG01", "finance_ministry"),
        ("CG02", "trade_ministry"),
        ("CG03", "customs"),
        ("CG04", "border_guard"),
    ]
    assert document["experts"][0]["points"]["1"] == panel.sheets[0].points[1]
    assert document["levels"]["pillars"]["kendall_w"] == pytest.approx(1)
    assert document["comparisons"]["weights"] == pytest.approx([4 / 9, 2 / 9, 2 / 9, 1 / 9])
    assert ["", "few", "4 complete sheets in round 2; a panel has at least 12"] in document["problems"]


def rewrite(path: Path, change: Callable[[dict[str, Any]], None], *, checksum: bool) -> None:
    document = json.loads(path.read_text(encoding="utf-8"))
    change(document)
    if checksum:
        document["sha256"] = digest(document)
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")


@pytest.mark.parametrize(
    ("change", "checksum", "message"),
    [
        (lambda d: d["weights"]["criteria"].update(jobs=0.9), False, "changed since it was frozen"),
        (lambda d: d.update(date="2026-11-25"), False, "changed since it was frozen"),
        (lambda d: d["weights"]["criteria"].update(jobs=0.9), True, "not the means of its sheets"),
        (lambda d: d["experts"][0]["points"]["2"]["pillars"].update(impact=90), True, "not the means of its sheets"),
        (lambda d: d["experts"].pop(), True, "not the means of its sheets"),
        (lambda d: d.pop("experts"), True, "not in the form of frozen weights"),
        (lambda d: d.update(experts=[]), True, "not the means of its sheets"),
        (lambda d: d.update(date="tomorrow"), True, "not in the form of frozen weights"),
        (lambda d: d.update(what="x"), True, "no frozen weights"),
        (lambda d: d.pop("sha256"), False, "changed since it was frozen"),
    ],
)
def test_a_changed_file_is_refused(
    frozen: Path, change: Callable[[dict[str, Any]], None], checksum: bool, message: str
) -> None:
    rewrite(frozen, change, checksum=checksum)
    with pytest.raises(PanelError, match=message):
        read_frozen(frozen, LAYOUT)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"[1]", b"{", b"[" * 100_000, b'{"what": NaN}'])
def test_what_is_no_frozen_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(content)
    with pytest.raises(PanelError, match=r"x\.json: "):
        read_frozen(path, LAYOUT)


def test_weights_for_other_criteria_are_refused(frozen: Path) -> None:
    with pytest.raises(PanelError, match="frozen for other criteria"):
        read_frozen(frozen, panel_layout("synthetic", {**PILLARS, "impact": ["jobs", "net_budget"]}))


def test_an_existing_file_is_never_replaced(panel: Panel, tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text("something", encoding="utf-8")
    with pytest.raises(PanelError, match="never replaced"):
        write_frozen(freeze(panel), path)
    assert path.read_text(encoding="utf-8") == "something"


def test_a_split_panel_is_frozen_only_with_a_reason(divided: Panel, tmp_path: Path) -> None:
    for reason in (None, " "):
        with pytest.raises(PanelError, match="split on pillars: the mean would be nobody's opinion"):
            freeze(divided, reason)
    path = write_frozen(freeze(divided, "Hội đồng đã họp hai lần"), tmp_path / "x.json")
    weights = read_frozen(path, LAYOUT)
    assert (weights.split, weights.split_reason) == (("pillars",), "Hội đồng đã họp hai lần")
    document = json.loads(path.read_text(encoding="utf-8"))
    assert document["levels"]["pillars"]["coalitions"] == [["CG01", "CG02"], ["CG03", "CG04"]]
    rewrite(path, lambda d: d.update(split_accepted=None), checksum=True)
    with pytest.raises(PanelError, match="split on pillars and no reason"):
        read_frozen(path, LAYOUT)


def test_a_reason_without_a_split_is_refused(panel: Panel) -> None:
    with pytest.raises(PanelError, match="not split: leave --accept-split out"):
        freeze(panel, "because")


def test_a_panel_without_a_second_round_is_not_frozen(tmp_path: Path) -> None:
    first = read_panel(first_round(tmp_path / "1.xlsx", 3), LAYOUT)
    with pytest.raises(PanelError, match="nobody has answered it yet: write its sheets"):
        freeze(first)


def test_one_complete_sheet_is_no_panel(book: Path, tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(book.read_bytes())
    edit(path, lambda own: [own[code].__setitem__("E9", None) for code in ("CG01", "CG02", "CG03")])
    with pytest.raises(PanelError, match=r"1 complete sheets in round 2: a panel needs at least two$"):
        freeze(read_panel(path, LAYOUT))
