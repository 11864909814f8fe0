"""Synthetic inputs with known truth, in the forms that the declared sources read; every file and output is marked."""
