"""What the small synthetic records of these tests have in common: usual quality of a row, and what stands beside a figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

COMPANIONS = ("growth_percent", "growth_base", "plan_percent")
QUALITY: dict[str, Any] = {
    "status": "reported",
    "precision": "exact",
    "inferred": "",
    "grade": "C",
    "source": "test",
    "document": "press",
    "published": pd.Timestamp("2025-01-01"),
    "note_vi": "",
    "note_en": "",
}


def companions_of(rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> pd.DataFrame:
    """Return growth and achievement of the plan given with rows, by the `row_id` the records give them."""
    beside = [
        {"row_id": f"{name}-{number}", "growth_base": "same_period"}
        | {key: row[key] for key in COMPANIONS if key in row}
        for name, given in rows.items()
        for number, row in enumerate(given)
    ]
    return pd.DataFrame(beside, columns=["row_id", *COMPANIONS])
