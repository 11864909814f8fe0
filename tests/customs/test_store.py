"""A delivery takes the place of an earlier one in the months of which both have lines, in one step, and nothing else."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.customs.errors import GoodsLinesError
from assessment.customs.monthly import monthly
from assessment.customs.store import GoodsLines
from assessment.etl.state import RefreshBusyError, locked
from assessment.synthetic import MARK

from .exports import FEBRUARY, line, rows, text

JANUARY = {"registered_on": "10/01/2026", "declaration": "106800000000"}
TAN_THANH = {"office": "HQTANTHANH", "declaration": "106811111110"}


def put(folder: Path, *lines: dict[str, Any], name: str = "a.csv", above: Any = ()) -> GoodsLines:
    folder.mkdir(exist_ok=True)
    store = GoodsLines(folder / "store")
    store.load([text(folder / name, rows(lines, above=above))])
    return store


def values(store: GoodsLines) -> dict[tuple[str, str], float]:
    table = monthly(store.lines(), ["month", "office"]).to_pandas()
    return {(f"{row.month:%Y-%m}", str(row.office)): row.value_usd for row in table.itertuples()}  # type: ignore[misc, str-format]


def test_a_month_sent_again_replaces_itself_and_nothing_else(tmp_path: Path) -> None:
    put(tmp_path, line(), line(line="2"), line(**JANUARY), line(**TAN_THANH))
    before = dict(GoodsLines(tmp_path / "store").partitions)
    store = GoodsLines(tmp_path / "store")
    loaded = store.load([text(tmp_path / "again.csv", rows([line(value_currency=7)]))])
    assert loaded.lines_before == [2]
    assert {key.rpartition("/")[0] for key, entry in store.partitions.items() if before.get(key) != entry} == {
        "202602/HQHUUNGHI/1"
    }
    assert len(store.partitions) == 3
    assert values(store) == {
        ("2026-01", "huu_nghi"): 100.5,
        ("2026-02", "huu_nghi"): 7.0,
        ("2026-02", "tan_thanh"): 100.5,
    }


def test_two_files_of_a_month_are_one_delivery(tmp_path: Path) -> None:
    exports = text(tmp_path / "x.csv", rows([line(declaration="306812345670", regime="B11")]))
    store = GoodsLines(tmp_path / "store")
    store.load([text(tmp_path / "m.csv", rows([line()])), exports])
    assert values(store) == {("2026-02", "huu_nghi"): 201.0}


def test_an_amendment_comes_with_a_later_month(tmp_path: Path) -> None:
    put(tmp_path, line(), line(**TAN_THANH))
    march = [["Từ ngày 01/03/2026 đến ngày 31/03/2026"]]
    amended = line(declaration="106812345671", value_currency=50)
    store = put(
        tmp_path, amended, line(declaration="106899999990", registered_on="02/03/2026"), above=march, name="march.csv"
    )
    assert values(store)["2026-02", "huu_nghi"] == 50.0
    assert [entry["lines"] for entry in store.partitions.values() if entry["key"] == "202603/HQHUUNGHI/1"] == [2]


def test_imports_sent_again_leave_the_exports_of_the_month_alone(tmp_path: Path) -> None:
    out = {"declaration": "306812345670", "regime": "B11"}
    put(tmp_path, line(), line(**out))
    assert values(put(tmp_path, line(value_currency=7), name="imports.csv")) == {("2026-02", "huu_nghi"): 107.5}


def test_two_halves_of_a_month_without_a_line_in_common_both_count(tmp_path: Path) -> None:
    put(tmp_path, line(), line(line="2"))
    assert values(put(tmp_path, line(line="3"), name="rest.csv")) == {("2026-02", "huu_nghi"): 301.5}


def test_what_is_in_force_follows_from_the_deliveries_and_their_order(tmp_path: Path) -> None:
    store = GoodsLines(tmp_path / "store")
    for name, value in (("one", 1), ("two", 2)):
        store.take(name, [text(tmp_path / f"{name}.csv", rows([line(value_currency=value)]))])
    assert not store.partitions
    (clash,) = store.hold(["one", "two"])
    assert (clash.earlier.delivery, clash.later.delivery, clash.replaced) == ("one", "two", True)
    assert values(GoodsLines(store.folder)) == {("2026-02", "huu_nghi"): 2.0}
    assert store.hold(["one"]) == []
    assert values(GoodsLines(store.folder)) == {("2026-02", "huu_nghi"): 1.0}
    # What was just let go stays on disk for who reads it, and goes with the next change.
    assert store.has("two")
    store.hold([])
    assert (store.has("one"), store.has("two"), store.partitions) == (True, False, {})


def test_a_reader_sees_what_was_in_force_when_it_began(tmp_path: Path) -> None:
    put(tmp_path, line())
    reader = GoodsLines(tmp_path / "store")
    table = reader.lines()
    put(tmp_path, line(value_currency=7), name="b.csv")
    assert float(table.value_usd.sum().execute()) == 100.5
    assert values(reader) == {("2026-02", "huu_nghi"): 100.5}
    assert values(GoodsLines(tmp_path / "store")) == {("2026-02", "huu_nghi"): 7.0}


@pytest.mark.parametrize("step", ["assessment.customs.store.replace_text", "assessment.customs.store.csv_of"])
def test_broken_off_before_the_last_step_the_old_lines_are_in_force(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    put(tmp_path, line())

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(step, killed)
        with pytest.raises(KeyboardInterrupt):
            put(tmp_path, line(value_currency=7), name="b.csv")
    store = GoodsLines(tmp_path / "store")
    assert values(store) == {("2026-02", "huu_nghi"): 100.5}
    assert len(list(store.folder.rglob("*.parquet"))) == 2
    for name, age in ((".spill-old", 2 * 86_400), (".spill-new", 0)):
        (store.folder / name).mkdir()
        os.utime(store.folder / name, (time.time() - age,) * 2)
    # What broke off is gone with the next delivery; what that one replaced stays for who reads it.
    put(tmp_path, line(value_currency=8), name="c.csv")
    assert len(list(store.folder.rglob("*.parquet"))) == 2
    assert values(GoodsLines(tmp_path / "store")) == {("2026-02", "huu_nghi"): 8.0}
    assert not list(store.folder.glob(".new-*"))
    assert [path.name for path in store.folder.glob(".spill-*")] == [".spill-new"]


def test_a_delivery_that_ends_before_days_that_are_there_is_refused(tmp_path: Path) -> None:
    put(tmp_path, line(registered_on="20/02/2026"), above=[[FEBRUARY]])
    half = [["Từ ngày 01/02/2026 đến ngày 15/02/2026"]]
    with pytest.raises(
        GoodsLinesError, match="covers 2026-02-01 to 2026-02-15 of it, but days from 2026-02-20 to 2026-02-20 are there"
    ):
        put(tmp_path, line(), above=half, name="half.csv")


def test_a_file_that_does_not_say_what_it_covers_cannot_take_a_month_away(tmp_path: Path) -> None:
    put(tmp_path, line(), line(declaration="106812345990", registered_on="20/02/2026"))
    with pytest.raises(GoodsLinesError, match="covers 2026-02-03 to 2026-02-03 of it") as caught:
        put(tmp_path, line(), line(declaration="106899999990", registered_on="02/03/2026"), name="march.csv")
    assert "period above the header" in caught.value.remedy
    assert values(GoodsLines(tmp_path / "store")) == {("2026-02", "huu_nghi"): 201.0}


def test_invented_lines_do_not_come_into_a_real_store(tmp_path: Path) -> None:
    put(tmp_path, line())
    with pytest.raises(GoodsLinesError, match="holds real lines, the delivery synthetic ones"):
        put(tmp_path, line(**JANUARY), above=[[MARK]], name="synthetic.csv")


def test_rejects_name_the_place_and_no_trader(tmp_path: Path) -> None:
    store = put(tmp_path, line(), line(line="2", hs="CÔNG TY B", trader="CÔNG TY B"))
    (rejects,) = (store.folder / "rejects").glob("*.csv")
    assert rejects.read_text(encoding="utf-8").splitlines() == [
        "file,sheet,row,reason",
        "a.csv,a,12,hs: a text of the form aaaa aa a; expected 8 digits as text",
    ]
    put(tmp_path, line(), name="b.csv")
    put(tmp_path, line(), name="c.csv")
    assert rejects not in set((store.folder / "rejects").glob("*.csv"))


def test_an_office_may_be_called_anything(tmp_path: Path) -> None:
    store = put(tmp_path, line(office="../O'x"), line(office="../O_x", line="2"))
    assert values(store) == {("2026-02", "../O'X"): 100.5, ("2026-02", "../O_X"): 100.5}
    assert all(path.is_relative_to(store.folder) for path in map(Path, store.files()))


def test_a_long_name_of_an_office_makes_no_long_path(tmp_path: Path) -> None:
    """Of the 260 characters of Windows 160 are left for the folder of the project."""
    names = [
        f"CHI CỤC HẢI QUAN CỬA KHẨU QUỐC TẾ HỮU NGHỊ, TỈNH LẠNG SƠN, ĐỘI THỦ TỤC HÀNG HÓA SỐ {number}"
        for number in (1, 2)
    ]
    store = put(tmp_path, *(line(office=name, line=str(number)) for number, name in enumerate(names, 1)))
    assert values(store) == {("2026-02", name): 100.5 for name in names}
    longest = max(len(str(path.relative_to(store.folder))) for path in store.folder.rglob("*"))
    assert len("/data/goods_lines/") + longest <= 100


def test_a_store_without_lines_and_one_that_is_being_loaded(tmp_path: Path) -> None:
    with pytest.raises(GoodsLinesError, match="no goods lines yet"):
        GoodsLines(tmp_path / "store").files()
    (tmp_path / "store").mkdir()
    with locked(tmp_path / "store"), pytest.raises(RefreshBusyError):
        put(tmp_path, line())


@settings(max_examples=8)
@given(st.permutations(range(6)), st.integers(1, 5))
def test_neither_the_order_of_lines_nor_of_files_matters(
    tmp_path_factory: pytest.TempPathFactory, order: list[int], cut: int
) -> None:
    folder = tmp_path_factory.mktemp("order")
    lines = [line(line=str(at), value_currency=at, currency="USD" if at % 2 else "CNY") for at in range(5)] + [
        line(line="0", value_currency=0, currency="CNY")
    ]
    mixed = [lines[at] for at in order]
    paths = [text(folder / "b.csv", rows(mixed[:cut])), text(folder / "a.csv", rows(mixed[cut:]))]
    store = GoodsLines(folder / "store")
    loaded = store.load(paths)
    assert loaded.delivery.months[0].lines == 5
    assert values(store)["2026-02", "huu_nghi"] == pytest.approx(1 + 3 + 3 * 2512500 / 25000)
