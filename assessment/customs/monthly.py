"""Goods lines to monthly figures, as one Ibis expression that every engine runs.

Which lines count: a declaration is known by the first eleven digits of its number, the twelfth counts its amendments. Of its versions
the highest holds, of one version that of the latest delivery; where what holds is cancelled, nothing of the declaration counts. Parts
split from a declaration count as one with it. The month is that of registration.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Any, Final, Literal, TypeAlias

import ibis  # type: ignore[import-untyped]
import ibis.expr.types as ir  # type: ignore[import-untyped]
import pandas as pd
from ibis import _  # type: ignore[import-untyped]

from assessment.customs.codes import FIRST_DAY, LAST_DAY, Kind, codes
from assessment.customs.errors import GoodsLinesError

KEYS: Final = ("month", "office", "gate", "flow", "regime", "hs", "partner")
ALL: Final = "all"
"""Where a key is not split."""
UNSTATED: Final = "unstated"
"""Where a line does not say."""
_AMENDMENTS: Final = 1_000_000  # weighs a version above every year and month

Digits: TypeAlias = Literal[2, 4, 6, 8]


def changes(lines: ir.Table) -> ir.Table:
    """Return what holds of the declarations that were ever amended or cancelled: `changed_key` and `latest`, the mark of its lines.

    They are few, so that not every line of a store has to be ranked. The mark of what is cancelled is odd and that of no line, also
    where lines of one version disagree about it.
    """
    changed = lines.filter((lines.version > 0) | lines.cancelled)
    marked = changed.mutate(mark=_mark(changed) + changed.cancelled.cast("int64"))
    return marked.group_by(changed_key=marked.declaration_key).aggregate(latest=marked.mark.max())


def _mark(lines: ir.Table) -> ir.IntegerColumn:
    return (lines.version.cast("int64") * _AMENDMENTS + lines.delivered) * 2


def in_force(lines: ir.Table, changed: ir.Table | None = None) -> ir.Table:
    """Return the lines that count.

    Parameters
    ----------
    lines
        Lines of the store, with the columns of `lines.COLUMNS`.
    changed
        `changes` of all lines of the store, where `lines` are a part of them; by default those of `lines`.
    """
    changed = changes(lines) if changed is None else changed
    joined = lines.mutate(mark=_mark(lines)).left_join(changed, lines.declaration_key == changed.changed_key)
    return joined.filter(joined.latest.isnull() | (joined.mark == joined.latest)).drop("mark", "changed_key", "latest")


def coded(lines: ir.Table) -> ir.Table:
    """Return lines with what their codes meant on the day of registration.

    Added are `month`, `flow`, `regime_group`, `new_trade`, `gate` and `partner`, and `office` is known by its key. A code that is not
    known keeps its own name, its flow is `none` and its gate `unstated`; see `unknown_codes`.
    """
    lines = _meaning(lines, "regimes", "regime", flow="flow", regime_group="group", new_trade="new_trade")
    lines = _meaning(lines, "offices", "office", office_key="office")
    lines = _meaning(lines, "gates", "storage", "storage", gate_by_storage="gate")
    lines = _meaning(lines, "gates", "office", "office", gate_by_office="gate")
    lines = lines.mutate(
        country=ibis.cases((lines.flow == "import", lines.origin), (lines.flow == "export", lines.destination))
    )
    lines = _meaning(lines, "partners", "country", partner_key="partner")
    return lines.mutate(
        month=lines.registered_on.truncate("M"),
        office_code=lines.office,
        office=ibis.coalesce(lines.office_key, lines.office),
        gate=ibis.coalesce(lines.gate_by_storage, lines.gate_by_office, ibis.literal(UNSTATED)),
        flow=lines.flow.fill_null("none"),
        partner=ibis.coalesce(lines.partner_key, lines.country, ibis.literal(UNSTATED)),
    ).drop("office_key", "gate_by_storage", "gate_by_office", "partner_key")


def _meaning(lines: ir.Table, kind: Kind, column: str, of: str = "", **wanted: str) -> ir.Table:
    """Return lines with columns of a list of codes, empty where the code is not known on that day."""
    frame = codes(kind)
    if of:
        frame = frame[frame["kind"] == of]
    listed = {name: frame[source].tolist() for name, source in wanted.items()}
    table = ibis.memtable(
        pd.DataFrame(
            {"the_code": frame["code"], "the_first": frame["valid_from"], "the_last": frame["valid_to"], **listed}
        ),
        schema={"the_code": "string", "the_first": "date", "the_last": "date"} | dict.fromkeys(wanted, "string"),
    )
    conditions = [lines[column] == table.the_code]
    # Where no span has an end the days need no look.
    if set(frame["valid_from"]) != {FIRST_DAY} or set(frame["valid_to"]) != {LAST_DAY}:
        conditions += [lines.registered_on >= table.the_first, lines.registered_on <= table.the_last]
    return lines.left_join(table, conditions).drop("the_code", "the_first", "the_last")


def monthly(lines: ir.Table, by: Sequence[str] = KEYS, digits: Digits = 8, changed: ir.Table | None = None) -> ir.Table:
    """Return monthly figures of goods lines.

    Parameters
    ----------
    lines
        Lines of the store.
    by
        Keys to split by, of `KEYS` or other columns of `coded`.
    digits
        Digits of the HS code.
    changed
        As in `in_force`.

    Returns
    -------
    ir.Table
        One row a combination that occurs: `value_usd` (US dollars), `weight_kg` (net, kilograms), `lines`, `declarations` (split ones
        once), `traders` (distinct), `largest_usd` (value of the largest trader); `lines_valued` and `lines_weighed` say of how many
        lines value and weight are known. Traders not stated count as none, and together as one when the largest is sought.

    Raises
    ------
    GoodsLinesError
        If HS codes are to have another number of digits.
    """
    if digits not in (2, 4, 6, 8):
        raise GoodsLinesError(f"HS codes of {digits} digits; expected 2, 4, 6 or 8")
    table = coded(in_force(lines, changed))
    table = table.mutate(hs=table.hs.left(digits))
    # By declaration, by trader, by cell: a distinct count would hold all of its values in memory, groups go to disk.
    declared = table.group_by(*by, "trader", "whole_key").aggregate(
        value_usd=table.value_usd.sum(),
        weight_kg=table.weight_kg.sum(),
        lines=table.count(),
        lines_valued=table.value_usd.count(),
        lines_weighed=table.weight_kg.count(),
    )
    added = {
        name: declared[name].sum() for name in ("value_usd", "weight_kg", "lines", "lines_valued", "lines_weighed")
    }
    traders = declared.group_by(*by, "trader").aggregate(**added, declarations=declared.count())
    # Added exactly, in decimals; as numbers only then.
    sums = {name: traders[name].sum().cast("float64") for name in ("value_usd", "weight_kg")}
    counts = {
        name: traders[name].sum().cast("int64") for name in ("lines", "declarations", "lines_valued", "lines_weighed")
    }
    largest = traders.value_usd.max().cast("float64")
    return traders.group_by(*by).aggregate(**sums, **counts, traders=traders.trader.count(), largest_usd=largest)


def margins(lines: ir.Table, by: Sequence[str], digits: Digits = 2) -> pd.DataFrame:
    """Return the figures of a table with all its totals; a key that is added up is `all`.

    Totals are counted from the lines, for a trader or a declaration of two cells is one in their total.
    """
    frames = []
    for count in range(len(by) + 1):
        for kept in combinations(by, count):
            constant = {name: ALL for name in by if name not in kept} | {"everything": ALL}
            frame = (
                monthly(lines, [*kept], digits)
                if kept
                else monthly(lines.mutate(everything=ibis.literal(ALL)), ["everything"], digits)
            )
            frames.append(frame.to_pandas().assign(**constant))
    joined: pd.DataFrame = pd.concat(frames, ignore_index=True).drop(columns="everything")
    joined[list(by)] = joined[list(by)].astype(str)
    return joined.sort_values(list(by), ignore_index=True)


def unknown_codes(lines: ir.Table) -> pd.DataFrame:
    """Return the codes nobody declared and what stands on them: `kind`, `code`, `first`, `last`, `lines`, `value_usd`."""
    table = coded(in_force(lines))
    unknown: dict[str, tuple[Any, Any]] = {
        "regime": (table.flow == "none", table.regime),
        "office": (table.office == table.office_code, table.office_code),
        "gate": (table.gate == UNSTATED, ibis.coalesce(table.storage, table.office_code)),
        "partner": (table.partner == ibis.coalesce(table.country, ibis.literal(UNSTATED)), table.partner),
        "unit": (table.unit.notin(codes("units")["code"].tolist()), table.unit),
    }
    found = [
        table.filter(condition)
        .group_by(code=code)
        .aggregate(
            first=_.registered_on.min(), last=_.registered_on.max(), lines=_.count(), value_usd=_.value_usd.sum()
        )
        .mutate(kind=ibis.literal(kind))
        for kind, (condition, code) in unknown.items()
    ]
    frame: pd.DataFrame = ibis.union(*found).to_pandas()
    columns = ["kind", "code", "first", "last", "lines", "value_usd"]
    return frame[columns].sort_values(["kind", "lines", "code"], ascending=[True, False, True], ignore_index=True)
