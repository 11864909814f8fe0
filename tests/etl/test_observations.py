"""Rows of tables become observations with lineage."""

from __future__ import annotations

import pandas as pd
import pytest

from .toy import HEADERS, LIST_OF_SOURCES, Toy, fact, facts_sheet, rejects


def test_a_record_becomes_a_row_with_its_lineage(toy: Toy) -> None:
    """A record sheet.

    1  Số liệu qua cửa khẩu
    2
    3  Chỉ tiêu       | Địa bàn  | … | Giá trị | Đơn vị | …
    4  Tổng kim ngạch | Lạng Sơn | … | 51,99   | tỷ USD | …
    """
    fragment = toy.read(facts_sheet([fact(value=51.990563, unit="tỷ USD", growth="81,84", base="cùng kỳ năm trước")]))
    row = fragment.tables["trade"].iloc[0]
    expected = {
        "scope": "through", "flow": "total", "geography": "lang_son", "gate": "all", "partner": "all", "commodity": "all",
        "regime": "all", "measure": "value", "frequency": "year", "value": 51990.563, "unit": "usd_million", "status": "reported",
        "precision": "exact", "inferred": "", "grade": "B", "source": "toy", "note_vi": "",
    }  # fmt: skip
    assert {name: row[name] for name in expected} == expected
    assert (row["period_start"], row["period_end"]) == (pd.Timestamp(2023, 1, 1), pd.Timestamp(2023, 12, 31))
    assert row["published"] == pd.Timestamp(2024, 2, 6)
    lineage = fragment.tables["lineage"].iloc[0].to_dict()
    assert lineage == {"row_id": row["row_id"], "column": "value", "file": "toy/a.xlsx", "sha256": "sha", "sheet": "S1", "cell": "H4",
                       "raw": "51.990563", "rule": "× 1000 (tỷ USD → usd_million)", "correction": ""}  # fmt: skip
    document = fragment.tables["documents"].iloc[0]
    assert (document["title"], document["publisher"], document["source_class"]) == (
        "Xuất nhập khẩu 2023",
        "a.vn",
        "press",
    )
    beside = fragment.tables["companions"].iloc[0].to_dict()
    assert (beside["growth_percent"], beside["growth_base"]) == (81.84, "same_period")
    assert rejects(fragment) == []


def test_the_indicator_decides_the_table(toy: Toy) -> None:
    queued = fact(
        indicator="Xe tồn", gate="Tân Thanh", frequency="thời điểm", start="20/12/2021", end=None, value=4000, unit="xe"
    )
    revenue = fact(
        indicator="Thu ngân sách",
        flow=None,
        value="6.000,5",
        unit="tỷ đồng",
        precision="trên",
        inferred="thời kỳ, phạm vi",
    )
    fragment = toy.read(facts_sheet([queued, revenue]))
    traffic, economy = fragment.tables["traffic"].iloc[0], fragment.tables["economy"].iloc[0]
    assert (traffic["gate"], traffic["measure"], traffic["period_end"]) == (
        "tan_thanh",
        "queued",
        pd.Timestamp(2021, 12, 20),
    )
    assert (economy["indicator"], economy["value"], economy["precision"], economy["inferred"]) == (
        "customs_revenue",
        6000.5,
        "over",
        "scope, period",
    )


def test_a_matrix_spreads_over_periods_and_takes_marks_documents_and_factors(toy: Toy) -> None:
    """A series sheet with its list of sources on another one.

    Địa phương | Mã nguồn | 2015 | Sơ bộ 2016
    Cả nước    | gso      |  30  | ..
    Lạng Sơn   | gso      |  10  | 11,5
    Cao Bằng   | gso      |  20  |
    """
    sheet = [["Dân số theo tỉnh"], ["Địa phương", "Mã nguồn", 2015, "Sơ bộ 2016"],
             ["Cả nước", "gso", 30, ".."], ["Lạng Sơn", "gso", 10, "11,5"], ["Cao Bằng", "gso", 20, None]]  # fmt: skip
    fragment = toy.read(sheet, LIST_OF_SOURCES)
    rows = fragment.tables["economy"].set_index(["geography", "frequency", "period_end"])
    assert rejects(fragment) == []
    assert fragment.missing == 2
    lang_son = fragment.tables["economy"].query("geography == 'lang_son'")
    assert lang_son["value"].tolist() == [10_000.0, 11_500.0]
    assert lang_son["status"].tolist() == ["final", "preliminary"]
    assert lang_son["published"].tolist() == [pd.Timestamp(2018, 12, 31)] * 2
    assert len(rows) == 4
    control = fragment.tables["controls"].iloc[0]
    assert (control["cell"], control["printed"], control["computed"], control["kind"]) == ("C3", 30.0, 30.0, "exact")
    assert fragment.tables["lineage"]["cell"].tolist() == ["C3", "C4", "D4", "C5"]


@pytest.mark.parametrize("mark", ["..", "…", "-", "x", None])
def test_missing_marks_make_no_row_and_are_counted(toy: Toy, mark: object) -> None:
    fragment = toy.read(facts_sheet([fact(value=mark)]))
    assert (fragment.rows, fragment.missing, rejects(fragment)) == (0, 1, [])


def test_an_unknown_header_is_refused_with_the_line_to_add(toy: Toy) -> None:
    sheet = [
        ["Đầu tư nước ngoài theo đối tác"],
        ["Đối tác", "Ngày", "Số dự án", "Vốn góp"],
        ["Trung Quốc", "31/12/2015", 1, 10.5],
    ]
    fragment = toy.read(sheet)
    (reject,) = rejects(fragment)
    assert (reject.cell, reject.problem) == ("D2", "unknown measure 'Vốn góp'")
    assert fragment.rows == 1
    (reject,) = rejects(toy.read([["Số liệu qua cửa khẩu"], [*HEADERS, "Cột lạ"], [*fact().values()]][:2]))
    assert "toy/columns.csv: facts,Cột lạ,<key>" in reject.remedy


def test_row_ids_tell_rows_apart_by_key_and_not_by_value(toy: Toy) -> None:
    one = toy.read(facts_sheet([fact()])).tables["trade"]["row_id"].item()
    assert toy.read(facts_sheet([fact(value=1)])).tables["trade"]["row_id"].item() == one
    for other in (
        {"gate": "Hữu Nghị"},
        {"status": "sơ bộ"},
        {"precision": "trên"},
        {"url": "https://b.vn"},
        {"inferred": "phạm vi"},
    ):
        assert toy.read(facts_sheet([fact(**other)])).tables["trade"]["row_id"].item() != one
