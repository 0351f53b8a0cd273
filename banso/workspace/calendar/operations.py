"""Writes of the business calendar: country, weekend, the company's own days."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from banso.lib.problems import BansoError, Problem, problem
from banso.workspace.calendar import rules
from banso.workspace.calendar.models import CompanyDays
from banso.workspace.models import WorkspaceRow
from banso.workspace.operations import audit, note_change
from banso.workspace.viewer import Act, Viewer


class CalendarRefused(BansoError):
    """A country, region or weekend that cannot be."""


class CompanyDaysRefused(BansoError):
    """Days in the wrong order, without a name, or longer than a closure can be."""


class CompanyDaysUnknown(BansoError):
    """These days are not, or no longer, in the calendar."""


@transaction.atomic
def set_calendar(
    *, viewer: Viewer, country: str, region: str, weekend: Iterable[int], now: datetime
) -> None:
    """This function will say whose public holidays count and which weekdays are never worked.

    ``country``: ISO code, ``auto`` (by the time zone) or ``none``; ``weekend``: ``date.weekday()``
    numbers, at most six. Raises :class:`CalendarRefused`.
    """
    viewer.require(Act.MANAGE_WORKSPACE)
    free = sorted(set(weekend))
    region = region.strip().upper() if country not in (rules.BY_ZONE, rules.NOWHERE) else ""
    wrong = _wrong(country, region, free)
    if wrong:
        raise CalendarRefused(wrong)
    note_change()
    WorkspaceRow.objects.filter(id=1).update(
        holiday_country=country, holiday_region=region, weekend=free
    )
    audit(
        viewer=viewer,
        act="calendar.set",
        subject_kind="workspace",
        subject_id="1",
        now=now,
        detail={"country": country, "region": region, "weekend": free},
    )


@transaction.atomic
def add_company_days(
    *,
    viewer: Viewer,
    name: str,
    first: date,
    last: date,
    yearly: bool,
    worked: bool,
    now: datetime,
) -> str:
    """This function will close (or open, ``worked``) the days first..last, and give back their public id."""
    viewer.require(Act.MANAGE_WORKSPACE)
    name = name.strip()[:80]
    if not name or last < first or (last - first).days >= rules.LONGEST_SPAN:
        raise CompanyDaysRefused(_span_wrong(first, last))
    note_change()
    row = CompanyDays.objects.create(
        name=name, first_on=first, last_on=last, yearly=yearly, worked=worked
    )
    audit(
        viewer=viewer,
        act="calendar.days-added",
        subject_kind="company-days",
        subject_id=row.public_id,
        now=now,
        detail={
            "first": first.isoformat(),
            "last": last.isoformat(),
            "yearly": yearly,
            "worked": worked,
        },
    )
    return row.public_id


@transaction.atomic
def remove_company_days(*, viewer: Viewer, public_id: str, now: datetime) -> None:
    """This function will take days of the company's own out of the calendar."""
    viewer.require(Act.MANAGE_WORKSPACE)
    row = CompanyDays.objects.filter(public_id=public_id).first()
    if row is None:
        raise CompanyDaysUnknown(
            problem(
                "calendar.days-unknown",
                ja="この休業日は、カレンダーにありません。",
                en="These days are not in the calendar.",
                remedy_ja="一覧を開き直してください。",
                remedy_en="Open the list again.",
            )
        )
    note_change()
    row.delete()
    audit(
        viewer=viewer,
        act="calendar.days-removed",
        subject_kind="company-days",
        subject_id=public_id,
        now=now,
        detail={"first": row.first_on.isoformat(), "last": row.last_on.isoformat()},
    )


def _wrong(country: str, region: str, weekend: list[int]) -> Problem | None:
    known = rules.regions()
    if country not in (rules.BY_ZONE, rules.NOWHERE) and country not in known:
        return problem(
            "calendar.country",
            ja=f"国「{country[:20]}」の祝日は分かりません。",
            en=f"The holidays of '{country[:20]}' are not known.",
            remedy_ja="一覧から国を選ぶか、祝日なしを選んでください。",
            remedy_en="Choose a country of the list, or no public holidays.",
        )
    if region and region not in known[country]:
        return problem(
            "calendar.region",
            ja=f"地域「{region[:20]}」は{country}にありません。",
            en=f"There is no region '{region[:20]}' in {country}.",
            remedy_ja=f"使えるのは次の地域です: {', '.join(known[country]) or 'なし'}",
            remedy_en=f"These are known: {', '.join(known[country]) or 'none'}.",
        )
    if len(weekend) > 6 or any(not 0 <= n <= 6 for n in weekend):
        return problem(
            "calendar.weekend",
            ja="毎週の休みが7日すべてになっています。",
            en="Every day of the week is free.",
            remedy_ja="少なくとも1つの曜日を営業日にしてください。",
            remedy_en="Leave at least one weekday to work on.",
        )
    return None


def _span_wrong(first: date, last: date) -> Problem:
    return problem(
        "calendar.days",
        ja=f"休業日 {first:%Y-%m-%d}〜{last:%Y-%m-%d} は登録できません。",
        en=f"The days {first:%Y-%m-%d} to {last:%Y-%m-%d} cannot be kept.",
        remedy_ja=f"名前を付け、終わりを始まり以後に、長さを{rules.LONGEST_SPAN}日までにしてください。",
        remedy_en=f"Name them, end them after they begin, within {rules.LONGEST_SPAN} days.",
    )
