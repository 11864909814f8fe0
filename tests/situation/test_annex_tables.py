"""Tests of `situation.annex_tables`: what contradicts, what rounding explains, growth held against levels, inferred rows."""

from __future__ import annotations

import pytest

from assessment.evidence import Evidence
from assessment.findings import Name
from assessment.situation.annex_tables import (
    contradictions,
    contradictions_table,
    growth_table,
    label,
    references,
    weakest_rows,
    weakest_table,
)

from .reading import keys
from .small_record import SmallRecord

TRADE = {"scope": "through", "measure": "value", "flow": "total", "gate": "all", "partner": "all"}


def test_a_figure_is_named_by_what_its_keys_say():
    row = {**TRADE, "commodity": "all", "regime": "all"}
    assert label("trade", row) == Name("scope", "through")
    named = label("trade", {**row, "flow": "export", "gate": "chi_ma"})
    assert named.values["second"] == Name("gate", "chi_ma")
    assert named.values["first"].values == {"first": Name("scope", "through"), "second": Name("flow", "export")}


def test_the_figures_that_differ_most_stand_first():
    rows = [
        {"period": "2020", "value": 10.02}, {"period": "2020", "value": 10.0},
        {"period": "2021", "value": 10.21}, {"period": "2021", "value": 20.42},
        {"period": "2022", "value": 10.24}, {"period": "2022", "value": 12.8},
        {"period": "2023", "value": 10.1}, {"period": "2023", "value": 10.1},
    ]  # fmt: skip
    found = contradictions(SmallRecord(economy=rows).evidence())
    assert [(round(group.spread, 3), group.differ, group.own) for group in found] == [
        (0.5, True, True),
        (0.2, True, True),
        (0.002, False, True),
    ]
    assert references(found) == [group.rows[0]["row_id"] for group in found]


def test_rounding_and_other_units_are_no_contradiction():
    evidence = SmallRecord(
        economy=[
            {"period": "2015", "value": 744.1},
            {"period": "2015", "value": 744.114983, "document": "office"},
            {"period": "2016", "value": 3470.2, "unit": "vnd_billion"},
            {"period": "2016", "value": 150.0, "unit": "usd_million", "document": "office"},
        ]
    ).evidence()
    found = contradictions(evidence)
    assert contradictions_table(evidence, found, short=True).frame.empty
    everything = contradictions_table(evidence, found, short=False).frame
    assert len(everything) == 2
    assert everything["reading"].iloc[0].key == "annex.reading.rounding"


def test_other_areas_stand_in_the_full_list_only():
    rows = [
        {"period": "2025", "value": value, "geography": "lao_cai", "document": document}
        for value, document in ((1.0, "press"), (2.0, "page"))
    ]
    evidence = SmallRecord(economy=rows).evidence()
    found = contradictions(evidence)
    assert contradictions_table(evidence, found, short=True).frame.empty
    assert keys(contradictions_table(evidence, found, short=False).frame["chosen"]) == ["yes", "no"]


def test_growth_claim_is_judged_against_levels():
    rows = [
        {"period": "2024", "value": 121.8, "growth_percent": 20.0},
        {"period": "2023", "value": 101.5, "growth_percent": 7.0},
        {"period": "2022", "value": 50.7},
        {"period": "2024", "value": 9.0, "scope": "declared", "growth_percent": 20.0},
    ]
    frame = growth_table(SmallRecord(trade=rows).evidence()).frame
    verdicts = {row.period.end.year: row.verdict.key for row in frame.itertuples()}
    assert verdicts == {2024: "annex.verdict.agrees", 2023: "annex.verdict.disagrees"}
    assert frame["recomputed"].iloc[0].value == pytest.approx(20.0)


def test_inferred_rows_are_listed():
    rows = [{"period": "2024", "value": 1.0, "inferred": "scope", "note_vi": "a", "note_en": "b"}, {"value": 2.0}]
    [row] = weakest_table(SmallRecord(trade=rows).evidence()).frame.itertuples()
    assert row.inferred.key == "annex.inferred.scope"
    assert row.note.en == "b"


def test_an_empty_record_gives_empty_tables():
    evidence = SmallRecord().evidence()
    assert contradictions(evidence) == []
    assert growth_table(evidence).frame.empty
    assert weakest_rows(evidence).empty


def test_contradictions_of_the_record(public, evidence: Evidence):
    """Customs at Hữu Nghị to November 2025: 5,777 and 6,044; GRDP growth 2025: 8.06 and 8.41; declared trade 2023: 4,975 and 4,780."""
    frame = public.table("annex.contradictions").frame
    groups = frame.assign(value=[cell.value for cell in frame["value"]]).groupby("number")["value"].agg(list)
    assert [5777.0, 6044.0] in groups.tolist()
    assert [4975.0, 4780.0] in groups.tolist()
    assert {8.06, 8.41} in [set(values) for values in groups]
    chosen = frame.assign(chosen=keys(frame["chosen"])).groupby("number")["chosen"].agg(list)
    assert all(words == ["yes"] + ["no"] * (len(words) - 1) for words in chosen)


def test_a_chosen_figure_is_the_one_the_sections_print(public, evidence: Evidence):
    full = public.table("annex.contradictions_all").frame
    declared = next(row for row in full.itertuples() if row.value.value == 4975 and row.chosen.key.endswith("yes"))
    assert declared.value.rows == evidence.quantity("trade", period="2023", scope="declared", flow="total",
                                                    geography="lang_son", gate="all", measure="value").rows  # fmt: skip


def test_growth_claims_of_the_record(public):
    """State revenue 2025 "+60.1 %": 18,063.8 on 9,805.5 is 84.2 %; ten months of through-trade "+44 %": 39.9 %."""
    found = [
        (row.claimed.value, round(row.recomputed.value, 1), row.verdict.key.rpartition(".")[2])
        for row in public.table("annex.growth").frame.itertuples()
    ]
    assert (60.1, 84.2, "disagrees") in found
    assert (44.0, 39.9, "disagrees") in found
    assert (9.9, 9.9, "agrees") in found
