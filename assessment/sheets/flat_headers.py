"""Headers of records over two rows, as one text a column: "Doanh nghiệp" over "Tên" is "Doanh nghiệp Tên".

Words repeat below different headings ("Vốn đăng ký" of foreign and of domestic capital), so that neither row alone names a column.
"""

from __future__ import annotations

from collections.abc import Sequence

from assessment.sheets.text import clean
from assessment.sheets.workbook import Sheet, as_text, is_blank


def flat_headers(sheet: Sheet, rows: Sequence[int]) -> dict[int, str]:
    """Return the text over each column that has one.

    A merged heading counts for all its columns; where nothing is merged in its row, a heading reaches right over blank cells below
    which something stands.

    >>> rows = [["STT", "Doanh nghiệp", "", "Ghi chú"], ["", "Tên", "Mã số", ""]]
    >>> flat_headers(Sheet("a.xlsx", "S", True, rows), (0, 1))
    {0: 'STT', 1: 'Doanh nghiệp Tên', 2: 'Doanh nghiệp Mã số', 3: 'Ghi chú'}
    """
    texts: dict[int, list[str]] = {}
    for row in rows:
        for col, text in _spread(sheet, row, last=row == rows[-1]).items():
            if text not in texts.setdefault(col, []):
                texts[col].append(text)
    return {col: clean(" ".join(parts)) for col, parts in sorted(texts.items())}


def _spread(sheet: Sheet, row: int, *, last: bool) -> dict[int, str]:
    cells = sheet.rows[row]
    spread = {col: as_text(value) for col, value in enumerate(cells) if not is_blank(value)}
    spans = [span for span in sheet.merged if span[0] <= row <= span[2] and span[3] > span[1]]
    for top, left, _, right in spans:
        text = as_text(sheet.rows[top][left])
        spread |= dict.fromkeys(range(left, right + 1), text) if text else {}
    if spans or last:
        return spread
    below = sheet.rows[row + 1]
    for col in range(1, len(cells)):
        if col not in spread and col - 1 in spread and not is_blank(below[col]) and not is_blank(below[col - 1]):
            spread[col] = spread[col - 1]
    return spread
