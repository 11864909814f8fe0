"""`assessment score`: what it prints of a scoring, and the sheets of a panel, out and back in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from assessment.evidence import Evidence


def show_scores(evidence: Evidence, lang: str, name: str, weights: Path | None, log: Path | None) -> None:
    """Print the tables of a scoring; where no sector can be scored, which criteria lack data and who holds them."""
    import json

    from assessment.report.language import Language
    from assessment.report.terminal import show_table
    from assessment.scoring.frozen_weights import PANEL_MODEL, read_frozen
    from assessment.scoring.measures import values
    from assessment.scoring.model import load_model
    from assessment.situation.priorities import known_table, panel_weights, scored
    from assessment.situation.priorities_result import Result

    model, language = load_model(name), Language(lang)
    frozen = panel_weights(evidence, model) if weights is None else read_frozen(weights, model.layout)
    known = values(evidence, model)
    found = scored(evidence, known, frozen)
    if found is None:
        show_table(known_table(known), language)
        if frozen is None and model.id == PANEL_MODEL:
            typer.echo(
                "weights  not frozen: scores stay closed until the panel has set them (assessment score --panel-template)"
            )
        if log is not None:
            typer.echo(f"no log   {log} is not written: no sector could be scored", err=True)
        return
    result = Result(found)
    for table in (result.result(), result.priority_list(), result.cuts()):
        show_table(table, language)
    if log is not None:
        log.write_text(json.dumps(found.log(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        typer.echo(f"written  {log}")


def check_options(
    template: Path | None, panel: Path | None, second_round: Path | None, freeze: Path | None, accept_split: str | None
) -> None:
    """Refuse options of `assessment score` that do not go together."""
    for given, needed, name in (
        (second_round or freeze, panel, "--second-round and --freeze need --panel"),
        (accept_split is not None, freeze, "--accept-split needs --freeze"),
        (template, not panel, "--panel-template writes empty sheets and --panel reads filled ones: give one of them"),
        (second_round, not freeze, "--second-round asks the panel again and --freeze ends it: give one of them"),
    ):
        if given and not needed:
            raise typer.BadParameter(name)


def write(path: Path, model: str, lang: str, experts: int) -> None:
    """Write the panel's empty sheets."""
    from assessment.report.language import Language
    from assessment.report.panel_workbook import write_template
    from assessment.scoring.model import load_model

    for file in write_template(path, load_model(model).layout, Language(lang), experts):
        typer.echo(f"written  {file}")


def read(
    path: Path, model: str, lang: str, second_round: Path | None, freeze: Path | None, accept_split: str | None
) -> bool:
    """Tell what a panel says and what is wrong with it, write what was asked for, and return whether anything is wrong."""
    from datetime import date

    from assessment.report.language import Language
    from assessment.report.panel_workbook import write_second_round
    from assessment.scoring.frozen_weights import frozen_document, write_frozen
    from assessment.scoring.model import load_model
    from assessment.scoring.panel import read_panel
    from assessment.scoring.panel_outcome import describe_outcome, judge_panel
    from assessment.synthetic import MARK

    panel = read_panel(path, load_model(model).layout)
    second = any(2 in sheet.answered for sheet in panel.sheets)
    outcome = judge_panel(panel, 2 if freeze or (second and not second_round) else 1)
    for line in ([MARK] if panel.synthetic else []) + describe_outcome(panel, outcome):
        typer.echo(line)
    if second_round:
        for file in write_second_round(second_round, panel, Language(lang)):
            typer.echo(f"written  {file}")
    if freeze:
        document = frozen_document(panel, outcome, date.today(), accept_split)
        write_frozen(document, freeze)
        if accept_split:
            typer.echo(f"split    the mean of a split panel is used: {accept_split}")
        typer.echo(f"frozen   {freeze}: {document['date']}, sha256 {document['sha256']}")
    return bool(outcome.problems)
