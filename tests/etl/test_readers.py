"""Reading many files: several processes find what one finds, and a process that is lost loses nothing."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from assessment.etl import readers, refresh, state
from assessment.etl.declarations import load_sources
from assessment.etl.problems import CorrectionError
from assessment.etl.readers import Order, Outcome, read_files

from .toy import Toy, fact


@pytest.fixture
def orders(toy: Toy, monkeypatch: pytest.MonkeyPatch) -> list[Order]:
    monkeypatch.setattr(readers, "FILES_A_PROCESS", 1)
    paths = [toy.facts(fact(value=value), name=f"{value}.xlsx") for value in (1, 2, 3)]
    (paths[0].parent / "4.xlsx").write_bytes(b"no workbook")
    paths.append(paths[0].parent / "4.xlsx")
    return [Order(path, f"toy/{path.name}", refresh.fingerprint(path), "toy", path.stem) for path in paths]


def read(toy: Toy, orders: list[Order], into: Path, sources: Path, processes: int) -> list[Outcome]:
    into.mkdir()
    return list(read_files(orders, into, load_sources(toy.sources), sources, processes))


def stored(folder: Path, orders: list[Order]) -> Iterator[tuple[str, pd.DataFrame]]:
    for order in orders:
        for name, table in state.load_fragment(folder, order.fragment).items():
            yield f"{order.fragment}: {name}", table.to_pandas()


@pytest.mark.parametrize("way", ["fork", "spawn"] if sys.platform == "linux" else ["spawn"])
def test_two_processes_find_what_one_finds(
    toy: Toy, orders: list[Order], tmp_path: Path, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readers, "_way_to_start", lambda: way)
    alone = read(toy, orders, tmp_path / "one", toy.sources, 1)
    assert read(toy, orders, tmp_path / "two", toy.sources, 2) == alone
    assert [outcome.good for outcome in alone] == [True, True, True, False]
    one, two = (dict(stored(tmp_path / name, orders)) for name in ("one", "two"))
    assert one.keys() == two.keys()
    for name, frame in one.items():
        pd.testing.assert_frame_equal(frame, two[name])


def test_what_a_lost_process_leaves_is_read_all_the_same(
    toy: Toy, orders: list[Order], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readers, "_way_to_start", lambda: "spawn")
    nowhere = tmp_path / "nowhere"
    (nowhere / "bad").mkdir(parents=True)
    (nowhere / "bad" / "source.toml").write_text("id = 1", encoding="utf-8")  # its reader ends before it began
    assert read(toy, orders, tmp_path / "one", nowhere, 2) == read(toy, orders, tmp_path / "two", toy.sources, 1)


def test_a_correction_that_fails_in_another_process_stops_the_refresh(toy: Toy, orders: list[Order]) -> None:
    toy.declare(
        corrections="""[[correction]]
id = "typo"
reason = "a digit is missing"
reported_by = "analyst"
date = 2026-01-01
file = "toy/1.xlsx"
cell = "H4"
expect = 5199
value = 51990.563
"""
    )
    with pytest.raises(CorrectionError, match=r"'typo' of toy/1\.xlsx"):
        read(toy, orders, toy.root / "out", toy.sources, 2)
