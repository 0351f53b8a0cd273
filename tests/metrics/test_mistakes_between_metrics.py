"""What is wrong between metrics that are each whole: circles, features nobody has, events nobody sent."""

from __future__ import annotations

from banso.metrics.checking import check_catalogue, check_circles
from banso.metrics.definitions import assemble, library, parse_metrics
from tests.metrics.small import CATALOGUE

HEAD = "schema: banso/metric@1\nmetrics:\n"


def circles(text: str) -> list[tuple[str, int | None, str | None]]:
    registry, _ = assemble([*library(), *parse_metrics(HEAD + text, file="own.yaml")[0]])
    return [(p.id, p.line, p.sample) for p in check_circles(registry)]


def ratio(key: str, of: str) -> str:
    return (
        f"  - {{key: {key}, name: x, kind: number, shape: ratio, with: {{of: {of}, to: seats}}}}\n"
    )


def test_it_refuses_a_ratio_of_itself() -> None:
    assert circles(ratio("a", "a")) == [("metric.itself", 3, "a")]


def test_it_tells_a_circle_once_and_shows_the_way() -> None:
    text = ratio("a", "b") + ratio("b", "c") + ratio("c", "a") + ratio("d", "a")
    assert circles(text) == [("metric.cycle", 3, "a → b → c → a")]


def test_it_takes_what_only_leads_to_one_another() -> None:
    assert circles(ratio("a", "b") + ratio("b", "mrr") + ratio("c", "b")) == []
    assert circles("") == []


def test_it_asks_whether_a_feature_or_an_event_was_meant() -> None:
    metrics, problems = parse_metrics(
        HEAD
        + "  - {key: a, name: x, kind: count, window: 7, shape: event_count, with: {feature: report}}\n"
        + "  - {key: b, name: x, kind: count, window: 7, shape: event_count, with: {names: [serch, sent]}}\n"
    )
    assert problems == []
    found = check_catalogue(metrics, CATALOGUE, seen={"sent"})
    assert [(p.id, p.level, p.line, p.suggestion) for p in found] == [
        ("metric.unknown-feature", "error", 3, "reports"),
        ("metric.unseen-event", "caution", 4, "search"),
    ]


def test_it_asks_for_as_many_bands_as_the_cuts_make() -> None:
    band = "  - {key: a, name: x, kind: choice, shape: band, with: {of: mrr, cuts: %s}, choices: {low: L, high: H}}\n"
    for cuts, ids in (("[5]", []), ("[5, 9]", ["metric.bands"]), ("[9, 5]", ["metric.not-rising"])):
        assert [p.id for p in parse_metrics(HEAD + band % cuts)[1]] == ids
