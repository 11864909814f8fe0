"""Tables of section 5; a range keeps its two ends, and no table mixes cleared, arriving and queued vehicles."""

from __future__ import annotations

from assessment.evidence import Evidence, parse_period
from assessment.findings import Bilingual, Cell, Column, Name, Period, Quantity, Table, Text, derive
from assessment.situation.border_flows import LATEST_BY_GATE, Border, days
from assessment.situation.flows import Observation, frame, per_day, ratio, trade_value

SINCE = "2020-01-01"
EVENT_KINDS = (
    "gate_closure",
    "reopening",
    "gate_reopening",
    "digital_reform",
    "gate_upgrade",
    "gate_function",
    "congestion",
    "holiday_closure",
    "customs_reorganisation",
    "infrastructure",
)
DEFINITIONS = (
    "scope",
    "cleared",
    "new_vehicles",
    "queue_hour",
    "attribution",
    "customs_boundary",
    "range",
    "declarations",
    "capacity",
    "mirror",
)


def _column(table: str, name: str, unit: str | None = None, decimals: int | None = None) -> Column:
    return Column(Text(f"border.table.{table}.{name}"), unit, decimals)


def _table(
    name: str,
    columns: tuple[Column, ...],
    rows: list[tuple[Cell, ...]],
    *,
    annex_only: bool = False,
    note: Text | None = None,
) -> Table:
    return Table(
        f"border.{name}",
        Text(f"border.table.{name}.title"),
        columns,
        frame(rows, *(f"c{place}" for place in range(len(columns)))),
        notes=(note or Text(f"border.table.{name}.note"),),
        annex_only=annex_only,
    )


PERIOD = Column(Text("common.column.period"))
GATE = Column(Text("common.column.gate"))
FLOW = Column(Text("common.column.flow"))


def definitions_table(evidence: Evidence, border: Border) -> Table:
    """Return the note table of definitions: what each figure counts and what it must not be compared with."""
    tenfold = ratio(trade_value(evidence, "through", "2023"), trade_value(evidence, "declared", "2023")).rounded_to(1)
    rows: list[tuple[Cell, ...]] = [
        (
            Text(f"border.definition.{key}.term"),
            Text(f"border.definition.{key}.counts", {"times": tenfold} if key == "scope" else {}),
            Text(f"border.definition.{key}.trap"),
        )
        for key in DEFINITIONS
    ]
    columns = tuple(_column("definitions", name) for name in ("term", "counts", "trap"))
    return _table("definitions", columns, rows)


def vehicles_table(border: Border) -> Table:
    """Return vehicles cleared a day in the whole province by period and direction."""
    rows: list[tuple[Cell, ...]] = [
        (observed.period, Name("flow", flow), *_ends(observed))
        for flow in ("total", "export", "import")
        for observed in border.province_averages(flow, SINCE)
    ]
    return _table("vehicles", (PERIOD, FLOW, *_end_columns("vehicles")), rows)


def _ends(observed: Observation) -> tuple[Quantity, Quantity | None]:
    return per_day(observed.quantity), per_day(observed.upper) if observed.upper else None


def _end_columns(table: str) -> tuple[Column, Column]:
    return (
        _column(table, "vehicles", "vehicle_per_day", 0),
        _column(table, "upper", "vehicle_per_day", 0),
    )


def latest_gates_table(border: Border) -> Table:
    """Return vehicles a day by gate and direction for the last month in which every gate was published."""
    rows: list[tuple[Cell, ...]] = [
        (Name("gate", gate), flows["export"], flows["import"], flows["total"], _import_share(flows))
        for gate, flows in border.latest_by_gate()
    ]
    columns = (
        GATE,
        *(_column("latest_gates", name, "vehicle_per_day", 0) for name in ("export", "import", "total")),
        _column("latest_gates", "import_share", "percent", 1),
    )
    return _table(
        "latest_gates", columns, rows, note=Text("border.table.latest_gates.note", {"period": _period(LATEST_BY_GATE)})
    )


def _import_share(flows: dict[str, Quantity]) -> Quantity:
    return derive(
        "share", "percent", lambda part, whole: 100 * part / whole, flows["import"], flows["total"], decimals=1
    )


def _period(text: str) -> Period:
    start, end = parse_period(text)
    return Period(start, end, "year" if len(text) == 4 else "month")


def all_gates_table(border: Border) -> Table:
    """Return vehicles a day by gate, period and direction: everything published, for the annex."""
    found = border.found("cleared_per_day", since=SINCE, by=("gate", "flow"))
    rows: list[tuple[Cell, ...]] = [
        (Name("gate", observed.row["gate"]), observed.period, Name("flow", observed.row["flow"]), *_ends(observed))
        for observed in sorted(found, key=lambda item: (item.row["gate"], item.period.end, item.row["flow"]))
        if observed.row["gate"] != "all"
    ]
    return _table("all_gates", (GATE, PERIOD, FLOW, *_end_columns("all_gates")), rows, annex_only=True)


def peaks_table(border: Border) -> Table:
    """Return peak days beside the daily average of the same period."""
    rows: list[tuple[Cell, ...]] = []
    averages = {observed.window: observed for observed in border.province_averages("total")}
    for observed in border.found("cleared_per_day_peak", gate="all", flow="total"):
        average = averages.get(observed.window)
        middle = per_day(average.middle) if average else None
        peak = per_day(observed.middle)
        rows.append((observed.period, middle, peak, ratio(peak, middle).rounded_to(2) if middle else None))
    columns = (
        PERIOD,
        _column("peaks", "average", "vehicle_per_day", 0),
        _column("peaks", "peak", "vehicle_per_day", 0),
        _column("peaks", "ratio", "times", 2),
    )
    return _table("peaks", columns, rows)


def capacity_table(border: Border) -> Table:
    """Return capacity, vehicles cleared and the use of capacity."""
    rows: list[tuple[Cell, ...]] = [
        (
            Name("gate", row.gate),
            row.capacity,
            _period(row.period),
            row.actual,
            row.use,
            row.target if row.target.known else None,
        )
        for row in border.capacity_rows()
    ]
    columns = (
        GATE,
        _column("capacity", "capacity", "vehicle_per_day", 0),
        _column("capacity", "period"),
        _column("capacity", "actual", "vehicle_per_day", 0),
        _column("capacity", "use", "percent", 1),
        _column("capacity", "target", "vehicle_per_day", 0),
    )
    return _table("capacity", columns, rows)


def queue_peaks_table(border: Border) -> Table:
    """Return the largest published count of queued vehicles of each year."""
    rows: list[tuple[Cell, ...]] = [
        (year, observed.period, Name("gate", observed.row["gate"]), observed.quantity)
        for year, observed in border.queue_peaks()
    ]
    columns = (Column(Text("common.column.year")), PERIOD, GATE, _column("queue_peaks", "queued", "vehicle", 0))
    return _table("queue_peaks", columns, rows)


def queues_table(border: Border) -> Table:
    """Return every published count of queued vehicles since 2020, for the annex."""
    found = border.found("queued", since=SINCE, by=("gate", "flow", "kind"), kind=_kinds(border, "queued"))
    rows: list[tuple[Cell, ...]] = [
        (
            observed.period,
            Name("gate", observed.row["gate"]),
            Name("flow", observed.row["flow"]),
            Name("traffic_kind", observed.row["kind"]),
            observed.quantity,
        )
        for observed in found
    ]
    columns = (PERIOD, GATE, FLOW, _column("queues", "kind"), _column("queues", "queued", "vehicle", 0))
    return _table("queues", columns, rows, annex_only=True)


def _kinds(border: Border, measure: str) -> list[str]:
    return sorted(border.evidence.rows("traffic", inferred=True, measure=measure)["kind"].unique())


def declarations_table(border: Border) -> Table:
    """Return customs declarations by window and their daily average, which makes windows of different length comparable."""
    rows: list[tuple[Cell, ...]] = []
    for observed in border.found("declarations", by=("gate", "flow")):
        length = days(observed)
        rows.append(
            (
                Name("gate", observed.row["gate"]),
                observed.period,
                Name("flow", observed.row["flow"]),
                observed.quantity,
                _daily(observed.quantity, length),
            )
        )
    columns = (
        GATE,
        PERIOD,
        FLOW,
        _column("declarations", "declarations", "declaration", 0),
        _column("declarations", "daily", "declaration", 0),
    )
    return _table("declarations", columns, rows)


def passengers_table(border: Border) -> Table:
    """Return passengers by window and kind of traveller with their daily average."""
    kinds = [kind for kind in _kinds(border, "cleared") if kind.startswith("passengers")]
    rows: list[tuple[Cell, ...]] = [
        (
            Name("gate", observed.row["gate"]),
            observed.period,
            Name("flow", observed.row["flow"]),
            Name("traffic_kind", observed.row["kind"]),
            observed.quantity,
            _daily(observed.quantity, days(observed)),
        )
        for observed in border.found("cleared", by=("gate", "flow", "kind"), kind=kinds)
    ]
    columns = (
        GATE,
        PERIOD,
        FLOW,
        _column("passengers", "kind"),
        _column("passengers", "passengers", "person", 0),
        _column("passengers", "daily", "person", 0),
    )
    return _table("passengers", columns, rows)


def _daily(quantity: Quantity, length: int) -> Quantity:
    return derive("border.formula.daily", quantity.unit, lambda total: total / length, quantity, decimals=0)


def events_table(evidence: Evidence) -> Table:
    """Return the dated events of the Lạng Sơn gates since 2020."""
    table = evidence.record.table("events")
    fits = (
        table["kind"].isin(EVENT_KINDS)
        & table["geography"].str.startswith("lang_son")
        & (table["period_end"].fillna(table["period_start"]) >= SINCE)
    )
    rows: list[tuple[Cell, ...]] = []
    for row in table[fits].sort_values(["period_start", "row_id"], kind="stable").to_dict("records"):
        period = Period(row["period_start"], row["period_end"], row["frequency"])
        rows.append((period, Bilingual(row["event_vi"], row["event_en"]), Name("event_kind", row["kind"])))
    columns = (Column(Text("border.table.events.when")), Column(Text("common.column.event")), _column("events", "kind"))
    return _table("events", columns, rows)
