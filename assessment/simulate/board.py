"""Report forms of the zone's board at the end of the last year: capital registered and implemented, land by functional area.

Only these forms (2109, 2110) ask for implemented capital and for land let; no public record has them by project. Their list of
projects (2113) has no column for implemented capital or area that is kept, so projects are not planted one by one.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from assessment.simulate.forms import names
from assessment.simulate.truth import Truth

SOURCE = "zone_board_reports"
CAPITAL_FILE = "zone_board_reports/2109_mo_phong_synthetic.xlsx"
LAND_FILE = "zone_board_reports/2110_mo_phong_synthetic.xlsx"
ZONE = "zone_dong_dang_lang_son"
_PROJECTS = {"fdi": 20, "domestic": 130}
_HEADINGS = {"fdi": "Dự án FDI (triệu USD)", "domestic": "Dự án trong nước (tỷ VNĐ)"}

Lines = list[str]
Rows = list[list[Any]]


def capital(truth: Truth, draws: np.random.Generator) -> dict[str, tuple[float, float]]:
    """Return capital registered and implemented by investor, each in its currency."""
    registered = {"fdi": truth.registered_foreign, "domestic": truth.registered_domestic}
    return {
        investor: (whole, whole * truth.realised[investor] * float(np.exp(draws.normal(0, truth.yearly_noise))))
        for investor, whole in registered.items()
    }


def land(truth: Truth, draws: np.random.Generator) -> dict[str, tuple[float, float]]:
    """Return land of the general plan and land let by functional area, in hectares."""
    return {
        area: (planned, planned * let * float(np.exp(draws.normal(0, truth.yearly_noise))))
        for area, (planned, let) in truth.land.items()
    }


def capital_report(truth: Truth, draws: np.random.Generator) -> tuple[Lines, Rows]:
    """Return lines and rows of form 2109; all projects are productive ones outside the parks."""
    lines = [
        "Biểu 2109.H.QLKKT",
        "TÌNH HÌNH THU HÚT ĐẦU TƯ VÀO KHU KINH TẾ",
        f"Kỳ báo cáo: Quý IV năm {truth.calendar[-1]}",
    ]
    found = capital(truth, draws)
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


def land_report(truth: Truth, draws: np.random.Generator) -> tuple[Lines, Rows]:
    """Return lines and rows of form 2110."""
    lines = ["Biểu 2110.H.QLKKT", "HIỆN TRẠNG SỬ DỤNG ĐẤT TRONG KHU KINH TẾ", f"Đến ngày 31/12/{truth.calendar[-1]}"]
    found = {area: (planned, round(let, 2)) for area, (planned, let) in land(truth, draws).items()}
    planned, let = (sum(values) for values in zip(*found.values(), strict=True))
    rows: Rows = [["STT", "Nhóm đất", "Quy hoạch chung (ha)", "Đã cho thuê (ha)"]]
    rows.append(["I", names(SOURCE, "geography", ZONE)[0], planned, round(let, 2)])
    rows += [
        [str(number), names(SOURCE, "functional_area", area)[0], *values]
        for number, (area, values) in enumerate(found.items(), start=1)
    ]
    return lines, rows
