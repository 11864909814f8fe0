"""The schema itself."""

from __future__ import annotations

import pytest

from assessment.etl.schema import TABLES, ColumnSpec


@pytest.mark.parametrize(("name", "columns"), [(name, spec.columns) for name, spec in TABLES.items()])
def test_columns_have_a_meaning_and_a_name_of_their_own(name: str, columns: tuple[ColumnSpec, ...]) -> None:
    names = [column.name for column in columns]
    assert len(set(names)) == len(names), name
    assert all(column.meaning for column in columns)


def test_the_period_belongs_to_every_natural_key() -> None:
    assert all({"period_start", "period_end", "frequency"} <= set(spec.key_names) for spec in TABLES.values())
