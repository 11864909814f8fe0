from __future__ import annotations

import pandas as pd
import pytest

from assessment.report.page_trace import by_place, safe_url


def test_a_number_of_many_cells_shows_the_first_and_counts_the_rest(trace: pd.DataFrame) -> None:
    row = trace.iloc[[0]]
    many = pd.concat([row.assign(source_cell=f"B{index}") for index in range(2, 40)])
    (number,) = by_place(many)[row.iloc[0]["place"]]
    assert len(number.cells) == 5
    assert number.others == 33
    assert [cell.where.rpartition(" · ")[2] for cell in number.cells] == ["B2", "B3", "B4", "B5", "B6"]


def test_a_cell_that_is_named_twice_counts_once(trace: pd.DataFrame) -> None:
    row = trace.iloc[[0]]
    (number,) = by_place(pd.concat([row] * 7))[row.iloc[0]["place"]]
    assert (len(number.cells), number.others) == (1, 0)


def test_every_number_stands_at_its_place_in_the_order_of_print(trace: pd.DataFrame) -> None:
    places = by_place(trace)
    assert sum(map(len, places.values())) == trace["item"].nunique() == 205
    points = places["Hình 1.1"]
    assert [number.cell for number in points] == ["điểm 1", "điểm 2", "điểm 3", "dữ kiện 1", "ghi chú 1"]
    share = next(number for number in places["Bảng 1.1"] if number.cell == "D3")
    assert (share.printed, share.formula) == ("9,57", "bộ phận ÷ tổng số × 100")
    assert [(cell.where, cell.raw, cell.how) for cell in share.cells] == [
        ("public_record/01.xlsx · Số liệu · I9", "4975.0", "× 1"),
        ("public_record/01.xlsx · Số liệu · I8", "51990.563", "× 1"),
    ]


def test_the_first_number_of_a_table_cell_is_where_the_page_leads(trace: pd.DataFrame) -> None:
    first = trace[(trace["place"] == "Bảng 1.1") & (trace["cell"] == "C2")]
    twice = pd.concat([first, first.assign(item=trace["item"].max() + 1)], ignore_index=True)
    assert [number.anchored for number in by_place(twice)["Bảng 1.1"]] == [True, False]
    assert not any(number.anchored for number in by_place(trace)["Hình 1.1"])


def test_a_cell_that_was_not_found_shows_its_reference(trace: pd.DataFrame) -> None:
    row = trace.iloc[[0]].assign(resolved=False, reference="nowhere")
    ((number,),) = by_place(row).values()
    assert [(cell.where, cell.resolved) for cell in number.cells] == [("nowhere", False)]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("HTTPS://langson.gov.vn/a", "HTTPS://langson.gov.vn/a"),
        ("http://a.vn | javascript:alert(1)", "http://a.vn"),
        ("javascript:alert(1) | https://a.vn", ""),
        ("data:text/html,x", ""),
        ("", ""),
        (None, ""),
        (float("nan"), ""),
    ],
)
def test_only_web_addresses_become_links(url: object, expected: str) -> None:
    assert safe_url(url) == expected
