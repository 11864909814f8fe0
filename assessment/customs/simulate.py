"""Synthetic goods lines with known truth: exports in the layouts of the declaration system, and stores to measure speed on.

Every file says that it is synthetic, in its name and above its lines; what was planted stands beside it as JSON.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute
import pyarrow.parquet as pq
from openpyxl import Workbook

from assessment.customs.errors import GoodsLinesError
from assessment.customs.invented import OFFICES, Plan, Truth, blocks, imports, usd_rate
from assessment.customs.layout import SOURCE, form
from assessment.etl.declarations import load_sources
from assessment.etl.state import replace_text
from assessment.sheets.periods import month_end
from assessment.sheets.text import match_key
from assessment.simulate.forms import CREATED, NOTE
from assessment.synthetic import KEYWORD, MARK

Columns: TypeAlias = Literal[50, 54, 55, 81]
# The order of a description of a real export; what it leaves open is made up. The narrow one lacks the last four, the wider ones
# shift everything by what they add in front.
_CORE: Final = (
    "number", "declaration", "registered_on", "regime", "destination_place", "unloading_place", "transport_mode", "payment_rate",
    "currency", "packages", "packages_unit", "weight", "weight_unit", "internal_number", "invoice_terms", "remark", "line",
    "material_code", "hs",
    "description", "origin", "unit_price", "taxable_unit_price", "quantity", "quantity_unit", "quantity_2", "quantity_2_unit",
    "value_currency", "value_vnd", "tariff", "duty_rate", "duty", "vat_rate", "vat", "excise_rate", "excise", "environment_rate",
    "environment_tax", "other_tax", "tax_total", "trader_code", "trader", "counterparty", "invoice", "invoice_date", "contract",
    "contract_date", "licence_number", "exemption", "agent", "bill_of_lading", "bill_date", "container", "containers",
)  # fmt: skip
_MORE: Final = (
    "office", "channel", "storage_place_code", "storage_place", "state", "import_country", "export_country", "cleared_on", "freight",
    "insurance", "invoice_total", "taxable_total", "taxable_value", "payment", "vehicle_name", "loading_place", "counterparty_country",
    "tax_rate_of_exchange",
)  # fmt: skip
LONGEST_SHEET: Final = 1_048_576 - 20
_ABOVE: Final = 9


def keys(columns: Columns) -> list[str]:
    """Return what the columns of a layout hold, in their order; `extra` ones hold nothing that is known.

    >>> len(keys(81)), keys(55)[2]
    (81, 'first_declaration')
    """
    if columns == 50:
        return list(_CORE[:50])
    if columns == 54:
        return list(_CORE)
    wider = [*_CORE[:2], "first_declaration", *_CORE[2:]]
    if columns == 81:
        wider = [*wider[:4], *_MORE, *wider[4:]]
    return wider + [f"extra {number}" for number in range(1, columns - len(wider) + 1)]


def simulate_goods_lines(
    path: Path, rows: int, seed: int, columns: Columns = 54, plan: Plan | None = None
) -> tuple[Path, Path]:
    """Write a synthetic export of goods lines and, beside it, its truth.

    Parameters
    ----------
    path
        An .xlsx or .csv; ``synthetic`` is put before its name where it does not say so itself.
    rows
        Lines below the header; a workbook takes about a million.
    seed
        The same seed gives the same lines.
    columns
        Layout. Only that of 81 columns has the office, the state of a declaration and the country exported to, and only those of 55
        and 81 link the parts of a split declaration; the truth counts what a layout lets a reader know.
    plan
        What is planted; by default one month with a few errors of each kind.

    Returns
    -------
    tuple of Path
        The export and the truth: `totals` by month, flow and regime (`value_usd`, `lines`, `declarations`, `traders`), and the errors
        `planted`.

    Raises
    ------
    GoodsLinesError
        If a workbook cannot hold so many lines.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     export, truth = simulate_goods_lines(Path(folder) / "lines.csv", 100, seed=1)
    ...     export.name, truth.name, json.loads(truth.read_text(encoding="utf-8"))["planted"]["lines"]
    ('synthetic-lines.csv', 'synthetic-lines.truth.json', 100)
    """
    plan = replace(plan or Plan(rows, seed), rows=rows, seed=seed)
    path = path if "synthetic" in path.name.casefold() else path.with_name(f"synthetic-{path.name}")
    held = keys(columns)
    truth = Truth("first_declaration" in held, "state" in held)
    for block in blocks(plan):
        truth.add(block)
    lines = _written(plan, held, truth.value_vnd)
    if path.suffix == ".xlsx":
        if rows > LONGEST_SHEET:
            raise GoodsLinesError(f"{rows:,} lines; a workbook holds {LONGEST_SHEET:,}", "write them as .csv")
        _write_workbook(path, lines)
    else:
        with path.open("w", encoding="utf-8-sig", newline="") as stream:
            csv.writer(stream).writerows([_printed(value) for value in line] for line in lines)
    told = path.with_suffix(".truth.json")
    text = {"what": f"{MARK}: every figure is invented", "seed": seed, "columns": columns, **truth.told()}
    replace_text(told, json.dumps(text, indent=1, ensure_ascii=False))
    return path, told


def _write_workbook(path: Path, lines: Iterator[Sequence[Any]]) -> None:
    book = Workbook(write_only=True)
    book.properties.title, book.properties.keywords, book.properties.created = MARK, KEYWORD, CREATED
    sheet = book.create_sheet("lines")
    for line in lines:
        sheet.append(line)
    book.save(path)


def _printed(value: Any) -> Any:
    """Return a value as a text export prints it: numbers as 1,234.5."""
    return f"{value:,}" if isinstance(value, (int, float)) else value


def _written(plan: Plan, held: Sequence[str], value_vnd: int) -> Iterator[list[Any]]:
    known, source = form(), load_sources()[SOURCE]
    first, last = plan.months[0], max(month_end(day.year, day.month) for day in plan.months)
    period = known.period_text.format(first=f"{first:%d/%m/%Y}", last=f"{last:%d/%m/%Y}")
    above: list[list[Any]] = [[NOTE], [source.title_vi], [period], [], [known.value_total, value_vnd]]
    yield from above
    yield from [[""]] * (_ABOVE - len(above))
    labels = {known.keys[match_key(label)]: label for label in reversed(known.labels)}
    yield [labels.get(key, key) for key in held]
    number = 0
    for block in blocks(plan):
        columns = _texts(block)
        count = len(block)
        empty = [""] * count
        columns["number"] = list(range(number + 1, number + count + 1))
        yield from map(list, zip(*(columns.get(key, empty) for key in held), strict=True))
        number += count


def _numbers(block: pd.DataFrame, serial: str) -> pd.Series[int]:
    """Return the first eleven digits of the numbers of declarations."""
    return block[serial].astype("int64") + np.where(imports(block), 10**10, 3 * 10**10)


def _texts(block: pd.DataFrame) -> dict[str, list[Any]]:
    """Return the columns of a block as an export writes them, bad ones as they were planted."""
    bad, declaration = block["bad"], (_numbers(block, "serial") * 10 + block["version"]).astype(str)
    day, hs = block["day"].dt.strftime("%d/%m/%Y"), block["hs"]
    inward, split = imports(block), block["first"] != block["serial"]
    gross = block.groupby(["serial", "version"])["quantity"].transform("sum").round(1)
    columns: dict[str, Any] = {
        "declaration": declaration.where(bad != 4, declaration.str[:11]),
        # What is no part of another stands with a dash, as in real exports.
        "first_declaration": (_numbers(block, "first") * 10).astype(str).where(split, "-"),
        "registered_on": day.where(bad != 2, "31/02/2026"),
        "regime": block["regime"],
        "office": block["office"],
        "storage_place_code": np.where(block["office"] == "HQHUUNGHI", "15BBC01", ""),
        "state": np.where(block["cancelled"], form().cancelled_text, ""),
        "line": block["line"].astype(str),
        "hs": hs.where(bad != 1, hs.str.lstrip("0").str[:7]),
        "description": "SP" + block["trader"].astype(str) + "#&" + "synthetic good " + hs,
        "origin": np.where(inward, block["country"], "VIETNAM"),
        "import_country": np.where(inward, "VIETNAM", block["country"]),
        "currency": block["currency"],
        "payment_rate": block["rate"],
        "value_currency": block["value_currency"],
        "value_vnd": block["value_vnd"].astype("int64").where(bad != 3, -block["value_vnd"].astype("int64")),
        "quantity": block["quantity"],
        "quantity_unit": block["unit"],
        "weight": gross,
        "weight_unit": ["KGM"] * len(block),
        "trader_code": "0100" + block["trader"].astype(str).str.zfill(6),
        "trader": "SYNTHETIC TRADER " + block["trader"].astype(str),
    }
    return {
        key: list(column) if isinstance(column, list) else pd.Series(column).tolist() for key, column in columns.items()
    }


def simulate_parquet(
    folder: Path,
    rows: int,
    seed: int,
    months: Sequence[date] = (date(2026, 2, 1),),
    chunk: int = 1_000_000,
    plan: Plan | None = None,
) -> int:
    """Write synthetic lines straight into a store, as many as a benchmark needs, and return how many they are.

    Parameters
    ----------
    folder
        A store that is not there yet.
    rows
        Lines, spread evenly over the months; those that a reader would have refused are left out.
    seed
        The same seed gives the same lines.
    months
        First days of months.
    chunk
        Lines held in memory at a time.
    plan
        What is planted, rows, seed, months and numbers aside; by default 4,000 traders and a few errors of each kind.
    """
    partitions: dict[str, dict[str, Any]] = {}
    for at, month in enumerate(months):
        of_month = replace(
            plan or Plan(rows, seed, traders=4000),
            rows=rows // len(months),
            seed=seed + at,
            months=(month,),
            start=at * 400_000_000,
        )
        partitions |= _write_month(folder, of_month, chunk)
    replace_text(
        folder / "CURRENT.json", json.dumps({"synthetic": True, "partitions": partitions, "retired": []}, indent=1)
    )
    return sum(int(entry["lines"]) for entry in partitions.values())


def _write_month(folder: Path, plan: Plan, chunk: int) -> dict[str, dict[str, Any]]:
    """Write the lines of a month and return what the store knows of its parts."""
    month = plan.months[0]
    delivered = month.year * 100 + month.month
    days = {"first_day": month.isoformat(), "last_day": month_end(month.year, month.month).isoformat()}
    partitions: dict[str, dict[str, Any]] = {}
    with ExitStack() as writers:
        of_office: dict[str, pq.ParquetWriter] = {}
        for table in _tables(plan, delivered, chunk):
            for office in OFFICES:
                part = table.filter(pa.compute.equal(table["office"], office))
                path = Path(f"year={month.year}/month={month.month:02d}/office={office}/synthetic.parquet")
                if office not in of_office:
                    (folder / path).parent.mkdir(parents=True)
                    writer = pq.ParquetWriter(folder / path, part.schema, compression="zstd")
                    of_office[office] = writers.enter_context(writer)
                    entry = {"file": path.as_posix(), "lines": 0, "delivery": "synthetic"}
                    partitions[f"{delivered}/{office}"] = entry | days
                of_office[office].write_table(part)
                partitions[f"{delivered}/{office}"]["lines"] += part.num_rows
    return partitions


def _tables(plan: Plan, delivered: int, chunk: int) -> Iterator[pa.Table]:
    held: list[pa.Table] = []
    for block in blocks(plan):
        held.append(_stored(block[(block["bad"] == 0) & ~block["copy"]], delivered))
        if sum(table.num_rows for table in held) >= chunk:
            yield pa.concat_tables(held)
            held = []
    if held:
        yield pa.concat_tables(held)


def _stored(block: pd.DataFrame, delivered: int) -> pa.Table:
    """Return lines as the store holds them."""
    key, inward = _numbers(block, "serial"), imports(block)
    usd = (
        block["value_currency"].where(block["currency"] == "USD", block["value_vnd"] / usd_rate(block["day"])).round(4)
    )
    money, size = pa.decimal128(18, 4), len(block)
    nothing = pa.nulls(size, pa.string())
    columns = {
        "declaration": pa.array(key * 10 + block["version"]).cast(pa.string()),
        "declaration_key": pa.array(key),
        "version": pa.array(block["version"], pa.int8()),
        "whole_key": pa.array(_numbers(block, "first")),
        "line": pa.array(block["line"], pa.int32()),
        "registered_on": pa.array(block["day"]).cast(pa.date32()),
        "delivered": pa.array(np.full(size, delivered), pa.int32()),
        "office": pa.array(block["office"], pa.string()),
        "regime": pa.array(block["regime"], pa.string()),
        "storage": pa.array(["15BB" if office == "HQHUUNGHI" else None for office in block["office"]], pa.string()),
        "cancelled": pa.array(block["cancelled"]),
        "hs": pa.array(block["hs"], pa.string()),
        "description": pa.array("synthetic good " + block["hs"], pa.string()),
        "origin": pa.array(np.where(inward, block["country"], "VIETNAM"), pa.string()),
        "destination": pa.array(np.where(inward, "VIETNAM", block["country"]), pa.string()),
        "trader": pa.array("0100" + block["trader"].astype(str).str.zfill(6), pa.string()),
        "currency": pa.array(block["currency"], pa.string()),
        "value_currency": _exact(block["value_currency"], money),
        "value_vnd": _exact(block["value_vnd"], pa.decimal128(18, 2)),
        "value_usd": _exact(usd, money),
        "value_basis": pa.array(np.where(block["currency"] == "USD", "invoice", "day_rate"), pa.string()),
        "quantity": _exact(block["quantity"], money),
        "unit": pa.array(block["unit"], pa.string()),
        "quantity_2": pa.nulls(size, money),
        "unit_2": nothing,
        "weight_kg": _exact(block["quantity"].where(block["unit"] == "KGM"), money),
        "file": nothing,
        "sheet": nothing,
        "row": pa.nulls(size, pa.int32()),
    }
    return pa.table(columns)


def _exact(values: pd.Series[float], kind: pa.DataType) -> pa.Array:
    return pa.array(values, pa.float64(), from_pandas=True).cast(kind, safe=False)
