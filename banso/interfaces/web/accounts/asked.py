"""What the address of the list asks for: condition, sort, columns, whose accounts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, urlencode

from django.http import QueryDict

from banso.lib.problems import Problem
from banso.metrics.conditions import Condition, NameTable, parse

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
_MOST_COLUMNS = 24


@dataclass(frozen=True, slots=True)
class Asked:
    """``text`` is a condition, or words to look for in names where it is none (``words``)."""

    text: str = ""
    words: str = ""
    condition: Condition | None = None
    problems: tuple[Problem, ...] = ()
    truth: str = "true"
    sort: str = "name"
    down: bool = False
    columns: tuple[str, ...] = DEFAULT_COLUMNS
    mine: bool = False
    as_of: str = ""

    @property
    def readable(self) -> bool:
        return not any(p.level == "error" for p in self.problems)

    def query(self, **changes: object) -> str:
        """The address's query with some things changed; what is as usual stays out of it."""
        wanted = replace(self, **changes)  # type: ignore[arg-type]
        pairs: list[tuple[str, str]] = []
        if wanted.text:
            pairs.append(("q", wanted.text))
        if wanted.truth != "true":
            pairs.append(("truth", wanted.truth))
        if wanted.sort != "name":
            pairs.append(("sort", wanted.sort))
        if wanted.down:
            pairs.append(("down", "1"))
        if wanted.mine:
            pairs.append(("mine", "1"))
        if wanted.columns != DEFAULT_COLUMNS:
            pairs += [("col", c) for c in wanted.columns]
        if wanted.as_of:
            pairs.append(("as_of", wanted.as_of))
        return urlencode(pairs)

    def kept(self, *without: str) -> list[tuple[str, str]]:
        """The pairs of the query as hidden fields of a form, without those it sets itself."""
        return [p for p in parse_qsl(self.query()) if p[0] not in without]


def read(given: QueryDict, *, names: NameTable, as_of: str) -> Asked:
    """This function will read the query of a list's address; what it does not know falls away.

    A text of the box that holds no operator is taken as words to look for in names.
    """
    text = given.get("q", "").strip()[:2000]
    asked_columns = tuple(c for c in dict.fromkeys(given.getlist("col")) if c in names)
    asked = Asked(
        text=text,
        truth=given.get("truth", "true") if given.get("truth") in TRUTHS else "true",
        sort=str(given.get("sort")) if given.get("sort") in names else "name",
        down=given.get("down") == "1",
        columns=asked_columns[:_MOST_COLUMNS] or DEFAULT_COLUMNS,
        mine=given.get("mine") == "1",
        as_of=as_of,
    )
    if not text:
        return asked
    if _only_words(text, names):
        return replace(asked, words=text)
    found = parse(text, names=names)
    return replace(asked, condition=found.condition, problems=tuple(found.problems))


_SIGNS = set("<>=()≥≤≠＜＞＝'\"")


def _only_words(text: str, names: Mapping[str, object]) -> bool:
    """A company's name, not a condition: no sign of comparison and no word of the language in it."""
    if _SIGNS & set(text):
        return False
    parts = text.lower().split()
    return not any(p in names or p in ("and", "or", "not", "is", "in", "between") for p in parts)
