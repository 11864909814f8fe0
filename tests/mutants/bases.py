"""Known forms built by code, with the truth about every figure in them."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from typing import Any

from assessment.etl.declarations import Source, load_sources
from assessment.etl.observations import Observation
from assessment.etl.schema import TABLES
from assessment.sheets.formats import BookFormats, SheetFormats
from assessment.sheets.workbook import Sheet, Workbook

Key = tuple[Any, ...]
Place = tuple[int, int]
Span = tuple[int, int, int, int]


@dataclass
class Figure:
    """A figure of a base: what it is of, its value in the canonical unit, its status, and the factor of its printed unit."""

    key: Key
    value: float
    status: str
    factor: float = 1.0


@dataclass
class Base:
    """A sheet with one table and the truth of it; a mutation works on a copy.

    `figures` are the cells that mean something, `columns` the value columns with a meaning, `ignored` those known and left out,
    `spacers` the blank ones between them, `covered` the cells a control covers, `stub` the last column of the labels, `heads` the
    rows that head a block.
    """

    name: str
    source: str
    file: str
    rows: list[list[Any]]
    title: int
    header: tuple[int, int]
    body: tuple[int, int]
    stub: int
    columns: tuple[int, ...]
    figures: dict[Place, Figure]
    ignored: tuple[int, ...] = ()
    spacers: tuple[int, ...] = ()
    merged: list[Span] = field(default_factory=list)
    unit: Place | None = None
    note: int | None = None
    nested: frozenset[int] = frozenset()
    covered: frozenset[Place] = frozenset()
    formats: SheetFormats = field(default_factory=SheetFormats)
    layout: str = "report"
    sheet: str = "S"
    extra: list[tuple[str, list[list[Any]]]] = field(default_factory=list)
    heads: tuple[int, ...] = ()

    def copy(self) -> Base:
        """Return a copy that may be changed."""
        return replace(
            self, rows=[list(row) for row in self.rows], merged=list(self.merged), figures=dict(self.figures)
        )

    @property
    def truth(self) -> dict[Key, Figure]:
        """Every figure by what it is of."""
        return {figure.key: figure for figure in self.figures.values()}

    def workbook(self) -> tuple[Workbook, BookFormats]:
        """Return the base as a workbook in memory."""
        sheets = [_sheet(self.file, self.sheet, self.rows, self.merged)]
        sheets += [_sheet(self.file, name, rows, []) for name, rows in self.extra]
        return Workbook(self.file, tuple(sheets)), BookFormats(_Formats({self.sheet: self.formats}))


class _Formats:
    def __init__(self, known: Mapping[str, SheetFormats]) -> None:
        self._known = known

    def sheet(self, name: str) -> SheetFormats:
        return self._known.get(name, SheetFormats())

    def extent(self, name: str) -> tuple[int, int]:
        return (0, 0)


def _sheet(file: str, name: str, rows: Sequence[Sequence[Any]], merged: Sequence[Span]) -> Sheet:
    width = max(map(len, rows))
    return Sheet(file, name, True, [[*row, *[""] * (width - len(row))] for row in rows], tuple(merged))


@cache
def sources() -> dict[str, Source]:
    """Return the declarations, loaded once."""
    return load_sources()


def key_of(table: str, row: Mapping[str, Any]) -> Key:
    """Return what a figure is of: its natural key with the period and the unit, without its document."""
    return (table, *(row.get(name) for name in TABLES[table].key_names), row["unit"])


def observed(observation: Observation) -> tuple[Key, float, str]:
    """Return what an observation says."""
    row = observation.row
    return key_of(observation.table, row), float(row["value"]), str(row["status"])


# ------------------------------------------------------------------------------------------------- statistics office


@dataclass(frozen=True)
class Group:
    """A pair of columns of one period: the words above it (a text per header row), its period and status."""

    words: tuple[Any, ...]
    start: date
    end: date
    frequency: str
    status: str


@dataclass(frozen=True)
class Style:
    """A layout of the export and import table of the monthly book."""

    year: str
    file: str
    titles: tuple[str, str]
    unit: str
    groups: tuple[Group, ...]
    ignored: tuple[Any, ...]
    spaced: bool
    own_column: bool
    unit_column: int = -1
    note: str = "(*) Nghìn chiếc, triệu USD"
    blank: bool = True


def _month(year: int, month: int, words: Sequence[Any], status: str) -> Group:
    last = [31, 29 if year % 4 == 0 else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
    return Group(tuple(words), date(year, month, 1), date(year, month, last), "month", status)


def _ytd(year: int, month: int, words: Sequence[Any], status: str) -> Group:
    return replace(_month(year, month, words, status), start=date(year, 1, 1), frequency="ytd")


STYLES = (
    Style(
        "2000",
        "statistics_office_monthly/2000-03-29-Bieu-Thang-3.2000.xls",
        ("10. XUẤT KHẨU THÁNG 3 VÀ QUÝ I NĂM 2000", "11. NHẬP KHẨU THÁNG 3 VÀ QUÝ I NĂM 2000"),
        "          Đơn vị tính: Nghìn tấn, Triệu USD",
        (
            _ytd(2000, 2, ("Thực hiện", "2 tháng ", "năm 2000"), "preliminary"),
            _month(2000, 3, ("Ước tính ", "tháng 3", "năm 2000"), "estimate"),
            _ytd(2000, 3, ("Ước tính ", "quý I", "năm 2000"), "estimate"),
        ),
        ("Thực hiện quý I", "năm 2000 so với  ", "cùng kỳ 1999 (%)"),
        spaced=False,
        own_column=False,
        unit_column=5,
    ),
    Style(
        "2007",
        "statistics_office_monthly/2007-02-28-Bieu0207-1.xls",
        ("9. Xuất khẩu 2 tháng đầu năm 2007", "10. Nhập khẩu 2 tháng đầu năm 2007"),
        "Nghìn tấn, triệu USD",
        (
            _month(2007, 1, ("Thực hiện\ntháng 01\nnăm 2007",), "preliminary"),
            _month(2007, 2, ("Ước tính\ntháng 02\nnăm 2007",), "estimate"),
            _ytd(2007, 2, ("Cộng dồn\n2 tháng đầu\nnăm 2007",), "estimate"),
        ),
        ("2 tháng đầu năm\n2007 so với cùng\nkỳ năm 2006 (%)",),
        spaced=True,
        own_column=True,
    ),
    Style(
        "2014",
        "statistics_office_monthly/2014-01-29-Bieu-01-2014-2.xlsx",
        ("7. Hàng hóa xuất khẩu ", "8. Hàng hóa nhập khẩu"),
        "Đơn vị tính: Nghìn tấn, triệu USD",
        (
            _month(2013, 12, ("Thực hiện tháng 12\nnăm 2013",), "preliminary"),
            _month(2014, 1, ("Ước tính\ntháng 01 năm 2014",), "estimate"),
        ),
        ("Tháng 01 năm 2014\nso với cùng kỳ\nnăm 2013 (%)",),
        spaced=True,
        own_column=True,
        unit_column=6,
    ),
    Style(
        "2018",
        "statistics_office_monthly/2018-05-29-02-Bieu-5.2018-1.xlsx",
        ("11. Hàng hóa xuất khẩu", "12. Hàng hóa nhập khẩu"),
        "Nghìn tấn, triệu USD",
        (
            _month(2018, 4, ("Thực hiện\ntháng 4\nnăm 2018",), "preliminary"),
            _month(2018, 5, ("Ước tính\ntháng 5\nnăm 2018",), "estimate"),
            _ytd(2018, 5, ("Cộng dồn\n5 tháng\nnăm 2018",), "estimate"),
        ),
        ("5 tháng năm\n2018 so với cùng\nkỳ năm 2017 (%)",),
        spaced=True,
        own_column=True,
        blank=False,
    ),
    Style(
        "2024",
        "statistics_office_monthly/2024-10-06-02-Bieu-T10-2024-1.xlsx",
        ("14. Hàng hóa xuất khẩu", "15. Hàng hóa nhập khẩu"),
        "Nghìn tấn; Triệu USD",
        (
            _ytd(2024, 8, ("Thực hiện", "8 tháng", "năm 2024"), "preliminary"),
            _month(2024, 9, ("Ước tính", "tháng 9", "năm 2024"), "estimate"),
            _ytd(2024, 9, ("Ước tính", "9 tháng năm", 2024.0), "estimate"),
        ),
        ("9 tháng năm 2024", "so với cùng kỳ", "năm trước (%)"),
        spaced=True,
        own_column=True,
    ),
)
_TOTAL = ("TỔNG TRỊ GIÁ", "all", "value")
_DOMESTIC = ("Khu vực kinh tế trong nước", "khu_vuc_kinh_te_trong_nuoc", "value")
_FOREIGN = ("Khu vực có vốn đầu tư NN", "khu_vuc_co_von_dau_tu_nn", "value")
_LINES = {
    "export": (
        _TOTAL,
        _DOMESTIC,
        _FOREIGN,
        ("    Dầu thô", "dau_tho_khu_vuc_fdi", "nested"),
        ("    Hàng hoá khác", "hang_hoa_khac", "nested"),
        ("MẶT HÀNG CHỦ YẾU", "", ""),
        ("Thủy sản", None, "value"),
        ("Hạt tiêu", None, "both"),
        ("Cà phê", None, "both"),
        ("Dầu thô", None, "both"),
        ("Gạo", None, "both"),
        ("Dệt, may", None, "value"),
        ("Cao su", None, "both"),
        ("Chè", None, "both"),
    ),
    "import": (
        _TOTAL,
        _DOMESTIC,
        _FOREIGN,
        ("MẶT HÀNG CHỦ YẾU", "", ""),
        ("Thủy sản", None, "value"),
        ("Xăng dầu", None, "both"),
        ("Phân bón", None, "both"),
        ("   Trong đó: Urê", None, "nested both"),
        ("Vải", None, "value"),
        ("Ô tô(*)", "o_to", "value"),
        ("    Trong đó: Nguyên chiếc(*)", "complete_built_up_cars", "nested both pieces"),
    ),
}


def monthly(style: Style, flow: str, chance: random.Random) -> Base:
    """Build the export or import sheet of one year's layout; its totals and running figures agree."""
    first = 2 if style.own_column else 1
    step = 3 if style.spaced else 2
    pairs = [first + step * index for index in range(len(style.groups) + 1)]
    width = pairs[-1] + 2
    rows: list[list[Any]] = [[""] * width for _ in range(3)]
    rows[0][0] = style.titles[flow == "import"]
    rows[2][style.unit_column if style.unit_column >= 0 else width - 1] = style.unit
    merged: list[Span] = []
    for line in range(len(style.ignored)):
        words: list[Any] = [""] * width
        for at, texts in zip(pairs, [*(group.words for group in style.groups), style.ignored], strict=True):
            words[at] = texts[line]
            merged.append((len(rows), at, len(rows), at + 1))
        rows.append(words)
    rows.append([""] * width)
    for at in pairs:
        rows[-1][at : at + 2] = ["Lượng", "Trị giá"]
    rows += [[""] * width] * style.blank
    rows = [list(row) for row in rows]
    header = (3, len(rows))
    figures: dict[Place, Figure] = {}
    nested: set[int] = set()
    kinds: list[tuple[int, str, str]] = []
    for label, key, kind in _LINES[flow]:
        cells: list[Any] = [""] * width
        top = kind in ("", "value") and label.isupper()
        cells[0 if top or not style.own_column else 1] = label if style.own_column or top else label.strip()
        kinds.append((len(rows), kind, _commodity(label, key)))
        nested |= {len(rows)} if "nested" in kind else set()
        rows.append(cells)
    _fill(rows, kinds, pairs, style, flow, chance, figures)
    body = (header[1], len(rows))
    note = None
    if flow == "import":
        note = len(rows)
        rows.append([""] * width)
        rows[note][1 if style.own_column else 0] = style.note
    base = Base(
        f"monthly {style.year} {flow}",
        "statistics_office_monthly",
        style.file,
        rows,
        0,
        header,
        body,
        first - 1,
        tuple(at + side for at in pairs[:-1] for side in (0, 1)),
        figures,
        (pairs[-1], pairs[-1] + 1),
        tuple(at + 2 for at in pairs[:-1]) if style.spaced else (),
        merged,
        (2, style.unit_column if style.unit_column >= 0 else width - 1),
        note,
        frozenset(nested),
    )
    base.covered = _monthly_covered(base, kinds, pairs, style)
    return base


def _commodity(label: str, key: str | None) -> str:
    if key is not None:
        return key
    found = sources()["statistics_office_monthly"].names.key("commodity", label.strip())
    assert isinstance(found, str), label
    return found


def _fill(
    rows: list[list[Any]],
    kinds: Sequence[tuple[int, str, str]],
    pairs: Sequence[int],
    style: Style,
    flow: str,
    chance: random.Random,
    figures: dict[Place, Figure],
) -> None:
    running = style.groups[0].frequency == "ytd" or style.groups[-1].end.month == 2
    used: set[float] = set()

    def number(low: int, high: int) -> float:
        while (drawn := float(chance.randint(low, high))) in used or 1980 <= drawn <= 2110:
            pass
        used.add(drawn)
        return drawn

    values: dict[tuple[str, int, int], float] = {}
    for index, at in enumerate(pairs[:-1]):
        last = running and index == 2
        for _, kind, key in kinds:
            for side in (0, 1):
                if not kind or (side == 0 and "both" not in kind):
                    continue
                values[key, index, side] = (
                    values[key, 0, side] + values[key, 1, side] if last else number(500, 1900 if side else 900)
                )
        if not last:
            if flow == "export":
                values["khu_vuc_co_von_dau_tu_nn", index, 1] = (
                    values["dau_tho_khu_vuc_fdi", index, 1] + values["hang_hoa_khac", index, 1]
                )
            values["all", index, 1] = (
                values["khu_vuc_kinh_te_trong_nuoc", index, 1] + values["khu_vuc_co_von_dau_tu_nn", index, 1]
            )
        group = style.groups[index]
        for row, kind, key in kinds:
            for side in (0, 1):
                if (key, index, side) not in values:
                    continue
                rows[row][at + side] = values[key, index, side]
                unit, factor = (
                    ("usd_million", 1.0) if side else (("unit", 1000.0) if "pieces" in kind else ("tonne", 1000.0))
                )
                figures[row, at + side] = _trade(flow, key, side, group, unit, values[key, index, side], factor)
    for row, kind, _ in kinds:
        for side in (0, 1):
            if kind and (side or "both" in kind):
                rows[row][pairs[-1] + side] = chance.randint(800, 1500) / 10 + 0.03


def _trade(flow: str, key: str, side: int, group: Group, unit: str, value: float, factor: float) -> Figure:
    word = {"tonne": "nghìn tấn", "unit": "nghìn chiếc", "usd_million": "triệu USD"}[unit]
    found = sources()["statistics_office_monthly"].names.unit(word)
    assert isinstance(found, tuple)
    row = {
        "scope": "national",
        "flow": flow,
        "geography": "vn",
        "gate": "all",
        "partner": "world",
        "commodity": key,
        "regime": "all",
        "measure": "value" if side else "quantity",
        "period_start": group.start,
        "period_end": group.end,
        "frequency": group.frequency,
        "unit": found[0],
    }
    return Figure(key_of("trade", row), value * float(found[1]), group.status, float(found[1]))


def _monthly_covered(
    base: Base, kinds: Sequence[tuple[int, str, str]], pairs: Sequence[int], style: Style
) -> frozenset[Place]:
    """Return the cells a control covers: the total and its parts, and all of the columns that run on."""
    totals = {"all", "khu_vuc_kinh_te_trong_nuoc", "khu_vuc_co_von_dau_tu_nn", "dau_tho_khu_vuc_fdi", "hang_hoa_khac"}
    return frozenset(
        (row, at + 1) for row, kind, key in kinds if key in totals for at in pairs[:-1] if (row, at + 1) in base.figures
    )


# ------------------------------------------------------------------------------------------ foreign investment agency

_FLOW = (
    ("Số dự án cấp mới", "new_projects", "project"),
    ("Vốn đăng ký cấp mới (triệu USD)", "new_capital", "usd_million"),
    ("Số lượt dự án điều chỉnh", "adjustments", "count"),
    ("Vốn đăng ký điều chỉnh\n(triệu USD)", "adjusted_capital", "usd_million"),
    ("Số lượt góp vốn mua cổ phần", "purchases", "count"),
    ("Giá trị góp vốn, mua cổ phần \n(triệu USD)", "purchase_value", "usd_million"),
    ("Tổng vốn đăng ký (triệu USD)", "registered", "usd_million"),
)
_STOCK = (
    (" Số dự án ", "projects", "project"),
    (" Tổng vốn đầu tư đăng ký \n(Triệu USD) ", "registered", "usd_million"),
)
_STUBS = {
    "partner": ("ĐỐI TÁC", "Đối tác", ("Hàn Quốc", "Nhật Bản", "Singapore", "Trung Quốc", "Hoa Kỳ", "Thái Lan"), "all"),
    "geography": (
        "ĐỊA PHƯƠNG",
        "Địa phương",
        ("Hà Nội", "TP. Hồ Chí Minh", "Bắc Giang", "Lạng Sơn", "Bắc Ninh", "Hải Phòng"),
        "vn",
    ),
}


def agency(stub: str, basis: str, chance: random.Random) -> Base:
    """Build a flow or stock table of the agency in the layout of 2020; each row and column adds up to its total."""
    upper, label, names, total = _STUBS[stub]
    columns = _FLOW if basis == "flow" else _STOCK
    width = 2 + len(columns)
    titles = {
        "flow": (f"THU HÚT ĐẦU TƯ NƯỚC NGOÀI NĂM 2020 THEO {upper}", "Tính từ 01/01/2020 đến 20/12/2020"),
        "stock": (
            f"ĐẦU TƯ TRỰC TIẾP NƯỚC NGOÀI TẠI VIỆT NAM THEO {upper}",
            "(Lũy kế các dự án còn hiệu lực đến ngày 20/12/2020)",
        ),
    }[basis]
    rows: list[list[Any]] = [[text, *[""] * (width - 1)] for text in (*titles, "")]
    rows.append(["TT", label, *(column[0] for column in columns)])
    numbers: list[list[float]] = []
    for _ in names:
        drawn = [
            float(chance.randint(20, 400)) if u != "usd_million" else chance.randint(10000, 90000) / 10
            for *_, u in columns
        ]
        if basis == "flow":
            drawn[6] = round(drawn[1] + drawn[3] + drawn[5], 1)
        numbers.append(drawn)
    rows += [[float(rank), name, *drawn] for rank, (name, drawn) in enumerate(zip(names, numbers, strict=True), 1)]
    sums = [round(sum(column), 1) for column in zip(*numbers, strict=True)]
    rows += [["Tổng số", "", *sums]]
    start = date(2020, 1, 1) if basis == "flow" else date(2020, 12, 20)
    figures: dict[Place, Figure] = {}
    source = sources()["foreign_investment_agency"]
    kept = [*names, total] if stub == "geography" else names
    for at, name in enumerate(kept):
        key = name if name == total else source.names.key(stub, name)
        assert isinstance(key, str), key
        for side, (_, measure, unit) in enumerate(columns):
            row = {
                "geography": "vn",
                "sector": "all",
                "partner": "all",
                "investor": "fdi",
                "basis": basis,
                "measure": measure,
                "period_start": start,
                "period_end": date(2020, 12, 20),
                "frequency": "ytd" if basis == "flow" else "stock",
                "unit": unit,
                stub: key,
            }
            status = "preliminary" if basis == "flow" else "reported"
            figures[4 + at, 2 + side] = Figure(key_of("investment", row), rows[4 + at][2 + side], status)
    places = {(4 + at, 2 + side) for at in range(len(names) + 1) for side in range(len(columns))}
    return Base(
        f"agency {basis} {stub}",
        "foreign_investment_agency",
        "foreign_investment_agency/2020-12-28-FDI.2020.xlsx",
        rows,
        0,
        (3, 4),
        (4, len(rows)),
        1,
        tuple(range(2, width)),
        figures,
        covered=frozenset(places),
    )


Builder = Callable[[random.Random], Base]


def builders() -> dict[str, Builder]:
    """Return every base by name."""
    from tests.mutants.record import record_builders
    from tests.mutants.transport import transport

    made: dict[str, Builder] = {}
    for style in STYLES:
        for flow in ("export", "import"):
            made[f"monthly {style.year} {flow}"] = lambda chance, s=style, f=flow: monthly(s, f, chance)  # type: ignore[misc]
    for stub in _STUBS:
        for basis in ("flow", "stock"):
            made[f"agency {basis} {stub}"] = lambda chance, s=stub, b=basis: agency(s, b, chance)  # type: ignore[misc]
    return made | record_builders() | {"monthly 2011 transport": transport}
