"""Tests of `situation.structure_season`: the tables on the national months, and that averages of shares stay shares."""

from __future__ import annotations

import numpy as np
import pytest

from assessment.situation.national import SEASONAL, National
from assessment.situation.structure_season import (
    concentration_table,
    early_months_table,
    lorenz_figure,
    months_table,
    revision_table,
    season_table,
)

from .flows_record import Frames, months
from .reading import keys, numbers


def test_month_shares_sum_to_100_and_their_changes_to_nothing(national: National):
    frame = months_table(national).frame
    for column in ("before", "now", "all"):
        assert sum(numbers(frame[column])) == pytest.approx(100.0)
    for column in ("change", "gap"):
        assert sum(numbers(frame[column])) == pytest.approx(0.0, abs=1e-9)


def test_months_are_averaged_over_the_first_and_the_last_three_years():
    rows = [
        *months("rau_qua", "2018-01", 72),
        *months("all", "2018-01", 72),
    ]
    found = months_table(National(Frames(trade=rows).evidence()))
    assert found.notes[0].values == {"before": "2018, 2019, 2020", "now": "2021, 2022, 2023"}
    june = found.frame.iloc[5]
    assert june["now"].value == pytest.approx(100 * 150 / 1250)
    assert (june["change"].value, june["gap"].value) == (pytest.approx(0.0), pytest.approx(0.0))
    short = months_table(National(Frames(trade=rows[:24]).evidence()))
    assert {cell.reason.key for cell in short.frame["before"]} == {"structure.reason.too_few_years"}


def test_an_empty_record_keeps_its_groups_without_a_number():
    empty = National(Frames().evidence())
    season = season_table(empty).frame
    assert len(season) == len(SEASONAL)
    assert not any(cell.known for name in ("months", "strength", "peak") for cell in season[name])
    assert all(found(empty).frame.empty for found in (early_months_table, concentration_table, revision_table))


def test_season_of_the_record(national: National):
    """Statistics office 2014-2025: over the same 81 months rubber has the strongest season (0.81), timber the weakest (0.35)."""
    frame = season_table(national).frame
    assert set(numbers(frame["months"])) == {81.0}
    strength = dict(zip(keys(frame["group"]), numbers(frame["strength"]), strict=True))
    assert max(strength, key=strength.get) == "cao_su"
    assert strength["cao_su"] == pytest.approx(0.81, abs=0.005)
    assert min(strength, key=strength.get) == "go_va_san_pham_go"
    assert strength["go_va_san_pham_go"] == pytest.approx(0.353, abs=0.005)
    assert all(peak >= 1 for peak in numbers(frame["peak"]))


def test_concentration_of_the_record(national: National):
    """HHI 0.098 in 2014 and 1/HHI in every year; the normalised index lies below the index (n fixed over the years)."""
    frame = concentration_table(national).frame
    assert frame["year"].tolist() == list(range(2014, 2025))
    assert frame["herfindahl"].iloc[0].value == pytest.approx(0.0985, abs=5e-5)
    for row in frame.itertuples():
        assert row.effective.value == pytest.approx(1 / row.herfindahl.value)
        assert 0 < row.normalised.value < row.herfindahl.value < row.largest.value / 100


def test_early_months_of_the_record(national: National):
    """January and February 2024: 910 of fruit and vegetables, 40 % more than the 650 of 2023."""
    rows = early_months_table(national).frame.set_index("year")
    assert numbers([rows.at[2023, "fruit"], rows.at[2024, "fruit"]]) == [650, 910]
    assert rows.at[2024, "fruit_growth"].value == pytest.approx(40.0)
    assert rows.at[2014, "fruit_growth"] is None


def test_revision_of_the_record(national: National):
    """First estimates of 2014 lay 26.5 % below the year to December; 2018 lacks a month."""
    rows = revision_table(national).frame.set_index("year")["gap"]
    assert rows[2014].value == pytest.approx(26.45, abs=0.005)
    assert not rows[2018].known
    assert abs(rows[2024].value) < 1


def test_lorenz_curve_of_the_record(national: National):
    """Each curve runs from 0 to 100 below the diagonal; twice the area between them is the Gini of the table (trapezoids)."""
    data = lorenz_figure(national).data
    table = concentration_table(national).frame.set_index("year")["gini"]
    assert sorted(data["series"].unique()) == [2014, 2020, 2024]
    for year, curve in data.groupby("series"):
        held = np.array(numbers(curve["y"]))
        assert (held[0], held[-1]) == (0.0, pytest.approx(100.0))
        assert (np.diff(held, 2) >= -1e-9).all()
        area = ((held[1:] + held[:-1]) / 2).sum() / (len(held) - 1) / 100
        assert table[year].value == pytest.approx(1 - 2 * area)


def test_no_year_no_lorenz_curve():
    assert lorenz_figure(National(Frames().evidence())).data.empty
