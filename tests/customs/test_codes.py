"""Lists of codes are sound, and a list that is not is refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from assessment.customs.codes import KINDS, LAST_DAY, Kind, codes, kept_offices, read_codes, sector_of_chapter
from assessment.customs.errors import GoodsLinesError
from assessment.etl.declaration_files import read_entities
from assessment.etl.schema import FLOWS

ROOT = Path(__file__).resolve().parents[2]
EXPORTS = [
    "B11",
    "B12",
    "B13",
    "C12",
    "C22",
    "E42",
    "E52",
    "E54",
    "E62",
    "E82",
    "G21",
    "G22",
    "G23",
    "G24",
    "G61",
    "H21",
]
IMPORTS = [
    "A11", "A12", "A21", "A31", "A41", "A42", "A43", "A44", "C11", "C21", "E11", "E13", "E15", "E21", "E23", "E31", "E33", "E41",
    "G11", "G12", "G13", "G14", "G51", "H11",
]  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_every_code_says_how_sure_it_is_and_from_where(kind: Kind) -> None:
    frame = codes(kind)
    assert set(frame["certainty"]) <= {"V", "K"}
    assert (frame["source"] != "").all()
    assert (frame["valid_from"] <= frame["valid_to"]).all()


def test_regimes_of_the_decision_of_2021() -> None:
    now = codes("regimes").query("valid_to == @LAST_DAY", local_dict={"LAST_DAY": LAST_DAY})
    assert sorted(now.loc[now["flow"] == "export", "code"]) == EXPORTS
    assert sorted(now.loc[now["flow"] == "import", "code"]) == IMPORTS
    group = now.set_index("code")["group"]
    for code in now["code"]:
        wanted = {"G": "temporary", "C": "bonded", "H": "other", "E": "processing"}.get(code[0])
        assert wanted in (None, group[code])
    fresh = now.set_index("code")["new_trade"]
    assert [fresh[code] for code in ("A11", "A21", "A31", "B11", "B12")] == ["yes", "no", "no", "yes", "no"]
    assert set(now["flow"]) <= set(FLOWS)


def test_the_reorganisations_of_customs() -> None:
    branches = codes("offices").query("code == 'HQTALUNG'").sort_values("valid_from")
    assert branches["branch"].tolist() == ["cao_bang_department", "regional_branch_vi", ""]
    assert branches["valid_from"].tolist()[1:] == [date(2025, 3, 15), date(2025, 7, 1)]


def test_partners_and_gates_are_keys_of_the_project() -> None:
    faults: list[str] = []
    sources = ROOT / "assessment" / "sources"
    entities = [
        entity
        for source in ("common", "gate_bulletins")
        for entity in read_entities(sources / source / "entities.csv", faults)
    ]
    known = {(entity.kind, entity.key) for entity in entities}
    assert {("partner", key) for key in codes("partners")["partner"]} - known <= {("partner", "vn")}
    assert {("gate", key) for key in codes("gates")["gate"]} - known <= {("gate", "tra_linh")}


def test_every_office_of_the_province_has_one_code_and_its_gate() -> None:
    own = codes("offices").query("branch == 'lang_son_department'")
    gates = codes("gates").query("kind == 'office'").set_index("code")["gate"]
    for code, office in zip(own["code"], own["office"], strict=True):
        assert gates[kept_offices()[code]] == office


def test_a_chapter_has_one_sector() -> None:
    assert sector_of_chapter()["85"] == "electronics"
    assert all(len(chapter) == 2 and chapter.isdigit() for chapter in sector_of_chapter())


def test_spans_that_overlap_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "regimes.csv"
    path.write_text("code,valid_from,valid_to\nA11,,2021-06-01\nA11,2021-06-01,\n")
    with pytest.raises(GoodsLinesError, match="code 'A11' is valid twice on 2021-06-01") as caught:
        read_codes(path)
    assert "day before" in caught.value.remedy
    path.write_text("code,valid_from,valid_to\nA11,1/6/2021,\n")
    with pytest.raises(GoodsLinesError, match=r"regimes.csv, line 2: '1/6/2021'"):
        read_codes(path)
