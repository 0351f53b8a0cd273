from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from banso.customers import operations, queries
from banso.customers.definitions import BUILT_IN, FieldType
from banso.customers.models import FieldValue
from banso.customers.operations import FieldRefused, FieldRow
from banso.workspace.changes import Counts
from banso.workspace.models import AuditRow
from banso.workspace.viewer import NotAllowed, Viewer
from tests.customers.records import NOW, SYSTEM, TODAY, account

pytestmark = pytest.mark.django_db


def bring(*rows: FieldRow, batch: str = "b1", day: date = TODAY) -> Counts:
    return operations.add_field_values(viewer=SYSTEM, rows=rows, batch=batch, now=NOW, day=day)


def on(day: date) -> dict[int, dict[str, tuple[Any, bool]]]:
    return queries.fields_as_of(viewer=SYSTEM, day=day)


def test_it_takes_an_imported_value_as_known_from_today_and_assumed_before() -> None:
    mine = account("a")
    assert bring(FieldRow(mine, "leaving_intent", "comparing")) == Counts(created=1)
    assert on(date(2020, 1, 1)) == {mine: {"leaving_intent": ("comparing", True)}}
    assert on(TODAY) == {mine: {"leaving_intent": ("comparing", False)}}


def test_it_dates_a_changed_value_from_the_import_that_brought_it() -> None:
    mine = account("a")
    bring(FieldRow(mine, "csm_feel", "good"))
    later = date(2026, 6, 1)
    assert bring(FieldRow(mine, "csm_feel", "low"), batch="b2", day=later) == Counts(changed=1)
    assert on(date(2026, 5, 31))[mine]["csm_feel"] == ("good", False)
    assert on(later)[mine]["csm_feel"] == ("low", False)


def test_it_adds_no_row_for_a_value_that_holds_already() -> None:
    mine = account("a")
    bring(FieldRow(mine, "seats_assigned", 12))
    assert bring(FieldRow(mine, "seats_assigned", 12), batch="b2") == Counts(same=1)
    assert bring(FieldRow(mine, "limit_used", None), batch="b2") == Counts(same=1)
    assert FieldValue.objects.filter(batch="b2").count() == 0


def test_it_lets_a_date_that_has_come_date_itself() -> None:
    mine = account("a")
    bring(FieldRow(mine, "service_start_on", "2024-04-01"))
    assert on(date(2024, 3, 31)) == {}
    assert on(date(2024, 4, 1)) == {mine: {"service_start_on": ("2024-04-01", False)}}


def test_it_empties_a_field_from_a_day_on() -> None:
    mine = account("a")
    bring(FieldRow(mine, "leaving_intent", "considering", date(2026, 1, 1)))
    bring(FieldRow(mine, "leaving_intent", None, date(2026, 3, 1)))
    assert on(date(2026, 2, 28))[mine] == {"leaving_intent": ("considering", False)}
    assert on(date(2026, 3, 1)) == {mine: {}}


def test_it_gives_the_spans_of_values_so_that_each_day_has_one() -> None:
    mine = account("a")
    bring(FieldRow(mine, "csm_feel", "good", date(2026, 1, 1)))
    bring(FieldRow(mine, "csm_feel", "fair", date(2026, 2, 1)))
    bring(FieldRow(mine, "csm_feel", "low", date(2026, 2, 1)))
    spans = [(s.value, s.from_on, s.to_on) for s in queries.field_spans(viewer=SYSTEM)]
    assert spans == [
        ("good", date(2026, 1, 1), date(2026, 2, 1)),
        ("low", date(2026, 2, 1), None),
    ]


def test_it_lets_a_person_set_a_field_and_writes_down_who(chie: Viewer) -> None:
    mine = account("a")
    operations.set_field(
        viewer=chie, account_id=mine, key="csm_feel", value="low", from_on=TODAY, now=NOW
    )
    assert on(TODAY)[mine] == {"csm_feel": ("low", False)}
    [span] = queries.field_spans(viewer=SYSTEM)
    assert span.by_id == chie.user_id
    row = AuditRow.objects.get(act="field.set")
    assert (row.user_id, row.detail["value"]) == (chie.user_id, "low")


def test_it_keeps_free_text_out_of_the_audit_trail(akiko: Viewer) -> None:
    mine = account("a")
    operations.create_field(
        viewer=akiko, key="memo", type=FieldType.TEXT, name_ja="覚書", name_en="Memo", now=NOW
    )
    operations.set_field(
        viewer=akiko, account_id=mine, key="memo", value="田中様", from_on=None, now=NOW
    )
    assert "value" not in AuditRow.objects.get(act="field.set").detail


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("csm_feel", "lukewarm"),
        ("approval_lead_days", "long"),
        ("approval_lead_days", 4.5),
        ("service_start_on", "2026-02-30"),
        ("do_not_contact", "maybe"),
        ("no_such_field", 1),
    ],
)
def test_it_refuses_a_value_that_does_not_fit(akiko: Viewer, key: str, value: object) -> None:
    mine = account("a")
    with pytest.raises(FieldRefused) as refused:
        operations.set_field(
            viewer=akiko, account_id=mine, key=key, value=value, from_on=TODAY, now=NOW
        )
    assert all(p.in_("ja") and p.in_("en") for p in refused.value.problems)
    assert FieldValue.objects.count() == 0


def test_it_lets_no_reader_set_a_field(rin: Viewer) -> None:
    mine = account("a")
    with pytest.raises(NotAllowed):
        operations.set_field(
            viewer=rin, account_id=mine, key="csm_feel", value="low", from_on=TODAY, now=NOW
        )


def test_it_puts_a_workspaces_own_field_behind_the_built_in_ones(akiko: Viewer) -> None:
    operations.create_field(
        viewer=akiko,
        key="channel",
        type=FieldType.CHOICE,
        name_ja="経路",
        name_en="Channel",
        now=NOW,
        choices=[("web", "ウェブ", "Web"), ("partner", "代理店", "Partner")],
        default="web",
    )
    specs = queries.field_specs(viewer=akiko)
    assert specs[: len(BUILT_IN)] == BUILT_IN
    assert (specs[-1].key, specs[-1].default, list(specs[-1].choices)) == (
        "channel",
        "web",
        ["web", "partner"],
    )
    for key in ("channel", "csm_feel", "Not A Key"):
        with pytest.raises(FieldRefused):
            operations.create_field(
                viewer=akiko, key=key, type=FieldType.TEXT, name_ja="", name_en="", now=NOW
            )


def test_it_names_every_built_in_field_in_both_languages() -> None:
    for spec in BUILT_IN:
        assert spec.name.ja and spec.name.en and spec.help.ja and spec.help.en, spec.key
        assert all(label.ja and label.en for label in spec.choices.values()), spec.key


def test_it_names_a_field_by_what_was_given_else_by_its_key(akiko: Viewer) -> None:
    for key, ja, en in (("one", "経路", ""), ("two", "", "Channel"), ("three", "", "")):
        operations.define_field(
            viewer=akiko, key=key, type=FieldType.TEXT, name_ja=ja, name_en=en, batch="b1", now=NOW
        )
    names = [s.name.in_("en") for s in queries.field_specs(viewer=akiko)[len(BUILT_IN) :]]
    assert names == ["経路", "Channel", "three"]
