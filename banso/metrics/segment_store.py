"""Segments as they are kept: who sees them, who may change them, every version and its reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import OuterRef, QuerySet, Subquery

from banso.lib.problems import BansoError, Problem, problem
from banso.metrics import segments as texts
from banso.metrics.conditions import NameTable
from banso.metrics.ready_made import BY_KEY, READY, Ready
from banso.metrics.segments import KIND, MINE, Segment, SegmentView, Version
from banso.workspace import operations as workspace
from banso.workspace.ids import new_public_id
from banso.workspace.models import Definition, User
from banso.workspace.viewer import Act, NotAllowed, Viewer

_ROWS = Definition.objects.filter(kind=KIND)


class SegmentNotFound(BansoError):
    """There is no such segment, or it is somebody's own."""


class SegmentNotAccepted(BansoError):
    """The segment cannot be saved like this."""


class SegmentChangedSince(BansoError):
    """Somebody saved another version in the meantime."""


# Reads ----------------------------------------------------------------------------------------------


def segments(*, viewer: Viewer) -> tuple[SegmentView, ...]:
    """This function will list the segments everyone shares and the viewer's own, by name."""
    viewer.require(Act.SEE_DEFINITIONS)
    found = [_view(row, viewer) for row in _newest()]
    seen = [s for s in found if _visible(s) and s.segment.ended_on is None]
    return tuple(sorted(seen, key=lambda s: (s.name.in_(viewer.language).casefold(), s.key)))


def ready_made(*, viewer: Viewer) -> tuple[SegmentView, ...]:
    """This function will list the segments that come with the product, in their order."""
    viewer.require(Act.SEE_DEFINITIONS)
    return tuple(_ready(one) for one in READY)


def given_up(*, viewer: Viewer) -> tuple[SegmentView, ...]:
    """This function will list the segments the viewer may see that were given up, the latest first."""
    viewer.require(Act.SEE_DEFINITIONS)
    found = [s for row in _newest() if _visible(s := _view(row, viewer)) and s.segment.ended_on]
    return tuple(sorted(found, key=lambda s: s.segment.ended_on or date.min, reverse=True))


def segment(*, viewer: Viewer, key: str) -> SegmentView:
    """This function will give one segment, also one that was given up. Raises SegmentNotFound."""
    viewer.require(Act.SEE_DEFINITIONS)
    if key in BY_KEY:
        return _ready(BY_KEY[key])
    row = _newest().filter(key=key).first()
    found = _view(row, viewer) if row else None
    if found is None or not _visible(found):
        raise SegmentNotFound(_unknown())
    return found


def history(*, viewer: Viewer, key: str) -> tuple[Version, ...]:
    """This function will list the versions of a segment with what each changed, the newest first."""
    found = segment(viewer=viewer, key=key)
    if found.group:
        return (Version(found.version, found.segment, (), "", None, None),)
    rows = list(_ROWS.filter(key=key).order_by("version"))
    told: list[Version] = []
    before: Segment | None = None
    for row in rows:
        now = texts.read(row.text)
        changes = texts.differences(before, now) if before else ()
        told.append(Version(row.version, now, changes, row.why, row.created_at, row.created_by_id))
        before = now
    return tuple(reversed(told))


def changeable(*, viewer: Viewer, key: str) -> SegmentView:
    """This function will give a segment the viewer may change. Raises NotAllowed, SegmentNotFound."""
    found = segment(viewer=viewer, key=key)
    if not found.may_change:
        raise NotAllowed(
            problem(
                "segment.of-somebody-else",
                ja="このセグメントを変更できるのは、作成者と定義の編集者だけです。",
                en="Only its owner, or who may edit definitions, can change this segment.",
                remedy_ja="別の名前で保存すると、自分のセグメントになります。",
                remedy_en="Save it under another name to have one of your own.",
            )
        )
    return found


def person_of(*, viewer: Viewer, segment: Segment) -> int | None:
    """This function will say whose accounts a segment means for the viewer: a person's id, or everyone's."""
    viewer.require(Act.SEE_DEFINITIONS)
    if segment.of == MINE:
        return viewer.user_id or 0
    if not segment.of:
        return None
    found = User.objects.filter(public_id=segment.of).values_list("pk", flat=True).first()
    return found or 0  # nobody's accounts: better than everybody's


def of_person(*, viewer: Viewer, user_id: int | None) -> str:
    """This function will say how a segment writes whose accounts it means."""
    viewer.require(Act.SEE_DEFINITIONS)
    if user_id is None:
        return ""
    return User.objects.filter(pk=user_id).values_list("public_id", flat=True).first() or ""


def _newest() -> QuerySet[Definition]:
    of_key = _ROWS.filter(key=OuterRef("key"))
    newest = of_key.order_by("-version").values("version")[:1]
    owner = of_key.order_by("version").values("created_by")[:1]
    return _ROWS.filter(version=Subquery(newest)).annotate(owner_id=Subquery(owner)).order_by("key")


def _view(row: Definition, viewer: Viewer) -> SegmentView:
    said = texts.read(row.text)
    owner: int | None = row.owner_id  # type: ignore[attr-defined]  # annotated
    mine = owner is not None and owner == viewer.user_id
    return SegmentView(
        key=row.key,
        version=row.version,
        segment=said,
        owner_id=owner,
        mine=mine,
        may_change=mine or (said.shared and viewer.may(Act.EDIT_DEFINITIONS)),
        saved_at=row.created_at,
        saved_by_id=row.created_by_id,
    )


def _ready(one: Ready) -> SegmentView:
    return SegmentView(
        key=one.key, version=one.version, segment=one.segment, owner_id=None, mine=False,
        may_change=False, saved_at=None, saved_by_id=None, group=one.group,
    )  # fmt: skip


def _visible(found: SegmentView) -> bool:
    return found.segment.shared or found.mine


# Writes ---------------------------------------------------------------------------------------------


@transaction.atomic
def save_segment(
    *,
    viewer: Viewer,
    segment: Segment,
    names: NameTable,
    now: datetime,
    key: str | None = None,
    seen: int | None = None,
    why: str = "",
) -> tuple[str, int]:
    """This function will keep a segment, new or (``key``) as its next version, and give key and version.

    ``names``: what a condition may name, ``seen``: the version that was changed. Everyone who sees
    definitions may keep lists of their own; sharing takes the right to edit accounts. Raises
    ``SegmentNotAccepted`` with every problem, ``SegmentChangedSince``, ``SegmentNotFound``.
    """
    _may_save(viewer, segment)
    fit, problems = texts.checked(segment, names)
    before = changeable(viewer=viewer, key=key) if key else None
    if before is not None and seen is not None and before.version != seen:
        raise SegmentChangedSince(_changed_since(before.version))
    if not problems and (taken := _namesake(viewer, fit, key)) is not None:
        problems.append(taken)
    if problems:
        raise SegmentNotAccepted(problems)
    return _keep(viewer, key or new_public_id(), fit, now=now, why=why)


@transaction.atomic
def end_segment(*, viewer: Viewer, key: str, day: date, now: datetime) -> int:
    """This function will give a segment up from ``day`` on: it leaves every menu, its versions stay."""
    found = changeable(viewer=viewer, key=key)
    version = _keep(viewer, key, replace(found.segment, ended_on=day), now=now)[1]
    workspace.audit(
        viewer=viewer, act="segment.ended", subject_kind=KIND, subject_id=key, now=now,
        detail={"version": version},
    )  # fmt: skip
    return version


@transaction.atomic
def bring_back_segment(*, viewer: Viewer, key: str, now: datetime) -> int:
    """This function will take a segment that was given up back into use."""
    found = changeable(viewer=viewer, key=key)
    if (taken := _namesake(viewer, found.segment, key)) is not None:
        raise SegmentNotAccepted(taken)
    version = _keep(viewer, key, replace(found.segment, ended_on=None), now=now)[1]
    workspace.audit(
        viewer=viewer, act="segment.brought-back", subject_kind=KIND, subject_id=key, now=now,
        detail={"version": version},
    )  # fmt: skip
    return version


def _keep(
    viewer: Viewer, key: str, segment: Segment, *, now: datetime, why: str = ""
) -> tuple[str, int]:
    try:
        with transaction.atomic():
            version = workspace.save_definition(
                viewer=viewer, kind=KIND, key=key, text=texts.write(segment), now=now, why=why
            )
    except IntegrityError as at_once:  # two people saved the same next version
        newest = _ROWS.filter(key=key).order_by("-version").values_list("version", flat=True)
        raise SegmentChangedSince(_changed_since(newest.first() or 0)) from at_once
    return key, version


def _may_save(viewer: Viewer, segment: Segment) -> None:
    viewer.require(Act.SEE_DEFINITIONS)
    if segment.shared:
        viewer.require(Act.EDIT_ACCOUNTS)


def _namesake(viewer: Viewer, segment: Segment, key: str | None) -> Problem | None:
    """Another one the viewer sees under the same name: nobody could tell the two apart."""
    wanted = {n for n in (segment.name.ja, segment.name.en) if n}
    for other in segments(viewer=viewer):
        if other.key != key and wanted & {other.name.ja, other.name.en}:
            name = other.name.in_(viewer.language)
            return problem(
                "segment.name-taken",
                ja=f"「{name}」は使われています。",
                en=f"There is a segment named '{name}' already.",
                remedy_ja="別の名前を付けるか、そのセグメントを変更してください。",
                remedy_en="Choose another name, or change that one.",
                sample=name,
            )
    return None


def _unknown() -> Problem:
    return problem(
        "segment.gone",
        ja="そのセグメントはありません。",
        en="There is no such segment.",
        remedy_ja="削除されたか、他の人だけに見えるセグメントです。",
        remedy_en="It may be gone, or be somebody's own.",
    )


def _changed_since(version: int) -> Problem:
    return problem(
        "segment.changed-since",
        ja=f"他の人が先に版{version}を保存しました。",
        en=f"Somebody else saved version {version} in the meantime.",
        remedy_ja="新しい版を開き、変更をやり直してください。",
        remedy_en="Open the newest version and make your change again.",
    )
