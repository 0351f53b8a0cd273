# ruff: noqa: S608  table texts are our own, values are bound
"""Product users from events: whoever was seen using the product at an account we know.

Events may have come long before their account did, so the lake is asked as well, for the keys that
this import made known.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from banso.connectors.files.accounts import Accounts
from banso.connectors.files.outcome import Outcome
from banso.connectors.files.outside import note_outside_contracts
from banso.connectors.files.work import Events, Work
from banso.customers import operations as customers
from banso.customers.models import AccountKey
from banso.events.lake import Cursor, text_literal
from banso.events.queries import visible
from banso.lib.width import fold

_SHOWN = 20


def write_seen_users(work: Work, events: Events, outcome: Outcome) -> None:
    """Create the users, and count what belongs to keys nobody knows yet."""
    keys = new_keys(work)
    if not events.rows and not keys:
        return
    with work.lake.cursor() as cursor:
        if events.rows:
            _unknown(work, events, outcome, cursor)
            note_outside_contracts(work, events, outcome, cursor)
        rows = list(_users(work, events, keys, cursor, outcome))
    done = customers.upsert_product_users(
        viewer=work.viewer, source=work.source, rows=rows, batch=work.batch
    )
    outcome.of("user").implied += done.created


def new_keys(work: Work) -> list[str]:
    """Account keys of the source that this import made."""
    made = AccountKey.objects.filter(source=work.source, batch=work.batch, pk__gt=work.keys_after)
    return list(made.order_by("pk").values_list("key", flat=True))


def name_events(work: Work, events: Events, accounts: Accounts) -> None:
    """Where events call their account by name, make that name a key of the account.

    Only a name that one account alone has; the others wait until somebody says who is meant.
    """
    by_name = any(f.kind == "event" and "account_key" not in f.columns for _, f in work.mapped())
    if not by_name or not events.rows:
        return
    with work.lake.cursor() as cursor:
        rows = cursor.execute(
            f"select distinct account_key from {events.sql} order by 1"
        ).fetchall()
    names = [k for (k,) in rows]
    known = customers.account_ids(source=work.source, keys=names)
    found = accounts.ids_by_name(n for n in names if n not in known)
    AccountKey.objects.bulk_create(
        [
            AccountKey(
                source=work.source,
                key=name,
                key_folded=fold(name)[:200],
                account_id=account,
                batch=work.batch,
            )
            for name, account in found.items()
        ]
    )


def _unknown(work: Work, events: Events, outcome: Outcome, cursor: Cursor) -> None:
    rows = cursor.execute(
        f"select account_key, count(*) from {events.sql} group by account_key order by 2 desc, 1"
    ).fetchall()
    known = customers.account_ids(source=work.source, keys=[k for k, _ in rows])
    missing = [(k, n) for k, n in rows if k not in known]
    outcome.unknown_keys = len(missing)
    outcome.unknown_key_events = sum(n for _, n in missing)
    outcome.unknown_key_samples = [k for k, _ in missing[:_SHOWN]]


def _users(
    work: Work, events: Events, keys: list[str], cursor: Cursor, outcome: Outcome
) -> Iterator[customers.UserRow]:
    zone = text_literal(work.zone)
    found: dict[tuple[str, str], date] = {}
    staged = f"""
        select account_key, user_key, min(cast("at" at time zone {zone} as date))
        from {events.sql} where user_key is not null group by all
    """
    asked: list[tuple[str, list[object]]] = [(staged, [])]
    if keys:
        stored = visible(lake=work.lake, hidden=work.hidden)
        of_keys = "source = ? and account_key in (select unnest(?::varchar[]))"
        first = cursor.execute(
            f"select min(day) from {stored} where {of_keys}", [work.source, keys]
        ).fetchall()[0][0]
        outcome.reopened_from = first
        if first is not None:
            asked.append(
                (
                    f"""
                    select account_key, user_key, min(day) from {stored}
                    where {of_keys} and user_key is not null group by all
                    """,
                    [work.source, keys],
                )
            )
    for sql, params in asked:
        for account, person, day in cursor.execute(sql, params).fetchall():
            before = found.get((account, person))
            found[account, person] = min(before, day) if before else day
    ids = customers.account_ids(source=work.source, keys={a for a, _ in found})
    for (account, person), day in sorted(found.items()):
        if account in ids and len(person) <= 200:
            yield customers.UserRow(account_id=ids[account], user_key=person, first_seen_on=day)
