from __future__ import annotations

from decimal import Decimal

import pandas as pd
import pytest

from assessment.authoring.known_numbers import KnownNumbers, WordIndex, folded

ROWS = [
    ("Bảng 3.1", "C4", "Bảng 3.1, ô C7", "2023 · Kim ngạch (triệu USD)", "4.975", 4975.0, "triệu USD"),
    (
        "Nhận định 3.1",
        "value",
        "",
        "Năm 2023 đạt 4.975 triệu USD. Giảm 3,2%, dưới 12 điểm.",
        "4.975 triệu USD",
        4975.0,
        "triệu USD",
    ),
    ("Nhận định 3.1", "fall", "", "Năm 2023 đạt 4.975 triệu USD. Giảm 3,2%, dưới 12 điểm.", "3,2%", 3.2, "%"),
    ("Hình 3.1", "điểm 1", "", "2023 · Xuất khẩu", "7 xe", 7.0, "xe"),
]
COLUMNS = ["place", "cell", "annex_cell", "label", "printed", "value", "unit"]


@pytest.fixture
def known() -> KnownNumbers:
    trace = pd.DataFrame(ROWS, columns=COLUMNS)
    return KnownNumbers(trace.assign(item=range(len(trace))), "vi")


def test_cells_stand_by_row_and_column(known: KnownNumbers) -> None:
    table = known.tables["Bảng 3.1"]
    assert (table.rows, table.headers) == ({4: "2023"}, {"C": "Kim ngạch (triệu USD)"})
    assert table.cells[4, "C"][0].where == "Bảng 3.1, C4"
    assert known.cells_by_label["2023", "kim ngạch"] == ["Bảng 3.1"]


def test_texts_stand_by_sentence_with_their_numbers(known: KnownNumbers) -> None:
    first, second = known.sentences
    assert [(number.text, one and one.value) for number, one in first.numbers] == [
        ("2023", None),
        ("4.975 triệu USD", Decimal("4975.0")),
    ]
    assert [one and (one.value, one.direction) for _, one in second.numbers] == [(Decimal("3.2"), -1), None]


def test_points_of_figures_are_known_by_their_words(known: KnownNumbers) -> None:
    assert [one.place for one in known.labelled] == ["Bảng 3.1", "Hình 3.1"]


def test_rare_words_weigh_more() -> None:
    index = WordIndex([["xuất", "khẩu", "gạo"], ["xuất", "khẩu", "chè"], ["xuất", "khẩu"]])
    within, common = index.shares(["gạo"])
    assert within[0] > 1 / 3
    assert common[1] == 0


def test_labels_are_compared_without_their_unit() -> None:
    assert folded("Giá\u00a0trị (tỷ USD)") == folded("giá trị")
