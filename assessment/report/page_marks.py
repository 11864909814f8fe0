"""The marks of a chart as the page answers for them: by line of the trace, or in words where no number is printed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import chain

from assessment.findings import Figure, Quantity, Text
from assessment.report.figure_data import leaves, options_list
from assessment.report.figure_marks import address_in_print, option_address, point_address
from assessment.report.language import Language
from assessment.report.trace import point_label


def addresses(figure: Figure, language: Language) -> Mapping[str, str]:
    """Return by cell of the trace of a figure (``điểm 82``) the address by which a mark names it (``82``)."""
    points = (point_address(row) for row in range(len(figure.data)))
    options = (f"f{number}" for number, _ in enumerate(leaves(figure.options), start=1))
    return {address_in_print(address, language): address for address in chain(points, options)}


def told(figure: Figure, language: Language, traced: Collection[str]) -> Mapping[str, str]:
    """Return by address what marks say in words: reference lines their label, points without a number what they are about.

    Parameters
    ----------
    figure, language
        The figure as laid out, and the language of the words.
    traced
        Addresses that have a line in the trace; other points print no number.
    """
    words = {
        option_address(figure.options, entry["value"]): language.cell(entry["label"])
        for entry in options_list(figure, "references")
    }
    for row, cells in enumerate(figure.data.itertuples(index=False, name=None)):
        if (address := point_address(row)) in traced:
            continue
        label = point_label(cells, language)
        unknown = [cell for cell in cells if isinstance(cell, Quantity) and not cell.known]
        reason = "; ".join(dict.fromkeys(language.reason(quantity) for quantity in unknown))
        words[address] = language.text(Text("page.not_known", {"label": label, "reason": reason})) if reason else label
    return words
