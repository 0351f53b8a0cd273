"""One date picker, two questions: true on D by today's knowledge, or as we saw it on that day."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from banso.customers.models import Account
from banso.workspace.models import AuditRow
from tests.conftest import Viewers
from tests.ground.remembered import remembered
from tests.journey_store.worlds import NOW, account, close, field, made, on, unsay

pytestmark = pytest.mark.usefixtures("workspace")
THEN, TODAY = f"{on(22)}.seen", f"{on(22)}"


@pytest.fixture
def client(viewers: Viewers) -> Client:
    """Signed in, with one account that moved late in our records."""
    moved_late()
    return viewers.client("akiko")


@remembered
def moved_late() -> None:
    """On day 22 it was stuck as we saw it, and had moved in truth."""
    made()
    one = account("Kakuu")
    account("Other")
    field(one, "seats_assigned", 12, 30)
    for day in (20, 22, 26):
        close(day, day, now=NOW + timedelta(days=day))
    unsay(one, "seats_assigned")
    field(one, "seats_assigned", 12, 21)
    close(21, 26, now=NOW + timedelta(days=40))


def plain(client: Client, address: str, as_of: str) -> str:
    page = client.get(address, {"as_of": as_of}, headers={"accept-language": "en"})
    assert page.status_code == 200
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", page.content.decode()))


def test_the_map_counts_by_either_knowledge(client: Client) -> None:
    then = client.get("/map/cell/", {"phase": "first", "as_of": THEN}).content.decode()
    now = client.get("/map/cell/", {"phase": "first", "as_of": TODAY}).content.decode()
    assert "Kakuu" in then and "Kakuu" not in now
    assert "Other" in then and "Other" in now


def test_the_list_and_its_file_say_by_which_knowledge(client: Client) -> None:
    asked = {"q": "phase = 'first'"}
    then = client.get("/accounts/", {**asked, "as_of": THEN}).content.decode()
    now = client.get("/accounts/", {**asked, "as_of": TODAY}).content.decode()
    assert "Kakuu" in then and "Kakuu" not in now
    file = client.get("/accounts/export/csv/", {**asked, "as_of": THEN})
    body = file.content.decode("utf-8-sig")
    assert "Kakuu" in body and f"{on(22)}当時の見え方" in body
    assert f"accounts-{on(22)}-as-seen.csv" in file["Content-Disposition"]
    body = client.get("/accounts/export/csv/", {**asked, "as_of": TODAY}).content.decode()
    assert "Kakuu" not in body and f"{on(22)}" in body and "当時の見え方" not in body


def test_a_chart_and_its_file_are_by_the_knowledge_asked_for(client: Client) -> None:
    then = plain_table(client, THEN)
    now = plain_table(client, TODAY)
    assert then["known"] != now["known"] and "当時の見え方" in then["known"]
    assert then["file"] == f"phases-{on(22)}-as-seen" and now["file"] == f"phases-{on(22)}"
    assert then["newest"] != now["newest"]  # who moved late in our records counts where it was seen


def plain_table(client: Client, as_of: str) -> dict[str, str]:
    page = client.get("/map/over-time/", {"as_of": as_of, "days": 91}).content.decode()
    known, file, taken = (
        re.search(f'data-{name}="([^"]*)"', page) for name in ("known", "file", "taken")
    )
    newest = re.search(r"<tbody><tr.*?</tr>", page, re.S)
    assert known and file and taken and newest
    assert f"as_of={as_of}" in taken[1]
    return {"known": known[1], "file": file[1], "newest": newest[0]}


def test_a_chart_taken_away_leaves_an_audit_row(client: Client, viewers: Viewers) -> None:
    note = {"chart": "c-phases", "page": "/map/over-time/", "rows": "3"}
    assert client.post(f"/charts/taken/?as_of={THEN}", note).status_code == 204
    row = AuditRow.objects.get(act="chart.exported")
    told = {"page": "/map/over-time/", "rows": 3, "day": str(on(22)), "as_seen": True}
    assert (row.subject_id, row.detail) == ("c-phases", told)
    for wrong in ({"chart": "<b>"}, {"page": "/accounts/?q=a name"}, {"rows": "many"}):
        assert client.post("/charts/taken/", {**note, **wrong}).status_code == 422
    assert viewers.client("rin").post("/charts/taken/", note).status_code == 403
    assert AuditRow.objects.filter(act="chart.exported").count() == 1


def test_the_account_shows_the_path_it_was_seen_on(client: Client) -> None:
    page = f"/accounts/{Account.objects.get(name='Kakuu').public_id}/"
    then = client.get(page, {"as_of": THEN}).context["page"].now_name
    now = client.get(page, {"as_of": TODAY}).context["page"].now_name
    assert (then.ja, now.ja) == ("一番目", "二番目")


def test_the_banner_says_which_and_whether_they_differ(client: Client) -> None:
    then, now = plain(client, "/map/", THEN), plain(client, "/map/", TODAY)
    assert "当時の見え方" in then and "いま分かっている事実で見る" in then
    assert "当時と異なる顧客企業: 1社" in then and "当時と異なる顧客企業: 1社" in now
    assert "当時の見え方との違いはありません" in plain(client, "/map/", f"{on(20)}")
    found = plain(client, "/history/differences/", THEN)
    assert "Kakuu" in found and "Other" not in found


def test_a_day_never_closed_is_said_not_to_have_been_seen(client: Client) -> None:
    assert "締めていない日" in plain(client, "/map/", f"{on(-3)}.seen")


def test_links_carry_the_mode_and_the_past_is_read_only(client: Client) -> None:
    body = client.get("/map/", {"as_of": TODAY, "known": "then"}).content.decode()
    assert f'data-as-of="{THEN}"' in body and f"as_of={THEN}" in body
    body = client.get("/map/", {"as_of": THEN, "known": "today"}).content.decode()
    assert f'data-as-of="{TODAY}"' in body
    page = f"/accounts/{Account.objects.get(name='Kakuu').public_id}/move/"
    answer = client.post(f"{page}?as_of={THEN}", {"place": "second", "why": "x"})
    assert answer.status_code == 422


def test_rights_are_those_of_today(client: Client, viewers: Viewers) -> None:
    """An outside partner without the account neither sees it nor learns that it differs."""
    other = Account.objects.get(name="Other").pk
    viewers("paul", accounts=[other])
    partner = viewers.client("paul")
    page = plain(partner, "/map/", THEN)
    assert "No difference between the two" in page
    assert (
        "Kakuu" not in partner.get("/map/cell/", {"phase": "first", "as_of": THEN}).content.decode()
    )
