from __future__ import annotations

from assessment.findings import Quantity, Text, not_determinable
from assessment.report.language import Language
from assessment.report.references import References
from assessment.report.sources import Sources, numbers_of, printed_sources, quantities

ROWS = {
    "d1": "0000000000000000",
    "d2": "0000000000000003",
}


def quantity(*rows: str, formula: str = "observed") -> Quantity:
    return Quantity(1.0, "ha", rows, formula)


def test_sources_are_numbered_in_order_of_print(references: References, vi: Language) -> None:
    sources = Sources(references, vi)
    sources.cite(quantity(ROWS["d2"]))
    citation = sources.cite([quantity(ROWS["d1"]), quantity(ROWS["d2"]), quantity(ROWS["d2"])])
    # The most used comes first, whatever its number.
    assert [source.number for source in citation.sources] == [1, 2]
    assert printed_sources(citation, vi) == ("cafef.vn (04/11/2025) [1]", "danviet.vn (06/02/2024) [2]")
    assert printed_sources(citation, vi, numbered=False) == ("cafef.vn (04/11/2025)", "danviet.vn (06/02/2024)")
    assert [source.number for source in sources.listed] == [1, 2]


def test_named_sources_stand_first_and_words_as_they_are(references: References, vi: Language) -> None:
    citation = Sources(references, vi).cite(quantity(ROWS["d1"]), ("d3", "Niên giám"))
    assert printed_sources(citation, vi) == ("Báo Lạng Sơn (12/2021) [1]", "danviet.vn (06/02/2024) [2]", "Niên giám")
    assert numbers_of(citation) == "[1], [2], Niên giám"


def test_at_most_five_sources_are_printed(references: References, vi: Language) -> None:
    sources = Sources(references, vi)
    citation = sources.cite((), ("g1", "g2", "g3", "g4", "g5", "g6", "d1"))
    assert len(citation.sources) == 5
    assert printed_sources(citation, vi)[-1] == "và 2 nguồn khác (Phụ lục)"
    assert numbers_of(citation).endswith("[5], …")
    assert len(sources.listed) == 7


def test_computed_numbers_are_said_to_be_computed(references: References, vi: Language) -> None:
    computed = Sources(references, vi).cite(quantity(ROWS["d1"], formula="share"))
    assert printed_sources(computed, vi)[-1] == "tính toán của nhóm đánh giá"
    assert not Sources(references, vi).cite(not_determinable(Text("common.reason.no_row"))).computed


def test_configured_values_and_tables_as_sources(references: References, vi: Language) -> None:
    citation = Sources(references, vi).cite(
        [
            quantity("config:regime.decree_35_2022.minimum_area.value_ha", formula="configured"),
            quantity("config:peers.border_provinces.0", formula="configured"),
            quantity("table:trade"),
        ]
    )
    assert printed_sources(citation, vi) == (
        "35/2022/NĐ-CP [1]",
        "tham số của khu kinh tế (zone.toml) [2]",
        "tổng hợp toàn bộ bảng dữ liệu “thương mại” [3]",
    )


def test_nothing_cited_prints_nothing(references: References, vi: Language) -> None:
    citation = Sources(references, vi).cite(["words", None, 3])
    assert printed_sources(citation, vi) == ()
    assert numbers_of(citation) == ""


def test_quantities_are_found_inside_texts_reasons_and_lists() -> None:
    inner = quantity("a")
    reason = not_determinable(Text("x.y", {"n": inner}))
    found = list(quantities([{"deep": (Text("x.z", {"q": inner}),)}, reason, "words", None]))
    assert found == [inner, reason, inner]
