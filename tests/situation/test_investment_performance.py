"""Performance of the zone's projects: by hand on small lists, and open where nothing is reported."""

from __future__ import annotations

from typing import Any

import pytest

from assessment.evidence import Evidence
from assessment.situation.investment_performance import (
    BOARD,
    ledger,
    ledger_figure,
    ledger_table,
    let_share,
    list_table,
    performance_finding,
    performance_table,
)
from assessment.situation.investment_zone import projects_tables

from .reading import by, numbers
from .small_record import SmallRecord

DAY = "2025-12-31"


def project(name: str, **keys: Any) -> dict[str, Any]:
    usual = {
        "geography": "zone_dong_dang_lang_son",
        "investor": "domestic",
        "sector": "logistics",
        "unit": "vnd_billion",
    }
    return {"project": name, "period": DAY, "frequency": "stock", "source": BOARD, **usual, **keys}


def land(area: str, measure: str, value: float) -> dict[str, Any]:
    return {
        "functional_area": area, "measure": measure, "value": value, "period": DAY, "frequency": "stock", "source": BOARD,
    }  # fmt: skip


def shown(evidence: Evidence) -> dict[str, Any]:
    return {name: row["value"] for name, row in by(performance_table(evidence), "item").items()}


def test_nothing_reported_leaves_all_open_and_names_the_board() -> None:
    evidence = SmallRecord().evidence()
    rows = by(performance_table(evidence), "item")
    assert not any(row["value"].known for row in rows.values())
    assert {row["holder"].key for row in rows.values()} == {"zone_board"}
    assert ledger(evidence) is None
    assert len(ledger_table(evidence).frame) == 0
    assert let_share(evidence).reason.key == "investment.reason.no_ledger"


def test_use_of_land_counts_only_projects_with_both_figures() -> None:
    """By hand: 300 + 100 billion on 10 + 30 ha; the third project has no area."""
    evidence = SmallRecord(
        projects=[
            project("a", capital=300.0, area_ha=10.0, workers=120.0),
            project("b", capital=100.0, area_ha=30.0),
            project("c", capital=900.0),
        ]
    ).evidence()
    found = shown(evidence)
    assert found["capital_per_ha"].value == 10
    assert found["workers_per_ha"].value == 12
    assert len(found["capital_per_ha"].rows) == 2


def test_effective_number_of_sectors() -> None:
    """By hand: shares 0.5, 0.25, 0.25 have 1 / 0.375 = 2.667 equal ones."""
    rows = [project(name, sector=sector, capital=capital) for name, sector, capital in
            (("a", "logistics", 50.0), ("b", "warehousing", 25.0), ("c", "manufacturing", 25.0))]  # fmt: skip
    rows.append(project("d", investor="fdi", home_economy="cn", capital=10.0, unit="usd_million"))
    found = shown(SmallRecord(projects=rows).evidence())
    assert found["sector"].value == pytest.approx(8 / 3)
    assert found["home_economy"].value == 1


def test_time_to_operation_and_share_that_operate() -> None:
    """Three projects: operating after a year and after two, one still waiting; the median is that of Kaplan and Meier."""
    rows = [
        project("a", registered_on="2020-01-01", operating_on="2021-01-01", state="operating"),
        project("b", registered_on="2020-01-01", operating_on="2022-01-01", state="operating"),
        project("c", registered_on="2023-01-01", state="building"),
    ]
    found = shown(SmallRecord(projects=rows).evidence())
    assert found["operating"].value == pytest.approx(200 / 3)
    assert found["months"].value == pytest.approx(24, abs=0.1)
    assert found["months_high"].value is None, "three projects bound the median from below only"


def test_the_last_report_counts() -> None:
    rows = [project("a", capital=1.0, area_ha=1.0, period="2024-12-31"), project("a", capital=8.0, area_ha=2.0)]
    assert shown(SmallRecord(projects=rows).evidence())["capital_per_ha"].value == 4


def test_an_area_without_land_let_leaves_the_total_open() -> None:
    evidence = SmallRecord(
        land=[land("park", "planned", 100.0), land("park", "leased", 60.0), land("urban", "planned", 20.0)]
    ).evidence()
    frame = ledger_table(evidence).frame
    assert numbers(frame["share"]) == [60.0, None, None]
    assert let_share(evidence).reason.key == "investment.reason.let_unknown"


def test_the_record_shows_what_the_board_has_not_reported(public) -> None:
    table = public.table("investment.performance")
    assert not any(cell.known for cell in table.frame["value"])


def test_the_list_keeps_a_name_the_source_does_not_know_as_printed() -> None:
    rows = [project("dong_banh_cement", capital=2.0), project("Dự án Một", capital=None, registered_on="2020-01-01")]
    frame = list_table(SmallRecord(projects=rows).evidence()).frame
    assert [str(getattr(cell, "key", cell)) for cell in frame["project"]] == ["Dự án Một", "dong_banh_cement"]
    assert frame["capital"].iloc[0] is None
    assert str(frame["registered_on"].iloc[0].date()) == "2020-01-01"


def test_the_board_s_list_is_no_list_of_published_projects() -> None:
    evidence = SmallRecord(projects=[project("a", capital=1.0)]).evidence()
    assert all(table.frame.empty for table in projects_tables(evidence))
    assert len(list_table(evidence).frame) == 1


def test_the_finding_states_the_numbers_of_the_table() -> None:
    rows = [project("a", capital=300.0, area_ha=10.0, state="operating")]
    values = performance_finding(SmallRecord(projects=rows).evidence()).text.values
    assert (values["capital"].value, values["operating"].value, values["domestic"].known) == (30, 100, False)


def test_let_and_rest_stack_to_the_land_planned() -> None:
    rows = [land("leisure_and_tourism", "planned", 100.0), land("leisure_and_tourism", "leased", 40.0)]
    data = ledger_figure(SmallRecord(land=rows).evidence()).data
    assert [(row["series"].key.rpartition(".")[2], row["y"].value) for row in data.to_dict("records")] == [
        ("let", 40),
        ("to_let", 60),
    ]
    assert ledger_figure(SmallRecord().evidence()).data.empty
