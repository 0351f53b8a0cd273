"""Mail goes out once to each person who wants it, can be switched off from the mail itself, and says why not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client

from banso.workspace.models import AuditRow, User
from banso.workspace.post import operations, queries, sending
from banso.workspace.post.kinds import DIGEST, PICKUP
from banso.workspace.post.letters import post
from banso.workspace.post.models import Letter, MailServer
from banso.workspace.post.sending import Mail
from banso.workspace.post.wishes import off_word
from banso.workspace.viewer import Viewer
from tests.clock.mailing import Box, mail_server, use
from tests.conftest import Viewers
from tests.connectors.helping import NOW

SYSTEM = Viewer.system()


@pytest.fixture
def box(workspace: None, viewers: Viewers) -> Iterator[Box]:
    for name in ("akiko", "chie"):
        viewers(name)
    with mail_server() as found:
        use(found)
        yield found


def write(person: User, off: str) -> Mail:
    return Mail(
        person.email,
        person.display_name,
        f"朝のまとめ {person.given_name}",
        f"本文\n.\n{off}\n",
        off=off,
    )


def send(key: str = "2026-04-10") -> dict[str, int]:
    return post(kind=DIGEST, key=key, write=write, now=NOW).as_json()


def test_everybody_gets_one_mail_in_any_script(box: Box) -> None:
    assert send()["sent"] == 2
    assert box.to == ["akiko@example.com", "chie@example.com"]
    mail = next(m for m in box.mails if "chie" in str(m["To"]))
    assert str(mail["Subject"]).startswith("朝のまとめ")
    assert mail["From"].addresses[0].display_name == "Banso 試験"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail.get_content().splitlines()[:2] == ["本文", "."]
    assert send() == {"sent": 0, "refused": 0, "empty": 0, "unclear": 0, "already": 2}
    assert send("2026-04-13")["sent"] == 2
    assert len(box.mails) == 4


def test_the_demos_people_and_those_switched_off_get_none(box: Box) -> None:
    User.objects.filter(email="akiko@example.com").update(is_demo=True)
    User.objects.filter(email="chie@example.com").update(is_active=False)
    assert send()["sent"] == 0 and box.mails == []


def test_a_report_goes_only_to_those_who_asked_and_may(box: Box, viewers: Viewers) -> None:
    operations.set_wish(viewer=viewers("chie"), kind="pickup", wanted=True)  # may not import
    operations.set_wish(viewer=viewers("akiko"), kind="pickup", wanted=True)
    assert [w.kind for w in queries.wishes(viewer=viewers("chie"))] == ["digest"]
    assert post(kind=PICKUP, key="x", write=write, now=NOW).sent == 1
    assert box.to == ["akiko@example.com"]


def test_the_link_in_a_mail_switches_it_off_without_sign_in(box: Box) -> None:
    send()
    mail = next(m for m in box.mails if "chie" in str(m["To"]))
    link = str(mail["List-Unsubscribe"]).strip("<>")
    assert link.startswith("https://banso.example.com/mail/off/") and link in mail.get_content()
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = link.removeprefix("https://banso.example.com")
    stranger = Client(enforce_csrf_checks=True)
    page = stranger.get(path)  # as a program does that looks at every link
    assert page.status_code == 200 and "chie" not in page.content.decode()
    assert send("next")["sent"] == 2
    assert stranger.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert stranger.post(path).status_code == 200
    assert send("third")["sent"] == 1
    assert box.to.count("chie@example.com") == 2
    assert Client().get("/settings/").status_code == 302  # it signs nobody in


def test_a_link_that_was_changed_or_made_for_something_else_does_nothing(
    box: Box, viewers: Viewers
) -> None:
    person = User.objects.get(pk=viewers("chie").user_id)
    word = off_word(person=person.public_id, kind="digest")
    for broken in (
        word[:-2] + "xx",
        word.replace(word[0], "A", 1),
        "none",
        f"{person.public_id}:x",
    ):
        answer = Client().post(f"/mail/off/{broken}/")
        assert answer.status_code == 404 and "mail.off-not-found" in answer.content.decode()
    assert send()["sent"] == 2


def test_a_refusal_for_good_is_noted_and_the_others_get_theirs(box: Box) -> None:
    box.answers["akiko@example.com"] = "550 no such person"
    assert send() | {"empty": 0} == {
        "sent": 1,
        "refused": 1,
        "empty": 0,
        "unclear": 0,
        "already": 0,
    }
    assert Letter.objects.get(state="refused").problem.startswith("550 no such")
    assert send()["sent"] == 0


def test_a_refusal_for_now_is_tried_again_for_whom_it_was(box: Box) -> None:
    box.answers["chie@example.com"] = "451 come again"
    with pytest.raises(sending.MailNotSent) as failed:
        send()
    assert "451" in str(failed.value) and MailServer.objects.get().worked is False
    assert box.to == ["akiko@example.com"]
    del box.answers["chie@example.com"]
    assert send()["sent"] == 1
    assert box.to == ["akiko@example.com", "chie@example.com"]


def test_a_line_cut_behind_the_text_is_not_sent_again(box: Box) -> None:
    box.drops = True
    with pytest.raises(sending.MailNotSent):
        send()
    box.drops = False
    assert len(box.mails) == 1
    assert send() | {"empty": 0} == {
        "sent": 1,
        "refused": 0,
        "empty": 0,
        "unclear": 1,
        "already": 0,
    }
    assert box.to == ["akiko@example.com", "chie@example.com"]


def test_who_has_nothing_to_read_gets_nothing(box: Box) -> None:
    done = post(kind=DIGEST, key="x", write=lambda person, off: None, now=NOW)
    assert (done.sent, done.empty) == (0, 2) and not Letter.objects.exists()


def test_old_letters_are_forgotten(box: Box) -> None:
    send()
    post(kind=DIGEST, key="later", write=write, now=NOW + timedelta(days=100))
    assert set(Letter.objects.values_list("key", flat=True)) == {"later"}


def test_the_password_is_sealed_and_shown_nowhere(workspace: None, viewers: Viewers) -> None:
    secret = "a phrase of tests"
    with mail_server(user="banso", password=secret) as box:
        use(box, user="banso", password=secret)
        assert secret not in MailServer.objects.get().sealed_password
        operations.send_test(viewer=viewers("akiko"), now=NOW)
        assert box.to == ["akiko@example.com"]
        page = viewers.client("akiko").get("/settings/post/").content.decode()
        assert secret not in page and "banso" in page
        assert not AuditRow.objects.filter(detail__icontains=secret).exists()
        use(box, user="banso")  # saved again without a password: it stays
        operations.send_test(viewer=viewers("akiko"), now=NOW)
        use(box, user="banso", password="wrong")
        with pytest.raises(sending.MailNotSent) as failed:
            operations.send_test(viewer=viewers("akiko"), now=NOW)
    assert failed.value.problems[0].id == "mail.not-let-in" and "wrong" not in str(failed.value)


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"host": "smtp example"}, "mail.host"),
        ({"port": 0}, "mail.port"),
        ({"from_address": "nobody"}, "mail.from"),
        ({"address": "javascript:alert(1)"}, "mail.address"),
        (
            {"security": "none", "password": "x" * 9, "host": "mail.example.com"},
            "mail.in-the-clear",
        ),
    ],
)
def test_a_server_that_cannot_be_is_refused(
    given: dict[str, object], problem: str, workspace: None
) -> None:
    whole = {
        "host": "mail.example.com", "port": 587, "security": "starttls", "user": "u",
        "password": None, "from_address": "a@example.com", "from_name": "",
        "address": "https://banso.example.com",
    }  # fmt: skip
    with pytest.raises(operations.MailServerRefused) as refused:
        operations.set_mail_server(viewer=SYSTEM, now=NOW, **{**whole, **given})  # type: ignore[arg-type]
    assert refused.value.problems[0].id == problem


def test_another_server_does_not_get_the_old_password(workspace: None) -> None:
    with mail_server() as box:
        use(box, user="banso", password="secret phrase")
        operations.set_mail_server(
            viewer=SYSTEM, host="other.example.com", port=587, security="starttls", user="banso",
            password=None, from_address="a@example.com", from_name="", now=NOW,
            address="https://banso.example.com",
        )  # fmt: skip
    assert MailServer.objects.get().sealed_password == ""


def test_the_screen_tests_the_server_and_says_what_it_said(box: Box, viewers: Viewers) -> None:
    client = viewers.client("akiko")
    answer = client.post("/settings/post/test/", follow=True)
    assert "akiko@example.com" in answer.content.decode() and len(box.mails) == 1
    MailServer.objects.update(port=1)
    answer = client.post("/settings/post/test/")
    assert answer.status_code == 422 and "mail.not-sent" in answer.content.decode()
    assert "前回は失敗" in client.get("/settings/post/").content.decode()
    assert re.search(r"smtp|SMTP|127\.0\.0\.1", client.get("/settings/post/").content.decode())
    assert client.post("/settings/post/forget/").status_code == 302
    assert not queries.is_set()
