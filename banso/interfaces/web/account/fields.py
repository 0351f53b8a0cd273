"""The fields tab: every dated field with its value on the day looked at, and since when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from banso.customers import queries as customers
from banso.customers.definitions import FieldSpec
from banso.interfaces.web.account.reach import Reached
from banso.interfaces.web.account.timeline import shown_value
from banso.interfaces.web.frame.request import ScreenRequest
from banso.workspace import queries as workspace
from banso.workspace.viewer import Act


@dataclass(frozen=True, slots=True)
class FieldRow:
    spec: FieldSpec
    shown: Any
    from_on: date | None
    by: str
    assumed: bool
    default: bool


@dataclass(frozen=True, slots=True)
class FieldsTab:
    rows: list[FieldRow]
    may_edit: bool


def fields_tab(request: ScreenRequest, reached: Reached) -> FieldsTab:
    """This function will list the fields; one nobody ever gave a value shows its default."""
    day, viewer = request.as_of.day, request.viewer
    people = workspace.names_of_people(viewer=viewer)
    in_force = {
        s.key: s
        for s in customers.field_spans(viewer=viewer, account_ids=[reached.account.id])
        if (s.from_on is None or s.from_on <= day) and (s.to_on is None or s.to_on > day)
    }
    rows = []
    for spec in customers.field_specs(viewer=viewer):
        span = in_force.get(spec.key)
        value = span.value if span else spec.default
        rows.append(
            FieldRow(
                spec=spec,
                shown=shown_value(spec.choices, value),
                from_on=span.from_on if span else None,
                by=people.get(span.by_id, "") if span and span.by_id else "",
                assumed=bool(span and span.assumed),
                default=span is None and spec.default is not None,
            )
        )
    return FieldsTab(rows, viewer.may(Act.EDIT_ACCOUNTS) and not request.as_of.past)
