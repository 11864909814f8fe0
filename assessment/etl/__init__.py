"""From cells to the tidy tables, their lineage, and the states they are kept in."""
