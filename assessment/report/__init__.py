"""Lays out what situation and scoring found: Word, Excel, page, charts. Decides nothing."""
