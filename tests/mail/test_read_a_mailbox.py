"""A folder on a real IMAP server is read: once, from where it was left, without a trace there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from banso.connectors import reaching
from banso.connectors.email import imap, operations, queries
from banso.connectors.email.models import Mailbox
from banso.connectors.email.reading import MOST_BYTES
from banso.customers import operations as customers
from banso.customers.moments.models import Touchpoint
from banso.customers.operations import ContactRow
from banso.workspace.models import AuditRow
from banso.workspace.viewer import NotAllowed, Viewer
from tests.customers.records import SYSTEM, account
from tests.mail.imap_server import PASSWORD, USER, Served
from tests.mail.imap_server import imap as imap_server
from tests.mail.letters import letter

pytestmark = pytest.mark.usefixtures("workspace")


@pytest.fixture(scope="module")
def server() -> Iterator[Served]:
    with imap_server() as served:
        yield served


@pytest.fixture
def box(db: None, server: Served, request: pytest.FixtureRequest) -> Iterator[str]:
    """A folder of this test's own, and a contact who writes."""
    kaku = account("kaku", name="架空商事")
    row = ContactRow(kaku, "c1", {"email": "taro@kaku.example", "full_name": "架空 太郎"})
    now = datetime.now(UTC)
    customers.upsert_contacts(viewer=SYSTEM, source="crm", batch="b1", now=now, rows=[row])
    yield f"顧客/{request.node.name[:40]}"


def added(viewer: Viewer, server: Served, **more: object) -> str:
    given = {
        "name": "共有", "host": "127.0.0.1", "port": server.port, "security": "none",
        "username": USER, "password": PASSWORD, "folder": "INBOX", "now": datetime.now(UTC), **more,
    }  # fmt: skip
    return operations.save_mailbox(viewer=viewer, **given)  # type: ignore[arg-type]


def fetch(viewer: Viewer, mailbox: str) -> dict[str, int]:
    return operations.fetch_mailbox(viewer=viewer, public_id=mailbox, now=datetime.now(UTC))


def put(server: Served, folder: str, *mails: bytes) -> None:
    server.put(*mails, folder=imap.quoted(folder))


def test_it_goes_on_behind_the_last_mail(akiko: Viewer, server: Served, box: str) -> None:
    put(server, box, letter(number="b1"), letter(number="b2", sender="who@other.example"))
    mailbox = added(akiko, server, folder=box)
    first = fetch(akiko, mailbox)
    assert (first["mails"], first["taken"], first["waiting"]) == (2, 1, 1)
    assert fetch(akiko, mailbox)["mails"] == 0
    put(server, box, letter(number="b3"))
    assert fetch(akiko, mailbox)["taken"] == 1
    assert Touchpoint.objects.count() == 2
    assert not [line for line in server.flags(imap.quoted(box)) if b"Seen" in line]


def test_one_mail_too_large_or_broken_holds_up_no_other(
    akiko: Viewer, server: Served, box: str
) -> None:
    large = letter(number="c1") + b"x" * MOST_BYTES
    put(server, box, large, b"neither sender nor words\r\n\r\n", letter(number="c3"))
    found = fetch(akiko, added(akiko, server, folder=box))
    assert (found["refused"], found["taken"]) == (2, 1)


def test_numbered_anew_it_takes_no_mail_twice(akiko: Viewer, server: Served, box: str) -> None:
    put(server, box, letter(number="d1"))
    mailbox = added(akiko, server, folder=box)
    fetch(akiko, mailbox)
    Mailbox.objects.update(validity=1)  # as if the server had been made anew since
    assert fetch(akiko, mailbox)["again"] == 1
    assert Touchpoint.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "id"),
    [
        ({"password": "wrong"}, "mailbox.sign-in"),
        ({"folder": "no such"}, "mailbox.folder"),
        ({"port": 1}, "host.silent"),
        ({"security": "tls"}, "host.certificate"),
        ({"host": "10.1.2.3"}, "host.private"),
        ({"host": "no-such-host.invalid"}, "host.unknown"),
    ],
)
def test_it_says_what_is_wrong_and_no_secret(
    change: dict[str, object], id: str, akiko: Viewer, server: Served, box: str
) -> None:
    mailbox = added(akiko, server, **change)
    with pytest.raises((imap.SignInRefused, imap.FolderRefused, reaching.HostRefused,
                        reaching.HostSilent)) as refused:  # fmt: skip
        fetch(akiko, mailbox)
    assert refused.value.problems[0].id == id
    [shown] = queries.mailboxes(viewer=akiko)
    assert shown.problems[0]["id"] == id
    audited = str(list(AuditRow.objects.values_list("detail", flat=True)))
    told = str(refused.value) + str(shown) + audited + str(Mailbox.objects.get().__dict__)
    assert PASSWORD not in told and "wrong" not in audited


def test_it_sends_no_password_in_the_clear_outside(akiko: Viewer) -> None:
    box = imap.Box("8.8.8.8", 143, "none", "u", "p", "INBOX")  # refused before anything is sent
    with pytest.raises(imap.SignInRefused) as refused, imap.opened(box):
        pass
    assert refused.value.problems[0].id == "mailbox.unsafe"


def test_a_password_goes_only_where_it_was_entered_for(akiko: Viewer, server: Served) -> None:
    mailbox = added(akiko, server)
    with pytest.raises(operations.MailboxRefused):
        added(akiko, server, public_id=mailbox, host="other.example", password="")
    with pytest.raises(operations.MailboxRefused):
        added(akiko, server, public_id=mailbox, security="starttls", password="")
    added(akiko, server, public_id=mailbox, name="別名", password="")
    operations.end_mailbox(viewer=akiko, public_id=mailbox, now=datetime.now(UTC))
    assert not Mailbox.objects.get().sealed_password


def test_it_is_the_administrators(makoto: Viewer, chie: Viewer, server: Served) -> None:
    for who in (makoto, chie):
        with pytest.raises(NotAllowed):
            added(who, server)
        with pytest.raises(NotAllowed):
            queries.mailboxes(viewer=who)
