"""Sector priorities: which sectors the zone should favour, and how sure that is."""
