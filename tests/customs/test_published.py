"""What may be printed of goods lines: the planted totals, and nothing from which a hidden figure could be worked out."""

from __future__ import annotations

import ibis
import numpy as np
import pandas as pd
import pytest

from assessment.customs import published as module
from assessment.customs.confidentiality import Rule, rule, sensitive
from assessment.customs.nomenclature import commodity_group
from assessment.customs.published import AXES, OTHER, declared_at_the_province, published, whole

from .attack import all_protected
from .declared import ALONE, known
from .exports import stored

STRICT = Rule(traders=3, dominance=85.0, protection=10.0)


def at(frame: pd.DataFrame, period: str, flow: str, **split: str) -> pd.Series:
    keys = dict.fromkeys(AXES, "all") | {"period": period, "flow": flow} | split
    return frame[(frame[list(keys)] == pd.Series(keys)).all(axis=1)].iloc[0]


def test_planted_totals_come_back() -> None:
    made = known()
    for (month, flow), lines in made.truth.groupby(["month", "flow"]):
        found = at(made.whole, month, flow)
        assert found["value_usd"] == pytest.approx(lines["value_usd"].sum(), abs=0.01)
        assert (found["lines"], found["traders"]) == (len(lines), lines["trader"].nunique())
    for (hs, flow), lines in made.truth[made.truth["month"].str[:4] == "2025"].groupby(["hs", "flow"]):
        found = at(made.whole, "2025", flow, hs=hs)
        assert found["value_usd"] == pytest.approx(lines["value_usd"].sum(), abs=0.01)
        assert found["largest_usd"] == pytest.approx(lines.groupby("trader")["value_usd"].sum().max(), abs=0.01)
    assert (
        at(made.whole, "2024", "total")["traders"]
        == made.truth[made.truth["month"].str[:4] == "2024"]["trader"].nunique()
    )


def test_the_chapter_of_one_trader_is_hidden_with_what_gives_it_away() -> None:
    figures = known().published
    assert set(known().truth.loc[known().truth["hs"] == "27", "trader"]) == {ALONE}
    assert at(figures, "2025", "total", hs="27")["hidden"] == "primary"
    assert figures.loc[figures["hidden"] != "", "value_usd"].isna().all()
    chapters = figures[
        (figures["period"] == "2025")
        & (figures["flow"] == "total")
        & (figures["gate"] == "all")
        & (figures["hs"] != "all")
    ]
    assert (chapters["hidden"] != "").sum() > 1, "one alone would be the total less all others"
    assert at(figures, "2025", "total")["hidden"] == ""


def test_no_hidden_figure_can_be_bounded_closer_than_the_rule() -> None:
    """The attack over all tables at once: whoever sees every figure shown bounds each hidden one by linear programming."""
    made = known()
    assert (made.published["hidden"] == "primary").sum() > 10
    assert all_protected(made.whole, made.published, rule())


def test_groups_are_those_of_the_list_and_no_chapter_is_crossed_with_them_in_print() -> None:
    made = known()
    lines = made.truth[made.truth["month"].str[:4] == "2025"]
    group = [commodity_group(code, flow) or OTHER for code, flow in zip(lines["code"], lines["flow"], strict=True)]
    for (name, flow), own in lines.groupby([group, lines["flow"]]):
        found = at(made.whole, "2025", str(flow), group=str(name))
        assert found["value_usd"] == pytest.approx(own["value_usd"].sum(), abs=0.01)
        assert found["traders"] == own["trader"].nunique()
    by_group = made.published[made.published["group"] != "all"]
    assert set(by_group["flow"]) == {"export", "import"}
    assert (by_group[["gate", "regime", "hs", "partner"]] == "all").all(axis=None)


# Chapters 07, 08, 11 and 39 hold goods of one group, of another and of none.
GOODS = (
    "07133490", "07141000", "07149000", "08109094", "08013100", "08011100", "11081400", "11010000", "39023090", "39199099",
)  # fmt: skip


def random_lines(seed: int) -> list[dict[str, object]]:
    """Return a year of lines of few traders, each with goods of its own, in both directions."""
    rng = np.random.default_rng(seed)
    goods = [rng.choice(GOODS, rng.integers(1, 6), replace=False) for _ in range(9)]
    lines: list[dict[str, object]] = []
    for number in range(240):
        trader = int(rng.integers(0, 9) * rng.random())
        lines.append(
            {
                "declaration_key": number, "registered_on": pd.Timestamp(2025, 1 + number % 12, 3), "trader": str(trader),
                "hs": rng.choice(goods[trader]), "regime": rng.choice(["A11", "B11"]), "destination": "CHINA",
                "office": rng.choice(["HQHUUNGHI", "HQTANTHANH"]), "value_usd": round(rng.lognormal(8, 1.5), 2),
            }
        )  # fmt: skip
    return lines


@pytest.mark.parametrize("seed", range(8))
def test_neither_groups_nor_chapters_nor_what_they_have_in_common_is_given_away(seed: int) -> None:
    lines = stored(*random_lines(seed))
    cells, shown = whole(lines), published(lines, STRICT)
    crossed = (cells["hs"] != "all") & (cells["group"] != "all")
    assert (crossed & sensitive(cells, STRICT)).any()
    assert not ((shown["hs"] != "all") & (shown["group"] != "all")).any()
    assert all_protected(cells, shown, STRICT)


def test_the_rest_of_a_chapter_beside_its_group_may_be_one_trader(monkeypatch: pytest.MonkeyPatch) -> None:
    """Plastics in primary forms of eight traders, other plastics of one: the chapter less the group would tell what that one has."""
    lines = [
        {
            "declaration_key": 1000 * month + 10 * trader + place, "registered_on": pd.Timestamp(2025, month, 3),
            "trader": str(trader), "hs": hs, "value_usd": 1000.0 + trader,
        }
        for month in range(1, 13)
        for place, hs in enumerate(("39023090", "11010000", "87083090", "08109094"))
        for trader in range(8)
    ]  # fmt: skip
    lines += [{**lines[0], "declaration_key": 99, "trader": "99", "hs": "39199099", "value_usd": 5000.0}]
    table = stored(*lines)
    cells = whole(table)

    shown = published(table, STRICT)
    assert all_protected(cells, shown, STRICT)
    assert at(shown, "2025", "import")["hidden"] == ""

    monkeypatch.setattr(module, "UNPRINTED", ())
    bare = published(table, STRICT)
    chapter, group = (at(bare, "2025", "import", **key) for key in ({"hs": "39"}, {"group": "chat_deo_nguyen_lieu"}))
    assert chapter["value_usd"] - group["value_usd"] == 5000.0
    assert not all_protected(cells, bare, STRICT)


def test_a_direction_of_a_chapter_at_a_gate_may_be_that_of_two_traders(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two export at a gate where one imports a trifle: the gate's chapter less the trifles of all gates would tell what they have."""
    plan = [  # chapter, regime, office, traders, value
        ("08109094", "B11", "HQHUUNGHI", (1, 2), 5000.0),
        ("08109094", "B11", "HQTANTHANH", (4, 5, 6, 7), 5000.0),
        ("08109094", "A11", "HQHUUNGHI", (3,), 10.0),
        ("08109094", "A11", "HQTANTHANH", (4, 5, 6), 10.0),
        *(
            (hs, regime, office, (4, 5, 6, 7, 8), 3000.0)
            for hs in ("39023090", "87083090")
            for regime in ("A11", "B11")
            for office in ("HQHUUNGHI", "HQTANTHANH")
        ),
    ]
    lines = [
        {
            "declaration_key": 10_000 * month + 100 * place + trader, "registered_on": pd.Timestamp(2025, month, 3),
            "trader": str(trader), "hs": hs, "regime": regime, "office": office, "destination": "CHINA", "value_usd": value + trader,
        }
        for month in range(1, 13)
        for place, (hs, regime, office, traders, value) in enumerate(plan)
        for trader in traders
    ]  # fmt: skip
    table = stored(*lines)
    cells = whole(table)
    two = {"gate": "huu_nghi", "hs": "08"}
    assert at(cells, "2025", "export", **two)["traders"] == 2

    shown = published(table, STRICT)
    assert all_protected(cells, shown, STRICT)
    assert shown[(shown["gate"] != "all") & (shown["hs"] != "all")]["flow"].unique().tolist() == ["total"]

    monkeypatch.setattr(module, "UNPRINTED", module.UNPRINTED[:1])
    bare = published(table, STRICT)
    assert at(bare, "2025", "total", **two)["hidden"] == at(bare, "2025", "import", hs="08")["hidden"] == ""
    assert not all_protected(cells, bare, STRICT)


def test_months_are_protected_together_with_their_year() -> None:
    """One trader alone in one month of a regime: its twelve months and the year are one table."""
    lines = [
        {
            "declaration_key": 100 * month + trader, "trader": str(trader), "value_usd": 100.0 + trader, "regime": "A11",
            "registered_on": pd.Timestamp(2025, month, 3),
        }
        for month in range(1, 13)
        for trader in range(8)
    ]  # fmt: skip
    alone = [{**line, "regime": "G11"} for line in lines if line["registered_on"].month != 5 or line["trader"] == "1"]
    both = lines + [{**line, "declaration_key": line["declaration_key"] + 50} for line in alone]
    figures = published(stored(*both), Rule(traders=3, dominance=90.0, protection=10.0))
    temporary = figures[(figures["regime"] == "temporary") & (figures["flow"] == "import")].set_index("period")[
        "hidden"
    ]
    assert temporary["2025-05"] == "primary"
    assert (temporary.drop("2025-05") != "").any(), "otherwise the year less eleven months tells it"
    assert at(figures, "2025", "import")["hidden"] == ""


def test_a_year_is_published_when_all_its_months_are_there() -> None:
    lines = [{"declaration_key": month, "registered_on": pd.Timestamp(2025, month, 3)} for month in range(1, 12)]
    assert set(whole(stored(*lines))["period"].str.len()) == {7}
    lines.append({"declaration_key": 12, "registered_on": pd.Timestamp(2025, 12, 3)})
    assert "2025" in set(whole(stored(*lines))["period"])


def test_offices_of_other_provinces_are_left_out_and_unknown_codes_kept_under_one_name() -> None:
    lines = [
        {"declaration_key": 1, "registered_on": pd.Timestamp(2026, 2, 1)},
        {"declaration_key": 2, "office": "HQTALUNG", "value_usd": 5.0},
        {
            "declaration_key": 3,
            "office": "HQNEW",
            "origin": "NOWHERE",
            "regime": "Z99",
            "hs": "77010000",
            "value_usd": 7.0,
        },
    ]
    assert declared_at_the_province(stored(*lines)).count().to_pandas() == 2
    found = whole(stored(*lines))
    assert at(found, "2026-02", "total")["value_usd"] == 107.0
    assert at(found, "2026-02", "none", regime="unknown")["value_usd"] == 7.0


def test_the_engine_does_not_matter() -> None:
    lines = stored({"declaration_key": 1}, {"declaration_key": 2, "trader": "2", "regime": "B11"})
    pd.testing.assert_frame_equal(whole(lines), whole(ibis.memtable(lines.to_pyarrow())))
