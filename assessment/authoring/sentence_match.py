"""A sentence of a document held against the sentences of the report: its numbers are paired by the words around them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Final

import numpy as np
from scipy.optimize import linear_sum_assignment

from assessment.authoring.known_numbers import Known, KnownNumbers, Sentence, words, years
from assessment.authoring.printed_numbers import Number
from assessment.authoring.slips import Match, fits, judge

_TRIED: Final = 6
# Share of words in common: from here on a sentence is looked at, and from here on it is the same sentence.
_LIKE, _SAME = 0.4, 0.8
_AROUND: Final = 5
_CLOSE: Final = 0.5
_CLAUSE: Final = re.compile(
    r"[;()]|,\s|\b(?:lên|xuống|và|còn|so với|trong khi|trong đó|and|while|whereas|to|against|from|of which)\b"
)


def clause(text: str, number: Number) -> str:
    """Return the clause of a sentence a number stands in.

    >>> from assessment.authoring.printed_numbers import find_numbers
    >>> text = "tăng từ 12,5% năm 2022 lên 14,3% năm 2023"
    >>> clause(text, find_numbers(text, "vi")[2]).strip()
    '14,3% năm 2023'
    """
    cuts = [0, *(cut for match in _CLAUSE.finditer(text) for cut in match.span()), len(text)]
    start = max(cut for cut in cuts if cut <= number.start)
    return text[start : min(cut for cut in cuts if cut >= number.end)]


def spoken_years(text: str, number: Number) -> frozenset[str]:
    """Return the years a number is of: those of its clause, else those of its sentence."""
    return years(clause(text, number)) or years(text)


def other_years(text: str, number: Number, own: frozenset[str], spoken: frozenset[str] = frozenset()) -> bool:
    """Return whether a number is said to be of another year than the known one."""
    said = spoken or spoken_years(text, number)
    return bool(said and own and not said & own)


def match_sentence(text: str, numbers: Sequence[Number], known: KnownNumbers) -> dict[int, Match]:
    """Return what is said of the numbers of a sentence, by their position, as far as a sentence of the report is like it."""
    own = words(text)
    if not known.sentences or not own:
        return {}
    _, common = known.sentence_index.shares(own)
    order = np.argsort(-common, kind="stable")[:_TRIED]
    best: dict[int, Match] = {}
    best_score = 0.0
    for index in order:
        likeness = float(common[index])
        if likeness < _LIKE:
            break
        found = _pair(text, numbers, known.sentences[index], likeness)
        score = likeness + sum(match.verdict == "agrees" for match in found.values()) / max(len(numbers), 1)
        if found and score > best_score:
            best, best_score = found, score
    return best


def _pair(text: str, numbers: Sequence[Number], sentence: Sentence, likeness: float) -> dict[int, Match]:
    known = [number for number, _ in sentence.numbers]
    around = np.array([[_nearness(text, one, sentence.text, other) for other in known] for one in numbers])
    same = likeness >= _SAME and len(numbers) == len(known)
    if same and SequenceMatcher(None, words(text), words(sentence.text)).ratio() >= _SAME:
        pairs = [(index, index) for index in range(len(known))]
        return _judged(text, numbers, sentence, pairs, np.ones_like(around), likeness)
    equal = np.array([[_equals(one, other, it) for other, it in sentence.numbers] for one in numbers])
    scale = max(len(numbers), len(known))
    order = np.array([[1 - abs(i - j) / scale for j in range(len(known))] for i in range(len(numbers))])
    kinds = np.array(
        [[bool(one.reason) == bool(other.reason) and one.unit.fits(other.unit) for other in known] for one in numbers]
    )
    scores = around + 0.6 * equal + 0.3 * order + 0.5 * kinds
    pairs = [(int(i), int(j)) for i, j in zip(*linear_sum_assignment(-scores), strict=True)]
    return _judged(text, numbers, sentence, pairs, around, likeness)


def _equals(number: Number, other: Number, known: Known | None) -> bool:
    return fits(number, known) if known else number.value == other.value and number.unit.fits(other.unit)


def _nearness(text: str, number: Number, known_text: str, known: Number) -> float:
    """Return how many of the words around two numbers are the same (Dice)."""
    own, other = _around(text, number), _around(known_text, known)
    return 2 * len(own & other) / max(len(own) + len(other), 1)


def _around(text: str, number: Number) -> set[str]:
    return {*words(text[: number.start])[-_AROUND:], *words(text[number.end :])[:_AROUND]}


def _judged(
    text: str,
    numbers: Sequence[Number],
    sentence: Sentence,
    pairs: Sequence[tuple[int, int]],
    around: np.ndarray[tuple[int, ...], np.dtype[np.float64]],
    likeness: float,
) -> dict[int, Match]:
    found: dict[int, Match] = {}
    for i, j in pairs:
        number, (other, known) = numbers[i], sentence.numbers[j]
        if known is None:
            if _equals(number, other, None) and (number.text == other.text or around[i, j] >= _CLOSE):
                found[i] = Match("no_data", note=number.reason or "wording")
            continue
        match = judge(number, known)
        if match.verdict == "agrees":
            found[i] = _supported(text, number, sentence, known, other, float(around[i, j]), likeness)
        elif around[i, j] >= _CLOSE and (likeness >= _SAME or (number.telling and match.note != "value")):
            found[i] = match
    return {index: match for index, match in found.items() if match.verdict != "not_placed" or match.note}


def _supported(
    text: str, number: Number, sentence: Sentence, known: Known, other: Number, around: float, likeness: float
) -> Match:
    """Return whether the words, too, say that this is the known number."""
    if other_years(text, number, spoken_years(sentence.text, other)):
        return Match("differs" if likeness >= _SAME else "not_placed", (known,), "period")
    if around >= 0.25 or (number.digits >= 3 and likeness >= 0.5):
        return Match("agrees", (known,))
    return Match("not_placed")
