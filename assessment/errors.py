"""The one class behind every error a user can mend: its message names the value, the place and the remedy."""

from __future__ import annotations


class AssessmentError(ValueError):
    """Something a user can mend; the command line prints it without a traceback, and `remedy`, where there is one, below it."""

    def __init__(self, message: str = "", remedy: str = "") -> None:
        super().__init__(message)
        self.remedy = remedy
