"""What hints at a move of a person, each with its reason. A hint changes nothing by itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from banso.customers.people.queries import PersonView, UserLink
from banso.lib.text import Text

KEY_ROLES = ("champion", "decision_maker", "approver", "admin")
LOOK_BACK = 90  # days of use that tell how often somebody comes
_ENOUGH_DAYS = 8  # with fewer days of use nobody has a rhythm
_LEAST_GAP = 10  # days without use that are a long weekend, a journey, a flu
_RECENT = 60  # days a bounce or a new administrator is news
_ADMINS = ("admin", "administrator", "管理者", "owner")
_MONTHS = (3, 4, 6, 7, 9, 10)  # around 1 April, 1 July and 1 October people are transferred


@dataclass(frozen=True, slots=True)
class Use:
    """How a person's product users were seen in the last :data:`LOOK_BACK` days."""

    days: int
    first_on: date
    last_on: date


@dataclass(frozen=True, slots=True)
class Signal:
    """``kind`` silence, bounce, new_admin; ``on`` the day it is about."""

    kind: str
    contact: str
    on: date
    reason: Text


def signals(
    person: PersonView, *, day: date, use: Use | None, new_admin: tuple[str, date] | None = None
) -> list[Signal]:
    """This function will say what hints that ``person`` moves or has moved, as known on ``day``.

    Silent about people without a key role, who left, whose move is recorded, or of whom somebody
    said after the hint arose that they stay. ``new_admin``: a new administrator seen in the product
    (name, first day) that is no contact yet.
    """
    if not person.here_on(day) or person.move or not set(KEY_ROLES) & set(person.roles):
        return []
    found = [s for s in (_silence(person, day, use), _bounce(person, day)) if s]
    if new_admin and "admin" in person.roles and new_admin[1] > day - timedelta(days=_RECENT):
        found.append(
            Signal(
                "new_admin", person.public_id, new_admin[1],
                Text(
                    ja=f"{_ja(new_admin[1])}から、新しい管理者（{new_admin[0]}）が製品を使っています。",
                    en=f"A new administrator ({new_admin[0]}) has used the product since {_en(new_admin[1])}.",
                ),
            )
        )  # fmt: skip
    return [s for s in found if person.stays_on is None or person.stays_on < s.on + timedelta(days=_LEAST_GAP)]  # fmt: skip


def _silence(person: PersonView, day: date, use: Use | None) -> Signal | None:
    """Longer away than ten days and than three times their usual pause."""
    if use is None or use.days < _ENOUGH_DAYS:
        return None
    pause = (use.last_on - use.first_on).days / (use.days - 1)
    gap = (day - use.last_on).days
    if gap < max(_LEAST_GAP, 3 * pause):
        return None
    weeks = max(1.0, ((use.last_on - use.first_on).days + 1) / 7)
    often = f"{min(7.0, use.days / weeks):.0f}"
    season = day.month in _MONTHS
    return Signal(
        "silence", person.public_id, use.last_on,
        Text(
            ja=f"週{often}日ほどの利用が、{_ja(use.last_on)}を最後に{gap}日間止まっています。"
            + ("異動の時期です。" if season else ""),
            en=f"Used it about {often} days a week; not once in the {gap} days since {_en(use.last_on)}."
            + (" It is the season of transfers." if season else ""),
        ),
    )  # fmt: skip


def _bounce(person: PersonView, day: date) -> Signal | None:
    on = person.bounced_on
    if on is None or on <= day - timedelta(days=_RECENT):
        return None
    return Signal(
        "bounce", person.public_id, on,
        Text(
            ja=f"{_ja(on)}に、この方へのメールが届かず戻りました。",
            en=f"Mail to them came back on {_en(on)}.",
        ),
    )  # fmt: skip


def new_admin(links: Iterable[UserLink], day: date) -> tuple[str, date] | None:
    """The newest administrator of the product nobody has taken down as a contact: (name, first day)."""
    there = [
        (k.name or k.user_key, k.first_seen_on)
        for k in links
        if k.role.strip().casefold() in _ADMINS and not k.contact and not k.declined
        and k.first_seen_on and k.first_seen_on <= day
    ]  # fmt: skip
    return max(there, key=lambda a: a[1], default=None)


def merged_use(rows: Iterable[Use]) -> Use | None:
    """Several product users of one person, as one."""
    found = list(rows)
    if not found:
        return None
    return Use(
        max(u.days for u in found), min(u.first_on for u in found), max(u.last_on for u in found)
    )


def by_contact(uses: Mapping[str, list[Use]]) -> dict[str, Use]:
    """The use of each contact, by public id."""
    return {key: use for key, rows in uses.items() if (use := merged_use(rows))}


def _ja(day: date) -> str:
    return f"{day.month}月{day.day}日"


def _en(day: date) -> str:
    return f"{day.day} {day:%B}"
