"""Words of the import's pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from banso.connectors.files.reading import FORM_WORDS
from banso.connectors.files.rowproblems import row_problem
from banso.connectors.files.vocabulary import KINDS
from banso.interfaces.web.frame import parts
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
def iso_moment_day(value: str | None) -> str:
    """The day of a moment that came as text, in the time zone of the page."""
    if not value:
        return "—"
    moment = localtime(datetime.fromisoformat(value))
    return format_day(moment.date(), get_language() or "ja")


@register.filter
def item(mapping: Mapping[str, Any] | None, key: str) -> Any:
    """``mapping.keys`` in a template would be the method, not the item."""
    return mapping.get(key) if mapping else None


@register.filter
def sample(value: Any) -> str:
    """A problem's sample: file, row and the value seen, as far as they are known."""
    if not isinstance(value, Mapping):
        return str(value)
    given = {**value, "file": sheet_of(str(value.get("file") or ""))}
    place = ":".join(str(given[k]) for k in ("file", "row") if given.get(k))
    seen = value.get("seen") or value.get("value") or ""
    return f"{place} {seen}".strip()


# Columns of a table ------------------------------------------------------------------------------

_TYPES = {
    "key": Text(ja="番号・ID（そのまま）", en="a key, as it is"),
    "text": Text(ja="文字列", en="text"),
    "email": Text(ja="メールアドレス", en="an e-mail address"),
    "date": Text(ja="日付", en="a day"),
    "instant": Text(ja="日時", en="a day and time"),
    "money": Text(ja="金額", en="an amount"),
    "number": Text(ja="数値", en="a number"),
    "integer": Text(ja="整数", en="a whole number"),
    "share": Text(ja="割合", en="a share"),
    "bool": Text(ja="はい・いいえ", en="yes or no"),
    "currency": Text(ja="通貨", en="a currency"),
    "corporate": Text(ja="法人番号", en="a corporate number"),
    "choice": Text(ja="選択肢", en="one of several words"),
    "list": Text(ja="複数の語", en="several words"),
    "interval": Text(ja="期間", en="a period"),
}
_A_WORD = Text(ja="決まった語", en="one of the words known")
_UNITS = {
    1: Text(ja="そのまま", en="as it stands"),
    1_000: Text(ja="千", en="thousands"),
    10_000: Text(ja="万", en="ten thousands"),
    1_000_000: Text(ja="百万", en="millions"),
    100_000_000: Text(ja="億", en="hundred millions"),
}
_EMPTY_SIGN = Text(ja="空欄", en="blank")
_ADJUSTABLE = frozenset(("money", "number", "date", "instant", "share", "key"))
_OWN_FIELDS = frozenset(("account", "user", "field", "departure"))


def _read(text: Text) -> str:
    return text.in_(get_language() or "ja")


@register.filter
def said(column: Any) -> str:
    """The meaning of a column in the reader's language."""
    return _read(Text(ja=column.ja, en=column.en))


@register.filter
def type_words(column: Any) -> str:
    """What the cells of a column are read as."""
    if column.target == "owner":
        return _("a person of ours: name or e-mail")
    return _read(_TYPES.get(column.type, _A_WORD))


@register.filter
def form_words(reading: Mapping[str, Any]) -> str:
    """The ways of writing seen in a column, the most frequent first."""
    forms: Mapping[str, int] = reading.get("forms") or {}
    plain = ("text", "words", "plain", "digits")
    ways = [f for f in sorted(forms, key=lambda f: (-forms[f], f)) if f not in plain]
    words = [Text(*FORM_WORDS[f]) for f in ways if f in FORM_WORDS]
    return f"({_joined([_read(w) for w in words])})" if words else ""


def _joined(words: Sequence[str]) -> str:
    return ("、" if (get_language() or "ja").startswith("ja") else ", ").join(words)


@register.filter(name="unit_words")
def unit_words(times: int) -> str:
    return f"×{times:,} ({_read(_UNITS[times])})" if times in _UNITS else f"×{times:,}"


@register.filter
def units(times: int) -> list[tuple[int, str]]:
    """The units that can be chosen, the present one among them."""
    known = sorted({*_UNITS, times})
    return [(n, f"{_read(_UNITS[n])} ×{n:,}" if n in _UNITS else f"×{n:,}") for n in known]


@register.filter
def empty_words(empties: Mapping[str, int]) -> str:
    """Signs read as nothing, with how often they stand there."""
    said = [
        f"{_read(_EMPTY_SIGN) if not s.strip() else f'「{s}」'} {n}" for s, n in empties.items()
    ]
    return _("nothing: %(signs)s") % {"signs": _joined(said)}


@register.filter
def question_words(reading: Mapping[str, Any]) -> str:
    """What only a person can tell about a column."""
    if reading.get("question") == "date-order":
        return _("Is 3/4 the 3rd of April or the 4th of March? Please choose.")
    if reading.get("question") == "leading-zeros":
        return _("Leading zeros may be lost; %(n)s digits?") % {"n": reading.get("pad")}
    return ""


@register.filter
def adjustable(column: Any) -> bool:
    return column.type in _ADJUSTABLE


@register.filter
def own_fields(kind: str) -> bool:
    """Whether columns of this kind can become fields or traits of their own."""
    return kind in _OWN_FIELDS


@register.filter
def date_forms(column: Any) -> list[tuple[str, str]]:
    return [
        ("", _("as found")),
        ("ymd", _("year, month, day")),
        ("dmy", _("day, month, year")),
        ("mdy", _("month, day, year")),
        ("serial", _("Excel day numbers")),
        ("serial1904", _("Excel day numbers from 1904")),
    ]


@register.filter
def ends(table: Any) -> list[tuple[str, str]]:
    return [
        ("", _("told from the dates")),
        ("last_day", _("the last day of the contract")),
        ("day_after", _("the first day without it")),
    ]


@register.filter
def field_names(keys: Iterable[str], fields: Mapping[str, Mapping[str, str]]) -> str:
    """Fields by the names people gave them."""
    language = (get_language() or "ja")[:2]
    return _joined([fields[k].get(language) or k if k in fields else k for k in keys])


@register.filter
def sheet_of(name: str) -> str:
    """The sheet of a table in a workbook; else the file."""
    return name.split("#", 1)[-1]


@register.filter
def books(files: Iterable[Any]) -> list[str]:
    """The files that tables come from, each once."""
    return list(dict.fromkeys(f.name.split("#", 1)[0] for f in files))


@register.filter
def share_forms(column: Any) -> list[tuple[str, str]]:
    return [("", _("as found")), ("percent", _("per cent")), ("share", _("0 to 1"))]


@register.filter
def at(table: int, column: int) -> str:
    """The place of a column, for names and ids of fields."""
    return f"{table}-{column}"


@register.filter
def row_words(problem: str) -> Text | str:
    """What is wrong with a row or cell, by its id."""
    return row_problem(problem).fact if problem.startswith("import.row.") else problem


@register.filter
def row_list(rows: Iterable[int]) -> str:
    """Row numbers, the first of them."""
    shown = list(rows)
    return _joined([str(r) for r in shown[:8]]) + (" …" if len(shown) > 8 else "")


@register.filter
def needed_words(need: Iterable[str], kind: str) -> str:
    """The meanings one of which a kind needs."""
    between = _(" or ")
    return between.join(_read(KINDS[kind].targets[t].text) for t in need)


@register.filter
def understood(tables: Iterable[Any]) -> bool:
    return any(t.kind for t in tables)


@register.filter
def first_pattern(file: str) -> str:
    return file.split("|")[0]


@register.filter
def line_numbers(text: str) -> range:
    return range(1, text.count("\n") + 2)


@register.filter
def line_count(text: str) -> int:
    return min(60, max(12, text.count("\n") + 2))


@register.simple_tag
def was(before: Mapping[str, int] | None, now: Mapping[str, int], key: str) -> SafeString | str:
    """The count before the last change, where it differs."""
    if before is None or before.get(key) == now.get(key):
        return ""
    return format_html(
        '<span class="im-was"><span class="bn-vh">{}</span>{} →</span> ',
        _("before"),
        f"{before[key]:,}",
    )


@register.simple_tag
def how_chip(how: str | None, proposal: Mapping[str, Any] | None) -> SafeString | str:
    """Where the meaning of a column comes from."""
    if how is None:
        return ""
    version = (proposal or {}).get("version")
    words = {
        "saved": ("bn-chip-ai", _("saved v%(v)s") % {"v": version} if version else _("saved")),
        "shipped": ("bn-chip-ai", _("ships with Banso")),
        "learned": ("bn-chip-good", _("answered before")),
        "name": ("bn-chip-line", _("its name")),
        "content": ("bn-chip-line", _("its cells")),
        "chosen": ("bn-chip-good", _("you")),
    }
    css, word = words[how]
    mark = parts.icon("check", "xs") if how in ("learned", "chosen") else ""
    return format_html('<span class="bn-chip {}">{}{}</span>', css, mark, word)
