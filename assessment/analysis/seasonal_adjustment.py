"""Seasonal adjustment with X-13 and Tết: the windows chosen by AICC, the diagnostics beside the result.

The ARIMA model, the trading days and the outliers are found once, with the richest set of Tết windows in the model, and then held;
only so are the AICC of the candidates those of one data set and one differencing, and can be compared. Below `MIN_MONTHS` months the
effect of Tết cannot be told from noise (METHODS 8.4): take `season.january_february` and `season.year_to_date` instead.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import isfinite
from typing import Literal, TypeAlias

import pandas as pd

from assessment.analysis import x13
from assessment.analysis.growth import growth
from assessment.analysis.season import longest_run, monthly
from assessment.analysis.tet import AFTER, BEFORE, DURING, REFERENCE, Window, window_regressors

Refusal: TypeAlias = Literal["too_few_months", "gaps", "not_positive", "constant"] | x13.Failure
Doubt: TypeAlias = Literal[
    "no_season", "unidentifiable_season", "poor_quality", "season_left", "unstable_season", "autocorrelated_residuals"
]
Kind: TypeAlias = Literal["AO", "LS", "TC"]

MIN_MONTHS = 60
"""With 60 months of a clean series the Tết coefficient is right to a seventh, with 36 it can be anything (METHODS 8.4)."""

CANDIDATES: tuple[tuple[Window, ...], ...] = ((), (DURING,), (BEFORE, DURING), (BEFORE, DURING, AFTER))
"""Sets of windows among which AICC chooses; the empty one is the model without Tết."""

UNSTABLE_SPANS = 15.0
"""Percent of months whose seasonal factor differs by more than 3 % between spans (Findley et al. 1990)."""

LIMIT = 0.05

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True)
class Event:
    """A dated event that X-13 must not take for a season, entered by hand.

    Attributes
    ----------
    kind
        ``AO`` one month out of line, ``LS`` a lasting change of level, ``TC`` a blow that fades (by 0.7 a month).
    month
        First month concerned.
    """

    kind: Kind
    month: pd.Period

    def __post_init__(self) -> None:
        if self.kind not in ("AO", "LS", "TC"):
            raise ValueError(f"event {self.kind!r}: expected AO, LS or TC")


@dataclass(frozen=True)
class Effect:
    """Coefficient of a regressor, on the logarithm of the series.

    Attributes
    ----------
    name
        Name of the Tết window, or the kind and month of an outlier as X-13 writes it (``AO2020.Apr``).
    coefficient, standard_error
        −0.16 with a whole window of Tết in a month means exp(−0.16) − 1 = −15 %.
    t_value
        coefficient / standard_error.
    """

    name: str
    coefficient: float
    standard_error: float
    t_value: float


@dataclass(frozen=True)
class Diagnostics:
    """What X-13 says of the quality of an adjustment; NaN where it gives no figure.

    Attributes
    ----------
    qs_original, qs_original_p, qs_adjusted, qs_adjusted_p
        QS statistic of seasonality (chi-squared, 2 degrees of freedom) and its p-value, before and after. A small p before and a
        large one after is what one wants.
    m7, q, q2
        M7 below 1: the season can be told from its own changes. Q and Q2 (Q without M2) below 1: acceptable on the whole.
    ljung_box, ljung_box_p
        Ljung-Box statistic of the residuals to lag 24 and its p-value.
    spans
        Number of sliding spans; 0 where the series is too short for them.
    unstable_factors, unstable_changes
        Percent of months whose seasonal factor, or whose month-to-month change, differs by more than 3 % between the spans.
    """

    qs_original: float
    qs_original_p: float
    qs_adjusted: float
    qs_adjusted_p: float
    m7: float
    q: float
    q2: float
    ljung_box: float
    ljung_box_p: float
    spans: int
    unstable_factors: float
    unstable_changes: float

    @property
    def doubts(self) -> tuple[Doubt, ...]:
        """Return what speaks against the adjustment.

        ``no_season`` (QS of the original finds none), ``unidentifiable_season`` (M7 ≥ 1), ``poor_quality`` (Q2 ≥ 1),
        ``season_left`` (QS of the adjusted series finds one), ``unstable_season`` (above `UNSTABLE_SPANS`) and
        ``autocorrelated_residuals`` (Ljung-Box), tests at 5 %.
        """
        found: dict[Doubt, bool] = {
            "no_season": self.qs_original_p >= LIMIT,
            "unidentifiable_season": self.m7 >= 1,
            "poor_quality": self.q2 >= 1,
            "season_left": self.qs_adjusted_p < LIMIT,
            "unstable_season": self.unstable_factors > UNSTABLE_SPANS,
            "autocorrelated_residuals": self.ljung_box_p < LIMIT,
        }
        return tuple(doubt for doubt, holds in found.items() if holds)


@dataclass(frozen=True)
class Adjustment:
    """A seasonally adjusted series and how it came about.

    Attributes
    ----------
    adjusted, seasonal, trend
        Adjusted series and trend in the unit of the series, seasonal factors around 1; by month, empty where refused. Additive
        outliers stay in the adjusted series: they happened.
    windows
        Names of the Tết windows chosen; empty where the model without Tết has the lowest AICC.
    aicc
        AICC by candidate, keyed by the names of its windows; differences count, levels depend on the unit. NaN where X-13 failed.
    tet
        Effect of each chosen window.
    outliers
        Effects of the events given and of the outliers found.
    model
        ARIMA orders, held for all candidates.
    trading_days
        Trading-day regressor X-13 kept (``td``, ``td1coef``); empty for none.
    diagnostics
        None where refused.
    months
        Number of months used (or available, where refused).
    refused
        ``too_few_months``, ``gaps``, ``not_positive``, ``constant``, or why X-13 gave no result (see `x13.Output`); empty if not.
    message
        X-13's own words where it failed.
    """

    adjusted: pd.Series = field(default_factory=lambda: pd.Series(dtype=float))
    seasonal: pd.Series = field(default_factory=lambda: pd.Series(dtype=float))
    trend: pd.Series = field(default_factory=lambda: pd.Series(dtype=float))
    windows: tuple[str, ...] = ()
    aicc: Mapping[tuple[str, ...], float] = field(default_factory=dict)
    tet: tuple[Effect, ...] = ()
    outliers: tuple[Effect, ...] = ()
    model: str = ""
    trading_days: str = ""
    diagnostics: Diagnostics | None = None
    months: int = 0
    refused: Refusal = ""
    message: str = ""


def adjust(
    series: pd.Series,
    events: Sequence[Event] = (),
    candidates: Sequence[Sequence[Window]] = CANDIDATES,
    detect_outliers: bool = False,
    reference: tuple[int, int] = REFERENCE,
) -> Adjustment:
    """Adjust a monthly series for season, trading days and Tết with X-13 (regARIMA on logarithms, then X-11).

    Parameters
    ----------
    series
        Monthly flow with a PeriodIndex (freq ``M``). Missing months at the ends are left out; one in between is a gap and refused:
        take `season.longest_run`.
    events
        Dated events to hold out of the season.
    candidates
        Sets of Tết windows of which the one with the lowest AICC is taken, of equal ones the first.
    detect_outliers
        Whether X-13 looks for further outliers. Events known by date come first; detection is the check on them.
    reference
        First and last year over which the Tết regressors are centred.

    Returns
    -------
    Adjustment
        With `refused` set where there is no adjustment; look at ``diagnostics.doubts`` before one is printed.

    Raises
    ------
    ValueError
        If the index is not one of months, a month occurs twice, an event lies outside the series, there is no candidate, or two
        have the same names.

    References
    ----------
    Findley et al. (1998), Journal of Business & Economic Statistics 16(2); Lin and Liu (2003); Roberts and White (2015), RBA
    Research Discussion Paper 2015-13.

    Examples
    --------
    >>> short = pd.Series(1.0, index=pd.period_range("2020-01", periods=48, freq="M"))
    >>> adjust(short).refused
    'too_few_months'
    """
    if not candidates:
        raise ValueError("candidates: expected at least one set of windows; the empty set is the model without Tết")
    run, months_known = longest_run(series), int(series.notna().sum())
    refused = _refusal(run, months_known)
    if refused:
        return Adjustment(months=months_known, refused=refused)
    for event in events:
        if event.month not in run.index:
            raise ValueError(f"event {event.kind} {event.month}: outside the series {run.index[0]} to {run.index[-1]}")
    months = pd.period_range(run.index[0], periods=len(run) + x13.FORECAST_MONTHS, freq="M")
    specs = {
        tuple(window.name for window in windows): x13.Specification(
            run, holidays=window_regressors(months, windows, reference)
        )
        for windows in candidates
    }
    if len(specs) < len(candidates):
        raise ValueError(
            f"candidates: {len(candidates)} sets of windows but {len(specs)} sets of names; give each its own"
        )
    given = tuple(f"{event.kind}{event.month.year}.{_MONTHS[event.month.month - 1]}" for event in events)
    richest = replace(specs[max(specs, key=len)], variables=given, tests=("td",), detect_outliers=detect_outliers)
    identified = x13.run(richest)
    if identified.failure:
        return Adjustment(months=len(run), refused=identified.failure, message=identified.message)
    return _chosen(specs, identified, (*given, *_found(identified)))


def _refusal(run: pd.Series, months_known: int) -> Refusal:
    if months_known < MIN_MONTHS:
        return "too_few_months"
    if len(run) < months_known:
        return "gaps"
    if (run <= 0).any():
        return "not_positive"
    return "constant" if run.nunique() == 1 else ""


def _trading_days(output: x13.Output) -> str:
    found = output.diagnostics.get("aictest.td", "no")
    return "" if found == "no" else found


def _found(output: x13.Output) -> list[str]:
    """Return the regressors X-13 found by itself, in the words that enter them by hand."""
    outliers = [effect.name for effect in _effects(output, "AutoOutlier$")]
    constant = ["const"] if "Constant$Constant" in output.diagnostics else []
    return [*constant, *filter(None, [_trading_days(output)]), *outliers]


def _chosen(
    specs: Mapping[tuple[str, ...], x13.Specification], identified: x13.Output, variables: Sequence[str]
) -> Adjustment:
    model = identified.diagnostics["arimamdl"]
    outputs = {names: x13.run(replace(spec, arima=model, variables=variables)) for names, spec in specs.items()}
    aicc = {names: output.number("aicc") for names, output in outputs.items()}
    known = [names for names, output in outputs.items() if not output.failure and isfinite(aicc[names])]
    months = len(next(iter(specs.values())).series)
    if not known:
        failed = next(iter(outputs.values()))
        reason, message = failed.failure or "x13_failed", failed.message or "no AICC"
        return Adjustment(aicc=aicc, model=model, months=months, refused=reason, message=message)
    best = min(known, key=lambda names: aicc[names])
    output = outputs[best]
    return Adjustment(
        adjusted=output.tables["adjusted"],
        seasonal=output.tables["seasonal"],
        trend=output.tables["trend"],
        windows=best,
        aicc=aicc,
        tet=_effects(output, "User-defined Holiday$"),
        outliers=_effects(output, "Outlier$"),
        model=model,
        trading_days=_trading_days(identified),
        diagnostics=_diagnostics(output),
        months=months,
    )


def _effects(output: x13.Output, group: str) -> tuple[Effect, ...]:
    names = [key for key in output.diagnostics if key.startswith(group)]
    return tuple(Effect(name.removeprefix(group), *output.numbers(name)) for name in names)


def _diagnostics(output: x13.Output) -> Diagnostics:
    box = output.ljung_box.reindex([x13.LAGS])
    spans = output.number("ssa") if output.diagnostics.get("sspans") == "yes" else 0.0
    return Diagnostics(
        qs_original=output.number("qsori"),
        qs_original_p=output.number("qsori", 1),
        qs_adjusted=output.number("qssadj"),
        qs_adjusted_p=output.number("qssadj", 1),
        m7=output.number("f3.m07"),
        q=output.number("f3.q"),
        q2=output.number("f3.qm2"),
        ljung_box=float(box["statistic"].iloc[0]),
        ljung_box_p=float(box["p_value"].iloc[0]),
        spans=int(spans),
        unstable_factors=output.number("s2.a.per", 2),
        unstable_changes=output.number("s2.d.per", 2),
    )


def growth_spread(series: pd.Series, months: Iterable[int] = range(1, 13)) -> float:
    """Return the standard deviation of the growth on the month before, in percentage points.

    Over January to March it shows what Tết leaves in an adjusted series; over all months it is the volatility of the series.

    Parameters
    ----------
    series
        Monthly values with a PeriodIndex (freq ``M``).
    months
        Calendar months whose growth counts, 1 to 12.

    Returns
    -------
    float
        Sample standard deviation (n − 1); NaN below two known growth rates. Growth over a gap or from zero is left out.

    Examples
    --------
    >>> flow = pd.Series([100.0, 110.0, 110.0, 99.0], index=pd.period_range("2024-01", periods=4, freq="M"))
    >>> round(growth_spread(flow), 6), round(growth_spread(flow, [2, 3]), 2)
    (10.0, 7.07)
    """
    known = monthly(series)
    before = known.reindex(known.index - 1).to_numpy()
    chosen = growth(known, before)[pd.PeriodIndex(known.index).month.isin(list(months))]
    return float(pd.Series(chosen).std())
