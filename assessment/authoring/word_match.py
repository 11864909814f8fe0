"""A number of which no table and no sentence is known: does one of the report with its value carry the words around it, too."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from assessment.authoring.known_numbers import Known, KnownNumbers, words, years
from assessment.authoring.printed_numbers import Number
from assessment.authoring.sentence_match import other_years, spoken_years
from assessment.authoring.slips import Match, fits, slip

# Share of the words of a label that must stand in the sentence.
_SAYS, _SAYS_ALL = 0.75, 0.9
_NAMES: Final = 2
_SHOWN: Final = 3
_TELLING_DIGITS: Final = 3


def match_words(text: str, number: Number, known: KnownNumbers, context: str = "") -> Match:
    """Return what is said of a number by its value and the words of its sentence.

    A number agrees only where a number of the report has its value and its words, and none with other values has them better.

    Parameters
    ----------
    text
        The sentence, or for a cell its row and column.
    number
        The number, its position counted in `text`.
    known
        The report.
    context
        What else says of which years the number is: caption, heading.
    """
    if not known.labelled:
        return Match("not_placed")
    said = spoken_years(text, number) or years(context)
    within, _ = known.label_index.shares([*words(text), *said])
    near = np.flatnonzero(within >= 0.5)
    candidates = [
        (float(within[index]), known.labelled[index])
        for index in near
        if number.unit.fits(known.labelled[index].unit) and _names(known.labelled[index].label)
    ]
    candidates = [(share, one) for share, one in candidates if not other_years(text, number, years(one.label), said)]
    equal = sorted((pair for pair in candidates if fits(number, pair[1])), key=lambda pair: -pair[0])
    rivals = sorted((pair for pair in candidates if not fits(number, pair[1])), key=lambda pair: -pair[0])
    if equal and _says(equal[0][0], number) and (not rivals or rivals[0][0] <= equal[0][0] + 1e-9):
        return Match("agrees", (equal[0][1],), "words")
    return _wrong(number, equal, rivals) or _somewhere(number, known, [one for _, one in equal])


def _names(label: str) -> bool:
    """Return whether a label says what it is about: its words are more than an ordinal and "Giá trị"."""
    row = label.split(" · ")[0]
    return len(set(words(label))) >= _NAMES and bool(words(row) or years(row))


def _says(share: float, number: Number) -> bool:
    return share >= (_SAYS if number.digits >= _TELLING_DIGITS else _SAYS_ALL)


def _wrong(number: Number, equal: Sequence[tuple[float, Known]], rivals: Sequence[tuple[float, Known]]) -> Match | None:
    """Return that the number differs, where the words name one number of the report and a slip leads from it to this one."""
    named = [one for share, one in rivals if share >= _SAYS_ALL]
    if not named or (equal and equal[0][0] >= rivals[0][0]) or len({one.value for one in named}) > 1:
        return None
    note = slip(number, named[0])
    return Match("differs", (named[0],), note) if number.telling and (note != "value" or equal) else None


def _somewhere(number: Number, known: KnownNumbers, equal: Sequence[Known]) -> Match:
    """Return that the number was not placed, and where its value occurs."""
    if number.digits < 2 and not number.unit.dimension:
        return Match("not_placed")
    pool = equal or [one for one in known.labelled if number.unit.dimension == one.unit.dimension and fits(number, one)]
    return Match("not_placed", tuple(pool[:_SHOWN]), "occurs" if pool else "")
