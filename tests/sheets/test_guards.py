"""Hostile and broken files: each ends in one message with its remedy, within bounded time and memory."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from assessment.sheets.cells import WorkbookUnreadableError
from assessment.sheets.guards import MAX_CELLS, Kind, check_extent, foreign, kind_of
from assessment.sheets.workbook import read_workbook

from .hostile import FILES, HTML, docx, good_xlsx, write_huge, xls, xlsx

MEMORY = 1536 * 1024**2
SECONDS = 30

# Reads every file of a folder in a process of limited memory and tells, as JSON, what was said of each and how long it took.
READER = f"""
import json, sys, time
from pathlib import Path
from assessment.sheets.workbook import WorkbookUnreadableError, read_workbook
try:
    import resource
    resource.setrlimit(resource.RLIMIT_AS, ({MEMORY}, {MEMORY}))
except ImportError:
    pass  # Windows
for path in sorted(Path(sys.argv[1]).iterdir()):
    began = time.perf_counter()
    try:
        read_workbook(path, path.name)
        said, remedy = "", ""
    except WorkbookUnreadableError as error:
        said, remedy = str(error), error.remedy
    print(json.dumps([path.name, said, remedy, time.perf_counter() - began]), flush=True)
"""

Told = dict[str, tuple[str, str, float]]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    """Read all hostile files in one process: the batch goes on after each."""
    folder = tmp_path_factory.mktemp("hostile")
    for name, file in FILES.items():
        (folder / name).write_bytes(file.build())
    write_huge(folder / "huge.xlsx")
    done = subprocess.run(
        [sys.executable, "-c", READER, str(folder)], capture_output=True, encoding="utf-8", check=False, timeout=600
    )
    assert (done.returncode, done.stderr) == (0, "")
    return {name: (said, remedy, took) for name, said, remedy, took in map(json.loads, done.stdout.splitlines())}


@pytest.mark.slow
@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_ends_in_one_message_with_its_remedy(told: Told, name: str) -> None:
    said, remedy, took = told[name]
    assert said.startswith(name)
    assert re.search(FILES[name].said, said)
    assert re.search(FILES[name].remedy, remedy)
    assert took < SECONDS


@pytest.mark.slow
def test_a_file_of_200_megabytes_is_not_even_opened(told: Told) -> None:
    said, remedy, took = told["huge.xlsx"]
    assert said == "huge.xlsx: 200 MB; expected at most 100 MB"
    assert remedy == "split the workbook by sheet or year"
    assert took < 1


@pytest.mark.parametrize("suffix", [".xlsx", ".xls", ".xlsm", ".csv"])
def test_a_workbook_is_read_whatever_its_suffix_says(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_bytes(good_xlsx())
    assert read_workbook(path).sheets[0].rows[1] == ["Lạng Sơn", 807.3]
    path.write_bytes(xls({(1, 2): 5.0}))
    assert read_workbook(path).sheets[0].rows == [["", "", ""], ["", "", 5.0]]


def test_kinds() -> None:
    assert kind_of(docx("")) is Kind.PACKAGE
    assert kind_of(xls({})) is Kind.COMPOUND
    assert kind_of("a\n".encode("utf-16")) is Kind.TEXT
    assert kind_of(bytes(100)) is Kind.OTHER
    assert foreign(HTML.replace(b"<html>", b"<!DOCTYPE html>")) == "a web page (HTML)"
    excel_2003 = b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">'
    assert foreign(excel_2003) == "an XML spreadsheet of Excel 2003"


def test_the_limit_of_cells_is_the_rectangle_from_a1() -> None:
    check_extent("a.xlsx", "S", MAX_CELLS // 10, 10)
    with pytest.raises(WorkbookUnreadableError, match=r"a.xlsx, sheet 'S': cells reach down to J500001"):
        check_extent("a.xlsx", "S", MAX_CELLS // 10 + 1, 10)


def test_an_xlsx_without_its_list_of_sheets_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(xlsx().replace(b"xl/_rels/workbook.xml.rels", b"xl/_rels/workbook.xml.relX"))
    with pytest.raises(WorkbookUnreadableError, match="no workbook part"):
        read_workbook(path, "a.xlsx")
