"""The transport table of the monthly books as a base: passengers and freight, each below a row that says the units of the columns."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

from tests.mutants.bases import Base, Figure, Place, key_of

_BLOCKS = (
    (
        "A. HÀNH KHÁCH",
        ("Nghìn HK", "passengers_carried", "person", 1e3),
        ("Triệu HK.km", "passengers_traffic", "person_km", 1e6),
    ),
    (
        "B. HÀNG HOÁ",
        ("Nghìn tấn", "freight_carried", "tonne", 1e3),
        ("Triệu tấn.km", "freight_traffic", "tonne_km", 1e6),
    ),
)
_MODES = (
    ("Đường sắt", "railway"),
    ("Đường biển", "sea"),
    ("Đường sông", "inland_waterway"),
    ("Đường bộ", "road"),
    ("Hàng không", "air"),
)
_LINES = (
    ("Tổng số", "all"), ("Phân theo phạm vi vận tải", ""), ("Trong nước", "domestic"), ("Ngoài nước", "overseas"),
    ("Phân theo ngành vận tải", ""), *_MODES,
)  # fmt: skip


def transport(chance: random.Random) -> Base:
    """Build the table of April 2011; its modes, and what goes abroad and what does not, add up to the totals."""
    rows: list[list[Any]] = [[""] * 7 for _ in range(6)]
    rows[0][0] = "10. Vận tải hành khách và hàng hoá"
    rows[3][2], rows[3][5] = "Thực hiện 4 tháng năm 2011", "4 tháng năm 2011 so với cùng kỳ năm trước (%)"
    rows[4][2:4] = rows[4][5:7] = ["Vận chuyển", "Luân chuyển"]
    figures: dict[Place, Figure] = {}
    heads = []
    for title, *columns in _BLOCKS:
        heads.append(len(rows))
        rows.append([title, "", columns[0][0], columns[1][0], "", "", ""])
        numbers = [_numbers(chance) for _ in columns]
        for label, key in _LINES:
            rows.append(["", label, *[""] * 5])
            if not key:
                continue
            for side, (_, indicator, unit, factor) in enumerate(columns):
                place = len(rows) - 1, 2 + side
                rows[-1][2 + side] = numbers[side][key]
                figures[place] = Figure(_key(indicator, key, unit), numbers[side][key] * factor, "preliminary", factor)
            rows[-1][5:7] = [chance.randint(800, 1500) / 10 + 0.03 for _ in columns]
    return Base(
        "monthly 2011 transport",
        "statistics_office_monthly",
        "statistics_office_monthly/2011-04-29-Bieusolieu_4.2011.xls",
        rows,
        0,
        (3, 5),
        (6, len(rows)),
        1,
        (2, 3),
        figures,
        (5, 6),
        (4,),
        [(3, 2, 3, 3), (3, 5, 3, 6)],
        covered=frozenset(figures),
        heads=tuple(heads),
    )


def _numbers(chance: random.Random) -> dict[str, float]:
    """Return numbers of one column, all different and none like a year."""
    while True:
        modes = {key: float(chance.randint(300, 9000)) for _, key in _MODES}
        total = sum(modes.values())
        overseas = float(chance.randint(100, 1900))
        found = {"all": total, "domestic": total - overseas, "overseas": overseas, **modes}
        if len(set(found.values())) == len(found) and not any(1980 <= number <= 2110 for number in found.values()):
            return found


def _key(indicator: str, breakdown: str, unit: str) -> Any:
    row = {
        "geography": "vn", "indicator": indicator, "breakdown": breakdown, "unit": unit,
        "period_start": date(2011, 1, 1), "period_end": date(2011, 4, 30), "frequency": "ytd",
    }  # fmt: skip
    return key_of("economy", row)
