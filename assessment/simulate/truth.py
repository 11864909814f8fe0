"""What is planted: every parameter of a synthetic zone with its unit and its meaning."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

GATES: Mapping[str, float] = MappingProxyType({"huu_nghi": 0.45, "tan_thanh": 0.30, "chi_ma": 0.15, "coc_nam": 0.10})
SECTORS: Mapping[str, float] = MappingProxyType(
    {
        "cong_nghiep_che_bien_che_tao": 0.50,
        "hoat_dong_kinh_doanh_bat_dong_san": 0.20,
        "van_tai_kho_bai": 0.12,
        "ban_buon_va_ban_le_sua_chua_o_to_mo_to_xe_may": 0.08,
        "xay_dung": 0.06,
        "nong_nghiep_lam_nghiep_va_thuy_san": 0.04,
    }
)
PROVINCES: Mapping[str, float] = MappingProxyType(
    {"bac_ninh": 0.45, "quang_ninh": 0.30, "cao_bang": 0.15, "lang_son": 0.10}
)
QUOTIENTS: Mapping[str, float] = MappingProxyType(
    {"retail_sales": 0.8, "freight_carried": 1.5, "freight_traffic": 1.2, "travel_turnover": 0.4}
)
OUTPUT: Mapping[str, tuple[float, float, float, float]] = MappingProxyType(
    {
        "agriculture_forestry_fishery": (6000.0, 0.04, 600000.0, 0.03),
        "industry_and_construction": (5000.0, 0.05, 1500000.0, 0.08),
        "services": (11000.0, 0.10, 1600000.0, 0.07),
    }
)
LAND: Mapping[str, tuple[float, float]] = MappingProxyType(
    {
        "non_tariff_and_bonded": (800.0, 0.25),
        "industrial_and_export_processing": (600.0, 0.60),
        "leisure_and_tourism": (300.0, 0.10),
        "urban_and_residential": (900.0, 0.40),
    }
)
ACHIEVED: Mapping[str, float] = MappingProxyType(
    {"trade_value_through": 0.80, "customs_revenue": 1.20, "state_budget_revenue": 0.90}
)
PLACES: Mapping[str, float] = MappingProxyType(
    {
        "electronics": 0.90,
        "bonded_warehousing": 0.84,
        "fresh_fruit_cold_chain": 0.78,
        "timber": 0.72,
        "transport_transshipment": 0.66,
        "inspection_services": 0.60,
        "agro_food_processing": 0.54,
        "wholesale_ecommerce": 0.48,
        "textile_inputs": 0.42,
        "machinery_vehicle_parts": 0.36,
        "tourism_duty_free": 0.30,
        "chemicals_plastics": 0.24,
        "aquatic_products": 0.18,
        "rubber": 0.12,
        "iron_steel": 0.06,
    }
)


TET_FACTORS: Mapping[str, float] = MappingProxyType({"before": 1.3, "during": 0.3, "after": 0.8})
LANES: Mapping[str, float] = MappingProxyType({"green": 0.6, "yellow": 0.3, "red": 0.1})
APPROVAL: Mapping[str, float] = MappingProxyType({"green": 0.5, "yellow": 2.0, "red": 6.0})


def _planted(unit: str, meaning: str) -> Mapping[str, str]:
    return {"unit": unit, "meaning": meaning}


@dataclass(frozen=True)
class Truth:
    """The parameters of one synthetic zone. Growth and effects are on the logarithm, so that they multiply."""

    first_year: int = field(default=2014, metadata=_planted("year", "first year of the series"))
    years: int = field(default=12, metadata=_planted("years", "length of the series"))
    export_level: float = field(
        default=11000.0, metadata=_planted("usd_million a month", "national exports at the start")
    )
    import_level: float = field(
        default=10500.0, metadata=_planted("usd_million a month", "national imports at the start")
    )
    growth: float = field(default=0.08, metadata=_planted("log points a year", "trend of national exports and imports"))
    season: float = field(
        default=0.06, metadata=_planted("log points", "amplitude of the yearly sine, highest in April")
    )
    tet: float = field(
        default=-0.25,
        metadata=_planted("log points", "effect of a month that holds the whole week from the day of Tết"),
    )
    noise: float = field(
        default=0.02, metadata=_planted("log points", "standard deviation of the monthly noise, independent")
    )
    break_month: str = field(default="2020-07", metadata=_planted("month", "first month of the new level of exports"))
    break_size: float = field(default=0.30, metadata=_planted("log points", "lasting change of the level of exports"))
    fruit_share: float = field(default=0.02, metadata=_planted("share", "fruit and vegetables in exports and imports"))
    through_level: float = field(
        default=20000.0, metadata=_planted("usd_million a year", "through-trade in the first year")
    )
    through_growth: float = field(default=0.12, metadata=_planted("log points a year", "trend of trade at the gates"))
    declared_share: float = field(
        default=0.10, metadata=_planted("share", "declared at Lạng Sơn customs, of through-trade")
    )
    local_share: float = field(default=0.003, metadata=_planted("share", "local goods exported, of through-trade"))
    gate_shares: Mapping[str, float] = field(
        default_factory=lambda: dict(GATES),
        metadata=_planted("share", "of each gate in vehicles and trade while all are open"),
    )
    gate_noise: float = field(
        default=0.03, metadata=_planted("log points", "standard deviation of the noise of one gate")
    )
    vehicles: float = field(default=30000.0, metadata=_planted("vehicles a month", "all gates at the start"))
    closed_gate: str = field(default="chi_ma", metadata=_planted("gate", "the gate that closes and opens again"))
    closed_from: str = field(default="2021-03", metadata=_planted("month", "first month of the closure"))
    reopened: str = field(default="2022-03", metadata=_planted("month", "first month after the closure"))
    closure: float = field(
        default=0.05, metadata=_planted("share", "of its vehicles that still pass while a gate is closed")
    )
    export_part: float = field(default=0.4, metadata=_planted("share", "of exports in vehicles and lines of the log"))
    fruit_part: float = field(
        default=0.3, metadata=_planted("share", "of fruit in exports out of season, and in the log")
    )
    fruit_months: tuple[int, ...] = field(default=(5, 6), metadata=_planted("months", "season of fruit"))
    fruit_season: float = field(
        default=1.8, metadata=_planted("ratio", "vehicles with fruit in season to out of season")
    )
    tet_factors: Mapping[str, float] = field(
        default_factory=lambda: dict(TET_FACTORS),
        metadata=_planted("ratio", "vehicles a day in the windows about Tết to ordinary days"),
    )
    stopped_on: tuple[int, int] = field(
        default=(8, 11),
        metadata=_planted("month, day", "of the last year on which the gate that closes stops for days"),
    )
    stopped_days: int = field(default=12, metadata=_planted("days", "it stops in the last year"))
    queued_part: float = field(default=0.2, metadata=_planted("share", "of the vehicles of a day that are queued"))
    capacity_use: float = field(
        default=0.8, metadata=_planted("share", "of the largest gate's capacity that an ordinary day of mid-year uses")
    )
    logged: int = field(default=1600, metadata=_planted("lines a year", "of the gate log, two years"))
    lane_shares: Mapping[str, float] = field(
        default_factory=lambda: dict(LANES), metadata=_planted("share", "of each lane in the log")
    )
    declaration_hours: float = field(default=0.7, metadata=_planted("hours", "median from arrival to declaration"))
    approval_hours: Mapping[str, float] = field(
        default_factory=lambda: dict(APPROVAL),
        metadata=_planted("hours", "by lane: median from declaration to approval in the last year"),
    )
    approval_before: float = field(default=1.5, metadata=_planted("ratio", "of that median in the year before to it"))
    removal_hours: float = field(default=1.5, metadata=_planted("hours", "median from approval to removal"))
    stage_deviation: float = field(
        default=0.5, metadata=_planted("log points", "standard deviation of the time of a stage, log-normal")
    )
    sector_shares: Mapping[str, float] = field(
        default_factory=lambda: dict(SECTORS),
        metadata=_planted("share", "of each sector in foreign investment, in order"),
    )
    sector_noise: float = field(
        default=0.05, metadata=_planted("log points", "standard deviation of a sector in a year")
    )
    investment: float = field(default=25000.0, metadata=_planted("usd_million a year", "national foreign investment"))
    province_shares: Mapping[str, float] = field(
        default_factory=lambda: dict(PROVINCES),
        metadata=_planted("share", "of each province in foreign investment; there are no others"),
    )
    population: float = field(default=90000.0, metadata=_planted("thousand persons", "of the country, all years"))
    province_population: float = field(default=800.0, metadata=_planted("thousand persons", "of Lạng Sơn, all years"))
    activity: float = field(
        default=1000000.0, metadata=_planted("unit of the table", "each activity of the country, first year")
    )
    activity_growth: float = field(default=0.09, metadata=_planted("log points a year", "of each activity"))
    quotients: Mapping[str, float] = field(
        default_factory=lambda: dict(QUOTIENTS),
        metadata=_planted("ratio", "location quotient of Lạng Sơn by activity, size by population"),
    )
    output: Mapping[str, tuple[float, float, float, float]] = field(
        default_factory=lambda: dict(OUTPUT),
        metadata=_planted(
            "vnd_billion and log points a year",
            "by sector: first value and growth in Lạng Sơn, first value and growth in the country",
        ),
    )
    zone_weight: float = field(
        default=0.25, metadata=_planted("share", "of the zone in the province's output, first year")
    )
    zone_lead: float = field(
        default=0.03, metadata=_planted("log points a year", "by which the zone grows faster than the province")
    )
    zone_workers: float = field(default=20000.0, metadata=_planted("persons", "at work in the zone in the first year"))
    customs_revenue: float = field(
        default=4000.0, metadata=_planted("vnd_billion a year", "budget revenue from exports and imports, first year")
    )
    revenue_growth: float = field(default=0.07, metadata=_planted("log points a year", "of budget revenue"))
    customs_part: float = field(default=0.8, metadata=_planted("share", "of customs revenue in all budget revenue"))
    achieved: Mapping[str, float] = field(
        default_factory=lambda: dict(ACHIEVED),
        metadata=_planted("share", "of the plan that what was planted comes to, by target"),
    )
    yearly_noise: float = field(
        default=0.02, metadata=_planted("log points", "standard deviation of a yearly figure of Lạng Sơn or the zone")
    )
    registered_domestic: float = field(
        default=12000.0, metadata=_planted("vnd_billion", "domestic capital registered in the zone, all years")
    )
    registered_foreign: float = field(
        default=250.0, metadata=_planted("usd_million", "foreign capital registered in the zone, all years")
    )
    realised: Mapping[str, float] = field(
        default_factory=lambda: {"domestic": 0.55, "fdi": 0.35},
        metadata=_planted("share", "of the capital registered that is implemented, by investor"),
    )
    land: Mapping[str, tuple[float, float]] = field(
        default_factory=lambda: dict(LAND),
        metadata=_planted("ha and share", "by functional area: land of the general plan and the share let"),
    )
    board_growth: float = field(
        default=0.10, metadata=_planted("log points a year", "of capital implemented and land let, between two reports")
    )
    capital_per_hectare: float = field(
        default=20.0, metadata=_planted("vnd_billion a ha", "capital of a project on its land")
    )
    months_to_operation: float = field(
        default=30.0, metadata=_planted("months", "median wait from certificate to operation, exponential")
    )
    sector_places: Mapping[str, float] = field(
        default_factory=lambda: dict(PLACES),
        metadata=_planted("from 0 to 1", "by scoring sector: its place between the goalposts on every criterion"),
    )
    pillar_weights: Mapping[str, float] = field(
        default_factory=lambda: {"attractiveness": 0.3, "feasibility": 0.3, "impact": 0.2, "sustainability": 0.2},
        metadata=_planted("share", "by pillar: weight around which the experts scatter"),
    )
    panel_concentration: float = field(
        default=200.0, metadata=_planted("number", "concentration of the Dirichlet distribution of the experts' points")
    )
    place_noise: float = field(
        default=0.02, metadata=_planted("from 0 to 1", "standard deviation of a place on one criterion")
    )

    @property
    def calendar(self) -> range:
        """The years of the series."""
        return range(self.first_year, self.first_year + self.years)

    @property
    def last_year(self) -> int:
        """The last year of the series."""
        return self.calendar[-1]

    def text(self, seed: int) -> str:
        """Return the truth as JSON: each parameter with value, unit and meaning."""
        entries: dict[str, Any] = {
            name: {"value": getattr(self, name), **spec.metadata} for name, spec in self.__dataclass_fields__.items()
        }
        return json.dumps({"synthetic": True, "seed": seed, "planted": entries}, ensure_ascii=False, indent=2) + "\n"
