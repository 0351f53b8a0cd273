"""Reads of the notes by what they say, the newest first."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from banso.customers.moments.models import Touchpoint
from banso.customers.moments.noteviews import NoteView, rows_of, views
from banso.customers.queries import in_scope
from banso.customers.search.grams import words
from banso.customers.search.index import due, match
from banso.customers.search.showing import Piece, snippet
from banso.lib.width import fold_words
from banso.workspace.viewer import Viewer

_FEW = 3_000  # matches that are cheaper to sort than to meet on a walk from the newest back
_FIRST = 400  # of the newest notes that are looked into before the index is asked for many
_LOOKED = 4_000  # notes looked into before it is said that there may be more
_TEXTS = ("subject", "topic", "notes", "mood_why")


@dataclass(frozen=True, slots=True)
class Hit:
    """A note and the line that shows why it was found, in pieces."""

    note: NoteView
    line: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """``more``: there are, or may be, others behind these."""

    hits: tuple[Hit, ...]
    more: bool


def search_notes(
    *,
    viewer: Viewer,
    text: str,
    account_id: int | None = None,
    types: Collection[str] = (),
    mood: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
    limit: int = 50,
) -> Found:
    """This function will find notes that hold every word of ``text`` in subject, topic, text or reason of the mood.

    Width, case, kana kind and old character forms do not count; Japanese words are found anywhere,
    others by how they begin. No words: the newest notes. Accounts outside the viewer's scope are
    not looked into.
    """
    rows = in_scope(Touchpoint.objects.all(), viewer)
    if account_id is not None:
        rows = rows.filter(account_id=account_id)
    if types:
        rows = rows.filter(type__in=sorted(types))
    if mood:
        rows = rows.filter(mood=mood)
    if since is not None:
        rows = rows.filter(happened_at__gte=since)
    if until is not None:
        rows = rows.filter(happened_at__lt=until)
    said = words(text)
    ids, more = _ids(rows, said, limit)
    shown = rows_of(viewer).filter(pk__in=ids).order_by("-happened_at", "-pk")
    found = views(viewer=viewer, rows=shown)
    return Found(tuple(Hit(v, snippet(_texts(v), said)) for v in found), more)


def _texts(view: NoteView) -> Sequence[str]:
    return (view.notes, view.topic, view.mood_why, view.subject)


def _ids(rows: QuerySet[Touchpoint], said: list[str], limit: int) -> tuple[list[int], bool]:
    if not said:
        newest = rows.order_by("-happened_at", "-pk").values_list("pk", flat=True)[: limit + 1]
        return list(newest[:limit]), len(newest) > limit
    few = _few(said)
    if few is None:  # words that stand everywhere fill the page from the newest notes alone
        first: Any = rows.order_by("-happened_at", "-pk").values_list("pk", *_TEXTS)[:_FIRST]
        found, more = _holding(first, said, limit)
        if more:
            return found, True
    return _holding(_candidates(rows, said, few), said, limit)


def _holding(
    rows: Iterable[tuple[Any, ...]], said: list[str], limit: int
) -> tuple[list[int], bool]:
    """The first notes whose texts hold every word, and whether there may be more."""
    found: list[int] = []
    for looked, (pk, *texts) in enumerate(rows):
        if looked >= _LOOKED:
            return found, True
        folded = fold_words("\n".join(texts))
        if all(word in folded for word in said):
            if len(found) == limit:
                return found, True
            found.append(pk)
    return found, False


def _candidates(
    rows: QuerySet[Touchpoint], said: list[str], few: list[int] | None
) -> Iterator[tuple[Any, ...]]:
    """Notes that have all grams, and those not indexed yet, the newest first."""
    columns = ("pk", *_TEXTS)
    if few is not None:
        rows = rows.filter(pk__in=[*few, *due(most=_LOOKED)])
    else:
        sql, expression = match(" ".join(said))
        # The plus keeps the planner from looking up and sorting every match: it walks from the
        # newest back and stops at the end of the page.
        walk = f"+customers_touchpoint.id IN ({sql} UNION SELECT id FROM customers_notedue)"  # noqa: S608
        rows = rows.extra(where=[walk], params=[expression])  # noqa: S610 - our SQL, values bound
    ordered = rows.order_by("-happened_at", "-pk").values_list(*columns)
    yield from ordered.iterator(chunk_size=200)


def _few(said: list[str]) -> list[int] | None:
    """Ids of the matches; None where there are many."""
    sql, expression = match(" ".join(said))
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} LIMIT %s", [expression, _FEW + 1])
        ids = [row[0] for row in cursor.fetchall()]
    return ids if len(ids) <= _FEW else None
