"""What people have answered before: this header, in a file of such a kind, means that.

Answers are taken from the mappings of former imports, newest first, and known by the folded header,
so that 月額（千円） answered once is 月額(千円) next month. The answer carries how the column is read
(unit, form of dates, padding) along with what it means.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from banso.connectors.files.mapping import FieldSource, FileMapping, Mapping, Source
from banso.connectors.files.vocabulary import name_of

COLUMN, FIELD, TRAIT, PROP, LEAVE = "column", "field", "trait", "prop", "leave"


@dataclass(frozen=True, slots=True)
class Answer:
    """``what``: one of the five above; ``target``: a target, or the key of a field or trait."""

    what: str
    target: str = ""
    source: Source | None = None
    field: FieldSource | None = None

    def source_for(self, header: str) -> Source:
        return replace(self.source or Source(), column=header)

    def field_for(self, header: str) -> FieldSource:
        own = self.field or FieldSource(Source())
        return replace(own, source=replace(own.source, column=header))


@dataclass(frozen=True, slots=True)
class Learned:
    """``answers``: (kind, folded header) → answer; ``shapes``: folded headers of a table → its kind."""

    answers: dict[tuple[str, str], Answer] = field(default_factory=dict)
    shapes: dict[frozenset[str], str] = field(default_factory=dict)

    def of(self, kind: str, header: str) -> Answer | None:
        return self.answers.get((kind, name_of(header)))

    def kind_of(self, header: Sequence[str]) -> str | None:
        return self.shapes.get(shape_of(header))

    def skips(self, header: Sequence[str]) -> bool:
        return self.kind_of(header) == "skip"


NOTHING = Learned()


def shape_of(header: Iterable[str]) -> frozenset[str]:
    """What tables of the same columns share, in whatever order and spelling."""
    return frozenset(name_of(h) for h in header)


def learn(mappings: Iterable[Mapping]) -> Learned:
    """This function will collect the answers of mappings, the newest first; a newer answer wins."""
    found = Learned()
    for mapping in mappings:
        for entry in mapping.files:
            for header, answer in _answers(entry):
                found.answers.setdefault((entry.kind, name_of(header)), answer)
            if not entry.signs:
                found.shapes.setdefault(shape_of(_named(entry)), entry.kind)
    return found


def _named(entry: FileMapping) -> list[str]:
    return [*(c for s in entry.sources() for c in s.columns), *entry.props, *entry.leave]


def _answers(entry: FileMapping) -> Iterable[tuple[str, Answer]]:
    """The answers about single columns; values put together or looked up say nothing of one column."""
    for target, source in entry.columns.items():
        if header := _single(source):
            yield header, Answer(COLUMN, target, source)
    for key, own in entry.fields.items():
        # The day a value holds from is another column, which the next file may lack.
        if own.from_ is None and (header := _single(own.source)):
            yield header, Answer(FIELD, key, field=own)
    for key, source in entry.traits.items():
        if header := _single(source):
            yield header, Answer(TRAIT, key, source)
    for header in entry.props:
        yield header, Answer(PROP)
    for header in entry.leave:
        yield header, Answer(LEAVE)


def _single(source: Source) -> str | None:
    plain = not (source.join or source.when or source.lookup or source.or_)
    return source.column if plain else None
