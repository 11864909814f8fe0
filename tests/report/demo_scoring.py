"""Figures of a scoring with synthetic numbers: 16 sectors with long names, ties, one that cannot be determined."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from assessment.findings import Bilingual, Cell, Figure, Quantity, Text, not_determinable

from . import demo_figures
from .demo_figures import CAPTION

SYNTHETIC = ("số liệu giả định để kiểm thử",)
SECTORS = (
    ("Kho ngoại quan và dịch vụ logistics", "Bonded warehouses and logistics services"),
    ("Chế biến nông sản, trái cây xuất khẩu", "Processing of farm produce and fruit for export"),
    ("Lắp ráp điện, điện tử và linh kiện", "Assembly of electrical goods and electronics"),
    ("Thương mại điện tử xuyên biên giới", "Cross-border electronic commerce"),
    ("Vận tải đường bộ và bãi xe trung chuyển", "Road haulage and trans-shipment yards"),
    ("Dịch vụ kiểm nghiệm, kiểm dịch", "Testing and quarantine services"),
    ("Kho lạnh và chuỗi cung ứng lạnh", "Cold stores and the cold chain"),
    ("Du lịch và mua sắm miễn thuế", "Tourism and duty-free shopping"),
    ("Dệt may và phụ liệu", "Textiles, garments and accessories"),
    ("Vật liệu xây dựng không nung", "Unfired building materials"),
    ("Chế biến gỗ rừng trồng", "Processing of plantation timber"),
    ("Cơ khí và sửa chữa phương tiện vận tải", "Engineering and repair of vehicles"),
    ("Dược liệu và thực phẩm chức năng", "Medicinal plants and food supplements"),
    ("Dịch vụ tài chính, ngân hàng, thanh toán biên mậu", "Finance, banking and border-trade payments"),
    ("Đào tạo nghề và tiếng Trung Quốc thương mại", "Vocational training and commercial Chinese"),
    ("Tái chế và xử lý chất thải", "Recycling and treatment of waste"),
)
MEDIAN = Bilingual("Trung vị", "Median")
LOW, HIGH = Bilingual("Phân vị 5%", "5th percentile"), Bilingual("Phân vị 95%", "95th percentile")
LOW_HALF, HIGH_HALF = Bilingual("Phân vị 25%", "25th percentile"), Bilingual("Phân vị 75%", "75th percentile")
WITHIN = Bilingual("tỷ lệ lượt mô phỏng xếp trong 5 hạng đầu", "share of draws among the first 5 ranks")
SCORE = Bilingual("Điểm tổng hợp", "Overall score")
ATTRACTIVE = tuple(
    Bilingual(f"Độ hấp dẫn{vi}", f"Attractiveness{en}")
    for vi, en in (("", ""), (", phân vị 5%", ", 5th percentile"), (", phân vị 95%", ", 95th percentile"))
)
FEASIBLE = tuple(
    Bilingual(f"Tính khả thi{vi}", f"Feasibility{en}")
    for vi, en in (("", ""), (", phân vị 5%", ", 5th percentile"), (", phân vị 95%", ", 95th percentile"))
)
JOBS = Bilingual("Việc làm dự kiến", "Expected jobs")
CLASSES = (
    Bilingual("Nhóm A – ưu tiên", "Class A – priority"),
    Bilingual("Nhóm B – có điều kiện", "Class B – conditional"),
    Bilingual("Nhóm C – chưa ưu tiên", "Class C – not now"),
)
CRITERIA = (
    (Bilingual("Quy mô nhu cầu", "Size of demand"), Bilingual("Hấp dẫn", "Attractiveness")),
    (
        Bilingual("Tăng trưởng nhập khẩu của Trung Quốc", "Growth of China's imports"),
        Bilingual("Hấp dẫn", "Attractiveness"),
    ),
    (Bilingual("Hệ số định vị tại cửa khẩu", "Location quotient at the gate"), Bilingual("Khả thi", "Feasibility")),
    (Bilingual("Năng lực doanh nghiệp gần kề", "Firms' related capability"), Bilingual("Khả thi", "Feasibility")),
    (Bilingual("Đáp ứng đất, điện, nước", "Land, power and water"), Bilingual("Khả thi", "Feasibility")),
    (Bilingual("Việc làm trên một ha", "Jobs per hectare"), Bilingual("Tác động", "Impact")),
    (Bilingual("Thu ngân sách ròng", "Net budget revenue"), Bilingual("Tác động", "Impact")),
    (Bilingual("Áp lực môi trường", "Pressure on the environment"), Bilingual("Bền vững", "Sustainability")),
)
Rows = list[tuple[Cell, Quantity, Cell, Cell]]


def sector(index: int) -> Bilingual:
    return Bilingual(*SECTORS[index])


def number(value: float, unit: str = "score", decimals: int = 1) -> Quantity:
    return Quantity(value, unit, (f"synthetic{value}",), "median", decimals=decimals)


def unknown(unit: str = "score") -> Quantity:
    return not_determinable(Text("common.reason.no_row"), unit)


def scored(draw: str, rows: Rows, name: str = "", **options: Any) -> Figure:
    frame = pd.DataFrame(rows, columns=["x", "y", "series", "label"], dtype=object)
    return Figure(f"demo.{name or draw}", frame, draw, CAPTION, CAPTION, SYNTHETIC, options=options)


def draws(count: int = 15) -> np.ndarray[Any, Any]:
    """Return synthetic scores (draws × sectors); the sectors 3 and 4 tie in every draw."""
    generator = np.random.default_rng(7)
    level = np.linspace(78, 32, count)
    scores = np.clip(level + generator.normal(0, 6.5, (4000, count)), 1, 100)
    if count > 4:
        scores[:, 4] = scores[:, 3]
    return scores


def quantile_rows(values: np.ndarray[Any, Any], unit: str, decimals: int) -> Rows:
    names = {0.05: LOW, 0.25: LOW_HALF, 0.5: MEDIAN, 0.75: HIGH_HALF, 0.95: HIGH}
    return [
        (sector(index), number(float(np.quantile(values[:, index], share, method="lower")), unit, decimals), name, None)
        for index in range(values.shape[1])
        for share, name in names.items()
    ]


def intervals() -> Figure:
    rows: Rows = [*quantile_rows(draws(), "score", 1), (sector(15), unknown(), MEDIAN, None)]
    return scored("intervals", rows, point=MEDIAN, line=(LOW, HIGH), thick=(LOW_HALF, HIGH_HALF))


def places(count: int = 15) -> np.ndarray[Any, Any]:
    scores = draws(count)
    return 1 + (scores[:, None, :] > scores[:, :, None]).sum(axis=2)


def intervals_of_ranks() -> Figure:
    rows: Rows = [*quantile_rows(places(), "rank", 0), (sector(15), unknown("rank"), MEDIAN, None)]
    references = [{"value": number(5, "rank", 0), "label": Bilingual("Số ngành chọn", "Sectors to choose")}]
    return scored(
        "intervals", rows, "intervals_of_ranks", point=MEDIAN, line=(LOW, HIGH), ranks=True, references=references
    )


def intervals_of_one() -> Figure:
    rows: Rows = [(sector(0), number(61.5), MEDIAN, None), (sector(0), number(52.0), LOW, None)]
    return scored("intervals", [*rows, (sector(0), number(70.0), HIGH, None)], "one", point=MEDIAN, line=(LOW, HIGH))


def share_rows(count: int = 15) -> Rows:
    ranks = places(count)
    return [
        (sector(index), number(float(100 * (ranks[:, index] == rank).mean()), "percent", 0), rank, None)
        for index in range(count)
        for rank in range(1, count + 1)
    ]


def acceptability() -> Figure:
    return scored("acceptability", [*share_rows(), (sector(15), unknown("percent"), 1, None)], "acceptability_all")


def acceptability_first() -> Figure:
    rows = share_rows(16)
    ranks = places(16)
    rows += [
        (sector(index), number(float(100 * (ranks[:, index] <= 5).mean()), "percent", 1), WITHIN, None)
        for index in range(16)
    ]
    return scored("acceptability", rows, first=5, within=WITHIN)


def bubble_rows(count: int, level: float = 1.0) -> Rows:
    generator = np.random.default_rng(3)
    rows: Rows = []
    for index in range(count):
        middle = (75 - 3 * index + generator.normal(0, 9), 40 + 2 * index + generator.normal(0, 12))
        half = generator.uniform(3, 11, 2) * level
        label = CLASSES[min(index // 5, 2)]
        for place, names in enumerate((ATTRACTIVE, FEASIBLE)):
            for name, move in zip(names, (0.0, -half[place], half[place]), strict=True):
                rows.append((sector(index), number(float(middle[place] + move)), name, label))
        rows.append((sector(index), number(400.0 * (1 + index % 7), "person", 0), JOBS, label))
    return rows


def bubble() -> Figure:
    rows: Rows = [
        *bubble_rows(15),
        (sector(15), number(50.0), ATTRACTIVE[0], None),
        (sector(15), unknown(), FEASIBLE[0], None),
    ]
    line = Bilingual("Mức tham chiếu", "Reference")
    references = [
        {
            "axis": "across",
            "value": number(50.0),
            "label": Bilingual(f"{line.vi} độ hấp dẫn", f"{line.en} of attractiveness"),
        },
        {
            "axis": "up",
            "value": number(55.0),
            "label": Bilingual(f"{line.vi} tính khả thi", f"{line.en} of feasibility"),
        },
    ]
    return scored("bubble", rows, across=ATTRACTIVE, up=FEASIBLE, area=JOBS, references=references)


def bubble_alike() -> Figure:
    """Return eight sectors without classes and areas, two of them in the same place."""
    rows: Rows = [(x, y, series, None) for x, y, series, _ in bubble_rows(8) if series != JOBS]
    for place in range(6):
        rows[6 + place] = (sector(1), rows[place][1], rows[place][2], None)
    return scored("bubble", rows, "bubble_alike", across=ATTRACTIVE, up=FEASIBLE)


def bubble_of_one() -> Figure:
    return scored("bubble", bubble_rows(1), "bubble_of_one", across=ATTRACTIVE[0], up=FEASIBLE[0])


def driver_rows(count: int, *, negative: bool) -> Rows:
    generator = np.random.default_rng(5)
    rows: Rows = []
    for index in range(count):
        values = generator.uniform(1, 14, len(CRITERIA)).round(3)
        if negative:
            values[-1] *= -1
            values[3] *= -0.5 if index % 3 == 0 else 1
        for value, (criterion, pillar) in zip(values, CRITERIA, strict=True):
            rows.append((sector(index), number(float(value)), criterion, pillar))
        rows.append((sector(index), number(float(values.sum())), SCORE, None))
    return rows


def drivers() -> Figure:
    rows: Rows = [*driver_rows(8, negative=False), (sector(15), unknown(), SCORE, None)]
    return scored("drivers", rows, total=SCORE)


def drivers_negative() -> Figure:
    return scored("drivers", driver_rows(8, negative=True), "drivers_negative", total=SCORE)


DEMO = (
    *demo_figures.DEMO,
    intervals, intervals_of_ranks, intervals_of_one, acceptability, acceptability_first, bubble, bubble_alike, bubble_of_one,
    drivers, drivers_negative,
)  # fmt: skip
"""Every demo figure, those of a scoring and the others."""
