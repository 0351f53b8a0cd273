"""Whether a mapping was made for files like these, and how it reads for them.

A file is known by its name or, where the mapping names ``signs``, by headers that only such a file
has. Headers are compared folded, so ``IsDeleted`` is ``is_deleted``. What a mapping names and the
files at hand lack is taken out of it, as long as every value a kind needs is left.
"""

from __future__ import annotations

from collections.abc import Mapping as MappingOf
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from banso.connectors.files.guess import Seen
from banso.connectors.files.mapping import FieldSource, FileMapping, Lookup, Mapping, Source, Taken
from banso.connectors.files.vocabulary import KINDS, name_of
from banso.connectors.files.write_yaml import mapping_text

ENOUGH = 0.6  # share of the columns an entry without signs names that a table must have
SURE = 0.95  # the same where not even the name speaks for the entry


@dataclass(frozen=True, slots=True)
class Fit:
    """A mapping as it reads for the tables: ``mapping.text`` is the text to use, the very text it was
    made from where nothing had to be adapted. ``taken``: tables it takes in or looks up in; ``lacks``
    and ``new``: by table, columns named but not there, and there but not named."""

    mapping: Mapping
    taken: tuple[str, ...]
    read: tuple[str, ...]
    lacks: MappingOf[str, tuple[str, ...]] = field(default_factory=dict)
    new: MappingOf[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def weight(self) -> tuple[int, int, int]:
        """Larger fits better: tables read, tables known, columns missing or new."""
        odd = sum(len(v) for v in (*self.lacks.values(), *self.new.values()))
        return len(self.read), len(self.taken), -odd


def fit(mapping: Mapping, tables: Sequence[Seen]) -> Fit | None:
    """This function will give the mapping as it reads for ``tables``; None where it reads none of them."""
    chosen = _chosen(mapping, tables)
    adapted = {
        t.name: _Adapter(t, tables).entry(chosen[t.name]) for t in tables if t.name in chosen
    }
    read = tuple(n for n, f in adapted.items() if f.kind != "skip")
    if not read:
        return None
    same = all(adapted[n] == chosen[n] and chosen[n].fits(n) for n in adapted) and all(
        mapping.of(n) is chosen[n] for n in adapted
    )
    found = mapping
    if not same:
        found = replace(mapping, files=tuple(_entries(adapted, chosen)), text="")
        found = replace(found, text=mapping_text(found))
    by_name = {t.name: t for t in tables}
    return Fit(
        mapping=found,
        taken=tuple(adapted),
        read=read,
        lacks={n: lost for n in read if (lost := _lost(chosen[n], adapted[n]))},
        new={n: new for n in read if (new := _unknown(chosen[n], by_name[n]))},
    )


def _entry(mapping: Mapping, table: Seen, tables: Sequence[Seen]) -> FileMapping | None:
    """The entry made for files like this one: first those whose name fits, then by their headers."""
    ranked = sorted(mapping.files, key=lambda f: not f.fits(table.name))
    return next((f for f in ranked if _suits(f, table, tables)), None)


def _chosen(mapping: Mapping, tables: Sequence[Seen]) -> dict[str, FileMapping]:
    """Table → entry. Where files of the right name are there, others with the same headers (a history
    of the same records) are not taken for it."""
    found = {t.name: entry for t in tables if (entry := _entry(mapping, t, tables)) is not None}
    named = [entry for name, entry in found.items() if entry.fits(name)]
    return {n: e for n, e in found.items() if e.fits(n) or not any(e is k for k in named)}


def _suits(entry: FileMapping, table: Seen, tables: Sequence[Seen]) -> bool:
    here = {name_of(h) for h in table.header}
    named = entry.fits(table.name)
    if entry.signs:
        if not all(name_of(s) in here for s in entry.signs):
            return False
    elif entry.kind == "skip":
        return named
    else:
        wanted = _columns(entry)
        share = sum(name_of(c) in here for c in wanted) / max(1, len(wanted))
        if not wanted or share < (ENOUGH if named else SURE):
            return False
        # A list of accounts names two columns that many files have: of another file most must be known.
        names = {name_of(c) for c in wanted}
        if not named and sum(h in names for h in here) < ENOUGH * len(here):
            return False
    if entry.kind == "skip":
        return True
    left = _Adapter(table, tables).entry(entry)
    needs = KINDS[entry.kind].needs
    if entry.kind == "field" and left.fields:
        needs = needs[:1]
    return all(any(c in left.columns for c in choice) for choice in needs)


def _columns(entry: FileMapping) -> list[str]:
    """Every column an entry names, those it leaves too."""
    named = [c for s in entry.sources() for c in s.columns]
    wide = entry.layout.unpivot
    made = {wide.month, wide.measure, wide.value} if wide and not isinstance(wide, bool) else set()
    return [c for c in dict.fromkeys((*named, *entry.props, *entry.leave)) if c not in made]


def _lost(before: FileMapping, after: FileMapping) -> tuple[str, ...]:
    kept = {name_of(c) for c in _columns(after)}
    left = {name_of(c) for c in before.leave}
    left |= {name_of(c) for t in (*before.only, *before.but) for c in t.source.columns}
    gone = [c for c in _columns(before) if name_of(c) not in kept | left]
    return tuple(gone)


def _unknown(entry: FileMapping, table: Seen) -> tuple[str, ...]:
    """Headers the entry says nothing of; an entry known by its signs names only what it wants."""
    if entry.signs:
        return ()
    known = {name_of(c) for c in _columns(entry)}
    return tuple(h for h in table.header if name_of(h) not in known)


def _entries(
    adapted: MappingOf[str, FileMapping], chosen: MappingOf[str, FileMapping]
) -> list[FileMapping]:
    """One entry a table, its pattern kept where it fits; tables of one entry that read alike share it."""
    found: list[FileMapping] = []
    for name, entry in adapted.items():
        if not chosen[name].fits(name):
            entry = replace(entry, file=name)
        if entry not in found:
            found.append(entry)
    return found


class _Adapter:
    """Brings the sources of an entry to the headers of one table."""

    def __init__(self, table: Seen, tables: Sequence[Seen]) -> None:
        self.tables = tables
        self.header = _folded(table.header)
        self.made: set[str] = set()

    def entry(self, entry: FileMapping) -> FileMapping:
        if entry.kind == "skip":
            return entry
        wide = entry.layout.unpivot
        if wide and not isinstance(wide, bool):
            self.made = {wide.month, wide.measure, wide.value}
        columns = {k: s for k, o in entry.columns.items() if (s := self.source(o))}
        fields = {k: f for k, o in entry.fields.items() if (f := self.field(o))}
        traits = {k: s for k, o in entry.traits.items() if (s := self.source(o))}
        return replace(
            entry,
            columns=columns,
            fields=fields,
            traits=traits,
            props=tuple(self.header[name_of(p)] for p in entry.props if name_of(p) in self.header),
            only=self.tests(entry.only),
            but=self.tests(entry.but),
            leave=tuple(self.header.get(name_of(c), c) for c in entry.leave),
        )

    def field(self, given: FieldSource) -> FieldSource | None:
        source = self.source(given.source)
        since = self.source(given.from_) if given.from_ else None
        if source is None or (given.from_ and since is None):
            return None
        return replace(given, source=source, from_=since)

    def tests(self, given: tuple[Taken, ...]) -> tuple[Taken, ...]:
        found = ((t, self.source(t.source)) for t in given)
        return tuple(replace(t, source=s) for t, s in found if s)

    def source(self, given: Source) -> Source | None:
        """The source by the headers of the table; None where it has nothing to read."""
        after = self.source(given.or_) if given.or_ else None
        own = self._own(replace(given, or_=None))
        if own is None:
            return after
        return replace(own, or_=after)

    def _own(self, given: Source) -> Source | None:
        lookup = given.lookup
        if lookup:
            lookup = self._lookup(lookup)
            if lookup is None:
                return None
        wanted = [given.column] if given.column is not None else list(given.join)
        wanted += [c for c, _ in given.when]
        if any(self._here(c) is None for c in wanted):
            return None
        return replace(
            given,
            column=self._here(given.column) if given.column is not None else None,
            join=tuple(self._here(c) or c for c in given.join),
            when=tuple((self._here(c) or c, values) for c, values in given.when),
            lookup=lookup,
        )

    def _here(self, column: str) -> str | None:
        return column if column in self.made else self.header.get(name_of(column))

    def _lookup(self, given: Lookup) -> Lookup | None:
        wanted = FileMapping(given.file, "skip")
        for table in self.tables:
            if not wanted.fits(table.name):
                continue
            header = _folded(table.header)
            names = (given.key, given.value, *(c for c, _ in given.when))
            if all(name_of(n) in header for n in names):
                return replace(
                    given,
                    key=header[name_of(given.key)],
                    value=header[name_of(given.value)],
                    when=tuple((header[name_of(c)], values) for c, values in given.when),
                )
        return None


def _folded(header: Sequence[str]) -> dict[str, str]:
    """Folded name → header; an exact spelling wins over one that only folds to it."""
    found: dict[str, str] = {}
    for title in header:
        found.setdefault(name_of(title), title)
    return found
