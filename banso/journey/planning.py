"""Plan, apply, export, history and rollback of the map (rules.md R4).

A plan evaluates the last closed day under the running release and carries a pin of both. Apply
makes exactly the moves of the plan, or refuses and says what differs. Days before are never
rewritten; only `restate`, of a later release, will compute a second series beside them.
"""

from __future__ import annotations

from datetime import datetime

from banso.events.lake import Lake
from banso.journey.applying import (
    NothingChanged,
    PlanStale,
    StaleDifference,
    TextHasErrors,
    apply,
)
from banso.journey.check import Checked
from banso.journey.definitions import MAP_KEY, MAP_KIND, TEMPLATES
from banso.journey.looking import checked, look, remember, told
from banso.journey.maps import FILE, NoMap, edition_in_force, no_map, template_text
from banso.journey.models import MapChange
from banso.journey.parse import parse
from banso.journey.planned import (
    Applied,
    MapVersion,
    OldRule,
    PinUnreadable,
    Plan,
    PlannedMove,
    Template,
)
from banso.journey.turns import DaysBeingClosed
from banso.journey.why import WhyMissing, WhyTooLong
from banso.lib.problems import BansoError, problem
from banso.workspace import queries
from banso.workspace.viewer import Act, Viewer

__all__ = [
    "Applied", "DaysBeingClosed", "MapVersion", "NothingChanged", "OldRule", "PinUnreadable",
    "Plan", "PlanStale", "PlannedMove", "StaleDifference", "Template", "TextHasErrors",
    "VersionUnknown", "WhyMissing", "WhyTooLong", "apply", "check_text", "export", "history",
    "plan", "rollback", "templates", "version_text",
]  # fmt: skip


class VersionUnknown(BansoError):
    """There is no version of this number."""


def check_text(*, viewer: Viewer, text: str) -> Checked:
    """This function will check a text against the numbers and fields there are and the running map."""
    viewer.require(Act.SEE_DEFINITIONS)
    return checked(text, edition_in_force())


def plan(*, viewer: Viewer, text: str, lake: Lake, now: datetime) -> Plan:
    """This function will say who would move if ``text`` came into force now, and why; it writes nothing."""
    viewer.require(Act.SEE_DEFINITIONS)
    looked = look(text, lake)
    found = told(looked, viewer)
    if found.pin:
        remember(found.pin, looked.found.steps)
    return found


def export(*, viewer: Viewer) -> str:
    """This function will give the text in force byte for byte; raises ``NoMap``."""
    viewer.require(Act.SEE_DEFINITIONS)
    change = MapChange.objects.order_by("-id").first()
    if change is None:
        raise NoMap(no_map())
    return _text(change.version)


def version_text(*, viewer: Viewer, version: int) -> str:
    """This function will give the text of one version byte for byte; raises ``VersionUnknown``."""
    viewer.require(Act.SEE_DEFINITIONS)
    return _text(version)


def _text(version: int) -> str:
    found = queries.definition(viewer=Viewer.system(), kind=MAP_KIND, key=MAP_KEY, version=version)
    if found is None:
        raise VersionUnknown(
            problem(
                "journey.version-unknown",
                ja=f"マップの第{version}版はありません。",
                en=f"The map has no version {version}.",
                remedy_ja="履歴で版の番号を確かめてください。",
                remedy_en="See the history for the versions there are.",
                sample=str(version),
            )
        )
    return found.text


def history(*, viewer: Viewer) -> tuple[MapVersion, ...]:
    """This function will list the versions that were in force, newest first."""
    viewer.require(Act.SEE_DEFINITIONS)
    texts = {
        d.version: d.text for d in queries.definitions(viewer=viewer, kind=MAP_KIND, key=MAP_KEY)
    }
    names = queries.names_of_people(viewer=viewer)
    changes = list(MapChange.objects.order_by("-id"))
    return tuple(
        MapVersion(
            version=change.version,
            release=change.release,
            at=change.at,
            on_day=change.on_day,
            by=names.get(change.by_id, "") if change.by_id else "",
            why=change.why,
            moved=change.moved,
            in_force=n == 0,
            text=texts[change.version],
        )
        for n, change in enumerate(changes)
    )


def templates(*, viewer: Viewer) -> tuple[Template, ...]:
    """This function will list the maps that ship."""
    viewer.require(Act.SEE_DEFINITIONS)
    found = []
    for key in TEMPLATES:
        text = template_text(key)
        journey = parse(text, file=FILE).map
        if journey is not None:
            names = tuple(p.name for p in journey.phases)
            found.append(Template(key, journey.name, journey.purpose, names, text))
    return tuple(found)


def rollback(
    *, viewer: Viewer, version: int, pin: str, why: str, now: datetime, lake: Lake
) -> Applied:
    """This function will apply the text of an earlier version as a new one; nothing that happened is undone.

    Plan it first with the text that :func:`version_text` gives. Raises ``VersionUnknown`` and what
    :func:`apply` raises.
    """
    text = version_text(viewer=viewer, version=version)
    return apply(viewer=viewer, text=text, pin=pin, why=why, now=now, lake=lake)
