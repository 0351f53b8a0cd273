"""Saved mappings: texts with versions, byte for byte. Listed, written, renamed, rolled back."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max

from banso.connectors.files.grammar import parse_mapping, shipped, shipped_text
from banso.connectors.models import ImportBatch
from banso.lib.problems import BansoError, Problem, problem
from banso.lib.text import Text
from banso.workspace import operations as workspace_operations
from banso.workspace import queries as workspace
from banso.workspace.viewer import Act, Viewer

__all__ = [
    "MappingUnknown",
    "MappingView",
    "VersionView",
    "rename_mapping",
    "roll_back_mapping",
    "save_mapping",
    "saved_mapping",
    "saved_mappings",
]

_NAME_LINE = re.compile(r"^name:.*\n(?:[ \t]+.*\n)*", re.M)
_KEY_LINE = re.compile(r"^key:.*\n", re.M)


class MappingUnknown(BansoError):
    """There is no such mapping, or no such version of it."""


@dataclass(frozen=True, slots=True)
class VersionView:
    version: int
    text: str
    why: str
    created_by: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class MappingView:
    """``version`` None: it ships with Banso and was not changed here. ``files``: (pattern, kind) of its
    entries. ``broken``: the text of the newest version no longer reads, since the grammar moved on."""

    key: str
    name: Text
    source: str
    text: str
    version: int | None
    versions: tuple[VersionView, ...]
    files: tuple[tuple[str, str], ...]
    uses: int
    used_at: datetime | None
    broken: bool = False


def saved_mappings(*, viewer: Viewer) -> list[MappingView]:
    """This function will list the workspace's mappings, the last used first, then those that ship."""
    viewer.require(Act.SEE_IMPORTS)
    versions: dict[str, list[VersionView]] = {}
    for d in workspace.definitions(viewer=viewer, kind="mapping"):
        if d.key != "guessed":
            seen = VersionView(d.version, d.text, d.why, d.created_by, d.created_at)
            versions.setdefault(d.key, []).append(seen)
    uses = _uses()
    own = [_view(key, found, uses) for key, found in versions.items()]
    own.sort(key=lambda m: (m.used_at or m.versions[0].created_at, m.key), reverse=True)
    return own + [_shipped(key, uses) for key in shipped() if key not in versions]


def saved_mapping(*, viewer: Viewer, key: str) -> MappingView:
    """This function will show one mapping with its versions; raises MappingUnknown."""
    found = next((m for m in saved_mappings(viewer=viewer) if m.key == key), None)
    if found is None:
        raise MappingUnknown(_unknown(key))
    return found


def save_mapping(*, viewer: Viewer, text: str, now: datetime, why: str = "") -> tuple[str, int]:
    """This function will keep ``text`` as the next version of the mapping whose key it names.

    Raises MappingRefused with every problem on its line, and then keeps nothing. Gives back key and
    version; the text of the newest version again makes no new one.
    """
    viewer.require(Act.IMPORT)
    text = text.replace("\r\n", "\n")
    key = parse_mapping(text).key
    version = workspace_operations.save_definition(
        viewer=viewer, kind="mapping", key=key, text=text, now=now, why=why
    )
    return key, version


def rename_mapping(*, viewer: Viewer, key: str, name: str, now: datetime) -> int:
    """This function will give a mapping another name: the next version, with only that line changed."""
    viewer.require(Act.IMPORT)
    view = saved_mapping(viewer=viewer, key=key)
    line = f"name: {json.dumps(name.strip()[:80] or key, ensure_ascii=False)}\n"
    text = _NAME_LINE.sub("", view.text)
    text = _KEY_LINE.sub(lambda found: found[0] + line, text, count=1)
    return save_mapping(viewer=viewer, text=text, now=now, why=name.strip()[:80])[1]


def roll_back_mapping(*, viewer: Viewer, key: str, version: int, now: datetime) -> int:
    """This function will make the text of a former version the newest one, byte for byte."""
    viewer.require(Act.IMPORT)
    view = saved_mapping(viewer=viewer, key=key)
    former = next((v for v in view.versions if v.version == version), None)
    if former is None:
        raise MappingUnknown(_unknown(f"{key}@{version}"))
    parse_mapping(former.text)
    return workspace_operations.save_definition(
        viewer=viewer, kind="mapping", key=key, text=former.text, now=now, why=f"← v{version}"
    )


def _uses() -> dict[str, tuple[int, datetime | None]]:
    used = ImportBatch.objects.filter(state=ImportBatch.COMMITTED).order_by()
    rows = used.values("mapping_key").annotate(n=Count("pk"), last=Max("committed_at"))
    return {r["mapping_key"]: (r["n"], r["last"]) for r in rows}


def _view(
    key: str, versions: list[VersionView], uses: dict[str, tuple[int, datetime | None]]
) -> MappingView:
    newest = versions[0]
    count, last = uses.get(key, (0, None))
    name, source, broken = Text.of(key), "", False
    files: tuple[tuple[str, str], ...] = ()
    try:
        mapping = parse_mapping(newest.text)
        name, source = mapping.name or name, mapping.source
        files = tuple((f.file, f.kind) for f in mapping.files)
    except BansoError:
        broken = True
    return MappingView(
        key, name, source, newest.text, newest.version, tuple(versions), files, count, last, broken
    )


def _shipped(key: str, uses: dict[str, tuple[int, datetime | None]]) -> MappingView:
    text = shipped_text(key)
    mapping = parse_mapping(text)
    files = tuple((f.file, f.kind) for f in mapping.files)
    name = mapping.name or Text.of(key)
    return MappingView(key, name, mapping.source, text, None, (), files, *uses.get(key, (0, None)))


def _unknown(key: str) -> Problem:
    return problem(
        "mapping.unknown",
        ja=f"対応付け「{key}」が見つかりません。",
        en=f"There is no mapping '{key}'.",
        remedy_ja="一覧から選び直してください。",
        remedy_en="Choose it from the list.",
    )
