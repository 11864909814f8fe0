"""Figures in words."""

from __future__ import annotations

import pytest

from assessment.etl.schema import TABLES
from assessment.etl.store import Store
from assessment.report.figure_changes import in_words
from assessment.report.language import Language


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_table_of_the_record_can_be_told_in_words(store: Store, lang: str) -> None:
    language = Language(lang)
    for spec in TABLES.values():
        for row in store.table(spec.name).head(200).to_dict("records"):
            assert in_words(spec, row, language)


def test_keys_are_names_and_the_period_is_last(store: Store) -> None:
    trade = store.table("trade")
    row = trade[(trade["scope"] == "through") & (trade["frequency"] == "year")].iloc[0].to_dict()
    told = in_words(TABLES["trade"], row, Language("vi"))
    assert told.startswith("Tổng kim ngạch các loại hình qua địa bàn")
    assert told.endswith(f"{row['period_end']:%Y}")
    assert "through" not in told
