"""Every error a user can mend is of one class, so that the command line prints it without a traceback."""

from __future__ import annotations

import errno
import importlib
import inspect
import pkgutil

import pytest

import assessment
from assessment.errors import AssessmentError, remedy_of

# Signals that never leave their room: from the cells of a row to its reader, which turns it into a reject (`etl`), and from a place of
# an author's document to what lists the places left alone (`authoring`).
SIGNALS = {"RowRefusedError", "LeftAloneError"}


def own_exceptions() -> dict[str, type[BaseException]]:
    found: dict[str, type[BaseException]] = {}
    for module in pkgutil.walk_packages(assessment.__path__, "assessment."):
        for name, thing in inspect.getmembers(importlib.import_module(module.name), inspect.isclass):
            if issubclass(thing, BaseException) and thing.__module__ == module.name and not name.startswith("_"):
                found[name] = thing
    return found


def test_every_public_error_can_be_told_without_a_traceback() -> None:
    found = own_exceptions()
    assert {"ProjectNotFoundError", "StoreMissingError", "WorkbookUnreadableError", "TextError"} <= set(found)
    assert {name for name, kind in found.items() if not issubclass(kind, AssessmentError)} == SIGNALS
    assert [name for name, kind in found.items() if not inspect.getdoc(kind)] == []


@pytest.mark.parametrize(
    ("code", "remedy"),
    [(errno.ENOSPC, "free some space"), (errno.EACCES, "close the file"), (errno.EIO, "network drive connected")],
)
def test_an_error_of_the_system_has_a_remedy(code: int, remedy: str) -> None:
    assert remedy in remedy_of(OSError(code, "said by the system"))
    assert "nothing was changed" in remedy_of(OSError(code, "said by the system"))


def test_an_error_of_ours_has_its_own_remedy_or_none() -> None:
    assert remedy_of(AssessmentError("what", "do this")) == "do this"
    assert remedy_of(AssessmentError("what; do this")) == ""


def test_an_error_is_a_value_error_with_its_message() -> None:
    with pytest.raises(ValueError, match=r"^lang: expected vi or en$"):
        raise AssessmentError("lang: expected vi or en")
