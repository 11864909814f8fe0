"""Reading a declaration key by key: what is unknown, missing or of the wrong kind is told with file, key, expectation and remedy."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from assessment.errors import AssessmentError

_MISSING: Final = object()


class Node:
    """A table of a declaration with its place, from which keys are taken; :meth:`done` refuses those nobody took.

    >>> node = Node("m.toml", "draws", {"seed": 1, "cuont": 10})
    >>> node.whole_number("seed")
    1
    >>> node.done()
    Traceback (most recent call last):
    ...
    assessment.errors.AssessmentError: m.toml: draws.cuont is unknown; expected seed; correct the key or leave it out
    """

    def __init__(self, file: str, path: str, data: Mapping[str, Any]) -> None:
        self.file, self.path = file, path
        self._data = data
        self._taken: list[str] = []

    def fault(self, key: str, found: object, expected: str, remedy: str = "") -> AssessmentError:
        """Return the error that names a key, what stands there, what was expected and what to do."""
        place = ".".join(part for part in (self.path, key) if part)
        told = "is missing" if found is _MISSING else f"is {found!r}"
        return AssessmentError(f"{self.file}: {place} {told}; expected {expected}; {remedy or 'correct it there'}")

    def _take(self, key: str, kinds: tuple[type, ...], expected: str, default: object) -> Any:
        self._taken.append(key)
        value = self._data.get(key, default)
        # True is an int in Python, but no number of a declaration.
        if value is not default and (not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds)):
            raise self.fault(key, value, expected)
        if value is _MISSING:
            raise self.fault(key, value, expected, "add it")
        return value

    def text(self, key: str, default: object = _MISSING) -> str:
        """Return a text."""
        return str(self._take(key, (str,), "a text in quotation marks", default))

    def choice(self, key: str, allowed: Sequence[Any], default: object = _MISSING) -> Any:
        """Return one of the values that are allowed."""
        expected = f"one of {', '.join(map(str, allowed))}"
        value = self._take(key, (str, int, float), expected, default)
        if value not in allowed:
            raise self.fault(key, value, expected)
        return value

    def number(self, key: str, least: float, most: float, default: object = _MISSING) -> float:
        """Return a number between two bounds, as a float."""
        expected = f"a number from {least:g} to {most:g}"
        value = float(self._take(key, (int, float), expected, default))
        if not least <= value <= most:
            raise self.fault(key, value, expected)
        return value

    def whole_number(self, key: str, least: int = 0) -> int:
        """Return a whole number that is not below the least."""
        value = self._take(key, (int,), f"a whole number of at least {least}", _MISSING)
        if value < least:
            raise self.fault(key, value, f"a whole number of at least {least}")
        return int(value)

    def texts(self, key: str, default: object = _MISSING) -> tuple[str, ...]:
        """Return a list of texts."""
        value = self._take(key, (list, tuple), "a list of texts", default)
        if wrong := [item for item in value if not isinstance(item, str)]:
            raise self.fault(key, wrong[0], "a list of texts")
        return tuple(value)

    def node(self, key: str, default: object = _MISSING) -> Node:
        """Return a table below this one."""
        return Node(self.file, f"{self.path}.{key}".strip("."), self._take(key, (dict,), f"a table [{key}]", default))

    def nodes(self, key: str, named: str = "key") -> list[Node]:
        """Return the tables of a list, each placed by the value of its key `named`, which may occur once only."""
        entries = self._take(key, (list, tuple), f"tables [[{key}]]", ())
        names = [
            str(entry.get(named, place)) if isinstance(entry, dict) else "?" for place, entry in enumerate(entries)
        ]
        for place, entry in enumerate(entries):
            if not isinstance(entry, dict):
                raise self.fault(key, entry, f"tables [[{key}]]")
            if names[place] in names[:place]:
                raise self.fault(f"{key}.{names[place]}", "twice there", f"every {named} once")
        return [
            Node(self.file, f"{self.path}.{key}.{name}".strip("."), entry)
            for name, entry in zip(names, entries, strict=True)
        ]

    def items(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Yield every key of this table with its list of texts."""
        for key in self._data:
            yield key, self.texts(key)

    def words(self) -> dict[str, str]:
        """Return this table as texts by key."""
        return {key: self.text(key) for key in self._data}

    def has(self, key: str) -> bool:
        """Return whether the key stands there."""
        return key in self._data

    def done(self) -> None:
        """Refuse a key that nobody asked for: a misspelt key is never passed over in silence."""
        for key in self._data:
            if key not in self._taken:
                place = ".".join(part for part in (self.path, key) if part)
                raise AssessmentError(
                    f"{self.file}: {place} is unknown; expected {', '.join(dict.fromkeys(self._taken))}; "
                    "correct the key or leave it out"
                )


def read_declaration(name_or_path: str | Path) -> tuple[str, dict[str, Any]]:
    """Return the place and content of a model: a shipped one by its name, or a file of one's own.

    The key `candidates` names the file that holds sectors and gates, beside the model or, failing that, the shipped one; models that
    share the candidates then cannot differ in them by mistake.
    """
    shipped = files("assessment.scoring").joinpath("models")
    available = sorted(entry.name.removesuffix(".toml") for entry in shipped.iterdir() if entry.name.endswith(".toml"))
    path = Path(name_or_path)
    if str(name_or_path) in available:
        place = f"scoring/models/{name_or_path}.toml"
        text = shipped.joinpath(f"{name_or_path}.toml").read_text(encoding="utf-8")
    elif path.suffix == ".toml" and path.is_file():
        place, text = str(name_or_path), path.read_text(encoding="utf-8")
    else:
        raise AssessmentError(
            f"model {str(name_or_path)!r}: expected one of {', '.join(available)}, or the path of a .toml file that exists"
        )
    data = _parsed(place, text)
    beside = data.pop("candidates", None)
    if beside is not None:
        own = path.parent / str(beside)
        found = own if own.is_file() else files("assessment.scoring").joinpath(str(beside))
        if not found.is_file():
            raise AssessmentError(f"{place}: candidates is {beside!r}; expected a file beside it; correct the name")
        shared = _parsed(str(beside), found.read_text(encoding="utf-8"))
        if twice := sorted(set(shared) & set(data)):
            raise AssessmentError(f"{place}: {', '.join(twice)} also stands in {beside}; expected it once; drop one")
        data |= shared
    return place, data


def _parsed(place: str, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise AssessmentError(f"{place}: no valid TOML: {error}; correct the line") from error
