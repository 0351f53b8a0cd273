"""Waiting for the customer (先方都合で待機): the clocks of the phase rest, with a reason and a last day."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from banso.customers import queries as customers
from banso.customers.definitions import MAIN_LANE
from banso.journey.classify import last_day_walked
from banso.journey.decided import known_of
from banso.journey.models import Standing, Waiting
from banso.journey.turns import writing
from banso.journey.why import reason_given
from banso.lib.problems import BansoError, Problem, problem
from banso.metrics.queries import require_account
from banso.workspace import operations as workspace
from banso.workspace import queries
from banso.workspace.viewer import Act, Viewer

LONGEST_DAYS = 90
ONE_DAY = timedelta(days=1)


class UntilTooLate(BansoError):
    """The last day is further away than a person's word may reach."""


class PastDay(BansoError):
    """The last day is over already."""


class WaitingAlready(BansoError):
    """The account waits already."""


class NotWaiting(BansoError):
    """The account does not wait."""


class NotOnTheMap(BansoError):
    """No day has been closed for this account yet, so it stands nowhere."""


def today(*, now: datetime) -> date:
    """This function will give the day a person acts on: the clock's, never before the last one walked."""
    shown = queries.clock(wall=now).today
    walked = last_day_walked()
    return shown if walked is None else max(shown, walked)


def latest_until(*, now: datetime) -> date:
    """This function will give the last day a move by hand or a wait may reach."""
    return today(now=now) + timedelta(days=LONGEST_DAYS)


def last_day_of(until: date, *, day: date) -> date:
    """This function will give ``until`` back if it may be a last day from ``day`` on; raises otherwise."""
    if until < day:
        raise PastDay(
            problem(
                "journey.past-day",
                ja=f"{until}はもう過ぎています。",
                en=f"{until} is over already.",
                remedy_ja=f"{day}以降の日を選んでください。",
                remedy_en=f"Choose {day} or later.",
                sample=until.isoformat(),
            )
        )
    latest = day + timedelta(days=LONGEST_DAYS)
    if until > latest:
        raise UntilTooLate(
            problem(
                "journey.until-too-late",
                ja=f"{until}は先すぎます。{LONGEST_DAYS}日を超える期限は付けられません。",
                en=f"{until} is too far away: {LONGEST_DAYS} days at most.",
                remedy_ja=f"{latest}までの日を選び、必要ならその時に延ばしてください。",
                remedy_en=f"Choose {latest} at the latest, and extend it then if need be.",
                sample=until.isoformat(),
            )
        )
    return until


def require_standing(viewer: Viewer, account_id: int, lane: str) -> Standing:
    """This function will find where an account stands; raises ``NotAllowed``, ``NotOnTheMap``."""
    viewer.require(Act.EDIT_ACCOUNTS)
    require_account(viewer, account_id)
    row = Standing.objects.filter(account_id=account_id, lane=lane).first()
    if row is None:
        raise NotOnTheMap(not_on_the_map())
    return row


def not_on_the_map() -> Problem:
    return problem(
        "journey.not-on-the-map",
        ja="この顧客企業は、まだ日次の締めを通っていません。",
        en="No day has been closed for this account yet.",
        remedy_ja="日次の締めが済んでから、もう一度お試しください。",
        remedy_en="Try again once a day has been closed.",
    )


def start_waiting(
    *,
    viewer: Viewer,
    account_id: int,
    why: str,
    until: date | None,
    now: datetime,
    lane: str = MAIN_LANE,
) -> str:
    """This function will let the clocks of an account's phase rest from today, and give the wait's public id.

    ``until`` is the last day, inclusive; None is the latest there may be. A day that is closed
    already has been counted and stays so. Raises ``WaitingAlready``, ``UntilTooLate``, ``PastDay``,
    ``WhyMissing``, ``NotOnTheMap``, ``NotAllowed``.
    """
    words = reason_given(why)
    known = known_of(require_standing(viewer, account_id, lane))
    with writing(), transaction.atomic():
        day, walked = today(now=now), last_day_walked()
        last = last_day_of(until or day + timedelta(days=LONGEST_DAYS), day=day)
        running = in_force(account_id, lane, day)
        if running is not None:
            raise WaitingAlready(_waiting_already(running))
        row = Waiting.objects.create(
            account_id=account_id, lane=lane, from_on=day, until=last, why=words,
            counted_from=day + ONE_DAY if walked is not None and day <= walked else day,
            by_id=viewer.user_id, made_at=now, known=known,
        )  # fmt: skip
        _audit(viewer, "journey.waiting-started", row, now)
    return row.public_id


def end_waiting(*, viewer: Viewer, account_id: int, now: datetime, lane: str = MAIN_LANE) -> None:
    """This function will let the clocks of an account run on from today. Raises ``NotWaiting``, ``NotAllowed``."""
    require_standing(viewer, account_id, lane)
    with writing(), transaction.atomic():
        day, walked = today(now=now), last_day_walked()
        row = in_force(account_id, lane, day)
        if row is None:
            raise NotWaiting(
                problem(
                    "journey.not-waiting",
                    ja="この顧客企業は待機中ではありません。",
                    en="This account is not waiting.",
                    remedy_ja="画面を読み込み直して、今の状態を確かめてください。",
                    remedy_en="Load the page again to see how it stands.",
                )
            )
        row.ended_on, row.ended_at, row.ended_by_id = day, now, viewer.user_id
        row.counted_to = day if walked is not None and day <= walked else day - ONE_DAY
        row.save(update_fields=["ended_on", "ended_at", "ended_by", "counted_to"])
        _audit(viewer, "journey.waiting-ended", row, now)


def in_force(account_id: int, lane: str, day: date) -> Waiting | None:
    """The wait an account is in on ``day``."""
    rows = Waiting.objects.filter(account_id=account_id, lane=lane, ended_on__isnull=True)
    return rows.filter(until__gte=day).order_by("-id").first()


def _waiting_already(row: Waiting) -> Problem:
    return problem(
        "journey.waiting-already",
        ja=f"この顧客企業は{row.until}まで待機中です。",
        en=f"This account waits until {row.until} already.",
        remedy_ja="待機を終えてから、新しい待機を始めてください。",
        remedy_en="End the wait first, then begin another.",
    )


def _audit(viewer: Viewer, act: str, row: Waiting, now: datetime) -> None:
    # the reason stays with the row: what people wrote can be erased there
    workspace.audit(
        viewer=viewer,
        act=act,
        subject_kind="account",
        subject_id=customers.public_ids(viewer=viewer, ids=[row.account_id])[row.account_id],
        now=now,
        detail={
            "wait": row.public_id,
            "lane": row.lane,
            "from": row.from_on.isoformat(),
            "until": row.until.isoformat() if row.until else None,
        },
    )
