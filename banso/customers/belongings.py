"""Tables of packages above that hang on accounts and contacts, and what becomes of their rows.

A package registers its tables once, from ``AppConfig.ready``. From then on their rows follow a
merge, a split and the undo of either, count and go in the undo of an import, and lose a person who
is erased; this package needs to know nothing more of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import DateField, Q, QuerySet

from banso.lib.text import Text

_TABLES: dict[str, Belonging] = {}


@dataclass(frozen=True, slots=True)
class Belonging:
    """One table and how its rows follow.

    ``account``, ``contact``: the foreign keys ('': none; without an account a row goes where its
    contact goes). ``when``: columns that say a row's day, the first that is filled decides whether
    a merge from a day on takes it; ``open`` rows go whatever their day. ``follows``: foreign key to
    a row (touchpoint, meeting) that this one goes with. ``alone``: columns of which an account has
    each value once; what the survivor has already stays where it is. ``people``: a column of
    addresses parted by ``;``, ``email``: of one. ``says``: texts of the person in ``contact`` or
    ``email``, emptied with an erased one; ``names``: texts that may speak of anybody, marked.
    ``blocks`` False: rows may go, or lose their account, when the import of the account is undone.
    """

    model: Any
    name: Text
    account: str = "account"
    contact: str = ""
    when: tuple[str, ...] = ()
    open: Q | None = None
    follows: str = ""
    alone: tuple[str, ...] = ()
    email: str = ""
    people: str = ""
    says: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    blocks: bool = True

    @property
    def key(self) -> str:
        return str(self.model._meta.label_lower)

    @property
    def column(self) -> str:
        """The column that says whose a row is, as an act keeps it."""
        return f"{self.account}_id"

    def has(self, column: str) -> bool:
        return any(f.name == column for f in self.model._meta.get_fields())

    def of(self, account_id: int) -> QuerySet[Any]:
        """The rows of an account."""
        path = self.account or f"{self.contact}__account"
        rows: QuerySet[Any] = self.model._default_manager.filter(**{f"{path}_id": account_id})
        return rows


def register(table: Belonging) -> None:
    """This function will let the rows of a table follow accounts and people. Call it from ``apps.ready``."""
    if not (table.account or table.contact):
        raise ValueError(f"{table.key} hangs on nobody")
    _TABLES[table.key] = table


def forget(table: Belonging) -> None:
    """This function will take a table out again; only tests need it."""
    _TABLES.pop(table.key, None)


def tables() -> tuple[Belonging, ...]:
    """All registered tables, in the order their packages are installed."""
    return tuple(_TABLES.values())


def words() -> dict[str, Text]:
    """What the rows of each table are called, by the key under which an act counts them."""
    return {t.key: t.name for t in tables()}


def moving(
    account_id: int, from_on: date | None, begin: datetime | None, *, to: int
) -> Iterator[tuple[Belonging, QuerySet[Any]]]:
    """This function will give the rows of ``account_id`` that a merge takes to ``to``: all, or those of the day
    ``from_on`` (whose first moment is ``begin``) and later. Call it after touchpoints moved."""
    for table in tables():
        if not table.account:
            continue
        rows = table.of(account_id)
        if from_on is not None and begin is not None:
            rows = rows.filter(_goes(table, from_on, begin, to))
        yield table, _left_alone(table, rows, to)


def of_people(
    account_id: int, contacts: Collection[int], addresses: Collection[str], *, to: int
) -> Iterator[tuple[Belonging, QuerySet[Any]]]:
    """This function will give the rows that go to ``to`` with people who are taken out of an account, and with
    touchpoints that went there. Call it after touchpoints moved."""
    for table in tables():
        if not table.account:
            continue
        theirs = _with_link(table, to)
        if table.contact:
            theirs |= Q(**{f"{table.contact}_id__in": sorted(contacts)})
        if table.email and addresses:
            theirs |= Q(**{f"{table.email}__in": sorted(addresses)})
        yield table, _left_alone(table, table.of(account_id).filter(theirs), to)


def _goes(table: Belonging, day: date, begin: datetime, to: int) -> Q:
    found = since(table.model, table.when, day, begin) if table.when else Q()
    if table.open is not None and table.when:
        found |= table.open
    if not table.follows:
        return found
    return _with_link(table, to) | (found & Q(**{f"{table.follows}__isnull": True}))


def _with_link(table: Belonging, to: int) -> Q:
    return Q(**{f"{table.follows}__account_id": to}) if table.follows else Q(pk__in=[])


def _left_alone(table: Belonging, rows: QuerySet[Any], to: int) -> QuerySet[Any]:
    if not table.alone:
        return rows
    there = set(table.of(to).values_list(*table.alone))
    twins = [pk for pk, *key in rows.values_list("pk", *table.alone) if tuple(key) in there]
    return rows.exclude(pk__in=twins)


def since(model: Any, when: tuple[str, ...], day: date, begin: datetime) -> Q:
    """Rows of ``day`` or later; of the columns in ``when`` the first that is filled decides."""
    found, before = Q(pk__in=[]), Q()
    for column in when:
        field = model._meta.get_field(column.partition("__")[0])
        edge = day if type(field) is DateField else begin
        found |= before & Q(**{f"{column}__gte": edge})
        before &= Q(**{f"{column}__isnull": True})
    return found
