"""Pure functions on arrays and frames: no files, no text for readers, no rounding, no filling."""
