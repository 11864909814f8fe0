from __future__ import annotations

import pandas as pd
import pytest

from assessment.project import zone_configuration
from assessment.report.references import References, configuration_entry

from .demo import DemoRecord

MINIMUM = "config:regime.decree_35_2022.minimum_area.value_ha"


def test_a_row_leads_to_its_cell_and_publication(references: References) -> None:
    (origin,) = references.origins("0" * 16)
    assert (origin.file, origin.sheet, origin.cell) == ("public_record/01.xlsx", "Số liệu", "I8")
    assert (origin.raw, origin.rule, origin.correction) == ("51990.563", "× 1", "")
    assert origin.url == "https://danviet.vn/a"


def test_a_configured_value_leads_to_its_key_and_nearest_address(references: References) -> None:
    (origin,) = references.origins(MINIMUM)
    assert origin.cell == "regime.decree_35_2022.minimum_area.value_ha"
    assert (origin.raw, origin.document) == ("10000", "35/2022/NĐ-CP")
    assert origin.url.startswith("https://www.luatvietnam.net/")


def test_a_whole_table_leads_to_the_record(references: References) -> None:
    (origin,) = references.origins("table:trade")
    assert (origin.sheet, origin.cell) == ("trade", "")
    assert int(origin.raw) == len(references.record.table("trade"))


def test_a_figure_of_the_units_library_leads_to_its_table_code_and_column(references: References) -> None:
    (origin,) = references.origins("library:vietnamadminunits#admin_units.06184.wardAreaKm2")
    assert (origin.sheet, origin.cell, origin.raw) == ("admin_units", "06184.wardAreaKm2", "91.57")
    assert origin.file.startswith("vietnamadminunits ")
    document = references.document("library:vietnamadminunits#admin_units.06184.wardAreaKm2")
    assert document is not None
    assert document.url.startswith("https://github.com/")


@pytest.mark.parametrize(
    "reference",
    [
        "library:vietnamadminunits#admin_units.0.x",
        "nowhere",
        "config:zone.nowhere",
        "config:zone.area_ha.x",
        "table:nowhere",
        "",
    ],
)
def test_what_leads_nowhere_has_no_origin(references: References, reference: str) -> None:
    assert references.origins(reference) == []
    assert references.document(reference) is None


def test_a_row_without_a_cell_does_not_count_as_traced() -> None:
    class Blank(DemoRecord):
        def lineage(self, row_ids: object) -> pd.DataFrame:
            return pd.DataFrame({"row_id": ["a"], "file": ["f"], "sheet": ["s"], "cell": [None], "raw": [1.0]})

    rows = pd.DataFrame({"row_id": ["a"], "document": ["d1"], "raw": ["1"]})
    assert References(Blank(rows)).origins("a") == []


def test_lineage_is_asked_for_once() -> None:
    class Counting(DemoRecord):
        asked = 0

        def lineage(self, row_ids: object) -> pd.DataFrame:
            self.asked += 1
            return super().lineage(row_ids)  # type: ignore[arg-type]

    record = Counting(pd.DataFrame({"row_id": ["a", "b"], "document": ["d1", "d1"], "raw": ["1", "2"]}))
    references = References(record)
    references.prepare(["a", "b", MINIMUM, "table:trade"])
    assert references.origins("a")
    assert references.origins("b")
    references.prepare(["a"])
    assert record.asked == 1


def test_entries_of_lists_by_key_and_by_position() -> None:
    configuration = zone_configuration()
    assert configuration_entry(configuration, "unit_list.2008.decided")[2].startswith("55/2008")
    assert configuration_entry(configuration, "key_zone_list.0.period")[0] == "2013-2015"
    assert configuration_entry(configuration, "peers.border_provinces.0") == ("lang_son", "", "")


def test_last_day_of_publication_ignores_partial_dates(references: References) -> None:
    assert references.last_published == pd.Timestamp("2026-03-06")


def test_no_dated_document() -> None:
    class Undated(DemoRecord):
        def documents(self) -> pd.DataFrame:
            return super().documents().assign(published=None)

    assert References(Undated(pd.DataFrame({"row_id": [], "document": []}))).last_published is None
