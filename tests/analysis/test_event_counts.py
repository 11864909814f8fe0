"""Counts before and after an event: the smoking ban in Sicily, coverage, refusals, laws."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.genmod.families import Poisson
from statsmodels.genmod.generalized_linear_model import GLM

from assessment.analysis.event_counts import interrupted_counts
from assessment.analysis.short_series import autocorrelated

# Acute coronary events and age-standardised population (persons aged 0 to 69), Sicily, January 2002 to November 2006; data of
# Lopez Bernal, Cummins and Gasparrini (2017), Int. J. Epidemiology 46, file sicily.csv of
# https://github.com/gasparrini/2017_lopezbernal_IJE_codedata, commit c88b53f.
EVENTS = """
728 659 791 734 757 726 760 740 720 814 795 858 887 766 851 769 781 756 766 752 765 831 879 928 914 808 937 840 916 828 845 818
860 839 887 886 831 796 833 820 877 758 767 738 781 843 850 908 1021 859 976 888 962 838 810 876 843 936 912
"""
POPULATION = """
379875.3 376495.5 377040.8 377116.4 377383.4 374113.1 379513.3 376295.5 374653.2 378485.6 375955.5 378349.7 376762.4 379032.3
379360.4 376162 377972.4 381830.7 379888.6 380872.2 380966.9 381240.4 382104.9 381802.7 381656.3 383680 383504.2 386462.9 383783.1
380836.8 383483 380906.2 382926.8 384052.4 384449.6 383428.4 388153.2 388373.2 386470.1 386033.2 383686.4 385509.3 385901.9 386516.6
388436.5 383255.2 390148.7 385874.9 391613.6 391750.4 394005.6 391364.9 391664.6 389022.3 391878.5 388575.3 392989 390018.8 390712.3
"""
BAN = pd.Period("2005-01", "M")


@pytest.fixture(scope="module")
def sicily():
    months = pd.period_range("2002-01", "2006-11", freq="M")
    columns = {"events": EVENTS.split(), "population": POPULATION.split()}
    return pd.DataFrame(columns, index=months, dtype=float)


def _harmonics(index):
    angle = 2 * np.pi * index.month.to_numpy() / 12
    return pd.DataFrame(
        {f"{name}{k}": getattr(np, name)(k * angle) for k in (1, 2) for name in ("sin", "cos")}, index=index
    )


def test_sicily_lopez_bernal2017(sicily):
    """T20 (METHODS 7.4): rate ratio 0.89, in the step model without season and with two harmonics; 59 months."""
    for regressors, ratio in ((None, 0.894), (_harmonics(sicily.index), 0.885)):
        found = interrupted_counts(
            sicily["events"], BAN, exposure=sicily["population"], slope=False, regressors=regressors
        )
        change = found.changes[0]
        assert (found.method, found.refused, found.counts) == ("quasi_poisson_simulated", "", (36, 23))
        assert math.exp(change.value) == pytest.approx(0.89, abs=0.006)
        assert math.exp(change.value) == pytest.approx(ratio, abs=0.0005)
        assert change.high < 0
        assert change.p_value < 0.05


def test_sicily_is_the_quasi_poisson_of_statsmodels(sicily):
    """Oracle: GLM with Pearson dispersion; estimate and error equal, the simulated interval wider than the normal one."""
    months = np.arange(59.0)
    design = np.column_stack([np.ones(59), months, months >= 36, np.maximum(months - 36, 0)])
    offset = np.log(sicily["population"].to_numpy())
    oracle = GLM(sicily["events"].to_numpy(), design, family=Poisson(), offset=offset).fit(scale="X2")
    found = interrupted_counts(sicily["events"], BAN, exposure=sicily["population"])
    assert [row.value for row in found.changes] == pytest.approx(oracle.params[2:], abs=1e-7)
    assert [row.standard_error for row in found.changes] == pytest.approx(oracle.bse[2:], rel=1e-6)
    level, normal = found.changes[0], oracle.conf_int()[2]
    assert level.high - level.low > normal[1] - normal[0]
    assert found.means[0] == pytest.approx((sicily["events"] / sicily["population"]).iloc[:36].mean())


def test_a_closure_in_counts():
    mean = 200 * np.exp(
        0.01 * np.arange(48) - 2 * ((np.arange(48) >= 20) & (np.arange(48) < 24)) - 0.3 * (np.arange(48) >= 24)
    )
    cases = pd.Series(np.random.default_rng(2).poisson(mean), index=pd.period_range("2019-01", periods=48, freq="M"))
    found = interrupted_counts(cases, cases.index[20], reopened=cases.index[24])
    assert [row.value for row in found.changes] == pytest.approx([-2, -0.3, 0], abs=0.2)


@pytest.mark.slow
@pytest.mark.parametrize(("count", "phi", "low"), [(20, 0.0, 0.95), (20, 0.5, 0.90), (59, 0.5, 0.90)])
def test_intervals_cover_overdispersed_autocorrelated_counts(count, phi, low):
    """200 series of Poisson counts whose log-rate wanders (sd 0.15), standard error 0.016; the usual interval covers less."""
    rng, inside, usual = np.random.default_rng(3), 0, 0
    wander = autocorrelated(rng.standard_normal((200, count)), np.full(200, phi)) * 0.15 * math.sqrt(1 - phi**2)
    design = np.column_stack([np.ones(count), np.arange(count), np.arange(count) >= count // 2])
    for row in rng.poisson(150 * np.exp(wander)):
        series = pd.Series(row, index=range(1950, 1950 + count))
        change = interrupted_counts(series, 1950 + count // 2, slope=False, draws=199).changes[0]
        inside += change.low <= 0 <= change.high
        usual += np.prod(GLM(row, design, family=Poisson()).fit(scale="X2").conf_int()[2]) < 0
    assert low <= inside / 200
    assert usual < inside


def _cases(values):
    return pd.Series(values, index=range(2001, 2001 + len(values)), dtype=float)


@pytest.mark.parametrize(
    ("values", "at", "refused"),
    [
        ([3.0] * 11, 2006, "too_few"),
        ([], 2006, "too_few"),
        ([3.0, 4.0] * 8, 2003, "too_few_on_a_side"),
        ([3.0] * 6 + [math.nan] + [4.0, 3.0] * 4, 2008, "gap"),
        ([0.0] * 8 + [3.0, 4.0] * 4, 2009, "no_events"),
        ([8.0] * 16, 2009, "exact_fit"),
        ([2.0**power for power in range(16)], 2009, "exact_fit"),
    ],
)
def test_refusals(values, at, refused):
    found = interrupted_counts(_cases(values), at)
    assert (found.refused, found.changes) == (refused, ())


def test_zeros_and_straight_lines_are_counts_like_others():
    found = interrupted_counts(_cases([0, 2, 1, 0, 3, 1, 0, 2, 5, 7, 6, 8, 5, 9, 7, 6]), 2009)
    assert found.changes[0].value > 0
    assert interrupted_counts(_cases(range(10, 30)), 2011).refused == ""
    many = pd.DataFrame(np.random.default_rng(1).random((16, 5)), index=range(2001, 2017))
    assert interrupted_counts(_cases([3.0, 4.0] * 8), 2009, regressors=many).refused == "too_many_regressors"


def test_wrong_counts_and_exposures_are_named():
    counts = _cases([3.0, 4.0] * 8)
    with pytest.raises(ValueError, match="count -1"):
        interrupted_counts(_cases([-1.0, 2.0]), 2002)
    for exposure in (_cases([5.0] * 15 + [0.0]), _cases([5.0] * 15)):
        with pytest.raises(ValueError, match="exposure in 2016"):
            interrupted_counts(counts, 2009, exposure=exposure)


@settings(max_examples=10, deadline=None)
@given(st.floats(0.01, 1e6))
def test_the_unit_of_the_exposure_and_the_order_do_not_matter(unit):
    counts, exposure = (
        _cases([30, 42, 35, 38, 41, 33, 37, 50, 48, 55, 61, 49, 58, 47]),
        _cases(np.linspace(100, 130, 14)),
    )
    base = interrupted_counts(counts, 2008, exposure=exposure, draws=99).changes
    other = interrupted_counts(counts[::-1], 2008, exposure=unit * exposure, draws=99).changes
    assert [row.value for row in other] == pytest.approx([row.value for row in base], abs=1e-6)
    assert [row.low for row in other] == pytest.approx([row.low for row in base], abs=1e-5)
