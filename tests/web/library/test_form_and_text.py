"""An own metric as a form writes the text, and the text fills the form, without loss between them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from banso.interfaces.web.library.writing import EMPTY, WAYS, key_of, text_of, values_of
from banso.lib.problems import errors
from banso.metrics.definitions import parse_metrics

NAMED = {"name_ja": "検索した人数", "name_en": "People who searched"}
words = st.text(st.characters(blacklist_categories=["Cs", "Cc"]), min_size=1, max_size=30).map(
    str.strip
)


@pytest.mark.parametrize("way", sorted(WAYS))
def test_it_writes_a_text_that_is_accepted_and_read_back(way: str) -> None:
    more = {"of": "active_users_28d", "to": "seats"} if way == "ratio" else {}
    said = {**EMPTY, **NAMED, "way": way, "key": "searchers", "unit_ja": "人", **more}
    text = text_of(said)
    metrics, problems = parse_metrics(text, own=True)
    assert not errors(problems) and metrics[0].shape == WAYS[way].shape
    found = values_of(text)
    assert found == {**said, "window": said["window"] if WAYS[way].window else EMPTY["window"]}


@settings(max_examples=60, deadline=None)
@given(ja=words.filter(bool), en=words.filter(bool), event=words.filter(bool))
def test_it_keeps_any_words(ja: str, en: str, event: str) -> None:
    text = text_of(
        {**EMPTY, "name_ja": ja, "name_en": en, "what": f"name:{event}", "key": "searchers"}
    )
    found = values_of(text)
    assert found is not None
    assert (found["name_ja"], found["name_en"], found["what"]) == (ja, en, f"name:{event}")


def test_it_leaves_a_mistake_for_the_check_to_name() -> None:
    text = text_of({**EMPTY, **NAMED, "window": "a week"})
    _metrics, problems = parse_metrics(text, own=True)
    assert [(p.id, p.line) for p in errors(problems)] == [("metric.window", 7)]


def test_it_says_when_a_text_is_more_than_the_form() -> None:
    text = text_of({**EMPTY, **NAMED}).replace("{role: use}", "{names: [a, b]}")
    assert parse_metrics(text, own=True)[0] and values_of(text) is None


def test_it_makes_a_key_of_an_english_name() -> None:
    assert key_of("People who searched (14 d)") == "people_who_searched_14_d"
    assert key_of("検索") == key_of("7 days") == "own_metric"
