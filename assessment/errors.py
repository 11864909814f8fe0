"""The one class behind every error a user can mend: its message names the value, the place and the remedy."""

from __future__ import annotations


class AssessmentError(ValueError):
    """Something a user can mend; the command line prints it without a traceback."""
