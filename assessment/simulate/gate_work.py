"""Daily lists and the log of the gates, with planted stages, a stop of one gate, Tết, and a season of fruit."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import numpy as np
import pandas as pd

from assessment.analysis.tet import AFTER, BEFORE, DURING, tet_dates
from assessment.simulate.forms import Row, Sheet
from assessment.simulate.truth import Truth

LOG: Final = "gate_log"
LOG_FILE: Final = "gate_log/mo_phong_synthetic_nhat_ky.xlsx"
LISTS: Final = "gate_bulletins"
LISTS_FILE: Final = "gate_bulletins/mo_phong_synthetic_hang_ngay.xlsx"
_FRUIT: Final = "fruit"
_DAYS_A_MONTH: Final = 365.25 / 12


def level(truth: Truth, days: pd.DatetimeIndex, gate: str) -> pd.Series:
    """Return the vehicles a day expected at a gate on ordinary days, both directions."""
    years = np.asarray((days - pd.Timestamp(truth.first_year, 1, 1)).days) / 365.25
    level = truth.vehicles / _DAYS_A_MONTH * np.exp(truth.through_growth * years)
    return pd.Series(level * truth.gate_shares[gate], days)


def about_tet(truth: Truth, days: pd.DatetimeIndex) -> pd.Series:
    """Return the factor of each day about Tết, 1 on ordinary days."""
    factors = pd.Series(1.0, days)
    for day in tet_dates(days[0].year, days[-1].year):
        for window in (BEFORE, DURING, AFTER):
            first, last = (day + pd.Timedelta(days=edge) for edge in (window.first, window.last))
            factors.loc[first:last] = truth.tet_factors[window.name]
    return factors


def expected(truth: Truth, days: pd.DatetimeIndex, gate: str) -> pd.DataFrame:
    """Return the vehicles a day expected of a gate: columns `export`, `import`, and `fruit`, which is a part of the exports."""
    usual = level(truth, days, gate) * about_tet(truth, days)
    season = np.where(days.month.isin(list(truth.fruit_months)), truth.fruit_season, 1.0)
    exports = usual * truth.export_part
    fruit = exports * truth.fruit_part * season
    frame = pd.DataFrame({"export": exports * (1 - truth.fruit_part), "import": usual - exports, "fruit": fruit})
    if gate == truth.closed_gate:
        first = pd.Timestamp(truth.last_year, *truth.stopped_on)
        frame.loc[first : first + pd.Timedelta(days=truth.stopped_days - 1)] = 0.0
    return frame.assign(export=frame["export"] + frame["fruit"])


def daily_sheets(truth: Truth, draws: np.random.Generator) -> list[Sheet]:
    """Return the daily list of the last year and the month before it."""
    days = pd.date_range(f"{truth.last_year - 1}-12-01", f"{truth.last_year}-12-31")
    rows: list[Row] = []
    for gate in truth.gate_shares:
        means = expected(truth, days, gate)
        fruit = draws.poisson(means["fruit"])
        others = draws.poisson(means["export"] - means["fruit"])
        imports = draws.poisson(means["import"])
        for flow, kind, cleared in (
            ("export", "all", fruit + others),
            ("import", "all", imports),
            ("export", _FRUIT, fruit),
        ):
            queued = draws.poisson(truth.queued_part * cleared)
            rows += [
                {
                    "period": day.to_pydatetime(),
                    "gate": gate,
                    "flow": flow,
                    "kind": kind,
                    "cleared.value": int(count),
                    **({"queued.value": int(waiting)} if kind == "all" else {}),
                }
                for day, count, waiting in zip(days, cleared, queued, strict=True)
            ]
    return [Sheet("daily", "traffic", rows)]


def log_lines(truth: Truth, draws: np.random.Generator) -> pd.DataFrame:
    """Return the lines of the log: gate, flow, lane, cargo and the four moments to the minute, in the order of arrival."""
    count = truth.logged * 2
    start, end = pd.Timestamp(truth.last_year - 1, 1, 1), pd.Timestamp(truth.last_year + 1, 1, 1)
    minutes = np.sort(draws.integers(0, int((end - start).total_seconds() // 60), count))
    lines = pd.DataFrame({"arrival": start + pd.to_timedelta(minutes, unit="min")})
    lines["gate"] = draws.choice(list(truth.gate_shares), count, p=list(truth.gate_shares.values()))
    lines["flow"] = np.where(draws.random(count) < truth.export_part, "export", "import")
    lines["lane"] = draws.choice(list(truth.lane_shares), count, p=list(truth.lane_shares.values()))
    lines["cargo"] = np.where(draws.random(count) < truth.fruit_part, _FRUIT, "other_cargo")
    approval: pd.Series = lines["lane"].map(truth.approval_hours) * np.where(
        lines["arrival"].dt.year == truth.last_year, 1.0, truth.approval_before
    )
    moment = lines["arrival"]
    for name, median in (
        ("declaration", truth.declaration_hours),
        ("approval", approval),
        ("removal", truth.removal_hours),
    ):
        hours = median * np.exp(draws.normal(0, truth.stage_deviation, count))
        moment = moment + pd.to_timedelta(np.maximum(np.round(60 * hours), 1.0), unit="min")
        lines[name] = moment
    return lines


def log_sheets(truth: Truth, draws: np.random.Generator) -> list[Sheet]:
    """Return the log of the last two years."""
    rows: list[Row] = []
    for number, line in enumerate(log_lines(truth, draws).to_dict("records"), start=1):
        moments = {name: _moment(line[name]) for name in ("arrival", "declaration", "approval", "removal")}
        names = {name: str(line[name]) for name in ("gate", "flow", "lane", "cargo")}
        rows.append({"identity": f"L{number:06d}", **names, **moments})
    return [Sheet("log", "clearance", rows)]


def _moment(value: pd.Timestamp) -> str:
    # As the platform exports it, a text; a workbook would take the midnight of a stored date for a day alone.
    return datetime.strftime(value.to_pydatetime(), "%d/%m/%Y %H:%M")
