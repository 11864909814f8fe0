"""The data dictionary, generated from the schema so that no column is without its meaning."""

from __future__ import annotations

from collections.abc import Iterable

from assessment.etl.ancillary import ANCILLARY, HISTORY
from assessment.etl.schema import TABLES, ColumnSpec

_HEAD = """# Processed data

Generated from `assessment/etl/schema.py`; do not edit. `assessment refresh` builds everything here but this file.

- `CURRENT` names the state in force; `states/<number>/` holds it, one Parquet file a table. States are never changed.
- `fragments/` holds what each file of `data/raw` gave, so that a refresh reads only what changed.
- `rejects.csv` lists what could not be read, with file, sheet, cell and what to do.

One row of a tidy table is one observation in canonical units. Empty text means that nothing was printed.
"""


def dictionary() -> str:
    """Return the text of `data/processed/README.md`.

    >>> dictionary().splitlines()[0]
    '# Processed data'
    """
    parts = [_HEAD, "\n## Tidy tables\n"]
    for spec in TABLES.values():
        parts += [f"\n### {spec.name}\n\n{spec.meaning[0].upper()}{spec.meaning[1:]}.\n\n", _table(spec.columns)]
    parts.append("\n## Beside them\n")
    for name, columns in ANCILLARY.items():
        parts += [f"\n### {name}\n\n", _table(columns)]
    parts += ["\n### history_<table>\n\nThe columns of the table, and:\n\n", _table(HISTORY)]
    return "".join(parts)


def _table(columns: Iterable[ColumnSpec]) -> str:
    lines = ["| column | kind | may be empty | meaning | values |", "|---|---|---|---|---|"]
    for column in columns:
        allowed = ", ".join(f"`{value}`" for value in column.allowed)
        lines.append(
            f"| `{column.name}` | {column.kind} | {'no' if column.required else 'yes'} | {column.meaning} | {allowed} |"
        )
    return "\n".join(lines) + "\n"
