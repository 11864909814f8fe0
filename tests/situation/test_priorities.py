"""Tests of section 11: what the screening states, what it refuses to state, and that it stands without a record."""

from __future__ import annotations

import pytest

from assessment.report.references import References
from assessment.scoring.model import load_model
from assessment.situation import priorities
from tests.scoring.synthetic_model import known, model, panel, synthetic

from .reading import by, keys, numbers, table
from .small_record import SmallRecord


def _values(section: object) -> dict:
    return {finding.text.key.rpartition(".")[2]: finding.text.values for finding in section.findings}


def test_an_empty_record_still_is_a_section_without_a_class():
    section = priorities.section(SmallRecord().evidence())
    assert set(_values(section)) == {"coverage"}
    assert _values(section)["coverage"]["best"].value == 0
    assert section.figures == ()
    frame = table(section, "priorities.screening").frame
    assert numbers(frame["coverage"]) == [0.0] * 15
    assert not any(cell.known for name in frame.columns[1:6] for cell in frame[name])
    ends = table(section, "priorities.goalposts").frame
    assert not any(cell.known for name in ("low", "high") for cell in ends[name])


def test_screening_of_the_record(public):
    """METHODS 11.7: 6 of 15 sectors have 70 % of the weight of the screening and half of each pillar; none of the full model."""
    found = _values(public.section("priorities"))["coverage"]
    names = ("sectors", "criteria", "determinable", "rule", "full_criteria", "full_determinable", "best")
    assert numbers(found[name] for name in names) == pytest.approx([15, 5, 6, 70, 14, 0, 17.5])
    frame = public.table("priorities.screening").frame
    assert keys(frame["class"]).count("determinable") == 6
    enough = [share >= 70 - 1e-9 for share in numbers(frame["coverage"])]
    assert [key == "determinable" for key in keys(frame["class"])] == enough


def test_demand_of_the_record(public):
    """Statistics office, monthly exports: fruit grew 11.96 % a year between 2015-2017 and 2022-2024, the most of ten groups."""
    rows = by(public.table("priorities.screening"), "sector")
    assert rows["fresh_fruit_cold_chain"]["demand_growth"].value == pytest.approx(11.96, abs=0.005)
    assert rows["bonded_warehousing"]["zone_share"].value == pytest.approx(100 * 29 / 142)
    assert rows["wholesale_ecommerce"]["zone_share"].value == pytest.approx(100 * 48 / 142)
    figure = public.section("priorities").figures[0].data
    values = numbers(figure["y"])
    assert values == sorted(values, reverse=True)
    assert len(values) == 10
    found = _values(public.section("priorities"))["demand"]
    assert (found["first"].key, found["last"].key) == ("fresh_fruit_cold_chain", "agro_food_processing")


def test_known_criteria_add_up_to_the_weight_they_cover(public):
    """Each value that stands in for one of the full model is counted once: 14 of growth, 14 of risk, 2 of projects."""
    frame = public.table("priorities.criteria").frame
    assert len(frame) == 14
    counts = dict(zip(keys(frame["criterion"]), numbers(frame["known"]), strict=True))
    assert {key: count for key, count in counts.items() if count} == {
        "demand_growth": 14,
        "market_risk": 14,
        "investor_evidence": 2,
    }


def test_gates_state_their_conditions(public):
    rows = by(public.table("priorities.gates"), "sector")
    assert rows["electronics"]["lawful"].key == "priorities.state.pass"
    assert rows["timber"]["lawful"].key == "priorities.state.conditional"
    assert "CITES" in rows["timber"]["lawful"].values["condition"].en
    assert {row["environment"].key for row in rows.values()} == {"priorities.state.unknown"}


def test_counts_of_the_model_lead_to_lists_of_that_length(public, store):
    values = _values(public.section("priorities"))["coverage"]
    references = References(store)
    for name in ("sectors", "criteria"):
        listed = [int(origin.raw) for row in values[name].rows for origin in references.origins(row)]
        assert sum(listed) == values[name].value


def test_the_panels_model_stays_closed_until_its_weights_are_frozen():
    """METHODS 11.5: freeze weights before scores are opened; with everything known, nothing is scored without them."""
    of = model()
    values = known(synthetic(), of)
    evidence = SmallRecord().evidence()
    assert priorities.scored(evidence, values, None) is None
    assert priorities.scored(evidence, values, panel(of)) is not None


def test_weights_of_a_panel_are_of_the_full_model_only(public):
    assert priorities.panel_weights(public.evidence, load_model("screening")) is None
