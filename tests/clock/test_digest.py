"""The morning mail: each reader's own day in their language, on business days, once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from banso.connectors.nightly import works as nightly
from banso.connectors.nightly.digest import send_digests
from banso.lib.text import Text
from banso.workspace.models import User
from banso.workspace.operations import set_clock
from banso.workspace.post.sending import MailNotSet
from banso.workspace.schedule import queries
from banso.workspace.schedule.works import Turn
from banso.workspace.viewer import Viewer
from tests.clock.conftest import Night
from tests.clock.mailing import Box, mail_server, use
from tests.conftest import Viewers

SYSTEM = Viewer.system()
HOUR = timedelta(hours=1)
FRIDAY = datetime(2026, 11, 19, 23, 0, tzinfo=UTC)  # eight o'clock of Friday the 20th in Tokyo


@dataclass(frozen=True)
class Line:
    title: Text
    account: str
    reason: Text
    path: str
    late: bool = False


@dataclass(frozen=True)
class Section:
    title: Text
    lines: tuple[Line, ...]
    more: int = 0


@dataclass(frozen=True)
class Digest:
    name: str
    sections: tuple[Section, ...]

    @property
    def empty(self) -> bool:
        return not self.sections


def content(*, viewer: Viewer, day: date, now: datetime) -> Digest:
    """A day for everybody but readers."""
    if viewer.role == "reader":
        return Digest("", ())
    line = Line(
        Text(ja="利用が減った <b>", en="Use fell <b>"), "株式会社あおば（架空）",
        Text(ja="7日で半分", en="half in 7 days"), "/accounts/abc/", late=True,
    )  # fmt: skip
    return Digest("x", (Section(Text(ja="変わったこと", en="Changes"), (line,), more=3),))


@pytest.fixture
def box(workspace: None, viewers: Viewers) -> Iterator[Box]:
    for name in ("akiko", "chie", "rin"):
        viewers(name)
    User.objects.filter(email="akiko@example.com").update(language="en")
    with mail_server() as found:
        use(found)
        yield found


def send(day: date = date(2026, 11, 20)) -> dict[str, Any]:
    return send_digests(content=content, day=day, now=FRIDAY).as_json()


def test_each_reads_their_own_language_and_nobody_an_empty_mail(box: Box) -> None:
    assert send()["sent"] == 2 and send()["already"] == 2
    english, japanese = sorted(box.mails, key=lambda m: m["To"].addresses[0].addr_spec)
    assert str(english["Subject"]).endswith("Morning digest 20 Nov 2026 (Fri) (1 late)")
    assert str(japanese["Subject"]).endswith("朝のまとめ 2026年11月20日(金)（期限超過 1件）")
    text = japanese.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "! 株式会社あおば（架空） 利用が減った <b>（7日で半分）" in text
    assert "https://banso.example.com/accounts/abc/" in text and "ほか3件" in text
    page = english.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert "Use fell &lt;b&gt;" in page and "<b>" not in page
    assert "/mail/off/" in page and english["List-Unsubscribe"]


def test_without_a_server_it_says_so(workspace: None) -> None:
    with pytest.raises(MailNotSet):
        send()


def mornings(night: Night, first: datetime, days: int) -> list[tuple[str, str]]:
    def run(turn: Any) -> dict[str, Any]:
        day = turn.slot.astimezone(UTC) + 9 * HOUR
        return send_digests(content=content, day=day.date(), now=turn.now).as_json()

    work = nightly.DIGEST
    night.work(
        work.key, run, at=work.at, business=work.business, keeps=work.keeps, rests=work.rests
    )
    ran = night.walk(first, first + timedelta(days=days), HOUR / 4)
    return [((r.slot + 9 * HOUR).strftime("%d %H:%M"), r.state) for r in ran]


def test_it_comes_on_business_days_only(night: Night, box: Box) -> None:
    # Friday; then a weekend, and a holiday on Monday the 23rd
    assert mornings(night, FRIDAY, 5) == [("20 08:45", "done"), ("24 08:45", "done")]
    assert len(box.mails) == 4


def test_it_rests_while_the_clock_stands_or_no_server_is_set(
    night: Night, viewers: Viewers
) -> None:
    viewers("chie")
    assert mornings(night, FRIDAY, 1) == []
    with mail_server() as box:
        use(box)
        set_clock(viewer=SYSTEM, mode="stands", stands_at=date(2026, 9, 30), now=FRIDAY)
        assert mornings(night, FRIDAY + timedelta(days=1), 1) == []
        [seen] = queries.schedules(viewer=SYSTEM, now=FRIDAY)
        assert seen.rests is not None and "時計が止まって" in (seen.rests.ja or "")
        assert box.mails == []


def test_a_server_that_was_away_gets_the_rest_on_the_next_attempt(night: Night, box: Box) -> None:
    box.answers["chie@example.com"] = "451 later"
    ran = mornings(night, FRIDAY, 0)
    assert ran == []
    morning = FRIDAY + HOUR
    assert night.tick(morning).state == "failed"  # type: ignore[union-attr]
    del box.answers["chie@example.com"]
    assert night.tick(morning + HOUR / 4).state == "done"  # type: ignore[union-attr]
    assert box.to == ["akiko@example.com", "chie@example.com"]


def test_the_scheduled_work_asks_today_itself(box: Box) -> None:
    """In a workspace without a single account nobody has anything to read."""
    done = nightly.run_digest(Turn(now=FRIDAY, slot=FRIDAY))
    assert (done["sent"], done["empty"]) == (0, 3) and box.mails == []
