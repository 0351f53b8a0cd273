"""What a person can do with rows in quarantine, as data; which cells a rule changes. Pure.

``cells`` one row's cells by hand · ``replace`` in a column, A by B · ``read_as`` a column in a form ·
``account`` an account key means this account · ``new_id`` keep a row beside the one that has its id ·
``instead`` let it take that one's place · ``again`` try once more · ``leave_out`` for good, with a reason.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from banso.lib.problems import BansoError, problem
from banso.lib.text import Text

KINDS = ("cells", "replace", "read_as", "account", "new_id", "instead", "again", "leave_out")
CHANGING = ("cells", "replace", "read_as", "new_id")
LONGEST_CELL = 32_000
_DATE_INSIDE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})")
_THREE = re.compile(r"\s*(\d{1,4})\s*[-/. ]\s*(\d{1,2})\s*[-/. ]\s*(\d{1,4})(.*)", re.DOTALL)
_FULL = str.maketrans("０１２３４５６７８９．，－／", "0123456789.,-/")


class RuleRefused(BansoError):
    """The rule does not say what it needs, or says something that cannot be."""


@dataclass(frozen=True, slots=True)
class Rule:
    """``rows``: ids of single rows; without them every open row of ``problem`` (and ``file``) is meant."""

    kind: str
    rows: tuple[int, ...] = ()
    problem: str = ""
    file: str = ""
    column: str = ""
    old: str = ""
    new: str = ""
    form: str = ""
    key: str = ""
    account: str = ""  # public id
    changes: Mapping[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {k: v for k, v in {**asdict(self), "rows": list(self.rows)}.items() if v}

    @classmethod
    def of_json(cls, data: Mapping[str, Any]) -> Rule:
        return cls(**{**data, "rows": tuple(data.get("rows", ()))})


def check(rule: Rule, *, reason: str = "") -> None:
    """Refuse a rule that lacks what it needs."""
    missing = {
        "cells": not rule.changes or len(rule.rows) != 1,
        "replace": not rule.column or rule.old == rule.new,
        "read_as": not rule.column or rule.form not in FORMS,
        "account": not rule.key or not rule.account,
        "new_id": not rule.rows and not rule.problem,
        "instead": not rule.rows and not rule.problem,
        "again": not rule.rows and not rule.problem,
        "leave_out": not reason.strip() or not (rule.rows or rule.problem),
    }
    if missing.get(rule.kind, True):
        raise RuleRefused(_incomplete(rule.kind))
    if any(len(v) > LONGEST_CELL for v in (*rule.changes.values(), rule.new)):
        raise RuleRefused(_incomplete(rule.kind))


def changed(rule: Rule, cells: Mapping[str, str], *, id_column: str = "") -> dict[str, str]:
    """The cells the rule changes in a row, by header; empty when it leaves the row as it is."""
    if rule.kind == "cells":
        return {c: v for c, v in rule.changes.items() if cells.get(c, "") != v}
    if rule.kind == "new_id":
        return {id_column: f"{cells[id_column]}-2"} if cells.get(id_column) else {}
    if rule.kind not in CHANGING or rule.column not in cells:
        return {}
    was = cells[rule.column]
    if rule.kind == "replace":
        return {rule.column: rule.new} if was.strip() == rule.old.strip() else {}
    read = FORMS[rule.form][0](was)
    return {rule.column: read} if read is not None and read != was else {}


# Forms: text as it stands → text that reads, None where the form does not fit ---------------------


def _ordered(text: str, *, day_first: bool) -> str | None:
    found = _THREE.fullmatch(text.translate(_FULL))
    if not found:
        return None
    first, second, year, rest = found.groups()
    day, month = (first, second) if day_first else (second, first)
    if len(first) > 2 or not (1 <= int(month) <= 12 and 1 <= int(day) <= 31):
        return None
    full = int(year) + (2000 if len(year) <= 2 else 0)
    return f"{full:04d}-{int(month):02d}-{int(day):02d}{rest.rstrip()}"


def _date_inside(text: str) -> str | None:
    found = _DATE_INSIDE.search(text.translate(_FULL))
    return "-".join((found[1], found[2].zfill(2), found[3].zfill(2))) if found else None


def _decimal_comma(text: str) -> str | None:
    bare = re.sub(r"[\s']", "", text.translate(_FULL)).replace(".", "").replace(",", ".")
    return bare if re.fullmatch(r"-?\d+(\.\d+)?", bare) else None


def _digits(text: str) -> str | None:
    found = re.search(r"-?\d[\d,]*(\.\d+)?", text.translate(_FULL))
    return found[0].replace(",", "") if found else None


def _thousands(text: str) -> str | None:
    bare = _digits(text)
    if bare is None:
        return None
    whole, _, rest = bare.partition(".")
    return (whole + (rest + "000")[:3]).lstrip("0") or "0" if len(rest) <= 3 else None


FORMS: dict[str, tuple[Callable[[str], str | None], Text]] = {
    "dmy": (lambda t: _ordered(t, day_first=True), Text(ja="日/月/年 の日付", en="dates as day/month/year")),
    "mdy": (lambda t: _ordered(t, day_first=False), Text(ja="月/日/年 の日付", en="dates as month/day/year")),
    "date_inside": (_date_inside, Text(ja="文中の年月日", en="the date inside the text")),
    "decimal_comma": (_decimal_comma, Text(ja="小数点がカンマの数（1.234,5）", en="numbers with a decimal comma (1.234,5)")),
    "digits": (_digits, Text(ja="最初の数だけ（12,000円/月 → 12000）", en="the first number alone (12,000 yen → 12000)")),
    "thousands": (_thousands, Text(ja="千単位の数（12 → 12000）", en="thousands (12 → 12000)")),
    "empty": (lambda t: "", Text(ja="空として読む", en="as empty")),
}  # fmt: skip


def _incomplete(kind: str) -> Any:
    return problem(
        "quarantine.rule-incomplete",
        ja="直し方の指定が足りません。",
        en="The rule does not say everything it needs.",
        remedy_ja="列、値、対象の行、除外の理由を確かめてください。",
        remedy_en="Check the column, the values, the rows meant, and the reason for leaving out.",
        sample=kind,
    )
