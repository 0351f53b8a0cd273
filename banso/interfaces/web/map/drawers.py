"""The accounts behind a number: names, reason leaves, days, owner, and the next step of each."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from banso.customers import queries as customers
from banso.customers.queries import AccountView
from banso.interfaces.web.frame.parts import language, text
from banso.interfaces.web.frame.words import day_text
from banso.interfaces.web.map.cause import absent_name, label_of, wanted_words
from banso.journey.views import CellRow, CellView, PhaseName
from banso.lib.text import Text
from banso.metrics.conditions import Explanation, Leaf, NameTable
from banso.workspace.viewer import Viewer

SHOWN = 50
_MOST_LEAVES = 6


@dataclass(frozen=True, slots=True)
class Chip:
    css: str
    icon: str
    word: str
    text: str


@dataclass(frozen=True, slots=True)
class Special:
    """Something to know of how an account stands here: waiting, by hand, a second time …"""

    icon: str
    name: str
    help: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    public_id: str
    name: str
    mrr_minor: int | None
    line: str
    leaves: tuple[Chip, ...] = ()
    marks: tuple[Special, ...] = ()
    next: str = ""


@dataclass(frozen=True)
class Drawer:
    """``condition`` lists the same accounts (``truth``: which answer of it); ``title`` says how they stand."""

    title: str
    rows: Sequence[Row]
    total: int
    mrr_minor: int | None = None
    phase: Text | None = None
    hue: int = 0
    meaning: str = ""
    common: str = ""
    condition: str = ""
    truth: str = ""
    note: str = ""

    @property
    def more(self) -> bool:
        return self.total > len(self.rows)


def rows_of(
    cell: CellView,
    *,
    viewer: Viewer,
    names: NameTable,
    people: Mapping[int, str],
    quiet: Collection[str] = (),
) -> list[Row]:
    """This function will put accounts of a cell into words, in their order.

    ``quiet``: the states from which nobody is contacted; no step is proposed there.
    """
    ids = [r.account_id for r in cell.rows]
    records = {a.id: a for a in customers.account_list_rows(viewer=viewer, ids=ids)}
    return [
        _row(r, records[r.account_id], cell.phase, names, people, r.state in quiet)
        for r in cell.rows
        if r.account_id in records
    ]


def moved_rows(when: Mapping[int, date], *, viewer: Viewer, people: Mapping[int, str]) -> list[Row]:
    """This function will list accounts that moved, with the day each came and who looks after it."""
    ids = list(when)[:SHOWN]
    dot = _dot()
    return [
        Row(
            a.public_id,
            a.name,
            None,
            dot.join(
                [
                    _("came on %(day)s") % {"day": _day(when[a.id])},
                    _owner(people.get(a.owner_id, "") if a.owner_id else ""),
                ]
            ),
        )
        for a in customers.account_list_rows(viewer=viewer, ids=ids)
    ]


def _row(
    row: CellRow,
    record: AccountView,
    phase: PhaseName | None,
    names: NameTable,
    people: Mapping[int, str],
    quiet: bool,
) -> Row:
    owner = people.get(record.owner_id, "") if record.owner_id else ""
    explained = Explanation.from_json(row.success) if row.success else None
    unmet = explained is not None and row.succeeded is not True
    return Row(
        public_id=record.public_id,
        name=record.name,
        mrr_minor=row.mrr_minor,
        line=_line(row, phase, owner),
        leaves=_chips(explained, names) if explained and unmet else (),
        marks=_specials(row, quiet),
        next=_next(explained, names) if explained and unmet and not quiet else "",
    )


def _line(row: CellRow, phase: PhaseName | None, owner: str) -> str:
    parts = []
    state = next((s.name for s in phase.states if s.key == row.state), None) if phase else None
    if state is not None:
        parts.append(text(state))
    if row.days is not None and phase is not None:
        parts.append(
            ngettext("%(n)s day in the phase", "%(n)s days in the phase", row.days)
            % {"n": f"{row.days:,}"}
        )
    if row.over_days:
        parts.append(
            ngettext("%(n)s day over", "%(n)s days over", row.over_days)
            % {"n": f"{row.over_days:,}"}
        )
    if row.succeeded and row.success_on is not None:
        parts.append(_("success met on %(day)s") % {"day": _day(row.success_on)})
    parts.append(_owner(owner))
    return _dot().join(parts)


def _owner(name: str) -> str:
    return _("CSM %(name)s") % {"name": name} if name else _("no CSM")


def _dot() -> str:
    return "・" if language().startswith("ja") else " · "


def _day(day: date) -> str:
    return day_text(day, language=language(), form="short")


def _specials(row: CellRow, quiet: bool) -> tuple[Special, ...]:
    found = []
    if quiet:
        found.append(
            Special("x", _("no contact"), _("The map keeps every message away from here."))
        )
    if row.waiting:
        found.append(
            Special("clock", _("waiting"), _("We wait for the customer; the clock rests."))
        )
    if row.manual:
        found.append(
            Special(
                "person", _("by hand"), _("A person put them here; the rules may say otherwise.")
            )
        )
    if row.start_unseen:
        found.append(
            Special(
                "info",
                _("start not seen"),
                _("They were here before our data begins: no stuck alarm, out of durations."),
            )
        )
    if row.times > 1:
        times = ngettext("time %(n)s here", "time %(n)s here", row.times) % {"n": row.times}
        found.append(Special("undo", times))
    return tuple(found)


_CHIPS = {
    True: ("bn-chip-good", "check"),
    False: ("bn-chip-bad", "x"),
    None: ("bn-chip-q", "unknown"),
}


def _chips(explained: Explanation, names: NameTable) -> tuple[Chip, ...]:
    words = {True: _("applies"), False: _("does not apply"), None: _("cannot be judged")}
    return tuple(
        Chip(*_CHIPS[leaf.truth], words[leaf.truth], leaf.sentence(language(), names))
        for leaf in explained.leaves[:_MOST_LEAVES]
    )


def _next(explained: Explanation, names: NameTable) -> str:
    """One step: the first test that is not met; a missing number asks for its data instead."""
    unmet = [leaf for leaf in explained.leaves if leaf.truth is False]
    if unmet and (absent := absent_name(unmet[0])):
        said = label_of(absent, names)
        return pgettext("next step", "Next: there is no “%(leaf)s” yet") % {"leaf": said}
    if unmet:
        said = wanted_words(unmet[0], names)
        return pgettext("next step", "Next: reach “%(leaf)s”") % {"leaf": said}
    unknown: list[Leaf] = [leaf for leaf in explained.leaves if leaf.truth is None]
    if not unknown:
        return ""
    missing = ", ".join(label_of(n, names) for n in unknown[0].missing)
    return pgettext("next step", "Next: bring in the data for %(names)s") % {"names": missing}
