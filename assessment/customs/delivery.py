"""A delivery: the files that are handed over together, read, checked against each other, and split by month and office.

Two files of one month, exports and imports say, belong into one delivery, for a delivery replaces the months it brings.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final

import duckdb
import pandas as pd
import pyarrow.parquet as pq

from assessment.customs.errors import GoodsLinesError
from assessment.customs.lines import COLUMNS, make_lines
from assessment.customs.reading import RAW, parts

UNSTATED: Final = "UNSTATED"
"""Office of lines whose export has no column for it and whose sender did not say."""

REPEATED: Final = "line: the same line a second time"
"""Why a line is refused that is kept once already: nothing is lost by it."""

MEMORY: Final = "2GB"
_PLACE: Final = ("file", "sheet", "row")
_LACKING: Final = {
    "office": "the office of all its lines is the one given",
    "first_declaration": "parts of a split declaration count as declarations of their own",
    "state": "cancelled declarations cannot be told",
    "import_country": "the partner of exports is known only where the country of the counterparty stands",
}
_CONTENT: Final = ", ".join(name for name in COLUMNS if name not in (*_PLACE, "delivered"))

# An amendment may come with a later month than it was registered in; anything else outside the period is a mistake of the export.
_DELIVERED: Final = """
CREATE TABLE placed AS
SELECT valued.* REPLACE (CASE
        WHEN first IS NULL OR registered_on BETWEEN first AND last THEN year(registered_on) * 100 + month(registered_on)
        WHEN version > 0 OR cancelled THEN year(last) * 100 + month(last) END::INTEGER AS delivered)
FROM valued LEFT JOIN periods USING (file, sheet);
INSERT INTO refused SELECT file, sheet, row, 'registered_on: outside the period the file states, and no amendment'
    FROM placed WHERE delivered IS NULL;
"""
_REPEATED: Final = f"""
CREATE TABLE repeated AS
SELECT declaration, line, count(DISTINCT hash({_CONTENT})) AS kinds, min((file, sheet, row)) AS kept
FROM placed WHERE delivered IS NOT NULL GROUP BY declaration, line HAVING count(*) > 1;
INSERT INTO refused SELECT file, sheet, row, CASE WHEN kinds > 1
        THEN 'line: stands more than once in its declaration with different contents; expected once'
        ELSE '{REPEATED}' END
    FROM placed JOIN repeated USING (declaration, line)
    WHERE delivered IS NOT NULL AND (kinds > 1 OR (file, sheet, row) <> kept);
CREATE TABLE good AS
SELECT {", ".join(COLUMNS)} FROM placed LEFT JOIN repeated USING (declaration, line)
WHERE delivered IS NOT NULL AND (kinds IS NULL OR (kinds = 1 AND (file, sheet, row) = kept));
"""
_MONTHS: Final = """
SELECT delivered, office, left(declaration, 1) AS direction, count(*),
    min(registered_on) FILTER (inside), max(registered_on) FILTER (inside)
FROM (SELECT *, year(registered_on) * 100 + month(registered_on) = delivered AS inside FROM good) GROUP BY ALL ORDER BY ALL
"""


@dataclass(frozen=True)
class Control:
    """The total a sheet prints above its lines beside the sum of what was read from it, both in VND."""

    file: str
    sheet: str
    printed: Decimal
    read: Decimal


@dataclass(frozen=True)
class Month:
    """What a delivery brings of a month (202602) at an office in one direction.

    The direction is the first digit of the declarations: 1 imports, 3 exports.

    `lines` counts its lines; `first_day` and `last_day` are those of the month they were registered on.
    """

    month: int
    office: str
    direction: str
    lines: int
    first_day: date | None
    last_day: date | None

    @property
    def key(self) -> str:
        """Month, office and direction, as in ``202602/HQHUUNGHI/1``."""
        return f"{self.month}/{self.office}/{self.direction}"


@dataclass
class Delivery:
    """What a delivery brought.

    The `refused` lines have their place and reason; `bases` counts the lines by where their value in US dollars is from; `periods` are
    what the sheets say they cover.
    """

    read: int = 0
    months: list[Month] = field(default_factory=list)
    refused: pd.DataFrame = field(default_factory=pd.DataFrame)
    bases: dict[str, int] = field(default_factory=dict)
    controls: list[Control] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    periods: list[tuple[str, str, date | None, date | None]] = field(default_factory=list)
    synthetic: bool = False


def read_delivery(
    database: duckdb.DuckDBPyConnection, paths: Sequence[Path], office: str, stage: Path, names: Sequence[str] = ()
) -> Delivery:
    """Read the files of a delivery into the table `good` of a database.

    Parameters
    ----------
    database
        An empty database with room on disk.
    paths
        The files; their order does not matter.
    office
        Office of the lines whose export has no column for it.
    stage
        A folder for what is read meanwhile.
    names
        What the files are called in lines and messages; by default their names without a folder.

    Raises
    ------
    GoodsLinesError
        If a file cannot be read, two have one name, a period begins within a month, or no line is good.
    """
    files = dict(zip(names or [path.name for path in paths], paths, strict=True))
    if len(files) < len(paths):
        raise GoodsLinesError(f"{', '.join(sorted(files))}: two files of one name", "rename one of them")
    delivery = _read_texts(dict(sorted(files.items())), stage / "raw.parquet")
    database.read_parquet(str(stage / "raw.parquet")).create_view("raw")
    make_lines(database, office)
    periods = pd.DataFrame(delivery.periods, columns=["file", "sheet", "first", "last"]).astype(
        {"first": "datetime64[s]", "last": "datetime64[s]"}
    )
    database.register("stated_periods", periods)
    database.execute(
        "CREATE TABLE periods AS SELECT file, sheet, first::DATE AS first, last::DATE AS last FROM stated_periods"
    )
    database.execute(_DELIVERED)
    database.execute(_REPEATED)
    _tell(database, delivery)
    return delivery


def _read_texts(files: Mapping[str, Path], target: Path) -> Delivery:
    delivery, kinds = Delivery(), set()
    with pq.ParquetWriter(target, RAW) as writer:
        for name, path in files.items():
            for part in parts(path, name):
                first, last = part.layout.period or (None, None)
                if first is not None and first.day != 1:
                    raise GoodsLinesError(
                        f"{name}, sheet {part.sheet!r}: the period begins on {first}; expected the first day of a month",
                        "export whole months, for a delivery replaces the months it brings",
                    )
                delivery.periods.append((name, part.sheet, first, last))
                kinds.add(part.layout.synthetic)
                for batch in part.batches:
                    writer.write_table(batch)
                    delivery.read += batch.num_rows
                delivery.notes += _notes(name, part.sheet, part.layout.undeclared, part.layout.columns)
                if part.layout.value_total is not None:
                    delivery.controls.append(Control(name, part.sheet, part.layout.value_total, Decimal(0)))
    if len(kinds) > 1:
        raise GoodsLinesError("synthetic and real files in one delivery", "load real files into a project of their own")
    delivery.synthetic = kinds == {True}
    return delivery


def _notes(file: str, sheet: str, undeclared: Sequence[str], columns: Container[str]) -> list[str]:
    place = f"{file}, sheet {sheet!r}"
    told = [f"{place}: columns not declared: {', '.join(undeclared)}"] if undeclared else []
    return told + [f"{place}: {what}" for what in lacking(columns)]


def lacking(columns: Container[str]) -> Iterator[str]:
    """Yield which columns a line can do without are not there, and what follows from it.

    >>> list(lacking(["office", "first_declaration", "import_country"]))
    ['no column state: cancelled declarations cannot be told']
    """
    for key, what in _LACKING.items():
        if key not in columns:
            yield f"no column {key}: {what}"


def _tell(database: duckdb.DuckDBPyConnection, delivery: Delivery) -> None:
    """Fill in what came of a delivery."""
    delivery.refused = database.execute("SELECT * FROM refused ORDER BY file, sheet, row").df()
    delivery.months = [Month(*row) for row in database.execute(_MONTHS).fetchall()]
    if not delivery.months:
        reasons = delivery.refused["reason"].value_counts().head(3)
        told = "; ".join(f"{count} lines: {reason}" for reason, count in reasons.items())
        raise GoodsLinesError(
            f"no line of the delivery is good ({told or 'the files hold no line'})",
            "export the files again, and see that each column stands under its label",
        )
    delivery.bases = dict(database.execute("SELECT value_basis, count(*) FROM good GROUP BY 1 ORDER BY 1").fetchall())
    sums = database.execute(
        "SELECT file, sheet, sum(TRY_CAST(replace(value_vnd, ',', '') AS DECIMAL(28,2))) FROM raw GROUP BY ALL"
    ).fetchall()
    read = {(file, sheet): total or Decimal(0) for file, sheet, total in sums}
    delivery.controls = [
        Control(known.file, known.sheet, known.printed, read[known.file, known.sheet]) for known in delivery.controls
    ]
