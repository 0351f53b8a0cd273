"""A workspace's own metrics: saved whole or not at all, and never able to break the rows of a day."""

from __future__ import annotations

import pytest

from banso.customers.models import FieldDefinition
from banso.events.store import workspace_lake
from banso.metrics import operations, queries
from banso.metrics.definitions import MetricsNotAccepted, registry_with
from banso.metrics.loading import load_world
from banso.workspace.viewer import NotAllowed, Viewer
from tests.metrics.records import NOW, SYSTEM, field, two_accounts
from tests.metrics.small import Small, on

HEAD = "schema: banso/metric@1\nmetrics:\n"
RATIOS = HEAD + (
    "  - {key: twice_rate, name: 二重, kind: number, shape: ratio, with: {of: once_rate, to: seats}}\n"
    "  - {key: once_rate, name: 一重, kind: rate, shape: ratio, with: {of: logins_28d, to: seats}}\n"
)


def save(text: str, *, key: str = "own", viewer: Viewer = SYSTEM) -> int:
    return operations.save_metrics(viewer=viewer, key=key, text=text, now=NOW)


def refused(text: str, **more: str) -> list[tuple[str, str | None]]:
    with pytest.raises(MetricsNotAccepted) as caught:
        save(text, **more)
    return [(p.id, p.suggestion) for p in caught.value.problems]


def test_it_works_out_sums_of_sums_in_whatever_order_they_stand(small: Small) -> None:
    registry, problems = registry_with([("own.yaml", RATIOS)])
    assert problems == []
    small.having(registry=registry)
    small.event("signed in", on(3), times=5)
    row = small.row(on(3))
    assert (row["once_rate"], row["twice_rate"]) == (0.5, 0.05)


def test_it_leaves_a_sum_unknown_whose_part_is_gone(small: Small) -> None:
    text = (
        HEAD
        + "  - {key: odd_rate, name: x, kind: rate, shape: ratio, with: {of: gone, to: seats}}\n"
    )
    small.having(registry=registry_with([("own.yaml", text)])[0])
    assert small.row(on(3))["odd_rate"] is None


@pytest.mark.usefixtures("workspace")
class TestSaving:
    def test_it_refuses_parts_that_are_no_numbers(self) -> None:
        text = RATIOS.replace("logins_28d", "login_28d").replace("of: once_rate", "of: plan")
        assert refused(text) == [
            ("metric.not-a-number", None),
            ("metric.unknown-name", "logins_28d"),
        ]

    def test_it_refuses_a_key_of_another_text(self) -> None:
        save(RATIOS)
        assert refused(RATIOS, key="others")[0][0] == "metric.key-taken"
        assert save(RATIOS) == 1  # the same text again makes no new release

    def test_it_refuses_another_type_for_a_known_key(self) -> None:
        save(
            HEAD
            + "  - {key: a, name: x, kind: count, window: 7, shape: event_count, with: {role: use}}\n"
        )
        text = (
            HEAD
            + "  - {key: a, name: x, kind: number, window: 7, shape: event_value, with: {role: use}}\n"
        )
        assert refused(text) == [("metric.type-changed", None)]

    def test_it_asks_for_the_right(self, chie: Viewer) -> None:
        with pytest.raises(NotAllowed):
            save(RATIOS, viewer=chie)

    def test_it_keeps_the_metric_where_an_import_brought_a_field_of_its_name(self) -> None:
        aoi, _, _ = two_accounts()
        for key in ("seats", "day", "tier"):
            FieldDefinition.objects.create(key=key, type="text", created_at=NOW)
            field(aoi, key, "999", on(0))
        assert [f.key for f in load_world().fields if not f.built_in] == ["tier"]
        assert queries.name_table(viewer=SYSTEM)["seats"].group == "metric"
        operations.measure(lake=workspace_lake(), days=[on(12)], now=NOW)
        row = queries.day_rows(viewer=SYSTEM, lake=workspace_lake(), day=on(12))[aoi, "main"]
        assert (row["seats"], row["tier"]) == (10, "999")
