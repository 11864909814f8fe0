"""Figures that a book prints more than once."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from assessment.etl.lineage import Origin
from assessment.etl.observations import Observation
from assessment.etl.problems import Sink
from assessment.etl.repeats import agreed, check_repeats, new_figures

KEYS: dict[str, Any] = {
    "geography": "vn", "sector": "all", "partner": "all", "investor": "fdi", "basis": "flow", "frequency": "ytd",
    "period_start": None, "period_end": None, "plan": "", "scenario": "", "source": "toy", "status": "final",
    "precision": "exact", "inferred": "",
}  # fmt: skip


def figure(
    value: float, row: int = 0, col: int = 2, document: str = "a", raw: str = "", factor: str = "1"
) -> Observation:
    keys = {**KEYS, "measure": "registered", "document": document, "value": value, "unit": "usd_million"}
    return Observation("investment", keys, [Origin("value", row, col, raw or str(value))], value, Decimal(factor))


def test_two_columns_that_agree_give_one_figure() -> None:
    sink = Sink("a.xlsx")
    pair = [
        figure(60.160477, col=2, raw="60160477", factor="0.000001"),
        figure(60.1604769, col=3),
        figure(5.0, document="b"),
    ]
    assert [observation.origins[0].cell for observation in agreed(pair, "S", sink)] == ["D1", "C1"]
    assert sink.rejects == []


def test_two_columns_that_disagree_give_none() -> None:
    sink = Sink("a.xlsx")
    pair = [figure(-60.160477, col=2, raw="-60160477", factor="0.000001"), figure(60.160477, col=3)]
    assert list(agreed(pair, "S", sink)) == []
    (reject,) = sink.rejects
    assert (reject.cell, reject.raw) == ("C1", "-60160477")
    assert reject.problem == (
        "columns that state the same figure disagree: C1 -60160477 (= -60.1605) and D1 60.160477 (= 60.1605); none is taken"
    )


def test_a_figure_printed_again_with_another_value_is_a_control() -> None:
    first, again = figure(9536.75), figure(9592.75, row=248)
    same = figure(9536.75 * (1 + 1e-12), row=99)
    (control,) = check_repeats([("flows", [first, same]), ("regions", [again])], "a.xlsx")
    assert (control.sheet, control.cell, control.printed, control.computed) == ("regions", "C249", 9592.75, 9536.75)
    assert control.kind == "mismatch"
    assert "printed again, before in sheet 'flows', cell C1" in control.what


def test_figures_of_an_earlier_table_are_taken_there() -> None:
    sink = Sink("a.xlsx")
    first, again, new = figure(1.0), figure(1.0, row=5), figure(2.0, row=6, document="b")
    assert new_figures([again, new], {first.identity}, "S", sink) == [new]
    assert [(note.cell, note.note) for note in sink.notes] == [
        ("C6", "1 figures of the table stand in an earlier one and are taken there")
    ]
    assert new_figures([new], {first.identity}, "S", sink) == [new]
    assert len(sink.notes) == 1
