"""The form of a condition: rows read from the text, or from the form's own fields, and back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_POST

from banso.events.store import workspace_lake
from banso.interfaces.web.accounts import listing
from banso.interfaces.web.frame.request import ScreenRequest
from banso.interfaces.web.frame.view import screen
from banso.lib.problems import Problem
from banso.lib.text import Text
from banso.metrics.conditions import Kind, NameTable, NameType, parse
from banso.metrics.conditions.names import Group
from banso.metrics.conditions.shapes import Join, form_of, form_text, operators, takes
from banso.metrics.conditions.shapes_typed import (
    Draft,
    DraftRow,
    DraftRows,
    draft_of,
    finished,
    fitting,
    with_group,
    with_row,
    without,
)
from banso.metrics.counting import values_of

MOST_ROWS = 40
MOST_TICKED = 24  # more values than this are typed, one a line


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: Text
    on: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Option:
    """An operator, or a name, to choose."""

    value: str
    label: Text
    on: bool


@dataclass(frozen=True, slots=True)
class Field:
    """How a row is shown. ``asks``: nothing, number, two, day, days, one, several, lines, words."""

    id: str
    row: DraftRow
    operators: tuple[Option, ...] = ()
    asks: str = ""
    unit: Text | None = None
    choices: tuple[Choice, ...] = ()

    @property
    def first(self) -> str:
        return self.row.typed[0] if self.row.typed else ""

    @property
    def second(self) -> str:
        return self.row.typed[1] if len(self.row.typed) > 1 else ""

    @property
    def lines(self) -> str:
        return "\n".join(self.row.typed)


@dataclass(frozen=True, slots=True)
class Part:
    """A row, or a group of them."""

    id: str
    fields: tuple[Field, ...]
    group: bool = False
    join: Join = "or"
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """The form as drawn. ``state``: ok (``text`` is what it says), unfinished, broken (the text cannot
    be read), free (the text is no form; it stays as it is)."""

    state: str
    text: str
    join: Join = "and"
    parts: tuple[Part, ...] = ()
    problems: tuple[Problem, ...] = ()
    groups: tuple[tuple[Text, tuple[Option, ...]], ...] = ()


@require_POST
@screen("accounts", writes=False)
def form(request: ScreenRequest) -> HttpResponse:
    """The form of a text (``text`` alone), or of its own fields with one thing done; changes nothing."""
    names = listing.names_of(request)
    text = request.POST.get("text", "")[:2000].strip()
    if "p" in request.POST or request.POST.get("do"):
        shown = _of_fields(request, names, text)
    else:
        shown = _of_text(request, names, text)
    return render(request, "conditions/form.html", {"form": shown})


def _of_text(request: ScreenRequest, names: NameTable, text: str) -> Shown:
    if not text:
        return _drawn(request, names, Draft("and", (DraftRow(),)), state="unfinished", text="")
    found = parse(text, names=names)
    if found.condition is None:
        return Shown("broken", text)
    read = form_of(found.condition.node)
    draft = draft_of(read, names) if read else None
    if draft is None:
        return Shown("free", text)
    return _drawn(request, names, draft, state="ok", text=text)


def _of_fields(request: ScreenRequest, names: NameTable, text: str) -> Shown:
    draft = _done(_read_fields(request.POST, names), request.POST.get("do", ""))
    if not draft.parts:
        return _drawn(request, names, Draft("and", (DraftRow(),)), state="ok", text="")
    read, told = finished(draft, names)
    if read is None:
        return _drawn(request, names, told, state="unfinished", text=text)
    made = form_text(read, names)
    problems = tuple(p for p in parse(made, names=names).problems if p.level == "error")
    if problems:
        return _drawn(request, names, told, state="unfinished", text=text, problems=problems)
    return _drawn(request, names, told, state="ok", text=made)


# Reading the fields ---------------------------------------------------------------------------------

_ROW = re.compile(r"r\d{1,3}\Z")
_GROUP = re.compile(r"g\d{1,3}\Z")
_INNER = re.compile(r"(g\d{1,3})(r\d{1,3})\Z")


def _read_fields(given: QueryDict, names: NameTable) -> Draft:
    parts: list[DraftRow | DraftRows] = []
    groups: dict[str, int] = {}
    for id in given.getlist("p")[:MOST_ROWS]:
        if _ROW.match(id):
            parts.append(_read_row(given, id, names))
        elif _GROUP.match(id):
            groups[id] = len(parts)
            parts.append(DraftRows(_join(given, f"j.{id}"), (), given.get(f"x.{id}") == "1"))
        elif (inner := _INNER.match(id)) and inner[1] in groups:
            at = groups[inner[1]]
            group = parts[at]
            if isinstance(group, DraftRows):
                rows = (*group.rows, _read_row(given, id, names))
                parts[at] = DraftRows(group.join, rows, group.negated)
    return Draft(_join(given, "j"), tuple(parts))


def _read_row(given: QueryDict, id: str, names: NameTable) -> DraftRow:
    typed = given.getlist(f"v.{id}")
    lines = given.get(f"l.{id}")
    if lines is not None:
        typed = [line for line in lines.replace("\r\n", "\n").split("\n") if line]
    row = DraftRow(
        given.get(f"n.{id}", ""),
        given.get(f"o.{id}", ""),
        tuple(typed),
        given.get(f"x.{id}") == "1",
    )
    return fitting(row, names)


def _join(given: QueryDict, key: str) -> Join:
    return "or" if given.get(key) == "or" else "and"


def _done(draft: Draft, do: str) -> Draft:
    """The draft after a button: add, group, add:1, drop:0, drop:1.0."""
    act, _, at = do.partition(":")
    place = [int(n) for n in at.split(".") if n.isdigit()]
    if act == "drop":
        return without(draft, place)
    if act == "add":
        return with_row(draft, place[0] if place else None)
    return with_group(draft) if act == "group" else draft


# Drawing --------------------------------------------------------------------------------------------


def _drawn(
    request: ScreenRequest,
    names: NameTable,
    draft: Draft,
    *,
    state: str,
    text: str,
    problems: tuple[Problem, ...] = (),
) -> Shown:
    parts: list[Part] = []
    for i, part in enumerate(draft.parts):
        if isinstance(part, DraftRows):
            fields = tuple(
                _field(request, names, row, f"g{i}r{j}") for j, row in enumerate(part.rows)
            )
            parts.append(Part(f"g{i}", fields, True, part.join, part.negated))
        else:
            parts.append(Part(f"r{i}", (_field(request, names, part, f"r{i}"),)))
    return Shown(state, text, draft.join, tuple(parts), problems, _name_groups(names))


def _field(request: ScreenRequest, names: NameTable, row: DraftRow, id: str) -> Field:
    type_ = names.get(row.name)
    if type_ is None:
        return Field(id, row)
    offered = operators(type_.kind)
    if row.op not in offered:
        offered = (*offered, row.op)
    asks = _asks(row.op, type_)
    choices = _choices(request, row, type_) if type_.kind.group in (Group.TEXT, Group.BOOL) else ()
    if asks in ("one", "several") and not 0 < len(choices) <= MOST_TICKED:
        asks = "words" if asks == "one" else "lines"
    unit = Text.of("%") if type_.kind is Kind.RATE else type_.unit
    options = tuple(Option(op, op_words(op, type_.kind), op == row.op) for op in offered)
    return Field(id, row, options, asks, unit, choices)


def _asks(op: str, type_: NameType) -> str:
    _, most = takes(op)
    if most == 0:
        return ""
    if type_.kind.group in (Group.TEXT, Group.BOOL):
        return "one" if most == 1 else "several"
    day = type_.kind is Kind.DATE
    if most is None:
        return "lines"
    return {1: "day" if day else "number", 2: "days" if day else "two"}[most]


def _choices(request: ScreenRequest, row: DraftRow, type_: NameType) -> tuple[Choice, ...]:
    """The choices there are, those that occur, and those the row holds already."""
    if type_.kind is Kind.BOOL:
        words = {"true": Text(ja="はい", en="yes"), "false": Text(ja="いいえ", en="no")}
        return tuple(Choice(k, t, k in row.typed) for k, t in words.items())
    day = request.as_of.rows_day
    occurring: dict[str, int] = {}
    if day is not None:
        occurring = dict(
            values_of(
                viewer=request.viewer,
                lake=workspace_lake(),
                day=day,
                name=row.name,
                type_=type_,
                extra=listing.states(request, [row.name]),
            )  # fmt: skip
        )
    labels = dict(type_.choices or {})
    listed = dict.fromkeys([*labels, *occurring, *row.typed])
    return tuple(
        Choice(v, labels.get(v, Text.of(v)), v in row.typed, occurring.get(v, 0))
        for v in listed
        if v.isprintable() and v
    )


def _name_groups(names: NameTable) -> tuple[tuple[Text, tuple[Option, ...]], ...]:
    words = {
        "map": Text(ja="マップ", en="Map"),
        "metric": Text(ja="指標", en="Metrics"),
        "field": Text(ja="項目", en="Fields"),
    }
    found: dict[str, list[Option]] = {}
    for key, type_ in names.items():
        if type_.scope == "account":
            label = Text(ja=type_.label("ja", key), en=type_.label("en", key))
            found.setdefault(type_.group, []).append(Option(key, label, type_.available))
    order: Sequence[str] = [*words, *(g for g in found if g not in words)]
    return tuple((words.get(g, Text.of(g or "—")), tuple(found[g])) for g in order if g in found)


def op_words(op: str, kind: Kind) -> Text:
    """What an operator is called in the form."""
    if kind is Kind.DATE and op in _DAY_WORDS:
        return _DAY_WORDS[op]
    return _OP_WORDS[op]


_OP_WORDS: dict[str, Text] = {
    ">=": Text(ja="以上", en="at least"),
    "<=": Text(ja="以下", en="at most"),
    ">": Text(ja="より大きい", en="more than"),
    "<": Text(ja="未満", en="less than"),
    "=": Text(ja="等しい", en="is"),
    "<>": Text(ja="等しくない", en="is not"),
    "between": Text(ja="範囲内", en="between"),
    "not between": Text(ja="範囲外", en="not between"),
    "in": Text(ja="のどれか", en="one of"),
    "not in": Text(ja="のどれでもない", en="none of"),
    "not null": Text(ja="値がある", en="is known"),
    "null": Text(ja="値がない", en="is not known"),
    "yes": Text(ja="はい", en="yes"),
    "no": Text(ja="いいえ", en="no"),
}
_DAY_WORDS: dict[str, Text] = {
    ">=": Text(ja="以降", en="on or after"),
    "<=": Text(ja="以前", en="on or before"),
    ">": Text(ja="より後", en="after"),
    "<": Text(ja="より前", en="before"),
}
