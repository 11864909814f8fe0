"""The data dictionary."""

from __future__ import annotations

from assessment.etl.ancillary import ANCILLARY
from assessment.etl.dictionary import dictionary
from assessment.etl.schema import TABLES


def test_every_column_of_every_table_is_explained() -> None:
    text = dictionary()
    for name, columns in {**{name: spec.columns for name, spec in TABLES.items()}, **ANCILLARY}.items():
        section = text.split(f"\n### {name}\n", 1)[1].split("\n### ", 1)[0]
        for column in columns:
            assert f"| `{column.name}` | {column.kind} |" in section
            assert column.meaning in section
