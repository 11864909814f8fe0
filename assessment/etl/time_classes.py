"""The classes of time in which a gate log is counted.

Five minutes wide up to four hours, a quarter of an hour up to twelve, an hour up to three days, six hours beyond. A time belongs to
the class whose upper end it does not pass; every whole hour up to three days is such an end.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

LADDER: Final = ((4 * 60, 5), (12 * 60, 15), (72 * 60, 60), (np.inf, 6 * 60))
"""Up to which time, and how wide, in minutes."""


def _widths(minutes: NDArray[np.float64]) -> NDArray[np.int64]:
    found: NDArray[np.int64] = np.select([minutes <= end for end, _ in LADDER], [width for _, width in LADDER])
    return found


def class_end(minutes: ArrayLike) -> NDArray[np.float64]:
    """Return the upper end of the class of each time, in minutes; NaN for NaN.

    >>> class_end([0, 0.5, 240, 241, 720, 721, 4321]).tolist()
    [0.0, 5.0, 240.0, 255.0, 720.0, 780.0, 4680.0]
    """
    times = np.asarray(minutes, dtype=float)
    widths = _widths(times)
    found: NDArray[np.float64] = np.where(np.isnan(times), np.nan, np.ceil(times / np.maximum(widths, 1)) * widths)
    return found


def class_start(ends: ArrayLike) -> NDArray[np.float64]:
    """Return the lower end of classes given by their upper end, in minutes; a time of nothing has a class of its own.

    >>> class_start([0, 5, 240, 255, 4680]).tolist()
    [0.0, 0.0, 235.0, 240.0, 4320.0]
    """
    upper = np.asarray(ends, dtype=float)
    return np.maximum(upper - _widths(upper), 0.0)
