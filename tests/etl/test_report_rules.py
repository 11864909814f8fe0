"""What a declaration says of a report table."""

from __future__ import annotations

from pathlib import Path

import pytest

from assessment.etl.declarations import DeclarationError
from assessment.etl.report_rules import keys_of, report_rule

from . import small_report as small


def test_headers_are_known_as_they_stand_or_by_a_pattern() -> None:
    faults: list[str] = []
    columns = [
        ("export", "Thực hiện {period} – Trị giá", "measure=value;status=final"),
        ("export", "~(so bo|uoc tinh) {period}.*", "measure=value"),
        ("export", "{period} so với cùng kỳ", "ignore"),
        ("other", "Khác", "measure=value"),
    ]
    rule = report_rule({"id": "export", "stub": "commodity"}, columns, "here", faults)
    assert faults == []
    assert rule.meaning("thuc hien {period} tri gia") == {"measure": "value", "status": "final"}
    assert rule.meaning("uoc tinh {period} luong") == {"measure": "value"}
    assert rule.meaning("{period} so voi cung ky") is None
    assert not rule.knows("khac")
    assert list(keys_of(rule)) == ["commodity", "measure", "status"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("export,Lạ,measure,,", "expected key=value;key=value or ignore"),
        ("export,~(,measure=value,,", "header '~('"),
        ("export,Lạ,colour=red,,", "names the key 'colour', which trade does not have"),
        ("export,Lạ,measure=value;unit=a*b,,", "expected a unit such as usd_million"),
    ],
)
def test_what_is_wrong_with_a_column_is_told_when_declarations_are_loaded(tmp_path: Path, line: str, said: str) -> None:
    with pytest.raises(DeclarationError) as told:
        small.source(tmp_path, columns=small.COLUMNS + line + "\n")
    assert said in str(told.value)


def test_a_report_needs_a_stub_and_a_title(tmp_path: Path) -> None:
    with pytest.raises(DeclarationError) as told:
        small.source(tmp_path, table=small.TABLE.replace('stub = "commodity"', "").replace("title_patterns", "# "))
    assert "'stub' is missing" in str(told.value)
    assert "expected titles or title_patterns" in str(told.value)
