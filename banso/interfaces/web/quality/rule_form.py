"""From a posted form to a rule, and from a rule back to hidden fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.http import QueryDict

from banso.connectors.mending.rules import KINDS, Rule
from banso.customers import queries as customers
from banso.workspace.viewer import Viewer

CELL = "cell:"


@dataclass(frozen=True, slots=True)
class Asked:
    """A rule and its reason. ``candidates``: accounts (public id, name) among which one must be chosen."""

    rule: Rule
    reason: str
    candidates: tuple[tuple[str, str], ...] = ()
    account_name: str = ""


def read(posted: QueryDict, *, viewer: Viewer) -> Asked:
    """The rule of a form. An account may be named; one that is meant by a name alone is found here."""
    kind = posted.get("kind", "")
    rows = tuple(int(r) for r in posted.getlist("rows") if r.isdecimal())
    rule = Rule(
        kind=kind if kind in KINDS else "",
        rows=rows,
        problem=posted.get("problem", ""),
        file=posted.get("file", ""),
        column=posted.get("column", ""),
        old=posted.get("old", ""),
        new=posted.get("new", ""),
        form=posted.get("form", ""),
        key=posted.get("key", ""),
        account=posted.get("account", ""),
        changes=_cells(posted),
    )
    asked = Asked(rule, posted.get("reason", ""))
    named = posted.get("account_name", "").strip()
    if kind == "account" and named and not rule.account:
        return _named(asked, named, viewer)
    return asked


def _cells(posted: QueryDict) -> dict[str, str]:
    return {
        name.removeprefix(CELL): (posted.get(name) or "").replace("\r\n", "\n")
        for name in posted
        if name.startswith(CELL)
    }


def _named(asked: Asked, named: str, viewer: Viewer) -> Asked:
    ids = customers.search_accounts(viewer=viewer, text=named, limit=20)
    found = customers.account_list_rows(viewer=viewer, ids=ids)
    same = [a for a in found if named in (a.name, a.key, a.public_id)] or found
    if len(same) == 1:
        return replace(
            asked,
            rule=replace(asked.rule, account=same[0].public_id),
            account_name=same[0].name or same[0].key,
        )
    return replace(asked, candidates=tuple((a.public_id, a.name or a.key) for a in found))


def hidden(asked: Asked) -> list[tuple[str, str]]:
    """The fields that say the same rule again, for the button that carries it out."""
    rule = asked.rule
    plain: Mapping[str, str] = {
        "kind": rule.kind, "problem": rule.problem, "file": rule.file, "column": rule.column,
        "old": rule.old, "new": rule.new, "form": rule.form, "key": rule.key,
        "account": rule.account, "reason": asked.reason,
    }  # fmt: skip
    found = [(k, v) for k, v in plain.items() if v]
    found += [("rows", str(r)) for r in rule.rows]
    return found + [(f"{CELL}{c}", v) for c, v in rule.changes.items()]
