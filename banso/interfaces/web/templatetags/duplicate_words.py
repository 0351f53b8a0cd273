"""Words of the duplicates' pages: pieces of evidence, scores, what moved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import accumulate
from math import exp
from typing import Any

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from banso.customers import belongings
from banso.customers.duplicates import PartView
from banso.interfaces.web.frame.parts import text

register = template.Library()

_PARTS: dict[str, str | Promise] = {
    "prior": _("Where every comparison starts"),
    "name.same": _("Same name"),
    "name.near": _("Names differ only in their ending"),
    "name.former": _("Former or other name agrees"),
    "name.unit-of": _("One name is the other and a unit"),
    "name.read": _("Reading agrees with the name in kana"),
    "name.heard": _("Sounds the same in kana and Latin letters"),
    "name.typo": _("One letter differs"),
    "name.shortened": _("One name is the other without its line of business"),
    "name.other-trade": _("Other line of business in the name"),
    "name.begins-with": _("One name begins with the other"),
    "name.abbreviated": _("May be an abbreviation"),
    "name.differs": _("Names differ"),
    "name.unknown": _("A name is missing"),
    "name.common": _("Many accounts are called like this"),
    "form.same": _("Same legal form"),
    "form.place": _("Legal form before and after the name"),
    "form.differs": _("Legal forms differ"),
    "number.same": _("Same corporate number"),
    "number.differs": _("Corporate numbers differ"),
    "kana.same": _("Same reading"),
    "kana.differs": _("Readings differ"),
    "domain.same": _("Same e-mail domain"),
    "domain.differs": _("E-mail domains differ"),
    "phone.same": _("Same telephone number"),
    "phone.differs": _("Telephone numbers differ"),
    "address.same": _("Same address"),
    "address.far": _("Other prefecture"),
    "address.differs": _("Addresses differ"),
}
_MOVED: dict[str, str | Promise] = {
    "keys": pgettext_lazy("moved", "keys"),
    "contracts": pgettext_lazy("moved", "contract lines"),
    "contacts": pgettext_lazy("moved", "contacts"),
    "users": pgettext_lazy("moved", "product users"),
    "tickets": pgettext_lazy("moved", "tickets"),
    "responses": pgettext_lazy("moved", "survey responses"),
    "voices": pgettext_lazy("moved", "voices"),
    "touchpoints": pgettext_lazy("moved", "touchpoints"),
    "attendances": pgettext_lazy("moved", "attendances"),
    "incident_accounts": pgettext_lazy("moved", "incidents"),
    "assignments": pgettext_lazy("moved", "play assignments"),
    "fields": pgettext_lazy("moved", "field values"),
    "units": pgettext_lazy("moved", "units"),
}


@register.filter
def part_word(kind: str) -> str:
    """A piece of evidence in words."""
    return str(_PARTS.get(kind, kind))


_FORMS = {
    "kk": "株式会社", "yk": "有限会社", "gk": "合同会社", "gs": "合資会社", "gm": "合名会社",
    "mutual": "相互会社", "medical": "医療法人", "school": "学校法人", "welfare": "社会福祉法人",
    "npo": "特定非営利活動法人", "association": "社団法人", "foundation": "財団法人",
    "religious": "宗教法人", "public": "独立行政法人", "cooperative": "協同組合",
    "practice": "士業法人", "latin": "Inc. / Ltd.",
}  # fmt: skip


@register.filter
def part_sample(part: PartView) -> str:
    """What was compared; legal forms by their names."""
    if not part.kind.startswith("form."):
        return part.sample
    return " / ".join(_FORMS.get(code, code) for code in part.sample.split(" / "))


@register.filter
def best_parts(parts: Iterable[PartView]) -> list[PartView]:
    """The pieces that decide most, the start apart."""
    told = [p for p in parts if p.kind not in ("prior", "form.same") and p.weight]
    return sorted(told, key=lambda p: -abs(p.weight))[:4]


@register.filter
def weight(value: float) -> str:
    """A weight with its sign, as it is added."""
    return f"{value:+.1f}".replace("-", "−") if round(value, 1) else "0"


@register.filter
def running(parts: Iterable[PartView]) -> list[tuple[PartView, str, str]]:
    """Each piece with the sum so far and the score that sum is."""
    found = list(parts)
    sums = accumulate(p.weight for p in found)
    return [(p, f"{s:+.1f}".replace("-", "−"), percent(1 / (1 + exp(-s)))) for p, s in zip(found, sums, strict=True)]  # fmt: skip


@register.filter
def percent(score: float) -> str:
    """A score 0–1 as a whole number of per cent; what is not quite certain never reads 100."""
    shown = round(score * 100)
    if shown == 100 and score < 0.9995:
        shown = 99
    return f"{shown}%"


@register.filter
def moved_rows(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """What moved, in the order people ask."""
    found = [(str(word), counts[key]) for key, word in _MOVED.items() if counts.get(key)]
    above = belongings.words().items()
    return [*found, *((text(name), counts[key]) for key, name in above if counts.get(key))]


@register.filter
def or_dash(value: Any) -> Any:
    return "—" if value in (None, "") else value


@register.filter
def plain_number(value: float) -> str:
    """A number for a form's value: no grouping, a point for decimals."""
    return f"{value:g}" if isinstance(value, float) else str(value)
