"""Tests of `situation.trade_tables`: windows that may be compared, implied years, and one scope a column."""

from __future__ import annotations

import pandas as pd
import pytest

from assessment.evidence import Evidence
from assessment.findings import Table
from assessment.situation.trade_levels import Levels
from assessment.situation.trade_tables import (
    capture_table,
    comparisons_table,
    context_table,
    declared_table,
    history_table,
    scopes_table,
    windows_table,
)

from .flows_record import TRADE, Frames
from .reading import by, keys, numbers


def _verdicts(found: Table) -> dict[str, str]:
    return {
        f"{cells['scope'].key.rpartition('.')[2]}@{cells['period'].end.date()}": cells["verdict"].key.rpartition(".")[2]
        for cells in found.frame.to_dict("records")
    }


def test_the_same_window_is_compared_and_the_claim_judged():
    evidence = Frames(trade=TRADE).evidence()
    verdicts = _verdicts(comparisons_table(evidence, Levels(evidence)))
    assert verdicts["through_total@2025-10-31"] == "disagrees"
    assert verdicts["through_total@2024-12-31"] == "not_determinable"


def test_period_inferred_windows_are_shown_but_not_compared():
    rows = [
        {"period": "2024-01..2024-07", "value": 10.0, "inferred": "period"},
        {"period": "2025-01..2025-07", "value": 20.0},
    ]
    evidence = Frames(trade=rows).evidence()
    assert numbers(windows_table(evidence).frame["value"]) == [10, 20]
    verdicts = _verdicts(comparisons_table(evidence, Levels(evidence)))
    assert not [key for key in verdicts if key.startswith("through")]


def test_capture_needs_the_same_window_in_both_scopes():
    rows = [
        {"period": "2023", "value": 1000.0},
        {"period": "2023", "value": 100.0, "scope": "declared"},
        {"period": "2024-Q1", "value": 300.0},
        {"period": "2024-01..2024-04", "value": 40.0, "scope": "declared"},
        {"period": "2021..2025", "value": 5000.0},
        {"period": "2021..2025", "value": 500.0, "scope": "declared"},
    ]
    frame = capture_table(Frames(trade=rows).evidence()).frame
    assert numbers(frame["share"]) == [pytest.approx(10.0)]
    assert frame["period"].iloc[0].end == pd.Timestamp("2023-12-31")


def test_an_empty_record_gives_the_scopes_without_a_number():
    evidence = Frames().evidence()
    frame = scopes_table(evidence, Levels(evidence)).frame
    assert len(frame) == 7
    assert {value.reason.key for value in frame["value"]} == {"common.reason.no_row"}
    assert capture_table(evidence).frame.empty
    assert windows_table(evidence).frame.empty


def test_scopes_of_2023_danviet2024(public):
    """Dân Việt, 6 February 2024: 51,990.563 (+81.84 %), 4,975 (+62.6 %, 130.9 % of plan), 2,750, 2,225, local goods 156."""
    rows = by(public.table("trade.scopes"), "scope")
    assert numbers(rows[name]["value"] for name in ("through", "declared", "declared_export", "declared_import")) == [
        51990.563,
        4975,
        2750,
        2225,
    ]
    assert numbers(rows["declared"][name] for name in ("growth", "plan")) == [62.6, 130.9]
    assert rows["local_goods"]["value"].value == 156
    assert not rows["zone"]["value"].known


def test_capture_by_window(public):
    """6.5 to 10.3 % over eleven windows; 9.57 % in 2023 and 8.68 % in January and February 2026."""
    found = {row.period.end: row.share.value for row in public.table("trade.capture").frame.itertuples()}
    assert found[pd.Timestamp("2023-12-31")] == pytest.approx(9.57, abs=0.005)
    assert found[pd.Timestamp("2026-02-28")] == pytest.approx(8.68, abs=0.005)
    assert (min(found.values()), max(found.values())) == (
        pytest.approx(6.53, abs=0.005),
        pytest.approx(10.27, abs=0.005),
    )


def test_comparisons_of_the_record(public):
    """Ten months 2025 "+44 %" disagrees, first quarter 2025 "+30 %" and the year 2023 "+62.6 %" agree with the levels."""
    verdicts = _verdicts(public.table("trade.comparisons"))
    assert verdicts["through_total@2025-10-31"] == "disagrees"
    assert verdicts["through_total@2025-03-31"] == "agrees"
    assert verdicts["declared_implied@2023-12-31"] == "agrees"


def test_exports_and_imports_add_up_to_the_total_within_their_rounding(evidence: Evidence, levels: Levels):
    frame = declared_table(evidence, levels).frame
    split = frame[frame["export"].notna() & frame["import"].notna()]
    assert len(split) >= 6
    for row in split.to_dict("records"):
        assert row["export"].value + row["import"].value == pytest.approx(row["total"].value, rel=1e-3)


def test_history_of_the_zone_vccinews2018(evidence: Evidence):
    """Vietnam Business Forum, 30 May 2018: 1,520 in 2009 and 4,329 in 2017 are 13.98 % a year."""
    found = history_table(evidence)
    assert found.notes[0].values["rate"].value == pytest.approx(100 * ((4329 / 1520) ** (1 / 8) - 1))
    assert found.notes[0].values["rate"].value == pytest.approx(13.98, abs=0.005)
    assert all(row.period.end.year < 2023 for row in found.frame.itertuples())


@pytest.mark.parametrize(
    ("name", "column", "scope"),
    [
        ("capture", "through", "through"),
        ("capture", "declared", "declared"),
        ("windows", "value", "through"),
        ("declared", "total", "declared"),
        ("context", "national", "national"),
        ("context", "china", "national"),
        ("context", "through", "through"),
    ],
)
def test_a_column_rests_on_one_scope(public, evidence: Evidence, name: str, column: str, scope: str):
    trade = evidence.record.table("trade").set_index("row_id")["scope"]
    cells = [cell for cell in public.table(f"trade.{name}").frame[column] if cell is not None and cell.known]
    assert len(cells) >= 6
    assert {trade[row.partition("@")[0]] for cell in cells for row in cell.rows} == {scope}


def test_history_keeps_scopes_in_rows_of_their_own(public, evidence: Evidence):
    trade = evidence.record.table("trade").set_index("row_id")["scope"]
    frame = public.table("trade.history").frame
    assert [trade[value.rows[0]] for value in frame["value"]] == keys(frame["scope"])


def test_context_leaves_out_windows_without_through_trade():
    national = {"scope": "national", "geography": "vn", "partner": "cn"}
    rows = [
        national | {"period": "2024-Q1", "value": 40.0},
        national | {"period": "2024", "value": 200.0},
        {"period": "2024", "value": 50.0},
    ]
    evidence = Frames(trade=rows).evidence()
    frame = context_table(evidence, Levels(evidence)).frame
    assert {period.end for period in frame["period"]} == {pd.Timestamp(year, 12, 31) for year in range(2014, 2025)}
    assert frame["of_china"].iloc[-1].value == pytest.approx(25.0)
    assert frame["of_china"].iloc[0] is None
