"""The state in force, read-only: what analysis, situation and report see of the data."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pandas as pd

from assessment.errors import AssessmentError
from assessment.etl import frames, state
from assessment.etl.ancillary import ANCILLARY, HISTORY
from assessment.etl.schema import STATUSES, TABLES


class StoreMissingError(AssessmentError):
    """There is no state yet, or not the one that was asked for."""


class Store:
    """One state of the data, for as long as the object lives: a refresh that runs meanwhile does not show.

    Parameters
    ----------
    folder : Path
        Folder of the state.
    as_of : date, optional
        Show only what was published until that day.
    """

    def __init__(self, folder: Path, as_of: date | None = None) -> None:
        self._folder = folder
        self._cache: dict[str, pd.DataFrame] = {}
        self.as_of = as_of

    @classmethod
    def open(cls, processed: Path, as_of: date | None = None) -> Store:
        """Open the state in force.

        Raises
        ------
        StoreMissingError
            If nothing was refreshed yet.
        """
        number = state.current(processed)
        if number is None:
            raise StoreMissingError(f"{processed}: no data have been read yet; run `assessment refresh`")
        folder = state.folder_of(processed, number)
        if not folder.is_dir():
            raise StoreMissingError(f"{processed}: state {number} is gone; run `assessment refresh`")
        return cls(folder, as_of)

    @property
    def state(self) -> str:
        """Number of the state."""
        return self._folder.name

    def table(self, name: str) -> pd.DataFrame:
        """Return a tidy table with all its rows, from all documents.

        With `as_of`, only what can have been known on that day: rows published until then; where no day of publication is
        printed, outcomes of periods that had ended by then, and plans.

        Raises
        ------
        KeyError
            If the schema has no such table.
        """
        if name not in TABLES:
            raise KeyError(f"{name!r} is no tidy table; expected one of {', '.join(TABLES)}")
        if name not in self._cache:
            frame = frames.fit(TABLES[name].columns, state.load(self._folder, name))
            self._cache[name] = (
                frame if self.as_of is None else frame[_known_by(frame, self.as_of)].reset_index(drop=True)
            )
        return self._cache[name].copy(deep=False)

    def current(self, name: str) -> pd.DataFrame:
        """Return a tidy table with one row per natural key: the one published last, and of those the firmest.

        Ends of a published range are both kept. Rows without a day of publication count as the oldest.
        """
        frame = self.table(name)
        firmness = frame["status"].map({status: rank for rank, status in enumerate(STATUSES)})
        order = frame.assign(_firmness=firmness).sort_values(
            ["published", "_firmness"], na_position="first", kind="stable"
        )
        keys = [*TABLES[name].key_names]
        end = order["precision"].where(order["precision"].isin(("lower", "upper")), "")
        plan = order["status"] == "plan"
        last = ~order.assign(_end=end, _plan=plan).duplicated([*keys, "_end", "_plan"], keep="last")
        return frame.loc[order.index[last]].sort_index().reset_index(drop=True)

    def documents(self) -> pd.DataFrame:
        """Return the publications behind the rows."""
        return self._beside("documents")

    def lineage(self, row_ids: Iterable[str]) -> pd.DataFrame:
        """Return the cells behind rows, in the order the rows are asked for; unknown rows have none."""
        wanted = list(dict.fromkeys(row_ids))
        found = self._beside("lineage")
        found = found[found["row_id"].isin(wanted)]
        order = {row_id: position for position, row_id in enumerate(wanted)}
        return found.loc[found["row_id"].map(order).sort_values(kind="stable").index].reset_index(drop=True)

    def companions(self) -> pd.DataFrame:
        """Return growth rates and plan achievements printed beside the figures."""
        return self._beside("companions")

    def controls(self) -> pd.DataFrame:
        """Return the printed totals and how they compare with their parts."""
        return self._beside("controls")

    def unknown_codes(self) -> pd.DataFrame:
        """Return the codes of goods lines that are in no list, and what stands on them."""
        return self._beside("unknown_codes")

    def rejects(self) -> pd.DataFrame:
        """Return what could not be read."""
        return self._beside("rejects")

    def notes(self) -> pd.DataFrame:
        """Return what was seen and needs no action."""
        return self._beside("notes")

    def files(self) -> pd.DataFrame:
        """Return the files of data/raw and what was taken from each."""
        return self._beside("files")

    def diff(self) -> pd.DataFrame:
        """Return what this state changed against the one before; empty for the first."""
        return self._beside("diff")

    def restatements(self) -> pd.DataFrame:
        """Return the figures restated by more than the declared size, of this and all earlier states."""
        return self._beside("restatements")

    def file_history(self) -> pd.DataFrame:
        """Return what happened to the files of data/raw, of this and all earlier states."""
        return self._beside("file_history")

    def drift(self) -> pd.DataFrame:
        """Return what changed in the forms from one publication to the next."""
        return self._beside("drift")

    def history(self, name: str) -> pd.DataFrame:
        """Return the rows of a tidy table that were replaced or vanished, with the state that ended them."""
        return frames.fit((*TABLES[name].columns, *HISTORY), state.load(self._folder, f"history_{name}"))

    def _beside(self, name: str) -> pd.DataFrame:
        if name not in self._cache:
            self._cache[name] = frames.fit(ANCILLARY[name], state.load(self._folder, name))
        return self._cache[name].copy(deep=False)


def _known_by(frame: pd.DataFrame, day: date) -> pd.Series[bool]:
    limit = pd.Timestamp(day)
    unprinted = frame["published"].isna() & (
        (frame["status"] == "plan") | frame["period_end"].isna() | (frame["period_end"] <= limit)
    )
    return (frame["published"] <= limit) | unprinted
