"""A mapping as YAML text: what a guess shows, what a person edits, what is kept as its definition."""

from __future__ import annotations

import json
from typing import Any

from banso.connectors.files.grammar import SCHEMA
from banso.connectors.files.grammar_layout import layout_lines
from banso.connectors.files.mapping import (
    FieldSource,
    FileMapping,
    Lookup,
    Mapping,
    Source,
    Taken,
)
from banso.lib.text import Text


def mapping_text(mapping: Mapping) -> str:
    """The text that reads back as ``mapping``."""
    lines = [f"schema: {SCHEMA}", f"key: {_plain(mapping.key)}"]
    if mapping.name:
        lines.append(f"name: {_words(mapping.name)}")
    lines.append(f"source: {_plain(mapping.source)}")
    for key in ("time_zone", "currency"):
        if getattr(mapping, key):
            lines.append(f"{key}: {_plain(getattr(mapping, key))}")
    first, last = mapping.covers
    if first or last:
        inner = [f"{k}: {v.isoformat()}" for k, v in (("from", first), ("to", last)) if v]
        lines.append(f"covers: {{{', '.join(inner)}}}")
    lines.append("files:")
    for file in mapping.files:
        lines += _file(file)
    return "\n".join(lines) + "\n"


def _file(file: FileMapping) -> list[str]:
    lines = [f"  - file: {_plain(file.file)}", f"    kind: {file.kind}"]
    if file.why:
        lines.append(f"    why: {_words(file.why)}")
    if file.signs:
        lines.append(f"    signs: [{', '.join(_plain(s) for s in file.signs)}]")
    if file.end:
        lines.append(f"    end: {file.end}")
    for key, tests in (("only", file.only), ("but", file.but)):
        if tests:
            lines.append(f"    {key}:")
            lines += [f"      - {_test(t)}" for t in tests]
    lines += layout_lines(file.layout, _plain)
    if file.columns:
        lines.append("    columns:")
        lines += [f"      {k}: {_source(s)}" for k, s in file.columns.items()]
    if file.fields:
        lines.append("    fields:")
        lines += [f"      {_plain(k)}: {_field(f)}" for k, f in file.fields.items()]
    if file.traits:
        lines.append("    traits:")
        lines += [f"      {_plain(k)}: {_source(s)}" for k, s in file.traits.items()]
    if file.props:
        lines.append(f"    props: [{', '.join(_plain(p) for p in file.props)}]")
    if file.leave:
        lines.append(f"    leave: [{', '.join(_plain(c) for c in file.leave)}]")
    return lines


def _test(test: Taken) -> str:
    values = ", ".join(_plain(v) for v in test.values)
    return f"{{{', '.join([*_parts(test.source), f'is: [{values}]'])}}}"


def _when(when: tuple[tuple[str, tuple[str, ...]], ...]) -> str:
    inner = ", ".join(f"{_plain(c)}: [{', '.join(_plain(v) for v in vs)}]" for c, vs in when)
    return f"when: {{{inner}}}"


def _parts(source: Source) -> list[str]:
    parts: list[str] = []
    if source.column is not None:
        parts.append(f"column: {_plain(source.column)}")
    elif source.join:
        parts.append(f"join: [{', '.join(_plain(c) for c in source.join)}]")
        if source.between != "/":
            parts.append(f"between: {_plain(source.between)}")
    else:
        parts.append(f"constant: {json.dumps(source.constant, ensure_ascii=False)}")
    if source.when:
        parts.append(_when(source.when))
    if source.lookup:
        parts.append(f"lookup: {_lookup(source.lookup)}")
    if source.map:
        inner = ", ".join(f"{_plain(k)}: {_plain(v)}" for k, v in source.map)
        parts.append(f"map: {{{inner}}}")
    if source.other is not None:
        parts.append(f"other: {_plain(source.other)}")
    if source.times != 1:
        parts.append(f"times: {source.times}")
    for key, value in (("as", source.as_), ("form", source.form), ("pad", source.pad)):
        if value:
            parts.append(f"{key}: {value}")
    if source.or_:
        parts.append(f"or: {_source(source.or_)}")
    return parts


def _lookup(lookup: Lookup) -> str:
    inner = [f"{k}: {_plain(getattr(lookup, k))}" for k in ("file", "key", "value")]
    if lookup.when:
        inner.append(_when(lookup.when))
    if lookup.pick:
        inner.append(f"pick: {lookup.pick}")
    return f"{{{', '.join(inner)}}}"


def _source(source: Source) -> str:
    parts = _parts(source)
    if len(parts) == 1 and source.column is not None:
        return _plain(source.column)
    return f"{{{', '.join(parts)}}}"


def _field(field: FieldSource) -> str:
    parts = [*_parts(field.source), f"type: {field.type}"]
    if field.name:
        parts.append(f"name: {_words(field.name)}")
    if field.from_:
        parts.append(f"from: {_source(field.from_)}")
    return f"{{{', '.join(parts)}}}"


def _words(text: Text) -> str:
    if text.plain:
        return _plain(text.ja or "")
    inner = [f"{k}: {_plain(v)}" for k, v in (("ja", text.ja), ("en", text.en)) if v]
    return f"{{{', '.join(inner)}}}"


def _plain(value: Any) -> str:
    """Bare where YAML reads it back as the same text, else quoted."""
    text = str(value)
    bare = text.replace("_", "").isalnum() and text.isascii() and text[:1].isalpha()
    if bare and text.lower() not in ("true", "false", "null", "yes", "no", "on", "off", "y", "n"):
        return text
    return json.dumps(text, ensure_ascii=False)
