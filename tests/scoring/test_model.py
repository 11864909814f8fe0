"""Tests of `scoring.model`: the shipped models, what is refused, one-call changes on record, and the log that regenerates a model."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.errors import AssessmentError
from assessment.scoring.declaration import read_declaration
from assessment.scoring.model import Model, load_model


@pytest.fixture(scope="module")
def model() -> Model:
    return load_model("screening")


@pytest.fixture
def data() -> dict[str, Any]:
    return read_declaration("screening")[1]


def test_the_full_model_weighs_four_pillars_equally():
    """METHODS 11.3: 14 criteria in 4 pillars of 4, 5, 3 and 2, equal weights until the panel has met; 11.7: 70 % and 50 %."""
    full = load_model("full")
    assert [pillar.weight for pillar in full.pillars] == [25.0] * 4
    counts = [list(full.pillar_of.values()).count(pillar.key) for pillar in full.pillars]
    assert counts == [4, 5, 3, 2]
    assert full.weights()["environment"] == pytest.approx(0.125)
    assert (full.coverage.total_percent, full.coverage.pillar_percent) == (70.0, 50.0)
    assert all(criterion.holder for criterion in full.criteria)


def test_both_models_share_sectors_and_gates(model: Model):
    full = load_model("full")
    assert (model.sectors, model.gates) == (full.sectors, full.gates)
    assert len(set(model.sector_keys)) == 15
    assert [gate.key for gate in model.gates] == ["lawful", "defence_security", "environment", "land", "market_access"]


def test_no_shipped_goalposts_are_observed_from_the_sectors(model: Model):
    """METHODS 11.4: percentiles of a wider reference, or policy with its source, or what the holder gives."""
    for criterion in (*model.criteria, *load_model("full").criteria):
        posts = criterion.goalposts
        assert posts.origin in ("policy", "reference", "input")
        assert posts.source if posts.origin == "policy" else True
        assert posts.rule if posts.origin == "reference" else True
        assert posts.percentiles == (5.0, 95.0)


def test_an_undeclared_gate_state_is_unknown(model: Model):
    gate = {gate.key: gate for gate in model.gates}
    assert gate["environment"].state("timber").result == "unknown"
    assert gate["lawful"].state("timber").result == "conditional"
    assert gate["market_access"].state("electronics").result == "not_applicable"


FAULTS: list[tuple[Callable[[dict[str, Any]], object], str]] = [
    (lambda d: d["criteria"][0].update(direction=2), r"criteria\.demand_growth\.direction is 2; expected one of 1, -1"),
    (
        lambda d: d["criteria"][0].update(weight=5),
        r"criteria\.demand_growth\.weight is unknown; expected pillar, key, measure",
    ),
    (lambda d: d["criteria"][0].update(pillar="x"), r"demand_growth\.pillar is 'x'; expected one of attractiveness"),
    (
        lambda d: d["criteria"][0].update(transform="sqrt"),
        r"transform is 'sqrt'; expected one of none, log, cap, signed_root",
    ),
    (lambda d: d["criteria"][0].pop("unit"), r"criteria\.demand_growth\.unit is missing"),
    (
        lambda d: d["criteria"][0].update(share=50),
        r"criteria\.share of pillar attractiveness is 116\.666667; .* sum to 100",
    ),
    (lambda d: d["pillars"][0].update(weight=60), r"pillars\.weight is 110\.0; expected weights that sum to 100"),
    (
        lambda d: d["criteria"][0]["goalposts"].update(origin="observed"),
        r"goalposts\.origin is 'observed'; expected one of",
    ),
    (
        lambda d: d["criteria"][0]["goalposts"].update(low=1),
        r"goalposts\.low is unknown; expected origin, low_percentile",
    ),
    (
        lambda d: d["criteria"][0].update(goalposts={"origin": "policy", "low": 3, "high": 3, "source": "law"}),
        r"goalposts\.low is 3\.0; expected a finite number below the high goalpost 3",
    ),
    (
        lambda d: d["criteria"][0].update(goalposts={"origin": "policy", "low": 1, "high": 3}),
        r"goalposts\.source is missing",
    ),
    (
        lambda d: d["classes"].update(conditional=0.9),
        r"classes\.conditional is 0\.9; expected at most the bound of class A",
    ),
    (lambda d: d["classes"].update(k=0), r"classes\.k is 0; expected a whole number of at least 1"),
    (
        lambda d: d["alternatives"].update(weights=["guess"]),
        r"alternatives\.weights is 'guess'; expected one of equal_pillars",
    ),
    (
        lambda d: d["sectors"][1].update(key="fresh_fruit_cold_chain"),
        r"sectors\.fresh_fruit_cold_chain is 'twice there'",
    ),
    (lambda d: d.update(sectors=[]), "expected keys of|at least one sector"),
    (
        lambda d: d["gates"][0]["states"][0]["sectors"].append("timber"),
        r"gates\.lawful\.states is 'timber'; expected each sector",
    ),
    (
        lambda d: d["gates"][0]["states"][0]["sectors"].append("ships"),
        r"gates\.lawful\.states is 'ships'; expected keys of",
    ),
    (
        lambda d: d["gates"][0]["states"][1].pop("condition_en"),
        r"condition_vi .* expected a condition in both languages",
    ),
    (lambda d: d.update(normalisation="min_max"), r"x\.toml: normalisation is 'min_max'; expected one of goalposts, z"),
]


@pytest.mark.parametrize(("change", "message"), FAULTS)
def test_a_fault_names_file_key_expectation(
    data: dict[str, Any], change: Callable[[dict[str, Any]], object], message: str
):
    change(data)
    with pytest.raises(AssessmentError, match=message):
        Model.read(data, "x.toml")


def test_a_model_of_ones_own_is_read_from_its_path(tmp_path: Path, model: Model):
    shipped = Path(__file__).parents[2] / "assessment" / "scoring" / "models" / "screening.toml"
    path = tmp_path / "own.toml"
    path.write_text(shipped.read_text(encoding="utf-8").replace("k = 3", "k = 4"), encoding="utf-8")
    own = load_model(path)
    assert own.classes.k == 4
    assert own.digest == model.with_(k=4).digest
    assert (own.reference("classes.k"), model.reference("classes.k")) == (
        (),
        ("file:scoring/models/screening.toml#classes.k",),
    )


@pytest.mark.parametrize(
    ("change", "seen"),
    [
        ({"normalisation": "rank"}, lambda m: m.normalisation == "rank"),
        ({"aggregation": "arithmetic"}, lambda m: m.aggregation == "arithmetic"),
        ({"k": 7}, lambda m: m.classes.k == 7),
        ({"seed": 1}, lambda m: m.draws.seed == 1),
        ({"draws": 50}, lambda m: m.draws.count == 50),
        ({"coverage": (60, 40)}, lambda m: (m.coverage.total_percent, m.coverage.pillar_percent) == (60.0, 40.0)),
        ({"classes": {"priority": 0.9}}, lambda m: m.classes.priority == 0.9),
        ({"window": {"before": ("2016", "2017")}}, lambda m: m.window["before"] == ("2016", "2017")),
        ({"goalposts": {"demand_growth": (0, 10)}}, lambda m: m.criterion("demand_growth").goalposts.high == 10.0),
        ({"pillar_weights": {"attractiveness": 70, "feasibility": 30}}, lambda m: m.weights()["zone_share"] == 0.15),
        ({"drop": ["timber"]}, lambda m: "timber" not in m.sector_keys),
    ],
)
def test_one_choice_changed_in_one_call_is_on_record(
    model: Model, change: dict[str, Any], seen: Callable[[Model], bool]
):
    changed = model.with_(**change)
    assert seen(changed)
    assert not seen(model)
    assert set(change) <= {choice.what for choice in changed.choices}
    assert changed.digest != model.digest
    assert Model.from_log(json.loads(json.dumps(changed.log()))) == changed


def test_choices_name_before_and_after(model: Model):
    changed = model.with_(k=5).with_(goalposts={"market_risk": (5, 50)}, drop=["zone_share"])
    assert [choice.what for choice in changed.choices] == ["k", "drop", "goalposts"]
    assert (changed.choices[0].before, changed.choices[0].after) == (3, 5)
    assert changed.choices[2].before["market_risk"]["rule"] == "commodity_groups"
    assert changed.choices[2].after["market_risk"]["low"] == 5.0


def test_changed_weights_name_who_set_them(model: Model):
    weights = dict(zip(model.pillar_of, (10, 20, 30, 40, 0), strict=True))
    changed = model.with_(weights=weights)
    assert (100 * changed.weights()).round(9).to_dict() == weights
    assert changed.weights_origin == "changed by the analyst"
    assert model.with_(weights=weights, weights_origin="panel of 2026").weights_origin == "panel of 2026"


def test_a_pillar_may_lose_all_weight(model: Model):
    changed = model.with_(weights=dict(zip(model.pillar_of, (50, 25, 25, 0, 0), strict=True)))
    assert changed.weights().tolist() == pytest.approx([0.5, 0.25, 0.25, 0, 0])


def test_a_dropped_criterion_leaves_its_weight_inside_the_pillar(model: Model):
    changed = model.with_(drop=["demand_growth", "zone_share"])
    assert changed.weights().round(9).to_dict() == {
        "market_risk": 0.25,
        "investment_momentum": 0.25,
        "local_quotient": 0.5,
    }
    alone = model.with_(drop=["local_quotient", "zone_share"])
    assert [pillar.key for pillar in alone.pillars] == ["attractiveness"]
    assert alone.weights().sum() == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"drop": ["luck"]}, "drop: luck is unknown; expected among"),
        (
            {"drop": ["demand_growth", "market_risk", "investment_momentum", "local_quotient", "zone_share"]},
            "leaves no weight",
        ),
        ({"weights": {"demand_growth": 100}}, "weights: given for demand_growth; expected for each of"),
        ({"pillar_weights": {"attractiveness": 70, "feasibility": 40}}, r"pillars\.weight is 110\.0"),
        ({"goalposts": {"luck": (0, 1)}}, "criterion 'luck' is unknown; expected one of demand_growth"),
        ({"goalposts": {"demand_growth": (1, 0)}}, r"goalposts\.low is 1\.0"),
        ({"k": 0}, r"model screening, changed: classes\.k is 0"),
        ({"normalisation": "guess"}, "normalisation is 'guess'"),
    ],
)
def test_a_change_that_makes_no_model_is_refused(model: Model, change: dict[str, Any], message: str):
    with pytest.raises(AssessmentError, match=message):
        model.with_(**change)


def test_equal_content_has_equal_digests_whatever_way_led_to_it(model: Model):
    assert model.with_(k=4).with_(k=3).digest == model.digest
    assert load_model("screening") == model


def test_an_altered_log_is_refused(model: Model):
    log = model.log()
    log["declaration"]["classes"]["k"] = 9
    with pytest.raises(AssessmentError, match=r"digest is .*the log was altered"):
        Model.from_log(log)
    with pytest.raises(AssessmentError, match="choices is None"):
        Model.from_log({"digest": model.digest, "declaration": model.declared()})


@given(st.lists(st.floats(0.01, 1), min_size=5, max_size=5))
def test_any_weights_survive_the_log(parts: list[float]):
    model = load_model("screening")
    total = sum(parts)
    changed = model.with_(weights=dict(zip(model.pillar_of, (100 * part / total for part in parts), strict=True)))
    again = Model.from_log(json.loads(json.dumps(changed.log())))
    assert again == changed
    assert again.weights().equals(changed.weights())
    assert changed.weights().sum() == pytest.approx(1.0)
