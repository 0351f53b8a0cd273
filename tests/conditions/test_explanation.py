from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from banso.metrics.conditions import Explanation, NameTable, parse
from tests.conditions.names import NAMES


def explain(text: str, **values: Any) -> Explanation:
    return parse(text, names=NAMES).get().explain(values)


def test_it_fills_in_the_value_and_marks_the_answer() -> None:
    assert (
        explain("active_days_7d >= 3", active_days_7d=2).leaves[0].text == "active_days_7d 2 >= 3 ✗"
    )
    assert explain("active_days_7d >= 3").leaves[0].text == "active_days_7d — >= 3 ?"
    assert (
        explain("not do_not_contact", do_not_contact=False).leaves[0].text
        == "not do_not_contact false ✓"
    )
    together = explain(
        "days_to_decision <= approval_lead_days + 30", days_to_decision=75, approval_lead_days=45
    )
    assert together.text == "days_to_decision 75 <= approval_lead_days 45 + 30 ✓"


def test_it_shows_zero_and_missing_apart() -> None:
    zero, missing = explain("logins_28d > 0", logins_28d=0), explain("logins_28d > 0")
    assert (zero.truth, zero.missing) == (False, ())
    assert (missing.truth, missing.missing) == (None, ("logins_28d",))
    assert zero.text != missing.text


def test_it_says_which_leaves_decided() -> None:
    text = "seats > 1 and life = 'active' and (mrr > 5 or logins_28d > 0)"
    refused = explain(text, seats=1, life="ended", mrr=9)
    assert [leaf.condition for leaf in refused.deciding] == ["seats > 1", "life = 'active'"]
    agreed = explain(text, seats=2, life="active", mrr=9)
    assert [leaf.condition for leaf in agreed.deciding] == [
        "seats > 1",
        "life = 'active'",
        "mrr > 5",
    ]
    unknown = explain(text, seats=2, life="active", mrr=1)
    assert [leaf.condition for leaf in unknown.deciding] == ["logins_28d > 0"]
    assert unknown.missing == ("logins_28d",)


def test_it_keeps_the_tree_of_and_or_not() -> None:
    explanation = explain("not (seats > 1 or mrr > 5)", seats=0, mrr=0)
    root = explanation.as_json()["root"]
    assert (root["op"], root["is"], root["of"][0]["op"]) == ("not", True, "or")
    assert [leaf.decides for leaf in explanation.leaves] == [True, True]


@pytest.mark.parametrize(
    ("text", "values", "ja", "en"),
    [
        ("active_days_7d >= 3", {"active_days_7d": 2}, "週の利用日数 2 ≥ 3", "Days in use, 7 days 2 ≥ 3"),
        ("active_days_7d >= 3", {}, "週の利用日数 — ≥ 3", "Days in use, 7 days — ≥ 3"),
        ("not (active_days_7d >= 3)", {"active_days_7d": 2}, "週の利用日数 2 < 3", "Days in use, 7 days 2 < 3"),
        ("seats_used_rate > 0.9", {"seats_used_rate": 0.425}, "席の使用率 42.5% > 90%", "Seats used 42.5% > 90%"),
        (
            "days_to_decision <= approval_lead_days + 30", {"days_to_decision": 75, "approval_lead_days": 45},
            "更新の判断までの日数 75日 ≤ 稟議の日数 45日 + 30日", "Days to decision 75 days ≤ Approval lead days 45 days + 30 days",
        ),
        ("life = 'ended'", {"life": "active"}, "契約の状態 契約中 = 終了", "Contract state Active = Ended"),
        (
            "leaving_intent in ('considering', 'comparing')", {"leaving_intent": "staying"},
            "継続の意向 継続 が 検討中、他社比較中 のどれか", "Leaving intent Staying is one of Considering, Comparing",
        ),
        ("setup_done_on is not null", {"setup_done_on": date(2026, 3, 10)}, "設定の完了日がある（2026年3月10日(火)）", "Set-up done is known (10 Mar 2026 (Tue))"),
        ("setup_done_on is not null", {}, "設定の完了日がある", "Set-up done is known"),
        ("not (setup_done_on is not null)", {}, "設定の完了日がない", "Set-up done is not known"),
        ("do_not_contact", {"do_not_contact": True}, "連絡を控える：はい", "Do not contact: yes"),
        ("seats between 3 and 5", {"seats": 2000}, "契約席数 2,000 が 3〜5 の間", "Seats 2,000 is between 3 and 5"),
        ("mrr >= 100000", {"mrr": 99000}, "MRR 99,000円 ≥ 100,000円", "MRR 99,000 yen ≥ 100,000 yen"),
        ("mrr_usd > 12.5", {"mrr_usd": 1234}, "MRR（ドル） 12.34 > 12.5", "MRR in dollars 12.34 > 12.5"),
        ("setup_done_days <= 1", {"setup_done_days": 1}, "設定完了までの日数 1日 ≤ 1日", "Days to set-up done 1 day ≤ 1 day"),
        ("true", {}, "いつも成り立つ", "always"),
        ("coalesce(logins_28d, 0) = 0", {}, "ログイン回数（28日） —、なければ 0 = 0", "Sign-ins, 28 days —, else 0 = 0"),
    ],
)  # fmt: skip
def test_it_reads_as_a_sentence_in_both_languages(
    text: str, values: dict[str, Any], ja: str, en: str
) -> None:
    leaf = explain(text, **values).leaves[0]
    assert leaf.sentence("ja", NAMES) == ja
    assert leaf.sentence("en", NAMES) == en


def test_it_can_still_be_read_when_the_definition_is_gone() -> None:
    kept = json.dumps(
        explain(
            "seats > 3 and first_value_on > date '2026-01-01'",
            seats=4,
            first_value_on=date(2026, 2, 1),
        ).as_json()
    )
    back = Explanation.from_json(json.loads(kept))
    assert [leaf.sentence("en", NameTable()) for leaf in back.leaves] == [
        "seats 4 > 3",
        "first_value_on 1 Feb 2026 (Sun) > 1 Jan 2026 (Thu)",
    ]
    assert back.leaves[1].values == {"first_value_on": date(2026, 2, 1)}


@pytest.mark.parametrize(
    "broken",
    [{}, {"root": None}, {"root": {"is": 3}}, {"root": {"is": True, "test": ["??"]}}, {"root": []}],
)
def test_it_refuses_json_it_did_not_write(broken: Any) -> None:
    with pytest.raises(ValueError):
        Explanation.from_json(broken)
