"""Words of the quality pages."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django import template
from django.template import Context
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from banso.connectors.quality.checks import Check, Column
from banso.connectors.quality.queries import Finding
from banso.interfaces.web.quality.rule_form import Asked
from banso.lib.text import Text

register = template.Library()


@register.filter
def word_of(names: Mapping[str, Text], key: str) -> Text | str:
    """The name of a kind of rows; its key where it has none."""
    if key == "quarantine":
        return _("quarantine")
    return names.get(key, key)


@register.filter
def cells_of(check: Check, cells: Iterable[Any]) -> list[tuple[Column, Any]]:
    return list(zip(check.columns, cells, strict=True))


@register.filter
def rows_total(findings: Iterable[Finding]) -> int:
    return sum(f.count for f in findings)


@register.filter
def item(mapping: Mapping[str, Any] | None, key: str) -> Any:
    return (mapping or {}).get(key)


@register.filter
def has(found: Collection[str], key: str) -> bool:
    return key in found


@register.simple_tag(takes_context=True)
def at_page(context: Context, query: Mapping[str, str], page: int, step: int) -> str:
    """The address of the page before or behind this one."""
    given = {k: v for k, v in (query or {}).items() if v}
    return f"?{urlencode({**given, 'page': str(page + step)})}"


@register.simple_tag
def query_of(query: Mapping[str, str]) -> str:
    return urlencode({k: v for k, v in query.items() if v})


@register.filter
def without_state(query: Mapping[str, str]) -> str:
    """The beginning of an address that asks for another state of the same rows."""
    given = urlencode({k: v for k, v in query.items() if v and k != "state"})
    return f"{given}&" if given else ""


def _rules() -> dict[str, str]:
    return {
        "cells": _("Cells mended by hand"),
        "replace": _("A value replaced"),
        "read_as": _("A column read in another form"),
        "account": _("An account key tied to an account"),
        "new_id": _("Kept beside the other with a new id"),
        "instead": _("Put in the place of the other"),
        "again": _("Tried once more"),
        "leave_out": _("Left out for good"),
    }


@register.simple_tag
def kind_of_rule(kind: str) -> str:
    return _rules().get(kind, kind)


@register.simple_tag
def rule_words(asked: Asked, forms: Mapping[str, Text]) -> str:
    """A rule as one sentence."""
    rule = asked.rule
    language = get_language() or "ja"
    if rule.kind == "replace":
        return _("In the column “{column}”, “{old}” becomes “{new}”.").format(
            column=rule.column, old=rule.old, new=rule.new
        )
    if rule.kind == "read_as" and rule.form in forms:
        return _("The column “{column}” is read as: {form}.").format(
            column=rule.column, form=forms[rule.form].in_(language)
        )
    if rule.kind == "account":
        name = asked.account_name or dict(asked.candidates).get(rule.account, "")
        return _("The key “{key}” means the account “{name}”.").format(
            key=rule.key, name=name or rule.account or "?"
        )
    if rule.kind == "leave_out":
        return _("Left out for good: {reason}").format(reason=asked.reason)
    return kind_of_rule(rule.kind)
