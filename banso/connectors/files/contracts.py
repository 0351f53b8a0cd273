"""Contract rows into contract lines: ends, amounts a month, and keys where the file has none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from banso.connectors.files.accounts import Accounts, key_of, stays_out, too_long
from banso.connectors.files.mapping import DAY_AFTER, LAST_DAY
from banso.connectors.files.memory import Memory
from banso.connectors.files.outcome import Outcome
from banso.connectors.files.prices import monthly_of_price
from banso.connectors.files.rowproblems import BadRow, RowProblem
from banso.connectors.files.shape import Row, Shaper, contract_end, end_is_last_day
from banso.customers.operations import AccountRow
from banso.lib import money
from banso.lib.dates import add_months
from banso.revenue.operations import LineRow

_LONGEST = {
    "key": 200,
    "account_key": 200,
    "account_name": 200,
    "contract_key": 200,
    "plan": 80,
    "product": 80,
    "add_on": 80,
    "unit": 60,
}
_AS_THEY_ARE = (
    "contract_key", "seats", "quantity", "unit", "billing_months", "auto_renew", "notice_days",
    "notice_deadline_on", "notice_given_on", "notice_withdrawn_on", "discount", "trial",
    "paused_from", "paused_to", "signed_on",
)  # fmt: skip
# Columns that hold '' or False, not null, when the source says nothing.
_EMPTY = {"contract_key": "", "unit": "", "trial": False}
_MOST = {"seats": 2_000_000_000, "term_months": 600, "billing_months": 600, "notice_days": 30_000}
_JAPANESE_TAX = (100, 110)  # consumption tax of 10 %: net ÷ gross


def end_of(shaper: Shaper) -> str:
    """What the end dates of a table mean: as the mapping says, else told from the dates."""
    if shaper.mapping.end:
        return shaper.mapping.end
    return LAST_DAY if end_is_last_day(list(_spans(shaper))) else DAY_AFTER


def _spans(shaper: Shaper) -> Iterator[tuple[str, date, date]]:
    for row in shaper.rows():
        if isinstance(row, Row) and row.values.get("end_on"):
            yield key_of(row), row.values["start_on"], row.values["end_on"]


class Lines:
    """Turns checked rows of one table into contract lines."""

    def __init__(
        self,
        shaper: Shaper,
        accounts: Accounts,
        outcome: Outcome,
        currency: str,
        *,
        memory: Memory,
    ) -> None:
        self.shaper, self.accounts, self.outcome = shaper, accounts, outcome
        self.currency = shaper.currency or currency
        self.memory = memory
        name = shaper.table.name
        # Single rows that come in later are read as the whole table was.
        self.end = memory.ends.get(name) or end_of(shaper)
        memory.ends[name] = self.end
        self._occurrences: dict[str, int] = {}

    def shape(self, rows: Sequence[Row]) -> tuple[list[tuple[Row, LineRow]], list[BadRow]]:
        """(row, line) of the good ones; accounts they name are made where nobody knows them."""
        bad: list[BadRow] = []
        good: list[tuple[Row, dict[str, Any]]] = []
        for row in rows:
            values, problem = self._values(row)
            if problem:
                bad.append(stays_out(row, "contract", problem))
            else:
                good.append((row, values))
        self._imply_accounts([row for row, _ in good])
        found = self.accounts.find(row for row, _ in good)
        lines: list[tuple[Row, LineRow]] = []
        for row, values in good:
            account = found[row.number]
            if isinstance(account, str):
                bad.append(stays_out(row, "contract", RowProblem(account, "", key_of(row))))
                continue
            lines.append((row, self._line(row, account, values)))
        return lines, bad

    def _imply_accounts(self, rows: Sequence[Row]) -> None:
        found = self.accounts.find(rows)
        wanted: dict[str, dict[str, Any]] = {}
        for row in rows:
            if found[row.number] != "unknown-account":
                continue
            named = {"name": row.values.get("account_name")}
            for column in ("corporate_number", "industry", "employees"):
                named[column] = row.values.get(column)
            person = row.values.get("owner")
            named["owner_id"] = self.accounts.person(person) if person else None
            kept = wanted.setdefault(key_of(row), {})
            kept.update({k: v for k, v in named.items() if v is not None})
        self.accounts.imply([AccountRow(key=k, values=v) for k, v in wanted.items()])

    def _values(self, row: Row) -> tuple[dict[str, Any], RowProblem | None]:
        given = row.values
        long = too_long(given, _LONGEST)
        if long:
            return {}, long
        start: date = given["start_on"]
        end = contract_end(row, self.end)
        if end is None and given.get("end_on"):
            self.outcome.note(
                "import.note.open-end",
                ja="9999年などの終了日は、終了日なし（継続中）として取り込みます。",
                en="An end such as 9999-12-31 is read as no end: the line goes on.",
                file=row.file,
                row=row.number,
                seen=str(given["end_on"]),
            )
        if end is None and given.get("term_months") and not given.get("auto_renew"):
            end = add_months(start, given["term_months"])
        wrong = _order(given, start, end)
        if wrong:
            return {}, wrong
        currency = given.get("currency") or self.currency
        values: dict[str, Any] = {
            c: given[c] if given[c] is not None else _EMPTY.get(c)
            for c in _AS_THEY_ARE
            if c in given
        }
        values |= {
            "kind": given.get("line_kind")
            or ("addon" if given.get("add_on") and not given.get("plan") else "plan"),
            "start_on": start,
            "end_on": end,
            "currency": currency,
            "mrr_minor": self._monthly(row, currency),
            "term_months": given.get("term_months") or _term(start, end),
        }
        if given.get("tax_included") is not None:
            values["tax_included"] = given["tax_included"]
        return values, None

    def _monthly(self, row: Row, currency: str) -> int:
        given = row.values
        monthly: int = given.get("mrr") or 0
        if given.get("mrr") is None and given.get("arr") is not None:
            monthly = money.share(given["arr"], 1, 12)
        elif given.get("mrr") is None:
            monthly = monthly_of_price(given) or 0
        if given.get("tax_included") and monthly:
            if currency == "JPY":
                return money.share(monthly, *_JAPANESE_TAX)
            self.outcome.note(
                "import.note.tax",
                ja="税込の金額ですが、円以外の税率が分からないため、そのまま取り込みます。",
                en="The amount includes tax; the rate is not known outside yen, so it is taken as it is.",
                file=row.file,
                row=row.number,
                seen=str(monthly),
            )
        return monthly

    def _line(self, row: Row, account: int, values: dict[str, Any]) -> LineRow:
        given = row.values
        names = {k: given.get(k) or "" for k in ("plan", "add_on", "product")}
        key = given.get("key") or self._key(key_of(row), names, values)
        return LineRow(account_id=account, key=key, values=values, **names)

    def _key(self, account: str, names: dict[str, str], values: dict[str, Any]) -> str:
        """A line without an id is known by account, what is sold and the first day; the second of
        two such lines gets a number. So next month's export of the same lines changes them."""
        what = names["plan"] or names["add_on"] or names["product"]
        base = "/".join((account, values["kind"], what, values["start_on"].isoformat()))[:190]
        return numbered("contract", base, self._occurrences, self.memory)


def numbered(kind: str, base: str, counts: dict[str, int], memory: Memory) -> str:
    """``base``, or with the next number that neither this run nor an earlier one has given."""
    while True:
        count = counts[base] = counts.get(base, 0) + 1
        key = base if count == 1 else f"{base}#{count}"
        if not memory.brought(kind, key):
            return key


def _order(given: dict[str, Any], start: date, end: date | None) -> RowProblem | None:
    """What the database would refuse, said in words."""
    if end is not None and end <= start:
        return RowProblem("end-before-start", "end_on", f"{start} – {given.get('end_on') or end}")
    for column in ("mrr", "arr", "price_minor"):
        if (given.get(column) or 0) < 0:
            return RowProblem("negative-mrr", column, str(given[column]))
    paused, resumed = given.get("paused_from"), given.get("paused_to")
    if resumed and (not paused or resumed <= paused):
        return RowProblem("end-before-start", "paused_to", f"{paused} – {resumed}")
    notice, withdrawn = given.get("notice_given_on"), given.get("notice_withdrawn_on")
    if withdrawn and (not notice or withdrawn < notice):
        return RowProblem("end-before-start", "notice_withdrawn_on", f"{notice} – {withdrawn}")
    for column, most in _MOST.items():
        value = given.get(column)
        if value is not None and not 0 <= value <= most:
            return RowProblem("number", column, str(value))
    return None


def _term(start: date, end: date | None) -> int | None:
    """The months of a line that lasts a whole number of them."""
    if end is None:
        return None
    months = (end.year - start.year) * 12 + end.month - start.month
    return months if 0 < months <= 120 and add_months(start, months) == end else None
