"""The lists in the margin: ready-made ones, saved segments, one a phase; and how many stand in each."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.urls import reverse

from banso.events.store import workspace_lake
from banso.interfaces.web.accounts import listing
from banso.interfaces.web.accounts.asked import ME, Asked
from banso.interfaces.web.accounts.listing import Look
from banso.interfaces.web.frame.request import ScreenRequest
from banso.journey import queries as journey
from banso.lib.text import Text
from banso.metrics.conditions import Condition, parse
from banso.metrics.counting import tally


@dataclass(frozen=True, slots=True)
class Shelf:
    """A list in the margin. ``broken``: its condition names what is gone."""

    id: str
    name: Text
    url: str
    on: bool
    hue: int = 0
    broken: bool = False
    own: bool = False


_READY = (
    ("all", "すべての顧客企業", "All accounts", "", ""),
    ("mine", "自分の担当", "My accounts", "", ME),
    ("stuck", "停滞", "Stuck", "track = 'stuck'", ""),
    ("behind", "遅れ", "Behind", "track = 'behind'", ""),
    (
        "soon",
        "更新の判断が60日以内",
        "Decision within 60 days",
        "days_to_decision between 0 and 60",
        "",
    ),
    ("silent", "14日以上ログインなし", "No login for 14 days", "days_since_login >= 14", ""),
)


def ready(asked: Asked) -> list[Shelf]:
    """The lists that come with the product."""
    base = reverse("accounts:index")
    plain = asked.segment is None
    return [
        Shelf(
            id,
            Text(ja=ja, en=en),
            f"{base}?{asked.query(segment=None, text=text, truth='true', owner=owner)}",
            plain and asked.text == text and asked.owner == owner,
        )
        for id, ja, en, text, owner in _READY
    ]


def saved(look: Look) -> list[Shelf]:
    """The segments the viewer sees."""
    base, chosen = reverse("accounts:index"), look.asked.segment
    as_of = f"&as_of={look.asked.as_of}" if look.asked.as_of else ""
    return [
        Shelf(
            s.key,
            s.name,
            f"{base}?segment={s.key}{as_of}",
            chosen is not None and chosen.key == s.key,
            broken=bool(s.segment.read(look.names)[1]),
            own=not s.segment.shared,
        )
        for s in look.segments
    ]


def phases(request: ScreenRequest, asked: Asked) -> list[Shelf]:
    """One list a phase of the map in force."""
    base = reverse("accounts:index")
    found = []
    for p in journey.phases(viewer=request.viewer):
        text = f"phase = '{p.key}'"
        query = asked.query(segment=None, text=text, truth="true", owner="")
        on = asked.segment is None and asked.text == text
        found.append(Shelf(f"phase-{p.key}", p.name, f"{base}?{query}", on, p.hue))
    return found


def counts_of(request: ScreenRequest, look: Look) -> dict[str, int]:
    """How many accounts stand in each list, by its id; lists that cannot be read are left out.

    One pass over the day for all that look at the same accounts.
    """
    day = request.as_of.rows_day
    if day is None:
        return {}
    by_owner: dict[str, dict[str, Condition | None]] = defaultdict(dict)
    for id, _, _, text, owner in _READY:
        _add(by_owner[owner], id, text, look)
    for p in journey.phases(viewer=request.viewer):
        _add(by_owner[""], f"phase-{p.key}", f"phase = '{p.key}'", look)
    for s in look.segments:
        owner = listing.owner_of(request, s)
        _add(by_owner[owner], s.key, s.segment.when, look)
    found: dict[str, int] = {}
    for owner, conditions in by_owner.items():
        among = listing.owned(request, owner) if owner else None
        names = {n for c in conditions.values() if c for n in c.names}
        told = tally(
            viewer=request.viewer, lake=workspace_lake(), day=day, conditions=conditions,
            among=among, extra=listing.states(request, names),
        )  # fmt: skip
        found |= {id: t.true for id, t in told.items()}
    return found


def _add(into: dict[str, Condition | None], id: str, text: str, look: Look) -> None:
    condition = parse(text, names=look.names).condition if text.strip() else None
    if condition is not None or not text.strip():
        into[id] = condition


def title_of(asked: Asked, shelves: list[Shelf]) -> Text | None:
    """What the list is called: its segment's name, or the ready-made list's."""
    if asked.segment is not None:
        return asked.segment.name
    return next((s.name for s in shelves if s.on and s.id != "all"), None)
