"""How the cells of one column become values: the target's type, and what the column itself decides."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from banso.connectors.files import values
from banso.connectors.files.days import DAY_0, DAY_0_OF_1904, is_month_only, order_of
from banso.connectors.files.empties import CellWrong
from banso.connectors.files.mapping import MAY_BE_READ_AS, Source
from banso.connectors.files.tables import Table, rows_of

_ORDERS = ("dmy", "mdy", "ymd")
_ENDS = ("end_on", "valid_to", "renewal_on")


class CellReader:
    """Reads the cells of one source in one table; ``read`` raises CellWrong.

    Whether 01/02/2026 is the first of February or the second of January is decided once, by every
    cell of the column, unless the mapping says it.
    """

    def __init__(
        self, type_: str, source: Source, table: Table, *, zone: ZoneInfo, target: str = ""
    ) -> None:
        self.type = source.as_ if source.as_ in MAY_BE_READ_AS.get(type_, ()) else type_
        self.source, self.table, self.zone = source, table, zone
        serial_1904 = source.form == "serial1904" or (table.from_1904 and source.form != "serial")
        self.epoch = DAY_0_OF_1904 if serial_1904 else DAY_0
        self._order = source.form if source.form in _ORDERS else None
        self._decided = self._order is not None
        self._to_the_end = target in _ENDS
        self._read = self._reading()
        self.read = self._guarded if table.unsaved else self._read

    @property
    def order(self) -> str | None:
        """dmy or mdy, as the mapping or the whole column says; None when it stays open."""
        if not self._decided:
            self._order, self._decided = order_of(self._column()), True
        return self._order

    def _column(self) -> Iterator[str]:
        title = self.source.column
        if title not in self.table.header:
            return
        at = self.table.header.index(title)
        for _, cells in rows_of(self.table):
            yield cells[at]

    def _guarded(self, cell: str, currency: str) -> Any:
        """In a workbook with formulas whose results were not saved, their text is no value."""
        if cell.startswith("="):
            raise CellWrong("formula", cell)
        return self._read(cell, currency)

    def _reading(self) -> Callable[[str, str], Any]:
        times, form = self.source.times, self.source.form
        if self.type == "instant":
            return lambda cell, _: self._instant(cell)
        if self.type == "date":
            return lambda cell, _: self._day(cell)
        if self.type == "money":
            return lambda cell, currency: values.amount(cell, currency, times=times)
        if self.type == "number":
            return lambda cell, _: values.number(cell, times=times, form=form)
        if self.type == "integer":
            return lambda cell, _: values.integer(cell, times=times)
        if self.type == "share":
            return lambda cell, _: values.share(cell, form=form)
        plain = values.READERS[self.type or "text"]
        return lambda cell, _: plain(cell)

    def _day(self, cell: str) -> date | None:
        """A day; of a moment with an offset, the local day it falls on; of an end in months, the last."""
        if len(cell) > 16 and (cell.endswith(("Z", "z")) or "+" in cell):
            moment: datetime | None = values.instant(cell, self.zone)
            return moment.astimezone(self.zone).date() if moment else None
        found: date | None = self._with_order(
            lambda order: values.day(cell, order=order, epoch=self.epoch), cell
        )
        if found and self._to_the_end and len(cell) < 14 and is_month_only(cell):
            return (found.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
        return found

    def _instant(self, cell: str) -> Any:
        return self._with_order(
            lambda order: values.instant(cell, self.zone, order=order, epoch=self.epoch), cell
        )

    def _with_order(self, read: Callable[[str | None], Any], cell: str) -> Any:
        try:
            return read(self._order)
        except CellWrong as wrong:
            if wrong.problem != "date-order" or self._decided:
                raise
        return read(self.order)
