"""Writes of the workspace: settings, people, audit, definitions, releases, coverage."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Max

from banso.lib.problems import BansoError, problem
from banso.workspace.models import (
    AccountScope,
    AuditRow,
    Coverage,
    Definition,
    Release,
    User,
    WorkspaceRow,
)
from banso.workspace.viewer import Act, Role, Viewer


class WorkspaceExists(BansoError):
    """There is already a workspace in these records."""


class TimeZoneUnknown(BansoError):
    """The time zone's name is not in the tz database."""


MOST_REOPEN_DAYS = 3_660  # ten years: everything there is


class ReopenDaysRefused(BansoError):
    """A number of days that is none, or more than there can be."""


class PersonNotAccepted(BansoError):
    """The e-mail address or password of a new person cannot be taken."""


def audit(
    *,
    viewer: Viewer,
    act: str,
    subject_kind: str,
    subject_id: str,
    now: datetime,
    detail: Mapping[str, Any] | None = None,
    batch: str = "",
) -> None:
    """This function will write the audit row of one write; call it inside the same transaction."""
    AuditRow.objects.create(
        at=now,
        user_id=viewer.user_id,
        act=act,
        subject_kind=subject_kind,
        subject_id=subject_id,
        detail=dict(detail or {}),
        batch=batch,
    )


@transaction.atomic
def create_workspace(
    *,
    viewer: Viewer,
    name: str,
    now: datetime,
    time_zone: str = "Asia/Tokyo",
    currency: str = "JPY",
    language: str = "ja",
    is_demo: bool = False,
    fiscal_year_start: int = 4,
) -> None:
    """This function will make the settings row; its time zone can never change afterwards."""
    viewer.require(Act.MANAGE_WORKSPACE)
    if time_zone not in available_timezones():
        raise TimeZoneUnknown(
            problem(
                "workspace.time-zone",
                ja=f"タイムゾーン「{time_zone}」がありません。",
                en=f"There is no time zone '{time_zone}'.",
                remedy_ja="例: Asia/Tokyo",
                remedy_en="For example Asia/Tokyo.",
            )
        )
    if WorkspaceRow.objects.exists():
        raise WorkspaceExists(
            problem(
                "workspace.exists",
                ja="このワークスペースは作成済みです。",
                en="This workspace has been made already.",
                remedy_ja="設定画面で変更してください。",
                remedy_en="Change it in Settings.",
            )
        )
    ZoneInfo(time_zone)
    WorkspaceRow.objects.create(
        id=1,
        name=name,
        time_zone=time_zone,
        currency=currency,
        language=language,
        is_demo=is_demo,
        fiscal_year_start=fiscal_year_start,
        created_at=now,
    )
    audit(viewer=viewer, act="workspace.created", subject_kind="workspace", subject_id="1", now=now)


@transaction.atomic
def set_clock(*, viewer: Viewer, mode: str, stands_at: date | None, now: datetime) -> None:
    """This function will make the clock live, or let it stand at a day (rules.md R0)."""
    viewer.require(Act.MANAGE_WORKSPACE)
    WorkspaceRow.objects.filter(id=1).update(
        clock_mode=mode, stands_at=stands_at if mode == "stands" else None
    )
    audit(
        viewer=viewer,
        act="workspace.clock-set",
        subject_kind="workspace",
        subject_id="1",
        now=now,
        detail={"mode": mode, "stands_at": stands_at.isoformat() if stands_at else None},
    )


@transaction.atomic
def change_workspace(*, viewer: Viewer, name: str, fiscal_year_start: int, now: datetime) -> None:
    """This function will change what may change of the settings row: its name and the fiscal year's
    first month (1 to 12). Time zone and currency stay as they were made."""
    viewer.require(Act.MANAGE_WORKSPACE)
    WorkspaceRow.objects.filter(id=1).update(name=name, fiscal_year_start=fiscal_year_start)
    audit(
        viewer=viewer,
        act="workspace.changed",
        subject_kind="workspace",
        subject_id="1",
        now=now,
        detail={"fiscal_year_start": fiscal_year_start},
    )


def set_reopen_days(*, viewer: Viewer, days: int, now: datetime) -> None:
    """This function will set how many days back a close opens again without being asked.

    Raises :class:`ReopenDaysRefused` outside 0 to ``MOST_REOPEN_DAYS``.
    """
    viewer.require(Act.MANAGE_WORKSPACE)
    if not 0 <= days <= MOST_REOPEN_DAYS:
        raise ReopenDaysRefused(
            problem(
                "workspace.reopen-days",
                ja=f"開き直す日数 {days} は使えません。",
                en=f"{days} is no number of days to open again.",
                remedy_ja=f"0から{MOST_REOPEN_DAYS}までの日数を指定してください。",
                remedy_en=f"Give a number of days from 0 to {MOST_REOPEN_DAYS}.",
            )
        )
    before = WorkspaceRow.objects.values_list("reopen_days", flat=True).get(id=1)
    WorkspaceRow.objects.filter(id=1).update(reopen_days=days)
    audit(
        viewer=viewer,
        act="workspace.reopening-set",
        subject_kind="workspace",
        subject_id="1",
        now=now,
        detail={"days": days, "before": before},
    )


def note_change() -> None:
    """This function will tell pages that something they keep in memory changed without a release.

    To be called in the transaction of the change; whoever reads next reads anew.
    """
    WorkspaceRow.objects.filter(id=1).update(changes=F("changes") + 1)


def rename_restored(*, name: str) -> None:
    """This function will name a workspace that was just restored and that nobody has seen yet."""
    WorkspaceRow.objects.filter(id=1).update(name=name)


def record_closed_day(*, day: date, now: datetime) -> None:
    """This function will remember ``day`` as closed; a day already closed later stays."""
    row = WorkspaceRow.objects.get(id=1)
    if row.closed_day is None or day > row.closed_day:
        row.closed_day = day
        row.save(update_fields=["closed_day"])


def reset_closed_day(*, day: date | None) -> None:
    """This function will take back the closed day, after an import re-opened what lies behind it."""
    WorkspaceRow.objects.filter(id=1).update(closed_day=day)


@transaction.atomic
def create_person(
    *,
    viewer: Viewer,
    email: str,
    password: str,
    role: Role,
    now: datetime,
    family_name: str = "",
    given_name: str = "",
    language: str = "ja",
    is_demo: bool = False,
    accounts: Iterable[int] | None = None,
) -> str:
    """This function will make a person who can sign in, and give back their public id."""
    viewer.require(Act.MANAGE_PEOPLE)
    if not is_demo:
        _accept_password(email=email, password=password)
    if User.objects.filter(email__iexact=email).exists():
        raise PersonNotAccepted(
            problem(
                "person.email-taken",
                ja="このメールアドレスは登録済みです。",
                en="This e-mail address is already registered.",
                remedy_ja="別のアドレスをお使いください。",
                remedy_en="Use another address.",
            )
        )
    note_change()
    user = User.objects.create_user(
        email=email,
        password=password,
        role=role.value,
        family_name=family_name,
        given_name=given_name,
        language=language,
        is_demo=is_demo,
        scoped=accounts is not None,
        created_at=now,
    )
    AccountScope.objects.bulk_create(
        AccountScope(user=user, account_id=a) for a in (accounts or ())
    )
    audit(
        viewer=viewer,
        act="person.created",
        subject_kind="user",
        subject_id=user.public_id,
        now=now,
        detail={"role": role.value},
    )
    return user.public_id


def _accept_password(*, email: str, password: str) -> None:
    try:
        validate_password(password, User(email=email))
    except ValidationError as refused:
        # Django's validators speak the reader's language themselves.
        words = " ".join(refused.messages)
        raise PersonNotAccepted(
            problem(
                "person.password",
                ja=words,
                en=words,
                remedy_ja="推測されにくい10文字以上のパスワードをお決めください。",
                remedy_en="Choose at least 10 characters that are hard to guess.",
            )
        ) from refused


@transaction.atomic
def set_preferences(
    *,
    viewer: Viewer,
    language: str | None = None,
    theme: str | None = None,
    first_steps: bool | None = None,
) -> None:
    """This function will keep a person's own language and theme, and whether the first steps are put away."""
    if viewer.user_id is None:
        return
    wanted = {"language": language or None, "theme": theme or None, "first_steps": first_steps}
    fields = {k: v for k, v in wanted.items() if v is not None}
    User.objects.filter(pk=viewer.user_id).update(**fields)


def digest_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@transaction.atomic
def save_definition(
    *, viewer: Viewer, kind: str, key: str, text: str, now: datetime, why: str = "", batch: str = ""
) -> int:
    """This function will keep ``text`` byte for byte as the next version, and give back its number.

    The text of the newest version saved again makes no new version.
    """
    digest = digest_of(text)
    newest = Definition.objects.filter(kind=kind, key=key).order_by("-version").first()
    if newest and newest.digest == digest:
        return newest.version
    version = (newest.version if newest else 0) + 1
    Definition.objects.create(
        kind=kind,
        key=key,
        version=version,
        text=text,
        digest=digest,
        why=why[:300],
        created_at=now,
        created_by_id=viewer.user_id,
        batch=batch,
    )
    audit(
        viewer=viewer,
        act="definition.saved",
        subject_kind=kind,
        subject_id=key,
        now=now,
        detail={"version": version, "digest": digest},
        batch=batch,
    )
    return version


@transaction.atomic
def make_release(
    *, viewer: Viewer, changes: Mapping[str, int], now: datetime, why: str = ""
) -> int:
    """This function will put definition versions in force (``{"journey/six-phases": 3}``) as a new release.

    What is not named keeps its version. Gives back the release's number.
    """
    last = Release.objects.order_by("-number").first()
    manifest: dict[str, int] = dict(last.manifest) if last else {}
    if last and all(manifest.get(k) == v for k, v in changes.items()):
        return last.number
    manifest.update(changes)
    number = (Release.objects.aggregate(n=Max("number"))["n"] or 0) + 1
    Release.objects.create(
        number=number,
        manifest=manifest,
        why=why[:300],
        created_at=now,
        created_by_id=viewer.user_id,
    )
    audit(
        viewer=viewer,
        act="release.made",
        subject_kind="release",
        subject_id=str(number),
        now=now,
        detail={"changes": dict(changes)},  # the reason, in people's words, stays with the release
    )
    return number


@transaction.atomic
def widen_coverage(
    *, kind: str, source: str, from_on: date, to_on: date | None, batch: str = ""
) -> None:
    """This function will stretch a source's coverage to include [from_on, to_on]; a hand-set one stays."""
    row = Coverage.objects.filter(kind=kind, source=source).first()
    if row is None:
        Coverage.objects.create(kind=kind, source=source, from_on=from_on, to_on=to_on, batch=batch)
        return
    if row.by_hand:
        return
    row.from_on = min(row.from_on, from_on)
    row.to_on = None if row.to_on is None or to_on is None else max(row.to_on, to_on)
    row.save(update_fields=["from_on", "to_on"])


@transaction.atomic
def set_coverage(
    *, viewer: Viewer, kind: str, source: str, from_on: date, to_on: date | None, now: datetime
) -> None:
    """This function will set a source's coverage by hand; imports no longer change it."""
    viewer.require(Act.MANAGE_WORKSPACE)
    Coverage.objects.update_or_create(
        kind=kind, source=source, defaults={"from_on": from_on, "to_on": to_on, "by_hand": True}
    )
    audit(
        viewer=viewer,
        act="coverage.set",
        subject_kind="coverage",
        subject_id=f"{kind}:{source}",
        now=now,
        detail={"from": from_on.isoformat(), "to": to_on.isoformat() if to_on else None},
    )


def drop_coverage(*, kind: str, source: str) -> None:
    """This function will forget a source's coverage, when the batch that made it is undone."""
    Coverage.objects.filter(kind=kind, source=source, by_hand=False).delete()
