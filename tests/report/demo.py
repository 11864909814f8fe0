"""A small record and two sections that show everything the report can be asked to lay out."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from shutil import copytree

import pandas as pd

from assessment.etl.ancillary import DOCUMENTS, LINEAGE
from assessment.etl.schema import TABLES
from assessment.findings import (
    Bilingual,
    Cell,
    Column,
    Figure,
    Finding,
    Missing,
    Name,
    Period,
    Quantity,
    Section,
    Status,
    Table,
    Text,
    derive,
    not_determinable,
)
from assessment.report.language import TEXT_FOLDER, Language

FORMULA_LIKE = "=1+1"

NAMES = """kind,key,vi,en
agency,customs_branch_vi,Chi cục Hải quan khu vực VI,Customs branch of region VI
agency,zone_board,Ban Quản lý Khu kinh tế cửa khẩu Đồng Đăng – Lạng Sơn,Management board of the zone
flow,export,xuất khẩu,exports
flow,import,nhập khẩu,imports
flow,total,tổng số,total
gate,coc_nam,Cốc Nam,Cốc Nam
gate,huu_nghi,Hữu Nghị,Hữu Nghị
gate,tan_thanh,Tân Thanh,Tân Thanh
scope,declared,kim ngạch mở tờ khai tại Hải quan Lạng Sơn,trade declared at Lạng Sơn customs
scope,local_goods,xuất khẩu hàng hóa địa phương,exports of locally produced goods
scope,through,tổng kim ngạch các loại hình qua địa bàn,trade of all customs regimes through the province
"""

TEXTS = {
    "vi": """
title = "Thương mại qua cửa khẩu"
questions = "Kim ngạch là bao nhiêu, tăng nhanh đến đâu và thuộc phạm vi thống kê nào?"
[finding]
capture = "Năm 2023, {what:lower} đạt {through}, trong đó chỉ {declared} ({share}) mở tờ khai tại Hải quan Lạng Sơn."
growth = "Năm 2024 kim ngạch đạt {value}, tăng {growth} so với năm trước; mức ngầm định của năm 2022 là {implied:plain}."
[table.scopes]
title = "Các phạm vi kim ngạch năm 2023"
note = "Các phạm vi chênh nhau hàng chục lần, không cộng với nhau; riêng phần khai báo là {declared}"
[table.gates]
title = "Lượng phương tiện qua các cửa khẩu theo kỳ công bố"
[table.mixed]
title = "Một số chỉ tiêu tổng hợp"
[table.all]
title = "Toàn bộ số liệu đã công bố"
[figure.scopes]
caption = "Các phạm vi kim ngạch năm 2023"
alt = "Biểu đồ thanh ngang so sánh ba phạm vi kim ngạch năm 2023."
[missing.monthly]
what = "Kim ngạch hằng tháng theo cửa khẩu, loại hình và nhóm hàng"
use = "Kim ngạch theo quý đã loại trừ yếu tố mùa vụ và Tết; chỉ số giá và lượng Fisher"
[missing.land]
what = "Đất đã giao, cho thuê theo khu chức năng"
use = "Tỷ lệ lấp đầy, đối chiếu điều kiện 70% của Điều 17"
[conclusion]
what = "Kim ngạch qua địa bàn lớn nhưng phần khai báo tại Lạng Sơn chỉ chiếm {share}"
how_sure = "Số liệu báo chí, mức tin cậy C"
supports = "Phục vụ nội dung đề xuất về phạm vi, khu chức năng và cơ chế, chính sách"
[column]
peak = "Ngày cao điểm"
[item]
minimum_area = "Diện tích tối thiểu theo quy định"
rows = "Số dòng dữ liệu thương mại"
rank = "Thứ hạng vốn FDI"
formula = "Ô văn bản giống công thức"
[land]
title = "Đất đai"
questions = "Đất đã sử dụng đến đâu?"
""",
    "en": """
title = "Trade through the gates"
questions = "How much, how fast, and in which statistical scope?"
[finding]
capture = "In 2023 {what:lower} came to {through}, of which only {declared} ({share}) was declared at Lạng Sơn customs."
growth = "In 2024 trade came to {value}, {growth} more than the year before; the implied level of 2022 is {implied:plain}."
[table.scopes]
title = "Scopes of trade in 2023"
note = "The scopes differ by orders of magnitude and are never added; the declared part is {declared}"
[table.gates]
title = "Vehicles through the gates by published period"
[table.mixed]
title = "Some summary indicators"
[table.all]
title = "All published figures"
[figure.scopes]
caption = "Scopes of trade in 2023"
alt = "Horizontal bars comparing three scopes of trade in 2023."
[missing.monthly]
what = "Monthly value by gate, customs regime and commodity group"
use = "Quarterly value adjusted for season and Tết; Fisher price and volume indices"
[missing.land]
what = "Land allocated or let by functional area"
use = "Take-up, against the 70% condition of Article 17"
[conclusion]
what = "Much trade passes, but only {share} is declared in Lạng Sơn"
how_sure = "Press figures, grade C"
supports = "Serves the proposal on scope, functional areas and policies"
[column]
peak = "Peak day"
[item]
minimum_area = "Legal minimum area"
rows = "Rows of trade data"
rank = "Rank by FDI capital"
formula = "A text that looks like a formula"
[land]
title = "Land"
questions = "How much of the land is used?"
""",
}

DOCUMENT_ROWS = [
    ("d1", "Xuất nhập khẩu dịp Tết tại các cửa khẩu ở Lạng Sơn", "danviet.vn", "https://danviet.vn/a", "2024-02-06"),
    ("d2", "Lạng Sơn lập kỷ lục kim ngạch", "cafef.vn", "https://cafef.vn/b", "2025-11-04"),
    ("d3", "Bản tin cửa khẩu", "Báo Lạng Sơn", "https://baolangson.vn/c", "2021-12"),
    *(
        (f"g{i}", f"Tin thông quan số {i}", f"trang{i}.vn", f"https://trang{i}.vn/", f"202{i}-03-0{i}")
        for i in range(1, 7)
    ),
]


class DemoRecord:
    """A record in memory with the read side of `etl.store.Store`."""

    def __init__(self, rows: pd.DataFrame) -> None:
        self._rows = rows
        self._documents = pd.DataFrame(
            [(*row, "press") for row in DOCUMENT_ROWS], columns=[column.name for column in DOCUMENTS]
        )

    def table(self, name: str) -> pd.DataFrame:
        if name == "trade":
            return self._rows
        return pd.DataFrame({column.name: pd.Series(dtype=object) for column in TABLES[name].columns})

    def documents(self) -> pd.DataFrame:
        return self._documents

    def lineage(self, row_ids: Iterable[str]) -> pd.DataFrame:
        wanted = self._rows[self._rows["row_id"].isin(list(row_ids))]
        return pd.DataFrame(
            [
                (
                    row["row_id"],
                    "value",
                    "public_record/01.xlsx",
                    "f" * 64,
                    "Số liệu",
                    f"I{8 + i}",
                    row["raw"],
                    "× 1",
                    "",
                )
                for i, row in wanted.iterrows()
            ],
            columns=[column.name for column in LINEAGE],
        )


class Demo:
    """Rows are made as sections ask for them, so that every quantity has its row and its cell."""

    def __init__(self) -> None:
        self._rows: list[tuple[str, str, str]] = []

    def observed(self, value: float, unit: str, document: str = "d1", **kept: str) -> Quantity:
        row_id = f"{len(self._rows):016x}"
        self._rows.append((row_id, document, repr(value)))
        return Quantity(value, unit, (row_id,), **kept)  # type: ignore[arg-type]

    def record(self) -> DemoRecord:
        return DemoRecord(pd.DataFrame(self._rows, columns=["row_id", "document", "raw"]))


def period(start: str, end: str, frequency: str) -> Period:
    return Period(pd.Timestamp(start), pd.Timestamp(end), frequency)


def make_demo() -> tuple[tuple[Section, ...], DemoRecord]:
    """Return two sections and the record they rest on."""
    demo = Demo()
    return (_trade(demo), _land()), demo.record()


def _trade(demo: Demo) -> Section:
    through = demo.observed(51990.563, "usd_million")
    declared = demo.observed(4975.0, "usd_million")
    local = demo.observed(156.0, "usd_million", precision="over")
    next_year = demo.observed(66400.0, "usd_million", "d2", precision="about", status="estimate")
    share = derive("share", "percent", lambda part, whole: 100 * part / whole, declared, through)
    growth = derive("growth", "percent", lambda new, old: 100 * (new / old - 1), next_year, through)
    published_growth = demo.observed(81.84, "percent")
    implied = derive("implied_previous", "usd_million", lambda v, g: v / (1 + g / 100), through, published_growth)
    return Section(
        "trade",
        Text("demo.title"),
        Text("demo.questions"),
        (
            Finding(
                Text(
                    "demo.finding.capture",
                    {"what": Name("scope", "through"), "through": through, "declared": declared, "share": share},
                ),
                "C",
            ),
            Finding(
                Text("demo.finding.growth", {"value": next_year, "growth": growth, "implied": implied}), "B", ("d3",)
            ),
        ),
        (
            _scopes(through, declared, local, share),
            _gates(demo),
            _mixed(demo, declared),
            _annex(demo),
        ),
        (_figure(through, declared, local),),
        (
            Missing(
                Text("demo.missing.monthly.what"), Name("agency", "customs_branch_vi"), Text("demo.missing.monthly.use")
            ),
        ),
        (
            Text("demo.conclusion.what", {"share": share}),
            Text("demo.conclusion.how_sure"),
            Text("demo.conclusion.supports"),
        ),
    )


def _land() -> Section:
    return Section(
        "land",
        Text("demo.land.title"),
        Text("demo.land.questions"),
        missing=(Missing(Text("demo.missing.land.what"), Name("agency", "zone_board"), Text("demo.missing.land.use")),),
    )


def _scopes(through: Quantity, declared: Quantity, local: Quantity, share: Quantity) -> Table:
    unknown = not_determinable(Text("common.reason.no_row"), "usd_million")
    rows: list[tuple[Cell, ...]] = [
        (Name("scope", "through"), Name("flow", "total"), through, None),
        (Name("scope", "declared"), Name("flow", "total"), declared, share),
        (
            Name("scope", "local_goods"),
            Name("flow", "export"),
            local,
            derive("share", "percent", _percent, local, through),
        ),
        (
            Name("scope", "local_goods"),
            Name("flow", "import"),
            unknown,
            derive("share", "percent", _percent, unknown, through),
        ),
    ]
    return Table(
        "trade.scopes",
        Text("demo.table.scopes.title"),
        (
            Column(Text("common.column.scope")),
            Column(Text("common.column.flow")),
            Column(Text("common.column.value"), "usd_million"),
            Column(Text("common.column.share"), "percent", 2),
        ),
        pd.DataFrame(rows, columns=["scope", "flow", "value", "share"]),
        notes=(Text("demo.table.scopes.note", {"declared": declared}),),
    )


def _percent(part: float, whole: float) -> float:
    return 100 * part / whole


def _gates(demo: Demo) -> Table:
    gates = ("huu_nghi", "tan_thanh", "coc_nam")
    kept: list[tuple[Status, str]] = [("preliminary", ""), ("estimate", "period"), ("reported", "scope, period")]
    periods = [
        period("2021-12-01", "2021-12-31", "month"),
        period("2024-01-01", "2024-09-30", "ytd"),
        period("2025-01-01", "2025-03-31", "quarter"),
        period("2025-01-01", "2025-06-30", "half"),
        period("2025-01-01", "2025-04-20", "ytd"),
    ]
    rows: list[tuple[Cell, ...]] = []
    for index in range(30):
        status, inferred = kept[index % 3]
        cells = [
            demo.observed(
                1000.0 * (index + 1) + 7 * n, "vehicle", f"g{1 + (index + n) % 6}", status=status, inferred=inferred
            )
            for n in range(6)
        ]
        rows.append((Name("gate", gates[index % 3]), periods[index % 5], pd.Timestamp("2021-12-05"), *cells))
    headers = ["common.column.gate", "common.column.period", "demo.column.peak"]
    numbers = ["actual", "plan", "total", "value", "change", "difference"]
    return Table(
        "trade.gates",
        Text("demo.table.gates.title"),
        (
            *(Column(Text(header)) for header in headers),
            *(Column(Text(f"common.column.{name}"), "vehicle") for name in numbers),
        ),
        pd.DataFrame(rows, columns=["gate", "period", "peak", *numbers]),
        wide=True,
    )


def _mixed(demo: Demo, declared: Quantity) -> Table:
    minimum = Quantity(
        10000.0,
        "ha",
        ("config:regime.decree_35_2022.minimum_area.value_ha",),
        formula="configured",
        status="final",
        decimals=0,
    )
    unknowns = [
        not_determinable(Text("common.reason.too_few"), "percent"),
        not_determinable(Text("common.reason.different_scope"), "percent"),
    ]
    rows: list[tuple[Cell, ...]] = [
        (Text("demo.item.minimum_area"), minimum, 2022),
        (Text("demo.item.rows"), Quantity(189.0, "row", ("table:trade",), formula="count"), 2025),
        (Text("demo.item.rank"), demo.observed(30.0, "rank_of_63", "d3"), 2024),
        (Text("demo.item.formula"), FORMULA_LIKE, None),
        (
            Bilingual("chênh lệch so với kế hoạch", "difference from plan"),
            demo.observed(-12.5, "percentage_point"),
            2023,
        ),
        ("35/2022/NĐ-CP", unknowns[0], 2023),
        ("1009/QĐ-TTg", unknowns[1], 2023),
    ]
    return Table(
        "trade.mixed",
        Text("demo.table.mixed.title"),
        (
            Column(Text("common.column.indicator")),
            Column(Text("common.column.value")),
            Column(Text("common.column.year")),
        ),
        pd.DataFrame(rows, columns=["indicator", "value", "year"]),
        sources=("d1", "Niên giám thống kê tỉnh Lạng Sơn"),
    )


def _annex(demo: Demo) -> Table:
    rows = [(2000 + n, demo.observed(100.5 * n, "usd_million", "d2", status="preliminary")) for n in range(3)]
    return Table(
        "trade.all",
        Text("demo.table.all.title"),
        (Column(Text("common.column.year")), Column(Text("common.column.value"), "usd_million")),
        pd.DataFrame(rows, columns=["year", "value"]),
        annex_only=True,
    )


def _figure(*points: Quantity) -> Figure:
    scopes = ("through", "declared", "local_goods")
    frame = pd.DataFrame(
        [(Name("scope", s), q, Name("flow", "total")) for s, q in zip(scopes, points, strict=True)],
        columns=["x", "y", "series"],
    )
    return Figure(
        "trade.scopes",
        frame,
        "horizontal_bars",
        Text("demo.figure.scopes.caption"),
        Text("demo.figure.scopes.alt"),
        notes=(Text("demo.table.scopes.note", {"declared": points[1]}),),
        options={"events": [{"label": Text("demo.conclusion.what", {"share": points[1]})}]},
    )


def demo_texts(folder: Path) -> Path:
    """Write the package's texts with those of the demo, and a small names.csv, to a folder."""
    for lang, text in TEXTS.items():
        copytree(TEXT_FOLDER / lang, folder / lang)
        (folder / lang / "demo.toml").write_text(text, encoding="utf-8")
    (folder / "names.csv").write_text(NAMES, encoding="utf-8")
    return folder


def demo_language(folder: Path, lang: str = "vi") -> Language:
    return Language(lang, folder)
