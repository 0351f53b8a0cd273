"""What a calendar says becomes meetings of accounts, and follows the calendar from then on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from banso.connectors.calendar import operations as calendars
from banso.connectors.calendar import queries as feeds
from banso.connectors.calendar.reading import CalendarBroken
from banso.customers import merging
from banso.customers import operations as customers
from banso.customers.models import Contact
from banso.customers.operations import ContactRow, UserRow
from banso.execution.meetings import operations, queries
from banso.execution.meetings.models import Meeting
from banso.execution.meetings.queries import MeetingView
from banso.workspace.viewer import Viewer
from tests.customers.records import SYSTEM, account
from tests.meetings.calendars import calendar, event, guest

if TYPE_CHECKING:
    from tests.conftest import Viewers

pytestmark = pytest.mark.usefixtures("workspace")
NOW = datetime(2026, 4, 10, 3, 0, tzinfo=UTC)
DAY = date(2026, 4, 13)
MONDAY = "20260413T050000Z"


@dataclass
class Place:
    """Two accounts: one with a contact, one with a product user only."""

    kaku: int
    sora: int


@pytest.fixture
def place(db: None) -> Place:
    kaku, sora = account("kaku", name="架空商事"), account("sora", name="空想電機")
    customers.upsert_contacts(
        viewer=SYSTEM, source="crm", batch="b1", now=NOW,
        rows=[ContactRow(kaku, "c1", {"email": "Taro@kaku.example", "family_name": "架空",
                                        "given_name": "太郎"})],
    )  # fmt: skip
    customers.upsert_product_users(
        viewer=SYSTEM, source="crm", batch="b1",
        rows=[UserRow(sora, "hana@sora.example")],
    )  # fmt: skip
    return Place(kaku, sora)


def take(viewer: Viewer, data: bytes, *, name: str = "千葉.ics", now: datetime = NOW) -> str:
    return calendars.take_file(viewer=viewer, name=name, data=data, now=now)


def on(viewer: Viewer, day: date = DAY) -> list[MeetingView]:
    return queries.on_day(viewer=viewer, day=day)


def only(viewer: Viewer, day: date = DAY) -> MeetingView:
    [found] = on(viewer, day)
    return found


def test_it_knows_the_account_by_its_contact(place: Place, chie: Viewer, rin: Viewer) -> None:
    take(
        chie, calendar(event("a@x", MONDAY, guest("taro@KAKU.example"), guest("chie@example.com")))
    )
    found = only(rin)  # a colleague, too, sees a customer's meeting
    assert (found.account_id, found.matched_by) == (place.kaku, "contact")
    assert (found.theirs, found.ours) == (("taro@kaku.example",), ("chie@example.com",))


def test_it_knows_the_account_by_its_product_user(place: Place, chie: Viewer) -> None:
    take(chie, calendar(event("a@x", MONDAY, guest("hana@sora.example"))))
    assert (only(chie).account_id, only(chie).matched_by) == (place.sora, "product_user")


def test_it_only_suggests_by_the_domain(place: Place, chie: Viewer, rin: Viewer) -> None:
    take(chie, calendar(event("a@x", MONDAY, guest("new@kaku.example"))))
    found = only(chie)
    assert found.account_id is None
    assert queries.suggestions(viewer=chie, public_id=found.public_id, day=DAY) == [place.kaku]
    assert on(rin) == [], "what is no customer's is its owner's alone"
    assert queries.meeting(viewer=rin, public_id=found.public_id) is None
    assert queries.suggestions(viewer=rin, public_id=found.public_id, day=DAY) == []


def test_it_leaves_a_meeting_of_two_accounts_to_a_person(place: Place, chie: Viewer) -> None:
    both = (guest("taro@kaku.example"), guest("hana@sora.example"))
    customers.upsert_contacts(
        viewer=SYSTEM, source="crm", batch="b1", now=NOW,
        rows=[ContactRow(place.sora, "c2", {"email": "hana@sora.example", "full_name": "空想 花"})],
    )  # fmt: skip
    take(chie, calendar(event("a@x", MONDAY, *both)))
    assert only(chie).account_id is None


def test_it_keeps_what_a_person_chose(place: Place, chie: Viewer) -> None:
    text = calendar(event("a@x", MONDAY, "RRULE:FREQ=WEEKLY;COUNT=2", guest("taro@kaku.example")))
    take(chie, text)
    operations.choose_account(
        viewer=chie, public_id=only(chie).public_id, account_id=place.sora, now=NOW
    )
    longer = calendar(event("a@x", MONDAY, "RRULE:FREQ=WEEKLY;COUNT=3", guest("taro@kaku.example")))
    take(chie, longer)
    assert {m.account_id for m in Meeting.objects.all()} == {place.sora}
    assert Meeting.objects.count() == 3


def test_it_follows_the_calendar(place: Place, chie: Viewer) -> None:
    """A meeting moved stays the same one; one taken out of the calendar goes; one that is over stays."""
    past = event("past@x", "20260401T050000Z", guest("taro@kaku.example"))
    gone = event("gone@x", MONDAY, guest("taro@kaku.example"))
    take(chie, calendar(past, gone, event("move@x", MONDAY, guest("taro@kaku.example"))))
    before = {m.title: m.public_id for m in on(chie)}
    take(chie, calendar(event("move@x", "20260414T050000Z", guest("taro@kaku.example"))))
    assert on(chie) == []
    assert only(chie, date(2026, 4, 14)).public_id in before.values()
    assert only(chie, date(2026, 4, 1)).status == "planned"


def test_it_tells_a_meeting_in_two_calendars_once(
    place: Place, viewers: Viewers, chie: Viewer, makoto: Viewer
) -> None:
    text = calendar(event("a@x", MONDAY, guest("taro@kaku.example")))
    take(chie, text)
    feed = take(makoto, text)
    assert len(on(chie)) == 1
    for who in (chie, makoto):
        mine = queries.on_day(viewer=chie, day=DAY, user_id=who.user_id)
        assert len(mine) == 1
    calendars.end_feed(viewer=makoto, public_id=feed, now=NOW)
    assert len(on(chie)) == 1, "it still stands in Chie's"


def test_it_takes_an_older_text_for_older(place: Place, chie: Viewer, makoto: Viewer) -> None:
    newer = event("a@x", MONDAY, "SEQUENCE:2", guest("taro@kaku.example"), title="新しい題")
    older = event("a@x", MONDAY, "SEQUENCE:1", guest("taro@kaku.example"), title="前の題")
    take(chie, calendar(newer))
    take(makoto, calendar(older))
    assert only(chie).title == "新しい題"


def test_it_shows_a_cancelled_meeting_as_cancelled(place: Place, chie: Viewer) -> None:
    take(chie, calendar(event("a@x", MONDAY, "STATUS:CANCELLED", guest("taro@kaku.example"))))
    assert only(chie).cancelled


def test_it_matches_nothing_outside_the_scope(place: Place, viewers: Viewers) -> None:
    paul = viewers("paul", accounts=[place.sora])
    take(paul, calendar(event("a@x", MONDAY, guest("taro@kaku.example"))))
    assert only(paul).account_id is None
    with pytest.raises(operations.AccountRefused):
        operations.choose_account(
            viewer=paul, public_id=only(paul).public_id, account_id=place.kaku, now=NOW
        )


def test_it_changes_nothing_of_an_account_outside_the_scope(
    place: Place, viewers: Viewers, chie: Viewer
) -> None:
    """Whoever knows what a calendar calls a meeting cannot take it over with a calendar of their own."""
    take(chie, calendar(event("a@x", MONDAY, guest("taro@kaku.example"))))
    paul = viewers("paul", accounts=[place.sora])
    take(paul, calendar(event("a@x", MONDAY, "SEQUENCE:9", guest("hana@sora.example"), title="嘘")))
    assert (only(chie).account_id, only(chie).title) == (place.kaku, "定例")
    assert on(paul) == []


def test_it_changes_nothing_for_a_broken_file(place: Place, chie: Viewer) -> None:
    take(chie, calendar(event("a@x", MONDAY, guest("taro@kaku.example"))))
    with pytest.raises(CalendarBroken):
        take(chie, b"<html>sign in</html>")
    assert len(on(chie)) == 1
    [feed] = feeds.feeds(viewer=chie)
    assert feed.result["seen"] == 1


def test_it_brings_nobody_back_who_was_erased(place: Place, akiko: Viewer, chie: Viewer) -> None:
    text = calendar(
        event("a@x", MONDAY, guest("taro@kaku.example"), r"DESCRIPTION:架空 太郎 様と", title="架空 太郎 様")
    )  # fmt: skip
    take(chie, text)
    public_id = Contact.objects.values_list("public_id", flat=True).get()
    customers.erase_contact(viewer=akiko, public_id=public_id, now=NOW)
    take(chie, text)
    found = only(chie)
    told = " ".join((found.title, found.notes, *found.theirs))
    assert "太郎" not in told and "taro@" not in told


def test_it_goes_along_when_accounts_are_merged(place: Place, chie: Viewer) -> None:
    take(chie, calendar(event("a@x", MONDAY, guest("taro@kaku.example"))))
    merging.merge_accounts(viewer=SYSTEM, keep=place.sora, gone=place.kaku, now=NOW, day=DAY)
    assert only(chie).account_id == place.sora
