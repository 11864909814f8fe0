"""Raw names to canonical keys.

Every name a source may use stands in an `entities.csv`: the common one, or the source's own, which goes first. A name that is
not there is refused with the nearest known one; a likeness is never accepted without a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache

from assessment.sheets.numbers import Refusal
from assessment.sheets.text import clean, match_key, nearest
from assessment.sheets.units import unit_parts

# The kind of name a column holds is the column's own name but for these.
_KINDS: Mapping[tuple[str, str], str] = {
    ("traffic", "kind"): "traffic_kind",
    ("clearance", "cargo"): "traffic_kind",
    ("events", "kind"): "event_kind",
    ("targets", "indicator"): "target",
    ("projects", "sector"): "project_sector",
    ("projects", "state"): "project_state",
    ("projects", "home_economy"): "partner",
    ("scoring", "sector"): "scoring_sector",
    ("", "province"): "geography",
    ("", "unit"): "unit_word",
}
# Lines of this kind say what a short word stands for (``abbreviation,KL,kim loại,commodity,,``), in names of the kind given as the
# parent; a word for "," means nothing more than a comma.
_ABBREVIATION = "abbreviation"
_PUNCTUATION = re.compile(r"[,;:.+()]")
# Columns that are read as they stand.
_FREE_TEXT = frozenset(
    (
        "document",
        "document_title",
        "publisher",
        "url",
        "note_vi",
        "note_en",
        "event_vi",
        "event_en",
        "plan_vi",
        "plan_en",
        "number",
        "unit_name",
        "merged_into",
        "state_vi",
        "state_en",
        "official_name",
        "legal_basis_vi",
        "legal_basis_en",
        "main_gates",
        "key_zone_lists",
    )
)
_FREE_TEXT_IN = frozenset({("projects", "partner")})


@cache
def kind_of(table: str, column: str) -> str:
    """Return the kind of name a column of a tidy table holds, or "" where it is free text.

    >>> kind_of("traffic", "kind"), kind_of("trade", "gate"), kind_of("projects", "partner")
    ('traffic_kind', 'gate', '')
    """
    if column in _FREE_TEXT or (table, column) in _FREE_TEXT_IN:
        return ""
    return _KINDS.get((table, column)) or _KINDS.get(("", column)) or column


@dataclass(frozen=True)
class Entity:
    """One line of an entities.csv."""

    kind: str
    name: str
    key: str
    parent: str = ""
    valid_from: date | None = None
    valid_to: date | None = None

    def valid(self, day: date | None) -> bool:
        """Return whether the name had this meaning on `day` (always, when there is no day to ask for)."""
        return day is None or ((self.valid_from or date.min) <= day <= (self.valid_to or date.max))


class Names:
    """The names one source may use: its own first, then the common ones.

    >>> names = Names("demo", [Entity("gate", "Hữu Nghị", "huu_nghi")], [])
    >>> names.key("gate", "HỮU NGHỊ")
    'huu_nghi'
    >>> names.key("gate", "Hưu Nghị").reason
    "unknown gate 'Hưu Nghị'; did you mean 'Hữu Nghị'?"

    Where a kind has abbreviations, a name is also known in short, and commas do not matter.

    >>> short = Entity("abbreviation", "KL", "kim loại", "commodity")
    >>> Names("demo", [Entity("commodity", "Đá, kim loại quý", "stones"), short], []).key("commodity", "Đá KL quý")
    'stones'
    """

    def __init__(self, source: str, own: Sequence[Entity], common: Sequence[Entity]) -> None:
        self.source = source
        self._layers = (_index(own), _index(common))
        # The same labels come again in every book of a series.
        self._cache: dict[tuple[str, str, date | None], str | Refusal] = {}
        self._full_names: dict[tuple[str, str], str] = {}
        self._parents: dict[tuple[str, str], str] = {}
        for layer in reversed(self._layers):
            for entities in layer.values():
                self._parents.update({(entity.kind, entity.key): entity.parent for entity in entities if entity.parent})
        self._short = _abbreviations([*own, *common])
        self._long_layers = tuple(self._in_full(layer) for layer in self._layers)
        # Labels that mean something else below another label ("Khu vực có vốn đầu tư nước ngoài > Dầu thô").
        self._nested: dict[tuple[str, str, str], str] = {}
        self._index_nested()

    def key(self, kind: str, raw: str, day: date | None = None) -> str | Refusal:
        """Return the canonical key of a raw name, on `day` where names changed their meaning."""
        found = self._find(kind, raw, day)
        if found is None:
            found = self._cache[kind, raw, day] = self._unknown(kind, raw)
        return found

    def known(self, kind: str, raw: str) -> str | None:
        """Return the canonical key of a raw name, or None; for questions whose "no" needs no explanation, which takes long."""
        found = self._find(kind, raw, None)
        return found if isinstance(found, str) else None

    def keys(self) -> set[tuple[str, str]]:
        """Return every canonical key a name may stand for, with its kind."""
        return {(entity.kind, entity.key) for layer in self._layers for found in layer.values() for entity in found}

    def knows(self, kind: str, raw: str) -> bool:
        """Return whether a name is declared at all, whatever it means."""
        own, common = self._layers
        name = (kind, match_key(raw))
        if name in own or name in common:
            return True
        return kind in self._short and any((kind, self._full(*name)) in layer for layer in self._long_layers)

    def _index_nested(self) -> None:
        for layer in reversed(self._layers):
            for (kind, name), entities in layer.items():
                above, nested, label = name.rpartition(">")
                key = self.known(kind, above) if nested else None
                if key is not None:
                    self._nested[kind, key, self._full(kind, label)] = entities[0].key
        self._hanging = {(kind, label) for kind, _, label in self._nested}

    def is_nested(self, kind: str, raw: str) -> bool:
        """Return whether a label means something else below another label, declared as "above > label"."""
        return (kind, self._full(kind, match_key(raw))) in self._hanging

    def below(self, kind: str, above: str, raw: str) -> str | None:
        """Return what a label means below another one, under whatever name that one goes; None where nothing is declared."""
        key = self.known(kind, above)
        return None if key is None else self._nested.get((kind, key, self._full(kind, match_key(raw))))

    def _full(self, kind: str, name: str) -> str:
        """Return a match key with its abbreviations written out and without punctuation, where the kind has abbreviations."""
        if kind not in self._short:
            return name.strip()
        full = self._full_names.get((kind, name))
        if full is None:
            words, meanings = self._short[kind]
            written = words.sub(lambda found: meanings[found.group()], _PUNCTUATION.sub(" ", name))
            full = self._full_names[kind, name] = " ".join(_PUNCTUATION.sub(" ", written).split())
        return full

    def _in_full(self, layer: Mapping[tuple[str, str], list[Entity]]) -> dict[tuple[str, str], list[Entity]]:
        found: dict[tuple[str, str], list[Entity]] = {}
        for (kind, name), entities in layer.items():
            if kind in self._short:
                found.setdefault((kind, self._full(kind, name)), []).extend(entities)
        return found

    def _find(self, kind: str, raw: str, day: date | None) -> str | Refusal | None:
        """Return the key of a name, why it has none on that day, or None where nobody declares it."""
        found = self._cache.get((kind, raw, day))
        if found is None:
            found = self._look_up(kind, raw, day)
            if found is not None:
                self._cache[kind, raw, day] = found
        return found

    def _look_up(self, kind: str, raw: str, day: date | None) -> str | Refusal | None:
        name = (kind, match_key(raw))
        full = (kind, self._full(*name))
        dated: list[Entity] = []
        places = [(layer, name) for layer in self._layers] + [(layer, full) for layer in self._long_layers]
        for layer, wanted in places:
            entities = layer.get(wanted, [])
            valid = [entity for entity in entities if entity.valid(day)]
            keys = {entity.key for entity in valid}
            if len(keys) == 1:
                return keys.pop()
            if keys:
                return Refusal(
                    f"{kind} {raw!r} means {' or '.join(sorted(keys))}, depending on a day this row does not tell"
                )
            dated += entities
        if dated:
            spans = "; ".join(f"{e.key} from {e.valid_from or '…'} to {e.valid_to or '…'}" for e in dated)
            return Refusal(f"{kind} {raw!r} is not valid on {day}: {spans}")
        return None

    def _unknown(self, kind: str, raw: str) -> Refusal:
        known = {
            e.name for layer in self._layers for (of, _), entities in layer.items() if of == kind for e in entities
        }
        near = nearest(raw, sorted(known))
        return Refusal(f"unknown {kind} {clean(raw)!r}" + (f"; did you mean {near[0]!r}?" if near else ""))

    def parent(self, kind: str, key: str) -> str:
        """Return the key of the entity this one is a part of, or ""."""
        return self._parents.get((kind, key), "")

    def unit(self, raw: str) -> tuple[str, Decimal] | Refusal:
        """Return canonical unit and factor of a unit as printed."""
        word = self.key("unit_word", raw)
        return word if isinstance(word, Refusal) else split_unit(word)

    def are_units(self, text: str) -> bool:
        """Return whether a text names units and nothing else ("Nghìn tấn; Triệu USD")."""
        parts = unit_parts(text)
        return bool(parts) and all(self.knows("unit_word", part) for part in parts)

    def remedy(self, kind: str, raw: str) -> str:
        """Return the line that would make a name known."""
        line = f"{kind},{csv_text(clean(raw))},<key>,,,"
        return f"correct the cell, or add a line to assessment/sources/{self.source}/entities.csv: {line}"


def _index(entities: Iterable[Entity]) -> dict[tuple[str, str], list[Entity]]:
    index: dict[tuple[str, str], list[Entity]] = {}
    for entity in entities:
        index.setdefault((entity.kind, match_key(entity.name)), []).append(entity)
    return index


def _abbreviations(entities: Iterable[Entity]) -> dict[str, tuple[re.Pattern[str], dict[str, str]]]:
    """Return, for each kind of name that has abbreviations, a pattern of them and what each stands for."""
    meanings: dict[str, dict[str, str]] = {}
    for entity in entities:
        if entity.kind == _ABBREVIATION:
            meanings.setdefault(entity.parent, {}).setdefault(match_key(entity.name), match_key(entity.key))
    return {kind: (_any_of(of), of) for kind, of in meanings.items()}


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    longest = sorted(words, key=lambda word: (-len(word), word))
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest))})(?!\w)")


def csv_text(text: str) -> str:
    """Return a text as a field of the CSV files of a declaration.

    >>> csv_text("Dệt, may"), csv_text("Gạo")
    ('"Dệt, may"', 'Gạo')
    """
    return f'"{text}"' if "," in text else text


@cache
def split_unit(text: str) -> tuple[str, Decimal]:
    """Return canonical unit and factor of a key such as ``usd_million*1000``.

    >>> split_unit("usd_million*1000"), split_unit("ha")
    (('usd_million', Decimal('1000')), ('ha', Decimal('1')))
    """
    unit, _, factor = text.partition("*")
    try:
        return unit.strip(), Decimal(factor.strip()) if factor else Decimal(1)
    except InvalidOperation as error:
        raise ValueError(f"{text!r}: expected a unit such as usd_million or usd_million*1000") from error
