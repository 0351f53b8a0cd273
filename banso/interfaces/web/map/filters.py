"""What the address narrows the map to: whose accounts, and the month whose moves are drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.utils.translation import gettext as _

from banso.interfaces.web.accounts.members import members
from banso.interfaces.web.frame.request import ScreenRequest
from banso.interfaces.web.map.grid import Period
from banso.lib.dates import add_months
from banso.lib.text import Text
from banso.metrics import segment_store
from banso.metrics.ready_made import GROUPS
from banso.metrics.segments import MINE, SegmentView
from banso.workspace import queries as workspace
from banso.workspace.viewer import Act, Viewer

MONTHS = 13  # in the menu: this one and a year back


@dataclass(frozen=True, slots=True)
class Owner:
    """A person accounts can belong to; ``key`` stands in addresses."""

    id: int
    name: str

    @property
    def key(self) -> str:
        return str(self.id)


@dataclass(frozen=True)
class Filters:
    """``owner`` None: everyone's accounts. ``mine``: the owner is the viewer. ``segments``: those people
    saved; ``ready``: those that come with the product, by topic. ``among``: the accounts of the
    segment, where the address names one."""

    period: Period
    owners: tuple[Owner, ...] = ()
    owner: Owner | None = None
    mine: bool = False
    month_given: bool = False
    months: tuple[Period, ...] = ()
    segments: tuple[SegmentView, ...] = ()
    ready: tuple[tuple[Text, tuple[SegmentView, ...]], ...] = ()
    segment: SegmentView | None = None
    among: frozenset[int] = frozenset()

    def looker(self, viewer: Viewer) -> Viewer:
        """The viewer as one who sees the segment's accounts only: for reads of what the map counts."""
        if self.segment is None:
            return viewer
        seen = self.among if viewer.scope is None else self.among & viewer.scope
        return replace(viewer, scope=seen)

    @property
    def narrowed(self) -> bool:
        return self.owner is not None or self.segment is not None

    @property
    def owner_name(self) -> str:
        return self.owner.name if self.owner else _("Everyone")

    @property
    def owner_key(self) -> str:
        return self.owner.key if self.owner else ""

    @property
    def kept(self) -> Mapping[str, str]:
        """What links of the map carry on."""
        return {
            "owner": self.owner_key,
            "segment": self.segment.key if self.segment else "",
            "month": self.period.key if self.month_given else "",
        }

    def listing(self, condition: str) -> dict[str, str] | None:
        """What the list of accounts takes to show the same accounts; None where it cannot."""
        owner = "" if self.mine else self.owner_key
        mine = "1" if self.mine else ""
        said = self.segment.segment if self.segment else None
        if said is None:
            return {"q": condition, "owner": owner, "mine": mine}
        if said.of and (self.owner or said.of != MINE):
            return None
        text = f"({said.when}) and ({condition})" if said.when.strip() else condition
        return {"q": text, "owner": owner, "mine": "1" if said.of else mine}


def read_filters(request: ScreenRequest, *, day: date) -> Filters:
    """This function will read the filters of an address; what it does not know falls away."""
    viewer = request.viewer
    names = workspace.names_of_people(viewer=viewer) if viewer.scope is None else {}
    owners = tuple(Owner(pk, name) for pk, name in sorted(names.items(), key=lambda pair: pair[1]))
    asked = request.GET.get("owner", "")
    owner = next((o for o in owners if o.key == asked), None)
    months = tuple(_month(add_months(day.replace(day=1), -n), day) for n in range(MONTHS))
    wanted = request.GET.get("month", "")
    chosen = next((m for m in months if m.key == wanted), None)
    may = viewer.may(Act.SEE_DEFINITIONS)
    segments = segment_store.segments(viewer=viewer) if may else ()
    ready = segment_store.ready_made(viewer=viewer) if may else ()
    asked_segment = request.GET.get("segment")
    segment = next((s for s in (*segments, *ready) if s.key == asked_segment), None)
    return Filters(
        period=chosen or months[0],
        owners=owners,
        owner=owner,
        mine=owner is not None and owner.id == viewer.user_id,
        month_given=chosen is not None and chosen != months[0],
        months=months,
        segments=segments,
        ready=tuple(
            (name, tuple(s for s in ready if s.group == group))
            for group, name in (GROUPS.items() if may else ())
        ),
        segment=segment,
        among=members(request, segment) if segment else frozenset(),
    )


def _month(first: date, day: date) -> Period:
    """The month that begins on ``first``, cut at the day shown."""
    return Period(first, min(day, add_months(first, 1) - timedelta(days=1)))
