"""What is wrong or different in the agency's books, year by year, in small."""

from __future__ import annotations

from pathlib import Path

import pytest

from assessment.etl.declarations import Source, load_sources
from assessment.etl.reading import read_rows
from tests.sources.fia_books import (
    BELOW_GROUPS,
    CAO_BANG,
    FLOW,
    GROUPS,
    JUNE_2024,
    PAIRS,
    PARTNERS,
    PROCESSING,
    PROVINCES,
    REAL_ESTATE,
    REGIONS,
    SECTORS,
    Row,
    book,
    flow,
    flow_table,
    flows,
    kinds,
    notes,
    region_table,
    stock_table,
    values,
)

ELECTRICITY = "Sản xuất, phân phối điện, khí, nước, điều hòa"


@pytest.fixture(scope="module")
def source() -> Source:
    return load_sources()["foreign_investment_agency"]


def test_comparison_columns_of_2023_are_not_read(tmp_path: Path, source: Source) -> None:
    head = [*FLOW, "12T/2022", "So với cùng kỳ (%)"]
    rows = [[*row, 777.0, 139.9] for row in PROVINCES]
    for hidden in ((), ("J",)):
        sheets = {"Thang 12 2023": flows(flow_table("ĐỊA PHƯƠNG", "Địa phương", rows, head=head))}
        read = read_rows(book(tmp_path, sheets, hidden_columns={"Thang 12 2023": hidden}), "fia/a.xlsx", source)
        assert read.sink.rejects == []
        assert not {777.0, 139.9} & set(values(read).values())
        assert values(read, geography="lang_son", measure="registered") == {
            ("lang_son", "all", "all", "registered"): 54.125
        }


def test_scratch_numbers_beside_title_caption_and_rows(tmp_path: Path, source: Source) -> None:
    rows = flow_table("ĐỐI TÁC", "Đối tác", PARTNERS)
    scratch = [[*row, *[None] * (9 - len(row)), 0, 17.8] for row in rows]
    scratch[3][9:] = ["#VALUE!", 35.2]
    scratch[4][9:] = [None, 72.9, 44.9]
    read = read_rows(book(tmp_path, {"T12": flows(scratch)}), "fia/a.xlsx", source)
    assert read.sink.rejects == []
    assert "not read" in notes(read)
    assert not {0, 17.8, 72.9, 44.9} & set(values(read, measure="registered").values())
    assert {str(o.row["period_end"]) for _, o in read.taken} == {"2020-12-20"}


def test_helper_row_without_rank_shows_in_the_control(tmp_path: Path, source: Source) -> None:
    rows: list[Row] = [[5, "Hồng Kông", 10, 100.0], [None, "Khác", None, 112.5], [6, "Síp", 1, 2.0]]
    read = read_rows(book(tmp_path, {"Luỹ kế": stock_table("ĐỐI TÁC", "Đối tác", rows)}), "fia/a.xlsx", source)
    assert [(c.cell, c.printed, c.computed) for c in read.controls if c.kind == "mismatch"] == [("D8", 214.5, 102.0)]
    assert kinds(read) == {"mismatch": 1, "exact": 1}
    assert "row 'Khác' of table 'stock_partner' is left out on purpose" in notes(read)


def test_region_table_gives_regions_and_repeats_provinces(tmp_path: Path, source: Source) -> None:
    provinces = [*PROVINCES, CAO_BANG]
    sheet = flows(flow_table("ĐỊA PHƯƠNG", "Địa phương", provinces), region_table(REGIONS))
    read = read_rows(book(tmp_path, {"T12": sheet}), "fia/a.xlsx", source)
    ids = [o.identity for _, o in read.taken]
    assert len(ids) == len(set(ids)) == 7 * (3 + 1 + 2)
    assert kinds(read) == {"exact": len(read.controls)}
    assert "28 figures of the table stand in an earlier one" in notes(read)
    assert (
        values(read, measure="registered")["northern_midlands_and_mountain_areas", "all", "all", "registered"] == 55.125
    )
    assert not any(key[0] == "ha_giang" for key in values(read)), "no zero is made up"


def test_region_table_of_june_2024_with_another_total(tmp_path: Path, source: Source) -> None:
    provinces = [*PROVINCES, CAO_BANG]
    table = region_table(REGIONS, [11, 137.0, 7, 44.0, 12, 18.125, 143.125])
    table = [[*row[:2], *JUNE_2024] if row and row[0] == "TT" else row for row in table]
    read = read_rows(
        book(tmp_path, {"T6": flows(flow_table("ĐỊA PHƯƠNG", "Địa phương", provinces), table)}), "f.xlsx", source
    )
    wrong = [(c.what.partition(":")[0], c.printed, c.computed) for c in read.controls if c.kind == "mismatch"]
    assert read.sink.rejects == []
    assert {(printed, computed) for _, printed, computed in wrong} == {(137.0, 81.0), (143.125, 199.125)}
    assert values(read, geography="vn", measure="new_capital") == {("vn", "all", "all", "new_capital"): 81.0}


def test_province_that_differs_in_the_region_table(tmp_path: Path, source: Source) -> None:
    provinces = [
        *PROVINCES[:1],
        flow(2, "Lạng Sơn", 4, 31.0, 3, 14.0, 3, 10.125),
        CAO_BANG,
    ]
    sheet = flows(flow_table("ĐỊA PHƯƠNG", "Địa phương", provinces), region_table(REGIONS))
    read = read_rows(book(tmp_path, {"T12": sheet}), "fia/a.xlsx", source)
    wrong = [(c.printed, c.computed) for c in read.controls if "lang_son" in c.what and c.kind == "mismatch"]
    assert wrong == [(30.0, 31.0), (54.125, 55.125)]
    assert values(read, geography="lang_son", measure="new_capital") == {
        ("lang_son", "all", "all", "new_capital"): 31.0
    }


def test_unit_pairs_of_2015_and_one_that_disagrees_in_sign(tmp_path: Path, source: Source) -> None:
    rows = [[1, PROCESSING, 1012, 9466284582, 9466.284582, 616, 6962482082, 6962.482082, 16428.766664],
            [2, ELECTRICITY, 10, 2859591155, 2859.591155, 11, -60160477, 60.160477, 2919.751632]]  # fmt: skip
    form = flow_table(
        "HÌNH THỨC",
        "Hình thức",
        [[1, "100% vốn nước ngoài", *rows[0][2:]], [2, "Liên doanh", *rows[1][2:]]],
        head=PAIRS,
    )
    sheet = flows(flow_table("NGÀNH", "Ngành", rows, head=PAIRS), form)
    read = read_rows(book(tmp_path, {"Thang 12 2015": sheet}), "fia/a.xlsx", source)
    # Also the totals of the two columns disagree, by twice the figure.
    assert [reject.cell for reject in read.sink.rejects] == ["G8", "G9"]
    assert "-60160477" in read.sink.rejects[0].problem
    assert "none is taken" in read.sink.rejects[0].problem
    sector = "san_xuat_phan_phoi_dien_khi_nuoc_dieu_hoa"
    assert values(read, sector=sector) == {
        ("vn", sector, "all", "new_projects"): 10,
        ("vn", sector, "all", "new_capital"): 2859.591155,
        ("vn", sector, "all", "adjustments"): 11,
        ("vn", sector, "all", "registered"): 2919.751632,
    }
    assert values(read)["vn", "cong_nghiep_che_bien_che_tao", "all", "adjusted_capital"] == 6962.482082
    assert kinds(read) == {"exact": 4}
    assert "left out on purpose" in notes(read)


def test_grouped_header_of_2016_and_a_stale_label(tmp_path: Path, source: Source) -> None:
    table = flow_table("ĐỊA PHƯƠNG", "Nước đăng ký", PROVINCES)
    table[3:4] = [["TT", "Nước đăng ký", *GROUPS], [None, None, *BELOW_GROUPS, None]]
    merged = ["C6:D6", "E6:F6", "G6:H6", "A6:A7", "B6:B7", "I6:I7"]
    path = book(tmp_path, {"Thang 12 2016": flows(table)}, merged={"Thang 12 2016": merged})
    read = read_rows(path, "fia/a.xlsx", source)
    assert read.sink.rejects == []
    assert len(values(read, geography="lang_son")) == len(FLOW)
    assert kinds(read) == {"exact": len(read.controls)}


@pytest.mark.parametrize("hidden", [(), ("D", "G")])
def test_hidden_usd_and_unlabelled_share_of_2019(tmp_path: Path, source: Source, hidden: tuple[str, ...]) -> None:
    head = [FLOW[0], "Vốn đăng ký cấp mới (USD)", *FLOW[1:3], "Vốn đăng ký điều chỉnh (USD)", *FLOW[3:]]
    rows = [[*row[:3], row[3] * 1e6, *row[3:5], row[5] * 1e6, *row[5:], 12.5] for row in PROVINCES]
    table = flow_table("ĐỊA PHƯƠNG", "Địa phương", rows, head=head)
    read = read_rows(
        book(tmp_path, {"T12.2019": flows(table)}, hidden_columns={"T12.2019": hidden}), "fia/a.xlsx", source
    )
    assert read.sink.rejects == []
    assert 12.5 not in values(read).values()
    assert values(read, geography="lang_son", measure="new_capital") == {
        ("lang_son", "all", "all", "new_capital"): 30.0
    }
    assert kinds(read) == {"exact": len(read.controls)}


def test_hidden_stale_rows_of_a_stock_table(tmp_path: Path, source: Source) -> None:
    table = stock_table("NGÀNH", "Chuyên ngành", [[1, PROCESSING, 5, 7.5], [2, REAL_ESTATE, 3, 2.5]])
    stale: list[Row] = [["Tổng", None, 99, 99.0], [1, PROCESSING, 9, 99.0]]
    path = book(tmp_path, {"Luỹ kế T12.2019": [*table, *stale]}, hidden_rows={"Luỹ kế T12.2019": [9, 10]})
    read = read_rows(path, "fia/a.xlsx", source)
    assert 99.0 not in values(read).values()
    assert read.sink.rejects == []


# ------------------------------------------------------------ tables without a title


@pytest.mark.parametrize("title", ["none", "blank", "says less", "scratch"])
def test_a_repeated_header_row_begins_a_table(tmp_path: Path, source: Source, title: str) -> None:
    sectors, provinces = flow_table("NGÀNH", "Ngành", SECTORS), flow_table("ĐỊA PHƯƠNG", "Địa phương", PROVINCES)
    if title == "none":
        provinces = provinces[1:]
    elif title == "blank":
        sectors, provinces = sectors[:-1], provinces[3:]
    elif title == "says less":
        provinces[0] = ["THU HÚT ĐẦU TƯ NƯỚC NGOÀI NĂM 2020"]
    else:
        provinces[0] = [*provinces[0], *[None] * 9, 1.5, 2.5, 3.5]
    read = read_rows(book(tmp_path, {"T12": flows(sectors, provinces)}), "fia/a.xlsx", source)
    if title == "blank":
        assert {reject.problem for reject in read.sink.rejects} == {
            "neither the header nor the title says which period the figures are of"
        }
        assert values(read, geography="lang_son") == {}
        assert read.sink.failed
        return
    assert read.sink.rejects == []
    assert (
        len(values(read, geography="lang_son")) == len(values(read, sector="cong_nghiep_che_bien_che_tao")) == len(FLOW)
    )


def test_a_title_and_a_label_header_that_contradict(tmp_path: Path, source: Source) -> None:
    table = flow_table("ĐỐI TÁC", "Địa phương", PROVINCES)
    read = read_rows(book(tmp_path, {"T12": flows(flow_table("NGÀNH", "Ngành", SECTORS), table)}), "fia/a.xlsx", source)
    assert ["labels stand under 'Địa phương'" in reject.problem for reject in read.sink.rejects] == [True]
    assert {key[1] for key in values(read)} == {"cong_nghiep_che_bien_che_tao", "hoat_dong_kinh_doanh_bat_dong_san"}


def test_stock_and_flow_without_titles_in_one_sheet(tmp_path: Path, source: Source) -> None:
    stock = stock_table("ĐỊA PHƯƠNG", "Địa phương", [[1, "Lạng Sơn", 42, 240.36246], [2, "Lào Cai", 33, 600.5]])
    sheet = [*flows(flow_table("NGÀNH", "Ngành", SECTORS)), *stock[1:]]
    read = read_rows(book(tmp_path, {"T12": sheet}), "fia/a.xlsx", source)
    assert read.sink.rejects == []
    assert values(read, basis="stock", geography="lang_son") == {
        ("lang_son", "all", "all", "projects"): 42,
        ("lang_son", "all", "all", "registered"): 240.36246,
    }


# --------------------------------------------------------------- words of headers


@pytest.mark.parametrize(
    ("header", "measure", "unit"),
    [
        ("Số dự án cấp mới", "new_projects", "project"),
        ("Cấp mới Số dự án", "new_projects", "project"),
        ("Số lượt dự án tăng vốn", "adjustments", "count"),
        ("Tăng vốn Số dự án", "adjustments", "count"),
        ("Số lượt góp vốn, mua cổ phần", "purchases", "count"),
        ("Góp vốn mua cổ phần Số lượt", "purchases", "count"),
        ("Vốn đăng ký cấp mới (Triệu USD)", "new_capital", "usd_million"),
        ("Cấp mới Vốn ĐK (USD)", "new_capital", "usd"),
        ("Vốn đăng ký tăng thêm (USD)", "adjusted_capital", "usd"),
        ("Tăng vốn Vốn đăng ký điều chỉnh (triệu USD)", "adjusted_capital", "usd_million"),
        ("Giá trị góp vốn, mua cổ phần", "purchase_value", "usd_million"),
        ("Tổng vốn đăng ký (triệu USD)", "registered", "usd_million"),
        ("Vốn đăng ký cấp mới và tăng thêm (triệu USD)", "registered", "usd_million"),
        ("Tổng vốn đăng ký cùng kỳ (triệu USD)", None, None),
        ("12T/2022", None, None),
        ("So với cùng kỳ (%)", None, None),
        ("Tỷ trọng (%)", None, None),
    ],
)
def test_words_of_a_header(tmp_path: Path, source: Source, header: str, measure: str | None, unit: str | None) -> None:
    rows = [[1, "Lạng Sơn", 7, 3e6], [2, "Cao Bằng", 9, 5e6]]
    table = flow_table("ĐỊA PHƯƠNG", "Địa phương", rows, head=["Số dự án mới cấp phép", header])
    if measure == "new_projects":
        table = [[*row[:2], "", *row[3:]] for row in table]
    read = read_rows(book(tmp_path, {"T12": flows(table)}), "fia/a.xlsx", source)
    found = {
        (o.row["measure"], o.row["value"])
        for _, o in read.taken
        if o.row["geography"] == "lang_son" and o.origins[0].col == 3
    }
    value = 3.0 if unit == "usd" else 3e6
    assert found == ({(measure, value)} if measure else set())
    assert read.sink.rejects == []


def test_a_unit_nobody_declared_is_refused(tmp_path: Path, source: Source) -> None:
    table = flow_table("ĐỊA PHƯƠNG", "Địa phương", [[1, "Lạng Sơn", 7.0]], head=["Vốn đăng ký cấp mới (nghìn euro)"])
    read = read_rows(book(tmp_path, {"T12": flows(table)}), "fia/a.xlsx", source)
    assert ["unknown unit_word 'nghìn euro'" in reject.problem for reject in read.sink.rejects] == [True]
    assert values(read) == {}


def test_an_unknown_label_header_is_noted(tmp_path: Path, source: Source) -> None:
    table = flow_table("ĐỊA PHƯƠNG", "Nơi đầu tư", PROVINCES)
    read = read_rows(book(tmp_path, {"T12": flows(table)}), "fia/a.xlsx", source)
    assert "stand under 'Nơi đầu tư', which is no declared header" in notes(read)
    assert len(values(read, geography="lang_son")) == len(FLOW)


def test_a_caption_left_from_another_year_is_refused(tmp_path: Path, source: Source) -> None:
    table = flow_table("ĐỊA PHƯƠNG", "Địa phương", PROVINCES)
    table[1] = ["Tính từ 01/01/2019 đến 20/12/2019"]
    read = read_rows(book(tmp_path, {"T12": flows(table)}), "fia/a.xlsx", source)
    assert {reject.problem for reject in read.sink.rejects} == {
        "the title and its subtitles name different years: 2019, 2020"
    }
    assert values(read) == {}
