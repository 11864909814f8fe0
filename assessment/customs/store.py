"""The goods-line store: Parquet by year, month and office, of which a re-sent month replaces its own part and nothing else.

    data/goods_lines/
      CURRENT.json                                       which deliveries and files are in force; replaced in one step
      year=2026/month=02/office=HQHUUNGHI/<id>.parquet   what a delivery brought of a month at an office; never changed once written
      deliveries/<id>.json                               what a delivery brought: months, offices, directions, days, lines
      rejects/<id>.csv                                   lines a delivery could not bring: place and reason

Which lines are in force follows from the deliveries and their order alone. A later delivery takes the place of an earlier one in each
month, office and direction in which both bring the same line; where they have no line in common both count, as halves of an export
that was cut in two do. One that would take days away from what is there is left out and told.

A reader reads `CURRENT.json` once and then sees those files, whatever is loaded meanwhile: what a delivery replaces stays on disk
until the next one. A delivery that breaks off leaves files that nobody names; the next one removes them. Only here are traders' codes.
"""

from __future__ import annotations

import json
import shutil
import time
import uuid
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import duckdb
import ibis  # type: ignore[import-untyped]
import ibis.expr.types as ir  # type: ignore[import-untyped]

from assessment.customs.delivery import MEMORY, UNSTATED, Delivery, Month, read_delivery
from assessment.customs.errors import GoodsLinesError
from assessment.etl.state import locked, put, replace_text
from assessment.harmless import csv_of

_CURRENT: Final = "CURRENT.json"
_A_DAY: Final = 86_400  # seconds
# Windows takes paths of 260 characters; a longer name of a folder would leave fewer than 160 to the folder of the project.
_LONGEST: Final = 12
_DIRECTIONS: Final = {"1": "imports", "3": "exports"}
"""What the first digit of a declaration's number says."""
WHOLE_MONTH: Final = (
    "export the whole month again, its period above the header: a later file takes the place of an earlier one"
)


@dataclass(frozen=True)
class Part:
    """What a delivery brought of a month at an office in one direction, as in `deliveries/<id>.json`."""

    key: str
    delivery: str
    file: str
    lines: int
    first_day: str
    last_day: str
    first_covered: str
    last_covered: str

    def covers(self, other: Part) -> bool:
        """Return whether it brings all days that another one has lines of."""
        return not other.first_day or (
            self.first_covered <= other.first_day and other.last_day <= self.last_covered and bool(self.first_covered)
        )


@dataclass(frozen=True)
class Clash:
    """Two deliveries that bring the same lines of a month: the later one took the place of the earlier, or was left out."""

    earlier: Part
    later: Part
    replaced: bool

    @property
    def what(self) -> str:
        """Which month, office and direction it is about."""
        month, office, direction = self.later.key.split("/")
        return f"month {month}, office {office}, {_DIRECTIONS.get(direction, direction)}"

    @property
    def problem(self) -> str:
        """Why the later one was left out."""
        covered = f"{self.later.first_covered or 'none'} to {self.later.last_covered or 'none'}"
        there = f"days from {self.earlier.first_day} to {self.earlier.last_day} are there"
        return f"{self.what}: the delivery covers {covered} of it, but {there}"


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
        """What is known of each part in force (``202602/HQHUUNGHI/1/<delivery>``): its file, lines, days and delivery."""
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

    def has(self, name: str) -> bool:
        """Return whether a delivery was taken and is still there."""
        return (self.folder / "deliveries" / f"{name}.json").exists()

    def load(self, paths: Sequence[Path], office: str = UNSTATED) -> Loaded:
        """Take a delivery and put it in force after those that are, in one step.

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
            name = uuid.uuid4().hex
            delivery = self._take(name, paths, office)
            kept, clashes = self._resolve([*self._current.get("held", []), name])
            for clash in clashes:
                if clash.later.delivery == name and not clash.replaced:
                    raise GoodsLinesError(clash.problem, WHOLE_MONTH)
            # What of earlier deliveries is in force no more can never come back: nobody withdraws a delivery here.
            alive = {part.delivery for part in kept}
            self._commit([held for held in [*self._current.get("held", []), name] if held in alive], kept)
        before: dict[str, int] = {}
        for clash in clashes:
            if clash.later.delivery == name:
                before[clash.later.key] = before.get(clash.later.key, 0) + clash.earlier.lines
        return Loaded(delivery, [before.get(month.key, 0) for month in delivery.months])

    def take(self, name: str, paths: Sequence[Path], office: str = UNSTATED, called: Sequence[str] = ()) -> Delivery:
        """Read a delivery into the store without putting it in force; see `hold`.

        Parameters
        ----------
        name
            Name of the delivery, fit for a file; one that is there already is written anew.
        paths, office
            As for `load`.
        called
            What the files are called in lines and messages; by default their names without a folder.

        Raises
        ------
        GoodsLinesError
            If a file cannot be read.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        with locked(self.folder, "delivery"):
            return self._take(name, paths, office, called)

    def hold(self, names: Sequence[str]) -> list[Clash]:
        """Put deliveries in force, these and no others, in one step.

        Parameters
        ----------
        names
            The deliveries, earliest first; each was taken before.

        Returns
        -------
        list of Clash
            Where two of them brought the same lines.

        Raises
        ------
        GoodsLinesError
            If some are real and others synthetic.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        with locked(self.folder, "delivery"):
            self._current = self._in_force()
            kept, clashes = self._resolve(names)
            self._commit(names, kept)
            return clashes

    def _take(self, name: str, paths: Sequence[Path], office: str, called: Sequence[str] = ()) -> Delivery:
        stage = self.folder / f".new-{uuid.uuid4().hex}"
        stage.mkdir()
        try:
            with duckdb.connect(str(stage / "stage.duckdb"), config={"memory_limit": MEMORY}) as database:
                delivery = read_delivery(database, paths, office.upper(), stage, called)
                parts = [self._write(database, delivery, brought, name, stage) for brought in delivery.months]
            rejects, told = self.folder / "rejects", self.folder / "deliveries"
            rejects.mkdir(exist_ok=True)
            told.mkdir(exist_ok=True)
            (rejects / f"{name}.csv").write_text(csv_of(delivery.refused), encoding="utf-8")
            text = {"synthetic": delivery.synthetic, "parts": [asdict(part) for part in parts]}
            replace_text(told / f"{name}.json", json.dumps(text, indent=1))
            return delivery
        finally:
            shutil.rmtree(stage, ignore_errors=True)

    def _write(
        self, database: duckdb.DuckDBPyConnection, delivery: Delivery, brought: Month, name: str, stage: Path
    ) -> Part:
        """Write the lines of a month at an office in one direction beside those in force."""
        path = Path(
            f"year={brought.month // 100}",
            f"month={brought.month % 100:02d}",
            f"office={_folder_name(brought.office)}",
            f"{name}-{brought.direction}.parquet",
        )
        database.execute(
            "COPY (SELECT * FROM good WHERE delivered = $month AND office = $office AND left(declaration, 1) = $direction "
            f"ORDER BY declaration, line) TO '{str(stage / 'part.parquet').replace(chr(39), chr(39) * 2)}' "
            "(FORMAT parquet, COMPRESSION zstd)",
            {"month": brought.month, "office": brought.office, "direction": brought.direction},
        )
        (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
        put(stage / "part.parquet", self.folder / path)
        first, last = (day.isoformat() if day else "" for day in (brought.first_day, brought.last_day))
        return Part(brought.key, name, path.as_posix(), brought.lines, first, last, *_covered(delivery, brought))

    def _delivery(self, name: str) -> tuple[bool, list[Part]]:
        told = json.loads((self.folder / "deliveries" / f"{name}.json").read_text(encoding="utf-8"))
        return bool(told["synthetic"]), [Part(**part) for part in told["parts"]]

    def _resolve(self, names: Sequence[str]) -> tuple[list[Part], list[Clash]]:
        """Return what is in force of deliveries in their order, and where two brought the same lines."""
        deliveries = [self._delivery(name) for name in names]
        if len({synthetic for synthetic, _ in deliveries}) > 1:
            first, last = ("synthetic" if synthetic else "real" for synthetic in (deliveries[0][0], deliveries[-1][0]))
            raise GoodsLinesError(
                f"{self.folder}: it holds {first} lines, the delivery {last} ones",
                "load them into projects of their own",
            )
        held: dict[str, list[Part]] = {}
        clashes: list[Clash] = []
        for _, parts in deliveries:
            for later in parts:
                there = held.setdefault(later.key, [])
                same = [earlier for earlier in there if self._share_a_line(earlier, later)]
                losing = [Clash(earlier, later, False) for earlier in same if not later.covers(earlier)]
                clashes += losing or [Clash(earlier, later, True) for earlier in same]
                if not losing:
                    held[later.key] = [*(part for part in there if part not in same), later]
        return [part for key in sorted(held) for part in held[key]], clashes

    def _share_a_line(self, one: Part, other: Part) -> bool:
        paths = [str(self.folder / part.file) for part in (one, other)]
        with duckdb.connect(config={"memory_limit": MEMORY}) as database:
            tables = [database.read_parquet(path).select("declaration, line").set_alias(path) for path in paths]
            return bool(tables[0].intersect(tables[1]).limit(1).fetchall())

    def _commit(self, names: Sequence[str], kept: Sequence[Part]) -> None:
        """Put files in force in one step, and remove what no reader can have open."""
        before = self._current.get("held", [])
        synthetic = bool(names) and self._delivery(names[0])[0]
        partitions = {f"{part.key}/{part.delivery}": asdict(part) for part in kept}
        retired = [name for name in before if name not in names]
        self._current = {"synthetic": synthetic, "held": list(names), "retired": retired, "partitions": partitions}
        if self._current != self._in_force():
            replace_text(self.folder / _CURRENT, json.dumps(self._current, indent=1))
        self._clean_up({*names, *retired})

    def _clean_up(self, keep: Set[str]) -> None:
        """Remove what is neither of the deliveries in force nor of those just replaced, and what broke off."""
        _unlink(path for path in self.folder.glob("year=*/**/*.parquet") if path.stem.rpartition("-")[0] not in keep)
        for folder in ("rejects", "deliveries"):
            _unlink(path for path in self.folder.glob(f"{folder}/*") if path.stem not in keep)
        for path in self.folder.glob(".new-*"):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        # What a computation that was killed had on disk holds traders' codes; one that runs still has touched it within a day.
        for path in self.folder.glob(".spill-*"):
            if time.time() - path.stat().st_mtime > _A_DAY:
                shutil.rmtree(path, ignore_errors=True)


def _folder_name(office: str) -> str:
    """Return what names the folder of an office: its code; for what is none, as a name that was typed in, a digest of it.

    >>> _folder_name("HQHUUNGHI"), _folder_name("Chi cục Hải quan Hữu Nghị")
    ('HQHUUNGHI', '14ebef60c096')
    """
    plain = quote(office, safe="")
    return plain if len(plain) <= _LONGEST else sha256(office.encode()).hexdigest()[:_LONGEST]


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
