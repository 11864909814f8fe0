"""Restatements above the declared size are told; smaller ones, plans and other publishers are not."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.errors import AssessmentError
from assessment.etl import frames
from assessment.etl.changes import match
from assessment.etl.restatements import Limits, load_limits, restatements
from assessment.etl.schema import TABLES

TRADE = TABLES["trade"]
FIVE_PERCENT = Limits(0.05)
PUBLISHERS = {"d1": "GSO", "d2": "GSO", "press": "Báo"}


def row(row_id: str, value: float, document: str = "d1", **more: object) -> dict[str, object]:
    published = {"d1": date(2024, 2, 1), "d2": date(2024, 3, 1), "press": date(2024, 3, 1)}[document]
    return {
        "row_id": row_id,
        "scope": "through",
        "flow": "total",
        "value": value,
        "unit": "usd_million",
        "document": document,
        "published": published,
        "status": "reported",
        "precision": "exact",
        "source": "books",
        "period_start": date(2024, 1, 1),
        "period_end": date(2024, 1, 31),
        "frequency": "month",
    } | more


def table(*rows: dict[str, object]) -> pd.DataFrame:
    names = {name for line in rows for name in line}
    return frames.build(TRADE.columns, {name: [line[name] for line in rows] for name in names})


def told(old: pd.DataFrame, new: pd.DataFrame, limits: Limits = FIVE_PERCENT) -> list[tuple[str, float, float]]:
    found = restatements([match(TRADE, old, new)], {"trade": old}, PUBLISHERS, {"a": "books/x.xlsx"}, limits, "000002")
    assert set(found["state"]) <= {"000002"}
    return list(zip(found["kind"], found["old"], found["new"], strict=True))


@given(old=st.floats(1, 1e6), share=st.floats(-0.9, 0.9), limit=st.floats(0.001, 0.5))
def test_a_change_in_the_file_is_told_above_the_limit_only(old: float, share: float, limit: float) -> None:
    new = old * (1 + share)
    found = told(table(row("a", old)), table(row("a", new)), Limits(limit))
    assert bool(found) == (abs(new - old) / old > limit and abs(new - old) / old > 1e-12)


def test_a_later_publication_of_the_same_publisher_restates_and_a_plan_or_another_publisher_does_not() -> None:
    first = table(row("a", 100.0))
    assert told(first, table(row("a", 100.0), row("b", 120.0, "d2"))) == [("published", 100.0, 120.0)]
    assert told(first, table(row("a", 100.0), row("b", 104.0, "d2"))) == []
    assert told(first, table(row("a", 100.0), row("b", 120.0, "press"))) == []
    assert told(first, table(row("a", 100.0), row("b", 120.0, "d2", status="plan"))) == []
    assert told(first, table(row("a", 100.0), row("b", 120.0, "d2", precision="lower"))) == []


def test_the_publication_last_before_is_restated_and_an_earlier_one_arriving_late_restates_nothing() -> None:
    both = table(row("a", 100.0), row("b", 120.0, "d2"))
    later = table(row("a", 100.0), row("b", 120.0, "d2"), row("c", 121.0, "d2", published=date(2024, 4, 1)))
    assert told(both, later) == []
    assert told(table(row("b", 120.0, "d2")), table(row("b", 120.0, "d2"), row("a", 100.0))) == []


def test_from_zero_and_to_zero_are_told_and_the_largest_comes_first() -> None:
    old = table(row("a", 0.0), row("b", 10.0, flow="import"), row("c", 0.0, flow="export"))
    new = table(row("a", 5.0), row("b", 0.0, flow="import"), row("c", 0.0, flow="export"))
    assert told(old, new) == [("changed", 0.0, 5.0), ("changed", 10.0, 0.0)]


def test_the_first_rule_that_fits_the_former_row_decides() -> None:
    limits = Limits(0.05, (({"status": "estimate"}, 0.3), ({"source": "books"}, 0.15)))
    old, new = table(row("a", 100.0, status="estimate")), table(row("a", 120.0, status="final"))
    assert told(old, new, limits) == []
    assert told(table(row("a", 100.0)), table(row("a", 120.0)), limits) == [("changed", 100.0, 120.0)]


def test_the_shipped_limits_are_read_and_name_columns_there_are() -> None:
    limits = load_limits()
    assert 0 < limits.share < 1
    assert all(0 < share < 1 for _, share in limits.rules)


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("share = 0", "above zero"),
        ("share = 'x'", "above zero"),
        ("share = 0.1\n[[rule]]\ncolour = 'a'\nshare = 1", "colour"),
    ],
)
def test_a_wrong_limit_is_named(tmp_path: Path, text: str, match: str) -> None:
    path = tmp_path / "restatements.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(AssessmentError, match=match):
        load_limits(path)
