"""The monthly books of the Foreign Investment Agency: the real ones where they are at hand, and each trap of theirs in small."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from assessment.etl.declarations import Source, load_sources
from assessment.etl.fragments import Fragment
from assessment.etl.reading import read_file, read_rows
from tests.sources.fia_books import (
    HEADLINE,
    PROCESSING,
    REAL_ESTATE,
    book,
    flows,
    kinds,
    notes,
    stock_table,
    values,
)

BOOKS = {"2020": "FDI.2020.xlsx", "2022": "FDI.2022.xlsx", "2024H1": "FDI.2024(first-6-months).xlsx"}
FLOW_MEASURES = {
    "n_new": "new_projects",
    "cap_new": "new_capital",
    "n_adj": "adjustments",
    "cap_adj": "adjusted_capital",
    "n_ma": "purchases",
    "cap_ma": "purchase_value",
    "total": "registered",
}
STOCK_MEASURES = {"projects": "projects", "capital_musd": "registered"}
KEY = {"sector": "sector", "partner": "partner", "province": "geography"}


@pytest.fixture(scope="module")
def source() -> Source:
    return load_sources()["foreign_investment_agency"]


# ------------------------------------------------------------- the real books


@pytest.fixture(scope="module")
def fragments(shared: Path, source: Source) -> dict[str, Fragment]:
    folder = shared / "workbooks" / "fia"
    return {year: read_file(folder / name, f"fia/{name}", "", source) for year, name in BOOKS.items()}


@pytest.mark.shared
@pytest.mark.parametrize("year", BOOKS)
@pytest.mark.parametrize(
    ("basis", "table", "measures"), [("flow", "flows", FLOW_MEASURES), ("stock", "stock", STOCK_MEASURES)]
)
@pytest.mark.parametrize("dimension", KEY)
def test_every_figure_equals_the_derived_series(
    shared: Path,
    source: Source,
    fragments: dict[str, Fragment],
    year: str,
    basis: str,
    table: str,
    measures: dict[str, str],
    dimension: str,
) -> None:
    series = pd.read_csv(shared / "series" / f"fia_fdi_{table}.csv")
    series = series[(series["year"] == year) & (series["dimension"] == dimension)]
    expected: dict[tuple[str, ...], float] = {}
    for row in series.to_dict("records"):
        if row["label"].startswith("TOTAL"):
            continue
        label = str(source.names.key(KEY[dimension], row["label"]))
        expected |= {(label, name): row[cell] for cell, name in measures.items() if pd.notna(row[cell])}
    frame = fragments[year].tables["investment"]
    others = {"sector": "all", "partner": "all", "geography": "vn"}
    key = KEY[dimension]
    frame = frame[(frame["basis"] == basis) & (frame[key] != others.pop(key))]
    for name, value in others.items():
        frame = frame[frame[name] == value]
    if dimension == "province":
        regions = {entity for entity in frame[key] if source.names.parent("geography", entity) == "vn"}
        frame = frame[~frame[key].isin(regions - {"dau_khi_ngoai_khoi"})]
    if basis == "flow":
        frame = frame[frame["period_end"] == frame["period_end"].max()]
    found: dict[tuple[str, ...], float] = {(row[key], row["measure"]): row["value"] for row in frame.to_dict("records")}
    assert found.keys() == expected.keys()
    assert {
        place: abs(found[place] - value) for place, value in expected.items() if abs(found[place] - value) > 1e-6
    } == {}
    assert len(found) == len(frame), "no figure is there twice"


@pytest.mark.shared
def test_real_books_are_read_whole_and_their_totals_checked(fragments: dict[str, Fragment]) -> None:
    assert {year: len(fragment.tables["rejects"]) for year, fragment in fragments.items()} == dict.fromkeys(BOOKS, 0)
    assert all(fragment.good for fragment in fragments.values())
    controls = {year: fragment.tables["controls"] for year, fragment in fragments.items()}
    wrong = {year: sorted(frame.loc[frame["kind"] == "mismatch", "cell"]) for year, frame in controls.items()}
    # 2020: the partners lack one project of 0.005 million; mid-2024: one printed region is 56 million above its provinces.
    assert wrong == {"2020": ["C145", "D145", "I145"], "2022": [], "2024H1": ["D229", "D249", "I229", "I249"]}
    for frame in controls.values():
        assert (frame["kind"] == "exact").sum() == len(frame) - (frame["kind"] == "mismatch").sum()


@pytest.mark.shared
def test_real_books_give_periods_and_stocks_as_printed(fragments: dict[str, Fragment]) -> None:
    frame = fragments["2024H1"].tables["investment"]
    lang_son = frame[(frame["geography"] == "lang_son") & (frame["basis"] == "stock")]
    assert dict(zip(lang_son["measure"], lang_son["value"], strict=True)) == {
        "projects": 43.0,
        "registered": 515.031199,
    }
    assert set(lang_son["period_end"]) == {pd.Timestamp("2024-06-20")}
    assert frame[(frame["geography"] == "lang_son") & (frame["basis"] == "flow")].empty, (
        "not listed, and no zero made up"
    )
    implemented = frame[frame["measure"] == "implemented"]
    assert dict(zip(implemented["period_end"].dt.year, implemented["value"], strict=True)) == {2023: 10021, 2024: 10842}


# -------------------------------------------------------------- each trap in small


def test_a_book_of_2020(tmp_path: Path, source: Source) -> None:
    stock = stock_table("NGÀNH", "Chuyên ngành", [[1, PROCESSING, 15132, 226000.5], [2, REAL_ESTATE, 955, 60000.25]])
    sheets = {"thang 12": HEADLINE, "Thang 12 2020": flows(), "Luy ke T12 2020": stock}
    read = read_rows(book(tmp_path, sheets, hidden_rows={"thang 12": [26, 27]}), "fia/FDI.xlsx", source)
    assert read.sink.rejects == []
    assert kinds(read) == {"exact": len(read.controls)}
    current = [o.row for _, o in read.taken if o.row["geography"] == "lang_son"]
    assert {(row["measure"], row["value"], row["unit"]) for row in current} >= {
        ("registered", 54.125, "usd_million"), ("new_projects", 4.0, "project"), ("adjustments", 3.0, "count"),
    }  # fmt: skip
    assert {(row["frequency"], str(row["period_start"]), str(row["period_end"])) for row in current} == {
        ("ytd", "2020-01-01", "2020-12-20")
    }
    assert values(read, basis="stock") == {
        ("vn", "cong_nghiep_che_bien_che_tao", "all", "projects"): 15132,
        ("vn", "cong_nghiep_che_bien_che_tao", "all", "registered"): 226000.5,
        ("vn", "hoat_dong_kinh_doanh_bat_dong_san", "all", "projects"): 955,
        ("vn", "hoat_dong_kinh_doanh_bat_dong_san", "all", "registered"): 60000.25,
    }


def test_headline_keeps_ratio_and_hidden_rows_out(tmp_path: Path, source: Source) -> None:
    read = read_rows(book(tmp_path, {"Tháng 12": HEADLINE}, hidden_rows={"Tháng 12": [26, 27]}), "fia/FDI.xlsx", source)
    found = {(o.row["measure"], str(o.row["period_end"])): (o.row["value"], o.row["unit"]) for _, o in read.taken}
    assert found == {
        ("implemented", "2019-12-31"): (20380.0, "usd_million"), ("implemented", "2020-12-31"): (19980.0, "usd_million"),
        ("registered", "2019-12-20"): (150.0, "usd_million"), ("registered", "2020-12-20"): (142.125, "usd_million"),
        ("new_capital", "2019-12-20"): (90.0, "usd_million"), ("new_capital", "2020-12-20"): (80.0, "usd_million"),
        ("adjusted_capital", "2019-12-20"): (40.0, "usd_million"), ("adjusted_capital", "2020-12-20"): (44.0, "usd_million"),
        ("purchase_value", "2019-12-20"): (20.0, "usd_million"), ("purchase_value", "2020-12-20"): (18.125, "usd_million"),
        ("new_projects", "2019-12-20"): (12.0, "project"), ("new_projects", "2020-12-20"): (10.0, "project"),
        ("adjustments", "2019-12-20"): (6.0, "count"), ("adjustments", "2020-12-20"): (7.0, "count"),
        ("purchases", "2019-12-20"): (11.0, "count"), ("purchases", "2020-12-20"): (12.0, "count"),
    }  # fmt: skip
    assert "hidden" in notes(read)
