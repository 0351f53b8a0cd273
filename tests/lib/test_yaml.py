from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from banso.lib.yaml import MAX_CHARACTERS, MAX_DEPTH, Position, load

MAP = """\
key: six   # a comment
phases:
  - key: onboarding
    exits:
      - {to: adoption, when: phase_succeeded}
      - to: expansion
        when: >-
          phase_succeeded and
          csat_90d >= 3.5
points: {0: 0, 0.5: 50, low: 1}
quoted: 'it''s here'
"""


def ids(text: str) -> list[tuple[str, int | None, int | None]]:
    return [(p.id, p.line, p.column) for p in load(text, file="f.yaml").problems]


def test_it_gives_plain_values_and_the_place_of_each() -> None:
    loaded = load(MAP, file="journey.yaml")
    assert not loaded.problems
    assert loaded.value["phases"][0]["exits"][0] == {"to": "adoption", "when": "phase_succeeded"}
    assert loaded.value["points"] == {0: 0, 0.5: 50, "low": 1}
    assert loaded.at(("phases", 0, "exits", 0, "when")) == Position(5, 30)
    assert loaded.key_at(("phases", 0, "exits", 0, "when")) == Position(5, 24)
    assert loaded.at(("points", 0.5)) == Position(10, 21)


def test_it_answers_the_nearest_parent_for_a_path_that_is_missing() -> None:
    loaded = load(MAP)
    assert loaded.at(("phases", 0, "stuck_after", "x")) == loaded.at(("phases", 0))
    assert loaded.at(("nothing",)) == Position(1, 1)


@pytest.mark.parametrize(
    ("path", "word", "expected"),
    [
        (("phases", 0, "exits", 0, "when"), "succeeded", Position(5, 36)),
        (("phases", 0, "exits", 1, "when"), "phase_succeeded", Position(8, 11)),
        (("phases", 0, "exits", 1, "when"), "csat_90d", Position(9, 11)),
        (("quoted",), "here", Position(11, 16)),
    ],
)
def test_it_finds_a_place_inside_a_text(
    path: tuple[str | int, ...], word: str, expected: Position
) -> None:
    loaded = load(MAP)
    value = loaded.value
    for part in path:
        value = value[part]
    assert loaded.inside(path, value.index(word)) == expected


def test_it_reads_scalars_by_yaml_1_2() -> None:
    text = "[yes, on, 012, 0o14, 0x1F, 12:30, 2026-04-01, 1e3, .5, ~, null, true, '1', !!str 1]"
    assert load(text).value == [
        "yes", "on", 12, 12, 31, "12:30", "2026-04-01", 1000.0, 0.5, None, None, True, "1", "1",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "a: 1\na: 2\nb:\n  c: 1\n  c: 2\n",
            [("yaml.duplicate-key", 2, 1), ("yaml.duplicate-key", 5, 3)],
        ),
        ("a:\n\t- b\n", [("yaml.tab", 2, 1)]),
        ("a: &x 1\nb: *x\n", [("yaml.alias", 1, 4), ("yaml.alias", 2, 4)]),
        ("a: !!python/object:os.system x\n", [("yaml.tag", 1, 4)]),
        ("a: 1\n---\nb: 2\n", [("yaml.many-documents", 2, 1)]),
        ("a: [1\n", [("yaml.syntax", 2, 1)]),
        ("a: b: c\n", [("yaml.syntax", 1, 5)]),
        ("- a\nb: c\n", [("yaml.syntax", 2, 1)]),
        ("a: \x00\n", [("yaml.character", 1, 4)]),
        ('a: "\\ud800"\n', [("yaml.character", 1, 4)]),
        ("a: .inf\n", [("yaml.number", 1, 4)]),
        ("? [a]\n: 1\n", [("yaml.key", 1, 3)]),
        ("[" * (MAX_DEPTH + 1), [("yaml.too-deep", 1, MAX_DEPTH + 1)]),
        ('a: "\\UFFFFFFFF"', [("yaml.syntax", 1, 1)]),
    ],
)
def test_it_names_what_is_wrong_and_where(text: str, expected: list[tuple[str, int, int]]) -> None:
    assert ids(text) == expected


def test_it_keeps_the_first_of_two_equal_keys() -> None:
    assert load("a: {b: 1}\na: {c: [1, 2]}\nd: 3").value == {"a": {"b": 1}, "d": 3}


def test_it_refuses_a_text_that_is_too_large() -> None:
    assert ids("a" * (MAX_CHARACTERS + 1)) == [("yaml.too-large", 1, 1)]


def test_it_survives_deep_nesting_and_alias_bombs() -> None:
    bomb = "a: &a [x]\n" + "".join(
        f"{c}: &{c} [*{p}, *{p}]\n" for p, c in zip("abcdefgh", "bcdefghi", strict=True)
    )
    assert Counter(i for i, _, _ in ids(bomb)) == {"yaml.alias": 25}
    assert load("a:\n" + "".join(" " * n + "- \n" for n in range(1, 400))).problems


def test_it_says_it_in_both_languages() -> None:
    found = load("a: 1\na: 2", file="f.yaml").problems[0]
    assert found.place == "f.yaml:2"
    assert "「a」" in found.in_("ja") and "'a'" in found.in_("en")


@settings(max_examples=300, deadline=None)
@given(
    st.text(alphabet=st.sampled_from("ab:- \n\t'\"[]{}#&*!|>%@`?,\\0é。\u3000\ufeff"), max_size=60)
)
def test_it_never_raises_whatever_the_text(text: str) -> None:
    loaded = load(text)
    assert loaded.at(("a",)).line >= 1
    assert all(p.fact.ja and p.fact.en and p.remedy.ja and p.remedy.en for p in loaded.problems)
