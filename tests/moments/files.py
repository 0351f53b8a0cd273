"""The files of a small book of fictional accounts, as a source system exports them."""

from __future__ import annotations

from pathlib import Path

from tests.connectors.helping import ACCOUNTS, Rows, write

CONTACTS: Rows = [
    ("contact_id", "account_id", "family_name", "given_name", "email", "phone"),
    ("C1", "A1", "架空", "花子", "hanako@aoba.example", "03-0000-1111"),
    ("C2", "A1", "見本", "次郎", "jiro@aoba.example", ""),
    ("C3", "A2", "Sample", "Ann", "ann@beacon.example", ""),
]
RESPONSES: Rows = [
    ("response_id", "account_id", "email", "survey", "kind", "asked_on", "answered_at", "score", "comment", "language"),
    ("R1", "A1", "Hanako@aoba.example", "2026年3月の調査", "nps", "2026-03-01", "2026-03-03 10:00:00", "9", "架空 花子です。助かっています。", "ja"),
    ("R2", "A1", "jiro@aoba.example", "2026年3月の調査", "nps", "2026-03-01", "", "", "", ""),
    ("R3", "A2", "ann@beacon.example", "After support", "csat", "2026-03-05", "2026-03-05 23:30:00", "4", "Fine, thank you.", "en"),
]  # fmt: skip
VOICES: Rows = [
    ("voice_id", "account_id", "email", "channel", "received_at", "text", "language"),
    ("V1", "A1", "hanako@aoba.example", "meeting", "2026-03-10 15:00:00", "一覧を印刷したい。", "ja"),
    ("V2", "A2", "ann@beacon.example", "community", "2026-03-12 09:00:00", "Dark mode, please.", "en"),
    ("V3", "A9", "nobody@nowhere.example", "mail", "2026-03-12 09:00:00", "Who am I?", "en"),
]  # fmt: skip
TOUCHPOINTS: Rows = [
    ("touchpoint_id", "account_id", "type", "happened_at", "minutes", "effort_minutes", "subject", "notes",
     "our_people", "their_people", "opened_by", "mood", "mood_why", "topic"),
    ("T1", "A1", "qbr", "2026-03-11 13:00:00", "60", "150", "四半期の振り返り", "架空様より、来期は2部署へ広げたいとのこと。",
     "akiko@example.com", "hanako@aoba.example;jiro@aoba.example", "us", "good", "成果が数字で出た", "拡大"),
    ("T2", "A1", "mail", "2026-03-20 09:00:00", "", "15", "Re: 設定", "回答済み。", "akiko@example.com", "jiro@aoba.example", "them", "", "", "設定"),
    ("T3", "A2", "call", "2026-03-21 11:00:00", "20", "30", "Renewal", "They compare prices.", "ken@example.com", "ann@beacon.example", "us", "bad", "price", "renewal"),
]  # fmt: skip
SESSIONS: Rows = [
    ("session_id", "type", "title", "starts_at", "minutes", "host", "capacity"),
    (
        "S1",
        "webinar",
        "はじめてのレポート",
        "2026-03-15 14:00:00",
        "60",
        "akiko@example.com",
        "100",
    ),
    ("S2", "workshop", "Automation", "2026-03-25 14:00:00", "90", "ken@example.com", "20"),
]
ATTENDANCE: Rows = [
    ("session_id", "account_id", "email", "registered_at", "attended", "minutes"),
    ("S1", "A1", "hanako@aoba.example", "2026-03-01 09:00:00", "yes", "55"),
    ("S1", "A1", "jiro@aoba.example", "2026-03-01 09:00:00", "no", ""),
    ("S2", "A2", "ann@beacon.example", "2026-03-02 09:00:00", "yes", "88"),
]
INCIDENTS: Rows = [
    ("incident_id", "title", "severity", "started_at", "ended_at", "feature", "scope"),
    ("I1", "ログインできない", "urgent", "2026-03-16 23:00:00", "2026-03-17 01:30:00", "", "all"),
    ("I2", "帳票の遅延", "normal", "2026-03-18 09:00:00", "2026-03-18 10:00:00", "reports", "some"),
]
STRUCK: Rows = [("incident_id", "account_id"), ("I2", "A1")]
ASSIGNMENTS: Rows = [
    ("play", "account_id", "arm", "how", "assigned_on", "started_on"),
    ("first-win", "A1", "treated", "randomised", "2026-03-02", "2026-03-04"),
    ("first-win", "A2", "control", "randomised", "2026-03-02", ""),
]
FILES: dict[str, Rows] = {
    "accounts.csv": ACCOUNTS, "contacts.csv": CONTACTS, "responses.csv": RESPONSES, "voices.csv": VOICES,
    "touchpoints.csv": TOUCHPOINTS, "sessions.csv": SESSIONS, "attendance.csv": ATTENDANCE,
    "incidents.csv": INCIDENTS, "incident_accounts.csv": STRUCK, "assignments.csv": ASSIGNMENTS,
}  # fmt: skip


def book(folder: Path, **instead: Rows) -> Path:
    """All the files in one folder; ``instead`` gives other rows by the file's stem, or none: no file."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in FILES.items():
        given = instead.get(name.partition(".")[0], rows)
        if given:
            write(folder, name, given)
    return folder
