"""Fetching a subscribed calendar: what is reached, what is refused, what is kept secret."""

from __future__ import annotations

import logging
from datetime import UTC, datetime

import pytest

from banso.connectors import reaching
from banso.connectors.calendar import fetching, operations, queries
from banso.connectors.calendar.models import Feed
from banso.connectors.calendar.reading import MOST_BYTES, CalendarBroken
from banso.execution.meetings.models import Meeting
from banso.workspace.models import AuditRow
from banso.workspace.viewer import NotAllowed, Viewer
from tests.meetings.calendars import calendar, event
from tests.meetings.serving import served, with_status, with_text

pytestmark = pytest.mark.usefixtures("workspace")
NOW = datetime(2026, 4, 10, 3, 0, tzinfo=UTC)
TEXT = calendar(event("a@x", "20260413T050000Z"))


def subscribed(viewer: Viewer, address: str) -> str:
    return operations.subscribe(viewer=viewer, name="仕事", address=address, now=NOW)


def test_it_reads_what_lies_at_the_address(chie: Viewer) -> None:
    with served(with_text(TEXT)) as address:
        feed = subscribed(chie, address)
        result = operations.fetch_feed(viewer=chie, public_id=feed, now=NOW)
    assert result["seen"] == 1
    assert Meeting.objects.count() == 1


def test_it_keeps_the_address_secret(chie: Viewer, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with served(with_status(404)) as address:
        feed = subscribed(chie, address)
        with pytest.raises(fetching.FetchFailed) as refused:
            operations.fetch_feed(viewer=chie, public_id=feed, now=NOW)
    row = Feed.objects.get()
    [shown] = queries.feeds(viewer=chie)
    audited = str(list(AuditRow.objects.values_list("detail", flat=True)))
    told = (str(row.__dict__), str(shown), audited, caplog.text, str(refused.value))
    assert not [text for text in told if "secret-token" in text]
    assert shown.problems[0]["id"] == "calendar.status", "the last result stands beside it"


INSIDE = (
    "127.0.0.1 localhost 10.0.0.8 [::1] 169.254.169.254 0.0.0.0 [::ffff:10.0.0.1] 192.168.1.4"
    " 100.64.0.1"
)


@pytest.mark.parametrize("host", INSIDE.split())
def test_it_does_not_look_around_inside(host: str) -> None:
    with pytest.raises(reaching.HostRefused) as refused:
        fetching.fetch(f"https://{host}/cal.ics")
    assert refused.value.problems[0].id == "host.private"


def test_it_checks_where_a_redirect_leads() -> None:
    with (
        served(with_status(302, Location="https://169.254.169.254/latest")) as address,
        pytest.raises(reaching.HostRefused),
    ):
        fetching.fetch(address)


def test_it_gives_up_going_round() -> None:
    with (
        served(with_status(302, Location="/again")) as address,
        pytest.raises(fetching.FetchFailed) as refused,
    ):
        fetching.fetch(address)
    assert refused.value.problems[0].id == "calendar.redirects"


@pytest.mark.parametrize(
    "address",
    ["", "calendar", "ftp://example.com/a.ics", "file:///etc/passwd", "https://", "http://[::1",
     "http://example.com/a.ics", "https://example.com/a\r\nHost: x", "https://日本.example/x"],
)  # fmt: skip
def test_it_refuses_what_is_no_address(address: str) -> None:
    with pytest.raises(fetching.AddressRefused):
        fetching.parts_of(address)


def test_it_reads_webcal_as_https() -> None:
    assert fetching.parts_of("webcal://example.com/a.ics").geturl() == "https://example.com/a.ics"


def test_it_stops_reading_after_ten_megabytes() -> None:
    with (
        served(with_text(b"BEGIN:VCALENDAR\r\n" + b"X" * MOST_BYTES)) as address,
        pytest.raises(CalendarBroken) as refused,
    ):
        fetching.fetch(address)
    assert refused.value.problems[0].id == "calendar.too-large"


def test_it_says_when_a_page_to_sign_in_comes_instead(chie: Viewer) -> None:
    with served(with_text(b"<html>Sign in</html>")) as address:
        feed = subscribed(chie, address)
        with pytest.raises(CalendarBroken):
            operations.fetch_feed(viewer=chie, public_id=feed, now=NOW)
    assert queries.feeds(viewer=chie)[0].problems[0]["id"] == "calendar.broken"


def test_one_that_fails_holds_up_no_other(akiko: Viewer, chie: Viewer, makoto: Viewer) -> None:
    with served(with_text(TEXT)) as address:
        subscribed(chie, "https://no-such-host.invalid/a.ics")
        subscribed(makoto, address)
        done = operations.fetch_all(viewer=akiko, now=NOW)
    assert (done["feeds"], done["ok"], done["failed"]) == (2, 1, 1)


def test_it_is_ones_own_alone(chie: Viewer, makoto: Viewer, rin: Viewer) -> None:
    feed = subscribed(chie, "https://example.com/a.ics")
    assert queries.feeds(viewer=makoto) == []
    with pytest.raises(operations.FeedUnknown):
        operations.end_feed(viewer=makoto, public_id=feed, now=NOW)
    with pytest.raises(NotAllowed):
        subscribed(rin, "https://example.com/a.ics")


def test_it_forgets_the_address_of_one_taken_out(chie: Viewer) -> None:
    with served(with_text(TEXT)) as address:
        feed = subscribed(chie, address)
        operations.fetch_feed(viewer=chie, public_id=feed, now=NOW)
    operations.end_feed(viewer=chie, public_id=feed, now=NOW)
    assert not Feed.objects.get().sealed_address
    assert not Meeting.objects.exists()
