"""What changed between two refreshes or two days, figures and print together."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook

from assessment.etl import frames
from assessment.etl.refresh import refresh
from assessment.etl.store import Store, StoreMissingError
from assessment.harmless import csv_of
from assessment.project import Project
from assessment.report.difference import CSV_COLUMNS, SideMissingError, difference, moment
from assessment.report.difference_page import PAGE, page, short
from assessment.report.figure_changes import causes_of, figure_changes
from assessment.report.language import Language
from assessment.report.printed import PRINTED
from assessment.report.printed_changes import Cause

RECORD = Path(__file__).resolve().parents[2] / "data" / "raw" / "public_record"
BOOK, OTHER = "public_record/13_du_an.xlsx", "public_record/12_su_kien.xlsx"
PROJECTS = Cause("public_record_projects", BOOK)


def blank() -> pd.DataFrame:
    return frames.build(PRINTED, {})


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Three refreshes: a capital doubled and a file renamed, then a file removed."""
    made = Project(tmp_path_factory.mktemp("dự án"))
    (made.raw / "public_record").mkdir(parents=True)
    for name in (BOOK, OTHER):
        shutil.copy2(RECORD / Path(name).name, made.raw / name)
    refresh(made)
    capital = Store.open(made.processed).table("projects").dropna(subset=["capital"]).iloc[0]
    _double(made, capital["row_id"])
    (made.raw / OTHER).rename(made.raw / "public_record" / "12_su_kien_2026.xlsx")
    refresh(made)
    (made.raw / BOOK).unlink()
    refresh(made)
    return made


def _double(project: Project, row_id: str) -> None:
    cells = Store.open(project.processed).lineage([row_id]).set_index("column")
    place = cells.loc["capital"]
    book = load_workbook(project.raw / place["file"])
    cell = book[place["sheet"]][place["cell"]]
    cell.value = 2 * cell.value
    book.save(project.raw / place["file"])


def test_a_doubled_capital_is_one_figure_of_its_file(project: Project) -> None:
    found = difference(project, None, Language("vi"), "1", "2")
    assert found is not None
    (change,) = found.figures
    assert (change.table, change.change, change.column, change.relative) == ("projects", "changed", "capital", 1.0)
    assert change.cause == PROJECTS
    assert found.counts["changed"] == 1
    assert sorted(found.files["change"]) == ["changed", "renamed"]
    assert found.restated["change"].tolist() == [1.0]


def test_by_default_the_last_refresh_is_compared_with_the_one_before(project: Project) -> None:
    found = difference(project, None, Language("vi"))
    assert found is not None
    assert {change.change for change in found.figures} == {"vanished"}
    assert found.counts["vanished"] == 28
    over = difference(project, None, Language("vi"), "000001")
    assert over is not None
    assert len(over.files) == len(found.files) + 2, "what happened between is told too"


def test_backwards_is_the_same_with_sides_turned(project: Project) -> None:
    stores = [Store(project.processed / "states" / number) for number in ("000001", "000002")]
    there, back = (figure_changes(*pair, Language("en")) for pair in (stores, stores[::-1]))
    assert [(c.old, c.new) for c in there] == [(c.new, c.old) for c in back]
    assert figure_changes(stores[0], stores[0], Language("en")) == []


def test_causes_are_by_row_and_by_table(project: Project) -> None:
    stores = [Store(project.processed / "states" / number) for number in ("000001", "000002")]
    changes = figure_changes(*stores, Language("en"))
    causes = causes_of(changes)
    assert causes.of([changes[0].row_id]) == causes.of(["table:projects"]) == {PROJECTS: 1}
    assert not causes.of(["table:trade", "config:zone.area_ha", "ffff"])


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_page_is_a_page_in_both_languages(project: Project, lang: str) -> None:
    for since, until in (("1", "2"), ("2", "3"), ("1", "3")):
        found = difference(project, lambda store: blank(), Language(lang), since, until)
        assert found is not None
        lines = page(found, {})
        assert len(lines) <= PAGE
        assert any(BOOK in line for line in lines)
        assert not any("{" in line for line in lines)
    assert short(found)


def test_the_alert_and_the_file_stand_on_the_page(project: Project) -> None:
    found = difference(project, None, Language("vi"), "1", "2")
    assert found is not None
    text = "\n".join(page(found, {}))
    assert "CẢNH BÁO: 1 số liệu" in text
    assert "tệp cùng tên nhưng nội dung đã đổi" in text
    assert f"tệp đổi tên, nội dung không đổi: trước là {OTHER}" in text
    assert "(+100,0%)" in text
    assert "chưa so sánh nhận định" in text


def test_json_and_csv_hold_every_change(project: Project) -> None:
    found = difference(project, None, Language("vi"), "2", "3")
    assert found is not None
    told = json.loads(found.as_json())
    assert len(told["changes"]) == len(found.as_frame()) == 28
    assert list(found.as_frame().columns) == list(CSV_COLUMNS)
    assert csv_of(found.as_frame()).count("\n") >= 29
    assert told["counts"]["vanished"] == 28
    assert {row["file"] for row in told["changes"]} == {BOOK}


def test_two_days_are_compared_by_what_was_published(project: Project) -> None:
    found = difference(project, None, Language("vi"), "31/12/2015", "2024-12-31")
    assert found is not None
    assert found.old == "số liệu biết đến ngày 31/12/2015"
    assert found.figures
    assert {change.change for change in found.figures} == {"added"}
    same = difference(project, None, Language("vi"), "31/12/2015", "31/12/2015")
    assert same is not None
    assert len(page(same, {})) == 2


def test_sides_that_are_not_there_are_named(project: Project, tmp_path: Path) -> None:
    with pytest.raises(SideMissingError, match="000001, 000002, 000003"):
        difference(project, None, Language("vi"), "7")
    with pytest.raises(SideMissingError, match="one is a day"):
        difference(project, None, Language("vi"), "1", "31/12/2015")
    with pytest.raises(StoreMissingError, match="run `assessment refresh`"):
        difference(Project(tmp_path), None, Language("vi"))


def test_the_first_refresh_has_nothing_before_it(project: Project) -> None:
    assert difference(project, None, Language("vi"), until="1") is None


def test_a_time_is_printed_in_utc() -> None:
    assert moment("2026-11-26T18:20:05+07:00") == "26/11/2026 11:20 UTC"
