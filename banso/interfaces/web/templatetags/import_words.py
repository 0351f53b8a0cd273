"""Words of the import's pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import template
from django.utils.translation import get_language

from banso.lib.dates import format_day
from banso.lib.text import Text

register = template.Library()


@register.filter
def word_of(words: Mapping[str, Text], key: str) -> Text | str:
    """The name of a kind of file; its key where it has none."""
    return words.get(key, key)


@register.filter
def targets_of(kinds: Iterable[Any], key: str) -> tuple[tuple[str, Text, bool], ...]:
    """What the columns of this kind of file can mean."""
    return next((k.targets for k in kinds if k.key == key), ())


@register.filter
def is_field(target: str | None) -> bool:
    return bool(target and target.startswith("field:"))


@register.filter
def iso_day(value: str | None) -> str:
    """A day that came as text, as people read it."""
    return format_day(date.fromisoformat(value), get_language() or "ja") if value else "—"


@register.filter
def item(mapping: Mapping[str, Any], key: str) -> Any:
    """``mapping.keys`` in a template would be the method, not the item."""
    return mapping.get(key)


@register.filter
def sample(value: Any) -> str:
    """A problem's sample: file, row and the value seen, as far as they are known."""
    if not isinstance(value, Mapping):
        return str(value)
    place = ":".join(str(value[k]) for k in ("file", "row") if value.get(k))
    seen = value.get("seen") or value.get("value") or ""
    return f"{place} {seen}".strip()
