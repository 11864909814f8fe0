"""Values that no public source holds: the input table that the holders of the data fill in, one row a sector and criterion."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from assessment.evidence import Evidence, observe
from assessment.findings import Name, Quantity, Text, not_determinable
from assessment.scoring.once import once
from assessment.scoring.parts import Criterion

TABLE: Final = "scoring"


@once
def inputs(evidence: Evidence) -> Mapping[tuple[str, str], Quantity]:
    """Return the last value of each sector (or goalpost) and criterion; of several of the same period the best."""
    # Rows come best first, and the sort is stable.
    rows = evidence.rows(TABLE).sort_values("period_end", ascending=False, kind="stable")
    last = rows.drop_duplicates(["sector", "criterion"]).to_dict("records")
    return {(row["sector"], row["criterion"]): observe(row) for row in last}


def input_value(evidence: Evidence, criterion: Criterion, sector: str) -> Quantity:
    """Return the last value given for a sector, or not determinable with the agency that has it.

    ``goalpost_low`` and ``goalpost_high`` in place of a sector are the goalposts the holder gave. A value in another unit than the
    criterion's is not taken: it would be scored against the wrong goalposts.
    """
    found = inputs(evidence).get((sector, criterion.key))
    if found is None:
        if not criterion.holder:
            return not_determinable(Text("priorities.reason.not_public"), criterion.unit)
        holder = Name("agency", criterion.holder)
        return not_determinable(Text("priorities.reason.awaited", {"holder": holder}), criterion.unit)
    if found.unit != criterion.unit:
        return not_determinable(Text("priorities.reason.other_unit"), criterion.unit)
    return found
