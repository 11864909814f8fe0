"""Times of clearance from the log of the gates: stages, quantiles, same day, within the target, CAREC's indicators."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any, Final

import pandas as pd

from assessment.analysis.border_times import TimeSummary, summarise
from assessment.analysis.clearance_times import (
    FEWEST,
    RELEASE,
    Cpmm,
    cpmm,
    expand,
    same_day_percent,
    share_within,
    standardised_mean,
)
from assessment.etl.schema import STAGES
from assessment.evidence import Evidence
from assessment.findings import Cell, Figure, Finding, Name, Period, Quantity, Table, Text, not_determinable
from assessment.situation.flows import frame
from assessment.situation.gate_settings import setting
from assessment.situation.gate_tables import Spec, gate_table

_ORIGIN: Final = ("table:clearance",)
_MONTHS: Final = 12
_KEYS: Final = ("gate", "flow", "lane", "cargo")
_FLOWS: Final = ("total", "export", "import")
_HOURS: Final[Mapping[str, str]] = {
    "mean": "mean",
    "median": "median",
    "median_low": "median_low",
    "median_high": "median_high",
    "p90": "ninth_decile",
    "p90_low": "ninth_decile_low",
    "p90_high": "ninth_decile_high",
}
_FILE_KEYS: Final = ["gate", "flow", "document", "period_start", "period_end"]


def without_overlap(clearance: pd.DataFrame) -> pd.DataFrame:
    """Return the counts with every day of a gate and direction counted once.

    A file covers a span of days of a month. Of spans that overlap the longer one counts, of equal ones the one published last: so a
    month that is sent again replaces its first version, and weeks stand beside each other.
    """
    group = clearance.groupby(_FILE_KEYS).ngroup()
    spans = clearance[[*_FILE_KEYS, "published"]].assign(group=group).drop_duplicates("group")
    spans["length"] = spans["period_end"] - spans["period_start"]
    order = spans.sort_values(
        ["length", "published", "document"], ascending=[False, False, True], na_position="last", kind="stable"
    )
    taken: dict[tuple[str, str], list[tuple[pd.Timestamp, pd.Timestamp]]] = {}
    kept = []
    for row in order.to_dict("records"):
        known = taken.setdefault((row["gate"], row["flow"]), [])
        if all(row["period_end"] < start or row["period_start"] > end for start, end in known):
            known.append((row["period_start"], row["period_end"]))
            kept.append(row["group"])
    return clearance[group.isin(kept)]


class Times:
    """The counts of the last twelve months of the log, and of the twelve before."""

    def __init__(self, evidence: Evidence) -> None:
        table = evidence.record.table("clearance")
        self.counts = without_overlap(table[(table["status"] != "plan") & (table["inferred"] == "")])

    @property
    def known(self) -> bool:
        """Whether there is a log."""
        return len(self.counts) > 0

    @cached_property
    def _last(self) -> pd.Period:
        return pd.Timestamp(self.counts["period_end"].max()).to_period("M")

    def _months(self, first: pd.Period, last: pd.Period) -> pd.DataFrame:
        months = self.counts["period_start"].dt.to_period("M")
        found: pd.DataFrame = self.counts[(months >= first) & (months <= last)]
        return found

    @cached_property
    def now(self) -> pd.DataFrame:
        """Counts of the last twelve months."""
        if not self.known:
            return self.counts
        return self._months(self._last - _MONTHS + 1, self._last)

    @cached_property
    def before(self) -> pd.DataFrame:
        """Counts of the twelve months before, empty where the log does not cover them from their first month on."""
        found = self._months(self._last - 2 * _MONTHS + 1, self._last - _MONTHS)
        whole = found["period_start"].dt.to_period("M").nunique() == _MONTHS
        return found if whole else found.iloc[:0]

    @property
    def period(self) -> Period:
        """Days of arrival of the last twelve months."""
        return Period(self.now["period_start"].min(), self.now["period_end"].max(), "span")

    def some(self, **keys: Any) -> pd.DataFrame:
        """Return the counts of the last twelve months of a group; `all` and `total` take every one."""
        found = self.now
        for name, wanted in keys.items():
            if wanted not in ("all", "total"):
                found = found[found[name].isin(wanted) if isinstance(wanted, tuple) else found[name] == wanted]
        return found


def timed(value: float, count: int, unit: str = "hour", decimals: int = 1) -> Quantity:
    """Return a number from the counts; not determinable for groups too small to be printed, and where there is none."""
    if count < FEWEST or value != value:
        return not_determinable(Text("border.reason.few_consignments", {"fewest": FEWEST}), unit)
    return Quantity(value, unit, _ORIGIN, "border.formula.times", decimals=decimals)


def _count(value: int) -> Quantity:
    return Quantity(float(value), "consignment", _ORIGIN, "count", decimals=0)


def summary(classes: pd.DataFrame, *stages: str) -> TimeSummary:
    """Return the summary of the times of stages; of several, of all their times together."""
    return summarise(expand(classes[classes["stage"].isin(stages)]))


def _groups(times: Times) -> list[dict[str, str]]:
    """Return the groups of the table: all, directions, gates, gates by direction, lanes, cargoes."""
    values = {name: sorted(times.now[name].unique()) for name in _KEYS}
    groups: list[dict[str, str]] = [{}]
    groups += [{"flow": flow} for flow in values["flow"]]
    groups += [{"gate": gate} for gate in values["gate"]]
    groups += [{"gate": gate, "flow": flow} for gate in values["gate"] for flow in values["flow"]]
    groups += [{name: key} for name in ("lane", "cargo") for key in values[name] if len(values[name]) > 1]
    usual = {"gate": "all", "flow": "total", "lane": "all", "cargo": "all"}
    return [usual | group for group in groups]


def release_table(times: Times) -> Table:
    """Return release times by group: count, mean, median and ninth decile with their intervals, same day, within the target."""
    target = setting("release.target_hours", "hour")
    rows: list[tuple[Cell, ...]] = []
    for group in _groups(times):
        some = times.some(**group)
        found = summary(some, RELEASE)
        names = tuple(Name("traffic_kind" if name == "cargo" else name, key) for name, key in group.items())
        numbers = [getattr(found, name) for name in _HOURS.values()]
        shares = (same_day_percent(some), share_within(some, float(target.value or 0)))
        rows.append(
            (
                *names,
                _count(found.count),
                *(timed(number, found.count) for number in numbers),
                *(timed(part, found.count, "percent") for part in shares),
            )
        )
    columns: list[Spec] = [*_KEYS, ("count", "consignment", 0), *((name, "hour", 1) for name in _HOURS)]
    columns += [("same_day", "percent", 1), ("within", "percent", 1)]
    note: dict[str, Cell] = {"target": target, "fewest": FEWEST}
    return gate_table("release", columns, rows, {"period": times.period}, note, wide=True)


def stages_table(times: Times) -> Table:
    """Return the stages by direction; the means of the parts add up to that of the whole where every line has all moments."""
    rows: list[tuple[Cell, ...]] = []
    for flow in _FLOWS:
        some = times.some(flow=flow)
        for stage in STAGES:
            found = summary(some, stage)
            numbers = (found.mean, found.median, found.ninth_decile)
            rows.append(
                (
                    Name("flow", flow),
                    Name("stage", stage),
                    _count(found.count),
                    *(timed(number, found.count) for number in numbers),
                )
            )
    columns: list[Spec] = ["flow", "stage", ("count", "consignment", 0)]
    columns += [(name, "hour", 1) for name in ("mean", "median", "p90")]
    return gate_table("stages", columns, rows, {"period": times.period})


def stages_figure(times: Times) -> Figure:
    """Return median and ninth decile of the stages as bars."""
    rows = []
    for stage in STAGES:
        found = summary(times.now, stage)
        for name, value in (("median", found.median), ("p90", found.ninth_decile)):
            rows.append((Name("stage", stage), timed(value, found.count), Text(f"border.table.stages.{name}")))
    return Figure(
        "border.stages",
        frame(rows, "x", "y", "series"),
        "grouped_bars",
        Text("border.figure.stages.caption", {"period": times.period}),
        Text("border.figure.stages.alt"),
        notes=(Text("border.figure.stages.note"),),
    )


def cpmm_table(times: Times) -> Table:
    """Return CAREC's indicators by direction as far as the log carries them, and why it carries no more."""
    rows: list[tuple[Cell, ...]] = []
    for flow in _FLOWS:
        some = times.some(flow=flow)
        count = summary(some, RELEASE).count
        rows += [_cpmm_row(flow, found, count) for found in cpmm(some) if flow == "total" or found.name == "tfi1"]
    columns: list[Spec] = [
        "indicator",
        "flow",
        ("count", "consignment", 0),
        ("mean", "hour", 1),
        ("median", "hour", 1),
        "what",
    ]
    return gate_table("cpmm", columns, rows, {"period": times.period})


def _cpmm_row(flow: str, found: Cpmm, count: int) -> tuple[Cell, ...]:
    reason = Text(f"border.cpmm_problem.{found.problem}", {"fewest": FEWEST} if found.problem == "too_few" else {})
    if found.name != "tfi1":
        nothing = not_determinable(reason, "hour")
        return Text(f"border.cpmm.{found.name}"), Name("flow", flow), None, nothing, nothing, reason
    mean, median = timed(found.mean, count), timed(found.median, count)
    return Text("border.cpmm.tfi1"), Name("flow", flow), _count(count), mean, median, reason


def release_values(times: Times) -> Mapping[str, Cell]:
    """Return what is said of the release time: count, period, median, ninth decile, same day."""
    found = summary(times.now, RELEASE)
    return {
        "count": _count(found.count),
        "period": times.period,
        "median": timed(found.median, found.count),
        "p90": timed(found.ninth_decile, found.count),
        "same_day": timed(same_day_percent(times.now), found.count, "percent"),
    }


def findings(times: Times) -> tuple[Finding, ...]:
    """Return what the log says of the release time, and of its change against the twelve months before with the cargo of then."""
    said = [Finding(Text("border.finding.release", release_values(times)), "B")]
    changed = changed_values(times)
    if changed:
        said.append(Finding(Text("border.finding.release_change", changed), "B"))
    return tuple(
        finding
        for finding in said
        if all(value.known for value in finding.text.values.values() if isinstance(value, Quantity))
    )


def changed_values(times: Times) -> Mapping[str, Cell]:
    """Return medians of the two years, and the mean of now with the cargo of before; nothing where the log has one year only."""
    if times.before.empty:
        return {}
    now, before = summary(times.now, RELEASE), summary(times.before, RELEASE)
    whole = times.before[times.before["stage"] == RELEASE]
    weights = whole.groupby("cargo")["consignments"].sum()
    return {
        "now": timed(now.median, now.count),
        "before": timed(before.median, before.count),
        "mean_before": timed(before.mean, before.count),
        "standardised": timed(standardised_mean(times.now, weights), now.count),
    }
