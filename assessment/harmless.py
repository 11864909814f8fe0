"""Text from data on its way into a CSV file, which a spreadsheet program opens and may take for formulas."""

from __future__ import annotations

from typing import Final

import pandas as pd

# Each may begin a formula; a tab or a line end before one is dropped by some programs.
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n")


def harmless(text: str) -> str:
    """Return a text that a spreadsheet program cannot take for a formula: an apostrophe stands before one that it could.

    >>> harmless("=HYPERLINK(1)"), harmless("Hữu Nghị"), harmless("")
    ("'=HYPERLINK(1)", 'Hữu Nghị', '')
    """
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def csv_of(frame: pd.DataFrame) -> str:
    """Return a frame as CSV without its index; its texts are harmless, its numbers as they are.

    >>> csv_of(pd.DataFrame({"raw": ["=1+1", "12"], "value": [-1.5, 2.0]})).splitlines()
    ['raw,value', "'=1+1,-1.5", '12,2.0']
    """
    texts = {
        name: frame[name].map(lambda value: harmless(value) if isinstance(value, str) else value)
        for name in frame.columns
        if not pd.api.types.is_numeric_dtype(frame[name])
    }
    return str(frame.assign(**texts).to_csv(index=False, lineterminator="\n"))
