"""Mails become touchpoints of their accounts, once each; what nobody knows waits for a person."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from banso.connectors.email import operations, queries
from banso.connectors.email.models import Mail
from banso.customers import operations as customers
from banso.customers.models import Contact
from banso.customers.moments.mails import mails_received
from banso.customers.moments.models import Touchpoint
from banso.customers.moments.queries import happenings
from banso.customers.operations import ContactRow
from banso.customers.people.models import PeopleAnswer
from banso.workspace.viewer import NotAllowed, Viewer
from tests.customers.records import SYSTEM, account
from tests.mail.letters import bounce, letter, with_attachment

pytestmark = pytest.mark.usefixtures("workspace")
NOW = datetime(2026, 4, 10, 3, 0, tzinfo=UTC)
DAY = date(2026, 4, 10)


@pytest.fixture
def kaku(db: None) -> int:
    """An account with one contact."""
    kaku = account("kaku", name="架空商事")
    row = ContactRow(kaku, "c1", {"email": "taro@kaku.example", "family_name": "架空",
                                  "given_name": "太郎"})  # fmt: skip
    customers.upsert_contacts(viewer=SYSTEM, source="crm", batch="b1", now=NOW, rows=[row])
    return kaku


def take(viewer: Viewer, data: bytes) -> str:
    return operations.take_eml(viewer=viewer, data=data, now=NOW).state


def test_it_becomes_an_entry_of_the_account(kaku: int, chie: Viewer, rin: Viewer) -> None:
    assert take(chie, letter(subject="更新の件")) == "taken"
    [found] = happenings(viewer=rin, account_id=kaku)
    assert (found.facts["type"], found.title, found.facts["opened_by"]) == (
        "mail",
        "更新の件",
        "them",
    )
    assert found.at == datetime(2026, 4, 10, 0, 30, tzinfo=UTC)
    row = Mail.objects.get()
    assert not (row.text or row.subject or row.sender), "its words are the touchpoint's alone"


def test_the_same_mail_twice_is_one_entry(kaku: int, chie: Viewer, makoto: Viewer) -> None:
    take(chie, letter())
    assert not operations.take_eml(viewer=makoto, data=letter(), now=NOW).fresh
    assert Touchpoint.objects.count() == 1


def test_a_reply_shows_as_one(kaku: int, chie: Viewer) -> None:
    """We wrote first; their answer is found as received, our own mail is not."""
    ours = letter(sender="chie@example.com", to="taro@kaku.example", number="m1")
    take(chie, ours)
    take(chie, letter(number="m2", answers="m1", date="Fri, 10 Apr 2026 10:00:00 +0900"))
    [found] = mails_received(viewer=chie, since=datetime(2026, 4, 9, tzinfo=UTC), until=NOW)
    assert found.account_id == kaku and found.who == ("taro@kaku.example",)
    assert set(Touchpoint.objects.values_list("opened_by", flat=True)) == {"us"}


def test_somebody_new_in_a_thread_is_of_its_account(kaku: int, chie: Viewer) -> None:
    take(chie, letter(number="m1"))
    assert take(chie, letter(sender="new@other.example", number="m2", answers="m1")) == "taken"
    assert set(Touchpoint.objects.values_list("account_id", flat=True)) == {kaku}


def test_nobody_known_waits_for_a_person(kaku: int, chie: Viewer, makoto: Viewer) -> None:
    assert take(chie, letter(sender="new@kaku.example", number="m1")) == "waiting"
    assert take(chie, letter(sender="new@kaku.example", number="m2", answers="m1")) == "waiting"
    [newer, _older] = queries.waiting(viewer=chie, day=DAY)
    assert newer.suggestions == (kaku,)
    assert queries.waiting(viewer=makoto, day=DAY) == [], "who handed it in sees it"
    operations.give_mail(viewer=chie, public_id=newer.public_id, account_id=kaku, now=NOW)
    assert Touchpoint.objects.filter(account_id=kaku).count() == 2, "its thread goes along"
    with pytest.raises(operations.MailUnknown):
        operations.put_aside(viewer=chie, public_id=newer.public_id, now=NOW)


def test_what_is_put_aside_leaves_no_words(kaku: int, chie: Viewer) -> None:
    take(chie, letter(sender="new@other.example"))
    [one] = queries.waiting(viewer=chie, day=DAY)
    operations.put_aside(viewer=chie, public_id=one.public_id, now=NOW)
    row = Mail.objects.get()
    assert (row.text, row.sender, row.subject) == ("", "", "")


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (letter(more=("Auto-Submitted: auto-replied",)), "automatic"),
        (letter(sender="chie@example.com", to="makoto@example.com"), "inside"),
    ],
)
def test_it_leaves_out_what_is_no_conversation(
    data: bytes, why: str, kaku: int, chie: Viewer
) -> None:
    assert take(chie, data) == "aside"
    assert Mail.objects.get().why == why
    assert not Touchpoint.objects.exists()


def test_a_script_in_it_stays_words_and_an_attachment_a_name(kaku: int, chie: Viewer) -> None:
    take(chie, with_attachment("invoice.exe", b"MZ steal()"))
    text = Touchpoint.objects.get().notes
    assert "invoice.exe" in text and "steal" not in text


def test_it_goes_to_no_account_outside_the_scope(kaku: int, paul: Viewer) -> None:
    assert take(paul, letter()) == "waiting"
    [one] = queries.waiting(viewer=paul, day=DAY)
    with pytest.raises(operations.MailUnknown):
        operations.give_mail(viewer=paul, public_id=one.public_id, account_id=kaku, now=NOW)


def test_a_mail_that_says_nothing_is_an_entry_all_the_same(kaku: int, chie: Viewer) -> None:
    late = letter(subject="", text="", date="Fri, 10 Apr 2199 09:30:00 +0900")
    assert take(chie, late) == "taken"
    assert Touchpoint.objects.get().happened_at == NOW, "its clock goes wrong"


def test_it_is_not_for_readers(kaku: int, rin: Viewer) -> None:
    with pytest.raises(NotAllowed):
        take(rin, letter())


def test_somebody_erased_does_not_come_back(kaku: int, akiko: Viewer, chie: Viewer) -> None:
    take(chie, letter(number="m1"))
    customers.erase_contact(viewer=akiko, public_id=Contact.objects.get().public_id, now=NOW)
    assert take(chie, letter(number="m2", answers="m1")) == "aside"
    assert "taro@kaku.example" not in str(list(Touchpoint.objects.values()))


def test_files_of_the_folder_are_taken_in(kaku: int, akiko: Viewer, folder: Path) -> None:
    inbox = folder / operations.FOLDER
    inbox.mkdir(parents=True)
    (inbox / "a.eml").write_bytes(letter())
    (inbox / "b.EML").write_bytes(b"no mail")
    (inbox / "notes.txt").write_text("left alone")
    (inbox / "link.eml").symlink_to("/etc/passwd")
    done = operations.fetch_all(viewer=akiko, now=NOW)
    assert (done["files"], done["taken"], done["refused"]) == (2, 1, 1)
    assert (inbox / "taken" / "a.eml").exists()
    assert "eml" in (inbox / "refused" / "b.txt").read_text()
    assert sorted(p.name for p in inbox.iterdir() if p.is_file()) == ["link.eml", "notes.txt"]


def test_a_bounce_is_noted_at_its_contact_unless_the_mailbox_is_only_full(
    kaku: int, chie: Viewer
) -> None:
    told = lambda: list(PeopleAnswer.objects.values_list("kind", "day"))  # noqa: E731
    take(chie, bounce("taro@kaku.example", status="5.2.2"))
    take(chie, bounce("taro@kaku.example", status="4.4.1", action="delayed"))
    assert told() == []
    assert take(chie, bounce("Taro@kaku.example")) == "aside"
    assert told() == [(PeopleAnswer.BOUNCED, DAY)]
    take(chie, bounce("taro@kaku.example"))
    assert len(told()) == 1 and not Touchpoint.objects.exists()
