"""The full model with synthetic values and a synthetic panel, few draws."""

from __future__ import annotations

from datetime import date
from functools import cache

import numpy as np
import pandas as pd

from assessment.evidence import Evidence
from assessment.findings import Quantity, Text, not_determinable
from assessment.scoring.evaluation import Evaluation, evaluate
from assessment.scoring.frozen_weights import FrozenWeights
from assessment.scoring.measures import Values
from assessment.scoring.model import Model, load_model
from assessment.scoring.panel_layout import BETWEEN
from tests.situation.small_record import SmallRecord

DRAWS = 600
SECTORS = ("electronics", "timber", "rubber", "bonded_warehousing", "textile_inputs", "iron_steel", "tourism_duty_free")


def model(**changes: object) -> Model:
    full = load_model("full")
    left = [key for key in full.sector_keys if key not in SECTORS]
    return full.with_(drop=left, draws=DRAWS, k=3, **changes)  # type: ignore[arg-type]


def synthetic(seed: int = 1) -> pd.DataFrame:
    """Return synthetic values from 20 to 80: electronics is best and iron the worst in everything, timber and rubber are twins.

    The holders of textile_inputs and tourism_duty_free gave little or nothing.
    """
    full = model()
    criteria = [criterion.key for criterion in full.criteria]
    table = pd.DataFrame(np.random.default_rng(seed).uniform(30, 70, (7, 14)).round(1), list(SECTORS), criteria)
    for criterion in full.criteria:
        table.loc[["electronics", "iron_steel"], criterion.key] = (80.0, 20.0)[:: criterion.direction]
    table.loc["rubber"] = table.loc["timber"]
    table.loc["textile_inputs", ["jobs", "environment"]] = np.nan
    table.loc["tourism_duty_free"] = np.nan
    return table


def known(table: pd.DataFrame, of: Model, grade: str = "B") -> Values:
    table = table.reindex(index=list(of.sector_keys), columns=[criterion.key for criterion in of.criteria])
    units = {criterion.key: criterion.unit for criterion in of.criteria}

    def quantity(value: float, unit: str) -> Quantity:
        if np.isnan(value):
            return not_determinable(Text("common.reason.no_row"), unit)
        return Quantity(float(value), unit, ("synthetic",))

    quantities = pd.DataFrame(
        {key: [quantity(value, units[key]) for value in table[key]] for key in table}, index=table.index, dtype=object
    )
    ends = {key: (Quantity(10.0, unit), Quantity(90.0, unit)) for key, unit in units.items()}
    return Values(of, quantities, table.notna().map(lambda there: grade if there else ""), ends)


@cache
def evidence() -> Evidence:
    return SmallRecord().evidence()


def panel(of: Model, seed: int = 2) -> FrozenWeights:
    """Return synthetic weights of eight experts."""
    generator = np.random.default_rng(seed)
    codes = [f"CG{number:02d}" for number in range(1, 9)]
    shares = {
        block.level: pd.DataFrame(
            generator.dirichlet(np.full(len(block.items), 30.0), 8), index=codes, columns=list(block.items)
        )
        for block in of.layout.blocks
    }
    between = shares[BETWEEN].mean()
    weights = pd.Series({key: between[pillar] * shares[pillar][key].mean() for key, pillar in of.pillar_of.items()})
    pairwise = pd.Series(0.25, index=between.index)
    return FrozenWeights(of.layout, date(2026, 11, 26), weights, between, shares, pairwise, (), None, True, "0" * 64)


def result(values: Values, frozen: FrozenWeights | None = None) -> Evaluation:
    found = evaluate(evidence(), values, frozen)
    assert found is not None
    return found
