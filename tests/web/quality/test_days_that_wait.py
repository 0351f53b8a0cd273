"""Days too far back to be opened by themselves: shown with whose and why, opened when asked, audited."""

from __future__ import annotations

from datetime import timedelta

import pytest

from banso.metrics.models import StaleAccount
from banso.workspace.models import AuditRow, Job, WorkspaceRow
from tests.conftest import Viewers
from tests.journey_store.worlds import NOW, account, close, field, made, on

pytestmark = pytest.mark.usefixtures("workspace")


@pytest.fixture
def late() -> int:
    """Ten days are closed; a field that counts since the third comes in now, two days back are opened."""
    WorkspaceRow.objects.update(reopen_days=2)
    made()
    one = account("Kakuu")
    account("Other")
    close(0, 9)
    field(one, "seats_assigned", 12, 2)
    close(10, 10, now=NOW + timedelta(days=11))
    return one


def test_it_says_who_waits_since_when_and_why(late: int, viewers: Viewers) -> None:
    page = viewers.client("makoto").get("/quality/", headers={"accept-language": "en"})
    text = page.content.decode()
    [row] = StaleAccount.objects.all()
    assert (row.account_id, row.why) == (late, "fields")
    [shown] = page.context["waiting"].rows
    assert (shown.name, shown.first) == ("Kakuu", on(2)) and shown.last == on(7)
    assert "Kakuu" in text and "Other" not in text and "/quality/reopen/" in text
    looked = viewers.client("chie").get("/quality/").content.decode()
    assert "Kakuu" in looked and "/quality/reopen/" not in looked  # a CSM looks, a manager decides
    past = viewers.client("makoto").get("/quality/", {"as_of": str(on(5))}).content.decode()
    assert "Kakuu" not in past


def test_asked_for_they_are_closed_again(late: int, viewers: Viewers) -> None:
    client = viewers.client("makoto")
    answer = client.post("/quality/reopen/")
    job = Job.objects.get(kind="day.backfill")
    assert answer.status_code == 302 and job.public_id in answer["Location"]
    assert job.arguments == {"first": str(on(2)), "last": str(on(10))}
    row = AuditRow.objects.get(act="days.reopened")
    assert (row.subject_id, row.detail["accounts"]) == (job.public_id, 1)
    close(2, 10, now=NOW + timedelta(days=12))  # as the worker does
    assert not StaleAccount.objects.exists()
    assert client.get("/quality/").context["waiting"] is None
    assert client.post("/quality/reopen/").status_code == 422  # nothing waits any more


def test_how_far_back_is_set_by_an_administrator(late: int, viewers: Viewers) -> None:
    client = viewers.client("akiko")
    assert client.post("/settings/reopening/", {"days": "365"}).status_code == 302
    assert WorkspaceRow.objects.get().reopen_days == 365
    assert AuditRow.objects.get(act="workspace.reopening-set").detail == {"days": 365, "before": 2}
    assert client.get("/quality/").context["waiting"] is None  # the next close opens them by itself
    for wrong in ("-1", "many", "99999", ""):
        assert client.post("/settings/reopening/", {"days": wrong}).status_code == 422
    assert viewers.client("makoto").post("/settings/reopening/", {"days": "5"}).status_code == 403
