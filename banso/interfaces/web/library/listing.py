"""The list of metrics: searched, filtered, each with how many accounts it is known for."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from banso.events.store import workspace_lake
from banso.interfaces.web.frame.request import ScreenRequest
from banso.lib.text import Text
from banso.metrics.knowing import Known, known_on
from banso.metrics.library_queries import LibraryGroup, LibraryLine, library_view
from banso.workspace.viewer import Act

KNOWN = ("", "all", "some", "none")
DIRECTIONS = ("", "up", "down", "none")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for; empty means everything."""

    words: str = ""
    group: str = ""
    kind: str = ""
    direction: str = ""
    known: str = ""

    @property
    def any(self) -> bool:
        return bool(self.words or self.group or self.kind or self.direction or self.known)


@dataclass(frozen=True, slots=True)
class Row:
    """``known`` is None where the number has no column yet."""

    line: LibraryLine
    known: int | None
    accounts: int

    @property
    def state(self) -> str:
        if not self.known:
            return "none"
        return "all" if self.known >= self.accounts else "some"

    @property
    def share(self) -> float:
        return (self.known or 0) / self.accounts if self.accounts else 0.0


@dataclass(frozen=True, slots=True)
class Group:
    key: str
    name: Text
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    asked: Asked
    groups: tuple[Group, ...]
    shown: int
    total: int
    choices: tuple[tuple[str, Text], ...]
    kinds: tuple[tuple[str, str], ...]
    knowns: tuple[tuple[str, str], ...]
    directions: tuple[tuple[str, str], ...]
    may_edit: bool


def asked_of(request: ScreenRequest) -> Asked:
    """This function will read the filter from the address; what it does not know counts as empty."""
    get = request.GET.get
    known, direction = get("known", ""), get("direction", "")
    return Asked(
        words=get("q", "").strip()[:80],
        group=get("group", "")[:40],
        kind=get("kind", "")[:20],
        direction=direction if direction in DIRECTIONS else "",
        known=known if known in KNOWN else "",
    )


def listed(request: ScreenRequest) -> Listed:
    """This function will list the metrics the address asks for, in the groups of the library."""
    viewer, asked, day = request.viewer, asked_of(request), request.as_of.rows_day
    view = library_view(viewer=viewer)
    known = known_on(viewer=viewer, lake=workspace_lake(), day=day) if day else Known()
    groups = []
    for group in view.groups:
        rows = tuple(row for line in group.metrics if _fits(asked, group, row := _row(line, known)))
        if rows:
            groups.append(Group(group.key, group.name, rows))
    kinds = {line.kind for group in view.groups for line in group.metrics}
    return Listed(
        asked=asked,
        groups=tuple(groups),
        shown=sum(len(g.rows) for g in groups),
        total=view.total,
        choices=tuple((g.key, g.name) for g in view.groups),
        kinds=tuple((k, name) for k, name in kind_names().items() if k in kinds),
        knowns=(
            ("all", _("known for every account")),
            ("some", _("known for some")),
            ("none", _("unknown for all")),
        ),
        directions=tuple((k, name) for k, name in direction_names().items()),
        may_edit=viewer.may(Act.EDIT_DEFINITIONS) and not request.as_of.past,
    )


def _row(line: LibraryLine, known: Known) -> Row:
    return Row(line, known.known.get(line.key), known.accounts)


def _fits(asked: Asked, group: LibraryGroup, row: Row) -> bool:
    line = row.line
    if asked.group and group.key != asked.group:
        return False
    if asked.kind and line.kind != asked.kind:
        return False
    if asked.direction and line.direction != asked.direction:
        return False
    if asked.known and row.state != asked.known:
        return False
    said = " ".join(
        (line.key, line.name.ja or "", line.name.en or "", line.help.ja or "", line.help.en or "")
    )
    return all(word in said.casefold() for word in asked.words.casefold().split())


def kind_names() -> dict[str, str]:
    """The kinds of number in words."""
    return {
        "count": _("count"),
        "days": _("days"),
        "rate": _("share"),
        "number": _("number"),
        "money": _("money"),
        "date": _("date"),
        "text": _("text"),
        "choice": _("choice"),
        "bool": _("yes or no"),
    }


def direction_names() -> dict[str, str]:
    """Which way is good, in words."""
    return {
        "up": _("higher is better"),
        "down": _("lower is better"),
        "none": _("neither is better"),
    }
