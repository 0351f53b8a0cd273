"""Answers, voices, touchpoints, group sessions, incidents and plays: in, again, changed, and back out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from banso.connectors import operations
from banso.connectors.models import QuarantineRow
from banso.customers.models import Account
from banso.customers.moments.kinds import KINDS
from banso.customers.moments.models import Attendance, Response, Touchpoint, Voice
from banso.workspace.changes import UndoRefused
from banso.workspace.models import Coverage
from tests.connectors.helping import NOW, SYSTEM, nothing_left, take_in, write
from tests.moments.files import ATTENDANCE, FILES, TOUCHPOINTS, VOICES, book

pytestmark = pytest.mark.usefixtures("workspace")


def held() -> dict[str, int]:
    return {key: kind.model.objects.count() for key, kind in KINDS.items()}


def did(result: dict[str, Any], kind: str) -> tuple[int, int, int, int]:
    counts = result["counts"][kind]
    return counts["created"], counts["changed"], counts["known"], counts["quarantined"]


def test_the_files_come_in_without_a_question(tmp_path: Path) -> None:
    result = take_in(book(tmp_path))
    assert held() == {
        "response": 3, "voice": 2, "touchpoint": 3, "attendance": 3, "session": 2,
        "incident_account": 1, "incident": 2, "assignment": 2,
    }  # fmt: skip
    assert [p["id"] for p in result["problems"]] == ["import.row.unknown-account"]
    [aside] = QuarantineRow.objects.all()
    assert (aside.kind, aside.raw["voice_id"]) == ("voice", "V3")
    answer, waiting, _ = Response.objects.order_by("key")
    assert (answer.kind, answer.score, answer.email) == ("nps", 9.0, "hanako@aoba.example")
    assert waiting.answered_at is None and waiting.score is None
    review = Touchpoint.objects.get(key="T1")
    assert (review.type, review.mood, review.opened_by) == ("qbr", "good", "us")
    assert (review.minutes, review.effort_minutes) == (60, 150)
    assert review.their_people == "hanako@aoba.example;jiro@aoba.example"
    assert list(Touchpoint.objects.filter(mood="low").values_list("key", flat=True)) == ["T3"]
    assert Attendance.objects.filter(attended=True).count() == 2
    assert set(Coverage.objects.values_list("kind", flat=True)) >= {
        "responses", "voices", "touchpoints", "sessions", "incidents",
    }  # fmt: skip


def test_the_same_files_again_change_nothing_and_a_changed_row_changes(tmp_path: Path) -> None:
    take_in(book(tmp_path / "once"))
    again = take_in(book(tmp_path / "again"))
    for kind, rows in held().items():
        assert did(again, kind)[:3] == (0, 0, rows), kind
    other = [
        TOUCHPOINTS[0],
        *(r if r[0] != "T2" else (*r[:5], "45", *r[6:]) for r in TOUCHPOINTS[1:]),
    ]
    changed = take_in(book(tmp_path / "changed", touchpoints=other))
    assert did(changed, "touchpoint") == (0, 1, 2, 0)
    assert Touchpoint.objects.get(key="T2").effort_minutes == 45
    operations.undo(viewer=SYSTEM, batch=changed["batch"], now=NOW)
    assert Touchpoint.objects.get(key="T2").effort_minutes == 15


def test_an_undone_import_leaves_nothing(tmp_path: Path) -> None:
    batch = take_in(book(tmp_path))["batch"]
    operations.undo(viewer=SYSTEM, batch=batch, now=NOW)
    assert (
        not any(held().values()) and not Account.objects.exists() and not Coverage.objects.exists()
    )


def test_what_later_imports_hung_on_it_keeps_an_import_from_being_undone(tmp_path: Path) -> None:
    first = take_in(book(tmp_path / "first", attendance=[]))["batch"]
    later = take_in(write(tmp_path, "attendance.csv", ATTENDANCE))["batch"]
    with pytest.raises(UndoRefused):
        operations.undo(viewer=SYSTEM, batch=first, now=NOW)
    assert held()["session"] == 2 and held()["attendance"] == 3
    operations.undo(viewer=SYSTEM, batch=later, now=NOW)
    operations.undo(viewer=SYSTEM, batch=first, now=NOW)
    assert not any(held().values())


def test_rows_that_cannot_be_read_stay_out_with_a_remedy(tmp_path: Path) -> None:
    nps = [
        FILES["responses.csv"][0],
        ("R1", "A1", "", "x", "nps", "2026-03-01", "2026-03-02", "11", "", ""),
    ]
    lost = [ATTENDANCE[0], ("S9", "A1", "", "", "yes", "")]
    odd = [*TOUCHPOINTS, ("T9", "A1", "telepathy", "2026-03-01", *[""] * 10)]
    result = take_in(book(tmp_path, responses=nps, attendance=lost, touchpoints=odd))
    found = {p["id"].rpartition(".")[2]: p["remedy"]["ja"] for p in result["problems"]}
    assert {"score", "unknown-session", "choice", "unknown-account"} <= set(found)
    assert all(found.values())


def test_rows_without_an_id_are_known_by_what_they_say(tmp_path: Path) -> None:
    bare = [row[1:] for row in VOICES[:3]]
    take_in(book(tmp_path / "once", voices=bare))
    assert did(take_in(book(tmp_path / "again", voices=bare)), "voice") == (0, 0, 2, 0)
    keys = Voice.objects.values_list("key", flat=True)
    assert len(keys) == 2 and not any("@" in k for k in keys)


def test_japanese_headers_are_known(tmp_path: Path) -> None:
    take_in(write(tmp_path, "accounts.csv", FILES["accounts.csv"]))
    take_in(write(tmp_path, "アンケート.csv", [
        ("回答ID", "顧客ID", "メールアドレス", "アンケート名", "種別", "依頼日", "回答日時", "点数", "自由記述"),
        ("1", "A1", "a@aoba.example", "春の調査", "満足度", "2026/3/1", "2026年3月2日", "4", "よい"),
    ]))  # fmt: skip
    take_in(write(tmp_path, "対応履歴.csv", [
        ("活動ID", "顧客名", "種別", "実施日時", "所要時間", "工数", "件名", "議事録", "自社参加者", "先方参加者", "温度感"),
        ("1", "株式会社あおば（架空）", "訪問", "2026/3/4 10:00", "60", "120", "現場視察", "出席者：…", "佐藤、鈴木", "架空", "良い"),
    ]))  # fmt: skip
    take_in(write(tmp_path, "要望一覧.csv", [
        ("要望ID", "顧客ID", "受付経路", "受付日", "要望内容"), ("1", "A1", "ヒアリング", "2026/3/5", "印刷したい"),
    ]))  # fmt: skip
    [answer], [visit], [voice] = (
        Response.objects.all(),
        Touchpoint.objects.all(),
        Voice.objects.all(),
    )
    assert (answer.kind, answer.score, answer.survey) == ("csat", 4.0, "春の調査")
    assert (visit.type, visit.effort_minutes, visit.mood) == ("visit", 120, "good")
    assert visit.our_people == "佐藤;鈴木"
    assert (voice.channel, voice.text) == ("meeting", "印刷したい")


def test_a_thrown_away_import_leaves_nothing(tmp_path: Path) -> None:
    batch = operations.stage_path(viewer=SYSTEM, path=book(tmp_path), now=NOW)
    operations.preview(viewer=SYSTEM, batch=batch, now=NOW)
    assert not any(held().values())
    operations.discard(viewer=SYSTEM, batch=batch)
    assert nothing_left() and not any(held().values())
