"""The tables beside the tidy ones."""

from __future__ import annotations

import pytest

from assessment.etl.ancillary import ANCILLARY
from assessment.etl.schema import TABLES, ColumnSpec


@pytest.mark.parametrize(("name", "columns"), ANCILLARY.items())
def test_columns_have_a_meaning_and_a_name_of_their_own(name: str, columns: tuple[ColumnSpec, ...]) -> None:
    names = [column.name for column in columns]
    assert len(set(names)) == len(names), name
    assert all(column.meaning for column in columns)


def test_no_table_is_both_tidy_and_beside() -> None:
    assert not ANCILLARY.keys() & TABLES.keys()
