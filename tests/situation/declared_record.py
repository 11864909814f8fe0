"""A small record with the rows of `declared_trade` that two invented years of goods lines give, and published totals beside them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from assessment.etl.store import Store
from tests.customs.declared import known

from .small_record import SmallRecord


class DeclaredRecord(SmallRecord):
    """A record in which nobody may look at `declarations`: figures of goods lines come from `declared_trade` alone."""

    def __init__(self, rows: pd.DataFrame | None = None, **others: Any) -> None:
        super().__init__(**others)
        self._tables["declared_trade"] = known().rows if rows is None else rows

    def table(self, name: str) -> pd.DataFrame:
        """Return a tidy table."""
        assert name != "declarations", "its figures are not protected"
        return super().table(name)


class Beside:
    """The public record with the invented goods lines beside it, as a store would hold both."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def table(self, name: str) -> pd.DataFrame:
        """Return a tidy table."""
        return known().rows if name == "declared_trade" else self._store.table(name)

    def documents(self) -> pd.DataFrame:
        """Return the publications, the goods lines among them."""
        own = {"document": "office", "title": "Synthetic goods lines", "source_class": "official"}
        found = self._store.documents()
        return pd.concat([found, pd.DataFrame([dict.fromkeys(found.columns, "") | own])], ignore_index=True)

    def companions(self) -> pd.DataFrame:
        """Return what was printed beside the figures."""
        return self._store.companions()

    def lineage(self, row_ids: Iterable[str]) -> pd.DataFrame:
        """Return where rows come from."""
        wanted = list(row_ids)
        own = known().lineage
        return pd.concat([self._store.lineage(wanted), own[own["row_id"].isin(wanted)]], ignore_index=True)


def total(period: str, flow: str = "total", **split: str) -> float:
    """Return a planted total in million US dollars."""
    lines = known().truth
    chosen = lines[lines["month"].str.startswith(period)]
    if flow != "total":
        chosen = chosen[chosen["flow"] == flow]
    for key, value in split.items():
        chosen = chosen[chosen[key] == value]
    return float(chosen["value_usd"].sum()) / 1e6


def published(period: str, value: float, flow: str = "total") -> dict[str, Any]:
    """Return a published declared total."""
    keys = {"scope": "declared", "flow": flow, "gate": "all", "partner": "all", "commodity": "all", "regime": "all"}
    return keys | {"period": period, "value": value}
