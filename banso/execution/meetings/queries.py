"""Reads of meetings. One of an account is for everybody who may see the account; one of nobody's is
for the people in it only: a calendar holds more than customers."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import OuterRef, Q, QuerySet, Subquery

from banso.customers.addresses import known_addresses, suggested
from banso.customers.models import AccountKey
from banso.customers.moments.models import Touchpoint
from banso.execution.meetings.models import Meeting
from banso.lib.dates import day_bounds
from banso.lib.problems import BansoError, problem
from banso.workspace import queries as workspace
from banso.workspace.viewer import Act, Viewer

MOST = 500


class MeetingUnknown(BansoError):
    """No such meeting, or none this person may see."""

    @classmethod
    def of(cls) -> MeetingUnknown:
        return cls(
            problem(
                "meeting.unknown",
                ja="この面談は見つかりません。",
                en="There is no such meeting.",
                remedy_ja="一覧から開き直してください。カレンダーから消えたのかもしれません。",
                remedy_en="Open it again from the list. It may have gone from the calendar.",
            )
        )


@dataclass(frozen=True, slots=True)
class MeetingView:
    """A meeting as lists show it. ``ours`` and ``theirs`` are addresses."""

    public_id: str
    account_id: int | None
    account_public_id: str
    account_name: str
    matched_by: str  # '', contact, product_user, hand
    title: str
    place: str
    notes: str
    starts_at: datetime
    ends_at: datetime
    all_day: bool
    status: str  # planned, cancelled
    ours: tuple[str, ...]
    theirs: tuple[str, ...]

    @property
    def cancelled(self) -> bool:
        return self.status == Meeting.CANCELLED

    @property
    def about(self) -> str:
        """The title beside the account's name, which titles often begin or end with."""
        name = self.account_name
        bare = self.title.removeprefix(name).removesuffix(name) if name else self.title
        return bare.strip(" \u3000:：|｜/／-–—・") or self.title


def on_day(
    *,
    viewer: Viewer,
    day: date,
    account_ids: Collection[int] | None = None,
    user_id: int | None = None,
) -> list[MeetingView]:
    """This function will list the meetings of a local day, in the order of the clock, cancelled ones too.

    ``user_id``: only those this person is in; ``account_ids``: only those of these accounts. One query.
    """
    return between(viewer=viewer, first=day, last=day, account_ids=account_ids, user_id=user_id)


def between(
    *,
    viewer: Viewer,
    first: date,
    last: date,
    account_ids: Collection[int] | None = None,
    user_id: int | None = None,
    limit: int = MOST,
) -> list[MeetingView]:
    """This function will list the meetings that touch the local days ``first`` to ``last``, as :func:`on_day` does."""
    zone = ZoneInfo(workspace.clock().zone)
    begin, end = day_bounds(first, zone)[0], day_bounds(last, zone)[1]
    rows = (
        seen_by(viewer)
        .filter(starts_at__lt=end)
        .filter(Q(ends_at__gt=begin) | Q(starts_at__gte=begin))
    )
    if account_ids is not None:
        rows = rows.filter(account_id__in=sorted(account_ids))
    if user_id is not None:
        rows = rows.filter(attending__user_id=user_id)
    return _views(rows.order_by("starts_at", "pk").distinct()[:limit])


def of_account(
    *, viewer: Viewer, account_id: int, now: datetime, ahead: int = 5, behind: int = 5
) -> tuple[list[MeetingView], list[MeetingView]]:
    """This function will give an account's next meetings, the soonest first, and the last ones, the
    newest first; cancelled ones are left out."""
    rows = seen_by(viewer).filter(account_id=account_id, status=Meeting.PLANNED).distinct()
    return (
        _views(rows.filter(ends_at__gte=now).order_by("starts_at", "pk")[:ahead]),
        _views(rows.filter(ends_at__lt=now).order_by("-starts_at", "-pk")[:behind]),
    )


def meeting(*, viewer: Viewer, public_id: str) -> MeetingView | None:
    """This function will find one meeting by the id in its address; None where the viewer may not see it."""
    found = _views(seen_by(viewer).filter(public_id=public_id).distinct())
    return found[0] if found else None


def minutes_of(*, viewer: Viewer, public_ids: Iterable[str]) -> dict[str, str]:
    """This function will map meetings to the touchpoint that is their minutes, where it is written."""
    wanted = sorted({p for p in public_ids if p})
    rows = Touchpoint.objects.filter(meeting__in=wanted)
    if viewer.scope is not None:
        rows = rows.filter(account_id__in=sorted(viewer.scope))
    viewer.require(Act.SEE_ACCOUNTS)
    return dict(rows.order_by("happened_at").values_list("meeting", "public_id"))


def suggestions(*, viewer: Viewer, public_id: str, day: date) -> list[int]:
    """This function will list the accounts a meeting could be of, by the addresses in it, the likeliest first."""
    row = reached(viewer, public_id)
    if row is None:
        return []
    theirs = [a for a in row.theirs.split(";") if a]
    return suggested(theirs, known_addresses(viewer=viewer, addresses=theirs, day=day))


# Helpers -----------------------------------------------------------------------------------------


def seen_by(viewer: Viewer) -> QuerySet[Meeting]:
    """The meetings a viewer may see. The only such place; may give a row twice: use ``distinct``."""
    viewer.require(Act.SEE_ACCOUNTS)
    rows = Meeting.objects.all()
    if viewer.user_id is None:  # the product itself
        return rows
    nobodys = Q(account__isnull=True, attending__user_id=viewer.user_id)
    if viewer.scope is None:
        return rows.filter(Q(account__isnull=False) | nobodys)
    return rows.filter(Q(account_id__in=sorted(viewer.scope)) | nobodys)


def reached(viewer: Viewer, public_id: str) -> Meeting | None:
    return seen_by(viewer).filter(public_id=public_id).first()


def _views(rows: QuerySet[Meeting]) -> list[MeetingView]:
    keys = AccountKey.objects.filter(account=OuterRef("account_id")).order_by("pk")
    key = Subquery(keys.values("key")[:1])  # an account without a name shows its key
    return [
        MeetingView(
            public_id=m.public_id,
            account_id=m.account_id,
            account_public_id=m.account.public_id if m.account else "",
            account_name=m.account.name or m.first_key or "" if m.account else "",
            matched_by=m.matched_by,
            title=m.title,
            place=m.place,
            notes=m.notes,
            starts_at=m.starts_at,
            ends_at=m.ends_at,
            all_day=m.all_day,
            status=m.status,
            ours=tuple(a for a in m.ours.split(";") if a),
            theirs=tuple(a for a in m.theirs.split(";") if a),
        )
        for m in rows.select_related("account").annotate(first_key=key)
    ]
