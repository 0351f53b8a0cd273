# ruff: noqa: S608  table texts are our own, values are bound
"""Checks over events, in the engine: millions of rows, grouped by account and day first."""

from __future__ import annotations

from typing import Any

from banso.connectors.files.vocabulary import KINDS, name_of
from banso.connectors.quality.look import Listed, LookAt, Selected
from banso.events.lake import text_literal

_LINE_NAMES = KINDS["contract"].targets["key"].names - {"id"}
_SAMPLE = 20_000
_GAP_DAYS, _ENOUGH_DAYS = 3, 30
_BY_CHANCE = 0.01  # a gap is told when fewer than this many of its length are to be expected
_MIDNIGHT, _ENOUGH_EVENTS = 0.9, 100


def unknown_keys(look: LookAt) -> Selected:
    """Events under account keys that nobody knows, by key."""
    look.once("orphan_keys", lambda: _make_orphans(look))
    events, keys = look.all("select coalesce(sum(events), 0), count(*) from orphan_keys")[0]
    return Selected(
        look.cursor, "orphan_keys", "source, account_key, events, first, last",
        "events desc, source, account_key", int(events), keys, facts={"keys": keys},
    )  # fmt: skip


def _make_orphans(look: LookAt) -> None:
    look.all(
        f"""
        create or replace temporary table orphan_keys as
        select source, account_key, sum(events) as events, min(day) as first, max(day) as last
        from {look.by_day()} where account is null group by all
        """
    )


def unknown_users(look: LookAt) -> Selected:
    """Users seen under keys that nobody knows."""
    look.once("orphan_keys", lambda: _make_orphans(look))
    look.once("orphan_users", lambda: _make_orphan_users(look))
    count = look.all("select count(*) from orphan_users")[0][0]
    return Selected(
        look.cursor, "orphan_users", "source, user_key, account_key, events, first, last",
        "events desc, source, user_key", count, count,
    )  # fmt: skip


def _make_orphan_users(look: LookAt) -> None:
    look.all(
        f"""
        create or replace temporary table orphan_users as
        select e.source, e.user_key, e.account_key, count(*) as events, min(e.day) as first, max(e.day) as last
        from {look.events()} as e semi join orphan_keys as o
            on o.source = e.source and o.account_key = e.account_key
        where e.user_key is not null group by all
        """
    )


# Contract lines ----------------------------------------------------------------------------------


def before_line(look: LookAt) -> Selected:
    """Events earlier than the start of the contract line they name."""
    return _of_lines(
        look, "early", "account, line, start, day, start - day, name, message_id, apart"
    )


def after_line(look: LookAt) -> Selected:
    """Events later than the end of the contract line they name, its own day apart."""
    return _of_lines(
        look, "late", "account, line, ended, day, day - ended, name, message_id, apart"
    )


def _of_lines(look: LookAt, which: str, columns: str) -> Selected:
    look.once("off_line", lambda: _make_off_line(look))
    props = ", ".join(p for (p,) in look.all("select p from line_props order by p"))
    count, apart = look.all(
        f"select count(*), count(*) filter (apart) from off_line where {which}"
    )[0]
    return Selected(
        look.cursor, f"(select * from off_line where {which})", columns, "account, day, message_id",
        count, count, of="account", facts={"props": props, "apart": apart},
    )  # fmt: skip


def _make_off_line(look: LookAt) -> None:
    names = _line_props(look)
    look.fill("line_props", "p varchar", [(n,) for n in names])
    empty = (
        "select null::bigint as account, null::varchar as line, null::date as start, null::date as ended,"
        " null::date as day, null::varchar as name, null::varchar as message_id, false as apart,"
        " false as early, false as late where false"
    )
    parts = [
        f"""
        select l.account, l.key as line, l.start, l.ended, e.day, e.name, e.message_id, e.apart,
            e.day < l.start as early, coalesce(e.day > l.ended, false) as late
        from {look.events()} as e join {look.lines()} as l on l.source = e.source
            and l.key = json_extract_string(e.props, {text_literal(f'$."{name}"')})
        where e.day < l.start or e.day > l.ended
        """
        for name in names
    ]
    look.all(
        f"create or replace temporary table off_line as {' union all '.join(parts or [empty])}"
    )


def _line_props(look: LookAt) -> list[str]:
    """Properties of events that are named like a contract line's id, told from a sample."""
    rows = look.all(
        f"""
        select distinct unnest(json_keys(props)) from (
            select props from {look.events()} where props is not null limit {_SAMPLE})
        """
    )
    return sorted(n for (n,) in rows if name_of(n) in _LINE_NAMES and '"' not in n)


# Tenures -----------------------------------------------------------------------------------------


def before_contract(look: LookAt) -> Selected:
    return _of_tenures(look, "before")


def after_contract(look: LookAt) -> Selected:
    return _of_tenures(look, "after")


def between_contracts(look: LookAt) -> Selected:
    return _of_tenures(look, "between")


def _of_tenures(look: LookAt, which: str) -> Selected:
    look.once("off_contract", lambda: _make_off_contract(look))
    sql = f"(select * from off_contract where place = {text_literal(which)})"
    events, accounts = look.all(f"select coalesce(sum(events), 0), count(*) from {sql}")[0]
    return Selected(
        look.cursor, sql, "account, edge, events, first, last", "events desc, account",
        int(events), accounts, of="account",
    )  # fmt: skip


def _make_off_contract(look: LookAt) -> None:
    rows = [
        (account, span.start, span.ended_on, n == len(stand.tenures) - 1)
        for account, stand in look.stands.items()
        for n, span in enumerate(sorted(stand.tenures))
    ]
    look.fill("tenures", "account bigint, start date, ended date, newest boolean", rows)
    look.all(
        f"""
        create or replace temporary table off_contract as
        with firsts as (select account, min(start) as start from tenures group by account),
        placed as (
            select u.account, u.day, u.events,
                case when t.account is null then 'before'
                     when t.ended is null or u.day < t.ended then 'inside'
                     when t.newest then 'after' else 'between' end as place,
                coalesce(t.ended, f.start) as edge
            from {look.by_day()} as u join firsts as f on f.account = u.account
            asof left join tenures as t on t.account = u.account and u.day >= t.start
        )
        select account, place, any_value(edge) as edge, sum(events) as events, min(day) as first, max(day) as last
        from placed where place <> 'inside' group by account, place
        """
    )


# The stream itself -------------------------------------------------------------------------------


def alike(look: LookAt) -> Selected:
    """Events equal in everything but their id."""
    look.once("alike", lambda: _make_alike(look))
    count, groups = look.all("select coalesce(sum(times - 1), 0), count(*) from alike")[0]
    return Selected(
        look.cursor, "alike", "account, account_key, name, day, times",
        "times desc, account_key, day, name", int(count), groups, of="account",
    )  # fmt: skip


def _make_alike(look: LookAt) -> None:
    # Grouped by a hash first: the texts decide only where it meets twice.
    whole = 'hash(source, account_key, user_key, name, "at", value, props)'
    look.all(
        f"""
        create or replace temporary table alike as
        with twice as (select {whole} as h from {look.events()} group by h having count(*) > 1),
        same as (
            select e.source, e.account_key, e.user_key, e.name, e."at", any_value(e.day) as day, count(*) as times
            from {look.events()} as e semi join twice as t on t.h = {whole.replace("(", "(e.", 1).replace(", ", ", e.")}
            group by e.source, e.account_key, e.user_key, e.name, e."at", e.value, e.props
            having count(*) > 1
        )
        select s.*, k.account from same as s left join {look.keys()} as k
            on k.source = s.source and k.key = s.account_key
            and (k.from_on is null or s.day >= k.from_on) and (k.to_on is null or s.day < k.to_on)
        """
    )


def gaps(look: LookAt) -> Listed:
    """Spans of days without any event of a source, longer than its quiet days would make by chance."""
    rows = look.all(
        f"""
        with days as (select source, day, sum(events) as events from {look.by_day()} group by all),
        next as (select source, day, lead(day) over (partition by source order by day) as after from days),
        dense as (select source, date_diff('day', min(day), max(day)) + 1 as span,
                      1 - count(*) / (date_diff('day', min(day), max(day)) + 1.0) as quiet
                  from days group by source having count(*) >= {_ENOUGH_DAYS})
        select n.source, n.day + 1, n.after - 1, n.after - n.day - 1 as missing
        from next as n join dense as d on d.source = n.source
        where n.after - n.day - 1 >= {_GAP_DAYS}
            and d.span * pow(d.quiet, n.after - n.day - 1) < {_BY_CHANCE} order by missing desc, n.source, n.day
        """
    )
    return Listed(rows, facts={"days": sum(r[3] for r in rows)})


def midnight(look: LookAt) -> Listed:
    """Sources whose events are nearly all at midnight sharp."""
    local = f'"at" at time zone {text_literal(look.zone)}'
    rows: list[tuple[Any, ...]] = look.all(
        f"""
        select source, count(*) as n, least(100, round(100 * greatest(
            count(*) filter ({local} = date_trunc('day', {local})),
            count(*) filter ("at" = date_trunc('day', "at"))) / count(*)))::bigint as share
        from {look.events()} group by source
        having count(*) >= {_ENOUGH_EVENTS} and share >= {_MIDNIGHT * 100} order by n desc, source
        """
    )
    return Listed(rows, number=sum(r[1] for r in rows))
