"""Tables of the scoring: on the public record and on a synthetic panel, in both languages."""

from __future__ import annotations

import pytest

from assessment.report.language import Language
from assessment.report.terminal import show_table
from assessment.situation.priorities_result import Result, steps
from tests.scoring.synthetic_model import known, model, panel, result, synthetic

from .reading import by, keys, numbers


@pytest.fixture(scope="module")
def printed() -> Result:
    return Result(result(known(synthetic(), model()), panel(model())), "full_")


def test_screening_of_the_record_has_classes_and_intervals(public):
    """Six of 15 sectors are scored; gates nobody decided keep all from class A, and no interval is a point."""
    table = public.table("priorities.result")
    scored = table.frame
    assert set(keys(scored["class"])) == {"B", "C"}
    assert len(scored) == 6
    told = Language("en").text(table.notes[-1])
    assert told.count(";") == 8, "nine sectors are named as not scored"
    for low, median, high in zip(
        *(numbers(scored[name]) for name in ("score_low", "median", "score_high")), strict=True
    ):
        assert 1 <= low < median < high <= 100
    for low, high in zip(*(numbers(scored[name]) for name in ("bound_low", "bound_high")), strict=True):
        assert low <= high


def test_shares_on_the_list_sum_to_its_places(public):
    """Each draw puts k = 3 of the six sectors on the list."""
    shares = [value for value in numbers(public.table("priorities.result").frame["within"]) if value is not None]
    assert sum(shares) == pytest.approx(300)


def test_wins_of_a_pair_sum_to_the_whole(public):
    frame = public.table("priorities.wins").frame
    for row in range(len(frame)):
        for column in range(len(frame)):
            if row != column:
                pair = frame.iat[row, column + 1].value, frame.iat[column, row + 1].value
                assert sum(pair) == pytest.approx(100)


def test_a_condition_of_a_gate_is_in_the_list(public):
    rows = by(public.table("priorities.list"), "sector")
    text = Language("en").text(rows["timber"]["conditions"])
    assert "CITES" in text
    assert "to be decided by the competent agency: Defence and security, Environment" in text


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_table_prints_in_both_languages(printed, lang, capsys):
    for table in printed.tables():
        show_table(table, Language(lang))
    assert ("DỮ LIỆU MÔ PHỎNG" if lang == "vi" else "SYNTHETIC DATA") in capsys.readouterr().out


def test_a_panel_adds_its_experts_and_its_interval(printed):
    tables = {table.id: table.frame for table in printed.tables()}
    assert len(tables["priorities.full_experts_left"]) == 8
    assert "interval" in tables["priorities.full_result"]


def test_rank_reversals_are_flagged_by_normalisation(public):
    """Fixed goalposts turn no pair; on the record z-scores and ranks do."""
    frame = public.table("priorities.reversals").frame
    assert [cell.key.rpartition("_")[2] for cell in frame["alternative"]] == ["goalposts", "z", "rank"]
    assert keys(frame["reversal"]) == ["none", "some", "some"]
    assert numbers(frame["pairs"])[0] == 0
    assert frame["turned_by"].iloc[0] == "–"


def test_smaa_tells_which_weights_favour_a_sector(printed):
    """The best sector is first with any weights, so the weights that favour it are the mean of all: a quarter each pillar."""
    frame = next(table for table in printed.tables() if table.id == "priorities.full_smaa").frame
    best = frame[[cell.key == "electronics" for cell in frame["sector"]]]
    assert numbers(best["first_rank"]) == [100] * 3
    central = [cell.value for cell in best.iloc[0, 5:]]
    assert central == pytest.approx([25] * 4, abs=3)
    worst = frame[[cell.key == "iron_steel" for cell in frame["sector"]]]
    assert not any(cell.known for cell in worst["confidence"])


def test_changes_of_neighbours_and_the_first_place(printed):
    frame = next(table for table in printed.tables() if table.id == "priorities.full_changes").frame
    assert keys(frame["which"]) == ["neighbours"] * 5 + ["first"]
    assert "tie" in [getattr(cell, "key", "").rpartition(".")[2] for cell in frame["changed"]]


def test_the_sentence_counts_every_sector(printed):
    values = printed.finding().text.values
    assert sum(values[name].value for name in ("A", "B", "C", "ND")) == 7
    assert values["first"].key == "electronics"
    assert "Electronics" in Language("en").text(printed.finding().text)


def test_steps_say_what_was_done(printed):
    with_panel, nothing = steps(printed.found).frame, steps(None).frame
    assert list(with_panel["number"]) == list(range(1, 11))
    assert keys(with_panel["done"]).count("done") == 8
    assert keys(nothing["done"]).count("done") == 4
