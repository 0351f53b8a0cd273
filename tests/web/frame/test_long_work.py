"""Long work on screen: asked again until it is over, found again from any page, cancelled."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from banso.workspace import jobs
from banso.workspace.progress import Progress
from banso.workspace.viewer import Viewer
from tests.conftest import Viewers

NOW = datetime(2026, 4, 1, tzinfo=UTC)
Work = Callable[[Progress], dict[str, Any] | None]


@pytest.fixture
def client(workspace: None, viewers: Viewers) -> Client:
    return viewers.client("chie")


@pytest.fixture
def start(viewers: Viewers, monkeypatch: pytest.MonkeyPatch) -> Callable[[Work], str]:
    """Start a piece of work of a kind made for this test; it runs when ``jobs.run_job`` is called."""

    def begin(work: Work) -> str:
        def run(*, progress: Progress, viewer: Viewer) -> dict[str, Any] | None:
            return work(progress)

        monkeypatch.setitem(jobs._KINDS, "toy.count", run)
        return jobs.start_job(viewer=viewers("chie"), kind="toy.count", arguments={}, now=NOW)

    return begin


def part(client: Client, public_id: str, **query: str) -> Any:
    return client.get(f"/jobs/{public_id}/progress/", query, headers={"HX-Request": "true"})


def test_it_waits_and_asks_again(client: Client, start: Callable[[Work], str]) -> None:
    public_id = start(lambda progress: None)
    answer = part(client, public_id)
    assert 'hx-trigger="every 1s"' in answer.content.decode()
    assert "順番を待っています" in answer.content.decode()


def test_it_tells_step_and_count_while_it_runs(
    client: Client, start: Callable[[Work], str]
) -> None:
    seen: list[str] = []

    def work(progress: Progress) -> None:
        progress.begin("Writing events", total=1200, unit="rows")
        progress.advance(300)
        seen.append(part(client, public_id).content.decode())

    public_id = start(work)
    jobs.run_job.call(public_id)
    (page,) = seen
    assert "利用イベントの取込" in page
    assert "300 / 1,200" in page
    assert 'max="1200" value="300"' in page


def test_it_stops_asking_and_goes_on_when_done(
    client: Client, start: Callable[[Work], str]
) -> None:
    public_id = start(lambda progress: {"rows": 3})
    jobs.run_job.call(public_id)
    answer = part(client, public_id, next="/settings/sources/")
    assert answer["HX-Redirect"] == "/settings/sources/"
    assert "hx-trigger" not in part(client, public_id).content.decode()


def test_it_never_goes_on_to_another_site(client: Client, start: Callable[[Work], str]) -> None:
    public_id = start(lambda progress: None)
    jobs.run_job.call(public_id)
    assert "HX-Redirect" not in part(client, public_id, next="https://example.org/").headers


def test_the_header_leads_back_to_it(client: Client, start: Callable[[Work], str]) -> None:
    start(lambda progress: None)
    assert "実行中 1件" in client.get("/settings/").content.decode()
    listed = client.get("/jobs/").content.decode()
    assert "toy.count" in listed


def test_it_is_cancelled_by_a_form(client: Client, start: Callable[[Work], str]) -> None:
    reached: list[int] = []

    def work(progress: Progress) -> None:
        progress.begin("days", total=10, unit="days")
        client.post(f"/jobs/{public_id}/cancellation/")
        progress.advance()
        reached.append(1)

    public_id = start(work)
    jobs.run_job.call(public_id)
    assert not reached
    assert "中止しました" in client.get(f"/jobs/{public_id}/").content.decode()


def test_a_crash_is_told_with_its_id(client: Client, start: Callable[[Work], str]) -> None:
    def work(progress: Progress) -> None:
        raise RuntimeError("inside")

    public_id = start(work)
    jobs.run_job.call(public_id)
    page = client.get(f"/jobs/{public_id}/").content.decode()
    assert "job.crashed" in page
    assert "inside" not in page


def test_others_work_is_not_theirs_to_see(
    client: Client, start: Callable[[Work], str], viewers: Viewers
) -> None:
    public_id = start(lambda progress: None)
    viewers("makoto")
    assert viewers.client("makoto").get(f"/jobs/{public_id}/").status_code == 200
    viewers.ids["sota"] = _another_csm()
    assert viewers.client("sota").get(f"/jobs/{public_id}/").status_code == 403
    assert public_id not in viewers.client("sota").get("/jobs/").content.decode()
    assert viewers.client("rin").get("/jobs/").status_code == 403


def _another_csm() -> int:
    from banso.workspace import operations, queries
    from banso.workspace.viewer import Role

    public_id = operations.create_person(
        viewer=Viewer.system(),
        email="sota@example.com",
        password="a phrase for tests only",
        role=Role.CSM,
        family_name="宗田",
        now=NOW,
    )
    people = queries.people(viewer=Viewer.system())
    return next(p.id for p in people if p.public_id == public_id)
