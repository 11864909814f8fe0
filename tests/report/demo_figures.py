"""Figures of every chart kind with made-up numbers, long Vietnamese labels and many events; drawn by tests and for looking."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from assessment.findings import (
    Bilingual,
    Cell,
    Figure,
    Period,
    Precision,
    Quantity,
    Status,
    Text,
    not_determinable,
)

CAPTION = Text("common.word.findings")
SOURCES = (
    "Cổng thông tin điện tử tỉnh Lạng Sơn (12/01/2024)",
    "Báo Lạng Sơn (30/9/2024)",
    "Cục Thống kê tỉnh Lạng Sơn (2024)",
    "tính toán của nhóm đánh giá",
)
LONG = (
    "Cửa khẩu quốc tế đường bộ Hữu Nghị",
    "Cửa khẩu quốc tế ga đường sắt Đồng Đăng",
    "Cửa khẩu song phương Chi Ma – Ái Điểm",
    "Lối thông quan Tân Thanh – Pò Chài (cửa khẩu phụ)",
    "Cửa khẩu phụ Cốc Nam – Lũng Nghịu",
    "Điểm thông quan Na Hình và các lối mở khác trên địa bàn huyện Văn Lãng",
)


def both(text: str) -> Bilingual:
    return Bilingual(text, text)


def quantity(
    value: float, unit: str = "usd_million", precision: Precision = "exact", status: Status = "reported", **more: Any
) -> Quantity:
    return Quantity(value, unit, (f"row{value}",), precision=precision, status=status, **more)


def figure(draw: str, rows: Sequence[tuple[Cell, Quantity | None, Cell]], name: str = "", **options: object) -> Figure:
    frame = pd.DataFrame(rows, columns=["x", "y", "series"], dtype=object)
    return Figure(f"demo.{name or draw}", frame, draw, CAPTION, CAPTION, SOURCES, options=options)


def year(number: int) -> Period:
    return Period(pd.Timestamp(number, 1, 1), pd.Timestamp(number, 12, 31), "year")


def events(count: int = 14) -> list[Mapping[str, object]]:
    days = pd.date_range("2018-09-10", "2024-11-15", periods=count).normalize()
    words = "Công bố mở chính thức cặp cửa khẩu song phương và tạm dừng thông quan phương tiện xuất khẩu hàng đông lạnh"
    return [
        {"date": day, "label": both(words if index % 3 == 0 else words[:44]), "kind": "policy"}
        for index, day in enumerate([*days[:-3], *(days[-4] + pd.Timedelta(days=9 * step) for step in (1, 2, 3))])
    ]


def grouped() -> Figure:
    values = {"Xuất khẩu": (1710.0, 2190.5, 2760.0, 3350.0), "Nhập khẩu": (1390.0, 1985.0, 2215.0, 3925.4)}
    rows: list[tuple[Cell, Quantity | None, Cell]] = [
        (year(2020 + index), quantity(value, precision="over" if value == 2760.0 else "exact"), both(name))
        for name, series in values.items()
        for index, value in enumerate(series)
    ]
    rows.append((year(2024), quantity(4100.0, status="estimate"), both("Xuất khẩu")))
    rows.append((year(2024), not_determinable(Text("common.reason.no_row"), "usd_million"), both("Nhập khẩu")))
    return figure("grouped_bars", rows)


def grouped_long() -> Figure:
    rows = [
        (both(name), quantity(120.5 * (index + 1)), both(flow))
        for index, name in enumerate(LONG)
        for flow in ("Chiều đi", "Chiều về")
    ]
    return figure("grouped_bars", rows, "grouped_long")


def grouped_two_units() -> Figure:
    rows: list[tuple[Cell, Quantity | None, Cell]] = []
    for index, number in enumerate(range(2009, 2024)):
        rows.append((number, quantity(40.0 + 12 * index, "usd_million"), both("Vốn đăng ký mới")))
        rows.append((number, quantity(3.0 + index % 5, "project"), both("Số dự án cấp mới")))
    return figure("grouped_bars", rows, "grouped_two_units")


def stacked() -> Figure:
    parts = {
        "Nông, lâm nghiệp và thủy sản": 21.6,
        "Công nghiệp và xây dựng": 24.8,
        "Dịch vụ": 48.9,
        "Thuế sản phẩm trừ trợ cấp": 4.7,
    }
    rows = [
        (number, quantity(value + (number - 2020) * (0.4 if index == 2 else -0.1), "percent"), both(name))
        for number in range(2016, 2025)
        for index, (name, value) in enumerate(parts.items())
    ]
    return figure("stacked_bars", rows)


def stacked_contributions() -> Figure:
    rows: list[tuple[Cell, Quantity | None, Cell]] = []
    for number, (agriculture, industry, services) in {
        2019: (0.8, 2.1, 2.9),
        2020: (-0.6, 1.5, -1.2),
        2021: (1.1, 2.0, 3.1),
    }.items():
        for name, value in (("Nông nghiệp", agriculture), ("Công nghiệp", industry), ("Dịch vụ", services)):
            rows.append((number, quantity(value, "percentage_point", decimals=1), both(name)))
        total = agriculture + industry + services
        rows.append((number, quantity(total, "percentage_point", decimals=1), both("Tổng mức tăng")))
    return figure("stacked_bars", rows, "stacked_contributions", total="Tổng mức tăng")


def stacked_long() -> Figure:
    rows = [
        (both(name), quantity(120.5 * (index + 1)), both(flow))
        for index, name in enumerate(LONG)
        for flow in ("Chiều đi", "Chiều về")
    ]
    return figure("stacked_bars", rows, "stacked_long")


def horizontal() -> Figure:
    rows: list[tuple[Cell, Quantity | None, Cell]] = [
        (both(name), quantity(86140.25 / 2.7**index, precision="nearly" if index == 2 else "exact"), None)
        for index, name in enumerate(LONG)
    ]
    return figure("horizontal_bars", rows, highlight=LONG[1])


def horizontal_log() -> Figure:
    rows: list[tuple[Cell, Quantity | None, Cell]] = [
        (both("Hàng hóa qua các cửa khẩu"), quantity(51990.563), both("Tổng kim ngạch")),
        (both("Hàng hóa mở tờ khai tại Hải quan Lạng Sơn"), quantity(4975.0, precision="over"), both("Tổng kim ngạch")),
        (both("Hàng hóa địa phương"), quantity(163.2, status="estimate"), both("Xuất khẩu")),
    ]
    return figure("horizontal_bars", rows, "horizontal_log", log=True)


def horizontal_negative() -> Figure:
    rows: list[tuple[Cell, Quantity | None, Cell]] = [
        (both(name), quantity(value, "percentage_point"), None)
        for name, value in zip(LONG, (8.4, 2.25, -0.4, -3.75, -6.0, 1.0), strict=True)
    ]
    reference = {
        "value": quantity(1.5, "percentage_point"),
        "label": both("Bình quân các khu kinh tế cửa khẩu trọng điểm"),
    }
    return figure("horizontal_bars", rows, "horizontal_negative", sort=True, references=[reference])


def bullet() -> Figure:
    plans: list[tuple[str, float, float, float]] = [
        ("Tốc độ tăng trưởng GRDP bình quân giai đoạn 2021–2025", 7.04, 8.5, 9.0),
        ("Tỷ lệ lao động qua đào tạo có bằng cấp, chứng chỉ", 68.0, 65.0, 60.0),
        ("Tỷ lệ đô thị hóa", 24.1, 27.0, 35.0),
        ("Tỷ lệ lấp đầy khu trung chuyển hàng hóa", 12.5, 70.0, 70.0),
    ]
    rows: list[tuple[Cell, Quantity | None, Cell]] = []
    for name, actual, plan, first in plans:
        rows.append((both(name), quantity(actual, "percent"), both("Thực hiện")))
        rows.append((both(name), quantity(plan, "percent", status="plan"), both("Kế hoạch điều chỉnh")))
        rows.append((both(name), quantity(first, "percent", status="plan"), both("Kế hoạch ban đầu")))
    return figure("bullet", rows)


def dots() -> Figure:
    rows: list[tuple[Cell, Quantity | None, Cell]] = [
        (both(LONG[0]), quantity(1100, "vehicle_per_day"), both("Cổng thông tin điện tử tỉnh")),
        (both(LONG[0]), quantity(1200, "vehicle_per_day", "lower"), both("Báo Lạng Sơn")),
        (both(LONG[0]), quantity(1500, "vehicle_per_day", "upper"), both("Báo Lạng Sơn")),
        (both(LONG[1]), quantity(350, "vehicle_per_day", "about"), both("Báo Lạng Sơn")),
        (both(LONG[3]), quantity(900, "vehicle_per_day", status="estimate"), both("Ban Quản lý khu kinh tế cửa khẩu")),
        (both(LONG[3]), quantity(640, "vehicle_per_day", inferred="period"), both("Báo Lạng Sơn")),
        (both(LONG[4]), not_determinable(Text("common.reason.no_row"), "vehicle_per_day"), both("Báo Lạng Sơn")),
    ]
    reference = {"value": quantity(2000, "vehicle_per_day"), "label": both("Công suất thiết kế")}
    return figure("dots", rows, references=[reference])


def lines() -> Figure:
    rows: list[tuple[Cell, Quantity | None, Cell]] = []
    for number in range(2010, 2025):
        step = number - 2010
        rows.append((number, quantity(100 * 1.085**step, "index"), both("Khu kinh tế cửa khẩu Đồng Đăng – Lạng Sơn")))
        rows.append((number, quantity(100 * 1.071**step, "index"), both("Tỉnh Lạng Sơn")))
        rows.append((number, quantity(100 * 1.069**step, "index"), both("Vùng Trung du và miền núi phía Bắc")))
        known = number != 2016
        missing = not_determinable(Text("common.reason.different_scope"), "index")
        rows.append((number, quantity(100 * 1.06**step, "index") if known else missing, both("Cả nước")))
    breaks = [{"date": 2013, "label": both("Từ năm 2013 tính theo địa giới mới, gồm cả các xã sáp nhập từ năm 2012")}]
    reference = {"value": quantity(100, "index"), "label": both("Năm 2010")}
    return figure("lines", rows, breaks=breaks, events=events(4), highlight="Cả nước", references=[reference])


def lines_one() -> Figure:
    values = (3.85, 4.43, 5.1, 5.5, 4.8, 2.1, 6.67, 7.22, 7.0, 6.6)
    rows: list[tuple[Cell, Quantity | None, Cell]] = [
        (year(2015 + index), quantity(value, "percent", "about" if index == 4 else "exact"), None)
        for index, value in enumerate(values)
    ]
    return figure("lines", rows, "lines_one")


def lines_months() -> Figure:
    months = ("Tháng Giêng", "Tháng Hai", "Tháng Ba", "Tháng Tư", "Tháng Năm", "Tháng Sáu", "Tháng Bảy", "Tháng Tám")
    rows: list[tuple[Cell, Quantity | None, Cell]] = [
        (both(month), quantity(80 + 7.5 * index, "percent"), both(name))
        for name in ("Trung bình 2014–2019", "Trung bình 2022–2024")
        for index, month in enumerate((*months, "Tháng Chín", "Tháng Mười", "Tháng Mười một", "Tháng Mười hai"))
    ]
    return figure("lines", rows, "lines_months")


def points() -> Figure:
    starts = pd.date_range("2019-01-01", "2024-06-01", freq="7MS")
    rows: list[tuple[Cell, Quantity | None, Cell]] = []
    for index, start in enumerate(starts):
        period = Period(start, start + pd.offsets.MonthEnd(3), "span")
        precision: Precision = "over" if index % 3 == 0 else "exact"
        rows.append((period, quantity(600 + 90 * (index % 4), "vehicle_per_day", precision), both("Hữu Nghị")))
    for index, day in enumerate(pd.date_range("2019-05-01", "2024-09-01", periods=9).normalize()):
        status: Status = "estimate" if index % 4 == 1 else "reported"
        rows.append((day, quantity(250 + 35 * index, "vehicle_per_day", status=status), both("Tân Thanh")))
    return figure("points_over_time", rows, events=events())


def points_close() -> Figure:
    rows: list[tuple[Cell, Quantity | None, Cell]] = [
        (pd.Timestamp(2024, 8, day), quantity(1000 + 13.5 * day, "vehicle"), both("Xe xuất khẩu"))
        for day in (1, 5, 9, 14, 22, 30)
    ]
    return figure("points_over_time", rows, "points_close", connect=True)


def timeline() -> Figure:
    kinds = ("Văn bản của Thủ tướng Chính phủ", "Mở, nâng cấp cửa khẩu", "Tạm dừng thông quan vì dịch bệnh", "Hạ tầng")
    found = sorted(events(), key=lambda event: str(event["date"]))
    frame = pd.DataFrame(
        [(event["date"], None, both(kinds[index % 4]), event["label"]) for index, event in enumerate(found)],
        columns=["x", "y", "series", "label"],
        dtype=object,
    )
    closed = Period(pd.Timestamp("2020-02-01"), pd.Timestamp("2020-02-20"), "span")
    frame.loc[len(frame)] = [closed, None, both(kinds[2]), both("Tạm dừng thông quan tại cửa khẩu phụ")]
    frame.loc[len(frame)] = [year(2021), quantity(39400, "ha"), both(kinds[3]), both("Diện tích quy hoạch")]
    return Figure("demo.timeline", frame, "timeline", CAPTION, CAPTION, SOURCES)


def heatmap() -> Figure:
    rows: list[tuple[Cell, Quantity | None, Cell]] = [
        (number, quantity((index * 37 + number * 11) % 97 + 1.5, "percent"), both(name))
        for index, name in enumerate(LONG)
        for number in range(2016, 2025)
        if not (index == 2 and number == 2020)
    ]
    return figure("heatmap", rows, by_row=True)


def heatmap_large() -> Figure:
    rows: list[tuple[Cell, Quantity | None, Cell]] = [
        (both(f"Tháng {month}"), quantity((number * 53 + month * 1741) % 7919 + 1000.5, "usd_million"), number)
        for number in range(2010, 2025)
        for month in range(1, 13)
    ]
    return figure("heatmap", rows, "heatmap_large", values=False)


def map_of_places() -> Figure:
    """Return a map with areas, crowded places, one ringed, one listed, one without coordinates, gates inside and outside."""
    corners = ((106.6, 21.9), (106.7, 21.9), (106.7, 22.0), (106.6, 22.0))
    inside, outside, gate, far = both("Trong khu"), both("Ngoài khu"), both("Cửa khẩu"), both("Cửa khẩu ngoài khu")
    places: list[tuple[str, float | None, float, Cell]] = [
        ("Tân Thanh", 21.95, 106.65, inside),
        *((f"Phường {number}", 21.85 + 0.004 * number, 106.76, inside) for number in range(6)),
        ("Vân An", 21.757, 106.806, both("Một phần")),
        ("Gia Cát", 21.818, 106.833, outside),
        ("Đồng Giáp", None, 106.6, inside),
        ("Cửa khẩu quốc tế Hữu Nghị", 21.975, 106.712, gate),
        ("Cửa khẩu Chi Ma", 21.8, 107.0, far),
        ("Khu công nghiệp Hồng Phong", 21.757, 106.806, both("Khu chức năng")),
    ]
    rows = [
        (
            both(name),
            not_determinable(Text("common.reason.no_row"), "degree") if north is None else quantity(north, "degree"),
            series,
            quantity(east, "degree"),
        )
        for name, north, east, series in places
    ]
    frame = pd.DataFrame(rows, columns=["x", "y", "series", "longitude"], dtype=object)
    options = {
        "gates": (gate, far),
        "pale": (outside,),
        "ring": both("Phương án khác"),
        "ringed": (2,),
        "hollow": (far, both("Khu chức năng")),
        "listed": (both("Khu chức năng"),),
        "outlines": {0: (corners,)},
        "areas": (("Khu phi thuế quan", (tuple((east + 0.15, north) for east, north in corners),)),),
        "areas_label": both("Ranh giới khu chức năng"),
    }
    return Figure("demo.map", frame, "map", CAPTION, CAPTION, SOURCES, options=options)


def slope() -> Figure:
    """Return shares of long-named gates on two days, three of them close to each other, one known on one day only."""
    values = ((38.4, 30.2), (30.1, 29.8), (29.6, 29.9), (1.9, 6.4), (1.1, 3.7))
    rows: list[tuple[Cell, Quantity | None, Cell]] = [
        (when, quantity(value, "percent", "about" if value == 6.4 else "exact"), both(name))
        for name, ends in zip(LONG, values, strict=False)
        for when, value in zip((year(2014), year(2024)), ends, strict=True)
    ]
    return figure("slope", [*rows, (year(2024), quantity(2.2, "percent", status="estimate"), both(LONG[5]))])


def month_plot() -> Figure:
    """Return month shares of two series over ten years, one year missing, with the mean of each month."""
    rows: list[tuple[Cell, Quantity | None, Cell]] = []
    for index, name in enumerate(("Xuất khẩu rau quả", "Tổng kim ngạch xuất khẩu")):
        for number in range(1, 13):
            level = 8.3 + (2.5 - 2 * index) * (number % 4 - 1.5)
            for year_number in [*range(2013, 2018), *range(2019, 2024)]:
                month = Period(
                    pd.Timestamp(year_number, number, 1),
                    pd.Timestamp(year_number, number, 1) + pd.offsets.MonthEnd(0),
                    "month",
                )
                rows.append((month, quantity(level + (year_number * 7 % 5 - 2) * 0.3, "percent"), both(name)))
            rows.append((number, quantity(level, "percent"), both(name)))
    return figure("month_plot", rows)


def lorenz() -> Figure:
    rows: list[tuple[Cell, Quantity | None, Cell]] = [
        (units, quantity(100 * (units / 20) ** power, "percent"), both(f"Năm {year_number} (Gini {gini})"))
        for year_number, power, gini in ((2012, 2.0, "0,33"), (2024, 4.0, "0,60"))
        for units in range(21)
    ]
    return figure("lorenz", rows)


DEMO = (
    grouped, grouped_long, grouped_two_units, stacked, stacked_contributions, stacked_long, horizontal, horizontal_log,
    horizontal_negative, bullet, dots, lines, lines_one, lines_months, points, points_close, timeline, heatmap, heatmap_large,
    map_of_places, slope, month_plot, lorenz,
)  # fmt: skip
