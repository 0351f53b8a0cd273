"""Reads of the workspace: the clock, people, definitions, releases, coverage, audit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Exists, Q, Subquery

from banso.lib.once import kept, once
from banso.workspace.clock import Clock, read_clock
from banso.workspace.models import AuditRow, Coverage, Definition, Job, Release, User, WorkspaceRow
from banso.workspace.viewer import Act, Role, Viewer


@dataclass(frozen=True, slots=True)
class WorkspaceView:
    name: str
    time_zone: str
    currency: str
    language: str
    fiscal_year_start: int
    settle_hours: int
    reopen_days: int
    is_demo: bool
    closed_day: date | None


@dataclass(frozen=True, slots=True)
class PersonView:
    id: int
    public_id: str
    email: str
    name: str
    role: str
    language: str
    is_active: bool
    scope_size: int | None


@dataclass(frozen=True, slots=True)
class DefinitionView:
    kind: str
    key: str
    version: int
    text: str
    digest: str
    why: str
    created_at: datetime
    created_by: str


@dataclass(frozen=True, slots=True)
class ReleaseView:
    number: int
    manifest: dict[str, int]  # {"journey/six-phases": 3}
    changed: dict[str, int]  # the part of it that the release before did not say
    why: str
    created_at: datetime
    created_by: str


@dataclass(frozen=True, slots=True)
class CoverageView:
    kind: str
    source: str
    from_on: date
    to_on: date | None
    by_hand: bool

    def holds(self, first: date, last: date) -> bool:
        """Whether the days first..last (inclusive) lie wholly inside."""
        return self.from_on <= first and (self.to_on is None or last <= self.to_on)


@dataclass(frozen=True, slots=True)
class AuditView:
    at: datetime
    by: str
    act: str
    subject_kind: str
    subject_id: str
    detail: dict[str, object]


def exists() -> bool:
    """Whether this folder's records hold a workspace yet. Asked before anybody can have signed in."""
    return WorkspaceRow.objects.filter(id=1).exists()


def has_people() -> bool:
    """Whether anybody can sign in; the first-run page is open only while nobody can."""
    return User.objects.exists()


def viewer_of(*, user_id: int, language: str | None = None, row: object = None) -> Viewer:
    """This function will build the viewer of a signed-in person, with today's rights and scope.

    ``row``: the person as just read, where the caller has it already.
    """
    user = row if isinstance(row, User) and row.pk == user_id else User.objects.get(pk=user_id)
    scope = (
        frozenset(user.account_scopes.values_list("account_id", flat=True)) if user.scoped else None
    )
    return Viewer(
        user_id=user.pk, role=Role(user.role), scope=scope, language=language or user.language
    )


@once
def _row() -> WorkspaceRow:
    sql, values = _row_sql(connection.vendor)
    for row in WorkspaceRow.objects.raw(sql, values):
        return row
    raise WorkspaceRow.DoesNotExist


@cache
def _row_sql(vendor: str) -> tuple[str, tuple[Any, ...]]:
    """Written once for each kind of store: every look asks it, and writing it took 1.5 of its 1.8 ms."""
    newest = Release.objects.order_by("-number")
    rows = WorkspaceRow.objects.filter(id=1).annotate(
        release_id=Subquery(newest.values("pk")[:1]),
        released=Subquery(newest.values("number")[:1]),
        working=Exists(Job.objects.filter(state__in=("waiting", "running"))),
        written=Subquery(AuditRow.objects.order_by("-pk").values("pk")[:1]),
    )
    return rows.query.sql_with_params()


def working() -> bool:
    """This function will say whether any long work is not over; part of what every look reads anyway."""
    return bool(_row().working)  # type: ignore[attr-defined]


def stamp() -> tuple[object, ...]:
    """This function will give what changes with every release and every change of what pages keep
    in memory (``operations.note_change``); one look asks the records once."""
    row = _row()
    return (row.release_id, row.released, row.changes, row.currency)  # type: ignore[attr-defined]


def stamp_of_writes() -> tuple[object, ...]:
    """This function will give what changes with every audited write, every close and every end of
    long work; for what pages keep although it changes without a release."""
    row = _row()
    return (*stamp(), row.written, row.closed_day, working())  # type: ignore[attr-defined]


@kept(stamp)
def _newest_release() -> Release | None:
    return Release.objects.order_by("-number").first()


def row_of(*, using: str = "default") -> dict[str, object]:
    """This function will give what a backup says about its workspace; empty before the first run."""
    names = ("name", "is_demo", "time_zone", "currency", "language")
    return WorkspaceRow.objects.using(using).values(*names).first() or {}


def clock(*, wall: datetime | None = None) -> Clock:
    """This function will read the workspace's clock; ``wall`` (aware) defaults to the machine's."""
    row = _row()
    return read_clock(
        mode=row.clock_mode,
        zone=row.time_zone,
        stands_at=row.stands_at,
        closed_day=row.closed_day,
        wall=wall or datetime.now(UTC),
    )


def workspace(*, viewer: Viewer) -> WorkspaceView:
    """This function will give back the workspace's settings; everyone signed in may read them."""
    row = _row()
    return WorkspaceView(
        name=row.name,
        time_zone=row.time_zone,
        currency=row.currency,
        language=row.language,
        fiscal_year_start=row.fiscal_year_start,
        settle_hours=row.settle_hours,
        reopen_days=row.reopen_days,
        is_demo=row.is_demo,
        closed_day=row.closed_day,
    )


def people(*, viewer: Viewer) -> list[PersonView]:
    """This function will list everyone who can sign in, by name."""
    viewer.require(Act.MANAGE_PEOPLE)
    found = User.objects.prefetch_related("account_scopes").order_by("family_name", "email")
    return [
        PersonView(
            id=u.pk,
            public_id=u.public_id,
            email=u.email,
            name=u.display_name,
            role=u.role,
            language=u.language,
            is_active=u.is_active,
            scope_size=len(u.account_scopes.all()) if u.scoped else None,
        )
        for u in found
    ]


def demo_people() -> list[PersonView]:
    """This function will list the fictional people of a demo workspace, and nobody anywhere else.

    Asked before anybody has signed in, so it never names a real person, also not in a demo.
    """
    if not WorkspaceRow.objects.filter(id=1, is_demo=True).exists():
        return []
    return [
        PersonView(
            id=u.pk,
            public_id=u.public_id,
            email=u.email,
            name=u.display_name,
            role=u.role,
            language=u.language,
            is_active=u.is_active,
            scope_size=None,
        )
        for u in User.objects.filter(is_demo=True, is_active=True).order_by("pk")
    ]


@kept(stamp)
def names_of_people(*, viewer: Viewer) -> dict[int, str]:
    """This function will map each person's id to the name shown beside what they own.

    A viewer with a scope learns the names of colleagues, not of the other outside partners.
    """
    rows = User.objects.all()
    if viewer.scope is not None:
        rows = rows.exclude(~Q(pk=viewer.user_id), role=Role.PARTNER.value)
    return {u.pk: u.display_name for u in rows}


def newest_definition(*, viewer: Viewer, kind: str, key: str) -> DefinitionView | None:
    """This function will give back the newest version of one definition, in force or not."""
    viewer.require(Act.SEE_DEFINITIONS)
    row = (
        Definition.objects.select_related("created_by")
        .filter(kind=kind, key=key)
        .order_by("-version")
        .first()
    )
    return _definition(row) if row else None


@once
def definition(*, viewer: Viewer, kind: str, key: str, version: int) -> DefinitionView | None:
    """This function will give back one version of one definition."""
    viewer.require(Act.SEE_DEFINITIONS)
    row = (
        Definition.objects.select_related("created_by")
        .filter(kind=kind, key=key, version=version)
        .first()
    )
    return _definition(row) if row else None


@once
def definitions(*, viewer: Viewer, kind: str, key: str | None = None) -> list[DefinitionView]:
    """This function will list the versions of a kind (and key), newest first."""
    viewer.require(Act.SEE_DEFINITIONS)
    rows = Definition.objects.select_related("created_by").filter(kind=kind)
    if key is not None:
        rows = rows.filter(key=key)
    return [_definition(r) for r in rows.order_by("key", "-version")]


def definitions_in_force(*, viewer: Viewer, kind: str) -> list[DefinitionView]:
    """This function will give back the versions of ``kind`` that the newest release names."""
    viewer.require(Act.SEE_DEFINITIONS)
    manifest = release_manifest(viewer=viewer)
    found = []
    for name, version in sorted(manifest.items()):
        of_kind, _, key = name.partition("/")
        if of_kind == kind:
            row = definition(viewer=viewer, kind=kind, key=key, version=version)
            if row:
                found.append(row)
    return found


def _definition(row: Definition) -> DefinitionView:
    return DefinitionView(
        kind=row.kind,
        key=row.key,
        version=row.version,
        text=row.text,
        digest=row.digest,
        why=row.why,
        created_at=row.created_at,
        created_by=row.created_by.display_name if row.created_by else "",
    )


def release_number(*, viewer: Viewer) -> int:
    """This function will give back the number of the newest release, 0 before the first."""
    row = _newest_release()
    return row.number if row else 0


def release_manifest(*, viewer: Viewer, number: int | None = None) -> dict[str, int]:
    """This function will give back ``{"kind/key": version}`` of a release (default: the newest)."""
    viewer.require(Act.SEE_DEFINITIONS)
    row = _newest_release() if number is None else Release.objects.filter(number=number).first()
    return dict(row.manifest) if row else {}


def releases(*, viewer: Viewer, limit: int = 50) -> list[ReleaseView]:
    """This function will list the newest releases with what each of them changed."""
    viewer.require(Act.SEE_DEFINITIONS)
    rows = list(Release.objects.select_related("created_by").order_by("-number")[: limit + 1])
    before = [dict(r.manifest) for r in rows[1:]] + [{}]
    return [
        ReleaseView(
            number=row.number,
            manifest=dict(row.manifest),
            changed={k: v for k, v in row.manifest.items() if earlier.get(k) != v},
            why=row.why,
            created_at=row.created_at,
            created_by=row.created_by.display_name if row.created_by else "",
        )
        for row, earlier in list(zip(rows, before, strict=False))[:limit]
    ]


@once
def coverage(*, viewer: Viewer, kind: str | None = None) -> list[CoverageView]:
    """This function will list the coverage intervals, of one kind or of all."""
    viewer.require(Act.SEE_DEFINITIONS)
    rows = Coverage.objects.all() if kind is None else Coverage.objects.filter(kind=kind)
    return [
        CoverageView(r.kind, r.source, r.from_on, r.to_on, r.by_hand)
        for r in rows.order_by("kind", "source")
    ]


def audit_trail(
    *, viewer: Viewer, limit: int = 100, subject_kind: str | None = None
) -> list[AuditView]:
    """This function will list the newest audit rows."""
    viewer.require(Act.SEE_AUDIT)
    rows = AuditRow.objects.select_related("user").order_by("-at", "-id")
    if subject_kind:
        rows = rows.filter(subject_kind=subject_kind)
    return [
        AuditView(
            at=r.at,
            by=r.user.display_name if r.user else "",
            act=r.act,
            subject_kind=r.subject_kind,
            subject_id=r.subject_id,
            detail=dict(r.detail),
        )
        for r in rows[:limit]
    ]
