"""The files of a declaration, one by one."""

from __future__ import annotations

from pathlib import Path

from assessment.etl.declaration_files import read_columns, read_corrections, read_entities, read_routes, read_toml


def test_missing_files_are_empty_ones(tmp_path: Path) -> None:
    faults: list[str] = []
    assert read_columns(tmp_path / "columns.csv", faults) == []
    assert read_entities(tmp_path / "entities.csv", faults) == []
    assert read_routes(tmp_path / "indicators.csv", faults) == {}
    assert list(read_corrections(tmp_path / "corrections.toml", faults)) == []
    assert faults == []


def test_quoted_texts_may_hold_commas_and_excel_may_have_added_its_mark(tmp_path: Path) -> None:
    path = tmp_path / "columns.csv"
    path.write_text(
        'table,header,key,first_period,last_period\nt,"Ngành, lĩnh vực",sector,2015,06/2024\n', encoding="utf-8-sig"
    )
    faults: list[str] = []
    assert read_columns(path, faults) == [("t", "Ngành, lĩnh vực", "sector")]
    assert faults == []


def test_a_fault_names_file_and_line(tmp_path: Path) -> None:
    path = tmp_path / "entities.csv"
    path.write_text("kind,name,key,parent,valid_from,valid_to\ngate,A,a,,,\ngate,B,,,,\n", encoding="utf-8")
    faults: list[str] = []
    read_entities(path, faults)
    assert faults == [f"{tmp_path.name}/entities.csv, line 3: kind, name and key may not be empty"]


def test_a_text_that_is_no_toml_is_a_fault(tmp_path: Path) -> None:
    path = tmp_path / "source.toml"
    path.write_bytes(b"\xff")
    faults: list[str] = []
    assert read_toml(path, faults) == {}
    assert len(faults) == 1


def test_a_name_may_change_its_meaning_on_a_day(tmp_path: Path) -> None:
    path = tmp_path / "entities.csv"
    path.write_text(
        "kind,name,key,parent,valid_from,valid_to\nunit,X,old,,,30/06/2025\nunit,X,new,,01/07/2025,\n", encoding="utf-8"
    )
    faults: list[str] = []
    assert [entity.key for entity in read_entities(path, faults)] == ["old", "new"]
    assert faults == []
