"""The report of a refresh in words."""

from __future__ import annotations

from .toy import Toy, fact


def test_the_summary_tells_files_rows_rejects_and_ends_with_the_diff(toy: Toy) -> None:
    toy.facts(fact(), fact(gate="Hửu Nghị"))
    first = toy.refresh().summary()
    assert "files    1 read, 0 unchanged, 0 gone, 0 not readable" in first
    assert "rows     trade 1" in first
    assert "toy/a.xlsx S1 C5: unknown gate 'Hửu Nghị'" in first
    assert "changes" not in first
    toy.facts(fact(value=5))
    lines = toy.refresh().summary().splitlines()
    assert lines[-2:] == [
        "changes  trade 1 changed",
        "  changed trade: through; total; lang_son; value; 2023-01-01; 2023-12-31; year; reported: value: 51990.563 → 5.0",
    ]


def test_nothing_new_is_said(toy: Toy) -> None:
    toy.facts(fact())
    toy.refresh()
    assert "(nothing new)" in toy.refresh().summary()
