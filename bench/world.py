"""Writes a made-up vendor's export for load measurements: N accounts, D days, as ordinary CSV files.

    python bench/world.py OUT --accounts 10000 --days 365 --seed 7

Seeded and without any dependency on the product. It has volume and skew, not meaning: a few
accounts use the product a lot, most a little, some leave. All names are invented.
"""

from __future__ import annotations

import argparse
import csv
import random
from datetime import date, timedelta
from pathlib import Path

import duckdb

LAST = date(2026, 3, 31)
WORDS_JA = [
    "青空",
    "若葉",
    "港",
    "銀河",
    "桜",
    "北斗",
    "白樺",
    "朝霧",
    "紅葉",
    "大和",
    "夕凪",
    "千歳",
    "水無月",
    "常盤",
    "飛鳥",
]
KINDS_JA = [
    "物流",
    "電機",
    "製薬",
    "食品",
    "建設",
    "印刷",
    "出版",
    "商事",
    "化学",
    "精機",
    "保険",
    "観光",
    "教育",
    "医療",
    "農園",
]
EVENTS = {
    "login": 30,
    "open_dashboard": 22,
    "create_report": 12,
    "edit_report": 10,
    "share_report": 6,
    "import_data": 5,
    "invite_user": 3,
    "set_up_sso": 1,
    "connect_source": 2,
    "first_report_published": 1,
    "export_csv": 4,
    "comment": 8,
    "api_call": 6,
}
PLANS = {"starter": 9800, "business": 49800, "enterprise": 198000}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--accounts", type=int, default=10_000)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--events-a-day", type=float, default=1.5, help="mean per account")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    rng = random.Random(args.seed)
    starts = _accounts_and_contracts(args.out, args.accounts, args.days, rng)
    _tickets(args.out, starts, args.days, rng)
    _events(args.out, args.accounts, args.days, args.events_a_day, args.seed)


def _accounts_and_contracts(
    out: Path, accounts: int, days: int, rng: random.Random
) -> dict[str, date]:
    starts: dict[str, date] = {}
    with (
        open(out / "accounts.csv", "w", newline="", encoding="utf-8") as a,
        open(out / "contracts.csv", "w", newline="", encoding="utf-8") as c,
    ):
        account, contract = csv.writer(a), csv.writer(c)
        account.writerow(["account_id", "name", "industry", "country", "employees"])
        contract.writerow(
            [
                "contract_id",
                "account_id",
                "plan",
                "start_date",
                "end_date",
                "mrr",
                "currency",
                "seats",
                "term_months",
                "auto_renew",
            ]
        )
        for n in range(accounts):
            key = f"A{n:06d}"
            kind = rng.choice(KINDS_JA)
            account.writerow(
                [
                    key,
                    f"{rng.choice(WORDS_JA)}{kind}{n}株式会社",
                    kind,
                    "JP",
                    int(rng.lognormvariate(5, 1)),
                ]
            )
            # Two in three are older than the window; the rest begin inside it.
            begin = LAST - timedelta(days=rng.randrange(-1, int(days * 3)) + 1)
            plan = rng.choice(list(PLANS))
            seats = max(1, int(rng.lognormvariate(2.5, 0.8)))
            months = rng.choice([1, 12, 12])
            leaves = begin + timedelta(days=rng.randrange(60, 3000))
            starts[key] = begin
            end = leaves if leaves < LAST else ""
            contract.writerow(
                [
                    f"C{n:06d}",
                    key,
                    plan,
                    begin,
                    end,
                    PLANS[plan],
                    "JPY",
                    seats,
                    months,
                    "yes" if not end else "no",
                ]
            )
    return starts


def _tickets(out: Path, starts: dict[str, date], days: int, rng: random.Random) -> None:
    with open(out / "tickets.csv", "w", newline="", encoding="utf-8") as t:
        ticket = csv.writer(t)
        ticket.writerow(
            ["ticket_id", "account_id", "subject", "priority", "status", "created_at", "closed_at"]
        )
        number = 0
        for key in starts:
            for _ in range(rng.randrange(0, 6)):
                opened = LAST - timedelta(days=rng.randrange(0, days))
                closed = opened + timedelta(days=rng.randrange(1, 20))
                number += 1
                ticket.writerow(
                    [
                        f"T{number}",
                        key,
                        f"お問い合わせ {number}",
                        rng.choice(["low", "normal", "normal", "high", "urgent"]),
                        "closed" if closed <= LAST else "open",
                        f"{opened} 09:30:00",
                        f"{closed} 10:00:00" if closed <= LAST else "",
                    ]
                )


def _events(out: Path, accounts: int, days: int, mean: float, seed: int) -> None:
    """Skewed volumes in one pass of SQL; the same seed writes the same rows."""
    rows = int(accounts * days * mean)
    names = [name for name, share in EVENTS.items() for _ in range(share)]
    con = duckdb.connect()
    con.execute("create table names as select unnest($n) as name", {"n": names})
    con.execute("alter table names add column i integer")
    con.execute("update names set i = rowid")
    con.execute(
        f"""
        copy (
          with r as (
            select i,
                   (hash(i * 4 + {seed}) % 1000000) / 1e6 as a,
                   (hash(i * 4 + {seed} + 1) % 1000000) / 1e6 as d,
                   hash(i * 4 + {seed} + 2) % {len(names)} as e,
                   hash(i * 4 + {seed} + 3) % 1000 as u
            from range({rows}) t(i)
          )
          select 'A' || lpad((floor(pow(a, 2.2) * {accounts}))::bigint::varchar, 6, '0') as account_id,
                 'u' || (u % (1 + (floor(pow(a, 2.2) * {accounts})::bigint % 25))) as user_id,
                 names.name as event,
                 timestamp '{LAST}' - to_seconds((floor(d * {days} * 86400))::bigint)
                   + interval 23 hours as timestamp
          from r join names on names.i = r.e
          order by timestamp
        ) to '{out / "events.csv.gz"}' (header, compression gzip)
        """
    )


if __name__ == "__main__":
    main()
