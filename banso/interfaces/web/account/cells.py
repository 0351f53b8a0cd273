"""A metric or field of one account as a cell: name, value in words, why it is missing, where it opens."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from banso.interfaces.web.templatetags import bn
from banso.lib.dates import format_day
from banso.lib.money import format_full
from banso.lib.text import Text
from banso.metrics.conditions import NameTable
from banso.metrics.conditions.names import Kind


@dataclass(frozen=True, slots=True)
class Cell:
    key: str
    name: Text
    shown: str
    known: bool
    note: str
    url: str
    assumed: bool = False


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes the cells of one account's day."""

    names: NameTable
    row: Mapping[str, Any]
    currency: str
    language: str
    context: Any  # the template context's request, for addresses that keep the as-of day
    public_id: str
    assumed: frozenset[str] = frozenset()

    def cells(self, keys: Iterable[str]) -> list[Cell]:
        return [self.cell(k) for k in keys if k in self.names]

    def cell(self, key: str, note: str = "") -> Cell:
        kind, value = self.names[key], self.row.get(key)
        missing = ""
        if value is None:
            missing = (
                _("no data on this day") if kind.available else _("its source is not connected yet")
            )
        return Cell(
            key=key,
            name=kind.name,
            shown=shown(value, kind.kind, kind.choices or {}, self.currency, self.language),
            known=value is not None,
            note=note or missing,
            url=bn.to({"request": self.context}, "account:metric", self.public_id, key),  # type: ignore[arg-type]
            assumed=key in self.assumed,
        )


def shown(value: Any, kind: Kind, choices: Mapping[str, Text], currency: str, language: str) -> str:
    """A value as people read it; a dash where there is none."""
    if value is None:
        return "—"
    if kind is Kind.MONEY:
        return format_full(value, currency)
    if kind is Kind.RATE:
        return f"{value:.0%}"
    if kind is Kind.DATE and isinstance(value, date):
        return format_day(value, language)
    if kind is Kind.DAYS:
        return ngettext("%(n)s day", "%(n)s days", value) % {"n": f"{value:,}"}
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int | float):
        return f"{value:,}" if isinstance(value, int) else f"{value:,.2f}".rstrip("0").rstrip(".")
    label = choices.get(value)
    return label.in_(language) if label else str(value)
