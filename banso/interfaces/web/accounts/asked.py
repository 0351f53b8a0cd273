"""What the address of the list asks for: segment, condition, sort, columns, whose accounts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, urlencode

from django.http import QueryDict

from banso.lib.problems import Problem
from banso.metrics.conditions import Condition, NameTable, parse
from banso.metrics.segments import SegmentView

DEFAULT_COLUMNS = (
    "phase",
    "mrr",
    "active_seat_rate_28d",
    "active_days_7d",
    "days_since_login",
    "days_to_decision",
    "tickets_open",
)
TRUTHS = {"true": True, "false": False, "unknown": None}
ME, EVERYBODY = "me", "all"
_MOST_COLUMNS = 24


@dataclass(frozen=True, slots=True)
class Usual:
    """What the list is without anything said: the plain one, or what its segment says."""

    text: str = ""
    sort: str = "name"
    down: bool = False
    columns: tuple[str, ...] = DEFAULT_COLUMNS
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """``text`` is a condition, or words to look for in names where it is none (``words``).

    ``owner``: "" everybody's accounts, ``me``, or a person's id. ``usual`` is what needs no saying.
    """

    text: str = ""
    words: str = ""
    condition: Condition | None = None
    problems: tuple[Problem, ...] = ()
    truth: str = "true"
    sort: str = "name"
    down: bool = False
    columns: tuple[str, ...] = DEFAULT_COLUMNS
    owner: str = ""
    as_of: str = ""
    segment: SegmentView | None = None
    usual: Usual = Usual()

    @property
    def readable(self) -> bool:
        return not any(p.level == "error" for p in self.problems)

    @property
    def changed(self) -> bool:
        """Whether the list differs from what its segment says."""
        return self.segment is not None and self.usual != Usual(
            self.text, self.sort, self.down, self.columns, self.owner
        )

    def query(self, **changes: object) -> str:
        """The address's query with some things changed; what is as usual stays out of it.

        ``segment=None`` leaves the segment, for a list of its own.
        """
        if "segment" in changes and changes["segment"] is None:
            changes["usual"] = Usual()
        wanted = replace(self, **changes)  # type: ignore[arg-type]
        usual, pairs = wanted.usual, []
        if wanted.segment:
            pairs.append(("segment", wanted.segment.key))
        if wanted.text != usual.text:
            pairs.append(("q", wanted.text))
        if wanted.truth != "true":
            pairs.append(("truth", wanted.truth))
        if wanted.sort != usual.sort:
            pairs.append(("sort", wanted.sort))
        if wanted.down != usual.down:
            pairs.append(("down", "1" if wanted.down else "0"))
        if wanted.owner != usual.owner:
            pairs.append(("mine", "1") if wanted.owner == ME else ("owner", wanted.owner or EVERYBODY))  # fmt: skip
        if wanted.columns != usual.columns:
            pairs += [("col", c) for c in wanted.columns]
        if wanted.as_of:
            pairs.append(("as_of", wanted.as_of))
        return urlencode(pairs)

    def kept(self, *without: str) -> list[tuple[str, str]]:
        """The pairs of the query as hidden fields of a form, without those it sets itself."""
        return [p for p in parse_qsl(self.query(), keep_blank_values=True) if p[0] not in without]


def usual_of(segment: SegmentView, owner: str, names: NameTable) -> Usual:
    """What a segment says; columns that are gone fall away."""
    said = segment.segment
    columns = tuple(c for c in said.columns if c in names)
    sort = said.sort if said.sort in names else "name"
    return Usual(said.when, sort, said.down, columns or DEFAULT_COLUMNS, owner)


def read(
    given: QueryDict,
    *,
    names: NameTable,
    as_of: str,
    segment: SegmentView | None = None,
    usual: Usual | None = None,
) -> Asked:
    """This function will read the query of a list's address; what it does not know falls away.

    ``usual``: what ``segment`` says, where the address names one. A text of the box that holds no
    operator is taken as words to look for in names.
    """
    usual = usual or Usual()
    columns = tuple(c for c in dict.fromkeys(given.getlist("col")) if c in names)
    text = given.get("q", usual.text).strip()[:2000]
    asked = Asked(
        text=usual.text if text == usual.text.strip() else text,
        truth=given.get("truth", "true") if given.get("truth") in TRUTHS else "true",
        sort=_sort(given, names, usual),
        down=given["down"] == "1" if given.get("down") in ("0", "1") else usual.down,
        columns=columns[:_MOST_COLUMNS] or usual.columns,
        owner=_owner(given, usual),
        as_of=as_of,
        segment=segment,
        usual=usual,
    )
    if not asked.text.strip():
        return asked
    if _only_words(asked.text, names):
        return replace(asked, words=asked.text)
    found = parse(asked.text, names=names)
    return replace(asked, condition=found.condition, problems=tuple(found.problems))


def _sort(given: QueryDict, names: NameTable, usual: Usual) -> str:
    wanted = given.get("sort", "")
    return wanted if wanted == "name" or wanted in names else usual.sort


def _owner(given: QueryDict, usual: Usual) -> str:
    if given.get("mine") == "1":
        return ME
    wanted = given.get("owner", "")
    if wanted in (EVERYBODY, ME) or wanted.isdigit():
        return {EVERYBODY: ""}.get(wanted, wanted)[:12]
    return usual.owner


_SIGNS = set("<>=()≥≤≠＜＞＝'\"")


def _only_words(text: str, names: Mapping[str, object]) -> bool:
    """A company's name, not a condition: no sign of comparison and no word of the language in it."""
    if _SIGNS & set(text):
        return False
    parts = text.lower().split()
    return not any(p in names or p in ("and", "or", "not", "is", "in", "between") for p in parts)
