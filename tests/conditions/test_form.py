"""The form of a condition: what fits it comes back equal, and what does not stays a text."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from banso.metrics.conditions import Kind, parse
from banso.metrics.conditions.shapes import (
    Form,
    Row,
    Rows,
    form_of,
    form_text,
    node_of,
    operators,
    takes,
)
from banso.metrics.conditions.text import node_text
from banso.metrics.conditions.tree import Node
from tests.conditions.names import NAMES
from tests.conditions.strategies import KINDS, TABLE, nodes
from tests.conditions.strategies import values as value_of


@st.composite
def rows(draw: st.DrawFn) -> Row:
    name = draw(st.sampled_from(sorted(KINDS)))
    op = draw(st.sampled_from(operators(KINDS[name])))
    least, most = takes(op)
    values = draw(
        st.lists(
            value_of(KINDS[name]), min_size=least, max_size=least + 2 if most is None else most
        )
    )
    # `no` is the turned form of `yes`: a form never shows both
    negated = draw(st.booleans()) if op not in ("yes", "no") else False
    return Row(name, op, tuple(values), negated)


groups = st.builds(
    Rows, st.sampled_from(["and", "or"]), st.lists(rows(), min_size=2, max_size=3).map(tuple), st.booleans()
)  # fmt: skip


@st.composite
def forms(draw: st.DrawFn) -> Form:
    parts: list[Any] = draw(st.lists(rows() | groups, min_size=1, max_size=4))
    join = draw(st.sampled_from(["and", "or"])) if len(parts) > 1 else "and"
    inner = [p for p in parts if isinstance(p, Rows) and not p.negated]
    # a group joined as the whole, or standing alone, is no group: brackets that say nothing
    assume(all(p.join != join for p in inner) and not (inner and len(parts) == 1))
    return Form(join, tuple(parts))


@settings(max_examples=300, deadline=None)
@given(forms())
def test_it_comes_back_the_same_from_its_text(form: Form) -> None:
    read = parse(form_text(form, TABLE), names=TABLE).get()
    assert form_of(read.node) == form


@settings(max_examples=300, deadline=None)
@given(nodes)
def test_it_is_given_only_where_its_condition_is_equal(node: Node) -> None:
    read = parse(node_text(node), names=TABLE).condition
    assume(read is not None)
    assert read is not None
    form = form_of(read.node)
    if form is not None:
        assert node_of(form, TABLE) == read.node
        assert form_text(form, TABLE) == read.to_text()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("active_days_7d >= 3", Form("and", (Row("active_days_7d", ">=", (3,)),))),
        (
            "phase in ('adoption', 'retention') and (mrr > 5 or not do_not_contact)",
            Form(
                "and",
                (
                    Row("phase", "in", ("adoption", "retention")),
                    Rows("or", (Row("mrr", ">", (5,)), Row("do_not_contact", "no"))),
                ),
            ),
        ),
        (
            "not (plan is null or mrr between 1 and 5)",
            Form("and", (Rows("or", (Row("plan", "null"), Row("mrr", "between", (1, 5))), True),)),
        ),
        ("not (mrr > 5)", Form("and", (Row("mrr", ">", (5,), negated=True),))),
    ],
)
def test_it_shows_the_common_shapes(text: str, expected: Form) -> None:
    assert form_of(parse(text, names=NAMES).get().node) == expected


@pytest.mark.parametrize(
    "text",
    [
        "days_to_decision <= approval_lead_days + 30",  # arithmetic
        "days_to_decision < tenure_days",  # a name against a name
        "3 <= active_days_7d",  # turned round it would be another text
        "mrr > 1 and (plan = 'pro' or (life = 'active' and mrr < 9))",  # two levels
        "coalesce(plan, 'none') = 'pro'",
        "not (not (mrr > 1))",
        "true",
    ],
)
def test_it_leaves_other_conditions_as_texts(text: str) -> None:
    assert form_of(parse(text, names=NAMES).get().node) is None


def test_brackets_that_say_nothing_fall_away() -> None:
    one, two = Row("mrr", ">", (1,)), Row("seats", "<", (5,))
    assert form_text(Form("and", (one, Rows("and", (two,)))), NAMES) == "mrr > 1 and seats < 5"
    nested = Form("or", (Rows("or", (one, two)), Row("do_not_contact", "yes")))
    assert form_text(nested, NAMES) == "mrr > 1 or seats < 5 or do_not_contact"
    twice = Form("and", (Rows("and", (Row("mrr", ">", (1,), negated=True),), negated=True),))
    assert form_text(twice, NAMES) == "mrr > 1"


def test_every_operator_offered_can_be_written() -> None:
    values: dict[Kind, Any] = {Kind.DATE: date(2026, 4, 1), Kind.BOOL: True}
    for name, type_ in NAMES.within(next(iter(NAMES.values())).scope).items():
        value = values.get(type_.kind, 1 if type_.kind.group == "number" else "active")
        for op in operators(type_.kind):
            row = Row(name, op, (value,) * takes(op)[0])
            text = form_text(Form("and", (row,)), NAMES.plus({}))
            problems = [p for p in parse(text, names=NAMES).problems if p.level == "error"]
            assert all(p.id == "condition.choice" for p in problems), (text, problems)


def test_a_form_without_rows_is_refused() -> None:
    with pytest.raises(ValueError, match="row"):
        form_text(Form("and", ()), NAMES)
