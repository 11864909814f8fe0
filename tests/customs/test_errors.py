"""The error a user of goods lines sees."""

from __future__ import annotations

from assessment.customs.errors import GoodsLinesError
from assessment.errors import AssessmentError


def test_it_says_what_to_do_and_is_shown_without_a_traceback() -> None:
    error = GoodsLinesError("a.xlsx: no header", "export it again")
    assert isinstance(error, AssessmentError)
    assert (str(error), error.remedy) == ("a.xlsx: no header", "export it again")
