"""Nothing that comes with the data acts in what is handed over, and nothing of the machine or of its user stands there."""

from __future__ import annotations

import csv
import getpass
import re
import socket
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile, is_zipfile

import pandas as pd
import pytest
from PIL import Image

from assessment.findings import Bilingual, Column, Name, Section, Table, Text
from assessment.register import Entry
from assessment.report import figures
from assessment.report.excel import write_excel
from assessment.report.figure_data import write_csv
from assessment.report.language import Language, TextError
from assessment.report.layout import Rendered, lay_out
from assessment.report.page import write_page
from assessment.report.references import References
from assessment.report.requests import write_requests
from assessment.report.trace import trace_chapter
from assessment.report.word import write_word
from tests.report.demo import DemoRecord, demo_texts, make_demo

HOSTILE = (
    "=cmd|'/c calc'!A0",
    "+1+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    'DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe "/k calc"',
    '{ INCLUDETEXT "file:///etc/passwd" }',
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</w:t></w:r><w:fldSimple w:instr='DDE x'/>",
    "javascript:alert(1)",
    "../../../evil",
)
FIELDS = ("SEQ", "PAGE", "PAGEREF", "REF", "TOC", "NUMPAGES", "HYPERLINK", "STYLEREF")


def hostile_table() -> Table:
    rows = [(text, Bilingual(text, text)) for text in HOSTILE]
    columns = (Column(Text("demo.column.peak")), Column(Text("demo.column.peak")))
    return Table(
        "trade.hostile", Text("demo.column.peak"), columns, pd.DataFrame(rows, columns=["a", "b"], dtype=object)
    )


@pytest.fixture(scope="module")
def handed_over(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report of the demo chapter with hostile texts in its cells and in the names of its publications."""
    root = tmp_path_factory.mktemp("handed_over")
    sections, record = make_demo()
    sections = tuple(_with(section, hostile_table() if place == 0 else None) for place, section in enumerate(sections))
    language, references = Language("vi", demo_texts(root / "texts")), References(_Hostile(record))
    chapter = lay_out(sections, references, language)
    folder = root / "reports"
    folder.mkdir()
    drawn = {
        laid.figure.id: figures.render(laid.figure, language, folder, laid.anchor)
        for section in chapter.sections
        for laid in section.figures
    }
    trace = trace_chapter(chapter, references)
    write_word(chapter, drawn, folder / "chapter.docx")
    write_excel(chapter, trace, folder / "annex.xlsx")
    write_page((Rendered(chapter, drawn, trace),), folder / "assessment.html")
    return folder


def _with(section: Section, table: Table | None) -> Section:
    return section if table is None else replace(section, tables=(*section.tables, table))


class _Hostile:
    """The demo's record, its publications renamed."""

    def __init__(self, record: DemoRecord) -> None:
        self._record = record

    def table(self, name: str) -> pd.DataFrame:
        return self._record.table(name)

    def documents(self) -> pd.DataFrame:
        found = self._record.documents().copy()
        found["title"] = [HOSTILE[place % len(HOSTILE)] for place in range(len(found))]
        return found

    def lineage(self, row_ids: list[str]) -> pd.DataFrame:
        found = self._record.lineage(row_ids)
        return found.assign(raw=[HOSTILE[place % len(HOSTILE)] for place in range(len(found))])


def parts(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield everything that is handed over, packages unpacked."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path.name, path.read_bytes()
            if is_zipfile(path):
                with ZipFile(path) as archive:
                    yield from ((f"{path.name}!{name}", archive.read(name)) for name in archive.namelist())


def test_only_fields_of_the_package_stand_in_the_chapter(handed_over: Path) -> None:
    with ZipFile(handed_over / "chapter.docx") as archive:
        xml = {
            name: archive.read(name).decode("utf-8") for name in archive.namelist() if name.endswith((".xml", ".rels"))
        }
    instructions = [
        found.strip()
        for text in xml.values()
        for found in re.findall(r"<w:instrText[^>]*>([^<]*)<", text)
        + re.findall(r'<w:fldSimple[^>]*w:instr="([^"]*)"', text)
    ]
    assert instructions
    assert [found for found in instructions if not found.startswith(FIELDS)] == []
    assert "DDEAUTO c:" in xml["word/document.xml"], "the text itself is printed, as text"
    outside = re.findall(r'Target="([^"]*)" TargetMode="External"', "".join(xml.values()))
    assert [target for target in outside if not target.startswith(("http://", "https://"))] == []
    assert not any("attachedTemplate" in text and "TargetMode" in text for text in xml.values())


def test_no_formula_and_no_link_to_another_program_stands_in_the_annex(handed_over: Path) -> None:
    with ZipFile(handed_over / "annex.xlsx") as archive:
        names = archive.namelist()
        sheets = {name: archive.read(name).decode("utf-8") for name in names if name.startswith("xl/worksheets/")}
    assert not [name for name in names if "externalLink" in name or "vba" in name.lower() or "connections" in name]
    assert not [name for name, text in sheets.items() if re.search(r"<f[ >]", text)]
    outside = re.findall(r'Target="([^"]*)"[^>]*TargetMode="External"', "".join(sheets.values()))
    assert [target for target in outside if not target.startswith(("http://", "https://"))] == []


def test_hostile_text_is_text_on_the_page_under_a_policy(handed_over: Path) -> None:
    page = (handed_over / "assessment.html").read_text(encoding="utf-8")
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert not re.search(r'href="\s*javascript:', page)
    assert "&lt;script&gt;alert(1)" in page
    assert 'http-equiv="Content-Security-Policy"' in page


def test_no_cell_of_a_csv_begins_like_a_formula(tmp_path: Path) -> None:
    sections, _ = make_demo()
    figure = next(figure for section in sections for figure in section.figures)
    points = pd.concat([figure.data.iloc[:1]] * len(HOSTILE), ignore_index=True)
    write_csv(
        replace(figure, data=points.assign(x=list(HOSTILE), series=list(HOSTILE))), Language("vi"), tmp_path / "f.csv"
    )
    with (tmp_path / "f.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream))[1:]
    assert [row[0].removeprefix("'") for row in rows] == list(HOSTILE)
    assert [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == []


def test_neither_folders_nor_names_of_the_machine_stand_in_it(handed_over: Path) -> None:
    root = handed_over.parents[0]
    secrets = {str(root), str(Path.home()), sys.prefix, str(Path(figures.__file__).parents[2])}
    # A short name (root, vm) stands in any text by chance.
    secrets |= {name for name in (getpass.getuser(), socket.gethostname()) if len(name) > 5}
    secrets = {secret for secret in secrets if len(secret) > 5}
    found = [(name, secret) for name, data in parts(handed_over) for secret in secrets if secret.encode() in data]
    assert found == []


def test_the_author_is_the_office_and_pictures_carry_no_remarks(handed_over: Path) -> None:
    authors = set()
    for name, data in parts(handed_over):
        if name.endswith("docProps/core.xml"):
            authors |= set(re.findall(r"<(?:dc:creator|cp:lastModifiedBy)[^>]*>([^<]*)<", data.decode("utf-8")))
    assert len(authors) == 1
    pictures = list(handed_over.glob("*.png"))
    assert pictures
    for path in pictures:
        with Image.open(path) as picture:
            assert not {"Software", "Author", "Creation Time", "Comment"} & picture.info.keys()
    for path in handed_over.glob("*.svg"):
        assert "<dc:date>" not in path.read_text(encoding="utf-8")


def test_pictures_are_named_by_their_number_alone(tmp_path: Path) -> None:
    sections, record = make_demo()
    language = Language("vi", demo_texts(tmp_path / "texts"))
    sections = tuple(
        replace(section, figures=tuple(replace(figure, id="../../evil") for figure in section.figures))
        for section in sections
    )
    laid = [
        figure for section in lay_out(sections, References(record), language).sections for figure in section.figures
    ]
    assert laid
    for figure in laid:
        assert re.fullmatch(r"figure_\d+_\d+", figure.anchor)


def test_an_agency_whose_key_is_a_path_writes_nothing(tmp_path: Path) -> None:
    evil = Entry("x", Text("register.title"), Name("agency", "../evil"), "year", None, None, False, "", 0)
    with pytest.raises(TextError, match="evil"):
        write_requests((), [evil], Language("vi"), tmp_path / "requests")
    assert [path.name for path in tmp_path.rglob("*")] == ["requests"]
