from __future__ import annotations

import pandas as pd
import pytest

from assessment.authoring.document_text import DocumentTable
from assessment.authoring.known_numbers import KnownNumbers
from assessment.authoring.printed_numbers import find_numbers
from assessment.authoring.table_match import ReadTable, match_cell, match_table

HEADERS = ("Xuất khẩu (triệu USD)", "Tăng (%)")
VALUES = {"2021": (1234.5, 3.2), "2022": (2345.6, 4.1), "2023": (3456.7, -5.9)}


@pytest.fixture
def known() -> KnownNumbers:
    rows = [
        ("Bảng 3.1", f"{'BC'[c]}{r}", "x", f"{year} · {HEADERS[c]}", str(value), value, ("triệu USD", "%")[c])
        for r, (year, values) in enumerate(VALUES.items(), start=2)
        for c, value in enumerate(values)
    ]
    trace = pd.DataFrame(rows, columns=["place", "cell", "annex_cell", "label", "printed", "value", "unit"])
    return KnownNumbers(trace.assign(item=range(len(trace))), "vi")


def paired(known: KnownNumbers, *rows: tuple[str, ...], above: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    read = ReadTable.read(DocumentTable(1, rows, above), "vi")
    pairing = match_table(read, known)
    if pairing is None:
        return []
    return [
        (match.verdict, match.known[0].cell)
        for cell in read.body
        for match in match_cell(read.numbers[cell], pairing.cell(*cell), "vi").values()
        if match.known
    ]


def test_rows_may_be_dropped_and_reordered(known: KnownNumbers) -> None:
    found = paired(known, ("Năm", *HEADERS), ("2023", "3.456,7", "−5,9"), ("2021", "1.234,5", "3,2"))
    assert found == [("agrees", "B4"), ("agrees", "C4"), ("agrees", "B2"), ("agrees", "C2")]


def test_columns_may_be_renamed_and_converted(known: KnownNumbers) -> None:
    table = (
        ("Năm", "Trị giá (tỷ USD)", HEADERS[1]),
        ("2021", "1,2", "3,2"),
        ("2022", "2,3", "4,1"),
        ("2023", "3,5", "5,9"),
    )
    assert paired(known, *table)[-2:] == [("agrees", "B4"), ("differs", "C4")]


def test_the_unit_line_gives_the_unit(known: KnownNumbers) -> None:
    table = (("Năm", "Xuất khẩu"), ("2021", "1,2"), ("2022", "2,3"), ("2023", "3,9"))
    assert [verdict for verdict, _ in paired(known, *table, above=("Đơn vị tính: tỷ USD",))] == [
        "agrees",
        "agrees",
        "differs",
    ]


def test_a_table_of_other_numbers_is_no_table_of_the_report(known: KnownNumbers) -> None:
    assert paired(known, ("Năm", HEADERS[0]), ("2021", "7"), ("2022", "8"), ("2023", "9")) == []


def test_words_around_the_traced_number_are_wording() -> None:
    rank = KnownNumbers(
        pd.DataFrame(
            [(0, "Bảng 8.1", "B2", "x", "2022 · Thứ hạng", "thứ 15/63", 15.0, "thứ hạng")],
            columns=["item", "place", "cell", "annex_cell", "label", "printed", "value", "unit"],
        ),
        "vi",
    ).labelled
    matches = match_cell(find_numbers("thứ 16/63", "vi"), rank, "vi")
    assert [match.verdict for match in matches.values()] == ["differs", "no_data"]
