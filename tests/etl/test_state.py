"""States on disk."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest

from assessment.etl import state

ONE = pd.DataFrame({"a": [1]})


def test_there_is_no_state_before_the_first(tmp_path: Path) -> None:
    assert state.current(tmp_path) is None
    assert state.next_number(tmp_path) == "000001"


def test_a_state_is_in_force_once_it_is_complete(tmp_path: Path) -> None:
    state.commit(tmp_path, "000001", {"t": ONE})
    assert state.current(tmp_path) == "000001"
    loaded = state.load(state.folder_of(tmp_path, "000001"), "t")
    assert loaded is not None
    assert loaded["a"].tolist() == [1]
    assert state.count(state.folder_of(tmp_path, "000001"), "t") == 1
    assert state.count(state.folder_of(tmp_path, "000001"), "none") == 0
    assert state.next_number(tmp_path) == "000002"


def test_old_states_and_fragments_go_and_the_last_stay(tmp_path: Path) -> None:
    for number in range(1, state.KEEP + 3):
        state.save_fragment(tmp_path, f"f{number}", {"t": pa.table(ONE)})
        state.commit(tmp_path, f"{number:06d}", {"t": ONE})
    (tmp_path / "states" / ".new-left").mkdir()
    state.clean_up(tmp_path, ["f3"])
    assert len(state.numbers(tmp_path)) == state.KEEP
    assert [path.name for path in (tmp_path / "fragments").iterdir()] == ["f3"]
    assert not (tmp_path / "states" / ".new-left").exists()


def test_a_fragment_comes_back_as_it_was(tmp_path: Path) -> None:
    state.save_fragment(tmp_path, "f", {"t": pa.table(ONE), "empty": pa.table(ONE.iloc[:0])})
    state.save_fragment(tmp_path, "f", {"t": pa.table(ONE)})
    assert list(state.load_fragment(tmp_path, "f")) == ["t"]


def test_a_text_is_replaced_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    state.replace_text(path, "old")
    with pytest.raises(UnicodeEncodeError):
        state.replace_text(path, "mới", encoding="ascii")
    assert path.read_text(encoding="utf-8") == "old"
    assert [found.name for found in tmp_path.iterdir()] == ["a.txt"]


def test_the_lock_is_free_again_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="boom"), state.locked(tmp_path):
        raise RuntimeError("boom")
    with state.locked(tmp_path), pytest.raises(state.RefreshBusyError), state.locked(tmp_path):
        pass
