"""Which account a row speaks of: by key, else by name; and who of us looks after it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from banso.connectors.files.outcome import Outcome
from banso.connectors.files.rowproblems import BadRow, RowProblem
from banso.connectors.files.shape import Row
from banso.connectors.files.vocabulary import FIELD_TARGET_KEYS
from banso.customers import operations as customers
from banso.customers import queries as customer_queries
from banso.customers.definitions import BY_KEY, accept
from banso.lib.width import fold
from banso.workspace import queries as workspace_queries
from banso.workspace.viewer import Viewer

_OWN_COLUMNS = (
    "name",
    "name_kana",
    "corporate_number",
    "industry",
    "country",
    "employees",
    "currency",
)
_LONGEST = {"name": 200, "name_kana": 200, "industry": 120, "country": 60, "key": 200}


class Accounts:
    """Writes accounts and answers which account a row means, inside the caller's transaction."""

    def __init__(
        self,
        *,
        viewer: Viewer,
        source: str,
        batch: str,
        now: datetime,
        day: date,
        outcome: Outcome,
    ) -> None:
        self.viewer, self.source, self.batch = viewer, source, batch
        self.now, self.day, self.outcome = now, day, outcome
        self._ids: dict[str, int | None] = {}
        self._names: dict[str, list[int]] | None = None
        self._people: dict[str, int] | None = None

    # Writing -------------------------------------------------------------------------------------

    def write(self, rows: Sequence[Row]) -> list[BadRow]:
        """Create or change the accounts of account rows; gives back rows that stay out."""
        counts, bad = self.outcome.of("account"), []
        wanted: list[customers.AccountRow] = []
        fields: list[tuple[str, Row]] = []
        for row in rows:
            values = self._values(row)
            key = row.values.get("key") or row.values["name"]
            wrong = too_long({**values, "key": key}, _LONGEST)
            if values.get("employees", 0) < 0:
                wrong = RowProblem("number", "employees", str(values["employees"]))
            if wrong:
                bad.append(stays_out(row, "account", wrong))
                continue
            parent = row.values.get("parent_key") or row.values.get("parent_name")
            wanted.append(customers.AccountRow(key=key, values=values, parent_key=parent))
            fields.append((key, row))
        self._named_parents(rows)
        done = customers.upsert_accounts(
            viewer=self.viewer,
            source=self.source,
            rows=[_without_parent(r) for r in wanted],
            batch=self.batch,
            now=self.now,
            day=self.day,
        )
        counts.rows += len(wanted)
        counts.created += done.created
        counts.changed += done.changed
        counts.known += done.same
        self._hang(wanted)
        self.forget()
        self._fields(fields)
        return bad

    def _named_parents(self, rows: Sequence[Row]) -> None:
        """Companies above, named in a column of their own."""
        named = {
            row.values.get("parent_key") or row.values["parent_name"]: row.values["parent_name"]
            for row in rows
            if row.values.get("parent_name")
        }
        known = customers.account_ids(source=self.source, keys=named)
        new = [
            customers.AccountRow(key=key, values={"kind": "company", "name": name})
            for key, name in named.items()
            if key not in known
        ]
        self.imply(new)

    def _hang(self, wanted: Sequence[customers.AccountRow]) -> None:
        under = [
            customers.AccountRow(key=r.key, values={}, parent_key=r.parent_key)
            for r in wanted
            if r.parent_key
        ]
        if under:
            customers.upsert_accounts(
                viewer=self.viewer,
                source=self.source,
                rows=under,
                batch=self.batch,
                now=self.now,
                day=self.day,
            )

    def imply(self, rows: Sequence[customers.AccountRow]) -> None:
        """Create accounts that another row speaks of."""
        if not rows:
            return
        done = customers.upsert_accounts(
            viewer=self.viewer,
            source=self.source,
            rows=rows,
            batch=self.batch,
            now=self.now,
            day=self.day,
        )
        self.outcome.of("account").implied += done.created
        self.forget()

    def _values(self, row: Row) -> dict[str, Any]:
        """The columns of its own; an empty cell says nothing and changes nothing."""
        values = {c: row.values[c] for c in _OWN_COLUMNS if row.values.get(c) is not None}
        owner = row.values.get("owner")
        if owner:
            found = self.person(owner)
            if found is None:
                self.outcome.note(
                    "import.note.unknown-owner",
                    ja="担当者が利用者の一覧に見つからないため、担当者なしで取り込みます。",
                    en="The owner is not among the people who use Banso, so the account has none.",
                    remedy_ja="利用者を追加してから、もう一度取り込んでください。",
                    remedy_en="Add the person, then import the file again.",
                    file=row.file,
                    row=row.number,
                    seen=owner,
                )
            else:
                values["owner_id"] = found
        return values

    def person(self, named: str) -> int | None:
        """Somebody of ours, by e-mail address or by name."""
        if self._people is None:
            # Rights to manage people are not needed to say whose account it is.
            people = workspace_queries.people(viewer=Viewer.system())
            self._people = {fold(p.name): p.id for p in people} | {
                fold(p.email): p.id for p in people
            }
        return self._people.get(fold(named))

    def _fields(self, rows: Sequence[tuple[str, Row]]) -> None:
        ids = customers.account_ids(source=self.source, keys=[k for k, _ in rows])
        wanted: list[customers.FieldRow] = []
        for key, row in rows:
            for field, (value, since) in row.fields.items():
                if value is not None:
                    wanted.append(customers.FieldRow(ids[key], field, value, since))
            for field in FIELD_TARGET_KEYS & row.values.keys():
                value = row.values[field]
                stored, _ = accept(BY_KEY[field], value)
                if stored is not None:
                    wanted.append(customers.FieldRow(ids[key], field, stored, None))
        self.write_fields(wanted)

    def write_fields(self, wanted: Sequence[customers.FieldRow]) -> None:
        if not wanted:
            return
        done = customers.add_field_values(
            viewer=self.viewer, rows=wanted, batch=self.batch, now=self.now, day=self.day
        )
        counts = self.outcome.of("field")
        counts.rows += len(wanted)
        counts.created += done.created
        counts.changed += done.changed
        counts.known += done.same

    # Finding -------------------------------------------------------------------------------------

    def forget(self) -> None:
        """After accounts were written, what was not found may be there."""
        self._ids.clear()
        self._names = None

    def find(self, rows: Iterable[Row]) -> dict[int, int | str]:
        """Row number → account, or the short id of the problem in finding it."""
        rows = list(rows)
        keys = {k for r in rows if (k := key_of(r)) not in self._ids}
        if keys:
            known = customers.account_ids(source=self.source, keys=keys)
            self._ids.update({k: known.get(k) for k in keys})
        found: dict[int, int | str] = {}
        for row in rows:
            account = self._ids[key_of(row)]
            if account is None and row.values.get("account_name"):
                named = self._by_name(row.values["account_name"])
                found[row.number] = (
                    named[0]
                    if len(named) == 1
                    else "ambiguous-account"
                    if named
                    else "unknown-account"
                )
            else:
                found[row.number] = account if account is not None else "unknown-account"
        return found

    def _by_name(self, name: str) -> list[int]:
        if self._names is None:
            self._names = {}
            names = customer_queries.account_names(viewer=Viewer.system())
            for pk, known in names.items():
                self._names.setdefault(fold(known), []).append(pk)
        return self._names.get(fold(name), [])

    def ids_by_name(self, names: Iterable[str]) -> dict[str, int]:
        """The accounts that are the only ones of these names."""
        return {n: ids[0] for n in names if len(ids := self._by_name(n)) == 1}


def key_of(row: Row) -> str:
    """What the row calls its account: the key, else the name."""
    return str(row.values.get("account_key") or row.values.get("account_name") or "")


def _without_parent(row: customers.AccountRow) -> customers.AccountRow:
    return customers.AccountRow(key=row.key, values=row.values)


def too_long(values: dict[str, Any], longest: dict[str, int]) -> RowProblem | None:
    for column, most in longest.items():
        value = values.get(column)
        if isinstance(value, str) and len(value) > most:
            return RowProblem("too-long", column, value[:60])
    return None


def stays_out(row: Row, kind: str, *problems: RowProblem) -> BadRow:
    return BadRow(row.file, row.number, kind, problems, dict(row.raw))
