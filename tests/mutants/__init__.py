"""Mutants of known forms: whatever happens to a workbook, a figure is read right or refused, never silently wrong."""
