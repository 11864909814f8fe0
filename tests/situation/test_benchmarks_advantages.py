"""Tests of `situation.benchmarks_advantages`: ends by rounding and by counts, the rule of the verdict, structures, the finding."""

from __future__ import annotations

import pytest

from assessment.evidence import Evidence
from assessment.findings import Name, Quantity, Text
from assessment.report.language import Language
from assessment.situation.benchmarks_advantages import (
    INCOME,
    Advantage,
    advantages,
    advantages_figure,
    advantages_finding,
    advantages_table,
    income_structure,
    income_table,
    specialisation_table,
    verdict,
)

from .place_record import RETAIL, PlaceRecord, panel

PEOPLE = panel("population_average", "person", lang_son=(10, 10, 10, 10), vn=(100, 100, 100, 100))


def income(name: str, parts: tuple[float, ...]) -> list[dict[str, object]]:
    whole = panel("income_per_capita_month", "vnd_thousand", **{name: (sum(parts),)})
    split = [
        row | {"breakdown": part}
        for part, value in zip(INCOME, parts, strict=True)
        for row in panel("income_per_capita_month", "vnd_thousand", **{name: (value,)})
    ]
    return [*whole, *split]


@pytest.fixture(scope="module")
def found(evidence: Evidence) -> dict[str, Advantage]:
    return {entry.label.key: entry for entry in advantages(evidence) if isinstance(entry.label, Name)}


@pytest.mark.parametrize(
    ("low", "high", "expected"), [(1.01, 2, "above"), (0.5, 0.99, "below"), (1, 2, "open"), (0.5, 1, "open")]
)
def test_the_verdict_is_above_or_below_only_where_the_interval_leaves_one_out(low, high, expected):
    assert verdict(Quantity(low, "ratio"), Quantity(high, "ratio")) == expected


def test_rounded_figures_leave_bounds_of_their_last_places():
    """8 of 200 for 10 of 100 people: the last figures that are not zero are of 8, 200, 10 and 100."""
    [entry] = advantages(PlaceRecord(economy=[*PEOPLE, *RETAIL]).evidence())
    assert entry.quotient.value == pytest.approx(0.4)
    assert entry.low.value == pytest.approx((7.5 / 15) / (250 / 50))
    assert entry.high.value == pytest.approx((8.5 / 5) / (150 / 150))
    assert (entry.verdict, entry.by_labour) == ("open", "unknown")
    assert not entry.interval.key.endswith("count")


def test_counts_have_the_exact_interval_and_say_so():
    """No market of 50: the upper end is 1 - 0.0125^(1/50) of all cases, over a tenth of the people (Clopper-Pearson)."""
    markets = panel("markets", "market", lang_son=(0,), vn=(50,))
    [entry] = advantages(PlaceRecord(economy=[*PEOPLE, *markets]).evidence())
    assert entry.counted
    assert (entry.low.value, entry.verdict) == (0.0, "below")
    assert entry.high.value == pytest.approx((1 - 0.0125 ** (1 / 50)) / 0.1)
    assert advantages_figure([entry]).options["log"] is False


def test_a_province_with_more_than_the_country_is_not_compared_and_half_a_market_is_not_counted():
    more = panel("markets", "market", lang_son=(60,), vn=(50,))
    assert advantages(PlaceRecord(economy=[*PEOPLE, *more]).evidence()) == []
    [entry] = advantages(
        PlaceRecord(economy=[*PEOPLE, *panel("markets", "market", lang_son=(2.5,), vn=(50,))]).evidence()
    )
    assert not entry.counted


def test_indices_are_only_of_parts_of_one_total():
    """Hoover (1936) of 20, 10, 70, 0 against 0, 0, 0, 60: nothing in common is 1, Krugman's index 2."""
    evidence = PlaceRecord(economy=[*income("lang_son", (20, 10, 70, 0)), *income("vn", (0, 0, 0, 60))]).evidence()
    structure = income_structure(evidence)
    assert structure is not None
    assert (structure.hoover.value, structure.krugman.value) == (1.0, 2.0)
    table = specialisation_table([], structure).frame
    assert [cell.known for cell in table["hoover"]] == [True, False, False]
    assert all(cell.reason is not None for cell in table["krugman"][1:])


def test_an_empty_record_has_nothing_to_compare():
    evidence = PlaceRecord().evidence()
    assert advantages(evidence) == []
    assert advantages_finding([]) is None
    assert income_structure(evidence) is None
    assert advantages_table([]).frame.empty
    assert income_table(None).frame.empty
    assert specialisation_table([], None).frame.empty


def test_advantages_of_the_record(found: dict[str, Advantage]):
    """Statistics office 2016: 5,900 of 233,100 ha of forest planted, 83 of 8,513 markets for 768,700 of 92,695,100 people."""
    weight = 768_700 / 92_695_100
    forest, markets = found["planted_forest_area"], found["markets"]
    assert forest.quotient.value == pytest.approx(5900 / 233100 / weight)
    assert forest.low.value == pytest.approx((5850 / 233150) / (768_750 / 92_695_050))
    assert (forest.verdict, forest.by_labour) == ("above", "above")
    assert markets.quotient.value == pytest.approx(83 / 8513 / weight)
    assert (markets.verdict, markets.interval.key) == ("open", "benchmarks.interval.count")
    assert found["retail_sales"].verdict == "below"


def test_a_verdict_that_held_in_one_year_is_named_as_fragile(found: dict[str, Advantage]):
    assert [name for name, entry in found.items() if entry.fragile] == ["wood_output"]
    finding = advantages_finding(list(found.values()))
    assert finding is not None
    fragile = finding.text.values["fragile_list"]
    assert isinstance(fragile, Text)
    assert fragile.values["name_1"] == Name("indicator", "wood_output")


def test_the_numbers_of_the_finding_add_up(found: dict[str, Advantage]):
    finding = advantages_finding(list(found.values()))
    assert finding is not None
    numbers = {name: value.value for name, value in finding.text.values.items() if isinstance(value, Quantity)}
    assert numbers["above"] + numbers["below"] + numbers["open"] == numbers["count"] == len(found) == 14
    for lang in ("vi", "en"):
        assert "15" in Language(lang).text(finding.text)


def test_income_of_the_record(evidence: Evidence):
    """Income survey 2016: 457 of 1,684 thousand đồng from agriculture, 513 of 3,049 in the country."""
    structure = income_structure(evidence)
    assert structure is not None
    assert structure.sources[0].name == "agriculture_forestry_fishery"
    assert structure.sources[0].quotient.value == pytest.approx((457 / 1684) / (513 / 3049))
    assert structure.hoover.value == pytest.approx(0.1086, abs=0.0005)
    assert structure.krugman.value == pytest.approx(2 * structure.hoover.value)
