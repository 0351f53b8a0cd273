"""Promises are read out of the part 宿題 as people write it, in Japanese and English."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banso.execution.promises.due import take_date
from banso.execution.promises.lines import findings, parts_of, promise_lines

DAY = date(2026, 4, 2)  # a Thursday
JAPANESE = """出席者：佐藤様、田中
決定事項
・部署を2つに広げる
■宿題
・当社：見積書を送る（〆4/10）
- 先方: 稟議書の下書きを確認 期限：来週金曜
・佐藤様：データの提供 4月末まで
・API連携の資料を共有する 2026/04/15(水)
・[x] 案内を送る
・5/7の勉強会の案内を出す
・特になし
先方
・利用部署の一覧
次回：4/20 14:00"""
ENGLISH = """Attendees: Ann
To do:
- We: send the quote by 10 April
- Ann: share the user list (due Friday)
- Customer: approve, due 2026-04-20
1. May we extend the trial
Next meeting: 20 April"""


def said(text: str) -> list[tuple[str, str, date | None]]:
    found = promise_lines(text, day=DAY, ours=["田中 一"], theirs=["佐藤 花子", "Ann Sample"])
    return [(x.side, x.text, x.due_on) for x in found]


def test_it_reads_japanese_minutes() -> None:
    assert said(JAPANESE) == [
        ("ours", "見積書を送る", date(2026, 4, 10)),
        ("theirs", "稟議書の下書きを確認", date(2026, 4, 10)),
        ("theirs", "データの提供", date(2026, 4, 30)),
        ("ours", "API連携の資料を共有する", date(2026, 4, 15)),
        ("ours", "案内を送る", None),
        ("ours", "5/7の勉強会の案内を出す", None),  # the day of the session, not a due date
        ("theirs", "利用部署の一覧", None),
    ]


def test_it_reads_english_minutes() -> None:
    assert said(ENGLISH) == [
        ("ours", "send the quote", date(2026, 4, 10)),
        ("theirs", "share the user list", date(2026, 4, 3)),
        ("theirs", "approve", date(2026, 4, 20)),
        ("ours", "May we extend the trial", None),
    ]


@pytest.mark.parametrize(
    "head", ["宿題", "【宿題】", "## 宿題", "■ 宿題：", "＜宿題＞", "Action items:", "TODO"]
)
def test_it_knows_the_heading_of_other_tools(head: str) -> None:
    assert said(f"前置き\n{head}\n・資料を送る\n■所感\n・良い雰囲気") == [
        ("ours", "資料を送る", None)
    ]


def test_it_takes_no_sentence_for_a_heading() -> None:
    assert said("宿題が残っているとのこと\n・資料を送る") == []


@pytest.mark.parametrize(
    ("line", "due"),
    [
        ("送る 期限：令和8年5月1日", date(2026, 5, 1)),
        ("送る ４／１０まで", date(2026, 4, 10)),
        ("送る 1/15まで", date(2027, 1, 15)),  # long past in this year: the next
        ("送る 3/31まで", date(2026, 3, 31)),  # two days late, not next year
        ("送る 来月10日まで", date(2026, 5, 10)),
        ("送る 月末まで", date(2026, 4, 30)),
        ("3日以内に送る", date(2026, 4, 5)),
        ("来週中に送る", date(2026, 4, 10)),
        ("明日まで送る", date(2026, 4, 3)),
        ("send by 1 May", date(2026, 5, 1)),
        ("send by May 1st, 2027", date(2027, 5, 1)),
        ("send within 2 weeks", date(2026, 4, 16)),
        ("send by end of month", date(2026, 4, 30)),
        ("send by next Tuesday", date(2026, 4, 7)),
        ("2月30日までに送る", None),  # there is no such day
        ("第3版を送る", None),
        ("5/7の会の案内を送る", None),
    ],
)  # fmt: skip
def test_it_finds_the_due_date(line: str, due: date | None) -> None:
    when, rest = take_date(line, day=DAY)
    assert when == due
    assert "送る" in rest or "send" in rest


@given(st.text(max_size=300))
def test_it_reads_whatever_is_pasted(text: str) -> None:
    for one in promise_lines(f"宿題\n{text}", day=DAY):
        assert one.text.strip() == one.text != ""
        assert one.due_on is None or isinstance(one.due_on, date)
    parts_of(text)


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(1, 300))
def test_it_reads_back_any_day_it_wrote(day: date, ahead: int) -> None:
    due = day + timedelta(days=ahead)
    assert take_date(f"資料を送る 期限：{due:%Y-%m-%d}", day=day) == (due, "資料を送る")


def test_it_waits_until_the_next_meeting() -> None:
    text = (
        "■宿題\n・先方：時間帯を記録する（次回まで）\n・当方：資料を送る\n■次回：2週間後の同じ時間"
    )
    assert said(text) == [
        ("theirs", "時間帯を記録する", date(2026, 4, 16)),
        ("ours", "資料を送る", None),
    ]
    assert said("To do\n- Us: slides by next meeting\nNext: 20 April") == [
        ("ours", "slides", date(2026, 4, 20))
    ]
    assert said("宿題\n・資料を送る（次回まで）") == [("ours", "資料を送る（次回まで）", None)]


def test_it_reads_findings_and_proposals_of_a_visit() -> None:
    text = "気づき\n・紙の日報と二重入力 → 入力画面の統合\n- 掲示が古い\n宿題\n・資料"
    assert findings(text) == [("紙の日報と二重入力", "入力画面の統合"), ("掲示が古い", "")]
