"""The goods-line store: Parquet by year, month and office, of which a re-sent month replaces its own part and nothing else.

    data/goods_lines/
      CURRENT.json                                       which files are in force; replaced in one step
      year=2026/month=02/office=HQHUUNGHI/<id>.parquet   the lines of a month at an office; never changed once written
      rejects/<id>.csv                                   lines a delivery could not bring: place and reason

A reader reads `CURRENT.json` once and then sees those files, whatever is loaded meanwhile: what a delivery replaces stays on disk
until the next one. A delivery that breaks off leaves files that nobody names; the next one removes them. Only here are traders' codes.
"""

from __future__ import annotations

import json
import shutil
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import duckdb
import ibis  # type: ignore[import-untyped]
import ibis.expr.types as ir  # type: ignore[import-untyped]

from assessment.customs.delivery import MEMORY, UNSTATED, Delivery, Month, read_delivery
from assessment.customs.errors import GoodsLinesError
from assessment.etl.state import locked, replace_text
from assessment.harmless import csv_of

_CURRENT: Final = "CURRENT.json"


@dataclass(frozen=True)
class Loaded:
    """What a delivery brought, and how many lines stood before in the place of each of its months."""

    delivery: Delivery
    lines_before: list[int]


class GoodsLines:
    """The lines in force when it was opened.

    Parameters
    ----------
    folder
        Folder of the store, `data/goods_lines` of a project; it need not exist yet.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._current = self._in_force()

    def _in_force(self) -> dict[str, Any]:
        path = self.folder / _CURRENT
        return dict(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else {}

    @property
    def partitions(self) -> Mapping[str, Mapping[str, Any]]:
        """What is known of each month and office (``202602/HQHUUNGHI``): its file, lines, days and delivery."""
        return dict(self._current.get("partitions", {}))

    @property
    def synthetic(self) -> bool:
        """Whether the lines are invented."""
        return bool(self._current.get("synthetic", False))

    def files(self) -> list[str]:
        """Return the paths of the files in force.

        Raises
        ------
        GoodsLinesError
            If the store holds nothing.
        """
        found = [str(self.folder / entry["file"]) for entry in self.partitions.values()]
        if not found:
            raise GoodsLinesError(f"{self.folder}: no goods lines yet", "load the exports of customs first")
        return sorted(found)

    def lines(self, memory: str = MEMORY) -> ir.Table:
        """Return all lines in force as a table of a DuckDB of its own; beyond `memory` it works on disk, inside the store.

        Raises
        ------
        GoodsLinesError
            If the store holds nothing.
        """
        database = ibis.duckdb.connect(
            memory_limit=memory, temp_directory=str(self.folder / f".spill-{uuid.uuid4().hex}")
        )
        database.raw_sql("SET enable_progress_bar = false")
        # The folders are for people; what they say stands in the lines too, as it was written.
        return database.read_parquet(self.files(), hive_partitioning=False)

    def load(self, paths: Sequence[Path], office: str = UNSTATED) -> Loaded:
        """Put a delivery in force: each month and office it brings replaces what was there of them, in one step.

        Parameters
        ----------
        paths
            All files of the delivery.
        office
            Office of the lines whose export has no column for it.

        Raises
        ------
        GoodsLinesError
            If a file cannot be read, or the delivery would take days away from a month that is there.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        with locked(self.folder):
            self._current = self._in_force()
            self._clean_up()
            stage = self.folder / f".new-{uuid.uuid4().hex}"
            stage.mkdir()
            try:
                return self._load(paths, office, stage)
            finally:
                shutil.rmtree(stage, ignore_errors=True)

    def _load(self, paths: Sequence[Path], office: str, stage: Path) -> Loaded:
        with duckdb.connect(str(stage / "stage.duckdb"), config={"memory_limit": MEMORY}) as database:
            delivery = read_delivery(database, paths, office.upper(), stage)
            self._refuse(delivery)
            name = uuid.uuid4().hex
            written = {
                f"{brought.month}/{brought.office}": {
                    "file": self._write(database, brought.month, brought.office, name),
                    "lines": brought.lines,
                    "first_day": brought.first_day.isoformat() if brought.first_day else "",
                    "last_day": brought.last_day.isoformat() if brought.last_day else "",
                    "delivery": name,
                }
                for brought in delivery.months
            }
        rejects = self.folder / "rejects"
        rejects.mkdir(exist_ok=True)
        (rejects / f"{name}.csv").write_text(csv_of(delivery.refused), encoding="utf-8")
        return Loaded(delivery, self._commit(written, delivery.synthetic))

    def _write(self, database: duckdb.DuckDBPyConnection, month: int, office: str, name: str) -> str:
        """Write the lines of a month at an office beside those in force and return the path below the store."""
        path = Path(
            f"year={month // 100}", f"month={month % 100:02d}", f"office={quote(office, safe='')}", f"{name}.parquet"
        )
        (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
        database.execute(
            "COPY (SELECT * FROM good WHERE delivered = $month AND office = $office ORDER BY declaration, line) "
            f"TO '{str(self.folder / path).replace(chr(39), chr(39) * 2)}' (FORMAT parquet, COMPRESSION zstd)",
            {"month": month, "office": office},
        )
        return path.as_posix()

    def _refuse(self, delivery: Delivery) -> None:
        """Refuse a delivery that is of another kind than the store, or would take days away from a month that is there."""
        if self.partitions and delivery.synthetic != self.synthetic:
            raise GoodsLinesError(
                f"{self.folder}: it holds {'synthetic' if self.synthetic else 'real'} lines, the delivery "
                f"{'synthetic' if delivery.synthetic else 'real'} ones",
                "load them into projects of their own",
            )
        for brought in delivery.months:
            there = self.partitions.get(f"{brought.month}/{brought.office}", {})
            first, last = _covered(delivery, brought)
            if there.get("first_day", "") and not (first <= there["first_day"] and there["last_day"] <= last):
                raise GoodsLinesError(
                    f"month {brought.month}, office {brought.office}: the delivery covers {first or 'none'} to {last or 'none'} "
                    f"of it, but days from {there['first_day']} to {there['last_day']} are there",
                    "export the whole month again with its period above the header, for a delivery replaces the months it brings",
                )

    def _commit(self, written: Mapping[str, Mapping[str, Any]], synthetic: bool) -> list[int]:
        """Put files in force in one step and return how many lines stood in their place."""
        old = self.partitions
        replaced = [old[key]["file"] for key in written if key in old]
        self._current = {"synthetic": synthetic, "partitions": {**old, **written}, "retired": replaced}
        replace_text(self.folder / _CURRENT, json.dumps(self._current, indent=1))
        return [old.get(key, {}).get("lines", 0) for key in written]

    def _clean_up(self) -> None:
        """Remove what no reader can have open: files neither in force nor just replaced, and what broke off."""
        keep = {entry["file"] for entry in self.partitions.values()} | set(self._current.get("retired", ()))
        _unlink(
            path
            for path in self.folder.glob("year=*/**/*.parquet")
            if path.relative_to(self.folder).as_posix() not in keep
        )
        deliveries = {entry["delivery"] for entry in self.partitions.values()}
        _unlink(path for path in self.folder.glob("rejects/*.csv") if path.stem not in deliveries)
        for path in self.folder.glob(".new-*"):
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def _covered(delivery: Delivery, brought: Month) -> tuple[str, str]:
    """Return the days a delivery covers: those its files state, or else those of the month it has lines of."""
    stated = [(first, last) for _, _, first, last in delivery.periods if first and last]
    if stated and len(stated) == len(delivery.periods):
        return min(first for first, _ in stated).isoformat(), max(last for _, last in stated).isoformat()
    return (
        (brought.first_day.isoformat(), brought.last_day.isoformat())
        if brought.first_day and brought.last_day
        else ("", "")
    )


def _unlink(paths: Iterable[Path]) -> None:
    for path in list(paths):
        path.unlink()
