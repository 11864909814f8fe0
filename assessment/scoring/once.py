"""What many sectors ask of the same record is read once."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar
from weakref import WeakKeyDictionary

from assessment.evidence import Evidence

T = TypeVar("T")


def once(read: Callable[[Evidence], T]) -> Callable[[Evidence], T]:
    """Keep what a function reads from a record for as long as the record is in use.

    >>> once(len).__name__
    'len'
    """
    kept: WeakKeyDictionary[Evidence, T] = WeakKeyDictionary()

    @wraps(read)
    def reading(evidence: Evidence) -> T:
        if evidence not in kept:
            kept[evidence] = read(evidence)
        return kept[evidence]

    return reading
