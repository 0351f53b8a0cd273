"""A mapping read from YAML, every problem at once, each on its line."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from importlib import resources
from typing import Any
from zoneinfo import available_timezones

from banso.connectors.files.grammar_layout import LAYOUT_KEYS, read_asked
from banso.connectors.files.mapping import (
    DAY_AFTER,
    FORMS,
    GREATEST,
    LAST_DAY,
    LEAST,
    MAY_BE_READ_AS,
    READ_AS,
    FieldSource,
    FileMapping,
    Lookup,
    Mapping,
    Source,
    Taken,
)
from banso.connectors.files.vocabulary import KINDS
from banso.lib import money
from banso.lib.problems import BansoError, Problem, errors, problem
from banso.lib.text import Text
from banso.lib.yaml import Loaded, Path, load

SCHEMA = "banso/mapping@1"
FIELD_TYPES = ("text", "number", "date", "bool", "choice")
_TOP = ("schema", "key", "name", "source", "time_zone", "currency", "covers", "files")
_ROWS = ("only", "but", "leave", "signs", "why")
_FILE = ("file", "kind", "columns", "fields", "traits", "props", "end", *_ROWS, *LAYOUT_KEYS)
_CELLS = ("times", "as", "form", "pad")
_SOURCE = ("column", "constant", "join", "between", "when", "lookup", "map", "other", "or", *_CELLS)


class MappingRefused(BansoError):
    """The mapping cannot be used; every problem of it is said."""


def shipped() -> list[str]:
    """The keys of the mappings that come with Banso."""
    folder = resources.files("banso.connectors.files") / "mappings"
    return sorted(
        f.name.removesuffix(".yaml") for f in folder.iterdir() if f.name.endswith(".yaml")
    )


def shipped_text(key: str) -> str:
    return (resources.files("banso.connectors.files") / "mappings" / f"{key}.yaml").read_text()


# A list of mappings reads each one, every time; nobody changes what was read.
@lru_cache(maxsize=64)
def parse_mapping(text: str, *, file: str = "mapping.yaml", draft: bool = False) -> Mapping:
    """Read a mapping; raises :class:`MappingRefused` with every problem of it.

    A ``draft`` may lack columns its kinds need: it is being worked on, one answer after the other.
    """
    reader = _Reader(load(text, file=file))
    found = reader.mapping(text)
    if draft:
        reader.problems = [p for p in reader.problems if p.id != "mapping.column-missing"]
    if errors(reader.problems) or found is None:
        raise MappingRefused(reader.problems)
    return found


class _Reader:
    def __init__(self, loaded: Loaded) -> None:
        self.loaded = loaded
        self.problems: list[Problem] = list(loaded.problems)

    def mapping(self, text: str) -> Mapping | None:
        top = self._dict((), self.loaded.value)
        if top is None or self.problems:
            return None
        self._only((), top, _TOP)
        if top.get("schema") != SCHEMA:
            self._wrong(("schema",), SCHEMA)
        files = [
            f
            for i, entry in enumerate(self._list(("files",), top.get("files")))
            if (f := self._file(("files", i), entry)) is not None
        ]
        if not files:
            self._wrong(("files",), "files: [{file: …, kind: …}]")
        return Mapping(
            key=self._word(("key",), top.get("key")),
            source=self._word(("source",), top.get("source")),
            files=tuple(files),
            name=self._text(("name",), top.get("name")),
            time_zone=self._zone(top.get("time_zone")),
            currency=self._currency(top.get("currency")),
            covers=self._covers(top.get("covers")),
            text=text,
        )

    # Parts ---------------------------------------------------------------------------------------

    def _file(self, path: Path, value: Any) -> FileMapping | None:
        entry = self._dict(path, value)
        if entry is None:
            return None
        self._only(path, entry, _FILE)
        kind = self._one_of((*path, "kind"), entry.get("kind"), (*KINDS, "skip"))
        pattern = self._word((*path, "file"), entry.get("file"))
        layout = read_asked(self, path, entry)
        signs = self._words((*path, "signs"), entry.get("signs", []))
        why = self._text((*path, "why"), entry.get("why"))
        if kind is None or kind == "skip":
            return FileMapping(file=pattern, kind="skip", layout=layout, signs=signs, why=why)
        columns = self._columns(path, kind, entry.get("columns"), bool(entry.get("fields")))
        fields = self._dict((*path, "fields"), entry.get("fields", {})) or {}
        traits = self._dict((*path, "traits"), entry.get("traits", {})) or {}
        props = self._list((*path, "props"), entry.get("props", []))
        end = entry.get("end")
        if end is not None:
            end = self._one_of((*path, "end"), end, (LAST_DAY, DAY_AFTER))
        return FileMapping(
            file=pattern,
            kind=kind,
            columns=columns,
            fields={k: self._field((*path, "fields", k), v) for k, v in fields.items()},
            traits={k: self._source((*path, "traits", k), v) for k, v in traits.items()},
            props=tuple(str(p) for p in props),
            end=end,
            layout=layout,
            only=self._tests((*path, "only"), entry.get("only")),
            but=self._tests((*path, "but"), entry.get("but")),
            leave=self._words((*path, "leave"), entry.get("leave", [])),
            signs=signs,
            why=why,
        )

    def _words(self, path: Path, value: Any) -> tuple[str, ...]:
        return tuple(str(v) for v in self._list(path, value))

    def _tests(self, path: Path, value: Any) -> tuple[Taken, ...]:
        """``{column: [values]}``, or a list of sources each with ``is: [values]``."""
        if value is None:
            return ()
        if isinstance(value, dict):
            return tuple(Taken(Source(column=c), vs) for c, vs in self._when(path, value))
        found = []
        for i, entry in enumerate(self._list(path, value)):
            test = self._dict((*path, i), entry)
            if test is None:
                continue
            given = test.get("is")
            if given is None:
                self._wrong((*path, i), "{column: …, is: [value, …]}")
                continue
            own = {k: v for k, v in test.items() if k != "is"}
            values = given if isinstance(given, list) else [given]
            found.append(Taken(self._source((*path, i), own), tuple(_cell(v) for v in values)))
        return tuple(found)

    def _columns(
        self, path: Path, kind: str, value: Any, with_fields: bool = False
    ) -> dict[str, Source]:
        if value is None:
            return {}  # to be guessed from the headers
        columns = self._dict((*path, "columns"), value) or {}
        known = KINDS[kind].targets
        found: dict[str, Source] = {}
        for key, source in columns.items():
            if key not in known:
                self._unknown((*path, "columns", key), str(key), known)
                continue
            found[key] = self._source((*path, "columns", key), source)
            as_, own = found[key].as_, known[key].type
            if as_ and as_ != own and as_ not in MAY_BE_READ_AS.get(own, ()):
                self._unknown((*path, "columns", key, "as"), as_, MAY_BE_READ_AS.get(own, (own,)))
        for choice in KINDS[kind].needs:
            if kind == "field" and with_fields and choice in (("field",), ("value",)):
                continue  # each field names itself
            if not any(c in found for c in choice):
                self._add(
                    "mapping.column-missing",
                    (*path, "columns"),
                    ja=f"「{kind}」には {' または '.join(choice)} の列が必要です。",
                    en=f"'{kind}' needs a column for {' or '.join(choice)}.",
                    remedy_ja="columns に書き足してください。",
                    remedy_en="Add it under columns.",
                )
        return found

    def _source(self, path: Path, value: Any) -> Source:
        if not isinstance(value, dict):
            if value is None or isinstance(value, list):
                self._wrong(path, "column name, or {column: …} / {constant: …} / {join: […]}")
                return Source()
            return Source(column=str(value))
        self._only(path, value, _SOURCE)
        given = [k for k in ("column", "constant", "join") if k in value]
        if len(given) != 1:
            self._wrong(path, "{column: …}, {constant: …} / {join: […]}")
        lookup = self._lookup((*path, "lookup"), value.get("lookup"))
        times = value.get("times", 1)
        if not isinstance(times, int) or times < 1:
            self._wrong((*path, "times"), "1, 1000, 1000000")
            times = 1
        changes = self._dict((*path, "map"), value.get("map", {})) or {}
        return Source(
            column=str(value["column"]) if "column" in value else None,
            constant=value.get("constant"),
            join=tuple(str(c) for c in self._list((*path, "join"), value.get("join", []))),
            between=str(value.get("between", "/")),
            when=self._when((*path, "when"), value.get("when", {})),
            lookup=lookup,
            map=tuple((_cell(k), _cell(v)) for k, v in changes.items()),
            other=str(value["other"]) if "other" in value else None,
            times=times,
            or_=self._source((*path, "or"), value["or"]) if "or" in value else None,
            **self._cells(path, value),
        )

    def _lookup(self, path: Path, value: Any) -> Lookup | None:
        if value is None:
            return None
        given = self._dict(path, value) or {}
        self._only(path, given, ("file", "key", "value", "when", "pick"))
        if not all(given.get(k) for k in ("file", "key", "value")):
            self._wrong(path, "{file: types.csv, key: id, value: name}")
        pick = given.get("pick", "")
        if pick:
            pick = self._one_of((*path, "pick"), pick, (LEAST, GREATEST)) or ""
        return Lookup(
            file=str(given.get("file", "")),
            key=str(given.get("key", "")),
            value=str(given.get("value", "")),
            when=self._when((*path, "when"), given.get("when", {})),
            pick=pick,
        )

    def _cells(self, path: Path, value: dict[Any, Any]) -> dict[str, Any]:
        """How the cells of a column are read: ``as``, ``form``, ``pad``."""
        as_, form, pad = value.get("as"), value.get("form"), value.get("pad", 0)
        if as_ is not None:
            as_ = self._one_of((*path, "as"), as_, READ_AS)
        if form is not None:
            form = self._one_of((*path, "form"), form, FORMS)
        if not isinstance(pad, int) or not 0 <= pad <= 40:
            self._wrong((*path, "pad"), "5")
            pad = 0
        return {"as_": as_, "form": form, "pad": pad}

    def _when(self, path: Path, value: Any) -> tuple[tuple[str, tuple[str, ...]], ...]:
        given = self._dict(path, value) or {}
        return tuple(
            (str(c), tuple(_cell(v) for v in (vs if isinstance(vs, list) else [vs])))
            for c, vs in given.items()
        )

    def _field(self, path: Path, value: Any) -> FieldSource:
        if not isinstance(value, dict):
            return FieldSource(self._source(path, value))
        own = {k: v for k, v in value.items() if k not in ("type", "name", "from")}
        type_ = self._one_of((*path, "type"), value.get("type", "text"), FIELD_TYPES) or "text"
        since = value.get("from")
        return FieldSource(
            source=self._source(path, own),
            type=type_,
            name=self._text((*path, "name"), value.get("name")),
            from_=self._source((*path, "from"), since) if since is not None else None,
        )

    def _covers(self, value: Any) -> tuple[date | None, date | None]:
        given = self._dict(("covers",), value or {}) or {}
        self._only(("covers",), given, ("from", "to"))
        found: list[date | None] = []
        for end in ("from", "to"):
            written = given.get(end)
            try:
                found.append(date.fromisoformat(str(written)) if written is not None else None)
            except ValueError:
                self._wrong(("covers", end), "2026-03-31")
                found.append(None)
        return found[0], found[1]

    def _zone(self, value: Any) -> str | None:
        if value is not None and value not in available_timezones():
            self._wrong(("time_zone",), "Asia/Tokyo")
        return value if value is None else str(value)

    def _currency(self, value: Any) -> str | None:
        if value is None:
            return None
        try:
            return money.currency(str(value))
        except BansoError:
            self._wrong(("currency",), "JPY, USD …")
            return None

    # Small readers -------------------------------------------------------------------------------

    def _dict(self, path: Path, value: Any) -> dict[Any, Any] | None:
        if isinstance(value, dict):
            return value
        self._wrong(path, "key: value")
        return None

    def _list(self, path: Path, value: Any) -> list[Any]:
        if isinstance(value, list):
            return value
        self._wrong(path, "[…]")
        return []

    def _word(self, path: Path, value: Any) -> str:
        if not isinstance(value, str | int) or not str(value).strip() or len(str(value)) > 80:
            self._wrong(path, "a word of at most 80 letters")
        return str(value or "")[:80]

    def _text(self, path: Path, value: Any) -> Text | None:
        if value is None:
            return None
        if isinstance(value, dict):
            return Text(ja=value.get("ja"), en=value.get("en"))
        return Text.of(str(value))

    def _one_of(self, path: Path, value: Any, allowed: Iterable[str]) -> str | None:
        if value in allowed:
            return str(value)
        self._unknown(path, str(value), allowed)
        return None

    def _only(self, path: Path, given: dict[Any, Any], allowed: Iterable[str]) -> None:
        for key in given:
            if key not in allowed:
                self._unknown((*path, key), str(key), allowed)

    def _unknown(self, path: Path, written: str, allowed: Iterable[str]) -> None:
        close = difflib.get_close_matches(written, list(allowed), n=1)
        listed = ", ".join(allowed)
        self._add(
            "mapping.unknown-word",
            path,
            ja=f"「{written}」は使えません。",
            en=f"'{written}' is not known here.",
            remedy_ja=f"使える語: {listed}",
            remedy_en=f"Known are: {listed}",
            suggestion=close[0] if close else None,
        )

    def _wrong(self, path: Path, wanted: str) -> None:
        self._add(
            "mapping.value",
            path,
            ja=f"「{'.'.join(str(p) for p in path) or 'mapping'}」の値を読み取れません。",
            en=f"The value of '{'.'.join(str(p) for p in path) or 'mapping'}' cannot be used.",
            remedy_ja=f"書き方: {wanted}",
            remedy_en=f"Write it like: {wanted}",
        )

    def _add(self, id: str, path: Path, **words: Any) -> None:
        at = self.loaded.key_at(path)
        self.problems.append(
            problem(id, file=self.loaded.file, line=at.line, column=at.column, **words)
        )


def _cell(value: Any) -> str:
    """A value of the mapping as a cell of a file says it: YAML's true is ``true``, nothing is empty."""
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)
