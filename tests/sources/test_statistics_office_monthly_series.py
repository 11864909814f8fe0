"""The real monthly books of the statistics office: what is found in them, against the series made of them, over 25 years.

Run with ``-s`` to see the figures.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pandas as pd
import pytest

from assessment.etl.declarations import Source, load_sources
from assessment.etl.fragments import Fragment
from assessment.etl.names import Names
from assessment.etl.reading import read_file
from assessment.sheets.reports import split_mark

pytestmark = [pytest.mark.shared, pytest.mark.slow]

SOURCE = "statistics_office_monthly"
RECORD = Path(__file__).parents[2] / "data" / "raw" / "public_record"
FLOWS = ("export", "import")
MONTHS = pd.period_range("2000-01", "2024-12", freq="M")
# The file of March 2006 holds the book of February, on every sheet.
BOOK_OF = {"2006-03-29": "2006-02"}
# Hanoi had just grown; scratch sums stand below the list of partners; the Isle of Man is listed twice; the freight of December 2022
# stands one row too high.
OTHER_REJECTS = {
    ("2008-08-29", "Hà Nội mới"), ("2019-05-27", ""), ("2024-01-29", ""), ("2009-12-29", "1"), ("2009-12-29", "14"),
    ("2009-12-29", "35"), ("2009-12-29", "31.842"), ("2022-12-29", "182716.97932441847"),
}  # fmt: skip
# Controls that fail by more than rounding to millions of dollars: in May 2000 two sectors do not add up with the months before.
LARGE_MISMATCHES = {("2000-05-29", "khu_vuc_kinh_te_trong_nuoc"), ("2000-05-29", "khu_vuc_co_von_dau_tu_nn")}


@pytest.fixture(scope="module")
def source() -> Source:
    return load_sources()[SOURCE]


@pytest.fixture(scope="module")
def books(shared: Path, source: Source) -> dict[str, Fragment]:
    """Return what every book gives, by the day in its name."""
    paths = sorted((shared / "workbooks" / "gso").iterdir())
    return {path.name[:10]: read_file(path, f"gso/{path.name}", "", source) for path in paths}


@pytest.fixture(scope="module")
def trade(books: Mapping[str, Fragment]) -> pd.DataFrame:
    frames = [book.tables["trade"].assign(book=day) for day, book in books.items() if "trade" in book.tables]
    table = pd.concat(frames, ignore_index=True)
    return table.assign(month=pd.PeriodIndex(pd.to_datetime(table.period_end), freq="M"))


@pytest.fixture(scope="module")
def series(shared: Path, source: Source) -> pd.DataFrame:
    """Return the series of the shared folder with the keys of our commodity groups."""
    rows = []
    for flow in FLOWS:
        frame = pd.read_csv(shared / "series" / f"gso_monthly_{flow}s.csv")
        for month, block in frame.groupby("Month", sort=False):
            keys = _keys(source.names, list(block["Ngành"]))
            for key, value, so_far in zip(keys, block["Total-M"], block["Total-YOY"], strict=True):
                rows += [(flow, month, key, "month", value), (flow, month, key, "ytd", so_far)]
    return pd.DataFrame(rows, columns=["flow", "month", "commodity", "frequency", "value"])


def _keys(names: Names, labels: list[str]) -> Iterator[str]:
    """Yield the key of each label, with the labels above it where it hangs on one of them."""
    for position, raw in enumerate(labels):
        label = split_mark(raw)[0].strip()
        found: str | None = None
        for above in (split_mark(text)[0].strip() for text in reversed(labels[:position])):
            found = found or names.below("commodity", above, label)
            if found or not names.is_nested("commodity", above):
                break
        key = found or names.key("commodity", label)
        assert isinstance(key, str), key
        yield key


def test_every_book_gives_both_tables_of_its_month(books: Mapping[str, Fragment], trade: pd.DataFrame) -> None:
    assert [day for day, book in books.items() if not book.good] == []
    totals = trade[(trade.commodity == "all") & (trade.measure == "value")]
    found = totals.groupby(["book", "flow"]).month.agg(list)
    for day in books:
        for flow in FLOWS:
            assert pd.Period(BOOK_OF.get(day, day[:7]), "M") in found[day, flow], f"{day}: no {flow} of the month"
    print(f"\n{len(books)} books, {len(found)} tables, {len(trade)} figures")


def test_next_to_nothing_is_refused(books: Mapping[str, Fragment]) -> None:
    rejects = pd.concat([book.tables["rejects"].assign(book=day) for day, book in books.items()])
    print("\n", rejects.groupby(["book", "problem"]).size().to_string())
    # The footnote (**) of June 2013 is missing.
    units = rejects[rejects.problem.str.startswith("the unit of ")]
    assert set(units.book) == {"2013-06-29"}
    assert len(units) == 6
    others = rejects[~rejects.problem.str.startswith("the unit of ")]
    assert set(zip(others.book, others.raw, strict=True)) <= OTHER_REJECTS


def test_new_foreign_investment_of_some_provinces_and_partners(books: Mapping[str, Fragment]) -> None:
    frames = [book.tables["investment"].assign(book=day) for day, book in books.items() if "investment" in book.tables]
    table = pd.concat(frames)
    assert table.book.nunique() >= 100
    assert len(table) > 8000
    capital = table[table.measure == "new_capital"]
    country = capital[(capital.geography == "vn") & (capital.partner == "all")].set_index("book").value
    assert country.between(10, 65_000).all()
    for parts in (capital[capital.geography != "vn"], capital[capital.partner != "all"]):
        share = parts.groupby("book").value.sum() / country
        # Lists of some: never more than the whole.
        assert (share.dropna() <= 1.0005).all()
    print(f"\n{table.book.nunique()} books, {len(table)} figures of newly licensed foreign investment")


def test_whole_lists_of_provinces_and_partners_add_up_over_their_pages(books: Mapping[str, Fragment]) -> None:
    """Until July 2008 every province and partner with a new project is listed; two books leave out one."""
    days = [day for day, book in books.items() if day < "2008-08" and "investment" in book.tables]
    assert len(days) == 29
    apart = {}
    for day in days:
        # Some books print the total again over the list of provinces.
        table = books[day].tables["investment"].drop_duplicates(["row_id", "value"])
        for measure, part in table.groupby("measure"):
            whole = part[(part.geography == "vn") & (part.partner == "all")].value.item()
            for listed in (part[part.geography != "vn"], part[part.partner != "all"]):
                if abs(listed.value.sum() - whole) > 0.005:
                    apart[day, str(measure)] = round(whole - listed.value.sum(), 1)
    # Oil and gas among the provinces of September 2006; three projects of the United States with India in May 2008.
    assert apart == {
        ("2006-09-29", "new_projects"): 4, ("2006-09-29", "new_capital"): 106.6,
        ("2008-05-29", "new_projects"): 3, ("2008-05-29", "new_capital"): 3.0,
    }  # fmt: skip


def test_no_figure_stands_twice_in_a_book(trade: pd.DataFrame) -> None:
    key = ["book", "flow", "commodity", "measure", "frequency", "period_start", "period_end"]
    assert trade[trade.duplicated(key, keep=False)][key].to_dict("records") == []


@pytest.fixture(scope="module")
def economy(books: Mapping[str, Fragment]) -> pd.DataFrame:
    frames = [book.tables["economy"].assign(book=day) for day, book in books.items() if "economy" in book.tables]
    return pd.concat(frames, ignore_index=True)


# Figures and books an indicator has at least, its unit, and bounds of the country's month: a factor of ten does not fit in.
INDICATORS = {
    "state_budget_investment": (10_000, 113, "vnd_billion", (3_000, 110_000)),
    "retail_sales": (1_960, 136, "vnd_billion", (30_000, 600_000)),
    "international_visitors": (10_000, 136, "person", (3_000, 2_000_000)),
    "passengers_carried": (1_450, 133, "person", (5e7, 7e8)),
    "passengers_traffic": (1_450, 133, "person_km", (1.5e9, 4e10)),
    "freight_carried": (1_600, 140, "tonne", (1e7, 4e8)),
    "freight_traffic": (1_600, 140, "tonne_km", (2.5e9, 8e10)),
}


@pytest.mark.parametrize("indicator", INDICATORS)
def test_other_tables_of_the_books(economy: pd.DataFrame, indicator: str) -> None:
    rows, books, unit, bounds = INDICATORS[indicator]
    table = economy[economy.indicator == indicator]
    print(f"\n{indicator}: {table.book.nunique()} books, {len(table)} figures")
    assert len(table) >= rows
    assert table.book.nunique() >= books
    assert set(table.unit) == {unit}
    country = table[(table.geography == "vn") & (table.breakdown == "all") & (table.frequency == "month")]
    assert country[~country.value.between(*bounds)][["book", "period_end", "value"]].to_dict("records") == []
    keys = ["book", "geography", "breakdown", "frequency", "period_start", "period_end"]
    assert table[table.duplicated(keys, keep=False)].empty


def test_both_halves_of_the_combined_transport_tables_are_read(economy: pd.DataFrame) -> None:
    """Carried and traffic, passengers and freight have the same rows in every book."""
    names = ("passengers_carried", "passengers_traffic", "freight_carried", "freight_traffic")
    table = economy[economy.indicator.isin(names)]
    counts = table.groupby(["book", "indicator"]).size().unstack(fill_value=0)
    uneven = counts[counts.nunique(axis=1) > 1]
    # The freight of December 2022 stands one row too high and is refused.
    assert list(uneven.index) == ["2022-12-29"]
    assert len(counts) == 145


def test_a_passenger_goes_and_a_tonne_is_carried_so_far(economy: pd.DataFrame) -> None:
    """Kilometres per passenger and per tonne: a unit or a half mistaken would show by a factor of ten or more."""
    country = economy[(economy.geography == "vn") & (economy.breakdown == "all")]
    keys = ["book", "frequency", "period_end"]
    of = {name: part.set_index(keys).value for name, part in country.groupby("indicator")}
    for kind, low, high in (("passengers", 20, 75), ("freight", 130, 410)):
        distance = (of[f"{kind}_traffic"] / of[f"{kind}_carried"]).dropna()
        print(f"\n{kind}: {distance.min():.1f} to {distance.max():.1f} km")
        assert distance.between(low, high).all()


def test_listed_provinces_spend_less_than_all_of_them(economy: pd.DataFrame) -> None:
    table = economy[(economy.indicator == "state_budget_investment") & (economy.breakdown == "locally_managed")]
    keys = ["book", "frequency", "period_end"]
    whole = table[table.geography == "vn"].set_index(keys).value
    share = table[table.geography != "vn"].groupby(keys).value.sum() / whole
    print("\n", share.describe().to_string())
    # Two books leave the row of all provinces blank; December 2010 prints more for those it lists than for all.
    odd = share.dropna()[lambda part: ~part.between(0.05, 1.0005)]
    assert set(odd.index.get_level_values("book")) == {"2010-12-30"}


def test_parts_of_the_other_tables_add_up(books: Mapping[str, Fragment]) -> None:
    controls = pd.concat([book.tables["controls"].assign(book=day) for day, book in books.items()])
    controls = controls[controls.what.str.startswith("breakdown")]
    assert (controls.kind == "exact").sum() >= 1_700
    apart = (controls.printed - controls.computed).abs() / controls.printed.abs()
    # Three books misprint a part of the passenger traffic or of the freight.
    assert set(controls[apart > 0.002].book) == {"2002-07-29", "2010-05-31", "2011-11-29"}


def test_controls_hold(books: Mapping[str, Fragment]) -> None:
    controls = pd.concat([book.tables["controls"].assign(book=day) for day, book in books.items()])
    controls = controls[~controls.what.str.startswith("breakdown")]
    again = controls.what.str.contains("printed again")
    # In September 2006 the list of partners has another sum than the list of provinces, by a hundred dollars.
    assert set(controls[again & controls.what.str.startswith("investment")].book) == {"2006-09-29"}
    controls = controls[~again]
    over = controls.what.str.split(" = ").str[0]
    table = controls.groupby([over, "kind"]).size().unstack(fill_value=0)
    print("\n" + table.to_string())
    assert (table["exact"] >= [700, 350, 2800]).all()
    bad = controls[controls.kind == "mismatch"]
    # Sums printed in millions beside parts printed in thousands, or the other way round: less than a million apart.
    large = bad[(bad.printed - bad.computed).abs() > 1]
    pairs = list(zip(large.book, large.what, strict=True))
    named = {(book, key) for book, what in pairs for _, key in LARGE_MISMATCHES if key in what}
    assert named == LARGE_MISMATCHES
    assert len(large) == len(named)
    assert len(bad) <= 38


def test_series_equals_the_newest_columns_of_each_book(trade: pd.DataFrame, series: pd.DataFrame) -> None:
    """The series was made of the columns of the book's own month: its first estimate, and the year to date with it."""
    own = trade[(trade.measure == "value") & (trade.month.astype(str) == trade.book.str[:7])]
    columns = ["flow", "month", "commodity", "frequency"]
    ours = own.assign(month=own.month.astype(str))[[*columns, "value"]]
    january = ours[(ours.frequency == "month") & ours.month.str.endswith("-01")].assign(frequency="ytd")
    joined = series.dropna().merge(pd.concat([ours, january]), on=columns, how="left", suffixes=("", "_ours"))
    joined = joined[joined.month.isin(set(ours.month))]
    equal = (joined.value - joined.value_ours).abs() <= 1e-6
    print(f"\n{len(joined)} cells of the series in months with a book, {equal.sum()} equal ({equal.mean():.4%})")
    assert len(joined) > 9900
    assert joined[~equal].to_dict("records") == []


def test_keys_are_those_of_the_public_record(trade: pd.DataFrame) -> None:
    path = next(RECORD.glob("05_*.xlsx"))
    record = read_file(path, f"public_record/{path.name}", "", load_sources()["public_record_monthly"]).tables["trade"]
    columns = ["flow", "commodity", "frequency", "period_end"]
    own = trade[(trade.measure == "value") & (trade.month.astype(str) == trade.book.str[:7])]
    joined = record.merge(own, on=columns, suffixes=("", "_ours"))
    differing = joined[(joined.value - joined.value_ours).abs() > 1e-6]
    assert len(joined) > 9000
    assert differing[[*columns, "value", "value_ours"]].to_dict("records") == []


# ---------------------------------------------------------------------- units

# USD a unit, wide enough for 25 years and narrow enough that a factor of 1000 cannot hide.
PRICES = {
    "complete_built_up_cars": (5_000, 60_000),
    "complete_motorcycles": (500, 5_000),
    "xe_may_va_linh_kien_phu_tung": (90, 5_000),
    "o_to": (4_000, 60_000),
}
# Printed so in the books, and wrong there: a stray or misplaced quantity (thousand pieces or tonnes), or a value without a digit.
IMPLAUSIBLE = {
    ("2006-04-29", "o_to"), ("2012-04-30", "o_to"), ("2012-04-30", "xe_may_va_linh_kien_phu_tung"),
    ("2012-07-30", "xe_may_va_linh_kien_phu_tung"), ("2003-02-28", "chat_deo_nguyen_lieu"),
    ("2007-02-28", "chat_deo_nguyen_lieu"), ("2010-11-29", "sat_thep"), ("2001-10-29", "thuoc_tru_sau"),
}  # fmt: skip


@pytest.fixture(scope="module")
def prices(trade: pd.DataFrame) -> pd.DataFrame:
    """Return the value of a unit wherever a book prints quantity and value."""
    key = ["book", "flow", "commodity", "frequency", "period_end"]
    quantity = trade[trade.measure == "quantity"].set_index(key)[["value", "unit"]]
    value = trade[trade.measure == "value"].set_index(key).value.rename("musd")
    both = quantity.join(value, how="inner").reset_index()
    both = both[(both.value > 0) & (both.musd > 0)]
    return both.assign(price=both.musd * 1e6 / both.value)


def test_pieces_cost_what_cars_and_motorcycles_cost(prices: pd.DataFrame) -> None:
    pieces = prices[prices.unit == "piece"]
    assert set(pieces.commodity) == set(PRICES)
    low, high = (pieces.commodity.map(lambda key, at=at: PRICES[key][at]) for at in (0, 1))
    odd = pieces[(pieces.price < low) | (pieces.price > high)]
    assert set(zip(odd.book, odd.commodity, strict=True)) <= IMPLAUSIBLE
    # In May 2018 the footnote changes from thousand pieces to pieces; the quantities go on without a break.
    cars = (
        pieces[(pieces.commodity == "complete_built_up_cars") & (pieces.frequency == "month")].set_index("book").value
    )
    assert cars["2017-12-29"].max() / cars["2018-08-29"].max() < 5


def test_no_unit_of_weight_jumps(prices: pd.DataFrame) -> None:
    tonnes = prices[prices.unit == "tonne"]
    median = tonnes.groupby(["flow", "commodity"]).price.transform("median")
    ratio = (tonnes.price / median).clip(lower=median / tonnes.price)
    worst = tonnes.assign(ratio=ratio).sort_values("ratio", ascending=False)
    print("\n", worst.head(8)[["book", "flow", "commodity", "frequency", "price", "ratio"]].to_string(index=False))
    odd = worst[worst.ratio > 8]
    assert set(zip(odd.book, odd.commodity, strict=True)) <= IMPLAUSIBLE


# --------------------------------------------------------------------- series


def monthly(trade: pd.DataFrame, flow: str, commodity: str) -> dict[pd.Period, tuple[float, str]]:
    """Return a value a month, and where it is from.

    The newest printed figure of the month goes first: `outcome`, printed the month after, before `estimate`, printed in the month.
    A month without either is the `difference` of two year-to-date figures, each of the newest book that prints it.
    """
    table = trade[(trade.flow == flow) & (trade.commodity == commodity) & (trade.measure == "value")].sort_values(
        "book"
    )
    printed = table[table.frequency == "month"].groupby("month").tail(1).set_index("month")
    found = {
        month: (value, "outcome" if book[:7] > str(month) else "estimate")
        for month, value, book in zip(printed.index, printed.value, printed.book, strict=True)
    }
    # A whole-year figure printed before the year is out is a forecast.
    so_far = table[(table.frequency == "ytd") & (table.book.str[:7] >= table.month.astype(str))]
    total = so_far.groupby("month").value.last()
    for month, value in zip(pd.PeriodIndex(total.index), total, strict=True):
        before = total.get(month - 1, found.get(month - 1, (None, ""))[0] if month.month == 2 else None)
        if month not in found and (month.month == 1 or before is not None):
            found[month] = (value - (before or 0.0), "difference")
    return found


def _spans(months: list[pd.Period]) -> str:
    spans: list[list[pd.Period]] = []
    for month in months:
        if spans and spans[-1][-1] + 1 == month:
            spans[-1].append(month)
        else:
            spans.append([month])
    return ", ".join(str(span[0]) if len(span) == 1 else f"{span[0]}–{span[-1]}" for span in spans)


@pytest.mark.parametrize("flow", FLOWS)
def test_totals_over_25_years(trade: pd.DataFrame, flow: str) -> None:
    found = monthly(trade, flow, "all")
    how = pd.Series({month: found[month][1] if month in found else "gap" for month in MONTHS})
    print(f"\n{flow}: {how.value_counts().to_dict()}")
    for kind in ("difference", "gap"):
        print(f"  {kind}: {_spans(list(how[how == kind].index))}")
    assert (how != "gap").sum() >= 190
    # From one to more than thirty thousand million dollars a month without a step of another size.
    values = pd.Series({month: value for month, (value, _) in sorted(found.items())})
    assert (values / values.shift()).between(0.5, 2).mean() > 0.99
    assert values.iloc[0] < 1_700 < 25_000 < values.iloc[-1]


def test_commodity_groups_over_25_years(trade: pd.DataFrame) -> None:
    whole: dict[tuple[str, str], float] = {}
    for flow in FLOWS:
        reach = monthly(trade, flow, "all")
        for commodity in trade[trade.flow == flow].commodity.unique():
            found = monthly(trade, flow, commodity)
            whole[flow, commodity] = sum(month in found for month in reach) / len(reach)
    share = pd.Series(whole).sort_values(ascending=False)
    print("\nmonths of the total that a group has, too:\n" + share[share >= 0.75].round(3).to_string())
    assert (share >= 0.97).sum() >= 27
