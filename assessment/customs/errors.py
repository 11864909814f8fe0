"""What can go wrong with goods lines and can be mended by a person."""

from __future__ import annotations

from assessment.errors import AssessmentError


class GoodsLinesError(AssessmentError):
    """An export that cannot be read, or a store that cannot take it; the message says why and `remedy` what to do."""
