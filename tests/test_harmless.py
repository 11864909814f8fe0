"""Nothing that comes from data can be taken for a formula in a CSV file."""

from __future__ import annotations

import csv
import io

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.harmless import csv_of, harmless


@pytest.mark.parametrize("text", ["=1+1", "+84", "-5", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_what_could_begin_a_formula_gets_an_apostrophe(text: str) -> None:
    assert harmless(text) == "'" + text


# Characters that break lines in ways the CSV reader does not undo are no matter of formulas.
TEXTS = st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1)


@given(st.lists(TEXTS, min_size=1))
def test_no_cell_of_a_file_begins_a_formula_and_numbers_stay_numbers(texts: list[str]) -> None:
    written = csv_of(pd.DataFrame({"text": texts, "number": -1.0}))
    rows = list(csv.reader(io.StringIO(written, newline="")))[1:]
    assert [row[0] for row in rows] == [harmless(text) for text in texts]
    assert not any(row[0].startswith(("=", "+", "-", "@")) for row in rows)
    assert all(row[1] == "-1.0" for row in rows)
