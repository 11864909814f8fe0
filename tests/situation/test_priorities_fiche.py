"""Fiches: every criterion and condition of a sector, with its value or who holds it, and the result of the scored ones."""

from __future__ import annotations

import pytest

from assessment.report.language import Language
from assessment.situation.priorities_fiche import fiches
from tests.scoring.synthetic_model import evidence, known, model, result, synthetic

from .reading import keys


@pytest.fixture(scope="module")
def synthetic_fiches():
    values = known(synthetic(), model())
    return {table.id: table for table in fiches(evidence(), values, result(values), "full_")}


def test_there_is_a_fiche_a_sector(synthetic_fiches, public):
    assert len(synthetic_fiches) == 7
    ids = [table.id for table in public.section("priorities").tables if ".fiche_" in table.id]
    assert len(ids) == 15
    assert all(table.annex_only for table in public.section("priorities").tables if ".fiche_" in table.id)


def test_a_missing_value_names_who_holds_it(synthetic_fiches):
    frame = synthetic_fiches["priorities.full_fiche_textile_inputs"].frame
    rows = dict(zip(keys(frame["content"]), frame.to_dict("records"), strict=True))
    assert not rows["jobs"]["value"].known
    assert (rows["jobs"]["holder"].key, rows["jobs"]["grade"]) == ("so_noi_vu", "–")
    assert (rows["net_budget"]["holder"], rows["net_budget"]["grade"]) == ("–", "B")


def test_scores_and_weights_are_those_of_the_evaluation(synthetic_fiches):
    frame = synthetic_fiches["priorities.full_fiche_electronics"].frame
    criteria = frame[[getattr(cell, "unit", "") == "percent" for cell in frame["weight"]]]
    assert sum(cell.value for cell in criteria["weight"]) == pytest.approx(100)
    scores = known(synthetic(), model()).scores().loc["electronics"]
    assert [cell.value for cell in criteria["score"]] == pytest.approx(scores.tolist())


def test_only_a_scored_sector_has_a_result(synthetic_fiches):
    for sector, told in (("electronics", True), ("tourism_duty_free", False)):
        notes = [note.key for note in synthetic_fiches[f"priorities.full_fiche_{sector}"].notes]
        assert ("priorities.table.fiche.result" in notes) == told


def test_conditions_print_with_the_agency_that_decides(public):
    frame = public.table("priorities.fiche_timber").frame
    rows = dict(zip(keys(frame["content"]), frame.to_dict("records"), strict=True))
    assert "CITES" in Language("en").text(rows["lawful"]["value"])
    assert rows["environment"]["holder"].key == "so_nong_nghiep_moi_truong"


def test_without_an_evaluation_the_weights_are_those_of_the_model():
    values = known(synthetic() * float("nan"), model())
    frame = fiches(evidence(), values, None)[0].frame
    assert sum(cell.value for cell in frame["weight"] if cell is not None) == pytest.approx(100)


def test_every_value_of_the_record_names_its_source(public):
    frame = public.table("priorities.fiche_bonded_warehousing").frame
    rows = dict(zip(keys(frame["content"]), frame.to_dict("records"), strict=True))
    assert Language("en").cell(rows["demand_growth"]["source"]).startswith("National exports and imports by month")
    assert all(
        rows[name]["source"] != "–" for name in ("market_risk", "investment_momentum", "local_quotient", "zone_share")
    )
    assert "143/2025/QH15" in Language("vi").cell(rows["lawful"]["source"])
