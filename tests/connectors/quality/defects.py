"""A made-up vendor's export with the defects real ones have, in small, with the counts that must be found.

Seeded; all names are invented. Usage names contract lines, not accounts; a churn flag, a churn list
and the contracts each say something else about who has left.
"""

from __future__ import annotations

import csv
import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

FIRST, LAST = date(2024, 1, 1), date(2025, 12, 31)
MAPPING = """\
schema: banso/mapping@1
key: defects
source: defects
currency: JPY
time_zone: Asia/Tokyo
covers: {from: 2024-01-01, to: 2025-12-31}
files:
  - file: accounts.csv
    kind: account
    columns: {key: account_id, name: account_name}
    fields:
      churn_flag: {column: churn_flag, type: bool, name: {ja: 解約フラグ, en: Churn flag}}
  - file: subscriptions.csv
    kind: contract
    end: day_after
    columns:
      key: subscription_id
      account_key: account_id
      plan: plan
      start_on: start_date
      end_on: end_date
      mrr: mrr
      currency: currency
      seats: seats
  - file: usage.csv
    kind: event
    columns:
      message_id: usage_id
      account_key: {column: subscription_id, lookup: {file: subscriptions.csv, key: subscription_id, value: account_id}}
      user_key: user_id
      name: feature
      at: used_on
    props: [subscription_id]
  - file: churn_events.csv
    kind: departure
    columns: {key: churn_id, account_key: account_id, churned_on: churn_date, reason: reason}
  - file: contacts.csv
    kind: contact
    columns: {key: contact_id, account_key: account_id, full_name: name, email: email}
  - file: tickets.csv
    kind: ticket
    columns: {key: ticket_id, account_key: account_id, subject: subject, opened_at: opened_at}
"""


@dataclass
class Wanted:
    """What the checks must count."""

    repeated: int = 0
    same: int = 0
    before_line: int = 0
    after_line: int = 0
    flag: set[str] = field(default_factory=set)
    listed: set[str] = field(default_factory=set)
    left: set[str] = field(default_factory=set)


def make(folder: Path, *, seed: int = 5, accounts: int = 40, usage: int = 900) -> Wanted:
    """Write the files and say what is in them."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = random.Random(seed)  # noqa: S311  invented data
    found = Wanted()
    names = [f"K{n:03d}" for n in range(accounts)]
    found.flag = set(rng.sample(names, 11))
    found.listed = set(rng.sample(names, 17))
    lines = _lines(rng, names, found)
    _write(folder / "accounts.csv", ["account_id", "account_name", "churn_flag"],
           [[k, "" if n == 7 else f"架空商事{n}", str(k in found.flag)] for n, k in enumerate(names)] + [["K900", "契約なし商事（架空）", "False"]])  # fmt: skip
    _write(folder / "subscriptions.csv", ["subscription_id", "account_id", "plan", "start_date", "end_date", "mrr", "currency", "seats"], lines)  # fmt: skip
    _usage(folder, rng, lines, usage, found)
    _write(folder / "churn_events.csv", ["churn_id", "account_id", "churn_date", "reason"],
           [[f"C{n}", k, str(FIRST + timedelta(days=rng.randrange(700))), "price"] for n, k in enumerate(sorted(found.listed))])  # fmt: skip
    people = [[f"P{n}", "K001", f"架空 {n}郎", f"p{n}@k001.example"] for n in range(3)]
    people += [
        ["P9", "K001", "架空 九郎", "p9@other.example"],
        ["P8", "K404", "迷子 一郎", "x@y.example"],
    ]
    _write(folder / "contacts.csv", ["contact_id", "account_id", "name", "email"], people)
    _write(folder / "tickets.csv", ["ticket_id", "account_id", "subject", "opened_at"],
           [["T1", "K002", "?", "2025-05-01 10:00"], ["T2", "K404", "?", "2025-05-02 10:00"], ["T3", "K002", "?", "2026-01-05 10:00"]])  # fmt: skip
    return found


def _lines(rng: random.Random, names: list[str], found: Wanted) -> list[list[str]]:
    lines = []
    for n, key in enumerate(names):
        for part in range(1 + rng.randrange(3)):
            start = FIRST + timedelta(days=rng.randrange(300))
            ends = n % 5 == 0  # every line of a fifth of the accounts
            end = start + timedelta(days=60 + rng.randrange(90)) if ends else None
            if ends:
                found.left.add(key)
            mrr, seats = (0, "") if (n, part) == (3, 0) else (10_000 * (1 + rng.randrange(9)), 5)
            currency = "USD" if n == 4 else "JPY"
            lines.append([f"S{n}-{part}", key, "pro", str(start), str(end or ""), str(mrr), currency, str(seats)])  # fmt: skip
    return lines


def _usage(
    folder: Path, rng: random.Random, lines: list[list[str]], rows: int, found: Wanted
) -> None:
    made: list[list[str]] = []
    for n in range(rows):
        line = rng.choice(lines)
        # The third October week has no events at all: a gap.
        day = FIRST + timedelta(days=rng.randrange(640))
        if date(2025, 3, 10) <= day <= date(2025, 3, 16):
            day = date(2025, 3, 17)
        made.append([f"U{n}", line[0], f"u{n % 7}", f"feature_{n % 9}", str(day)])
    for n in (11, 222, 333):  # the same id on another row
        made[n + 1][0] = made[n][0]
        made[n + 1][3] = "feature_other"
        found.repeated += 1
    made.append(list(made[50]))  # the very same row again
    found.same = 1
    spans = {ln[0]: (ln[3], ln[4]) for ln in lines}
    for _, line, _, _, day in made[:-1]:
        start, end = spans[line]
        found.before_line += day < start
        found.after_line += bool(end) and day > end
    _write(folder / "usage.csv", ["usage_id", "subscription_id", "user_id", "feature", "used_on"], made)  # fmt: skip


def _write(path: Path, head: list[str], rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([head, *rows])
