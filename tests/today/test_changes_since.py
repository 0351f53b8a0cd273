"""What is new with one's accounts: each fact once, until it is put away; facts, not rows, are remembered."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from banso.customers.models import Ticket
from banso.customers.moments.models import Response, Touchpoint, Voice
from banso.execution.today import operations
from banso.journey.models import PhaseStay
from banso.journey.operations import ensure_map
from banso.workspace.models import AuditRow
from banso.workspace.viewer import Viewer
from tests.today.conftest import NOW, TODAY, Book

AGO = NOW - timedelta(days=2)


def ticket(account: int, **given: Any) -> Ticket:
    words: dict[str, Any] = {
        "severity": "urgent",
        "opened_at": AGO,
        "subject": "取込が止まる",
        **given,
    }
    return Ticket.objects.create(
        account_id=account,
        source="desk",
        key=f"t{account}-{len(words)}-{words['opened_at']}",
        **words,
    )


def stay(account: int, **given: Any) -> PhaseStay:
    ensure_map(now=NOW)
    words: dict[str, Any] = {
        "number": 1, "phase": "retention", "entered_on": TODAY - timedelta(days=1), "reason": {},
        "release": 1, "map_version": 1, "recorded_at": NOW, **given,
    }  # fmt: skip
    return PhaseStay.objects.create(account_id=account, **words)


def test_complaints_and_replies_come_with_reason_and_action(book: Book) -> None:
    a, b = book.id("青空製作所"), book.id("白樺商事")
    ticket(a)
    Voice.objects.create(
        account_id=a, source="v", key="1", received_at=AGO, text="回答が\n遅い", channel="mail"
    )
    Response.objects.create(
        account_id=b,
        source="r",
        key="1",
        kind="nps",
        score=3,
        answered_at=AGO,
        comment="使いにくい",
    )
    Touchpoint.objects.create(
        account_id=b, source="m", key="1", type="mail", happened_at=AGO, opened_by="them", subject="稟議に回しました"
    )  # fmt: skip
    found = {c.kind: c for c in book.day().changes}
    assert set(found) == {"ticket", "voice", "answer", "reply"}
    assert found["ticket"].headline.in_("ja") == "緊急の問い合わせ"
    assert found["voice"].reason.in_("ja") == "「回答が 遅い」"
    assert found["answer"].headline.in_("en") == "NPS answer of 3"
    assert (
        found["reply"].action.kind == "mail"
        and found["reply"].reason.in_("ja") == "「稟議に回しました」"
    )


def test_praise_and_small_matters_are_no_complaint(book: Book) -> None:
    a = book.id("青空製作所")
    ticket(a, severity="normal")
    Response.objects.create(account_id=a, source="r", key="1", kind="nps", score=9, answered_at=AGO)
    Touchpoint.objects.create(
        account_id=a, source="m", key="1", type="mail", happened_at=AGO, opened_by="us"
    )
    assert book.kinds() == []


def test_a_move_says_from_where_and_who_leaves_comes_first(book: Book) -> None:
    a, b = book.id("青空製作所"), book.id("白樺商事")
    stay(a, came_from="adoption")
    ticket(b, severity="high")
    [first, second] = book.day().changes
    assert (first.kind, second.kind) == ("ticket", "moved")
    assert "→" in second.headline.in_("en")


@pytest.mark.parametrize(
    "given",
    [{"start_unseen": True}, {"passed": True}, {"superseded_at": NOW}, {"entered_on": TODAY - timedelta(days=40)}],
)  # fmt: skip
def test_placements_passes_and_corrected_stays_are_no_news(
    book: Book, given: dict[str, Any]
) -> None:
    stay(book.id("青空製作所"), **given)
    assert book.kinds() == []


def test_what_is_put_away_stays_away_and_a_late_fact_is_still_new(book: Book) -> None:
    a, b = book.id("青空製作所"), book.id("白樺商事")
    ticket(a)
    keys = [c.key for c in book.day().changes]
    mark = operations.mark_seen(viewer=book.viewer, keys=keys, now=NOW, everything=True)
    here = book.day()
    assert (here.changes, here.since) == ((), NOW)
    ticket(b, opened_at=AGO - timedelta(days=3))  # older than the mark, but it arrived only now
    assert book.kinds() == [("ticket", "白樺商事")]
    operations.undo_seen(viewer=book.viewer, mark=mark, now=NOW)
    assert len(book.day().changes) == 2
    assert AuditRow.objects.filter(act__in=("today.seen", "today.unseen")).count() == 2


def test_a_stay_written_down_again_is_the_same_fact(book: Book) -> None:
    row = stay(book.id("青空製作所"))
    operations.mark_seen(viewer=book.viewer, keys=[c.key for c in book.day().changes], now=NOW)
    row.superseded_at = NOW
    row.save()
    stay(book.id("青空製作所"))
    assert book.kinds() == []


def test_a_mark_is_ones_own(book: Book, makoto: Viewer) -> None:
    ticket(book.id("青空製作所"))
    operations.mark_seen(viewer=makoto, keys=[c.key for c in book.day().changes], now=NOW)
    assert len(book.day().changes) == 1
    mark = operations.mark_seen(viewer=book.viewer, keys=[], now=NOW)
    with pytest.raises(operations.MarkNotFound):
        operations.undo_seen(viewer=makoto, mark=mark, now=NOW)


def test_the_day_of_a_mail_is_the_workspaces(book: Book) -> None:
    late = datetime.fromisoformat("2026-04-27T15:30:00+00:00")  # half past midnight in Tokyo
    ticket(book.id("青空製作所"), opened_at=late)
    assert [c.day for c in book.day().changes] == [date(2026, 4, 28)]
