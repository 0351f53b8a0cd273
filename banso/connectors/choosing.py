"""Choosing how files are read: a mapping's layout is followed, and columns that are new then get a meaning."""

from __future__ import annotations

from dataclasses import replace

from banso.connectors.files.guess import Seen, guess_table, with_guessed_columns
from banso.connectors.files.layout import NOTHING, Asked
from banso.connectors.files.limits import limits
from banso.connectors.files.mapping import FileMapping, Mapping
from banso.connectors.files.refusals import FileRefused
from banso.connectors.files.shape import check_columns
from banso.connectors.files.staging import OriginalGone, Staged, read_again, seen_of
from banso.connectors.files.vocabulary import KINDS
from banso.connectors.files.write_yaml import mapping_text
from banso.connectors.learning import learned_answers, newest_mappings


def follow(mapping: Mapping, staged: Staged) -> tuple[Mapping, Staged]:
    """This function will read tables anew where the mapping asks for another layout.

    A table whose columns changed by that has the columns of its entry found anew, its kind kept where
    it can be. Raises FileRefused (no such sheet, no such row), and then leaves the tables as they were.
    """
    again: list[str] = []
    for table in staged.tables:
        asked = _asked(mapping, table.name)
        if asked != table.asked:
            staged = read_again(staged, table, asked, limits())
            again.append(table.name)
    seen = staged.seen()
    files = list(mapping.files)
    for name in again:
        laid, entry = staged.of(name), mapping.of(name)
        if laid is None or entry is None or entry.kind == "skip":
            continue
        if not entry.columns or check_columns(laid, entry):
            files[files.index(entry)] = _anew(entry, seen_of(laid), seen)
    if files != list(mapping.files):
        mapping = replace(mapping, files=tuple(files), text="")
    if any(f.kind != "skip" and not f.columns for f in mapping.files):
        mapping = with_guessed_columns(mapping, seen)
    return replace(mapping, text=mapping.text or mapping_text(mapping)), staged


def _anew(entry: FileMapping, table: Seen, among: list[Seen]) -> FileMapping:
    """The entry for other columns; of the kind it had, if the columns can be that."""
    guess = guess_table(table, among, learned_answers())
    found = guess.mapping
    # Months that became rows, or columns again, are something else than before.
    same_shape = bool(table.wide) == _wide(entry)
    if found.kind != entry.kind and same_shape:
        of_kind = with_guessed_columns(
            Mapping("x", "x", (FileMapping(file=table.name, kind=entry.kind),)), [table, *among]
        ).files[0]
        if all(any(c in of_kind.columns for c in need) for need in KINDS[entry.kind].needs):
            found = of_kind
    return replace(found, file=entry.file, layout=entry.layout, end=entry.end)


def _wide(entry: FileMapping) -> bool:
    """Whether the entry was made for months that are rows: its values begin on a day of their own."""
    return entry.kind == "field" and any(f.from_ for f in entry.fields.values())


def _asked(mapping: Mapping, table: str) -> Asked:
    entry = mapping.of(table)
    return entry.layout if entry else NOTHING


def as_asked_before(staged: Staged) -> Staged:
    """This function will read tables the way a saved mapping for files of their names asks for it."""
    wanted: dict[str, Asked] = {}
    for mapping in newest_mappings():
        for table in staged.tables:
            asked = _asked(mapping, table.name)
            if not asked.nothing and table.name not in wanted:
                wanted[table.name] = asked
    for name, asked in wanted.items():
        known = staged.of(name)
        if known is None or known.asked == asked:
            continue
        try:
            staged = read_again(staged, known, asked, limits())
        except (FileRefused, OriginalGone):
            continue  # another layout this time; what was found in the file stays
    return staged
