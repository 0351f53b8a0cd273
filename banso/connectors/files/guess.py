"""What a table probably is, from its name, its header and its first rows.

A guess is only ever a proposal: it is written out as a mapping, shown with samples and a
confidence, and used the way a mapping file is.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field, replace
from zoneinfo import ZoneInfo

from banso.connectors.files import values
from banso.connectors.files.answers import (
    COLUMN,
    FIELD,
    LEAVE,
    NOTHING,
    PROP,
    TRAIT,
    Answer,
    Learned,
)
from banso.connectors.files.layout import Unpivot
from banso.connectors.files.mapping import FieldSource, FileMapping, Lookup, Mapping, Source
from banso.connectors.files.vocabulary import KINDS, Kind, Target, name_of
from banso.lib.text import Text
from banso.lib.width import fold

DEFAULT_SOURCE = "files"
LEARNED, BY_NAME, BY_CONTENT = "learned", "name", "content"
_ANY_ZONE = ZoneInfo("UTC")
# A guessed field must not be called like something conditions already know.
_TAKEN = frozenset(
    [
        "life",
        "plan",
        "mrr",
        "seats",
        "phase",
        "health",
        "risk",
        "owner",
        "country",
        "industry",
        "name",
        "key",
        "term_months",
    ]
)


@dataclass(frozen=True, slots=True)
class Seen:
    """A table as far as guessing needs it: its name, header and first rows."""

    name: str
    header: tuple[str, ...]
    rows: Sequence[Sequence[str]]
    times: int = 1  # the unit of amounts that a title names
    wide: Unpivot | None = None  # its months have become rows
    titles: Sequence[str] = ()

    def column(self, title: str) -> list[str]:
        at = self.header.index(title)
        return [row[at] for row in self.rows]


@dataclass(frozen=True, slots=True)
class Guess:
    """``confidence`` 0–1; below 0.5 a person should look. ``unused`` columns are not taken in.
    ``how``: column → LEARNED, BY_NAME or BY_CONTENT; a column that nothing speaks for is not in it."""

    table: str
    kind: str | None
    confidence: float
    mapping: FileMapping
    unused: tuple[str, ...]
    how: MappingOf[str, str] = field(default_factory=dict)


def guess_all(
    tables: Sequence[Seen], *, source: str = DEFAULT_SOURCE, learned: Learned = NOTHING
) -> tuple[Mapping, list[Guess]]:
    """Guess every table; event numbers are looked up in a table of event names if one came along."""
    guesses = [guess_table(t, tables, learned) for t in tables]
    return Mapping(key="guessed", source=source, files=tuple(g.mapping for g in guesses)), guesses


def guess_table(table: Seen, among: Sequence[Seen] = (), learned: Learned = NOTHING) -> Guess:
    """What the table most probably is; what people answered before weighs more than names."""
    if learned.skips(table.header):
        out = FileMapping(table.name, "skip", leave=table.header)
        why = dict.fromkeys(table.header, LEARNED)
        return Guess(table.name, None, 1.0, out, table.header, why)
    if table.wide and (monthly := guess_wide(table)):
        used = _used(monthly)
        left = tuple(h for h in table.header if h not in used)
        how = dict.fromkeys(used, BY_CONTENT)
        how |= {h: BY_NAME for s in monthly.columns.values() for h in s.columns}
        return Guess(table.name, monthly.kind, 0.8, monthly, left, how)
    best: tuple[float, str, dict[str, str]] | None = None
    for kind in KINDS.values():
        named = _match(kind, table, learned)
        lookup = kind.key == "event" and "name" not in named and _names_table(table, among)
        if lookup:
            named["name"] = lookup[0]
        score = _score(kind, table, named)
        if score and learned.kind_of(table.header) == kind.key:
            score += 1
        if score and (best is None or score > best[0]):
            best = (score, kind.key, named)
    if best is None:
        return Guess(table.name, None, 0.0, FileMapping(table.name, "skip"), table.header)
    score, key, named = best
    mapping = _mapping(key, table, named, among, learned)
    used = _used(mapping)
    unused = tuple(h for h in table.header if h not in used)
    how = _how(KINDS[key], table, mapping, named, learned)
    return Guess(table.name, key, round(min(score, 1.0), 2), mapping, unused, how)


def _how(
    kind: Kind, table: Seen, mapping: FileMapping, named: dict[str, str], learned: Learned
) -> dict[str, str]:
    found = {h: LEARNED for h in table.header if learned.of(kind.key, h)}
    for target, header in named.items():
        said = {name_of(header), name_of(header.rsplit(" / ", 1)[-1])}
        speaks = said & kind.targets[target].names
        found.setdefault(header, BY_NAME if speaks else BY_CONTENT)
    for title in (h for f in mapping.fields.values() for h in f.source.columns):
        found.setdefault(title, BY_CONTENT)
    return found


def with_guessed_columns(mapping: Mapping, tables: Sequence[Seen]) -> Mapping:
    """The mapping, with columns guessed where a file has a kind and no columns."""
    files = []
    for file in mapping.files:
        table = next((t for t in tables if file.fits(t.name)), None)
        if file.kind == "skip" or file.columns or table is None:
            files.append(file)
            continue
        kind = KINDS[file.kind]
        guessed = _mapping(kind.key, table, _match(kind, table), tables)
        files.append(replace(guessed, file=file.file, end=file.end, layout=file.layout))
    return replace(mapping, files=tuple(files), text="")


# Matching ---------------------------------------------------------------------------------------


def _match(kind: Kind, table: Seen, learned: Learned = NOTHING) -> dict[str, str]:
    """Target → header: as it was answered before, then by name, then by what the cells look like;
    targets in the vocabulary's order, each header once."""
    answers = {h: a for h in table.header if (a := learned.of(kind.key, h))}
    folded = {h: name_of(h) for h in table.header if h not in answers}
    found: dict[str, str] = {}
    for header, answer in answers.items():
        target = kind.targets.get(answer.target) if answer.what == COLUMN else None
        if target and target.key not in found:
            found[target.key] = header
    for target in kind.targets.values():
        for header, name in folded.items():
            if header in found.values() or name not in target.names:
                continue
            if target.key not in found and _reads(target, table.column(header)) >= 0.5:
                found[target.key] = header
                break
    # 料金 / 月額: where the whole says nothing, the lower row of a two-row header may.
    for target in kind.targets.values():
        for header in folded:
            lower = name_of(header.rsplit(" / ", 1)[-1]) if " / " in header else ""
            if header in found.values() or target.key in found or lower not in target.names:
                continue
            if _reads(target, table.column(header)) >= 0.5:
                found[target.key] = header
    left = [h for h in folded if h not in found.values()]
    return found | _by_content(kind, table, left, found)


def _by_content(
    kind: Kind, table: Seen, left: Sequence[str], found: dict[str, str]
) -> dict[str, str]:
    """Columns without a telling name whose cells speak for themselves: 法人番号, addresses, companies."""
    more: dict[str, str] = {}
    wanted = [
        ("corporate_number", _is_corporate),
        ("email", _is_email),
        ("name" if kind.key == "account" else "account_name", _is_company),
    ]
    for target, looks in wanted:
        known = target not in kind.targets or target in found
        if known or (target == "account_name" and "account_key" in found):
            continue
        for header in left:
            cells = [c for c in table.column(header) if not values.is_empty(c)]
            if header in more.values() or len(cells) < 2:
                continue
            if sum(map(looks, cells)) / len(cells) >= 0.8:
                more[target] = header
                break
    return more


def _is_corporate(cell: str) -> bool:
    digits = re.sub(r"\D", "", cell)
    return len(digits) == 13 and _can("corporate", cell)


def _is_email(cell: str) -> bool:
    return re.fullmatch(r"[^@\s]+@[^@\s]+\.[A-Za-z]{2,}", cell.strip()) is not None


_COMPANY = re.compile(
    r"株式会社|有限会社|合同会社|\(株\)|\(有\)|㈱|㈲|一般社団法人|学校法人|医療法人"
    r"|\b(inc|corp|ltd|llc|gmbh|co|k\.k)\b\.?",
    re.I,
)


def _is_company(cell: str) -> bool:
    return _COMPANY.search(cell.translate(_BRACKETS)) is not None


_BRACKETS = str.maketrans("（）", "()")


def _score(kind: Kind, table: Seen, named: dict[str, str]) -> float:
    """0 when a needed column is missing; else how well name, header and cells speak for the kind."""
    if not all(any(c in named for c in choice) for choice in kind.needs):
        return 0.0
    base = table.name.split("#")[-1].rsplit("/")[-1]
    stem = name_of(base.split(".")[0])
    by_name = (
        0.35
        if any(n and (stem == n or (len(n) > 2 and n in stem)) for n in kind.file_names)
        else 0.0
    )
    if stem in kind.file_names:
        by_name += 0.1
    share = len(named) / len(table.header)
    telling = sum(1 for t in named if t not in _COMMON) * 0.04
    cells = [_reads(kind.targets[t], table.column(h)) for t, h in named.items()]
    return (by_name + 0.45 * share + telling) * (sum(cells) / len(cells))


# Columns that many kinds have say little about which kind it is.
_COMMON = frozenset(
    (
        "key",
        "name",
        "account_key",
        "account_name",
        "owner",
        "currency",
        "department",
        "role",
        "email",
    )
)


def _reads(target: Target, cells: Iterable[str]) -> float:
    """The share of filled cells that read as the target's type; 1 when there is nothing to read."""
    filled = [c for c in cells if not values.is_empty(c)]
    if not filled:
        return 1.0
    return sum(_can(target.type, c) for c in filled) / len(filled)


def _can(type_: str, cell: str) -> bool:
    try:
        if type_ == "instant":
            values.instant(cell, _ANY_ZONE)
        elif type_ == "money":
            values.amount(cell, "USD")
        elif type_ == "text":
            # A name is never only digits; numbers of event types want their own table.
            return not re.fullmatch(r"[\d.,\s]+", cell)
        else:
            values.READERS[type_](cell)
    except values.CellWrong as wrong:
        return wrong.problem == "date-order"  # a date all the same; the column or a person decides
    return True


# Building ---------------------------------------------------------------------------------------


def _mapping(
    kind: str,
    table: Seen,
    named: dict[str, str],
    among: Sequence[Seen],
    learned: Learned = NOTHING,
) -> FileMapping:
    columns = {t: _source(KINDS[kind].targets[t], h, table.times) for t, h in named.items()}
    answers = {h: a for h in table.header if (a := learned.of(kind, h))}
    columns |= {t: answers[h].source_for(h) for t, h in named.items() if h in answers}
    if kind == "contract" and "tax_included" not in columns:
        money = [h for t, h in named.items() if t in ("mrr", "arr")]
        if any("税込" in h for h in money):
            columns["tax_included"] = Source(constant=True)
    lookup = _names_table(table, among) if kind == "event" else None
    if lookup and named.get("name") == lookup[0]:
        columns["name"] = Source(column=lookup[0], lookup=lookup[1])
    left = [h for h in table.header if h not in named.values()]
    new = [h for h in left if h not in answers]
    fields = {_field_key(h): _field(h, table) for h in new} if kind == "account" else {}
    traits = {_field_key(h): Source(column=h) for h in new} if kind == "user" else {}
    fields |= {a.target: a.field_for(h) for h, a in answers.items() if a.what == FIELD}
    traits |= {a.target: a.source_for(h) for h, a in answers.items() if a.what == TRAIT}
    props = [h for h in left if (kind == "event" and h in new) or _is(answers.get(h), PROP)]
    return FileMapping(
        file=table.name,
        kind=kind,
        columns=columns,
        fields=fields,
        traits=traits,
        props=tuple(props),
        leave=tuple(h for h in left if _left(kind, answers.get(h))),
    )


def _left(kind: str, answer: Answer | None) -> bool:
    """Accounts, users and events have a place for every column; of other kinds some stay out."""
    if answer is None:
        return kind not in ("account", "user", "event")
    return answer.what == LEAVE


def _is(answer: Answer | None, what: str) -> bool:
    return answer is not None and answer.what == what


def _source(target: Target, header: str, usual: int = 1) -> Source:
    """``usual`` multiplies amounts whose header names no unit of its own."""
    if target.type == "money":
        for unit, times in (("百万円", 1_000_000), ("千円", 1_000), ("万円", 10_000)):
            if unit in header:
                return Source(column=header, times=times)
        return Source(column=header, times=1 if "円" in header else usual)
    return Source(column=header)


def guess_wide(table: Seen) -> FileMapping | None:
    """A sheet with one column a month: its figures are dated fields of accounts, from each month on.

    None where no column says whose row it is. A count a month is a field value and no event: one
    event with a count in it would be one use, and as many events as the count would be made up.
    """
    wide = table.wide
    kind = KINDS["field"]
    named = {t: h for t, h in _match(kind, table).items() if t in ("account_key", "account_name")}
    if wide is None or not named:
        return None
    measures: list[str] = []
    if wide.measure in table.header:
        measures = list(dict.fromkeys(table.column(wide.measure)))
    stem = table.name.rsplit("/")[-1].split("#")[-1].split(".")[0]
    title = next((t for t in table.titles if 1 < len(t) <= 40 and not _UNIT_NOTE.search(t)), stem)
    fields = {}
    for measure in measures or [""]:
        name = measure or title
        type_ = _type_of([c for c in table.column(wide.value) if not values.is_empty(c)])
        when = ((wide.measure, (measure,)),) if measure else ()
        times = table.times if type_ == "number" and _is_money(name) else 1
        fields[_field_key(name)] = FieldSource(
            Source(column=wide.value, when=when, times=times),
            type=type_ if type_ in ("number", "text") else "text",
            name=Text(ja=name, en=name),
            from_=Source(column=wide.month),
        )
    columns = {t: Source(column=h) for t, h in named.items()}
    used = {*named.values(), wide.month, wide.value, wide.measure}
    return FileMapping(
        file=table.name,
        kind="field",
        columns=columns,
        fields=fields,
        leave=tuple(h for h in table.header if h not in used),
    )


_UNIT_NOTE = re.compile(r"単位|円|\d{4}[-/.年]")


def _is_money(name: str) -> bool:
    return bool(re.search(r"金額|売上|月額|請求|MRR|ARR|amount|revenue", name, re.I))


def _names_table(table: Seen, among: Sequence[Seen]) -> tuple[str, Lookup] | None:
    """The column of numbers that another table gives names to."""
    kind = KINDS["event_type"]
    for other in among:
        if other.name == table.name or len(other.header) > 4:
            continue
        named = _match(kind, other)
        number = named.get("key")
        if "name" in named and number in table.header:
            return number, Lookup(other.name, number, named["name"])
    return None


def _field(header: str, table: Seen) -> FieldSource:
    cells = [c for c in table.column(header) if not values.is_empty(c)]
    return FieldSource(Source(column=header), type=_type_of(cells), name=Text(ja=header, en=header))


def own_field(header: str, table: Seen) -> tuple[str, FieldSource]:
    """This function will make a dated field of a column: its key and how it reads."""
    return _field_key(header), _field(header, table)


def _type_of(cells: list[str]) -> str:
    if not cells:
        return "text"
    if all(_can("date", c) for c in cells) and not all(c.strip().isdigit() for c in cells):
        return "date"
    # Digits with a leading zero are a code, not a number.
    if all(_can("number", c) for c in cells) and not any(re.match(r"0\d", c) for c in cells):
        return "number"
    if all(_can("bool", c) for c in cells):
        return "bool"
    distinct = len(set(cells))
    return "choice" if distinct <= 12 and distinct <= max(2, len(cells) // 2) else "text"


def _field_key(header: str) -> str:
    """A name conditions can use: the header's Latin letters, else a short digest of it."""
    slug = re.sub(r"[^a-z0-9]+", "_", fold(re.sub(r"(?<=[a-z])(?=[A-Z])", "_", header))).strip("_")
    if not header.isascii() or not slug or not slug[0].isalpha():
        slug = "field_" + hashlib.sha256(fold(header).encode()).hexdigest()[:6]
    return f"{slug[:50]}_field" if slug in _TAKEN else slug[:60]


def _used(mapping: FileMapping) -> set[str]:
    used: set[str] = set(mapping.props)
    for source in (*mapping.columns.values(), *mapping.traits.values()):
        used.update(source.columns)
    for own in mapping.fields.values():
        used.update(own.source.columns)
    return used
