"""Report tables into observations: labels, units by row, what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from . import small_report as small


def test_a_report_is_read_with_periods_units_and_places(tmp_path: Path) -> None:
    read = small.read(small.source(tmp_path), small.changed())
    assert small.problems(read) == []
    assert small.figures(read) == {
        ("all", "value", "month"): (100.0, "usd_million"),
        ("all", "value", "ytd"): (450.0, "usd_million"),
        ("rice", "quantity", "month"): (2000.0, "tonne"),
        ("rice", "value", "month"): (20.0, "usd_million"),
        ("rice", "quantity", "ytd"): (9000.0, "tonne"),
        ("rice", "value", "ytd"): (90.0, "usd_million"),
        ("machinery", "value", "month"): (70.0, "usd_million"),
        ("machinery", "value", "ytd"): (300.0, "usd_million"),
        ("motorcycles", "quantity", "month"): (3000.0, "piece"),
        ("motorcycles", "value", "month"): (10.0, "usd_million"),
        ("motorcycles", "quantity", "ytd"): (13000.0, "piece"),
        ("motorcycles", "value", "ytd"): (60.0, "usd_million"),
    }
    rice = next(o for _, o in read.taken if o.row["commodity"] == "rice" and o.row["measure"] == "quantity")
    assert (rice.origins[0].cell, rice.origins[0].raw, rice.origins[0].rule) == (
        "B8",
        "2",
        "× 1000 (Nghìn tấn → tonne)",
    )
    assert {o.row["published"].isoformat() for _, o in read.taken} == {"2024-05-29"}


def test_an_unknown_label_is_rejected_with_the_line_to_add(tmp_path: Path) -> None:
    read = small.read(small.source(tmp_path), small.changed(A8="Gạo nếp"))
    ((cell, problem),) = small.problems(read)
    assert cell == "A8"
    assert "unknown commodity 'Gạo nếp'; did you mean 'Gạo'?" in problem
    assert "commodity,Gạo nếp,<key>,,," in read.sink.rejects[0].remedy
    assert ("rice", "value", "month") not in small.figures(read)


def test_a_row_left_out_on_purpose_is_noted(tmp_path: Path) -> None:
    read = small.read(small.source(tmp_path), small.changed(A8="Khác"))
    assert small.problems(read) == []
    assert any("left out on purpose" in note.note for note in read.sink.notes)


@pytest.mark.parametrize(
    ("text", "value"), [("1.234", None), ("1.234,5", 1234.5), ("1,234.5", 1234.5), ("12,5", 12.5), ("khoảng 20", None)]
)
def test_a_number_typed_as_text_is_read_only_where_it_can_mean_one_thing(
    tmp_path: Path, text: str, value: float | None
) -> None:
    read = small.read(small.source(tmp_path), small.changed(C8=text))
    found = small.figures(read).get(("rice", "value", "month"))
    assert (found and found[0]) == value
    assert bool(small.problems(read)) == (value is None)


@pytest.mark.parametrize("mark", ["-", "…", "..", "x"])
def test_a_missing_mark_is_counted_and_gives_no_figure(tmp_path: Path, mark: str) -> None:
    read = small.read(small.source(tmp_path), small.changed(B8=mark))
    assert ("rice", "quantity", "month") not in small.figures(read)
    assert read.sink.missing == 1


def test_numbers_without_a_label_are_rejected(tmp_path: Path) -> None:
    read = small.read(small.source(tmp_path), small.changed(A11=""))
    assert any("without a label" in problem for _, problem in small.problems(read))
    assert not any(commodity == "motorcycles" for commodity, _, _ in small.figures(read))
