"""The score of a pair: evidence added up in log-odds, every part kept (Fellegi and Sunter 1969).

Each part's weight is the natural logarithm of how many times likelier it is among records of one
company than among records of two. The weights here are judgement, checked against labelled pairs;
docs/user/duplicates.md says how well they do.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from banso.customers.matching.evidence import Entry
from banso.customers.matching.legal import contradict, swapped
from banso.customers.matching.letters import is_kana, is_latin, sounds
from banso.customers.matching.names import CompanyName
from banso.customers.matching.similar import jaro_winkler, within_one
from banso.customers.matching.units import is_unit

_DIGITS = re.compile(r"\d+")
PRIOR = -3.0  # two records that merely came to be compared


class Verdict(StrEnum):
    MERGE = "merge"  # one record too many
    COMPANY = "company"  # two units of one company


@dataclass(frozen=True, slots=True)
class Part:
    """One piece of evidence: its kind (words are the screen's), what was compared, its weight."""

    kind: str
    weight: float
    sample: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """``score`` 0–1 is the logistic of the sum of ``parts``, rounded to three places."""

    score: float
    verdict: Verdict
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Common:
    """How many accounts share a head, a domain or a phone: what many have says little."""

    heads: Mapping[str, int] = field(default_factory=dict)
    domains: Mapping[str, int] = field(default_factory=dict)
    phones: Mapping[str, int] = field(default_factory=dict)


NOTHING_COMMON = Common()


def judge(one: Entry, other: Entry, *, common: Common = NOTHING_COMMON) -> Judged:
    """This function will weigh all evidence that two accounts are of one company."""
    units = {one.name.unit, other.name.unit}
    name_part, unit_by_name = name_evidence(one, other)
    apart = len(units) == 2 or unit_by_name
    parts = [Part("prior", PRIOR), name_part]
    parts += _common_name(name_part, one, common)
    parts += _forms(one, other, name_part)
    parts += _number(one, other)
    parts += _kana(one, other, name_part)
    parts += _domain(one, other, common)
    if not apart:  # a branch has a telephone and an address of its own
        parts += _phone(one, other, common)
        parts += _address(one, other)
    score = 1 / (1 + math.exp(-sum(p.weight for p in parts)))
    verdict = Verdict.COMPANY if apart else Verdict.MERGE
    return Judged(round(score, 3), verdict, tuple(parts))


# Names -------------------------------------------------------------------------------------------


def name_evidence(one: Entry, other: Entry) -> tuple[Part, bool]:
    """This function will weigh the names alone; whether one turned out to be a unit of the other."""
    a, b = one.name, other.name
    if not a.core or not b.core:
        return Part("name.unknown", 0.0), False
    if a.core == b.core:
        weight = 5.0 if len(a.core) >= 3 else 4.0
        return Part("name.same", weight, a.core), False
    if a.head == b.head and _tails_alike(a.tail, b.tail):
        return Part("name.near", 3.6, f"{a.core} / {b.core}"), False
    former = _former(a, b)
    if former:
        return Part("name.former", 4.6, former), False
    longer, shorter = (a, b) if len(a.core) > len(b.core) else (b, a)
    rest = longer.core[len(shorter.core) :]
    within = len(shorter.core) >= 2 and longer.core.startswith(shorter.core)
    if within and is_unit(rest) and not (a.unit or b.unit):
        return Part("name.unit-of", 3.6, rest), True
    for found in (_reads, _alike_head, _heard, _short):
        part = found(one, other)
        if part:
            return part, False
    return Part("name.differs", -4.0), False


def _tails_alike(a: str, b: str) -> bool:
    """システム and システムズ; not 商事 and 工業."""
    return bool(a and b) and (within_one(a, b) and min(len(a), len(b)) >= 3)


def _former(a: CompanyName, b: CompanyName) -> str:
    """A former name or alias of the one is the name of the other, or both had the same former name."""
    for mine, theirs in ((a, b), (b, a)):
        for name in (*mine.former, *mine.aliases):
            if len(name) >= 2 and name in (theirs.core, *theirs.former):
                return name
    return ""


def _reads(one: Entry, other: Entry) -> Part | None:
    """The reading of the one is the other's name in kana."""
    for mine, theirs in ((one, other), (other, one)):
        if mine.kana and is_kana(theirs.name.core) and mine.kana == theirs.name.core:
            return Part("name.read", 3.8, mine.kana)
    return None


def _alike_head(one: Entry, other: Entry) -> Part | None:
    a, b = one.name, other.name
    if a.head == b.head:
        if not a.tail or not b.tail:
            return Part("name.shortened", 0.6, f"{a.core} / {b.core}")
        return Part("name.other-trade", -3.0, f"{a.tail} / {b.tail}")
    same_tail = a.tail == b.tail or _tails_alike(a.tail, b.tail)
    if not same_tail:
        whole = _spelt(a.core) and _spelt(b.core) and min(len(a.core), len(b.core)) >= 7
        whole = whole and _DIGITS.findall(a.core) == _DIGITS.findall(b.core)
        if whole and within_one(a.core, b.core):
            return Part("name.typo", 2.8, f"{a.core} / {b.core}")
        return None
    shortest = min(len(a.head), len(b.head))
    if not within_one(a.head, b.head):
        return None
    if _spelt(a.head) and _spelt(b.head) and shortest >= 4:
        numbered = _DIGITS.findall(a.core) != _DIGITS.findall(b.core)  # shop 1 is not shop 2
        weight = -3.0 if numbered else 2.8 if shortest >= 6 else 1.6
        return Part("name.typo" if weight > 0 else "name.differs", weight, f"{a.core} / {b.core}")
    if shortest >= 4:  # one kanji of four or more
        return Part("name.typo", 0.4, f"{a.core} / {b.core}")
    return None


def _spelt(text: str) -> bool:
    return is_kana(text) or is_latin(text)


def _heard(one: Entry, other: Entry) -> Part | None:
    """One in kana, the other in Latin letters, and they sound alike."""
    for mine, theirs in ((one, other), (other, one)):
        kana = mine.name.core if is_kana(mine.name.core) else mine.kana
        if not kana or not is_latin(theirs.name.core):
            continue
        a, b = sounds(kana), sounds(theirs.name.core)
        if min(len(a), len(b)) < 3:
            continue
        if a == b:
            weight = 3.6 if len(a) >= 5 else 2.2
            return Part("name.heard", weight, f"{mine.name.core} / {theirs.name.core}")
        if jaro_winkler(a, b) >= 0.93 and min(len(a), len(b)) >= 5:
            return Part("name.heard", 1.4, f"{mine.name.core} / {theirs.name.core}")
    return None


def _short(one: Entry, other: Entry) -> Part | None:
    """略称: every letter of the short name stands in the long one, in order, from the first."""
    a, b = one.name.core, other.name.core
    short, long = (a, b) if len(a) < len(b) else (b, a)
    if len(short) < 2 or len(long) < 2 * len(short) - 1 or short[0] != long[0]:
        return None
    if long.startswith(short):  # a subsidiary as often as the company itself
        return Part("name.begins-with", -2.0, f"{short} / {long}")
    rest = iter(long)
    return Part("name.abbreviated", 0.0, f"{short} / {long}") if all(c in rest for c in short) else None  # fmt: skip


def _common_name(name: Part, one: Entry, common: Common) -> list[Part]:
    """A head that many accounts have: 中央, 東洋 … the more of them, the less it says."""
    shared = common.heads.get(one.name.head, 0)
    if name.kind not in ("name.same", "name.near") or shared <= 3:
        return []
    return [Part("name.common", -min(2.5, math.log(shared / 2)), str(shared))]


def _forms(one: Entry, other: Entry, name: Part) -> list[Part]:
    a, b = one.name.legal, other.name.legal
    if contradict(a, b):
        # A company may change its form, and says so with its former name.
        return [Part("form.differs", -0.5 if name.kind == "name.former" else -3.2, f"{a.kind} / {b.kind}")]  # fmt: skip
    if swapped(a, b):
        return [Part("form.place", -0.8)]
    if a.kind and a == b:
        return [Part("form.same", 0.3, a.kind)]
    return []


# Everything else -----------------------------------------------------------------------------------


def _number(one: Entry, other: Entry) -> list[Part]:
    if not one.number or not other.number:
        return []
    if one.number == other.number:
        return [Part("number.same", 10.0, one.number)]
    return [Part("number.differs", -8.0, f"{one.number} / {other.number}")]


def _kana(one: Entry, other: Entry, name: Part) -> list[Part]:
    if not one.kana or not other.kana or name.kind == "name.read":
        return []
    if one.kana == other.kana:
        if name.kind == "name.differs":
            return [Part("kana.same", 2.5, one.kana)]
        return [Part("kana.same", 0.8, one.kana)]
    if within_one(one.kana, other.kana) or one.kana.startswith(other.kana) or other.kana.startswith(one.kana):  # fmt: skip
        return []
    return [Part("kana.differs", -2.0, f"{one.kana} / {other.kana}")]


def _domain(one: Entry, other: Entry, common: Common) -> list[Part]:
    if not one.domains or not other.domains:
        return []
    shared = one.domains & other.domains
    if shared:
        rarest = min(shared, key=lambda d: (common.domains.get(d, 0), d))
        weight = _rarer(3.2, common.domains.get(rarest, 0))
        return [Part("domain.same", weight, rarest)]
    return [Part("domain.differs", -1.6, f"{min(one.domains)} / {min(other.domains)}")]


def _phone(one: Entry, other: Entry, common: Common) -> list[Part]:
    if not one.phones or not other.phones:
        return []
    shared = one.phones & other.phones
    if shared:
        often: Callable[[str], int] = lambda p: common.phones.get(p, 0)  # noqa: E731
        return [Part("phone.same", _rarer(3.0, min(map(often, shared))))]
    return [Part("phone.differs", -0.6)]


def _rarer(weight: float, shared: int) -> float:
    """Evidence that more than a few accounts have in common counts for less."""
    return round(weight - math.log(max(1.0, shared / 3)), 3) if shared < 60 else 0.0


def _address(one: Entry, other: Entry) -> list[Part]:
    if one.address and other.address and one.address == other.address:
        return [Part("address.same", 2.0)]
    if one.prefecture and other.prefecture and one.prefecture != other.prefecture:
        return [Part("address.far", -0.8, f"{one.prefecture} / {other.prefecture}")]
    if one.address and other.address:
        return [Part("address.differs", -0.4)]
    return []
