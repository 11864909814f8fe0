"""Measures by name, and the table of values of a model: what is known of each sector, with rows, grade and goalposts behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, TypeAlias, cast

import numpy as np
import pandas as pd

from assessment.etl.schema import TABLES
from assessment.evidence import Evidence
from assessment.findings import Grade, Quantity
from assessment.scoring.aggregate import coverage
from assessment.scoring.draws import GRADE_DEVIATION
from assessment.scoring.measures_input import input_value
from assessment.scoring.measures_place import investment_momentum, local_quotient, zone_projects, zone_share
from assessment.scoring.measures_trade import demand_growth, market_risk
from assessment.scoring.model import Model
from assessment.scoring.normalise import Criterion as Scale
from assessment.scoring.normalise import Method, normalise
from assessment.scoring.once import once
from assessment.scoring.parts import Criterion, Gate, GateState, Sector
from assessment.scoring.reference import Bounds, goalposts

Measure: TypeAlias = Callable[[Evidence, Model, Sector], Quantity]

MEASURES: Final[Mapping[str, Measure]] = {
    "demand_growth": demand_growth,
    "market_risk": market_risk,
    "investment_momentum": investment_momentum,
    "local_quotient": local_quotient,
    "zone_projects": zone_projects,
    "zone_share": zone_share,
}
"""Measures on the public record; the name ``input`` stands for the input table."""
INPUT: Final = "input"
_WORST_FIRST: Final[tuple[Grade, ...]] = ("C", "B", "A")


@dataclass(frozen=True)
class Values:
    """What a model knows of its sectors.

    Attributes
    ----------
    model
        The model that was evaluated.
    quantities
        Sectors × criteria of :class:`Quantity`, each with its rows, or the reason why it is not determinable.
    grades
        Sectors × criteria: A, B or C, the worst of the rows behind a value and of the criterion; empty text without a value.
    goalposts
        Low and high by criterion, as quantities in the criterion's unit.
    """

    model: Model
    quantities: pd.DataFrame
    grades: pd.DataFrame
    goalposts: Mapping[str, Bounds]

    def quantity(self, sector: str, criterion: str) -> Quantity:
        """Return one value with its rows, or the reason why there is none."""
        return cast(Quantity, self.quantities.at[sector, criterion])

    @cached_property
    def values(self) -> pd.DataFrame:
        """Sectors × criteria as floats that can be scored; NaN where a value or the goalposts of its criterion are not known.

        With the transform ``cap`` values stop at the goalposts, under every method of normalisation.
        """
        table = self.quantities.map(lambda quantity: np.nan if quantity.value is None else quantity.value).astype(float)
        for criterion in self.model.criteria:
            low, high = self.goalposts[criterion.key]
            if low.value is None or high.value is None:
                table[criterion.key] = np.nan
            elif criterion.transform == "cap":
                table[criterion.key] = table[criterion.key].clip(low.value, high.value)
        return table

    @cached_property
    def deviations(self) -> pd.DataFrame:
        """Relative standard deviation of each value by its grade (METHODS 11.8); NaN without a value."""
        return (
            self.grades.map(lambda grade: GRADE_DEVIATION.get(grade, np.nan)).astype(float).where(self.values.notna())
        )

    @cached_property
    def scales(self) -> dict[str, Scale]:
        """What :func:`assessment.scoring.normalise.normalise` needs, for the criteria whose goalposts are known."""
        return {
            criterion.key: Scale(
                low.value,
                high.value,
                criterion.direction,
                "none" if criterion.transform == "cap" else criterion.transform,
            )
            for criterion in self.model.criteria
            for low, high in [self.goalposts[criterion.key]]
            if low.value is not None and high.value is not None
        }

    def scores(self, method: Method | None = None) -> pd.DataFrame:
        """Return sectors × criteria on the scale from 1 to 100, by the model's normalisation or another; NaN where not known."""
        known = normalise(self.values[list(self.scales)], self.scales, method or self.model.normalisation).scores
        return known.reindex(columns=self.values.columns)

    @cached_property
    def coverage(self) -> pd.DataFrame:
        """The coverage rule of the model by sector: see :func:`assessment.scoring.aggregate.coverage`."""
        rule = self.model.coverage
        return coverage(
            self.values.notna(),
            self.model.weights(),
            self.model.pillar_of,
            least_total=rule.total_percent / 100,
            least_pillar=rule.pillar_percent / 100,
        )


def values(evidence: Evidence, model: Model) -> Values:
    """Return what the record knows of every sector on every criterion of a model.

    A sector's values depend on no other sector; their order only orders the rows.

    Raises
    ------
    ValueError
        If the model names a measure or a rule of reference that does not exist; the message lists those there are.
    """
    keys = [criterion.key for criterion in model.criteria]
    measured = {
        sector.key: [_measured(evidence, model, criterion, sector) for criterion in model.criteria]
        for sector in model.sectors
    }
    quantities = pd.DataFrame.from_dict(
        {key: [quantity for quantity, _ in own] for key, own in measured.items()},
        orient="index",
        columns=keys,
        dtype=object,
    )
    grades = pd.DataFrame.from_dict(
        {key: [grade for _, grade in own] for key, own in measured.items()}, orient="index", columns=keys
    )
    bounds = {criterion.key: goalposts(evidence, model, criterion) for criterion in model.criteria}
    return Values(model, quantities, grades, bounds)


def measure(evidence: Evidence, model: Model, name: str, sector: Sector) -> Quantity:
    """Return a measure of the public record by its name."""
    if name not in MEASURES:
        raise ValueError(f"measure {name!r} is unknown; expected {INPUT} or one of {', '.join(MEASURES)}")
    return MEASURES[name](evidence, model, sector)


def grade_of(evidence: Evidence, rows: Iterable[str], best: Grade = "A") -> Grade:
    """Return the worst grade of the rows behind a number, and at best the one given."""
    known = _row_grades(evidence)
    return min((best, *(known[row] for row in rows if row in known)), key=_WORST_FIRST.index)


def gate_states(evidence: Evidence, model: Model) -> pd.DataFrame:
    """Return sectors × gates: pairs of the declared state and the references that show it."""
    table = {
        gate.key: [(gate.state(sector), _shown(evidence, gate, gate.state(sector))) for sector in model.sector_keys]
        for gate in model.gates
    }
    return pd.DataFrame(table, index=list(model.sector_keys), dtype=object)


def _measured(evidence: Evidence, model: Model, criterion: Criterion, sector: Sector) -> tuple[Quantity, str]:
    best: Grade = criterion.grade
    if criterion.measure == INPUT:
        found = input_value(evidence, criterion, sector.key)
        if not found.known and criterion.stand_in:
            # What stands in for a measure is never better than an estimate of it.
            found, best = measure(evidence, model, criterion.stand_in, sector), "C"
    else:
        found = measure(evidence, model, criterion.measure, sector)
    if "all" in (*sector.export_groups, *sector.import_groups) and criterion.measure in _DERIVED:
        best = "C"
    if found.known and found.unit != criterion.unit:
        raise ValueError(f"criterion {criterion.key}: unit {criterion.unit!r}; its measure gives {found.unit!r}")
    return (found, grade_of(evidence, found.rows, best)) if found.known else (found, "")


_DERIVED: Final = ("demand_growth", "market_risk")
"""Measures by which a service is judged by the trade it lives on."""


@once
def _row_grades(evidence: Evidence) -> dict[str, Grade]:
    return cast(dict[str, Grade], column_by_row(evidence, "grade"))


def column_by_row(evidence: Evidence, column: str) -> dict[str, str]:
    """Return by row of all tidy tables what stands in a column that every table has."""
    frames = [evidence.record.table(name)[["row_id", column]] for name in TABLES]
    whole = pd.concat([frame for frame in frames if len(frame)] or frames[:1])
    return dict(zip(whole["row_id"], whole[column], strict=True))


def _shown(evidence: Evidence, gate: Gate, state: GateState) -> tuple[str, ...]:
    if not state.record:
        return ()
    keys: dict[str, Any] = dict(state.record)
    return tuple(evidence.rows(keys.pop("table"), **keys)["row_id"])
