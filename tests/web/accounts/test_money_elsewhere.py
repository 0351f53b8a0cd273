"""What an account pays in another currency is shown as it is, with the reason why no sum holds it."""

from __future__ import annotations

from django.template import Context

from banso.interfaces.web.accounts.export import _value
from banso.interfaces.web.accounts.listing import Cell, Column, Row
from banso.interfaces.web.templatetags.list_words import list_cell
from banso.lib.text import Text
from banso.metrics.conditions.names import Kind

MRR = Column("mrr", Text(ja="月額", en="MRR"), Kind.MONEY, {})


def row(cell: Cell) -> Row:
    return Row("2abcdefghjkm", "Aldergate", False, "", "JPY", None, None, 0, "", (cell,))


def test_dollars_stand_as_dollars_and_say_why_they_are_in_no_sum() -> None:
    cell = Cell(MRR, None, (("EUR", 1_000), ("USD", 41_000)))
    shown = str(list_cell(Context({}), cell, row(cell)))
    assert "€10.00 + $410.00" in shown and (
        "為替レート" in shown or "no exchange rates yet" in shown
    )
    assert _value(cell, row(cell), "JPY", "en") == "10.00 EUR + 410.00 USD"


def test_what_is_not_known_stays_a_dash() -> None:
    cell = Cell(MRR, None)
    assert "—" in str(list_cell(Context({}), cell, row(cell)))
    assert _value(cell, row(cell), "JPY", "en") == ""
