"""Report forms of the zone's board at the end of the last two years: capital, land by functional area, the list of projects.

Only these forms (2109, 2110, 2113) ask for implemented capital, for land let and for the days of each project; no public record
has them.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd

from assessment.simulate.forms import names
from assessment.simulate.truth import Truth

SOURCE = "zone_board_reports"
ZONE = "zone_dong_dang_lang_son"
_PROJECTS = {"fdi": 20, "domestic": 130}
_HEADINGS = {"fdi": "Dự án FDI (triệu USD)", "domestic": "Dự án trong nước (tỷ VNĐ)"}
_SECTORS = ("logistics", "warehousing", "manufacturing", "trade_services")
# What the money of an investor is put at, so that foreign projects stand on land of a like size.
_VND_BILLION = {"fdi": 25.0, "domestic": 1.0}

Lines = list[str]
Rows = list[list[Any]]


def file(form: int, year: int) -> str:
    """Return the name of a report below the folder of raw files."""
    return f"zone_board_reports/{form}_{year}_mo_phong_synthetic.xlsx"


def capital(truth: Truth, year: int, draws: np.random.Generator) -> dict[str, tuple[float, float]]:
    """Return capital registered and implemented by investor at the end of a year, each in its currency."""
    registered = {"fdi": truth.registered_foreign, "domestic": truth.registered_domestic}
    return {
        investor: (whole, whole * truth.realised[investor] * _so_far(truth, year) * _noise(truth, draws))
        for investor, whole in registered.items()
    }


def land(truth: Truth, year: int, draws: np.random.Generator) -> dict[str, tuple[float, float]]:
    """Return land of the general plan and land let by functional area at the end of a year, in hectares."""
    return {
        area: (planned, planned * let * _so_far(truth, year) * _noise(truth, draws))
        for area, (planned, let) in truth.land.items()
    }


def projects(truth: Truth, year: int, draws: np.random.Generator) -> pd.DataFrame:
    """Return the projects on the list at the end of a year, all licensed in the years of the zone.

    Capital is that of form 2109 in parts of different size; land follows from the capital, the wait until operation is
    exponential.
    """
    parts = []
    start, end = datetime(truth.first_year, 1, 1), datetime(truth.calendar[-1], 12, 31)
    for investor, count in _PROJECTS.items():
        weights = draws.lognormal(0, 1, count)
        whole = truth.registered_foreign if investor == "fdi" else truth.registered_domestic
        money = whole * weights / weights.sum()
        noise = np.exp(draws.normal(0, truth.yearly_noise, count))
        registered = start + pd.to_timedelta(draws.uniform(0, (end - start).days, count).round(), unit="D")
        waited = draws.exponential(truth.months_to_operation / np.log(2), count)
        parts.append(
            pd.DataFrame(
                {
                    "project": [f"Dự án mô phỏng {investor} {number:03d}" for number in range(1, count + 1)],
                    "investor": investor,
                    "capital": money.round(3),
                    "area_ha": (money * _VND_BILLION[investor] / truth.capital_per_hectare * noise).round(4),
                    "sector": draws.choice(_SECTORS, count),
                    "functional_area": draws.choice(list(truth.land), count),
                    "workers": draws.integers(5, 200, count),
                    "registered_on": registered,
                    "operating_on": registered + pd.to_timedelta((waited * 365.25 / 12).round(), unit="D"),
                }
            )
        )
    every = pd.concat(parts, ignore_index=True)
    on_the_list = every[every["registered_on"] <= datetime(year, 12, 31)]
    return on_the_list.assign(
        operating_on=on_the_list["operating_on"].where(on_the_list["operating_on"] <= datetime(year, 12, 31))
    )


def _so_far(truth: Truth, year: int) -> float:
    """Return which part of the last year's capital and land was implemented and let at the end of a year."""
    return float(np.exp(truth.board_growth * (year - truth.calendar[-1])))


def _noise(truth: Truth, draws: np.random.Generator) -> float:
    return float(np.exp(draws.normal(0, truth.yearly_noise)))


def capital_report(truth: Truth, year: int, draws: np.random.Generator) -> tuple[Lines, Rows]:
    """Return lines and rows of form 2109; all projects are productive ones outside the parks."""
    lines = ["Biểu 2109.H.QLKKT", "TÌNH HÌNH THU HÚT ĐẦU TƯ VÀO KHU KINH TẾ", f"Kỳ báo cáo: Quý IV năm {year}"]
    found = capital(truth, year, draws)
    rows: Rows = [["STT", "Chỉ tiêu", "Khu công nghiệp trong KKT", "Khu vực khác"]]
    for letter, kind, share in (
        ("A", "Dự án sản xuất kinh doanh", 1),
        ("B", "Dự án đầu tư xây dựng kết cấu hạ tầng", 0),
    ):
        rows.append([letter, kind, None, None])
        for number, (investor, (registered, implemented)) in zip(("I", "II"), found.items(), strict=True):
            rows.append([number, _HEADINGS[investor], None, None])
            rows += [
                ["1", "Lũy kế số dự án", 0, share * _PROJECTS[investor]],
                ["2", "Lũy kế vốn đăng ký", 0, share * registered],
                ["3", "Lũy kế vốn thực hiện", 0, round(share * implemented, 3)],
            ]
    return lines, rows


def land_report(truth: Truth, year: int, draws: np.random.Generator) -> tuple[Lines, Rows]:
    """Return lines and rows of form 2110."""
    lines = ["Biểu 2110.H.QLKKT", "HIỆN TRẠNG SỬ DỤNG ĐẤT TRONG KHU KINH TẾ", f"Đến ngày 31/12/{year}"]
    found = {area: (planned, round(let, 2)) for area, (planned, let) in land(truth, year, draws).items()}
    planned, let = (sum(values) for values in zip(*found.values(), strict=True))
    rows: Rows = [["STT", "Nhóm đất", "Quy hoạch chung (ha)", "Đã cho thuê (ha)"]]
    rows.append(["I", names(SOURCE, "geography", ZONE)[0], planned, round(let, 2)])
    rows += [
        [str(number), names(SOURCE, "functional_area", area)[0], *values]
        for number, (area, values) in enumerate(found.items(), start=1)
    ]
    return lines, rows


def project_report(truth: Truth, year: int, draws: np.random.Generator) -> tuple[Lines, Rows]:
    """Return lines and rows of form 2113, with the columns that the board is asked to add."""
    lines = ["Biểu 2113.H.QLKKT", "DANH MỤC DỰ ÁN ĐẦU TƯ TRONG KHU KINH TẾ", f"Lũy kế đến ngày 31/12/{year}"]
    head: Rows = [
        ["STT", "Tên dự án", "Tình trạng", "Diện tích (ha)", "Ngành nghề", "Dự án FDI", "Dự án trong nước", "Lao động"],
        [*[None] * 5, "Vốn đăng ký (triệu USD)", "Vốn đăng ký (tỷ VNĐ)", "Trong nước"],
    ]
    added = ("Khu chức năng", "Ngày cấp GCNĐKĐT", "Ngày đi vào hoạt động")
    head[0] += added
    rows: Rows = [
        [
            number,
            row["project"],
            "Đang xây dựng" if pd.isna(row["operating_on"]) else "Đang hoạt động",
            row["area_ha"],
            names(SOURCE, "project_sector", row["sector"])[0],
            row["capital"] if row["investor"] == "fdi" else None,
            row["capital"] if row["investor"] == "domestic" else None,
            row["workers"],
            names(SOURCE, "functional_area", row["functional_area"])[0],
            row["registered_on"].to_pydatetime(),
            None if pd.isna(row["operating_on"]) else row["operating_on"].to_pydatetime(),
        ]
        for number, row in enumerate(projects(truth, year, draws).to_dict("records"), start=1)
    ]
    return lines, [*head, *rows]


FORMS = {2109: capital_report, 2110: land_report, 2113: project_report}
