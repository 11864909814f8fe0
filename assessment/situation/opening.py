"""Open the evidence on the tidy tables of a project, with its register filled."""

from __future__ import annotations

import pandas as pd

from assessment.etl.declarations import load_sources
from assessment.etl.schema import TABLES
from assessment.etl.store import Store
from assessment.project import zone_configuration
from assessment.situation.evidence import Evidence
from assessment.situation.register import received, requested

_REGISTER_COLUMNS = ["source", "status", "period_start", "period_end", "frequency"]


def open_evidence(store: Store, today: pd.Timestamp | None = None) -> Evidence:
    """Return the evidence of a store; `today` (default: now) is the day against which a source is overdue."""
    day = (today or pd.Timestamp.now()).normalize()
    rows = pd.concat([store.table(name)[_REGISTER_COLUMNS] for name in TABLES], ignore_index=True)
    register = (*received(load_sources().values(), rows, day), *requested())
    return Evidence(store, zone_configuration(), register=register, today=day)
