"""What a row says, and what is refused with its cell and a remedy."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest

from .toy import Toy, fact, facts_sheet, rejects


@pytest.mark.parametrize(
    ("changes", "cell", "problem", "remedy"),
    [
        (
            {"gate": "Hửu Nghị"},
            "C4",
            "unknown gate 'Hửu Nghị'; did you mean 'Hữu Nghị'?",
            "entities.csv: gate,Hửu Nghị,<key>,,,",
        ),
        ({"value": "1,234.5"}, "H4", "expected a number written like 1.234,5", "correct the cell"),
        ({"value": "khoảng 5"}, "H4", "expected a number", "correct the cell"),
        ({"start": "31/02/2023"}, "F4", "there is no day 31/02/2023", "correct the cell"),
        ({"start": "01/01/2024"}, "F4", "the period runs from 01/01/2024 to 31/12/2023", "correct the days"),
        ({"end": None}, "G4", "expected the first and the last day", "fill in both days"),
        ({"unit": "triệu euro"}, "I4", "unknown unit_word 'triệu euro'", "entities.csv: unit_word,triệu euro"),
        ({"indicator": "Kim ngạch khác"}, "A4", "unknown indicator", "entities.csv: indicator"),
        ({"geography": None}, "B4", "nothing stands under the required column geography", "fill in the cell"),
        ({"frequency": None}, "E4", "expected the kind of period", "fill in the kind of period"),
        ({"status": "xong"}, "K4", "unknown status 'xong'", "entities.csv"),
        ({"growth": "tăng"}, "M4", "expected a number", "correct the cell"),
        (
            {"indicator": "Thu ngân sách", "gate": "Hữu Nghị", "flow": None},
            "C4",
            "economy has no column gate",
            "leave the cell empty",
        ),
    ],
)
def test_a_row_that_cannot_be_read_names_cell_and_remedy(
    toy: Toy, changes: dict[str, Any], cell: str, problem: str, remedy: str
) -> None:
    fragment = toy.read(facts_sheet([fact(**changes), fact(gate="Tân Thanh")]))
    (reject,) = rejects(fragment)
    assert (reject.file, reject.sheet, reject.cell) == ("toy/a.xlsx", "S1", cell)
    assert problem in reject.problem
    assert remedy in reject.remedy
    assert len(fragment.tables["trade"]) == 1, "the other row is taken"
    assert fragment.good


def test_names_follow_their_validity(toy: Toy) -> None:
    rows = [fact(gate="Cửa khẩu cũ", start=f"01/01/{year}", end=f"31/12/{year}") for year in (2024, 2026)]
    assert toy.read(facts_sheet(rows)).tables["trade"]["gate"].tolist() == ["old_one", "new_one"]


def test_real_dates_are_dates(toy: Toy) -> None:
    fragment = toy.read(facts_sheet([fact(start=date(2023, 1, 1), end=date(2023, 12, 31), published=date(2024, 2, 6))]))
    assert fragment.tables["trade"]["period_end"].item() == pd.Timestamp(2023, 12, 31)
