"""What a state knows of its past, through real refreshes."""

from __future__ import annotations

import shutil

from .toy import Toy, fact


def test_a_changed_and_a_renamed_file_and_a_restatement_are_told_and_kept(toy: Toy) -> None:
    path = toy.facts(fact(), name="toy/a.xlsx")
    toy.facts(fact(gate="Hữu Nghị"), name="toy/b.xlsx")
    toy.refresh()
    assert toy.store().file_history()["change"].tolist() == ["new", "new"]
    toy.facts(fact(value=60000), name="toy/a.xlsx")
    (toy.project.raw / "toy" / "b.xlsx").rename(toy.project.raw / "toy" / "c.xlsx")
    report = toy.refresh()
    assert report.file_changes["change"].tolist() == ["changed", "renamed"]
    assert len(report.diff) == 1, "the figures of the renamed file are the same ones"
    (told,) = report.restated.to_dict("records")
    assert (told["kind"], told["old"], told["new"], told["file"]) == ("changed", 51990.563, 60000.0, "toy/a.xlsx")
    said = report.summary()
    assert "file     toy/a.xlsx: content changed under the same name" in said
    assert "file     toy/c.xlsx: same content as toy/b.xlsx had" in said
    assert "alert    1 figures restated by more than declared" in said
    quiet = toy.refresh()
    assert (len(quiet.restated), len(quiet.file_changes)) == (0, 0), "told once"
    path.unlink()
    toy.refresh()
    store = toy.store()
    assert store.restatements()["state"].tolist() == ["000002"], "and kept"
    assert store.file_history()["change"].tolist() == ["new", "new", "changed", "renamed", "gone"]


def test_a_source_of_which_no_file_is_left_is_an_alert(toy: Toy) -> None:
    paths = [toy.facts(fact(gate=gate), name=f"toy/{gate}.xlsx") for gate in ("Hữu Nghị", "Tân Thanh")]
    shutil.copy2(paths[0], toy.project.raw / "no source claims this.xlsx")
    toy.refresh()
    paths[0].unlink()
    one = toy.refresh()
    assert (one.lost, "alert" in one.summary()) == ((), False)
    paths[1].unlink()
    none = toy.refresh()
    assert none.lost == ("toy",)
    assert "alert    no file of source toy is left, its figures are gone" in none.summary()
    assert toy.refresh().lost == (), "told once"


def test_a_small_restatement_is_a_change_and_no_alert(toy: Toy) -> None:
    toy.facts(fact())
    toy.refresh()
    toy.facts(fact(value=52000))
    report = toy.refresh()
    assert (len(report.diff), len(report.restated)) == (1, 0)
    assert "alert" not in report.summary()
