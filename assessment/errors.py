"""The one class behind every error a user can mend: its message names the value, the place and the remedy."""

from __future__ import annotations

import errno
from typing import Final

_FULL: Final = frozenset((errno.ENOSPC, errno.EFBIG, errno.EDQUOT))
_REFUSED: Final = frozenset((errno.EACCES, errno.EPERM, errno.EROFS))


class AssessmentError(ValueError):
    """Something a user can mend; the command line prints it without a traceback, and `remedy`, where there is one, below it."""

    def __init__(self, message: str = "", remedy: str = "") -> None:
        super().__init__(message)
        self.remedy = remedy


def indented(text: str) -> str:
    r"""Return a text whose lines after the first are set in, so that they belong to it in a log.

    >>> indented("a\nb")
    'a\n  b'
    """
    return text.replace("\n", "\n  ")


def remedy_of(error: Exception) -> str:
    """Return what to do about an error that ended a command, which has changed nothing; empty where the message says it already.

    >>> remedy_of(OSError(errno.ENOSPC, "No space left on device"))
    'free some space on that drive and run this again; nothing was changed'
    """
    if not isinstance(error, OSError):
        return getattr(error, "remedy", "")
    if error.errno in _FULL:
        return "free some space on that drive and run this again; nothing was changed"
    if error.errno in _REFUSED:
        return "close the file in other programs, see that you may read and write there, and run this again; nothing was changed"
    return "see that the drive is there and sound, a network drive connected, and run this again; nothing was changed"
