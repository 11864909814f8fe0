"""Yearly tables exported from PX-Web: the real ones where they are at hand, and each trap of theirs in small."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from assessment.etl.declarations import Source, load_sources
from assessment.etl.fragments import FileRows, Fragment
from assessment.etl.reading import read_file, read_rows

ROOT = Path(__file__).resolve().parents[2]
RECORD = sorted((ROOT / "data" / "raw" / "public_record").glob("0[678]_*.xlsx"))
KEYS = {
    "economy": ("geography", "indicator", "breakdown"),
    "investment": ("geography", "sector", "partner", "investor", "basis", "measure"),
    "land": ("geography", "functional_area", "measure"),
    "trade": ("flow", "partner", "commodity", "measure"),
}
# What does not add up in the tables as published: the file begins with, cell of the printed total.
WRONG_TOTALS = {
    ("Area, population", "Q5"),
    ("Area, population", "Q17"),
    ("Area, population", "Q32"),
    ("Area, population", "Q53"),
    ("Average populati", "S33"),
    ("Gross output of ", "O4"),
    ("Number of farms ", "B17"),
    ("Number of farms ", "D17"),
    ("Number of farms ", "E17"),
    ("Number of farms ", "F17"),
    ("Number of farms ", "F53"),
    ("Production of pa", "C4"),
    ("Production of pa", "D4"),
    ("Production of pa", "E4"),
}


@pytest.fixture(scope="module")
def source() -> Source:
    return load_sources()["statistics_office_tables"]


def figures(fragment: Fragment, table: str) -> dict[tuple[Any, ...], float]:
    """Return the figures of a tidy table by everything that identifies them but source and document."""
    if table not in fragment.tables:
        return {}
    names = (*KEYS[table], "period_start", "period_end", "frequency", "status", "unit")
    frame = fragment.tables[table]
    found = {tuple(row[name] for name in names): float(row["value"]) for row in frame.to_dict("records")}
    assert len(found) == len(frame)
    return found


# ------------------------------------------------------------ the real tables


@pytest.fixture(scope="module")
def fragments(shared: Path, source: Source) -> dict[Path, Fragment]:
    files = sorted((shared / "workbooks" / "pxweb").glob("*.csv"))
    return {file: read_file(file, f"pxweb/{file.name}", "", source) for file in files}


@pytest.mark.shared
def test_every_figure_equals_the_public_record(fragments: dict[Path, Fragment]) -> None:
    record = load_sources()["public_record_province"]
    read = [read_file(file, f"public_record/{file.name}", "", record) for file in RECORD]
    compared = 0
    for table in ("economy", "investment", "land"):
        known = {key: value for fragment in read for key, value in figures(fragment, table).items()}
        found = {key: value for fragment in fragments.values() for key, value in figures(fragment, table).items()}
        assert found == known
        compared += len(found)
    assert compared == 30750


@pytest.mark.shared
def test_every_number_of_every_file_is_read(fragments: dict[Path, Fragment]) -> None:
    assert len(fragments) == 29
    for file, fragment in fragments.items():
        assert fragment.good
        assert fragment.tables["rejects"].empty, file.name
        with file.open(encoding="utf-8-sig", newline="") as lines:
            rows = [row for row in csv.reader(lines, delimiter=";") if len(row) > 1]
        numbers = sum(cell not in ("..", "...") for row in rows if row[0] != rows[0][0] for cell in row[1:])
        assert fragment.rows == numbers, file.name


@pytest.mark.shared
def test_totals_add_up_but_where_the_source_is_wrong(fragments: dict[Path, Fragment]) -> None:
    controls = [row for one in fragments.values() for row in one.tables["controls"].to_dict("records")]
    kinds = Counter(row["kind"] for row in controls)
    assert kinds["exact"] > 5000
    assert kinds["rounding"] > 400
    wrong = {(row["sheet"][:16], row["cell"]) for row in controls if row["kind"] == "mismatch"}
    assert wrong == WRONG_TOTALS


# ----------------------------------------------------------- each trap in small

YEARS = ["2007", "2008", "Prel. 2016"]


def table(folder: Path, name: str, title: str, header: Sequence[str], *rows: Sequence[object]) -> Path:
    """Write a table as PX-Web exports it: with a mark, a title, a blank line, a header, texts in quotation marks."""
    path = folder / f"{name}.csv"
    lines = [f'"{title}"', ""] if title else []
    lines.append(";".join(f'"{text}"' for text in header))
    lines += [";".join([f'"{row[0]}"', *map(str, row[1:])]) for row in rows]
    path.write_text("\r\n".join(lines) + "\r\n", encoding="utf-8-sig", newline="")
    return path


def read(path: Path, source: Source) -> FileRows:
    return read_rows(path, f"pxweb/{path.name}", source)


def values(read: FileRows, *names: str) -> dict[tuple[Any, ...], Any]:
    """Return the values read by the named columns."""
    return {tuple(observation.row[name] for name in names): observation.row["value"] for _, observation in read.taken}


def year(read: FileRows) -> dict[tuple[str, int], float]:
    return {(o.row["geography"], o.row["period_start"].year): o.row["value"] for _, o in read.taken}


PADDY = "Production of paddy by province by Cities, provincies and Year"
RICE = (
    (" WHOLE COUNTRY", 50.0, 60.0, 70.0),
    ("Red River Delta", 50.0, 60.0, 70.0),
    ("Ha Noi", 20.0, 60.0, 70.0),
    ("Ha Tay", 30.0, "..", ".."),
)


def test_a_table_with_a_dissolved_province_and_missing_marks(tmp_path: Path, source: Source) -> None:
    found = read(table(tmp_path, "a", PADDY, ["Cities, provincies", *YEARS], *RICE), source)
    assert found.sink.rejects == []
    assert year(found)["ha_tay", 2007] == 30000.0
    assert ("ha_tay", 2008) not in year(found)
    assert found.sink.missing == 2
    status = {o.row["period_start"].year: o.row["status"] for _, o in found.taken}
    assert status == {2007: "final", 2008: "final", 2016: "preliminary"}
    assert {control.kind for control in found.controls} == {"exact"}


@pytest.mark.parametrize("header", ["2016(***)", "2016 (***)", "X2016", "2016"])
def test_years_with_a_footnote_mark(tmp_path: Path, source: Source, header: str) -> None:
    found = read(table(tmp_path, "a", PADDY, ["Cities, provincies", "2015", header], ("Ha Noi", 1.5, 2.5)), source)
    assert year(found) == {("ha_noi", 2015): 1500.0, ("ha_noi", 2016): 2500.0}


@pytest.mark.parametrize(
    "header", ["Pre. 2016", "Prel. 2016", "Prel.2016", "Sơ bộ 2016", "Sơ bộ - Prel. 2016", "Prel..2016"]
)
def test_marks_of_preliminary_years(tmp_path: Path, source: Source, header: str) -> None:
    found = read(table(tmp_path, "a", PADDY, ["Cities, provincies", "2015", header], ("Ha Noi", 1.5, 2.5)), source)
    assert values(found, "status") == {("final",): 1500.0, ("preliminary",): 2500.0}


def test_a_printed_region_that_does_not_add_up(tmp_path: Path, source: Source) -> None:
    rows = [*RICE[:2], ("Ha Noi", 20.0, 59.5, 70.0), RICE[3], ("Bac Ninh", 0.0, 2.5, 0.0)]
    found = read(table(tmp_path, "a", PADDY, ["Cities, provincies", *YEARS], *rows), source)
    assert [(c.cell, c.printed, c.computed) for c in found.controls if c.kind == "mismatch"] == [("C5", 60.0, 62.0)]
    assert len(found.taken) == 13


def test_years_and_items_in_one_header(tmp_path: Path, source: Source) -> None:
    title = "Area, population and population density by province by Cities, provincies, Year and Items"
    items = ["2011 Area (Km2)", "2011 Average population (Thous. pers.)", "2011 Population density (Person/km2)"]
    found = read(table(tmp_path, "a", title, ["Cities, provincies", *items], ("Lang Son", 8320.8, 741.2, 89.1)), source)
    assert values(found, "indicator", "unit") == {
        ("natural_area", "ha"): 832080.0,
        ("population_for_density", "person"): 741200.0,
        ("population_density", "person_per_km2"): 89.1,
    }


def test_items_and_years_in_one_header(tmp_path: Path, source: Source) -> None:
    title = "Average population by province by Cities, provincies, Average population and Year"
    items = ["Total 1995", "Male 1995", "Female 1995", "Urban Prel. 2016"]
    found = read(table(tmp_path, "a", title, ["Cities, provincies", *items], ("Lam Đong", 5.0, 2.0, 3.0, 1.5)), source)
    assert values(found, "breakdown", "status") == {
        ("all", "final"): 5000.0,
        ("male", "final"): 2000.0,
        ("female", "final"): 3000.0,
        ("urban", "preliminary"): 1500.0,
    }
    assert [control.kind for control in found.controls] == ["exact"]


def test_a_file_that_r_has_rewritten_is_known_by_its_name(tmp_path: Path, source: Source) -> None:
    name = "Number of markets as of annual December 31st by province"
    rows = (("WHOLE COUNTRY", '"7871"', '"8495"'), ("Lang Son", '"80"', '"81"'))
    found = read(table(tmp_path, name, "", ["Cities..provinces", "X2008", "X2009"], *rows), source)
    assert found.sink.rejects == []
    assert values(found, "indicator", "geography", "period_start")
    assert year(found)["lang_son", 2009] == 81.0


def test_a_file_without_title_and_with_another_name_is_refused(tmp_path: Path, source: Source) -> None:
    found = read(table(tmp_path, "data", "", ["Cities..provinces", "X2008"], ("Lang Son", 80)), source)
    assert found.taken == []
    assert found.sink.failed


def test_the_title_tells_the_day_or_year_where_the_header_does_not(tmp_path: Path, source: Source) -> None:
    head = ["Cities, provincies", "Number of projects", "Total registered capital (Mill. USD)(*)"]
    start = "Foreign direct investment projects licensed"
    end = "chia theo Cities, provincies và Iterms"
    stock = f"{start} by province (Accumulation of projects having effect as of 31/12/2016) {end}"
    rows = (("WHOLE COUNTRY", 3.0, 4.5), ("Lang Son", 2.0, 1.5), ("Oil & Gas", 1.0, 3.0))
    found = read(table(tmp_path, "a", stock, head, *rows), source)
    assert {(o.row["period_start"].isoformat(), o.row["frequency"]) for _, o in found.taken} == {
        ("2016-12-31", "stock")
    }
    assert values(found, "geography", "measure")["dau_khi_ngoai_khoi", "registered"] == 3.0
    found = read(table(tmp_path, "b", f"{start} in 2016 by province {end}", head, *rows), source)
    assert {(o.row["period_start"].isoformat(), o.row["frequency"]) for _, o in found.taken} == {("2016-01-01", "year")}


def test_groups_of_countries_overlap_and_are_not_added_up(tmp_path: Path, source: Source) -> None:
    title = "Exports of goods by country group, country and territory by Country and territory and Year"
    rows = (("TOTAL", 10.0), ("ASEAN", 4.0), ("APEC", 7.0), ("Singapore", 3.0), ("Korea, Rep.", 2.0))
    found = read(table(tmp_path, "a", title, ["Country and territory", "2015"], *rows), source)
    partners = {"world": 10.0, "asean": 4.0, "apec": 7.0, "singapore": 3.0, "han_quoc": 2.0}
    assert values(found, "partner") == {(partner,): value for partner, value in partners.items()}
    assert found.controls == []


def test_sections_of_the_trade_classification_add_up(tmp_path: Path, source: Source) -> None:
    title = "Exports of goods by Standard International Trade Classification (SITC) by SITC and Year"
    other = "Commodities not clasified elsewhere in SITC"
    rows = (("TOTAL", 9.0), ("Primary products", 4.0), ("Manufactured products", 4.5), (other, 0.5))
    found = read(table(tmp_path, "a", title, ["SITC", "2015"], *rows), source)
    assert values(found, "commodity")["sitc_9",] == 0.5
    assert [control.kind for control in found.controls] == ["exact"]


def test_the_unit_behind_a_label_tells_the_measure(tmp_path: Path, source: Source) -> None:
    title = "Some main goods for exportation by Main goods and Year"
    rows = (
        ("Rubber(Mill.USD)", 5.5),
        ("Fibres of all kinds", 7.5),
        ("Of which:", ".."),
        ("Rubber (Thous.tons)", 2.5),
        ("Crude oil", 1.5),
        ("Coal (Pieces)", 3.5),
    )
    found = read(table(tmp_path, "a", title, ["Main goods", "2015"], *rows), source)
    assert values(found, "commodity", "measure", "unit") == {
        ("cao_su", "value", "usd_million"): 5.5,
        ("xo_soi_det_cac_loai", "value", "usd_million"): 7.5,
        ("cao_su", "quantity", "tonne"): 2500.0,
    }
    assert [reject.cell for reject in found.sink.rejects] == ["B8", "A9"]


def test_an_unknown_place_is_refused_and_the_others_are_read(tmp_path: Path, source: Source) -> None:
    found = read(table(tmp_path, "a", PADDY, ["Cities, provincies", "2015"], ("Ha Noy", 1.0), ("Ha Nam", 2.0)), source)
    assert year(found) == {("ha_nam", 2015): 2000.0}
    assert [reject.problem for reject in found.sink.rejects] == ["unknown geography 'Ha Noy'; did you mean 'Ha Noi'?"]
