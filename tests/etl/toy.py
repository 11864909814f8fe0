"""A toy project for the tests: one declared source, workbooks built by code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from assessment.etl.declarations import load_sources
from assessment.etl.fragments import Fragment
from assessment.etl.outcome import RefreshReport
from assessment.etl.problems import Reject
from assessment.etl.reading import read_file
from assessment.etl.refresh import refresh
from assessment.etl.store import Store
from assessment.project import Project

SOURCE = """
id = "toy"
title_vi = "Số liệu thử"
title_en = "Toy figures"
publisher_vi = "Cục Thử"
publisher_en = "Toy Office"
owner = "toy_office"
licence = "public record"
frequency = "year"
due_days = 30
grade = "B"
files = ["toy/*.xlsx"]
locale = "vi"
growth_notation = "change"

[[table]]
id = "facts"
titles = ["Số liệu qua cửa khẩu", "Figures at the gates"]
layout = "records"
into = "routed"
required = ["indicator", "geography", "period_start", "value", "unit", "document_title", "url"]
[[table.control]]
over = "flow"
total = "total"
parts = ["export", "import"]
keep = true

[[table]]
id = "population"
titles = ["Dân số theo tỉnh"]
layout = "matrix"
into = "economy"
required = ["geography", "document"]
[table.constants]
indicator = "population"
frequency = "year"
unit = "person*1000"
status = "final"
[table.across]
key = "period"
[[table.control]]
over = "geography"
total = "vn"
parts = "children"
keep = true

[[table]]
id = "fdi"
titles = ["Đầu tư nước ngoài theo đối tác"]
layout = "matrix"
into = "investment"
required = ["partner", "period_start"]
[table.constants]
geography = "vn"
investor = "fdi"
basis = "stock"
frequency = "stock"
[table.units]
projects = "project"
registered = "usd_million"
[table.across]
key = "measure"
[[table.control]]
over = "partner"
total = "all"
parts = "*"
keep = false

[[table]]
id = "documents"
titles = ["Danh mục nguồn"]
layout = "records"
into = "documents"
required = ["document", "document_title"]

[[table]]
id = "sites"
titles = ["Danh mục trang"]
into = "none"
reason = "for orientation only"
"""
COLUMNS = """table,header,key,first_period,last_period
facts,Chỉ tiêu,indicator,2015,
facts,Indicator,indicator,,
facts,Địa bàn,geography,,
facts,Cửa khẩu,gate,,
facts,Chiều,flow,,
facts,Loại kỳ,frequency,,
facts,Từ ngày,period_start,,
facts,Đến ngày,period_end,,
facts,Giá trị,value,,
facts,Đơn vị,unit,,
facts,Mức chính xác,precision,,
facts,Tình trạng,status,,
facts,Suy luận,inferred,,
facts,Tăng trưởng công bố (%),growth_percent,,
facts,So với,growth_base,,
facts,Nguồn (nhan đề),document_title,,
facts,Địa chỉ,url,,
facts,Ngày công bố,published,,
facts,Loại nguồn,source_class,,
population,Địa phương,geography,,
population,Mã nguồn,document,,
fdi,Đối tác,partner,,
fdi,Ngày,period_start,,
documents,Mã nguồn,document,,
documents,Nhan đề,document_title,,
documents,Địa chỉ,url,,
documents,Tình trạng số liệu,status,,
documents,Ngày công bố,published,,
"""
ENTITIES = """kind,name,key,parent,valid_from,valid_to
indicator,Tổng kim ngạch,trade_through,,,
indicator,Xe tồn,queued,,,
indicator,Thu ngân sách,customs_revenue,,,
measure,Số dự án,projects,,,
measure,Vốn đăng ký,registered,,,
partner,Tổng số,all,,,
partner,Trung Quốc,cn,,,
partner,Hàn Quốc,kr,,,
"""
COMMON = """kind,name,key,parent,valid_from,valid_to
geography,Cả nước,vn,,,
geography,Lạng Sơn,lang_son,vn,,
geography,Cao Bằng,cao_bang,vn,,
gate,Hữu Nghị,huu_nghi,,,
gate,Tân Thanh,tan_thanh,,,
gate,Cửa khẩu cũ,old_one,,,30/06/2025
gate,Cửa khẩu cũ,new_one,,01/07/2025,
flow,Xuất nhập khẩu,total,,,
flow,Xuất khẩu,export,,,
flow,Nhập khẩu,import,,,
frequency,năm,year,,,
frequency,thời điểm,stock,,,
frequency,không rõ,undated,,,
status,đã công bố,reported,,,
status,chính thức,final,,,
status,sơ bộ,preliminary,,,
precision,đúng số,exact,,,
precision,trên,over,,,
inferred,phạm vi,scope,,,
inferred,thời kỳ,period,,,
growth_base,cùng kỳ năm trước,same_period,,,
source_class,báo chí,press,,,
unit_word,triệu USD,usd_million,,,
unit_word,tỷ USD,usd_million*1000,,,
unit_word,tỷ đồng,vnd_billion,,,
unit_word,xe,vehicle,,,
"""
INDICATORS = """indicator,table,fixed
trade_through,trade,scope=through;measure=value
queued,traffic,measure=queued
customs_revenue,economy,
"""

LIST_OF_SOURCES: list[list[Any]] = [
    ["Danh mục nguồn"],
    ["Mã nguồn", "Nhan đề", "Địa chỉ", "Tình trạng số liệu", "Ngày công bố"],
    ["gso", "Niên giám", "https://gso.vn", "chính thức", "2018"],
]
HEADERS = (
    "Chỉ tiêu", "Địa bàn", "Cửa khẩu", "Chiều", "Loại kỳ", "Từ ngày", "Đến ngày", "Giá trị", "Đơn vị", "Mức chính xác", "Tình trạng",
    "Suy luận", "Tăng trưởng công bố (%)", "So với", "Nguồn (nhan đề)", "Địa chỉ", "Ngày công bố", "Loại nguồn",
)  # fmt: skip
FACT: Mapping[str, Any] = {
    "Chỉ tiêu": "Tổng kim ngạch", "Địa bàn": "Lạng Sơn", "Chiều": "Xuất nhập khẩu", "Loại kỳ": "năm", "Từ ngày": "01/01/2023",
    "Đến ngày": "31/12/2023", "Giá trị": 51990.563, "Đơn vị": "triệu USD", "Mức chính xác": "đúng số", "Tình trạng": "đã công bố",
    "Nguồn (nhan đề)": "Xuất nhập khẩu 2023", "Địa chỉ": "https://www.a.vn/1", "Ngày công bố": "06/02/2024", "Loại nguồn": "báo chí",
}  # fmt: skip


def fact(**changes: Any) -> dict[str, Any]:
    """Return one published figure; keywords are `value`, `gate` … for the headers of the same meaning."""
    names = {
        "indicator": "Chỉ tiêu", "geography": "Địa bàn", "gate": "Cửa khẩu", "flow": "Chiều", "frequency": "Loại kỳ",
        "start": "Từ ngày", "end": "Đến ngày", "value": "Giá trị", "unit": "Đơn vị", "precision": "Mức chính xác",
        "status": "Tình trạng", "inferred": "Suy luận", "growth": "Tăng trưởng công bố (%)", "base": "So với",
        "title": "Nguồn (nhan đề)", "url": "Địa chỉ", "published": "Ngày công bố",
    }  # fmt: skip
    return {**FACT, **{names[key]: value for key, value in changes.items()}}


def facts_sheet(facts: Iterable[Mapping[str, Any]], headers: Sequence[str] = HEADERS) -> list[list[Any]]:
    """Return a record sheet: title, blank row, headers, one row a figure (row 4 on)."""
    return [["Số liệu qua cửa khẩu"], [], list(headers), *([row.get(header) for header in headers] for row in facts)]


def rejects(fragment: Fragment) -> list[Reject]:
    """Return the rejects of a reading."""
    return [Reject(*row) for row in fragment.tables["rejects"].itertuples(index=False)]


@dataclass(frozen=True)
class Toy:
    """A project in a temporary folder with its own declarations."""

    root: Path

    @property
    def project(self) -> Project:
        return Project(self.root)

    @property
    def sources(self) -> Path:
        return self.root / "sources"

    def declare(self, **files: str) -> None:
        """Write declaration files: `source`, `columns`, `entities`, `indicators`, `corrections`, `common`."""
        names = {"source": "toy/source.toml", "corrections": "toy/corrections.toml", "common": "common/entities.csv"}
        for key, text in files.items():
            path = self.sources / names.get(key, f"toy/{key}.csv")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")

    def book(self, *sheets: list[list[Any]], name: str = "toy/a.xlsx", hidden: Sequence[int] = ()) -> Path:
        """Write a workbook below data/raw; each sheet is a list of rows."""
        book = Workbook()
        book.remove(book.active)
        for number, rows in enumerate(sheets):
            sheet = book.create_sheet(f"S{number + 1}")
            for row in rows:
                sheet.append(row)
            if number in hidden:
                sheet.sheet_state = "hidden"
        path = self.project.raw / name
        path.parent.mkdir(parents=True, exist_ok=True)
        book.save(path)
        return path

    def facts(self, *facts: Mapping[str, Any], name: str = "toy/a.xlsx") -> Path:
        """Write a workbook with one record sheet."""
        return self.book(facts_sheet(facts), name=name)

    def read(self, *sheets: list[list[Any]], hidden: tuple[int, ...] = ()) -> Fragment:
        """Read a workbook with these sheets, without a refresh."""
        return read_file(self.book(*sheets, hidden=hidden), "toy/a.xlsx", "sha", load_sources(self.sources)["toy"])

    def refresh(self) -> RefreshReport:
        return refresh(self.project, sources=self.sources)

    def store(self) -> Store:
        return Store.open(self.project.processed)
