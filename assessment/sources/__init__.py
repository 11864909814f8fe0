"""One folder of declarations per source, no code."""
