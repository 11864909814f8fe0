"""What may be printed of goods lines: the planted totals, and nothing from which a hidden figure could be worked out."""

from __future__ import annotations

import ibis
import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linprog

from assessment.customs.confidentiality import Rule, equations, rule
from assessment.customs.published import AXES, TOTAL, declared_at_the_province, published, whole

from .declared import ALONE, known
from .exports import stored


def sums_of(cells: pd.DataFrame) -> np.ndarray:
    """Return the sums that link the figures: directions and keys to their totals, months to their year."""
    years = {period: period[:4] for period in cells["period"] if len(period) > 4 and period[:4] in set(cells["period"])}
    flows = {flow: TOTAL for flow in cells["flow"] if flow != TOTAL}
    return equations(cells, AXES, {"period": years, "flow": flows}).toarray()


def at(frame: pd.DataFrame, period: str, flow: str, **split: str) -> pd.Series:
    keys = {"period": period, "flow": flow, "gate": "all", "regime": "all", "hs": "all", "partner": "all"} | split
    return frame[(frame[list(keys)] == pd.Series(keys)).all(axis=1)].iloc[0]


def test_planted_totals_come_back() -> None:
    made = known()
    for (month, flow), lines in made.truth.groupby(["month", "flow"]):
        found = at(made.whole, month, flow)
        assert found["value_usd"] == pytest.approx(lines["value_usd"].sum(), abs=0.01)
        assert (found["lines"], found["traders"]) == (len(lines), lines["trader"].nunique())
    for (hs, flow), lines in made.truth[made.truth["month"].str[:4] == "2025"].groupby(["hs", "flow"]):
        found = at(made.whole, "2025", flow, hs=hs)
        assert found["value_usd"] == pytest.approx(lines["value_usd"].sum(), abs=0.01)
        assert found["largest_usd"] == pytest.approx(lines.groupby("trader")["value_usd"].sum().max(), abs=0.01)
    assert (
        at(made.whole, "2024", "total")["traders"]
        == made.truth[made.truth["month"].str[:4] == "2024"]["trader"].nunique()
    )


def test_the_chapter_of_one_trader_is_hidden_with_what_gives_it_away() -> None:
    figures = known().published
    assert set(known().truth.loc[known().truth["hs"] == "27", "trader"]) == {ALONE}
    assert at(figures, "2025", "total", hs="27")["hidden"] == "primary"
    assert figures.loc[figures["hidden"] != "", "value_usd"].isna().all()
    chapters = figures[
        (figures["period"] == "2025")
        & (figures["flow"] == "total")
        & (figures["gate"] == "all")
        & (figures["hs"] != "all")
    ]
    assert (chapters["hidden"] != "").sum() > 1, "one alone would be the total less all others"
    assert at(figures, "2025", "total")["hidden"] == ""


def test_no_hidden_figure_can_be_bounded_closer_than_the_rule() -> None:
    """The attack over all tables at once: whoever sees every figure shown bounds each hidden one by linear programming."""
    made, allowed = known(), rule().protection / 100
    sums, hidden = sums_of(made.published), (made.published["hidden"] != "").to_numpy()
    values = made.published["value_usd"].fillna(0).to_numpy()
    scale = values.max()
    asked = np.flatnonzero(made.published["hidden"] == "primary")
    assert len(asked) > 10
    places = {place: number for number, place in enumerate(np.flatnonzero(hidden))}
    parts, rest = sums[:, hidden], -(sums[:, ~hidden] @ values[~hidden]) / scale
    used = np.abs(parts).sum(axis=1) > 0
    for place in asked:
        true = made.whole["value_usd"][place]
        aim = np.zeros(hidden.sum())
        aim[places[place]] = 1
        low, high = (
            sign * linprog(sign * aim, A_eq=parts[used], b_eq=rest[used], bounds=(0, scale), method="highs").fun * scale
            for sign in (1, -1)
        )
        assert low <= (1 - allowed) * true + 1e-6 * scale, made.published.loc[place].to_dict()
        assert high >= (1 + allowed) * true - 1e-6 * scale, made.published.loc[place].to_dict()


def test_months_are_protected_together_with_their_year() -> None:
    """One trader alone in one month of a regime: its twelve months and the year are one table."""
    lines = [
        {
            "declaration_key": 100 * month + trader, "trader": str(trader), "value_usd": 100.0 + trader, "regime": "A11",
            "registered_on": pd.Timestamp(2025, month, 3),
        }
        for month in range(1, 13)
        for trader in range(8)
    ]  # fmt: skip
    alone = [{**line, "regime": "G11"} for line in lines if line["registered_on"].month != 5 or line["trader"] == "1"]
    both = lines + [{**line, "declaration_key": line["declaration_key"] + 50} for line in alone]
    figures = published(stored(*both), Rule(traders=3, dominance=90.0, protection=10.0))
    temporary = figures[(figures["regime"] == "temporary") & (figures["flow"] == "import")].set_index("period")[
        "hidden"
    ]
    assert temporary["2025-05"] == "primary"
    assert (temporary.drop("2025-05") != "").any(), "otherwise the year less eleven months tells it"
    assert at(figures, "2025", "import")["hidden"] == ""


def test_a_year_is_published_when_all_its_months_are_there() -> None:
    lines = [{"declaration_key": month, "registered_on": pd.Timestamp(2025, month, 3)} for month in range(1, 12)]
    assert set(whole(stored(*lines))["period"].str.len()) == {7}
    lines.append({"declaration_key": 12, "registered_on": pd.Timestamp(2025, 12, 3)})
    assert "2025" in set(whole(stored(*lines))["period"])


def test_offices_of_other_provinces_are_left_out_and_unknown_codes_kept_under_one_name() -> None:
    lines = [
        {"declaration_key": 1, "registered_on": pd.Timestamp(2026, 2, 1)},
        {"declaration_key": 2, "office": "HQTALUNG", "value_usd": 5.0},
        {
            "declaration_key": 3,
            "office": "HQNEW",
            "origin": "NOWHERE",
            "regime": "Z99",
            "hs": "77010000",
            "value_usd": 7.0,
        },
    ]
    assert declared_at_the_province(stored(*lines)).count().to_pandas() == 2
    found = whole(stored(*lines))
    assert at(found, "2026-02", "total")["value_usd"] == 107.0
    assert at(found, "2026-02", "none", regime="unknown")["value_usd"] == 7.0


def test_the_engine_does_not_matter() -> None:
    lines = stored({"declaration_key": 1}, {"declaration_key": 2, "trader": "2", "regime": "B11"})
    pd.testing.assert_frame_equal(whole(lines), whole(ibis.memtable(lines.to_pyarrow())))
