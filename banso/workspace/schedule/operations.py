"""Writes of scheduled work: when it runs, whether it rests, and "run it now"."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from django.db import transaction

from banso.lib.problems import BansoError, problem
from banso.workspace.operations import audit
from banso.workspace.schedule import rhythm as rhythms
from banso.workspace.schedule.models import Schedule
from banso.workspace.schedule.running import ensure, next_slot
from banso.workspace.schedule.works import work_of, works
from banso.workspace.viewer import Act, Viewer

FEWEST_MINUTES, MOST_MINUTES = 5, 24 * 60


class RhythmRefused(BansoError):
    """A number of minutes that work cannot come round in."""


@transaction.atomic
def run_now(*, viewer: Viewer, key: str, now: datetime) -> None:
    """This function will have a piece of work done as soon as the worker is free, whatever its hour.

    Its regular times stay as they are. Asked twice before it began, it is done once.
    """
    row = _row(viewer, key, now=now)
    Schedule.objects.filter(pk=row.pk, asked_at__isnull=True).update(
        asked_at=now, asked_by_id=viewer.user_id
    )
    _audit(viewer, "schedule.run-asked", key, now=now)


@transaction.atomic
def set_paused(*, viewer: Viewer, key: str, paused: bool, now: datetime) -> None:
    """This function will let a piece of work rest, or begin again with its next regular time."""
    row = _row(viewer, key, now=now)
    fields: dict[str, Any] = {"paused": paused}
    if row.paused and not paused:
        fields |= {"next_at": next_slot(row, after=now), "slot": None, "attempt": 0}
    Schedule.objects.filter(pk=row.pk).update(**fields)
    _audit(viewer, "schedule.paused" if paused else "schedule.resumed", key, now=now)


@transaction.atomic
def set_rhythm(
    *,
    viewer: Viewer,
    key: str,
    at: time | None,
    minutes: int | None,
    business: bool,
    now: datetime,
) -> None:
    """This function will set when a piece of work comes round: at a local time, or every ``minutes``
    (5 to 1440). Work that follows the settling time keeps doing so without a time.

    Raises :class:`RhythmRefused`.
    """
    row = _row(viewer, key, now=now)
    every = row.rhythm == rhythms.EVERY
    if every and not (minutes and FEWEST_MINUTES <= minutes <= MOST_MINUTES):
        raise RhythmRefused(
            problem(
                "schedule.minutes",
                ja=f"間隔 {minutes}分 は使えません。",
                en=f"{minutes} minutes is no rhythm.",
                remedy_ja=f"{FEWEST_MINUTES}分から{MOST_MINUTES}分の間で指定してください。",
                remedy_en=f"Choose between {FEWEST_MINUTES} and {MOST_MINUTES} minutes.",
            )
        )
    row.minutes = minutes if every else None
    row.at = None if every else (at or work_of(key).at)
    row.business = business and not every
    row.next_at, row.slot, row.attempt = next_slot(row, after=now), None, 0
    row.save(update_fields=["minutes", "at", "business", "next_at", "slot", "attempt"])
    _audit(
        viewer, "schedule.rhythm-set", key, now=now,
        at=row.at.isoformat("minutes") if row.at else None, minutes=row.minutes,
        business=row.business,
    )  # fmt: skip


@transaction.atomic
def set_options(*, viewer: Viewer, key: str, options: Mapping[str, Any], now: datetime) -> None:
    """This function will keep what a piece of work is told each time, such as the folder it looks in."""
    row = _row(viewer, key, now=now)
    Schedule.objects.filter(pk=row.pk).update(options=dict(options))
    _audit(viewer, "schedule.options-set", key, now=now, options=sorted(options))


def rest_outside(*, now: datetime) -> None:
    """This function will let rest, in a workspace that was just restored, what reaches beyond it:
    the one it was copied from still sends its mails and picks up its files."""
    ensure(now=now)
    outside = [w.key for w in works() if w.outside]
    Schedule.objects.filter(key__in=outside).update(paused=True)
    Schedule.objects.update(
        lease_owner="", lease_until=None, asked_at=None, asked_by=None, slot=None, attempt=0
    )


def _row(viewer: Viewer, key: str, *, now: datetime) -> Schedule:
    viewer.require(Act.MANAGE_WORKSPACE)
    work_of(key)
    ensure(now=now)
    return Schedule.objects.get(key=key)


def _audit(viewer: Viewer, act: str, key: str, *, now: datetime, **detail: Any) -> None:
    audit(
        viewer=viewer,
        act=act,
        subject_kind="schedule",
        subject_id=key,
        now=now,
        detail=detail,
    )
