from __future__ import annotations

import pandas as pd
import pytest

from assessment.findings import Section, Table
from assessment.situation import structure
from assessment.situation.national import FRUIT, NOT_GROUPS, National
from assessment.situation.structure_gates import GATES, GateVehicles

from .flows_record import Frames

NATIONAL = {"scope": "national", "geography": "vn", "partner": "world", "flow": "export", "status": "preliminary"}


def _months(commodity: str, first: str, count: int, skip: str = "") -> list[dict[str, object]]:
    return [
        NATIONAL
        | {
            "period": str(month),
            "frequency": "month",
            "value": 100.0 + 50.0 * (month.month == 6),
            "commodity": commodity,
        }
        for month in pd.period_range(first, periods=count, freq="M")
        if str(month) != skip
    ]


def _december(year: int, **values: float) -> list[dict[str, object]]:
    return [
        NATIONAL | {"period": f"{year}", "frequency": "ytd", "value": value, "commodity": commodity}
        for commodity, value in values.items()
    ]


def _table(section: Section, name: str) -> Table:
    return next(table for table in section.tables if table.id == name)


def test_month_shares_and_strength_use_unbroken_months_only():
    national = National(Frames(trade=_months("rau_qua", "2018-01", 72, skip="2019-03")).evidence())
    assert national.complete_years(FRUIT) == [2018, 2020, 2021, 2022, 2023]
    assert national.month_share(FRUIT, 2020, 6).value == pytest.approx(100 * 150 / 1250)
    assert not national.month_share(FRUIT, 2019, 6).known
    assert national.months_used(FRUIT).value == 57
    assert national.strength(FRUIT).value == pytest.approx(1.0, abs=1e-6)
    assert len(national.strength(FRUIT).rows) == 57


def test_below_36_months_there_is_no_strength():
    national = National(Frames(trade=_months("rau_qua", "2022-01", 30)).evidence())
    refused = national.strength(FRUIT)
    assert not refused.known
    assert refused.reason is not None
    assert refused.reason.key == "structure.reason.too_few_months"


def test_concentration_keeps_to_the_groups_of_every_year():
    rows = [
        *_december(2023, all=100.0, khu_vuc_kinh_te_trong_nuoc=40.0, khu_vuc_co_von_dau_tu_nn=60.0, hang_hoa_khac=55.0),
        *_december(2023, det_may=20.0, gao=50.0, che=20.0, dau_tho=10.0, moi=99.0),
        *_december(2024, all=120.0, khu_vuc_kinh_te_trong_nuoc=40.0, khu_vuc_co_von_dau_tu_nn=80.0, hang_hoa_khac=70.0),
        *_december(2024, det_may=30.0, gao=30.0, che=30.0, dau_tho=30.0),
    ]
    national = National(Frames(trade=rows).evidence())
    assert national.groups == ["che", "dau_tho", "det_may", "gao"]
    assert not set(NOT_GROUPS) & set(national.groups)
    assert national.effective(2023).value == pytest.approx(1 / 0.34)
    assert national.effective(2024).value == pytest.approx(4.0)
    assert national.most_concentrated == 2023
    assert national.coverage(2023).value == pytest.approx(100.0)


def test_gate_shares_sum_to_100_and_one_missing_gate_takes_them_all():
    rows = [
        {"period": "2025-07", "frequency": "month", "gate": gate, "value": value}
        for gate, value in zip(GATES, (60.0, 20.0, 15.0, 5.0), strict=True)
    ]
    gates = GateVehicles(Frames(traffic=rows).evidence())
    assert sum(gates.share(gate, "2025-07").value or 0 for gate in GATES) == pytest.approx(100.0)
    assert gates.largest_share("2025-07").value == pytest.approx(60.0)
    assert gates.outside_share("2025-07").value == pytest.approx(15.0)
    assert gates.effective("2025-07").value == pytest.approx(1 / 0.425)
    assert not GateVehicles(Frames(traffic=rows[1:]).evidence()).share(GATES[1], "2025-07").known


def test_contradictions_of_gates_are_read_from_the_numbers():
    def readings(four_months: float) -> list[str]:
        rows = [
            {"period": "2025-Q1", "value": 1000.0, "scope": "declared", "gate": "huu_nghi"},
            {"period": "2025-01..2025-04", "value": four_months, "scope": "declared", "gate": "huu_nghi"},
        ]
        table = _table(structure.section(Frames(trade=rows).evidence()), "structure.gate_checks")
        return [text.key for text in table.frame["reading"]]

    assert readings(813.0)[0] == "structure.reading.huu_nghi_2025"
    assert readings(1300.0)[0] == "structure.reading.possible"
    assert readings(813.0)[1] == "trade.verdict.not_determinable"


def test_an_empty_record_still_is_a_section():
    section = structure.section(Frames().evidence())
    assert section.findings == ()
    assert section.figures == ()
    assert len(section.conclusion) == 3


def test_gates_and_exports_of_the_record(evidence):
    """Zone board: 784, 347, 103 and 9 vehicles on 22 August 2024, 1,243 in all; 870, 583, 230 and 76 a day in July 2025."""
    gates = GateVehicles(evidence)
    assert [gates.vehicles(gate, "2024-08-22").value for gate in GATES] == [784, 347, 103, 9]
    assert gates.largest_share("2025-07").value == pytest.approx(49.5, abs=0.05)
    assert gates.effective("2025-07").value == pytest.approx(2.68, abs=0.005)
    national = National(evidence)
    assert national.effective(2024).value == pytest.approx(8.51, abs=0.02)
    assert national.months_used(FRUIT).value == 81
    assert 0 < (national.strength(FRUIT).value or 0) < 1


def test_month_shares_of_the_record_sum_to_100(evidence):
    national = National(evidence)
    for year in national.complete_years(FRUIT):
        assert sum(national.month_share(FRUIT, year, month).value or 0 for month in range(1, 13)) == pytest.approx(
            100.0
        )
