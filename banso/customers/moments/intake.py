"""Moments from outside, written in bulk inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from banso.customers.moments.erasing import digest_of, erased_among
from banso.customers.moments.kinds import KINDS, MomentKind
from banso.customers.moments.models import Touchpoint
from banso.customers.search import index
from banso.workspace.changes import Counts, chunks, write
from banso.workspace.viewer import Act, Viewer


@dataclass(frozen=True, slots=True)
class MomentRow:
    """``values``: the columns this row brings, of those of its kind. ``account_id`` None: it hangs on
    no account (group sessions, incidents)."""

    key: str
    values: Mapping[str, Any] = field(default_factory=dict)
    account_id: int | None = None


def upsert_moments(
    *,
    viewer: Viewer,
    source: str,
    kind: str,
    rows: Iterable[MomentRow],
    batch: str,
    now: datetime,
) -> Counts:
    """This function will create or change moments of one kind, known by (``source``, key).

    A row of somebody who was erased stays as it is; a new one comes in without address and words.
    One that a person changed, moved or withdrew since stays as that person left it, too: ``kept``
    counts those that the rows say something else of.
    """
    viewer.require(Act.IMPORT)
    of = KINDS[kind]
    total = Counts()
    for part in chunks(rows):
        known = {
            row.key: row
            for row in of.model._default_manager.filter(
                source=source, key__in=[r.key for r in part]
            )
        }
        left = {k for k, row in known.items() if getattr(row, "erased_at", None) is not None}
        gone = erased_among(_addresses(of, part))
        edited = {k for k, row in known.items() if getattr(row, "edited_at", None)} - left
        kept = {
            r.key for r in part if r.key in edited and _says_else(known[r.key], _values(of, r, gone, now))
        }  # fmt: skip
        left |= edited
        counts, _ = write(
            model=of.model,
            found={k: row for k, row in known.items() if k not in left},
            rows=((r.key, _values(of, r, gone, now)) for r in part if r.key not in left),
            make=lambda key, values: of.model(source=source, key=key, batch=batch, **values),
            batch=batch,
        )
        total += counts + Counts(same=len(left), kept=len(kept))
    if of.model is Touchpoint:
        index.renew()
    return total


def moment_ids(
    *, viewer: Viewer, source: str, kind: str, keys: Iterable[str]
) -> dict[str, tuple[int, datetime]]:
    """This function will map keys of group sessions or incidents to (row id, when it begins)."""
    viewer.require(Act.IMPORT)
    of = KINDS[kind]
    found: dict[str, tuple[int, datetime]] = {}
    for part in chunks(set(keys)):
        rows = of.model.objects.filter(source=source, key__in=part)
        found.update((key, (pk, at)) for key, pk, at in rows.values_list("key", "pk", of.when[0]))
    return found


def _says_else(row: Any, values: Mapping[str, Any]) -> bool:
    return any(getattr(row, name) != value for name, value in values.items())


def _addresses(of: MomentKind, rows: Iterable[MomentRow]) -> set[str]:
    found: set[str] = set()
    for row in rows:
        if row.values.get("email"):
            found.add(row.values["email"])
        found.update(a for a in (row.values.get("their_people") or "").split(";") if a)
    return found


def _values(of: MomentKind, row: MomentRow, gone: set[str], now: datetime) -> dict[str, Any]:
    unknown = row.values.keys() - of.columns
    if unknown:
        raise KeyError(f"no such column: {', '.join(sorted(unknown))}")
    values = dict(row.values)
    if row.account_id is not None:
        values["account_id"] = row.account_id
    if not gone:
        return values
    if values.get("email") and digest_of(values["email"]) in gone:
        values |= {"email": "", "erased_at": now, **dict.fromkeys(of.says, "")}
    people = (values.get("their_people") or "").split(";")
    stay = [a for a in people if digest_of(a) not in gone]
    if len(stay) < len(people):
        values |= {"their_people": ";".join(stay), "erased_at": now}
    return values
