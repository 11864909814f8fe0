"""Units as they stand above a table or in a footnote: "Đơn vị tính: Nghìn tấn; Triệu USD", "Nghìn chiếc và triệu USD"."""

from __future__ import annotations

import re
from functools import lru_cache

from assessment.sheets.text import clean

_LEAD = re.compile(r"^\(?\s*(?:đơn vị(?: tính)?|đvt|unit)\s*[:.]?\s*", re.IGNORECASE)


@lru_cache(maxsize=4096)
def unit_parts(text: str) -> tuple[str, ...]:
    """Return the units a line names, in their order; the same one twice counts once.

    >>> unit_parts("Đơn vị tính: Nghìn tấn, Triệu USD")
    ('Nghìn tấn', 'Triệu USD')
    >>> unit_parts("Nghìn chiếc và triệu USD"), unit_parts("")
    (('Nghìn chiếc', 'triệu USD'), ())
    """
    parts = re.split(r"[;,]|\b(?:và|and)\b", _LEAD.sub("", clean(text)).strip(" ().:"))
    return tuple(dict.fromkeys(part.strip(" .") for part in parts if part.strip(" .")))
