"""What a person changed on the screen, as a mapping's text."""

from __future__ import annotations

import re
from collections.abc import Mapping as MappingOf
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from banso.connectors.files.grammar import parse_mapping
from banso.connectors.files.guess import Seen, own_field
from banso.connectors.files.layout import Asked
from banso.connectors.files.mapping import (
    DAY_AFTER,
    FORMS,
    LAST_DAY,
    FieldSource,
    FileMapping,
    Mapping,
    Source,
)
from banso.connectors.files.write_yaml import mapping_text

FIELD, SKIP, PROPS = "field", "skip", "props"
UNITS = (1, 1_000, 10_000, 1_000_000, 100_000_000)
_ROWS = re.compile(r"\d+")

Posted = MappingOf[str, str]
Shown = MappingOf[str, Any]


def chosen_text(*, look: Shown, posted: Posted) -> str:
    """This function will give the mapping that the posted choices describe.

    ``look`` is what was shown. Of table 0: ``kind-0``, and how it lies in its file (``sheet-0``,
    ``header-0`` row numbers, ``totals-0``, ``wide-0``). Of its column 3: ``col-0-3`` (a target's key,
    ``field`` for a field of one's own, ``props``, or empty), ``unit-0-3``, ``form-0-3``, ``pad-0-3``;
    of a table of contracts ``end-0``: what their end dates mean.
    What is not posted stays, and a column left as it was keeps its source, however it was made.
    """
    before = parse_mapping(look["mapping"]["text"], draft=True)
    tables = look["tables"]
    files = [_entry(before, t, table, tables, posted) for t, table in enumerate(tables)]
    shown = [before.of(table["name"]) for table in tables]
    others = [f for f in before.files if not any(f is s for s in shown)]
    return mapping_text(replace(before, files=(*_once(files), *others), text=""))


def _once(files: Sequence[FileMapping]) -> list[FileMapping]:
    found: list[FileMapping] = []
    for entry in files:
        if entry not in found:
            found.append(entry)
    return found


def _entry(
    before: Mapping, t: int, table: Shown, tables: Sequence[Shown], posted: Posted
) -> FileMapping:
    name = table["name"]
    old = before.of(name)
    shared = old is not None and sum(before.of(x["name"]) is old for x in tables) > 1
    base = old or FileMapping(file=name, kind=SKIP)
    made = _changed(base, t, table, posted)
    # Tables that shared an entry are told apart as soon as one of them is changed.
    return replace(made, file=name) if shared and made != base else made


def _changed(base: FileMapping, t: int, table: Shown, posted: Posted) -> FileMapping:
    layout = _layout(base.layout, t, table, posted)
    kind = posted.get(f"kind-{t}", base.kind) or SKIP
    if kind == SKIP:
        if base.kind == SKIP:
            return replace(base, layout=layout)
        return FileMapping(file=base.file, kind=SKIP, layout=layout)
    if kind != base.kind:
        # Another kind means other columns: they are found anew.
        return FileMapping(file=base.file, kind=kind, layout=layout)
    if layout != base.layout:
        return replace(base, layout=layout)
    return _columns(base, t, table, posted)


# Layout ------------------------------------------------------------------------------------------


def _layout(asked: Asked, t: int, table: Shown, posted: Posted) -> Asked:
    """What is asked of the layout: only what differs from what is read now is written down."""
    now = table["layout"]
    if (sheet := posted.get(f"sheet-{t}")) and sheet != now["sheet"]:
        # Another sheet has its own titles and months.
        return Asked(sheet=sheet)
    rows = tuple(
        int(r) for r in _ROWS.findall(posted.get(f"header-{t}", "")) if 0 < int(r) <= 10_000
    )
    if rows and list(rows) != list(now["header_rows"]):
        asked = replace(asked, header_rows=tuple(sorted(set(rows)))[:5])
    elif not rows and f"header-{t}" in posted:
        asked = replace(asked, header_rows=None)
    totals = posted.get(f"totals-{t}")
    if totals in ("out", "keep") and totals != now["totals"]:
        asked = replace(asked, totals=totals)
    wide = posted.get(f"wide-{t}")
    if wide in ("rows", "columns") and (wide == "rows") != bool(now["unpivot"]):
        asked = replace(asked, unpivot=None if wide == "rows" else False)
    return asked


# Columns -----------------------------------------------------------------------------------------


def _columns(base: FileMapping, t: int, table: Shown, posted: Posted) -> FileMapping:
    for c, column in enumerate(table["columns"]):
        wanted = posted.get(f"col-{t}-{c}")
        was, header = column["target"] or "", column["header"]
        if wanted is not None and not _same(wanted, was):
            base = _meaning(_without(base, header), header, wanted, table)
        base = _read(base, header, f"-{t}-{c}", posted)
    if (end := posted.get(f"end-{t}")) is not None:
        base = replace(base, end=end if end in (LAST_DAY, DAY_AFTER) else None)
    named = {c for s in base.sources() for c in s.columns} | set(base.props)
    headers = [c["header"] for c in table["columns"]]
    left = tuple(h for h in headers if h not in named)
    return replace(base, leave=left)


def _same(wanted: str, was: str) -> bool:
    return wanted == was or (wanted == FIELD and was.startswith("field:"))


def _without(base: FileMapping, header: str) -> FileMapping:
    """The entry without what the column meant so far."""
    return replace(
        base,
        columns={k: s for k, s in base.columns.items() if header not in s.columns},
        fields={k: f for k, f in base.fields.items() if header not in f.source.columns},
        traits={k: s for k, s in base.traits.items() if header not in s.columns},
        props=tuple(p for p in base.props if p != header),
    )


def _meaning(base: FileMapping, header: str, wanted: str, table: Shown) -> FileMapping:
    if wanted == PROPS:
        return replace(base, props=(*base.props, header))
    if wanted == FIELD:
        column = next(c for c in table["columns"] if c["header"] == header)
        seen = Seen(table["name"], (header,), [[s] for s in column["samples"]])
        key, own = own_field(header, seen)
        key = _free(key, {*base.fields, *base.traits})
        if base.kind == "user":
            return replace(base, traits={**base.traits, key: own.source})
        return replace(base, fields={**base.fields, key: own})
    if wanted:
        # One column has one meaning: who had it before is left.
        return replace(base, columns={**base.columns, wanted: Source(column=header)})
    return base


def _free(key: str, taken: set[str]) -> str:
    number, found = 2, key
    while found in taken:
        found, number = f"{key[:56]}_{number}", number + 1
    return found


def _read(base: FileMapping, header: str, at: str, posted: Posted) -> FileMapping:
    """How the cells of the column are read: unit, order of day and month, padding."""
    given: dict[str, Any] = {}
    if (unit := posted.get(f"unit{at}", "")).isdigit() and int(unit) in UNITS:
        given["times"] = int(unit)
    if (form := posted.get(f"form{at}")) is not None:
        given["form"] = form if form in FORMS else None
    if (pad := posted.get(f"pad{at}", "")).isdigit():
        given["pad"] = min(40, int(pad))
    if not given:
        return base

    def read(source: Source) -> Source:
        return replace(source, **given) if source.column == header else source

    def field(own: FieldSource) -> FieldSource:
        return replace(own, source=read(own.source), from_=own.from_ and read(own.from_))

    return replace(
        base,
        columns={k: read(s) for k, s in base.columns.items()},
        fields={k: field(f) for k, f in base.fields.items()},
        traits={k: read(s) for k, s in base.traits.items()},
    )
