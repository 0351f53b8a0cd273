"""Those who want to know are told once what was picked up, and why the rest was not."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from banso.connectors.nightly.report import report_pickups
from banso.connectors.pickup import folder as places
from banso.connectors.pickup.models import PickedFile
from banso.connectors.pickup.running import pick_up
from banso.workspace.post import operations
from banso.workspace.post.sending import MailNotSent
from banso.workspace.progress import Silent
from tests.clock.mailing import Box, mail_server, use
from tests.conftest import Viewers
from tests.connectors.helping import ACCOUNTS, NOW, small_export, take_in, write


@pytest.fixture
def box(workspace: None, viewers: Viewers, tmp_path: Path) -> Iterator[Box]:
    """Two files were picked up: one is understood, one is not. Makoto wants to know."""
    operations.set_wish(viewer=viewers("makoto"), kind="pickup", wanted=True)
    viewers("akiko")
    take_in(small_export(tmp_path / "by-hand"))
    inbox = places.folder_of({})
    files = {
        "accounts.csv": [ACCOUNTS[0], ("A9", "株式会社はまかぜ（架空）", "x")],
        "weather.csv": [("station", "celsius"), ("x", "12")],
    }
    for name, rows in files.items():
        path = write(inbox, name, rows)
        os.utime(path, (NOW.timestamp() - 3600,) * 2)
    pick_up(folder=inbox, now=NOW, progress=Silent())
    with mail_server() as found:
        use(found)
        yield found


def test_the_mail_names_each_file_and_why_it_was_refused(box: Box) -> None:
    assert report_pickups(slot=NOW, now=NOW)["sent"] == 1
    [mail] = box.mails
    assert box.to == ["makoto@example.com"]
    assert str(mail["Subject"]) == "[試験用] 取り込み 1件、取り込めず 1件"
    text = mail.get_content()
    assert (
        "× weather.csv（取り込めませんでした）" in text
        and "まだ取り込まれたことがありません" in text
    )
    assert "✓ accounts.csv" in text and "新規 1" in text and "/mail/off/" in text
    assert report_pickups(slot=NOW, now=NOW) == {}


def test_cut_off_behind_the_mails_nobody_is_told_twice(box: Box) -> None:
    report_pickups(slot=NOW, now=NOW)
    PickedFile.objects.update(reported=False)  # as a process leaves it that died at that moment
    assert report_pickups(slot=NOW, now=NOW)["already"] == 1
    assert len(box.mails) == 1 and not PickedFile.objects.filter(reported=False).exists()


def test_a_server_that_is_away_is_asked_again(box: Box) -> None:
    box.answers["makoto@example.com"] = "451 later"
    with pytest.raises(MailNotSent):
        report_pickups(slot=NOW, now=NOW)
    del box.answers["makoto@example.com"]
    assert report_pickups(slot=NOW, now=NOW)["sent"] == 1


def test_without_a_server_the_screen_tells_the_same(box: Box, viewers: Viewers) -> None:
    operations.forget_mail_server(viewer=viewers("akiko"), now=NOW)
    assert report_pickups(slot=NOW, now=NOW) == {}
    page = viewers.client("akiko").get("/settings/schedule/files.pickup/").content.decode()
    assert "weather.csv" in page and "まだ取り込まれたことがありません" in page
    assert "refused/2026-04-10/weather.csv" in page
