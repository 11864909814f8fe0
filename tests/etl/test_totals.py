"""Printed totals of a table."""

from __future__ import annotations

from .toy import Toy, fact, facts_sheet


def test_a_printed_total_is_no_observation_unless_it_is_kept(toy: Toy) -> None:
    sheet = [["Đầu tư nước ngoài theo đối tác"], ["Đối tác", "Ngày", "Số dự án", "Vốn đăng ký"], ["Tổng số", "31/12/2015", 6, 30.0],
             ["Trung Quốc", "31/12/2015", 1, 10.5], ["Hàn Quốc", "31/12/2015", 4, 19.6]]  # fmt: skip
    fragment = toy.read(sheet)
    assert set(fragment.tables["investment"]["partner"]) == {"cn", "kr"}
    assert fragment.tables["controls"][["cell", "kind"]].to_numpy().tolist() == [["C3", "mismatch"], ["D3", "rounding"]]
    assert fragment.tables["investment"]["unit"].tolist() == ["project", "usd_million"] * 2
    assert fragment.tables["documents"]["document"].tolist() == ["toy:a"]


def test_flows_control_their_total_and_all_three_stay(toy: Toy) -> None:
    flows = [
        fact(value=value, flow=flow)
        for flow, value in (("Xuất nhập khẩu", 10.0), ("Xuất khẩu", 4.0), ("Nhập khẩu", 6.1))
    ]
    fragment = toy.read(facts_sheet(flows))
    assert len(fragment.tables["trade"]) == 3
    assert fragment.tables["controls"]["kind"].tolist() == ["rounding"]


def test_figures_that_are_not_exact_control_nothing(toy: Toy) -> None:
    flows = [
        fact(value=value, flow=flow, precision="trên")
        for flow, value in (("Xuất nhập khẩu", 10), ("Xuất khẩu", 1), ("Nhập khẩu", 2))
    ]
    assert toy.read(facts_sheet(flows)).tables["controls"].empty
