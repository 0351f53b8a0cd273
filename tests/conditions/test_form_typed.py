"""The form as its fields hold it: typed values, unfinished rows, adding and taking away."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import assume, given, settings

from banso.metrics.conditions import Kind, parse
from banso.metrics.conditions.shapes import Form, Row, form_of, form_text
from banso.metrics.conditions.shapes_typed import (
    Draft,
    DraftRow,
    DraftRows,
    draft_of,
    finished,
    fitting,
    read_value,
    shown,
    with_group,
    with_row,
    without,
)
from tests.conditions.names import NAMES
from tests.conditions.strategies import TABLE
from tests.conditions.test_form import forms


@settings(max_examples=300, deadline=None)
@given(forms())
def test_it_comes_back_the_same_from_its_fields(form: Form) -> None:
    draft = draft_of(form, TABLE)
    assume(draft is not None)
    assert draft is not None
    again, told = finished(draft, TABLE)
    assert told == draft
    assert again == form
    assert again is not None
    assert (
        parse(form_text(again, TABLE), names=TABLE).get()
        == parse(form_text(form, TABLE), names=TABLE).get()
    )


@pytest.mark.parametrize(
    ("typed", "kind", "value"),
    [
        ("50", Kind.RATE, 0.5),
        ("７％", Kind.RATE, 0.07),
        ("100", Kind.RATE, 1),
        ("1,234", Kind.MONEY, 1234),
        ("－３", Kind.COUNT, -3),
        ("1.5", Kind.NUMBER, 1.5),
        ("2026-04-01", Kind.DATE, date(2026, 4, 1)),
        ("２０２６/04/01", Kind.DATE, date(2026, 4, 1)),
        ("false", Kind.BOOL, False),
        (" a ", Kind.TEXT, " a "),
    ],
)
def test_it_reads_what_people_type(typed: str, kind: Kind, value: object) -> None:
    read = read_value(typed, kind)
    assert read == value and type(read) is type(value)


@pytest.mark.parametrize(
    ("value", "text"), [(0.07, "7"), (0.125, "12.5"), (1, "100"), (1e-7, "0.00001")]
)
def test_a_rate_is_shown_in_percent(value: float, text: str) -> None:
    assert shown(value, Kind.RATE) == text
    assert read_value(text, Kind.RATE) == value


@pytest.mark.parametrize(
    "row",
    [
        DraftRow(),
        DraftRow("mrr", ">="),
        DraftRow("mrr", ">=", ("many",)),
        DraftRow("mrr", ">=", ("1e999999",)),
        DraftRow("mrr", "between", ("1",)),
        DraftRow("plan", "in", (" ",)),
        DraftRow("setup_done_on", ">=", ("soon",)),
    ],
)
def test_an_unfinished_row_says_what_it_lacks(row: DraftRow) -> None:
    form, told = finished(Draft("and", (DraftRow("seats", ">", ("1",)), row)), NAMES)
    assert form is None
    first, second = told.parts
    assert isinstance(first, DraftRow) and isinstance(second, DraftRow)
    assert first.lacks is None
    assert second.lacks is not None and second.lacks.ja and second.lacks.en
    assert (second.name, second.op, second.typed) == (row.name, row.op, row.typed)


def test_a_text_with_a_line_break_stays_a_text() -> None:
    form = form_of(parse("plan = 'a\nb'", names=NAMES).get().node)
    assert form is not None and draft_of(form, NAMES) is None


def test_a_new_name_takes_an_operator_that_fits() -> None:
    assert fitting(DraftRow("phase", ">=", ("3",)), NAMES).op == "="
    assert fitting(DraftRow("mrr", "between", ("1", "2")), NAMES).typed == ("1", "2")
    assert fitting(DraftRow("mrr", "null", ("1", "2")), NAMES).typed == ()
    assert fitting(DraftRow("gone", "=", ("1",)), NAMES) == DraftRow("gone")


def test_rows_and_groups_come_and_go() -> None:
    draft = with_group(with_row(Draft()))
    assert draft == Draft("and", (DraftRow(), DraftRows("or", (DraftRow(), DraftRow()))))
    assert len(with_row(draft, 1).parts[1].rows) == 3  # type: ignore[union-attr]
    assert without(draft, [0]).parts == draft.parts[1:]
    assert len(without(draft, [1, 0]).parts[1].rows) == 1  # type: ignore[union-attr]
    assert without(without(draft, [1, 0]), [1, 0]).parts == (DraftRow(),)
    assert without(draft, [7]) == draft


def test_the_only_row_of_a_group_needs_no_brackets() -> None:
    rows = DraftRows("or", (DraftRow("mrr", ">", ("1",)),))
    form, _ = finished(Draft("and", (rows, DraftRow("seats", "<", ("5",)))), NAMES)
    assert form is not None
    assert form_text(form, NAMES) == "mrr > 1 and seats < 5"
    assert Row("mrr", ">", (1,)) in form.parts[0].rows  # type: ignore[union-attr]
