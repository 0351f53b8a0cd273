"""What stuck accounts have in common: the tests of the phase's success that most of them do not meet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from banso.metrics.conditions import Explanation, Leaf, NameTable
from banso.metrics.conditions.sentences import sentence


@dataclass(frozen=True, slots=True)
class Shared:
    """``accounts`` do not meet ``leaf``; for ``unknown`` of them a value is missing (``missing``)."""

    leaf: Leaf
    accounts: int
    unknown: int
    missing: tuple[str, ...] = ()


def shared_leaves(explanations: Iterable[Mapping[str, Any] | None]) -> list[Shared]:
    """This function will rank the leaves that are not TRUE by how many accounts lack them.

    Ties: the one more often FALSE, since that is something to act on; then the one written first.
    """
    leaves: dict[str, Leaf] = {}
    false: Counter[str] = Counter()
    unknown: Counter[str] = Counter()
    missing: Counter[tuple[str, str]] = Counter()
    for stored in explanations:
        if stored is None:
            continue
        for leaf in Explanation.from_json(stored).leaves:
            key = leaf.condition
            leaves.setdefault(key, leaf)
            if leaf.truth is False:
                false[key] += 1
            elif leaf.truth is None:
                unknown[key] += 1
                missing.update((key, name) for name in leaf.missing)
    order = {key: n for n, key in enumerate(leaves)}
    ranked = sorted(
        (k for k in leaves if false[k] or unknown[k]),
        key=lambda k: (-false[k] - unknown[k], -false[k], order[k]),
    )
    names = {k: tuple(name for (of, name), _n in missing.most_common() if of == k) for k in ranked}
    return [Shared(leaves[k], false[k] + unknown[k], unknown[k], names[k]) for k in ranked]


def wanted_words(leaf: Leaf, names: NameTable, language: str) -> str:
    """This function will say what the leaf asks for, without any account's value: ``週の利用日数 ≥ 3``."""
    said = sentence(leaf.test, {}, negated=leaf.negated, language=language, names=names)
    return said.replace("：—", "").replace(": —", "").replace(" —", "")


def label_of(name: str, names: NameTable, language: str) -> str:
    """This function will give a metric's or field's name for people, the key where it has none."""
    return names[name].label(language, name) if name in names else name
