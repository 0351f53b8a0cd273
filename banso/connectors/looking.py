"""How files are understood before anything is taken over: layout, columns, readings, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from banso.connectors.files.grammar import parse_mapping
from banso.connectors.files.mapping import FieldSource, FileMapping, Source
from banso.connectors.files.read_columns import read_table, with_lost_zeros
from banso.connectors.files.reading import TableReading
from banso.connectors.files.tables import Table, sample_rows
from banso.connectors.files.vocabulary import KINDS
from banso.connectors.files.work import Work
from banso.connectors.learning import Proposal, proposal_of, provenance

_SAMPLES = 3


@dataclass(frozen=True, slots=True)
class ColumnView:
    """A column and what it is understood as: ``target`` with its name in both languages, or nothing.

    ``how`` says where that comes from: saved, shipped, learned, name, content, chosen, or None.
    ``type`` is what its cells are read as; ``times``, ``form``, ``pad`` how, as the mapping says.
    ``plain``: its values come from this column alone, so it can be changed here. ``reading`` is what
    was seen in its cells.
    """

    header: str
    target: str | None
    ja: str
    en: str
    samples: tuple[str, ...]
    how: str | None = None
    type: str = ""
    times: int = 1
    form: str = ""
    pad: int = 0
    plain: bool = True
    reading: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class TableView:
    """``confidence`` of the guess, None where a mapping says it. ``lacks``: columns the proposed mapping
    names and this table has not; ``new``: columns it says nothing of; ``missing``: what a row of its
    kind needs and no column gives, each a choice of targets. ``why`` a table is left out."""

    name: str
    kind: str | None
    kind_ja: str
    kind_en: str
    confidence: float | None
    rows: int
    encoding: str
    delimiter: str
    columns: tuple[ColumnView, ...]
    lacks: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    missing: tuple[tuple[str, ...], ...] = ()
    why: dict[str, str] | None = None
    layout: dict[str, Any] = field(default_factory=dict)
    notes: tuple[dict[str, Any], ...] = ()
    sheets: tuple[dict[str, Any], ...] = ()
    top: tuple[tuple[int, tuple[str, ...]], ...] = ()
    months: bool = False  # its columns are months, or were before they became rows
    end: str = ""  # what the end of a contract means, where the mapping says it


@dataclass(frozen=True, slots=True)
class Look:
    """``mapping``: key and text as they stand. ``proposal``: how it came to be. ``fitting``: keys of
    other mappings that fit these files."""

    mapping: dict[str, Any]
    tables: tuple[TableView, ...]
    proposal: dict[str, Any] | None
    fitting: tuple[str, ...]
    fields: dict[str, dict[str, str]] = field(default_factory=dict)  # key → name of own fields

    @property
    def complete(self) -> bool:
        """Whether it can be run: something is understood, and nothing needed is missing."""
        return any(t.kind for t in self.tables) and not any(t.missing for t in self.tables)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def look_at(work: Work) -> Look:
    """This function will give the tables of an import as they are understood now."""
    proposal = proposal_of(work.staged.folder)
    return Look(
        mapping={"key": work.mapping.key, "text": work.mapping.text},
        tables=tables_of(work, proposal),
        proposal=proposal_json(proposal),
        fitting=tuple(proposal.fitting) if proposal else (),
        fields={
            key: {"ja": own.name.in_("ja"), "en": own.name.in_("en")}
            for entry in work.mapping.files
            for key, own in entry.fields.items()
            if own.name
        },
    )


def proposal_json(proposal: Proposal | None) -> dict[str, Any] | None:
    """How the proposal came to be, for the screen."""
    if proposal is None:
        return None
    return {k: getattr(proposal, k) for k in ("how", "key", "name", "version", "last")}


def tables_of(work: Work, proposal: Proposal | None) -> tuple[TableView, ...]:
    """This function will describe every table with its columns and what was read in them."""
    tables = {t.name: t for t in work.staged.tables}
    readings = with_lost_zeros([_reading(work, t) for t in tables.values()], tables)
    by_table = {r.table: {c.header: c.as_json() for c in r.columns} for r in readings}
    return tuple(_table(work, t, proposal, by_table.get(n, {})) for n, t in tables.items())


_KEPT: dict[tuple[str, ...], TableReading] = {}
_MOST_KEPT = 64


def _reading(work: Work, table: Table) -> TableReading:
    """The reading of a table, remembered while neither the table nor its mapping changes."""
    entry = work.mapping.of(table.name)
    zone = work.mapping.time_zone or work.zone
    currency = work.mapping.currency or work.currency
    known = (table.path, table.digest, repr(table.asked), repr(entry), zone, currency)
    if known not in _KEPT:
        if len(_KEPT) >= _MOST_KEPT:
            _KEPT.clear()
        _KEPT[known] = read_table(table, entry, zone=zone, currency=currency)
    return _KEPT[known]


def _table(
    work: Work, table: Table, proposal: Proposal | None, readings: dict[str, dict[str, Any]]
) -> TableView:
    mapping = work.mapping.of(table.name)
    kind = KINDS.get(mapping.kind) if mapping else None
    why = mapping.why if mapping else None
    rows = sample_rows(table, 50)
    return TableView(
        name=table.name,
        kind=kind.key if kind else None,
        kind_ja=kind.text.in_("ja") if kind else "取り込まない",
        kind_en=kind.text.in_("en") if kind else "left out",
        confidence=_confidence(proposal, table.name, kind.key if kind else None),
        rows=table.rows,
        encoding=table.encoding,
        delimiter=table.delimiter,
        columns=tuple(
            _column(
                table,
                h,
                mapping,
                rows,
                provenance(proposal, work.mapping, table.name, h),
                readings.get(h),
            )
            for h in table.header
        ),
        lacks=tuple(proposal.lacks.get(table.name, ())) if proposal else (),
        new=tuple(proposal.new.get(table.name, ())) if proposal else (),
        missing=_missing(mapping),
        why={"ja": why.in_("ja"), "en": why.in_("en")} if why else None,
        layout=table.layout.as_json(),
        notes=tuple(n.as_json() for n in table.notes),
        sheets=tuple(asdict(s) for s in table.sheets),
        top=table.top,
        months=bool(table.layout.unpivot) or table.asked.unpivot is False,
        end=(mapping.end or "") if mapping else "",
    )


def _confidence(proposal: Proposal | None, table: str, kind: str | None) -> float | None:
    """How sure the guess was, while its kind still stands."""
    if proposal is None or table not in proposal.confidence:
        return None
    guessed = parse_mapping(proposal.text, draft=True).of(table)
    return proposal.confidence[table] if guessed and guessed.kind == kind else None


def _missing(mapping: FileMapping | None) -> tuple[tuple[str, ...], ...]:
    if mapping is None or mapping.kind == "skip":
        return ()
    needs = KINDS[mapping.kind].needs
    if mapping.kind == "field" and mapping.fields:
        needs = needs[:1]
    return tuple(n for n in needs if not any(c in mapping.columns for c in n))


def _column(
    table: Table,
    header: str,
    mapping: FileMapping | None,
    rows: Sequence[Sequence[str]],
    how: str | None,
    reading: dict[str, Any] | None,
) -> ColumnView:
    at = table.header.index(header)
    cells = [row[at] for row in rows if row[at].strip()]
    samples = tuple(c[:60] for c in list(dict.fromkeys(cells))[:_SAMPLES])
    target, ja, en = _meaning(header, mapping)
    type_, source = _source(header, mapping)
    made = source is not None and (source.join or source.when or source.lookup or source.or_)
    return ColumnView(
        header=header,
        target=target,
        ja=ja,
        en=en,
        samples=samples,
        how=how,
        type=type_,
        times=source.times if source else 1,
        form=(source.form or "") if source else "",
        pad=source.pad if source else 0,
        plain=not made,
        reading=reading,
    )


def _source(header: str, mapping: FileMapping | None) -> tuple[str, Source | None]:
    """What the cells are read as, and the source that reads them."""
    if mapping is None or mapping.kind == "skip":
        return "", None
    known = KINDS[mapping.kind].targets
    for target, source in mapping.columns.items():
        if header in source.columns:
            return source.as_ or known[target].type, source
    for own in mapping.fields.values():
        if header in own.source.columns:
            return own.source.as_ or own.type, own.source
        if own.from_ is not None and header in own.from_.columns:
            return "date", own.from_
    for source in mapping.traits.values():
        if header in source.columns:
            return "text", source
    return ("text", None) if header in mapping.props else ("", None)


def _meaning(header: str, mapping: FileMapping | None) -> tuple[str | None, str, str]:
    if mapping is None or mapping.kind == "skip":
        return None, "", ""
    known = KINDS[mapping.kind].targets
    for target, source in mapping.columns.items():
        if header in source.columns:
            text = known[target].text
            return target, text.in_("ja"), text.in_("en")
    sources: dict[str, Source | FieldSource] = {**mapping.fields, **mapping.traits}
    for key, own in sources.items():
        inner = own.source if isinstance(own, FieldSource) else own
        since = own.from_ if isinstance(own, FieldSource) else None
        if header in inner.columns:
            name = own.name if isinstance(own, FieldSource) else None
            return f"field:{key}", name.in_("ja") if name else key, name.in_("en") if name else key
        if since is not None and header in since.columns:
            return "since", "項目の値が始まる日", "day its values hold from"
    if header in mapping.props:
        return "props", "イベントの属性", "property of the event"
    return None, "", ""
