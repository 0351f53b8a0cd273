"""What a person changed in the table of columns, as a mapping's text."""

from __future__ import annotations

import re
from collections.abc import Mapping as MappingOf
from dataclasses import replace
from typing import Any

from banso.connectors.files.grammar import parse_mapping
from banso.connectors.files.mapping import FieldSource, FileMapping, Source
from banso.connectors.files.write_yaml import mapping_text
from banso.lib.text import Text

FIELD = "field"
SKIP = "skip"
_NOT_KEY = re.compile(r"[^a-z0-9]+")


def chosen_text(*, preview: MappingOf[str, Any], posted: MappingOf[str, str]) -> str:
    """This function will give the mapping that the posted choices describe.

    ``preview`` is what was shown. ``kind-0`` is the kind of table 0, ``col-0-3`` the meaning of its
    column 3: a target's key, ``field`` for a field of one's own, or empty. A column left as it was
    keeps its source, however it was put together.
    """
    before = parse_mapping(preview["mapping"]["text"])
    files = []
    for t, table in enumerate(preview["tables"]):
        old = before.of(table["name"])
        kind = posted.get(f"kind-{t}") or SKIP
        if kind == SKIP:
            files.append(FileMapping(file=_pattern(table["name"], old), kind=SKIP))
        elif old is not None and kind != old.kind:
            # Another kind means other columns; they are guessed anew from what was chosen so far.
            files.append(FileMapping(file=_pattern(table["name"], old), kind=kind))
        else:
            base = old or FileMapping(file=table["name"], kind=kind)
            files.append(_file(base, t, table, posted))
    return mapping_text(replace(before, key="own", name=None, files=tuple(files)))


def _pattern(name: str, old: FileMapping | None) -> str:
    return old.file if old else name


def _file(
    base: FileMapping, t: int, table: MappingOf[str, Any], posted: MappingOf[str, str]
) -> FileMapping:
    columns, fields = dict(base.columns), dict(base.fields)
    for c, column in enumerate(table["columns"]):
        wanted, was, header = (
            posted.get(f"col-{t}-{c}", ""),
            column["target"] or "",
            column["header"],
        )
        if wanted == was or (wanted == FIELD and was.startswith("field:")):
            continue
        if was.startswith("field:"):
            fields.pop(was.removeprefix("field:"), None)
        elif was in columns and header in columns[was].columns:
            del columns[was]
        if wanted == FIELD:
            fields[field_key(header, taken=set(fields))] = FieldSource(
                Source(column=header), name=Text.of(header)
            )
        elif wanted:
            columns[wanted] = Source(column=header)
    return replace(base, columns=columns, fields=fields)


def field_key(header: str, *, taken: set[str]) -> str:
    """A key conditions can name: from the header's Latin letters, else a number."""
    key = _NOT_KEY.sub("_", header.lower()).strip("_") or "field"
    if not key[0].isalpha():
        key = f"f_{key}"
    number, found = 2, key
    while found in taken:
        found, number = f"{key}_{number}", number + 1
    return found[:60]
