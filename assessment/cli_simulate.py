"""The commands that write synthetic inputs; like `cli`, they import what they need when they run."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

simulate = typer.Typer(help="Synthetic inputs with known truth; every file and output is marked.", no_args_is_help=True)


@simulate.command("zone")
def simulate_zone(
    folder: Annotated[Path, typer.Argument(help="Folder of the new project; empty, or not there yet.")],
    seed: Annotated[int, typer.Option(help="The same seed gives the same files.")] = 1,
    years: Annotated[int, typer.Option(help="Length of the series.")] = 12,
) -> None:
    """Write a project with invented figures in the forms of the real sources, and the truth that was planted in them."""
    from assessment.simulate.zone import simulate_zone as write

    project = write(folder, seed, years)
    typer.echo(f"written  {folder}: every figure is invented; what was planted stands in data/truth.json")
    typer.echo(f"next     assessment report --root {project.root}")


@simulate.command("goods-lines")
def simulate_goods_lines(
    folder: Annotated[Path, typer.Argument(help="Folder of the project: empty, not there yet, or a synthetic one.")],
    rows: Annotated[
        int, typer.Option(help="Lines a month; beyond a workbook's million they are written as text (.csv).")
    ],
    seed: Annotated[int, typer.Option(help="The same seed gives the same files.")] = 1,
    columns: Annotated[
        int, typer.Option(help="Layout: 50, 54, 55 or 81 columns; only that of 81 states the office.")
    ] = 54,
    first: Annotated[datetime, typer.Option(formats=["%Y-%m"], help="First month.")] = datetime(2026, 2, 1),
    months: Annotated[int, typer.Option(help="Number of months, a file each.")] = 1,
) -> None:
    """Write exports of customs goods lines with invented traders and planted errors, and the truth that was planted in them."""
    from assessment.simulate.goods_lines import simulate_exports

    project = simulate_exports(folder, rows, seed, columns, first.date(), months)  # type: ignore[arg-type]
    typer.echo(f"written  {folder}: every line is invented; what was planted stands in data/*.truth.json")
    typer.echo(f"next     assessment refresh --root {project.root}")
