"""From all accounts to the pairs worth showing: blocks first, then the score of each pair in a block.

Comparing everybody with everybody is n²/2. Two records of one company nearly always share one of the
*keys* below, so only records with a key in common are compared; a key that very many share (a head
like 中央, a domain of an agency) is cut down by the next letters of the name.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from banso.customers.matching.evidence import Entry
from banso.customers.matching.letters import is_kana, is_latin, sounds
from banso.customers.matching.scoring import Common, Judged, Verdict, judge

SHOWN_FROM = 0.5  # below this nobody is asked
BLOCK = 60  # accounts with one key in common, compared all with all
_WINDOW = 12  # neighbours compared in a larger block, sorted by name


@dataclass(frozen=True, slots=True)
class Suggestion:
    """``first`` and ``second`` are account ids, the smaller first."""

    first: int
    second: int
    judged: Judged


def suggest(
    entries: Sequence[Entry],
    *,
    at_least: float = SHOWN_FROM,
    advance: Callable[[int], None] = lambda n: None,
) -> list[Suggestion]:
    """This function will judge every pair with a key in common and give those from ``at_least`` on, best first.

    ``advance`` is told how many pairs were judged since it was last told.
    """
    common = common_of(entries)
    by_id = {e.id: e for e in entries}
    found: list[Suggestion] = []
    since = 0
    for first, second in candidate_pairs(entries):
        since += 1
        if since >= 1000:
            advance(since)
            since = 0
        one, other = by_id[first], by_id[second]
        judged = judge(one, other, common=common)
        if judged.score < at_least or settled(one, other, judged):
            continue
        found.append(Suggestion(first, second, judged))
    advance(since)
    return sorted(found, key=lambda s: (-s.judged.score, s.first, s.second))


def settled(one: Entry, other: Entry, judged: Judged) -> bool:
    """Units already under one company, or an account and the company above it: nothing to suggest."""
    return judged.verdict is Verdict.COMPANY and bool(one.family & other.family)


def common_of(entries: Iterable[Entry]) -> Common:
    """This function will count what accounts share."""
    heads: Counter[str] = Counter()
    domains: Counter[str] = Counter()
    phones: Counter[str] = Counter()
    for e in entries:
        heads[e.name.head] += 1
        domains.update(e.domains)
        phones.update(e.phones)
    return Common(heads=heads, domains=domains, phones=phones)


def candidate_pairs(entries: Iterable[Entry]) -> Iterator[tuple[int, int]]:
    """This function will give each pair of ids with a key in common once, the smaller id first."""
    blocks: dict[str, list[Entry]] = defaultdict(list)
    for e in entries:
        for key in _keys(e):
            blocks[key].append(e)
    seen: set[tuple[int, int]] = set()
    for block in blocks.values():
        if len(block) < 2:
            continue
        for pair in _pairs_of(block):
            if pair not in seen:
                seen.add(pair)
                yield pair


def _pairs_of(block: list[Entry]) -> Iterator[tuple[int, int]]:
    reach = len(block)
    if len(block) > BLOCK:
        block = sorted(block, key=lambda e: (e.name.core, e.id))
        reach = _WINDOW
    for i, one in enumerate(block):
        for other in block[i + 1 : i + 1 + reach]:
            if one.id != other.id:
                yield (one.id, other.id) if one.id < other.id else (other.id, one.id)


def _keys(e: Entry) -> set[str]:
    name = e.name
    keys = {f"c:{name.core}", f"h:{name.head}"} if name.core else set()
    keys |= {f"c:{old}" for old in (*name.former, *name.aliases)}
    keys |= {f"d:{d}" for d in e.domains} | {f"p:{p}" for p in e.phones}
    if e.number:
        keys.add(f"n:{e.number}")
    if e.address:
        keys.add(f"a:{e.address}")
    if e.kana:
        keys |= {f"k:{e.kana}", f"c:{e.kana}"}
    for spelt in {name.core, e.kana}:
        heard = sounds(spelt)
        if len(heard) >= 3:
            keys.add(f"s:{heard}")
    if len(name.core) >= 4:
        keys.add(f"b:{name.core[:3]}")
    keys |= {f"x:{v}" for v in _one_less(name.head)}
    return keys


def _one_less(head: str) -> set[str]:
    """The head and every form of it with one letter left out: two that differ in one letter share one."""
    if len(head) < 4 or not (is_kana(head) or is_latin(head)) or len(head) > 24:
        return set()
    return {head} | {head[:i] + head[i + 1 :] for i in range(len(head))}
