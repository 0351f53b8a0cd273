"""Write banso/connectors/demo: a cut of a published simulated product, with invented names around it.

    python scripts/demo_data.py          write the files
    python scripts/demo_data.py --check  fail unless they are what this script writes

The cut is fightchurn crm5 (MIT, tests/data/fightchurn/ORIGIN.md): accounts with few events, whole.
Everything else comes from demo_names.py and a seeded generator; README.md there says what is what.
"""

from __future__ import annotations

import csv
import gzip
import io
import random
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from demo_names import (
    COMPANIES,
    ENGLISH_FAMILY,
    ENGLISH_GIVEN,
    ENGLISH_SUBJECTS,
    ENGLISH_TITLES,
    FAMILY,
    GIVEN,
    GROUPS,
    SUBJECTS,
    TITLES,
)

PROJECT = Path(__file__).resolve().parent.parent
CRM5 = PROJECT / "tests" / "data" / "fightchurn" / "crm5"
DEMO = PROJECT / "banso" / "connectors" / "demo"
LAST_DAY = date(2022, 9, 30)
SEED = 20220930
OWNERS = (
    "sakura.minegishi@banso.example",
    "daichi.tokura@banso.example",
    "emma.reed@banso.example",
)

# Accounts of crm5, chosen because they have few events, all of which are kept.
YOUNG = "590 544 563 582 567 578 565 579 283 574 581 576 438 510 546"  # or slow to start
LEARNING = "569 586 555 499 557 471 584 349 527 587 27 111 571"
REGULAR = "250 44 325 479 491 105 336 553 534 341 320 406 49 467 374 537 475 122 332"
RENEWING = "483 462 503 401 23 255 494 487"
GONE = "168 347 170 412 514 261 316 399 10 33 82"
KEPT = tuple(f"{YOUNG} {LEARNING} {REGULAR} {RENEWING} {GONE}".split())
# Re-cut as one annual contract that renews by itself: account → first day of its first term.
ANNUAL = {
    "49": date(2019, 10, 1),
    "374": date(2020, 4, 1),
    "255": date(2021, 10, 22),
    "105": date(2021, 11, 20),
    "122": date(2022, 1, 14),
    "332": date(2022, 1, 19),
    "320": date(2022, 1, 11),
    "341": date(2022, 1, 22),
}
NOTICE_GIVEN = {"332": date(2022, 9, 12), "105": date(2022, 9, 20)}  # leave with the term's end
INTENT = {  # what they told us, dated
    "406": (("considering", date(2022, 9, 15)),),
    "475": (("comparing", date(2022, 9, 22)),),
    "503": (("considering", date(2022, 8, 5)), ("staying", date(2022, 9, 1))),
    "462": (("staying", date(2022, 9, 20)),),
}
APPROVAL = {"49": 60, "105": 30, "122": 75, "374": 60, "462": 30, "487": 20, "27": 60}
LEFT_WELL = {
    "399": date(2022, 4, 12),
    "168": date(2022, 3, 30),
    "514": date(2022, 8, 30),
    "82": date(2022, 9, 26),
}
NO_CONTACT = ("347",)
SOLVED = ("399",)


@dataclass
class Cut:
    """The rows of crm5 that are kept."""

    lines: dict[str, list[dict[str, str]]] = field(default_factory=lambda: defaultdict(list))
    events: list[tuple[str, str, str, str, str]] = field(default_factory=list)
    users: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    channel: dict[str, str] = field(default_factory=dict)


def read_cut() -> Cut:
    cut, kept = Cut(), set(KEPT)
    with (CRM5 / "account.csv").open() as stream:
        for row in csv.DictReader(stream):
            cut.channel[row["id"]] = row["channel"]
    with (CRM5 / "subscription.csv").open() as stream:
        for row in csv.DictReader(stream):
            if row["account_id"] in kept and row["start_date"] <= LAST_DAY.isoformat():
                cut.lines[row["account_id"]].append(row)
    with (CRM5 / "event_type.csv").open() as stream:
        names = {r["event_type_id"]: r["event_type_name"] for r in csv.DictReader(stream)}
    with gzip.open(CRM5 / "event.csv.gz", "rt") as stream:
        for row in csv.DictReader(stream):
            account, at, user = row["account_id"], row["event_time"], row["user_id"]
            if account not in kept or at[:10] > LAST_DAY.isoformat():
                continue
            cut.events.append((account, user, names[row["event_type_id"]], at, row["event_value"]))
            cut.users[account].setdefault(user, at[:10])
    return cut


def key(account: str) -> str:
    """Our demo's own customer numbers."""
    return f"C{int(account):04d}"


def company(account: str) -> tuple[str, str, str]:
    return COMPANIES[KEPT.index(account)]


def english(account: str) -> bool:
    return company(account)[0].isascii()


# Tables -----------------------------------------------------------------------------------------

Table = list[tuple[object, ...]]


def accounts(cut: Cut, dice: random.Random) -> Table:
    parents = {unit: group for group, units in GROUPS.items() for unit in units}
    rows: Table = [
        (
            "顧客ID",
            "顧客名",
            "顧客名カナ",
            "親会社名",
            "業種",
            "従業員数",
            "担当CSM",
            "獲得チャネル",
            "利用開始日",
        )
    ]
    channels = {"web": "Web", "appstore1": "紹介", "appstore2": "展示会"}
    for number, account in enumerate(KEPT):
        name, kana, industry = company(account)
        seats = max(int(float(r["quantity"])) for r in cut.lines[account] if r["units"] == "users")
        start = first_day(cut, account)
        rows.append(
            (key(account), name, kana, parents.get(name, ""), industry, seats * dice.randint(4, 30),
             OWNERS[number % 3], channels.get(cut.channel.get(account, ""), ""), start.isoformat())
        )  # fmt: skip
    return rows


def first_day(cut: Cut, account: str) -> date:
    if account in ANNUAL:
        return ANNUAL[account]
    return min(date.fromisoformat(r["start_date"]) for r in cut.lines[account])


def contracts(cut: Cut) -> Table:
    rows: Table = [
        ("契約ID", "顧客ID", "区分", "プラン", "オプション", "契約開始日", "契約終了日", "月額（千円）", "席数", "数量",
         "契約月数", "請求月数", "自動更新", "解約予告日数", "解約申出日", "割引率")
    ]  # fmt: skip
    for account in KEPT:
        rows += annual(cut, account) if account in ANNUAL else as_it_was(cut, account)
    return rows


def as_it_was(cut: Cut, account: str) -> Table:
    rows: Table = []
    for number, line in enumerate(cut.lines[account], start=1):
        plan = line["units"] == "users"
        name = line["product"].split("_")[0] if plan else line["product"]
        rows.append(
            (f"{key(account)}-{number:03d}", key(account), "プラン" if plan else "オプション",
             name if plan else "", "" if plan else name, line["start_date"], line["end_date"], line["mrr"],
             line["quantity"] if plan else "", line["quantity"], line["bill_period_months"], line["bill_period_months"],
             "なし", "", "", round(float(line["discount"] or 0), 2))
        )  # fmt: skip
    return rows


def annual(cut: Cut, account: str) -> Table:
    """One line a year that renews by itself, at the price and seats of the first plan line."""
    line = next(r for r in cut.lines[account] if r["units"] == "users")
    start = ANNUAL[account]
    end = start.replace(year=start.year + 1)
    return [
        (f"{key(account)}-Y1", key(account), "プラン", line["product"].split("_")[0], "", start, end, line["mrr"],
         line["quantity"], line["quantity"], 12, 12, "あり", 60, NOTICE_GIVEN.get(account, ""), "")
    ]  # fmt: skip


def events(cut: Cut) -> Table:
    """The events of crm5, and one login a user and active day, two minutes before the first of them."""
    first: dict[tuple[str, str, str], str] = {}
    for account, user, _, at, _ in cut.events:
        first.setdefault((account, user, at[:10]), at)
    logins = [(a, u, "login", before(at), "") for (a, u, _), at in first.items()]
    listed = sorted([*cut.events, *logins], key=lambda e: (e[3], int(e[0]), int(e[1]), e[2]))
    rows: Table = [("顧客ID", "利用者ID", "イベント名", "日時", "値")]
    rows += [(key(a), f"u{u}", name, at, value) for a, u, name, at, value in listed]
    return rows


def before(at: str) -> str:
    minutes = max(0, int(at[11:13]) * 60 + int(at[14:16]) - 2)
    return f"{at[:10]} {minutes // 60:02d}:{minutes % 60:02d}:00"


def users(cut: Cut, dice: random.Random) -> Table:
    departments = ("営業部", "営業部", "営業推進部", "マーケティング部", "カスタマーサポート部")
    rows: Table = [("利用者ID", "顧客ID", "部署", "初回利用日")]
    for account in KEPT:
        for user, day in sorted(cut.users[account].items(), key=lambda pair: int(pair[0])):
            rows.append((f"u{user}", key(account), dice.choice(departments), day))
    return rows


def contacts(cut: Cut, dice: random.Random) -> Table:
    rows: Table = [
        (
            "連絡先ID",
            "顧客ID",
            "姓",
            "名",
            "セイ",
            "メイ",
            "メール",
            "部署",
            "役職",
            "役割",
            "影響力",
            "着任日",
            "離任日",
        )
    ]
    for number, account in enumerate(KEPT):
        for place in range(2 + (number % 3 == 0) + (number % 4 == 0)):
            person = f"P{number:03d}{place}"
            rows.append(
                (
                    person,
                    key(account),
                    *_person(account, number, place, dice),
                    *_span(cut, account, number, place),
                )
            )
    return rows


def _person(account: str, number: int, place: int, dice: random.Random) -> tuple[object, ...]:
    at = number * 7 + place * 3
    mail = f"{key(account).lower()}.{place}@customer.example"
    if english(account):
        department, title, role = ENGLISH_TITLES[place % 4]
        family, given = (
            ENGLISH_FAMILY[at % len(ENGLISH_FAMILY)],
            ENGLISH_GIVEN[(at // 2) % len(ENGLISH_GIVEN)],
        )
        return (family, given, "", "", mail, department, title, role, dice.choice("123"))
    department, title, role = TITLES[place % 4]
    (family, family_kana), (given, given_kana) = (
        FAMILY[at % len(FAMILY)],
        GIVEN[(at // 2) % len(GIVEN)],
    )
    return (
        family,
        given,
        family_kana,
        given_kana,
        mail,
        department,
        title,
        role,
        dice.choice("123"),
    )


def _span(cut: Cut, account: str, number: int, place: int) -> tuple[object, object]:
    """Every ninth champion was transferred at the end of March."""
    start = max(first_day(cut, account), date(2021, 10, 1))
    moved = place == 1 and number % 9 == 0 and start < date(2022, 3, 31)
    return start, date(2022, 3, 31) if moved else ""


def tickets(cut: Cut, dice: random.Random) -> Table:
    rows: Table = [
        ("受付番号", "顧客ID", "件名", "優先度", "状態", "受付日時", "完了日時", "満足度")
    ]
    number = 1000
    for account in KEPT:
        last = max(date.fromisoformat(r["end_date"]) for r in cut.lines[account])
        days = _days(max(first_day(cut, account), date(2022, 1, 1)), min(last, LAST_DAY))
        for day in sorted(dice.sample(days, min(len(days), dice.choice((0, 1, 1, 2, 2, 3, 4))))):
            number += 1
            hours = dice.choice((2, 5, 20, 30, 50, 120, 300))
            opened = f"{day} {dice.randint(9, 17):02d}:{dice.randint(0, 59):02d}"
            closed = day + timedelta(hours=hours)
            done = closed <= LAST_DAY - timedelta(days=3)
            rows.append(
                (f"T{number}", key(account), dice.choice(ENGLISH_SUBJECTS if english(account) else SUBJECTS),
                 dice.choice(("低", "中", "中", "中", "高", "緊急")), "完了" if done else "対応中", opened,
                 f"{closed} 18:00" if done else "", dice.choice(("", 3, 4, 4, 5, 5, 2)) if done else "")
            )  # fmt: skip
    return rows


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range(max(1, (last - first).days))]


def fields(cut: Cut) -> Table:
    """Values of built-in dated fields, with the day each holds from."""
    rows: Table = [("顧客ID", "項目", "値", "適用開始日")]
    for account, said in INTENT.items():
        rows += [(key(account), "leaving_intent", value, day) for value, day in said]
    rows += [
        (key(a), "approval_lead_days", days, first_day(cut, a)) for a, days in APPROVAL.items()
    ]
    for account, day in LEFT_WELL.items():
        rows += [
            (key(account), "exit_interview_on", day, day),
            (key(account), "offboarding_done_on", day + timedelta(days=4), day + timedelta(days=4)),
        ]
    rows += [(key(a), "do_not_contact", "はい", date(2022, 3, 1)) for a in NO_CONTACT]
    rows += [(key(a), "churn_cause_solved", "はい", date(2022, 9, 1)) for a in SOLVED]
    feels = ("good", "fair", "good", "low")
    rows += [
        (key(a), "csm_feel", feels[n % 4], date(2022, 9, 5))
        for n, a in enumerate(KEPT)
        if n % 2 and a not in LEFT_WELL
    ]
    return rows


PLANS: Table = [
    ("プランコード", "プラン名", "製品", "利用できる機能"),
    ("starter", "スターター", "crm", "search、contacts、leads、opportunities、lists"),
    ("basic", "ベーシック", "crm", "search、contacts、leads、opportunities、lists、mailing"),
    (
        "standard",
        "スタンダード",
        "crm",
        "search、contacts、leads、opportunities、lists、mailing、calls",
    ),
    (
        "advanced",
        "アドバンス",
        "crm",
        "search、contacts、leads、opportunities、lists、mailing、calls、quotes",
    ),
    (
        "premier",
        "プレミア",
        "crm",
        "search、contacts、leads、opportunities、lists、mailing、calls、quotes、meetings",
    ),
]


def files() -> dict[str, bytes]:
    """Every file of the demo that is made here, by name."""
    cut, dice = read_cut(), random.Random(SEED)  # noqa: S311
    tables = {
        "accounts.csv": accounts(cut, dice),
        "plans.csv": PLANS,
        "contracts.csv": contracts(cut),
        "fields.csv": fields(cut),
        "users.csv": users(cut, dice),
        "contacts.csv": contacts(cut, dice),
        "tickets.csv": tickets(cut, dice),
    }
    found = {name: as_csv(rows) for name, rows in tables.items()}
    found["events.csv.gz"] = gzip.compress(as_csv(events(cut)), 9, mtime=0)
    return found


def as_csv(rows: Table) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


def main() -> int:
    made = files()
    if "--check" in sys.argv:
        # Packed bytes differ between versions of zlib; what is in them must not.
        def plain(data: bytes) -> bytes:
            return gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data

        other = [n for n, d in made.items() if plain((DEMO / n).read_bytes()) != plain(d)]
        print("the demo is as written" if not other else f"differ: {', '.join(other)}")
        return 1 if other else 0
    DEMO.mkdir(exist_ok=True)
    for name, data in made.items():
        (DEMO / name).write_bytes(data)
        print(f"{name:16} {len(data):>9,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
