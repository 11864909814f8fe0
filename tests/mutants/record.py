"""Tables of the public record as bases: a matrix across measures, one across periods or indicators, a table of records."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date
from typing import Any

from tests.mutants.bases import Base, Figure, key_of, sources


def record_builders() -> dict[str, Callable[[random.Random], Base]]:
    """Return the bases of the public record."""
    return {"record flow partner": flow_partner, "record budget": budget, "records": records}


_MEASURES = (
    ("new_projects", "project"),
    ("new_capital", "usd_million"),
    ("adjustments", "count"),
    ("adjusted_capital", "usd_million"),
    ("purchases", "count"),
    ("purchase_value", "usd_million"),
    ("registered", "usd_million"),
)


def _word(source: str, kind: str, key: str) -> str:
    """Return a name the declaration knows for a key."""
    for layer in sources()[source].names._layers:
        for (of, _), entities in layer.items():
            for entity in entities:
                if of == kind and entity.key == key:
                    return entity.name
    raise LookupError(key)


def flow_partner(chance: random.Random) -> Base:
    """Build the table of flows by partner: one row per period and partner, a column per measure."""
    source = "public_record_fdi"
    words = [_word(source, "measure", measure) for measure, _ in _MEASURES]
    rows: list[list[Any]] = [["Đầu tư nước ngoài cấp trong kỳ theo đối tác", *[""] * 11]]
    rows += [["Từ ngày", "Đến ngày", "Loại kỳ", "Đối tác", *words, "Mã nguồn"]]
    figures = {}
    names = ("Hàn Quốc", "Nhật Bản", "Singapore", "Trung Quốc", "Hoa Kỳ")
    sums = [0.0] * 7
    for name in names:
        numbers = [
            float(chance.randint(20, 400)) if u != "usd_million" else chance.randint(10000, 90000) / 10
            for _, u in _MEASURES
        ]
        sums = [one + other for one, other in zip(sums, numbers, strict=True)]
        partner = sources()[source].names.key("partner", name)
        for side, (measure, unit) in enumerate(_MEASURES):
            key = {
                "geography": "vn", "sector": "all", "partner": partner, "investor": "fdi", "basis": "flow", "measure": measure,
                "period_start": date(2020, 1, 1), "period_end": date(2020, 12, 20), "frequency": "ytd", "unit": unit,
            }  # fmt: skip
            figures[len(rows), 4 + side] = Figure(key_of("investment", key), numbers[side], "preliminary")
        rows.append(["01/01/2020", "20/12/2020", _word(source, "frequency", "ytd"), name, *numbers, "fia2020"])
    total = _word(source, "partner", "all")
    rows.append(
        ["01/01/2020", "20/12/2020", _word(source, "frequency", "ytd"), total, *(round(s, 1) for s in sums), "fia2020"]
    )
    return Base(
        "record flow partner", source, "public_record/03_dau_tu.xlsx", rows, 0, (1, 2), (2, len(rows)), 3, tuple(range(4, 11)),
        figures, covered=frozenset((row, col) for row in range(2, len(rows)) for col in range(4, 11)), layout="matrix",
        extra=[("Nguồn", _documents("Danh mục nguồn: đầu tư nước ngoài", "fia2020"))],
    )  # fmt: skip


def _documents(title: str, code: str) -> list[list[Any]]:
    return [[title, "", ""], ["Mã nguồn", "Nhan đề", "Địa chỉ"], [code, "Báo cáo", "https://www.a.vn/1"]]


def budget(chance: random.Random) -> Base:
    """Build the table of province budgets: a row per province and year, a column per indicator."""
    source = "public_record_budget"
    own = [
        e for layer in sources()[source].names._layers[:1] for es in layer.values() for e in es if e.kind == "indicator"
    ]
    unique = list({entity.key: entity for entity in own}.values())[:4]
    headers = {
        key: header for header, key in next(f for f in sources()[source].forms if f.id == "budget").headers.items()
    }
    rows: list[list[Any]] = [
        ["Thu, chi và bổ sung từ ngân sách trung ương của các tỉnh, số quyết toán", *[""] * (len(unique) + 2)]
    ]
    rows += [[headers["geography"], headers["period"], *(entity.name for entity in unique), headers["document"]]]
    figures = {}
    for name in ("Lạng Sơn", "Cao Bằng", "Bắc Giang", "Hà Nội"):
        numbers = [float(chance.randint(100000, 900000)) for _ in unique]
        place = sources()[source].names.key("geography", name)
        for side, entity in enumerate(unique):
            key = {
                "geography": place, "indicator": entity.key, "breakdown": "all", "unit": "vnd_billion",
                "period_start": date(2020, 1, 1), "period_end": date(2020, 12, 31), "frequency": "year",
            }  # fmt: skip
            figures[len(rows), 2 + side] = Figure(key_of("economy", key), round(numbers[side] * 0.001, 9), "final")
        rows.append([name, 2020.0, *numbers, "mof2020"])
    return Base(
        "record budget", source, "public_record/10_ngan_sach.xlsx", rows, 0, (1, 2), (2, len(rows)), 1,
        tuple(range(2, 2 + len(unique))), figures, layout="matrix",
        extra=[("Nguồn", _documents("Danh mục nguồn: ngân sách tỉnh", "mof2020"))],
    )  # fmt: skip


_RECORD = {
    "Địa bàn": "Lạng Sơn", "Chiều": "xuất nhập khẩu", "Loại kỳ": "năm", "Đơn vị": "triệu USD", "Mức chính xác": "đúng số",
    "Tình trạng": "đã công bố", "Nguồn (nhan đề)": "Xuất nhập khẩu", "Địa chỉ": "https://www.a.vn/1", "Ngày công bố": "06/02/2024",
}  # fmt: skip


def records(chance: random.Random) -> Base:
    """Build a table of records, a figure a row; the value stands last and its indicator before it."""
    source = "public_record_trade"
    headers = ["Từ ngày", "Đến ngày", *_RECORD, "Chỉ tiêu", "Giá trị"]
    rows: list[list[Any]] = [["Kim ngạch và khối lượng hàng hóa qua cửa khẩu", *[""] * (len(headers) - 1)], headers]
    figures = {}
    fixed = {
        "geography": "lang_son",
        "gate": "all",
        "partner": "all",
        "commodity": "all",
        "regime": "all",
        "measure": "value",
    }
    for year in range(2014, 2022):
        value = chance.randint(10000, 90000) / 10
        key = {
            **fixed, "scope": "through", "flow": "total", "period_start": date(year, 1, 1), "period_end": date(year, 12, 31),
            "frequency": "year", "unit": "usd_million",
        }  # fmt: skip
        figures[len(rows), len(headers) - 1] = Figure(key_of("trade", key), value, "reported")
        rows.append(
            [
                f"01/01/{year}",
                f"31/12/{year}",
                *_RECORD.values(),
                _word(source, "indicator", "trade_value_all_types"),
                value,
            ]
        )
    return Base(
        "records", source, "public_record/01_thuong_mai.xlsx", rows, 0, (1, 2), (2, len(rows)), len(headers) - 2,
        (len(headers) - 1,), figures, layout="matrix",
    )  # fmt: skip
