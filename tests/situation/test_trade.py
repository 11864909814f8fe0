from __future__ import annotations

import pytest

from assessment.findings import Quantity, Section, Table, Text
from assessment.situation import trade
from assessment.situation.trade_levels import Levels

from .flows_record import Frames

FULL = [
    {"period": "2023", "value": 1000.0, "growth_percent": 25.0},
    {"period": "2024", "value": 1200.0, "inferred": "scope"},
    {"period": "2024-01..2024-10", "value": 900.0},
    {"period": "2025-01..2025-10", "value": 1170.0, "growth_percent": 44.0},
    {"period": "2023", "value": 100.0, "scope": "declared", "plan_percent": 110.0},
    {"period": "2023", "value": 60.0, "scope": "declared", "flow": "export", "growth_percent": 50.0},
    {"period": "2023", "value": 40.0, "scope": "declared", "flow": "import", "growth_percent": 0.0},
    {"period": "2023", "value": 3.0, "scope": "local_goods", "flow": "export"},
]


def _table(section: Section, name: str) -> Table:
    return next(table for table in section.tables if table.id == name)


def _cells(table: Table, column: str) -> list[object]:
    return table.frame[column].tolist()


def _verdicts(table: Table) -> dict[str, str]:
    return {
        cells["scope"].key + "@" + str(cells["period"].end.date()): cells["verdict"].key
        for cells in table.frame.to_dict("records")
    }


def test_key_numbers_of_a_small_record():
    levels = Levels(Frames(trade=FULL).evidence())
    assert levels.capture.value == pytest.approx(10.0)
    assert levels.elsewhere.value == pytest.approx(90.0)
    assert levels.local_of_exports.value == pytest.approx(5.0)
    assert levels.through_2022.value == pytest.approx(800.0)
    assert levels.through_2022.formula == "implied_previous"
    assert levels.growth_2024.value == pytest.approx(20.0)
    assert levels.growth_2024.inferred == "scope"
    assert levels.declared_2022.value == pytest.approx(80.0)
    assert levels.contribution_exports.value == pytest.approx(25.0)
    assert levels.contribution_imports.value == pytest.approx(0.0)


def test_contributions_add_up_to_growth():
    levels = Levels(Frames(trade=FULL).evidence())
    parts = (levels.contribution_exports.value or 0) + (levels.contribution_imports.value or 0)
    assert parts == pytest.approx(levels.declared_growth.value)


def test_the_same_window_is_compared_and_the_claim_judged():
    verdicts = _verdicts(_table(trade.section(Frames(trade=FULL).evidence()), "trade.comparisons"))
    assert verdicts["trade.compared.through_total@2025-10-31"] == "trade.verdict.disagrees"
    assert verdicts["trade.compared.through_total@2024-12-31"] == "trade.verdict.not_determinable"


def test_a_claim_that_holds_is_no_finding():
    fixed = [row | {"growth_percent": 30.0} if row.get("growth_percent") == 44.0 else row for row in FULL]
    keys = [finding.text.key for finding in trade.section(Frames(trade=fixed).evidence()).findings]
    assert "trade.finding.ten_months" not in keys
    assert "trade.finding.capture" in keys


def test_a_missing_row_gives_not_determinable_and_no_exception():
    for missing in range(len(FULL)):
        section = trade.section(Frames(trade=[*FULL[:missing], *FULL[missing + 1 :]]).evidence())
        assert [table.id for table in section.tables][:2] == ["trade.scopes", "trade.capture"]
    without = trade.section(Frames(trade=FULL[4:]).evidence())
    assert not _cells(_table(without, "trade.scopes"), "value")[0].known


def test_an_empty_record_still_is_a_section():
    section = trade.section(Frames().evidence())
    assert section.findings == ()
    assert section.figures == ()
    assert len(section.missing) >= 1
    assert len(section.conclusion) == 3


def test_period_inferred_windows_are_shown_but_not_compared():
    rows = [
        {"period": "2024-01..2024-07", "value": 10.0, "inferred": "period"},
        {"period": "2025-01..2025-07", "value": 20.0},
    ]
    section = trade.section(Frames(trade=rows).evidence())
    assert len(_table(section, "trade.windows").frame) == 2
    verdicts = _verdicts(_table(section, "trade.comparisons"))
    assert not [key for key in verdicts if key.startswith("trade.compared.through")]


def test_growth_against_another_base_is_not_taken_for_the_same_period():
    rows = [{"period": "2023", "value": 1000.0, "growth_percent": 25.0, "growth_base": "previous_period"}]
    assert not Levels(Frames(trade=rows).evidence()).published_2023.known


def test_growth_of_another_publication_of_the_same_figure_is_found():
    rows = [
        {"period": "2023", "value": 1000.0, "document": "office"},
        {"period": "2023", "value": 1000.0, "growth_percent": 25.0},
    ]
    assert Levels(Frames(trade=rows).evidence()).published_2023.value == 25.0


def test_no_figure_or_column_mixes_two_scopes_in_time():
    section = trade.section(Frames(trade=FULL).evidence())
    windows = next(figure for figure in section.figures if figure.id == "trade.windows")
    assert {row for quantity in windows.data["y"] for row in quantity.rows} <= {f"trade-{place}" for place in range(4)}


def test_through_trade_2023_danviet2024(evidence):
    """GOLDEN L1, L2: 51,990.563 and 4,975 give 9.57 %; 156 of 2,750 is 5.67 %; 2022 is 28,591.4 and 3,060.6 by implication."""
    levels = Levels(evidence)
    assert levels.through_2023.value == pytest.approx(51990.563)
    assert levels.capture.value == pytest.approx(9.57, abs=0.005)
    assert levels.local_of_exports.value == pytest.approx(5.67, abs=0.005)
    assert levels.through_2022.value == pytest.approx(28591.4, abs=0.05)
    assert levels.exports_2022.value == pytest.approx(1023.1, abs=0.05)
    assert levels.imports_2022.value == pytest.approx(2037.5, abs=0.05)
    assert levels.declared_2022.value == pytest.approx(3060.6, abs=0.05)
    assert levels.declared_growth.value == pytest.approx(62.55, abs=0.005)
    assert levels.through_2024.value == pytest.approx(66400.0)
    assert levels.through_2024.inferred == "scope"
    assert levels.growth_2024.value == pytest.approx(27.72, abs=0.005)


def test_every_number_of_the_section_has_rows(evidence):
    section = trade.section(evidence)
    cells = [cell for table in section.tables for column in table.frame for cell in table.frame[column]]
    known = [cell for cell in cells if isinstance(cell, Quantity) and cell.known]
    assert known
    assert all(quantity.rows for quantity in known)


def test_ten_months_2025_does_not_agree(evidence):
    section = trade.section(evidence)
    verdicts = _verdicts(_table(section, "trade.comparisons"))
    assert verdicts["trade.compared.through_total@2025-10-31"] == "trade.verdict.disagrees"
    assert verdicts["trade.compared.through_total@2025-03-31"] == "trade.verdict.agrees"
    assert verdicts["trade.compared.declared_implied@2023-12-31"] == "trade.verdict.agrees"
    assert any(
        isinstance(finding.text, Text) and finding.text.key.endswith("ten_months") for finding in section.findings
    )
