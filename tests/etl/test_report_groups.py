"""Blocks of a report: what group rows say of the rows below them."""

from __future__ import annotations

import pytest

from assessment.etl.names import Entity, Names
from assessment.etl.problems import RowRefusedError
from assessment.etl.report_groups import Groups, group_rules, own_keys, word_status

RULES = group_rules(
    [
        {"label": "(a )?san xuat", "level": 1, "keys": {"sector": "production"}},
        {"label": "dau tu nuoc ngoai.*", "level": 2, "keys": {"investor": "fdi", "unit": "@label"}},
        {"label": "trong nuoc", "level": 2, "keys": {"investor": "domestic", "unit": "vnd_billion"}},
        {"label": "khu .*", "level": 1, "keys": {"geography": "@label"}},
    ],
    "x",
    [],
)


def test_a_block_ends_those_of_its_level_and_below() -> None:
    groups = Groups(RULES)
    for label in ("Sản xuất", "Đầu tư nước ngoài (triệu USD)"):
        assert groups.enter(label)
    assert groups.keys == {"sector": "production", "investor": "fdi", "unit": "@label"}
    assert groups.unit("x") == ("triệu USD", "")
    groups.enter("Trong nước")
    assert groups.unit("x") == ("", "vnd_billion")
    groups.enter("Khu A")
    assert groups.keys == {"geography": "@label"}


def test_a_row_that_is_no_block_changes_nothing() -> None:
    groups = Groups(RULES)
    assert not groups.enter("Số dự án")
    assert groups.keys == {}


def test_without_a_block_there_is_no_unit() -> None:
    with pytest.raises(RowRefusedError, match="in which unit"):
        Groups(RULES).unit("registered")


def test_the_name_of_a_block_is_a_key_or_refused() -> None:
    groups, names = Groups(RULES), Names("demo", [Entity("geography", "Khu A", "zone_a")], [])
    groups.enter("Khu A")
    assert own_keys(groups, {"basis": "stock"}, names, "land") == {"geography": "zone_a", "basis": "stock"}
    groups.enter("Khu B")
    with pytest.raises(RowRefusedError, match="unknown geography"):
        own_keys(groups, {}, names, "land")


@pytest.mark.parametrize("group", [{"label": "(", "level": 1, "keys": {}}, {"label": "a"}])
def test_faults_are_told(group: dict[str, object]) -> None:
    faults: list[str] = []
    assert group_rules([group], "x", faults) == ()
    assert faults


def test_a_status_word_counts_as_a_word_only() -> None:
    words = {"so bo": "preliminary", "chinh thuc": "final"}
    assert word_status("Số bốn", words) == ""
    assert word_status("Số liệu chính thức", words) == "final"


def test_a_block_may_be_asked_for_in_another_one_only() -> None:
    rules = group_rules(
        [
            {"label": "[ab]", "level": 1, "keys": {}, "header": True},
            {"label": "a > i", "level": 2, "keys": {"indicator": "passengers"}},
            {"label": "b > i", "level": 2, "keys": {"indicator": "freight"}},
            {"label": "[iv]+", "level": 2, "keys": {}},
        ],
        "x",
        [],
    )
    assert [rule.header for rule in rules] == [True, False, False, False]
    groups, told = Groups(rules), []
    for label in ("I", "A", "I", "II", "B", "I"):
        assert groups.enter(label)
        told.append(groups.keys)
    assert told == [{}, {}, {"indicator": "passengers"}, {}, {}, {"indicator": "freight"}]
