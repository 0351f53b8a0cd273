"""Checks over records: quarantine, accounts, contracts, contacts, tickets, dates."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count

from banso.connectors.models import ImportBatch
from banso.connectors.quality.look import Apart, Listed, LookAt
from banso.customers.models import Account, AccountKey, Contact, Ticket
from banso.revenue.models import ContractLine

_ROW = "import.row."
_ORPHANS = (f"{_ROW}unknown-account", f"{_ROW}ambiguous-account")
_IN_OTHER_CHECKS = (*_ORPHANS, f"{_ROW}duplicate-id", f"{_ROW}end-before-start", f"{_ROW}future")
PLACEHOLDERS = tuple(
    date(y, m, d)
    for y, m, d in (
        (1899, 12, 30), (1899, 12, 31), (1900, 1, 1), (1970, 1, 1), (1999, 12, 31), (2000, 1, 1),
        (2099, 12, 31), (2999, 12, 31), (9999, 12, 31),
    )
)  # fmt: skip
_FREE_MAIL = frozenset(
    [
        "gmail.com",
        "yahoo.co.jp",
        "yahoo.com",
        "outlook.com",
        "outlook.jp",
        "hotmail.com",
        "hotmail.co.jp",
        "icloud.com",
        "live.jp",
        "live.com",
        "me.com",
        "ezweb.ne.jp",
        "docomo.ne.jp",
        "softbank.ne.jp",
        "i.softbank.jp",
        "au.com",
    ]
)
_SHARE, _ENOUGH = 0.4, 20


# Quarantine --------------------------------------------------------------------------------------


def orphan_rows(look: LookAt) -> Apart:
    return _apart(look, *_ORPHANS)


def repeated(look: LookAt) -> Apart:
    return _apart(look, f"{_ROW}duplicate-id")


def upside_down(look: LookAt) -> Apart:
    return _apart(look, f"{_ROW}end-before-start")


def unread(look: LookAt) -> Apart:
    rows = look.quarantine().exclude(problem__in=_IN_OTHER_CHECKS)
    return Apart(rows, facts=_kinds(rows))


def _apart(look: LookAt, *problems: str) -> Apart:
    rows = look.quarantine().filter(problem__in=problems)
    return Apart(rows, facts=_kinds(rows))


def _kinds(rows: Any) -> dict[str, Any]:
    return {"kinds": dict(rows.order_by().values_list("kind").annotate(n=Count("pk")))}


def same_again(look: LookAt) -> Listed:
    """Rows that were counted as one, from what the imports noted; the first twenty of each are named."""
    rows: list[tuple[Any, ...]] = []
    number = 0
    for batch in look.imports():
        for note in batch.problems:
            if note["id"] == "import.note.same-again":
                number += note["count"]
                rows += [
                    (s.get("file"), s.get("row"), s.get("kind"), s.get("seen"), batch.public_id)
                    for s in note["samples"]
                ]
    return Listed(rows, number=number)


# Accounts and contracts --------------------------------------------------------------------------


def without_contract(look: LookAt) -> Listed:
    accounts = look.mine(Account.objects.filter(kind=Account.ACCOUNT, ended_on=None))
    bare = accounts.exclude(pk__in=ContractLine.objects.values("account_id")).order_by("pk")
    rows = list(bare.values_list("pk", "batch"))
    return Listed(rows, [r[0] for r in rows])


def without_name(look: LookAt) -> Listed:
    accounts = look.mine(Account.objects.filter(kind=Account.ACCOUNT, name="", ended_on=None))
    ids = list(accounts.order_by("pk").values_list("pk", flat=True))
    wanted = set(ids)
    keys = AccountKey.objects.order_by("-pk").values_list("account_id", "key")
    first = {a: k for a, k in keys.iterator(chunk_size=5_000) if a in wanted} if ids else {}
    return Listed([(a, first.get(a, "")) for a in ids], list(ids))


def _running(look: LookAt) -> list[tuple[int, Any]]:
    """(account, line) of every line that runs on the day, of the look's import."""
    mine: set[str] | None = None
    if look.batch:
        rows = ContractLine.objects.filter(batch=look.batch.public_id)
        mine = set(rows.values_list("public_id", flat=True))
    return [
        (account, line)
        for account, stand in sorted(look.stands.items())
        for line in stand.running
        if mine is None or line.ref in mine
    ]


def without_mrr(look: LookAt) -> Listed:
    found = [
        (a, ln)
        for a, ln in _running(look)
        if ln.kind == "plan" and not ln.trial and not ln.mrr_minor
    ]
    return _lines(found)


def without_seats(look: LookAt) -> Listed:
    return _lines([(a, ln) for a, ln in _running(look) if ln.kind == "plan" and ln.seats is None])


def _lines(found: list[tuple[int, Any]]) -> Listed:
    return Listed([(a, ln.key, ln.start, ln.end) for a, ln in found], [a for a, _ in found])


def several_leads(look: LookAt) -> Listed:
    plans: Counter[int] = Counter()
    lead: dict[int, Any] = {}
    for account, line in _running(look):
        if line.kind == "plan" and not line.trial:
            plans[account] += 1
            best = lead.get(account)
            if best is None or line.mrr_minor > best.mrr_minor:
                lead[account] = line
    rows = [(a, n, lead[a].key) for a, n in sorted(plans.items(), key=lambda p: (-p[1], p[0])) if n > 1]  # fmt: skip
    return Listed(rows, [r[0] for r in rows])


def currencies(look: LookAt) -> Listed:
    found = [(a, ln) for a, ln in _running(look) if ln.currency != look.currency and ln.mrr_minor]
    rows = [(a, ln.key, ln.currency, (ln.mrr_minor, ln.currency)) for a, ln in found]
    return Listed(rows, [a for a, _ in found], facts={"own": look.currency})


# People and tickets ------------------------------------------------------------------------------


def domains(look: LookAt) -> Listed:
    """Contacts whose domain is not that of most contacts of the account."""
    people = look.mine(Contact.objects.filter(erased_at=None)).exclude(email="")
    by_account: dict[int, Counter[str]] = {}
    for account, email in people.order_by("pk").values_list("account_id", "email"):
        by_account.setdefault(account, Counter())[email.rpartition("@")[2].casefold()] += 1
    rows: list[tuple[Any, ...]] = []
    for account, seen in sorted(by_account.items()):
        own = Counter({d: n for d, n in seen.items() if d not in _FREE_MAIL})
        usual, times = own.most_common(1)[0] if own else ("", 0)
        if times < 2:
            continue
        for domain, n in sorted(seen.items()):
            if domain != usual and not _related(domain, usual):
                rows += [(account, domain, usual)] * n
    return Listed(rows, [r[0] for r in rows])


def _related(one: str, other: str) -> bool:
    return one.endswith("." + other) or other.endswith("." + one)


def future(look: LookAt) -> Listed:
    """Tickets and events behind the clock's day, and rows kept apart because of it."""
    rows: list[tuple[Any, ...]] = [
        (r.kind, None, f"{r.file}:{r.row}", None, True)
        for r in look.quarantine().filter(problem=f"{_ROW}future").order_by("pk")[:10_000]
    ]
    of: list[int | None] = [None] * len(rows)
    zone = ZoneInfo(look.zone)
    ended = datetime.combine(look.day + timedelta(days=1), time(), zone).astimezone(UTC)
    for field in ("opened_at", "closed_at"):
        late = look.mine(Ticket.objects.filter(**{f"{field}__gte": ended})).order_by("pk")
        for account, key, at in late.values_list("account_id", "key", field):
            rows.append(("ticket", account, key, at.astimezone(zone).date(), False))
            of.append(account)
    events = look.all(
        f"select account, account_key, day, sum(events) from {look.by_day()} where day > ? group by all order by day, account_key limit 10000",  # noqa: S608
        [look.day],
    )
    number = len(rows) + sum(int(n) for *_, n in events)
    rows += [("event", a, key, day, False) for a, key, day, _ in events]
    of += [a for a, *_ in events]
    return Listed(rows, of, number=number)


# Dates -------------------------------------------------------------------------------------------


def placeholders(look: LookAt) -> Listed:
    rows: list[tuple[Any, ...]] = []
    for model, kind, columns in (
        (ContractLine, "contract", ("start_on", "end_on", "signed_on")),
        (Contact, "contact", ("valid_from", "valid_to")),
    ):
        for column in columns:
            found = look.mine(model._default_manager.filter(**{f"{column}__in": PLACEHOLDERS}))
            rows += [
                (kind, a, key, day)
                for a, key, day in found.order_by("pk").values_list("account_id", "key", column)
            ]
    return Listed(rows, [r[1] for r in rows])


def round_starts(look: LookAt) -> Listed:
    """Days on which two fifths or more of a source's contracts begin."""
    lines = look.mine(ContractLine.objects.all())
    totals = dict(lines.order_by().values_list("source").annotate(n=Count("pk")))
    days = lines.order_by().values_list("source", "start_on").annotate(n=Count("pk"))
    rows = [
        (source, day, n, round(100 * n / totals[source]))
        for source, day, n in days
        if totals[source] >= _ENOUGH and n >= _SHARE * totals[source]
    ]
    return Listed(sorted(rows), number=sum(r[2] for r in rows))


def batch_of(public_id: str | None) -> ImportBatch | None:
    return ImportBatch.objects.filter(public_id=public_id).first() if public_id else None
