"""Companies and people are invented, different, and look as those of a Japanese vendor do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from banso.lib.width import is_corporate_number
from simulator.names.making import corporate_number, foreign_company, japanese_company

Table = Callable[[str], list[dict[str, str]]]


def test_a_hundred_thousand_companies_have_different_names() -> None:
    assert len({japanese_company(i).name for i in range(100_000)}) == 100_000
    assert len({foreign_company(i, "US").name for i in range(20_000)}) == 20_000


def test_corporate_numbers_fit_their_check_digit_and_belong_to_no_office() -> None:
    numbers = [corporate_number(i) for i in range(0, 100_000, 997)]
    assert all(is_corporate_number(n) and n[1:5] == "9999" for n in numbers)
    assert len(set(numbers)) == len(numbers)


def test_japanese_companies_have_kana_and_those_abroad_their_currency(table: Table) -> None:
    for account in table("accounts"):
        japanese = account["country"] == "JP"
        assert bool(account["name_kana"]) == japanese
        assert (account["currency"] == "JPY") == japanese
    assert {a["currency"] for a in table("accounts")} == {"JPY", "USD", "EUR"}
    assert any(a["partner"] for a in table("accounts"))


def test_one_company_has_two_departments_and_groups_have_several_members(table: Table) -> None:
    parents = Counter(a["parent_name"] for a in table("accounts") if a["parent_name"])
    assert any(n >= 3 for n in parents.values())
    one, two = table("accounts")[:2]
    assert (
        one["parent_name"] == two["parent_name"]
        and one["corporate_number"] == two["corporate_number"]
    )
    assert one["account_name"] != two["account_name"]
    assert one["account_name"].startswith(one["parent_name"])


def test_every_address_is_reserved_for_examples(table: Table) -> None:
    for name in ("contacts", "users", "responses", "attendance"):
        assert all(r["email"].endswith(".example") or not r["email"] for r in table(name))


def test_champions_are_transferred_in_season_and_their_use_falls_silent_before(
    table: Table,
) -> None:
    gone = [r for r in table("truth/champions") if r["until"]]
    seasons = Counter(r["until"][5:7] for r in gone)  # the last day lies in the month before
    assert seasons["03"] + seasons["09"] + seasons["06"] > 0.7 * len(gone)
    users = {u["email"]: (u["account_id"], u["user_id"]) for u in table("users")}
    last: dict[tuple[str, str], str] = {}
    for event in table("events-*"):
        key = (event["account_id"], event["user_id"])
        last[key] = max(last.get(key, ""), event["at"][:10])
    for row in gone:
        seen = last.get(users.get(row["email"], ("", "")), "")
        if row["silent_from"]:
            assert seen <= row["silent_from"] < row["until"]
