"""Numbers of an evaluation in print: units, references, what is not determinable, and cautions."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assessment.situation.priorities_numbers import CLASSES, Numbers
from tests.scoring.synthetic_model import known, model, panel, result, synthetic


@pytest.fixture(scope="module")
def numbers() -> Numbers:
    return Numbers(result(known(synthetic(), model()), panel(model())))


def test_sectors_stand_by_class_then_by_median(numbers: Numbers) -> None:
    classes = [CLASSES.index(numbers.found.classes[key]) for key in numbers.ordered]
    assert classes == sorted(classes)
    assert numbers.ordered[0] == "electronics"
    assert numbers.left_out == ["tourism_duty_free"]


def test_a_number_rests_on_the_first_row_of_every_value(numbers: Numbers) -> None:
    assert numbers.within("timber").rows == ("synthetic",)
    assert numbers.within("timber").unit == "percent"


def test_a_sector_that_is_not_scored_has_no_number(numbers: Numbers) -> None:
    for found in (numbers.within("tourism_duty_free"), numbers.score("tourism_duty_free", 1)):
        assert not found.known
        assert found.reason is not None
        assert found.reason.key == "priorities.reason.not_scored"


def test_ranks_that_ties_put_halfway_have_a_decimal(numbers: Numbers) -> None:
    assert numbers.places(2.5, "rank", "alternative").decimals == 1
    assert numbers.places(2.0, "rank", "alternative").decimals == 0


def test_synthetic_weights_and_a_split_panel_are_told(numbers: Numbers) -> None:
    assert [text.key for text in numbers.cautions()] == ["priorities.caution.synthetic"]
    split = replace(panel(model()), split=("pillars",), split_reason="đã họp hai lần")
    told = Numbers(replace(numbers.found, frozen=split)).cautions()
    assert [text.key for text in told] == ["priorities.caution.synthetic", "priorities.caution.split"]
    assert Numbers(replace(numbers.found, frozen=None)).cautions() == ()
