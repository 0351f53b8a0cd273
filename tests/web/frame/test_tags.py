"""Tags of all screens: a missing value is a dash with its reason, a state an icon with its word."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.template import Context, Template
from django.utils import translation

from banso.interfaces.web.frame.as_of import AsOf
from banso.interfaces.web.frame.units import WHOLE
from banso.lib.text import Text
from banso.metrics.conditions import parse
from banso.workspace.clock import Clock
from tests.conditions.names import NAMES

CLOCK = Clock(
    "live", "Asia/Tokyo", date(2026, 4, 1), datetime(2026, 4, 1, tzinfo=UTC), date(2026, 3, 31)
)


def draw(source: str, language: str = "ja", *, past: bool = False, **values: Any) -> str:
    day = date(2026, 2, 28) if past else CLOCK.today
    frame = SimpleNamespace(
        clock=CLOCK,
        as_of=AsOf(day, past, day),
        workspace=SimpleNamespace(currency="JPY"),
        unit=WHOLE,
    )
    with translation.override(language):
        return Template("{% load bn %}" + source).render(Context({"frame": frame, **values}))


def words(markup: str) -> str:
    return re.sub("<[^>]+>", "", markup)


@pytest.mark.parametrize(
    "source",
    [
        '{% num value reason="席数が未登録" %}',
        '{% rate value reason="席数が未登録" %}',
        '{% money value reason="席数が未登録" %}',
        '{% money_short value reason="席数が未登録" %}',
        '{% day value reason="席数が未登録" %}',
        '{% moment value reason="席数が未登録" %}',
    ],
)
def test_a_missing_value_is_a_dash_with_its_reason(source: str) -> None:
    drawn = draw(source, value=None)
    assert "—" in words(drawn)
    assert 'title="席数が未登録"' in drawn


def test_nought_is_not_missing() -> None:
    assert words(draw("{% num 0 %}")) == "0"
    assert words(draw("{% rate 0 %}")) == "0%"
    assert words(draw("{% money 0 %}")) == "¥0"


@pytest.mark.parametrize(
    ("source", "ja", "en"),
    [
        ("{% money_short 6180000 %}", "618万円", "¥6.18M"),
        ('{% money 123450 "USD" %}', "$1,234.50", "$1,234.50"),
        ("{% rate 0.624 1 %}", "62.4%", "62.4%"),
        ('{% day value "short" %}', "3月30日(月)", "30 Mar"),
        ('{% track "behind" %}', "遅れ", "behind"),
        ('{% health 50 "warn" %}', "50注意", "50caution"),
        ("{% health None %}", "判定できない", "cannot be judged"),
        ("{% truth True %}", "該当", "applies"),
        ("{% truth None %}", "判定できない", "cannot be judged"),
        ("{{ name|text }}", "定着", "Adoption"),
        ("{% phase name 2 %}", "定着", "Adoption"),
    ],
)
def test_it_speaks_both_languages(source: str, ja: str, en: str) -> None:
    values = {"value": date(2026, 3, 30), "name": Text(ja="定着", en="Adoption")}
    assert words(draw(source, "ja", **values)).strip() == ja
    assert words(draw(source, "en", **values)).strip() == en


def test_a_day_says_on_hover_how_long_ago_it_was() -> None:
    assert 'title="2日前"' in draw("{% day value %}", value=date(2026, 3, 30))


def test_an_instant_is_told_in_the_workspaces_zone() -> None:
    at = datetime(2026, 3, 31, 18, 12, tzinfo=UTC)
    assert words(draw("{% moment at %}", at=at)) == "2026年4月1日(水) 3:12"


@pytest.mark.parametrize(
    "source", ['{% track "stuck" %}', "{% truth False %}", '{% health 9 "bad" %}']
)
def test_a_state_is_never_colour_alone(source: str) -> None:
    drawn = draw(source)
    assert "<use href=" in drawn
    assert words(drawn).strip()


def test_widths_are_attributes_and_stay_inside() -> None:
    assert 'width="62.00"' in draw("{% bar 0.62 %}")
    assert 'width="100.00"' in draw("{% bar 3 2 %}")
    assert 'width="0.00"' in draw("{% bar None %}")
    drawn = draw('{% stacked 17 "calm" 12 "warn" 0 "bad" %}')
    assert drawn.count("<rect") == 2
    assert 'x="17" width="12"' in drawn
    assert "style=" not in drawn


def test_links_keep_a_past_day() -> None:
    assert draw('{% to "settings:people" %}') == "/settings/people/"
    kept = draw('{% to "settings:people" tab="a&b" %}', past=True)
    assert kept == "/settings/people/?tab=a%26b&amp;as_of=2026-02-28"
    assert draw('{% to "nowhere:index" %}') == ""


@pytest.mark.parametrize("stored", [True, False])
def test_leaves_say_what_held_and_what_is_missing(stored: bool) -> None:
    condition = parse("active_days_7d >= 3 and seats_used_rate > 0.9", names=NAMES).get()
    told = condition.explain({"active_days_7d": 2, "seats_used_rate": None})
    drawn = draw("{% leaves told %}", told=told.as_json() if stored else told)
    assert drawn.count('class="bn-leaf') == 2
    assert "active_days_7d &gt;= 3" in drawn
    assert "値がありません: seats_used_rate" in drawn


def test_chart_data_cannot_end_its_block() -> None:
    drawn = draw('{% chart_data "c-1" options %}', options={"name": "</script><b>&"})
    assert drawn.count("</script>") == 1
    assert "<b>" not in drawn


def test_names_are_escaped() -> None:
    assert "<b>" not in draw("{% phase name 1 %}{% unknown name %}", name="<b>x")
