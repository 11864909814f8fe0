from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest

from assessment.authoring.into_numbers import LeftAloneError, Numbers, reference_of, tag_of
from assessment.findings import Column, Finding, Quantity, Section, Table, Text
from assessment.report.language import Language
from assessment.report.layout import Chapter, lay_out
from assessment.report.numbers import NBSP
from assessment.report.references import References
from tests.report.demo import DemoRecord


def test_a_reference_outlives_the_order_of_rows_and_tables(chapter: Chapter, revise: Callable[..., Chapter]) -> None:
    kept = Numbers(chapter).find("trade.scopes:C3").reference
    assert kept == "trade.scopes:declared:value"
    turned = Numbers(revise(lambda table: replace(table, frame=table.frame.iloc[::-1])))
    assert turned.printed(turned.find(kept), "number") == "4.975"
    assert turned.find("trade.scopes:C3").reference != kept


def test_row_ids_lead_to_numbers_as_published(chapter: Chapter) -> None:
    numbers = Numbers(chapter)
    assert numbers.printed(numbers.find(f"{0:016x}"), "plain") == f"51.990,563{NBSP}triệu USD"
    assert numbers.find(f"{0:016X}").reference == f"{0:016x}"


def test_rows_without_a_name_of_their_own_have_no_reference(
    demo: tuple[tuple[Section, ...], DemoRecord], vi: Language
) -> None:
    values = [Quantity(value, "ha", (f"{int(value):016x}",)) for value in (101.0, 102.0)]
    frame = pd.DataFrame({"number": [1, 2], "value": values})
    columns = (Column(Text("common.column.year")), Column(Text("common.column.value"), "ha"))
    table = Table("bare", Text("demo.title"), columns, frame)
    section = Section("bare", Text("demo.title"), Text("demo.questions"), tables=(table,))
    numbers = Numbers(lay_out([section], References(demo[1]), vi))
    with pytest.raises(LeftAloneError) as refused:
        numbers.find("bare:B2")
    assert refused.value.text.key == "into.problem.nameless"
    assert numbers.find(f"{102:016x}").value == values[1]


def test_long_references_fit_the_tag_of_word(demo: tuple[tuple[Section, ...], DemoRecord], vi: Language) -> None:
    name = "very_long_name_of_a_value_that_somebody_has_given_to_it"
    text = Text("demo.finding.capture", {name: Quantity(1.5, "ha")})
    section = Section("bare", Text("demo.title"), Text("demo.questions"))
    laid = lay_out([section], References(demo[1]), vi)
    bare = replace(laid.sections[0], section=replace(section, findings=(Finding(text, "C"),)))
    numbers = Numbers(replace(laid, sections=(bare,)))
    tag = tag_of(f"demo.finding.capture:{name}", "number")
    assert len(tag) <= 64
    kept = reference_of(tag)
    assert kept is not None
    assert numbers.printed(numbers.find(kept[0]), kept[1]) == "1,5"
