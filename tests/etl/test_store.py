"""The store: one state, all of it, or as of a day."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from assessment.etl.schema import TABLES
from assessment.etl.store import Store, StoreMissingError

from .toy import Toy, fact


def test_before_the_first_refresh_the_remedy_is_told(toy: Toy) -> None:
    with pytest.raises(StoreMissingError, match="run `assessment refresh`"):
        toy.store()


def test_a_state_that_was_deleted_is_told(toy: Toy) -> None:
    toy.project.processed.mkdir(parents=True)
    (toy.project.processed / "CURRENT").write_text("000009\n", encoding="ascii")
    with pytest.raises(StoreMissingError, match="000009 is gone"):
        toy.store()


def test_tables_have_the_types_of_the_schema(toy: Toy) -> None:
    toy.facts(fact())
    toy.refresh()
    for name, spec in TABLES.items():
        frame = toy.store().table(name)
        kinds = {"text": "str", "number": "float64", "date": "datetime64[us]"}
        assert {column: str(dtype) for column, dtype in frame.dtypes.items()} == {
            c.name: kinds[c.kind] for c in spec.columns
        }


def test_an_unknown_table_is_named(toy: Toy) -> None:
    toy.facts(fact())
    toy.refresh()
    with pytest.raises(KeyError, match="expected one of trade, traffic"):
        toy.store().table("goods")


def test_a_caller_cannot_change_what_others_see(toy: Toy) -> None:
    toy.facts(fact())
    toy.refresh()
    store = toy.store()
    mine = store.table("trade")
    mine.loc[0, "value"] = 0.0
    assert store.table("trade")["value"].tolist() == [51990.563]


def test_lineage_comes_in_the_order_asked_for(toy: Toy) -> None:
    toy.facts(fact(), fact(gate="Hữu Nghị"))
    toy.refresh()
    store = toy.store()
    ids = store.table("trade")["row_id"].tolist()
    assert store.lineage(reversed(ids))["cell"].tolist() == ["H5", "H4"]
    assert store.lineage(["unknown"]).empty


def test_as_of_shows_what_was_known_on_a_day(toy: Toy) -> None:
    toy.facts(
        fact(),
        fact(gate="Hữu Nghị", published=None, url="https://b.vn", title="B"),
        fact(gate="Tân Thanh", published="2025"),
        fact(gate="Cửa khẩu cũ", published="03/2023"),
    )
    toy.refresh()

    def gates(day: date) -> set[str]:
        return set(Store.open(toy.project.processed, as_of=day).table("trade")["gate"])

    assert gates(date(2023, 3, 30)) == set()
    assert gates(date(2023, 3, 31)) == {"old_one"}
    assert gates(date(2023, 12, 31)) == {"old_one", "huu_nghi"}, "no day printed: not before the period had ended"
    assert gates(date(2024, 2, 6)) == {"old_one", "huu_nghi", "all"}
    assert gates(date(2025, 12, 31)) == {"old_one", "huu_nghi", "all", "tan_thanh"}


def test_the_current_view_takes_the_last_publication_and_both_ends_of_a_range(toy: Toy) -> None:
    toy.facts(
        fact(value=1, title="A", published="01/01/2024", status="sơ bộ"),
        fact(value=2, title="B", published="01/06/2024", status="sơ bộ"),
        fact(value=3, title="B", published="01/06/2024", status="chính thức"),
        fact(value=4, title="C", published=None),
    )
    toy.refresh()
    assert toy.store().current("trade")["value"].tolist() == [3.0]


def test_companions_and_history_are_empty_frames_where_there_is_nothing(toy: Toy) -> None:
    toy.facts(fact())
    toy.refresh()
    assert toy.store().companions().empty
    history = toy.store().history("trade")
    assert history.empty
    assert list(history.columns[-2:]) == ["state", "fate"]
    assert isinstance(toy.store().diff(), pd.DataFrame)
