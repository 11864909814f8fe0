"""The public-record workbooks and their declarations: consistent with each other, and complete against the shared record."""

from __future__ import annotations

import csv
import re
import tomllib
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from assessment.etl.schema import FREQUENCIES, GRADES, PRECISIONS, SOURCE_CLASSES, STATUSES, TABLES

ROOT = Path(__file__).parents[2]
SOURCES = ROOT / "assessment" / "sources"
RAW = ROOT / "data" / "raw"
NAMES = ROOT / "assessment" / "report" / "text" / "names.csv"
DECLARED = sorted(path.parent.name for path in SOURCES.glob("public_record*/source.toml"))

# Kind in names.csv of an entity kind that has another name.
NAME_KIND = {"unit_word": "unit"}
EXTRA_KEYS = {
    "indicator", "value", "unit", "period", "document_title", "url", "published", "source_class", "publisher",
    "growth_percent", "growth_base", "plan_percent", "document", "grade", "note_vi", "note_en",
}  # fmt: skip
CLOSED = {
    "status": STATUSES,
    "precision": PRECISIONS,
    "frequency": FREQUENCIES,
    "source_class": SOURCE_CLASSES,
}


def fold(text: str) -> str:
    """Return the match key of a name: NFC, case-folded, dashes and spaces unified, accents kept."""
    text = unicodedata.normalize("NFC", str(text)).casefold().replace("ð", "đ")
    return re.sub(r"[\s\-‐-―_]+", " ", text).strip()


def number(value: Any) -> float | None:
    """Return the number of a cell; None for an empty one."""
    return None if value in ("", None) else float(value)


def read_csv(path: Path) -> list[dict[str, str]]:
    if not path.exists():
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@cache
def declaration(source: str) -> dict[str, Any]:
    return tomllib.loads((SOURCES / source / "source.toml").read_text(encoding="utf-8"))


@cache
def names() -> frozenset[tuple[str, str]]:
    return frozenset((row["kind"], row["key"]) for row in read_csv(NAMES))


@cache
def sheets(file: Path) -> dict[str, list[list[Any]]]:
    """Return the rows of every sheet of a workbook by its Vietnamese title."""
    book = CalamineWorkbook.from_path(str(file))
    rows = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}
    return {table[0][0]: table for table in rows.values()}


def read_tables(source: str) -> list[dict[str, Any]]:
    return [table for table in declaration(source)["table"] if table["into"] != "none"]


def files_of(source: str) -> list[Path]:
    return sorted(file for pattern in declaration(source)["files"] for file in RAW.glob(pattern))


def tables_of(source: str) -> Iterator[tuple[dict[str, Any], list[list[Any]]]]:
    """Yield each declared table that is read with the rows of its sheet."""
    found = {fold(title): rows for file in files_of(source) for title, rows in sheets(file).items()}
    for table in read_tables(source):
        yield table, found[fold(table["titles"][0])]


def records(source: str, table_id: str) -> list[dict[str, Any]]:
    """Return the data rows of one sheet as dictionaries by Vietnamese header."""
    rows = next(rows for table, rows in tables_of(source) if table["id"] == table_id)
    return [dict(zip(map(str, rows[5]), row, strict=True)) for row in rows[7:]]


def entity_names(source: str) -> dict[tuple[str, str], str]:
    rows = read_csv(SOURCES / "common" / "entities.csv") + read_csv(SOURCES / source / "entities.csv")
    return {(row["kind"], fold(row["name"])): row["key"] for row in rows}


def tidy_tables(source: str, table: dict[str, Any]) -> set[str]:
    if table["into"] != "routed":
        return {table["into"]}
    return {row["table"] for row in read_csv(SOURCES / source / "indicators.csv")}


@pytest.mark.parametrize("source", DECLARED)
def test_declaration_has_what_the_register_and_the_reader_need(source: str) -> None:
    declared = declaration(source)
    assert declared["id"] == source
    for key in ("title_vi", "title_en", "publisher_vi", "publisher_en", "licence"):
        assert declared[key].strip()
    assert ("agency", declared["owner"]) in names()
    assert declared["grade"] in GRADES
    assert declared["locale"] in {"vi", "en"}
    assert declared["growth_notation"] in {"change", "index", "percent_of", "ratio", "none"}
    assert files_of(source), f"{source}: no file below {RAW} matches {declared['files']}"
    assert len({table["id"] for table in declared["table"]}) == len(declared["table"])


@pytest.mark.parametrize("source", DECLARED)
def test_every_header_leads_to_a_known_key(source: str) -> None:
    columns = read_csv(SOURCES / source / "columns.csv")
    ids = {table["id"] for table in declaration(source)["table"]} | {"*"}
    assert {row["table"] for row in columns} <= ids
    for table in read_tables(source):
        known = set(EXTRA_KEYS)
        for name in tidy_tables(source, table) - {"documents"}:
            known |= {column.name for column in TABLES[name].columns}
        if table["into"] == "documents":
            known.add("status")
        keys = {row["key"] for row in columns if row["table"] in {table["id"], "*"}}
        assert keys <= known, f"{source}/{table['id']}: {keys - known}"
        assert set(table["required"]) <= keys


@pytest.mark.parametrize("source", ["common", *DECLARED])
def test_every_entity_has_a_name_and_no_name_has_two_keys(source: str) -> None:
    keys: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in read_csv(SOURCES / source / "entities.csv"):
        kind = NAME_KIND.get(row["kind"], row["kind"])
        key = row["key"].split("*")[0] if row["kind"] == "unit_word" else row["key"]
        assert (kind, key) in names(), f"{source}: {row}"
        if row["parent"]:
            assert (kind, row["parent"]) in names()
        if row["kind"] in CLOSED:
            assert row["key"] in CLOSED[row["kind"]]
        keys[row["kind"], fold(row["name"])].add(row["key"])
    assert {name: found for name, found in keys.items() if len(found) > 1} == {}


@pytest.mark.parametrize("source", DECLARED)
def test_sheets_are_found_by_title_and_carry_the_declared_headers(source: str) -> None:
    columns = read_csv(SOURCES / source / "columns.csv")
    entities = entity_names(source)
    for table, rows in tables_of(source):
        assert [fold(rows[0][0]), fold(rows[1][0])] == [fold(title) for title in table["titles"]]
        headers = {row["header"]: row["key"] for row in columns if row["table"] == table["id"]}
        for vietnamese, english in zip(rows[5], rows[6], strict=True):
            if vietnamese in headers:
                assert headers[vietnamese] == headers[english]
            elif table["across"]["key"] == "period":
                assert re.fullmatch(r"(Sơ bộ )?\d{4}(\.0)?", str(vietnamese))
            else:
                key = entities[table["across"]["key"], fold(vietnamese)]
                assert key == entities[table["across"]["key"], fold(english)]
                if "units" in table:
                    assert key in table["units"]
        assert all(any(value not in ("", None) for value in row) for row in rows[7:]), "blank row inside the data"


@pytest.mark.parametrize("source", ["public_record_trade", "public_record_zone"])
def test_indicators_of_routed_tables_fix_known_keys(source: str) -> None:
    for row in read_csv(SOURCES / source / "indicators.csv"):
        assert ("indicator", row["indicator"]) in names()
        known = {column.name for column in TABLES[row["table"]].keys}
        for part in filter(None, row["fixed"].split(";")):
            key, value = part.split("=")
            assert key in known
            assert (key, value) in names()


def test_names_are_complete_and_unique() -> None:
    rows = read_csv(NAMES)
    assert all(row["vi"].strip() and row["en"].strip() for row in rows)
    assert len({(row["kind"], row["key"]) for row in rows}) == len(rows)
    doubles = Counter(
        (row["kind"], row["vi"]) for row in rows if row["kind"] in {"geography", "gate", "indicator", "partner"}
    )
    assert [name for name, count in doubles.items() if count > 1] == []


def test_files_stay_small() -> None:
    files = [*(RAW / "public_record").glob("*.xlsx"), *SOURCES.glob("*/*.csv"), NAMES]
    assert max(file.stat().st_size for file in files) < 5_000_000


# --- complete against the shared record -------------------------------------------------------------------------------

UNITS = {
    "billion_usd": "usd_million*1000", "USD billion": "usd_million*1000", "million_usd": "usd_million", "USD million": "usd_million",
    "billion_vnd": "vnd_billion", "VND billion": "vnd_billion", "VND trillion": "vnd_billion*1000", "VND million": "vnd_million",
    "billion_cny": "cny_million*1000", "CNY 100 million": "cny_million*100", "tonnes": "tonne", "million tonnes/year": "tonne*1000000",
    "persons": "person", "thousand persons": "person*1000", "visits": "person", "million visits": "person*1000000",
    "vehicles": "vehicle", "vehicles/day": "vehicle", "10 thousand crossings": "vehicle*10000", "declarations": "declaration",
    "enterprises": "enterprise", "thousand enterprises": "enterprise*1000", "thousand households": "household*1000",
    "percent": "percent", "%": "percent", "%/year": "percent_per_year", "percentage points": "percentage_point",
    "percentage points/year": "percentage_point", "km2": "ha*100", "ha": "ha", "thousand ha": "ha*1000", "projects": "project",
    "count": "count", "km": "km", "USD": "usd", "rank of 63": "rank_of_63", "points": "point", "legal document": "legal_document",
    "business lines": "business_lines", "zones": "zones", "gates": "gates", "units": "units", "parks": "parks",
    "clusters": "clusters", "fields": "fields", "cooperatives": "cooperatives", "policy document": "policy_document",
    "memoranda": "memoranda", "components": "components", "parks and clusters": "parks_and_clusters", "investors": "investors",
    "times": "times", "times the level of 2024-2025": "times", "top group": "rank",
}  # fmt: skip


def published_figures(source: str) -> Counter[tuple[float, str, str]]:
    """Return value, unit and address of every figure of a record source."""
    entities = entity_names(source)
    found: Counter[tuple[float, str, str]] = Counter()
    for table in read_tables(source):
        for row in records(source, table["id"]):
            found[float(row["Giá trị"]), entities["unit_word", fold(row["Đơn vị"])], row["Địa chỉ"]] += 1
    return found


def shared_figures(*files: Path, value: str = "value") -> Counter[tuple[float, str, str]]:
    wanted: Counter[tuple[float, str, str]] = Counter()
    for file in files:
        for row in read_csv(file):
            ends = row[value].split("-") if re.fullmatch(r"[\d.]+-[\d.]+", row[value]) else [row[value]]
            for end in ends:
                wanted[float(end), UNITS[row["unit"]], row["source_url"]] += 1
    return wanted


@pytest.mark.shared
def test_every_trade_figure_is_in_the_workbook(shared: Path) -> None:
    wanted = shared_figures(shared / "facts/trade_facts.csv", shared / "facts/trade_facts_extra_units.csv")
    assert published_figures("public_record_trade") == wanted


@pytest.mark.shared
def test_every_zone_figure_is_in_the_workbook(shared: Path) -> None:
    assert published_figures("public_record_zone") == shared_figures(shared / "facts/zone_facts.csv")


@pytest.mark.shared
def test_every_target_is_in_the_workbook(shared: Path) -> None:
    missing = shared_figures(shared / "facts/targets.csv", value="target") - published_figures("public_record_targets")
    assert not missing, missing


@pytest.mark.shared
@pytest.mark.parametrize(
    ("file", "source", "table"),
    [
        ("events", "public_record_events", "events"),
        ("projects", "public_record_projects", "projects"),
        ("zones", "public_record_zones", "zones"),
        ("admin_units", "public_record_units", "units"),
    ],
)
def test_every_row_of_the_small_tables_is_in_the_workbook(shared: Path, file: str, source: str, table: str) -> None:
    wanted = Counter(row["source_url"] for row in read_csv(shared / f"facts/{file}.csv"))
    assert Counter(row["Địa chỉ"] for row in records(source, table)) == wanted


@pytest.mark.shared
def test_no_note_of_the_shared_record_is_copied(shared: Path) -> None:
    theirs = {
        row["definition_note"]
        for file in ("trade_facts", "trade_facts_extra_units", "zone_facts")
        for row in read_csv(shared / f"facts/{file}.csv")
        if len(row["definition_note"].split()) > 3
    }
    ours = {
        str(row.get("Ghi chú (tiếng Anh)", ""))
        for source in ("public_record_trade", "public_record_zone")
        for table in read_tables(source)
        for row in records(source, table["id"])
    }
    assert ours & theirs == set()


@pytest.mark.shared
@pytest.mark.parametrize("kind", ["flows", "stock"])
@pytest.mark.parametrize("dimension", ["sector", "partner", "province"])
def test_every_figure_of_foreign_investment_is_in_the_workbook(shared: Path, kind: str, dimension: str) -> None:
    prefix = "flow" if kind == "flows" else "stock"
    measures = (
        ["n_new", "cap_new", "n_adj", "cap_adj", "n_ma", "cap_ma", "total"]
        if kind == "flows"
        else ["projects", "capital_musd"]
    )
    wanted = Counter(
        (f"fia_{row['year'].lower()}", *(number(row[name]) for name in measures))
        for row in read_csv(shared / f"series/fia_fdi_{kind}.csv")
        if row["dimension"] == dimension
    )
    found = Counter(
        (list(row.values())[4], *map(number, list(row.values())[5:]))
        for row in records("public_record_fdi", f"{prefix}_{dimension}")
    )
    assert found == wanted


@pytest.mark.shared
@pytest.mark.parametrize("flow", ["export", "import"])
@pytest.mark.parametrize(("table", "column"), [("month", "Total-M"), ("ytd", "Total-YOY")])
def test_every_monthly_figure_is_in_the_workbook(shared: Path, flow: str, table: str, column: str) -> None:
    wanted: dict[str, set[float | None]] = defaultdict(set)
    for row in read_csv(shared / f"series/gso_monthly_{flow}s.csv"):
        if row[column]:
            wanted[f"gso_monthly_{row['Month']}"].add(number(row[column]))
    found = {
        row["Mã nguồn"]: {number(value) for value in list(row.values())[3:] if value != ""}
        for row in records("public_record_monthly", f"{flow}_{table}")
    }
    assert found == wanted


@pytest.mark.shared
def test_repeated_labels_of_the_monthly_tables_are_told_apart(shared: Path) -> None:
    def rows(flow: str, month: str, *labels: str) -> list[float | None]:
        data = read_csv(shared / f"series/gso_monthly_{flow}s.csv")
        return [number(row["Total-YOY"]) for row in data if row["Month"] == month and row["Ngành"] in labels]

    crude = next(
        row for row in records("public_record_monthly", "export_ytd") if row["Mã nguồn"] == "gso_monthly_2014-06"
    )
    part, group = crude["Dầu thô thuộc khu vực FDI"], crude["Dầu thô"]
    assert rows("export", "2014-06", "Dầu thô") == [number(value) for value in (part, part, group, group)]
    whole = next(
        row for row in records("public_record_monthly", "import_ytd") if row["Mã nguồn"] == "gso_monthly_2014-01"
    )
    cars, motorcycles = rows("import", "2014-01", "Trong đó: Nguyên chiếc(*)")
    assert motorcycles == whole["Xe máy nguyên chiếc"]
    assert cars in whole.values()


@pytest.mark.shared
def test_every_figure_of_china_is_in_the_workbook(shared: Path) -> None:
    wanted = [
        (int(row["year"]), float(row["projects"]), float(row["fdi_usd_m"]))
        for row in read_csv(shared / "series/fdi_registered_china_2006_2025.csv")
    ]
    rows = [list(row.values()) for row in records("public_record_fdi_china", "china")]
    assert [(int(row[0]), row[2], row[3]) for row in rows] == wanted


@pytest.mark.shared
@pytest.mark.parametrize(
    ("source", "table", "file", "columns"),
    [
        (
            "public_record_pci", "pci", "pci_2005_2016",
            ["entry", "land", "transparency", "time", "informal", "implement", "bias", "proactive", "support", "labor", "legal",
             "unweighted", "weighted"],
        ),
        (
            "public_record_budget", "budget", "province_budget_realised_2006_2014",
            ["total.rev", "total.exp", "balance.trans", "target.trans"],
        ),
    ],
)  # fmt: skip
def test_every_provincial_figure_is_in_the_workbook(
    shared: Path, source: str, table: str, file: str, columns: list[str]
) -> None:
    columns = [f"pci_{name}" if table == "pci" else name for name in columns]
    wanted = Counter(
        (int(float(row["year"])), *(number(row[name]) for name in columns))
        for row in read_csv(shared / f"series/{file}.csv")
    )
    found = Counter((int(row["Năm"]), *map(number, list(row.values())[3:])) for row in records(source, table))
    unnamed = next(rows for title, rows in sheets(files_of(source)[0]).items() if "không ghi tên tỉnh" in title)
    found += Counter((int(row[0]), *map(number, row[2:])) for row in unnamed[7:])
    assert found == wanted


def pxweb(path: Path) -> Counter[float]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = [line for line in csv.reader(file, delimiter=";") if line]
    start = next(n for n, line in enumerate(lines) if line[0].strip().upper() == "WHOLE COUNTRY" or line[0] == "Ha Noi")
    return Counter(float(cell) for line in lines[start:] for cell in line[1:] if cell not in ("..", ""))


@pytest.mark.shared
def test_every_figure_of_the_provincial_tables_is_in_the_workbooks(shared: Path) -> None:
    by_size: dict[int, list[Counter[float]]] = defaultdict(list)
    for table, rows in tables_of("public_record_province"):
        if table["into"] == "documents":
            continue
        keys = {
            row["header"]
            for row in read_csv(SOURCES / "public_record_province" / "columns.csv")
            if row["table"] == table["id"]
        }
        first = next(n for n, header in enumerate(rows[5]) if header not in keys)
        values = Counter(float(cell) for row in rows[7:] for cell in row[first:] if cell not in ("..", ""))
        by_size[values.total()].append(values)
    for path in sorted((shared / "workbooks/pxweb").glob("*province*.csv")):
        figures = pxweb(path)
        assert figures in by_size[figures.total()], path.name
