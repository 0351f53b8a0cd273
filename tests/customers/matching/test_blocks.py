"""Comparing only accounts with a key in common loses nothing that comparing all would suggest."""

from __future__ import annotations

from itertools import combinations

import pytest

from banso.customers.matching.evidence import Entry, entry
from banso.customers.matching.scoring import Verdict, judge
from banso.customers.matching.suggesting import SHOWN_FROM, common_of, settled, suggest
from bench.names import made


@pytest.mark.parametrize("seed", range(3))
def test_it_finds_what_comparing_all_finds(seed: int) -> None:
    entries, _ = made(250, seed)
    common = common_of(entries)
    wanted = {
        (a.id, b.id)
        for a, b in combinations(entries, 2)
        if (judged := judge(a, b, common=common)).score >= SHOWN_FROM and not settled(a, b, judged)
    }
    assert {(s.first, s.second) for s in suggest(entries)} == wanted


def test_a_pair_is_judged_the_same_both_ways() -> None:
    entries, twins = made(200, 5)
    by_id = {e.id: e for e in entries}
    for a, b in twins:
        one, other = judge(by_id[a], by_id[b]), judge(by_id[b], by_id[a])
        assert (one.score, one.verdict) == (other.score, other.verdict)


def one(id: int, name: str, **more: str) -> Entry:
    return entry(id=id, name=name, **more)  # type: ignore[arg-type]


def test_numbers_decide() -> None:
    a, b = one(1, "架空商事", number="1999900000101"), one(2, "架空商事")
    from tests.customers.matching.make_pairs import number_of

    first, second = number_of(1), number_of(2)
    a, b = one(1, "架空商事", number=first), one(2, "まったく別", number=first)
    assert judge(a, b).score > 0.9
    assert judge(a, one(2, "架空商事", number=second)).score < 0.05
    wrong = str((int(first[0]) % 9) + 1) + first[1:]
    assert one(3, "架空商事", number=wrong).number == "", "a wrong check digit is no evidence"


def test_accounts_without_a_name_are_not_one_company() -> None:
    entries = [one(n, "") for n in range(1, 6)]
    assert suggest(entries) == []


def test_numbered_names_are_not_suggested() -> None:
    entries = [one(n, f"Company_{n}") for n in range(1, 301)]
    assert suggest(entries) == []


def test_units_of_one_company_are_not_suggested_again() -> None:
    a = entry(id=1, name="架空商事 東京支店", parent=9)
    b = entry(id=2, name="架空商事 大阪支店", parent=9)
    c = entry(id=3, name="架空商事 福岡支店")
    found = {(s.first, s.second): s.judged.verdict for s in suggest([a, b, c])}
    assert found == {(1, 3): Verdict.COMPANY, (2, 3): Verdict.COMPANY}


def test_what_very_many_share_says_nothing() -> None:
    shared = [entry(id=n, name=f"架空{chr(0x4E00 + n * 7)}屋", mails=("a@agency.example",)) for n in range(1, 100)]  # fmt: skip
    pair = [entry(id=n, name="㈱カシワ架空", mails=("a@agency.example",)) for n in (200, 201)]
    [found] = suggest([*shared, *pair])
    assert next(p.weight for p in found.judged.parts if p.kind == "domain.same") == 0
