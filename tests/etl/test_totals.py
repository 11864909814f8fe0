"""Printed totals of a table."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from assessment.etl.declarations import ControlRule
from assessment.etl.lineage import Origin
from assessment.etl.names import Names
from assessment.etl.observations import Observation
from assessment.etl.totals import check_totals

from .toy import Toy, fact, facts_sheet


def test_a_printed_total_is_no_observation_unless_it_is_kept(toy: Toy) -> None:
    sheet = [["Đầu tư nước ngoài theo đối tác"], ["Đối tác", "Ngày", "Số dự án", "Vốn đăng ký"], ["Tổng số", "31/12/2015", 6, 30.0],
             ["Trung Quốc", "31/12/2015", 1, 10.5], ["Hàn Quốc", "31/12/2015", 4, 19.6]]  # fmt: skip
    fragment = toy.read(sheet)
    assert set(fragment.tables["investment"]["partner"]) == {"cn", "kr"}
    assert fragment.tables["controls"][["cell", "kind"]].to_numpy().tolist() == [["C3", "mismatch"], ["D3", "rounding"]]
    assert fragment.tables["investment"]["unit"].tolist() == ["project", "usd_million"] * 2
    assert fragment.tables["documents"]["document"].tolist() == ["toy:a"]


def test_flows_control_their_total_and_all_three_stay(toy: Toy) -> None:
    flows = [
        fact(value=value, flow=flow)
        for flow, value in (("Xuất nhập khẩu", 10.0), ("Xuất khẩu", 4.0), ("Nhập khẩu", 6.1))
    ]
    fragment = toy.read(facts_sheet(flows))
    assert len(fragment.tables["trade"]) == 3
    assert fragment.tables["controls"]["kind"].tolist() == ["rounding"]


def test_figures_that_are_not_exact_control_nothing(toy: Toy) -> None:
    flows = [
        fact(value=value, flow=flow, precision="trên")
        for flow, value in (("Xuất nhập khẩu", 10), ("Xuất khẩu", 1), ("Nhập khẩu", 2))
    ]
    assert toy.read(facts_sheet(flows)).tables["controls"].empty


def budget(place: str, indicator: str, row: int, printed: float) -> Observation:
    """Return a figure of a table of provinces by indicators, printed in thousands."""
    span = {"period_start": date(2013, 1, 1), "period_end": date(2013, 12, 31), "frequency": "year"}
    keys = {"geography": place, "indicator": indicator, "breakdown": "all", **span, "unit": "vnd_billion"}
    quality = {"source": "toy", "document": "a", "status": "final", "precision": "exact", "inferred": ""}
    origin = Origin("value", row, len(indicator), str(printed), "× 1000")
    return Observation("economy", {**keys, **quality, "value": printed * 1000}, [origin], printed, Decimal(1000))


def test_a_total_that_is_not_printed_is_added_up_from_the_parts_there_are() -> None:
    rule = ControlRule("indicator", "target", ("foreign", "tasks", "other"), True, sum=True)
    transfer = ControlRule("indicator", "transfer", ("balance", "target"), True)
    rows = [
        *(budget("lang_son", name, 3, value) for name, value in (("transfer", 6.5), ("balance", 4.0))),
        *(budget("lang_son", name, 3, value) for name, value in (("foreign", 0.5), ("tasks", 2.0))),
        budget("cao_bang", "tasks", 4, 1.5),
        *(budget("ha_giang", name, 5, value) for name, value in (("target", 9.5), ("foreign", 1.0), ("tasks", 8.0))),
    ]
    kept, controls = check_totals(rows, [rule, transfer], Names("toy", [], []), "a.xlsx", "S")
    targets = {o.row["geography"]: o for o in kept if o.row["indicator"] == "target"}
    assert {place: o.row["value"] for place, o in targets.items()} == {
        "lang_son": 2500.0,
        "cao_bang": 1500.0,
        "ha_giang": 9500.0,
    }
    assert [origin.rule for origin in targets["lang_son"].origins] == ["added up; × 1000"] * 2
    assert len({o.row_id for o in targets.values()}) == 3
    # A total that was added up is no control of itself, but one of the total above it; a printed one needs all its parts.
    assert [(control.what.split(" (")[0], control.kind) for control in controls] == [
        ("indicator transfer = 2 parts", "exact")
    ]


def test_the_parts_of_a_region_are_what_stands_below_it_up_to_the_next() -> None:
    rules = [ControlRule("geography", place, "below", False) for place in ("north", "south")]
    places = (("vn", 10.0), ("north", 6.5), ("a", 4.5), ("b", 2.0), ("south", 3.5), ("c", 1.0), ("d", 2.0))
    rows = [budget(place, "revenue", at, value) for at, (place, value) in enumerate(places)]
    kept, controls = check_totals(rows, rules, Names("toy", [], []), "a.xlsx", "S")
    assert [(control.printed, control.computed) for control in controls] == [(6.5, 6.5), (3.5, 3.0)]
    assert [o.row["geography"] for o in kept] == ["vn", "a", "b", "c", "d"]


def test_a_control_may_be_of_some_indicators_only() -> None:
    rule = ControlRule("geography", "vn", "*", True, ("area",))
    rows = [
        budget(place, indicator, 1, value)
        for place, value in (("vn", 3.5), ("a", 1.0), ("b", 2.5))
        for indicator in ("area", "density")
    ]
    _, controls = check_totals(rows, [rule], Names("toy", [], []), "a.xlsx", "S")
    assert [control.what.startswith("geography vn = 2 parts (economy: area") for control in controls] == [True]
