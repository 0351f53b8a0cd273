"""Mapping that learns: what to propose for files that came, from what was answered before.

In this order: a saved mapping that fits ("same as the import of 3 April"), a mapping that ships, then
column by column what was answered for the same header, what its name says, what its cells look like.
The proposal is kept beside the files, so that the screen can say of every column where it comes from.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

from banso.connectors.files.answers import Learned, learn, shape_of
from banso.connectors.files.fitting import Fit, fit
from banso.connectors.files.grammar import parse_mapping, shipped, shipped_text
from banso.connectors.files.guess import Guess, Seen, guess_all, guess_table
from banso.connectors.files.mapping import FieldSource, FileMapping, Mapping
from banso.connectors.files.write_yaml import mapping_text
from banso.connectors.models import ImportBatch
from banso.lib.problems import BansoError
from banso.lib.text import Text
from banso.workspace import queries as workspace
from banso.workspace.viewer import Viewer

SAVED, SHIPPED, GUESSED = "saved", "shipped", "guessed"
PROPOSAL = "proposal.json"
LEARN_FROM = 100  # newest mapping texts that answers are taken from
_DATES = re.compile(r"[0-9０-９]+")


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is proposed and why. ``how``: SAVED, SHIPPED or GUESSED. ``columns``: table → header → where
    the meaning comes from (saved, shipped, learned, name, content). ``last``: the import that used the
    saved mapping last, as ISO time. ``fitting``: keys of the other mappings that fit, best first."""

    text: str
    source: str
    how: str
    key: str
    name: str = ""
    version: int | None = None
    last: str | None = None
    columns: dict[str, dict[str, str]] = field(default_factory=dict)
    confidence: dict[str, float] = field(default_factory=dict)
    lacks: dict[str, list[str]] = field(default_factory=dict)
    new: dict[str, list[str]] = field(default_factory=dict)
    fitting: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class _Candidate:
    how: str
    fit: Fit
    version: int | None
    at: datetime | None

    @property
    def rank(self) -> tuple[Any, ...]:
        known = self.at.timestamp() if self.at else 0.0
        return (*self.fit.weight[:2], self.how == SAVED, self.fit.weight[2], known)


def propose(tables: Sequence[Seen], *, origin: str) -> Proposal:
    """This function will say what ``tables`` most probably are; ``origin`` names a mapping made new."""
    saved = _newest()
    found = [
        _Candidate(SAVED, f, version, at)
        for mapping, version, at in saved
        if (f := fit(mapping, tables))
    ]
    kept = {mapping.key for mapping, _, _ in saved}
    found += [
        _Candidate(SHIPPED, f, None, None)
        for key in shipped()
        if key not in kept and (f := fit(_parsed(shipped_text(key)), tables))
    ]
    found.sort(key=lambda c: c.rank, reverse=True)
    learned = learned_answers()
    best = next((c for c in found if _whole(c, tables)), None)
    if best is None:
        return _guessed(tables, learned, origin, found)
    return _of_mapping(best, tables, learned, found)


def _whole(candidate: _Candidate, tables: Sequence[Seen]) -> bool:
    """A saved mapping must read most of what came; what ships knows which of many exports it wants."""
    return candidate.how == SHIPPED or 2 * len(candidate.fit.taken) >= len(tables)


def _guessed(
    tables: Sequence[Seen], learned: Learned, origin: str, found: Sequence[_Candidate]
) -> Proposal:
    mapping, guesses = guess_all(tables, learned=learned)
    mapping = replace(
        mapping,
        key=own_key(tables),
        name=Text.of(_title(origin)),
        files=tuple(replace(f, file=_pattern(f.file, tables)) for f in mapping.files),
    )
    return Proposal(
        text=mapping_text(mapping),
        source=mapping.source,
        how=GUESSED,
        key=mapping.key,
        name=_title(origin),
        columns={g.table: dict(g.how) for g in guesses},
        confidence={g.table: g.confidence for g in guesses},
        fitting=[c.fit.mapping.key for c in found],
    )


def _of_mapping(
    best: _Candidate, tables: Sequence[Seen], learned: Learned, found: Sequence[_Candidate]
) -> Proposal:
    mapping = best.fit.mapping
    columns = {
        t.name: dict.fromkeys(_understood(mapping, t), best.how)
        for t in tables
        if t.name in best.fit.taken
    }
    others: list[Guess] = []
    if best.how == SAVED:
        # Files the mapping does not know are proposed as if they had come alone.
        others = [guess_table(t, tables, learned) for t in tables if t.name not in best.fit.taken]
    if others:
        files = (
            *mapping.files,
            *(replace(g.mapping, file=_pattern(g.table, tables)) for g in others),
        )
        mapping = replace(mapping, files=files, text="")
        columns |= {g.table: dict(g.how) for g in others}
    last = _last_use(mapping.key) if best.how == SAVED else None
    return Proposal(
        text=mapping.text or mapping_text(mapping),
        source=mapping.source,
        how=best.how,
        key=mapping.key,
        name=_name(mapping),
        version=best.version,
        last=last.isoformat() if last else None,
        columns=columns,
        confidence={g.table: g.confidence for g in others},
        lacks={k: list(v) for k, v in best.fit.lacks.items()},
        new={k: list(v) for k, v in best.fit.new.items()},
        fitting=[c.fit.mapping.key for c in found if c is not best],
    )


def _understood(mapping: Mapping, table: Seen) -> list[str]:
    entry = mapping.of(table.name)
    if entry is None:
        return []
    named = {c for s in entry.sources() for c in s.columns} | {*entry.props, *entry.leave}
    return [h for h in table.header if h in named]


# What was answered -------------------------------------------------------------------------------


def _newest() -> list[tuple[Mapping, int, datetime]]:
    """The newest version of every mapping of the workspace that can still be read."""
    found: dict[str, tuple[Mapping, int, datetime]] = {}
    for view in workspace.definitions(viewer=Viewer.system(), kind="mapping"):
        if view.key in found or view.key == "guessed":
            continue
        try:
            found[view.key] = (_parsed(view.text), view.version, view.created_at)
        except BansoError:
            continue  # written by hand under an older grammar
    return sorted(found.values(), key=lambda f: f[2], reverse=True)


def learned_answers() -> Learned:
    """This function will collect what people answered: the mappings of imports that were taken over,
    also of those undone since, newest first."""
    states = (ImportBatch.COMMITTED, ImportBatch.UNDONE)
    texts = ImportBatch.objects.filter(state__in=states).order_by("-pk")
    known = dict.fromkeys(texts.values_list("mapping_text", flat=True)[:LEARN_FROM])
    found: list[Mapping] = []
    for text in known:
        try:
            found.append(_parsed(text))
        except BansoError:
            continue
    return learn(found)


def newest_mappings() -> list[Mapping]:
    """This function will give the newest version of every mapping of the workspace."""
    return [mapping for mapping, _, _ in _newest()]


@lru_cache(maxsize=256)
def _parsed(text: str) -> Mapping:
    return parse_mapping(text)


def _last_use(key: str) -> datetime | None:
    used = ImportBatch.objects.filter(mapping_key=key, committed_at__isnull=False)
    return used.order_by("-committed_at").values_list("committed_at", flat=True).first()


# Names and keys ----------------------------------------------------------------------------------


def own_key(tables: Sequence[Seen]) -> str:
    """The key of a new mapping: the same for files of the same columns, so a later one is its next version."""
    shapes = sorted("\x1f".join(sorted(shape_of(t.header))) for t in tables)
    return "own-" + blake2b("\x1e".join(shapes).encode(), digest_size=5).hexdigest()


def _title(origin: str) -> str:
    """The name of files without extensions, dates and numbers: 顧客一覧_202604.xlsx is 顧客一覧."""
    stems = [
        re.sub(r"\.(csv|tsv|txt|xlsx|xlsm|zip|gz)\b", "", o.strip()) for o in origin.split(",")
    ]
    bare = [re.sub(r"[\s_\-.()（）年月日]+$", "", _DATES.split(s)[0]).strip() or s for s in stems]
    return "・".join(dict.fromkeys(b for b in bare if b))[:80] or "files"


def _pattern(name: str, tables: Sequence[Seen]) -> str:
    """The name with its dates and numbers open, unless that would take another table of the import."""
    if not _DATES.search(name):
        return name
    book, mark, sheet = name.partition("#")
    wide = _DATES.sub("*", book) + mark + sheet
    alone = [t.name for t in tables if FileMapping(wide, "skip").fits(t.name)] == [name]
    return wide if alone and re.search(r"[^*.\s_\-]{2,}\.", book) else name


def _name(mapping: Mapping) -> str:
    return (mapping.name.in_("ja") if mapping.name else "") or mapping.key


# Beside the files --------------------------------------------------------------------------------


def keep_proposal(folder: Path, proposal: Proposal) -> None:
    (folder / PROPOSAL).write_text(json.dumps(proposal.as_json(), ensure_ascii=False))


def proposal_of(folder: Path) -> Proposal | None:
    """The proposal kept beside the files of an import, None when it is gone."""
    path = folder / PROPOSAL
    return Proposal(**json.loads(path.read_text())) if path.exists() else None


def provenance(proposal: Proposal | None, now: Mapping, table: str, header: str) -> str | None:
    """Where the meaning of a column comes from now: as proposed, or ``chosen`` by a person since."""
    if proposal is None:
        return None
    before = _meaning(_parsed(proposal.text).of(table), header)
    if before != _meaning(now.of(table), header):
        return "chosen"
    return proposal.columns.get(table, {}).get(header)


def _meaning(entry: FileMapping | None, header: str) -> Any:
    """Everything an entry says of a column."""
    if entry is None or entry.kind == "skip":
        return None
    sources: dict[str, Any] = {**entry.columns, **entry.fields, **entry.traits}
    said = [
        (key, own)
        for key, own in sources.items()
        if header in (own.source.columns if isinstance(own, FieldSource) else own.columns)
    ]
    return entry.kind, said, header in entry.props
