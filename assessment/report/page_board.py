"""The weights board as the page shows it: its words in one language; its numbers stand once on the page for all languages."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cached_property
from typing import Any, Final

from assessment.findings import Board, Cell, Quantity, Text
from assessment.report.language import Language, capital
from assessment.report.tables import sentence

_CLASSES: Final = ("A", "B", "C", "ND")
_MESSAGES: Final = (
    "uncovered",
    "nobody",
    "bounds",
    "resimulate",
    "status",
    "status_open",
    "no_weight",
    "every",
    "keeps",
)


class LaidBoard:
    """A weights board in one language, as the template sees it."""

    def __init__(self, board: Board, language: Language) -> None:
        self.board, self._language = board, language
        self.anchor = anchor_of(board)
        self.model = language.text(board.model)

    def text(self, key: str, **values: Cell) -> str:
        """Return a text of the table `[board]` of page.toml."""
        return self._language.text(Text(f"page.board.{key}", values))

    @property
    def title(self) -> str:
        """The heading."""
        return self.text("title", model=self.model)

    @property
    def about(self) -> str:
        """What the reader can do here."""
        return self.text("about", k=self.board.k)

    @property
    def cautions(self) -> list[str]:
        """What must be printed with every result."""
        return [sentence(self._language.text(text)) for text in self.board.cautions]

    @property
    def pillars(self) -> list[str]:
        """Names of the pillars."""
        return [self._language.text(name) for name in self.board.pillars.values()]

    @property
    def presets(self) -> list[str]:
        """Keys of the sets of weights that are one click away."""
        weights: Any = self.board.data["weights"]
        return [name for name, own in weights.items() if own is not None]

    @property
    def headers(self) -> list[tuple[str, str]]:
        """Headers of the table, each with its alignment."""
        numbers = [self.text("column.within", k=self.board.k), *self.pillars]
        return [
            (self.text("column.rank"), "right"),
            (self.text("column.sector"), "left"),
            (self.text("column.score"), "right"),
            (self.text("column.class"), "left"),
            (self.text("column.published"), "left"),
            *((header, "right") for header in numbers),
        ]

    @property
    def notes(self) -> list[str]:
        """How the numbers of the board are made, and where they differ from the published ones."""
        count = self.board.draws.value or 1.0
        error = Quantity(50 / math.sqrt(count), "percentage_point", decimals=1)
        return [
            self.text("note.score"),
            self.text("note.probability", k=self.board.k, draws=self.board.draws, error=error),
            self.text("note.published"),
            self.text("note.fixed"),
        ]

    @cached_property
    def words(self) -> Mapping[str, Any]:
        """What the script needs to say; placeholders in braces are filled by it."""
        language, board = self._language, self.board
        entries = language.entry("page.board.message")
        return {
            "pillars": self.pillars,
            "criteria": [language.text(name) for name in board.criteria.values()],
            "sectors": [capital(language.cell(name)) for name in board.sectors.values()],
            "gates": [[language.text(text) for text in board.open_gates[key]] for key in board.sectors],
            "classes": {name: language.text(Text(f"priorities.class.{name}")) for name in _CLASSES},
            "reasons": {kind: language.text(text) for kind, text in board.reasons.items()},
            **{name: entries[name] for name in _MESSAGES},
        }


def anchor_of(board: Board) -> str:
    """Return the name of a board on the page.

    >>> from types import SimpleNamespace
    >>> anchor_of(SimpleNamespace(id="priorities.full_board"))
    'priorities_full_board'
    """
    return board.id.replace(".", "_")
