"""The log of a gate: what is counted, what is refused, and that no name of a person or lorry comes out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from assessment.etl.declarations import load_sources
from assessment.etl.fragments import Fragment
from tests.sources.official_forms import read, workbook

HEAD = [
    "STT", "Mã lượt xe", "Biển số xe", "Họ và tên lái xe", "Cửa khẩu", "Chiều", "Luồng", "Loại hàng", "Thời điểm đến",
    "Thời điểm đăng ký tờ khai", "Thời điểm thông quan", "Thời điểm rời cửa khẩu",
]  # fmt: skip
SECRETS = ("12C-999.99", "Nguyen Van Secret")
GOOD = ("05/02/2026 08:00", "05/02/2026 09:00", "05/02/2026 11:00", "05/02/2026 12:30")


def line(number: int, *stamps: str, gate: str = "Hữu Nghị", flow: str = "Xuất khẩu", lane: str = "Xanh") -> list[Any]:
    return [number, f"L{number}", *SECRETS, gate, flow, lane, "Trái cây", *stamps]


def log(path: Path, *lines: list[Any], head: list[str] = HEAD) -> Fragment:
    rows = [["Nhật ký phương tiện qua cửa khẩu"], [], head, *lines]
    return read(workbook(path / "a.xlsx", rows), load_sources()["gate_log"])


def problems(fragment: Fragment) -> list[tuple[str, str]]:
    rejects = fragment.tables["rejects"]
    return list(zip(rejects["cell"], rejects["problem"], strict=True))


def test_a_line_counts_in_its_four_stages(tmp_path: Path) -> None:
    found = log(tmp_path, line(1, *GOOD))
    rows = found.tables["clearance"].set_index("stage")
    assert problems(found) == []
    assert rows["hours"].to_dict() == {
        "arrival_declaration": 1.0, "declaration_approval": 2.0, "approval_removal": 1.5, "arrival_removal": 4.5,
    }  # fmt: skip
    assert rows.loc["arrival_removal", ["within", "consignments", "same_day"]].tolist() == ["270", 1.0, 1.0]
    assert set(rows["lane"] + rows["cargo"] + rows["gate"]) == {"greenfruithuu_nghi"}


@pytest.mark.parametrize(
    ("stamps", "cell", "said"),
    [
        (
            ("05/02/2026 08:00", "05/02/2026 09:00", "05/02/2026 08:30", "05/02/2026 12:30"),
            "K4",
            "approval lies before",
        ),
        (("05/02/2026 08:00", "", "", "05/02/2026 07:30"), "L4", "removal lies before the arrival"),
        (("", "05/02/2026 09:00", "05/02/2026 11:00", "05/02/2026 12:30"), "I4", "no time of arrival"),
        (("05/02/2026", *GOOD[1:]), "I4", "without a time of day"),
        ((*GOOD[:3], "05/05/2026 12:30"), "L4", "more than 60 days"),
    ],
)
def test_a_bad_line_is_refused_with_its_place(tmp_path: Path, stamps: tuple[str, ...], cell: str, said: str) -> None:
    found = log(tmp_path, line(1, *stamps), line(2, *GOOD))
    assert [place for place, _ in problems(found)] == [cell]
    assert said in problems(found)[0][1]
    assert found.tables["clearance"]["consignments"].tolist() == [1.0] * 4


def test_a_declaration_before_arrival_leaves_the_other_stages(tmp_path: Path) -> None:
    found = log(tmp_path, line(1, GOOD[0], "04/02/2026 09:00", *GOOD[2:]))
    assert problems(found) == []
    assert sorted(found.tables["clearance"]["stage"]) == ["approval_removal", "arrival_removal", "declaration_approval"]
    assert "with the declaration before arrival" in found.tables["notes"]["note"].iloc[0]


def test_a_line_listed_twice_counts_once(tmp_path: Path) -> None:
    found = log(tmp_path, line(1, *GOOD), line(1, *GOOD), line(2, *GOOD))
    assert set(found.tables["clearance"]["consignments"]) == {2.0}


def test_names_of_persons_and_lorries_come_out_nowhere(tmp_path: Path) -> None:
    shifted = line(3, *GOOD, gate=SECRETS[1], lane=SECRETS[0])
    late = line(4, SECRETS[0], *GOOD[1:])
    found = log(tmp_path, line(1, *GOOD), shifted, late, [*line(5, *GOOD), SECRETS[1]])
    assert len(problems(found)) >= 3
    text = "".join(table.to_csv() for table in found.tables.values())
    assert not any(secret in text for secret in (*SECRETS, "999.99"))


def test_many_faults_of_one_kind_are_counted(tmp_path: Path) -> None:
    found = log(tmp_path, *(line(number, "", *GOOD[1:]) for number in range(30)), line(99, *GOOD))
    assert len(problems(found)) == 21
    assert problems(found)[-1][1].startswith("10 more cells")
