"""Settings, Scheduled work: last and next run, run now, rest, another hour; for administrators."""

from __future__ import annotations

import pytest
from django.test import Client

from banso.workspace.schedule import queries, running
from banso.workspace.schedule.models import Schedule
from banso.workspace.viewer import Viewer
from tests.clock.conftest import NIGHT
from tests.conftest import Viewers

SYSTEM = Viewer.system()


@pytest.fixture
def client(workspace: None, viewers: Viewers) -> Client:
    return viewers.client("akiko")


def test_it_lists_what_runs_and_when(client: Client) -> None:
    page = client.get("/settings/schedule/").content.decode()
    for words in (
        "フォルダーからの取り込み",
        "日次の締め",
        "毎日 2:00",
        "毎日 3:05",
        "まだありません",
    ):
        assert words in page


def test_run_now_is_done_by_the_next_look_and_shown(client: Client) -> None:
    assert client.post("/settings/schedule/day.close/run/").status_code == 302
    assert "ほかの処理が終わりしだい" in client.get("/settings/schedule/").content.decode()
    ran = running.tick(now=NIGHT)
    assert ran is not None and (ran.key, ran.state) == ("day.close", "done")
    page = client.get("/settings/schedule/day.close/").content.decode()
    assert "0日分を締めました" in page and "青木 明子" in page


def test_it_rests_and_goes_on(client: Client) -> None:
    client.post("/settings/schedule/files.pickup/rest/", {"paused": "1"})
    assert "一時停止中" in client.get("/settings/schedule/").content.decode()
    assert Schedule.objects.get(key="files.pickup").paused
    client.post("/settings/schedule/files.pickup/rest/", {"paused": "0"})
    assert not Schedule.objects.get(key="files.pickup").paused


def test_its_hour_is_changed_and_a_folder_outside_is_refused(client: Client) -> None:
    address = "/settings/schedule/files.pickup/"
    assert client.post(address, {"at": "04:30", "business": "on", "folder": ""}).status_code == 302
    seen = queries.schedule(viewer=SYSTEM, key="files.pickup", now=NIGHT)
    assert (seen.at.hour, seen.at.minute, seen.business) == (4, 30, True)
    assert "営業日 4:30" in client.get("/settings/schedule/").content.decode()
    answer = client.post(address, {"at": "04:30", "folder": "/etc"})
    assert answer.status_code == 422 and "pickup.folder-outside" in answer.content.decode()
    assert client.post(address, {"at": "25:99"}).status_code == 422


def test_everybody_chooses_their_own_mails(client: Client) -> None:
    assert "朝のまとめ" in client.get("/settings/").content.decode()
    client.post("/settings/wish/", {"kind": "digest", "wanted": "0"})
    client.post("/settings/wish/", {"kind": "nonsense", "wanted": "1"})
    page = client.get("/settings/").content.decode()
    assert 'value="0" aria-pressed="true"' in page
