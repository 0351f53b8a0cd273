"""What whoever takes an account over must know, and plainly what nobody wrote down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from banso.customers import queries as customers
from banso.customers.moments import queries as moments
from banso.customers.moments.queries import Happening
from banso.customers.people import queries as people
from banso.customers.people.queries import MoveView, PersonView
from banso.execution.promises import queries as promises
from banso.execution.promises.queries import PromiseView
from banso.interfaces.web.account.page import Page, account_page
from banso.interfaces.web.account.reach import Reached
from banso.interfaces.web.frame.request import ScreenRequest

# Dated fields a workspace may define; nothing else tells why they bought and what they want.
WHY, GOALS = "purchase_reason", "goals"
_TALKS = 5


@dataclass(frozen=True, slots=True)
class Pack:
    """``why``, ``goals`` '' : nobody wrote it down. ``reviews``: business reviews, the newest first."""

    page: Page
    why: str
    goals: str
    people: tuple[PersonView, ...]
    moves: tuple[MoveView, ...]
    met: dict[str, date]
    promises: tuple[PromiseView, ...]
    talks: tuple[Happening, ...]
    reviews: tuple[Happening, ...]
    why_key: str = WHY
    goals_key: str = GOALS


def pack(request: ScreenRequest, reached: Reached) -> Pack:
    """This function will gather the hand-over of one account as of the day looked at."""
    viewer, day, account = request.viewer, request.as_of.day, reached.account.id
    given = customers.fields_as_of(viewer=viewer, day=day, account_ids=[account]).get(account, {})
    there = people.people_of(viewer=viewer, account_id=account, day=day)
    zone = ZoneInfo(request.clock.zone)
    until = datetime.combine(day + timedelta(days=1), time.min, tzinfo=zone)
    talks = moments.happenings(
        viewer=viewer, account_id=account, kinds=("touchpoint",), until=until
    )
    return Pack(
        page=account_page(request, reached),
        why=str(given.get(WHY, ("", False))[0]),
        goals=str(given.get(GOALS, ("", False))[0]),
        people=tuple(p for p in there if p.here_on(day) and not p.erased),
        moves=tuple(
            people.moves_between(
                viewer=viewer, first=day - timedelta(days=365), last=date.max, account_ids=[account]
            )
        ),
        met=met(talks, there),
        promises=tuple(promises.open_of(viewer=viewer, account_ids=[account])),
        talks=tuple(talks[:_TALKS]),
        reviews=tuple(t for t in talks if t.facts.get("type") == "qbr")[:2],
    )


def met(talks: list[Happening], there: list[PersonView]) -> dict[str, date]:
    """Contact → the last day somebody spoke with them. Touchpoints name people as the timeline does."""
    found: dict[str, date] = {}
    by_name = {p.name: p.public_id for p in there if p.name}
    by_name |= {p.email.strip().casefold(): p.public_id for p in there if p.email}
    for talk in talks:
        for who in talk.who:
            if who in by_name and talk.at is not None:
                found.setdefault(by_name[who], talk.at.date())
    return found
