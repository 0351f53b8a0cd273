"""The people of the tests, all fictional. Every access test reads like a story about them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

PASSWORD = "a phrase for tests only"  # noqa: S105
SINCE = datetime(2026, 4, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Person:
    email: str
    family_name: str
    given_name: str
    role: str
    language: str


PEOPLE = {
    "akiko": Person("akiko@example.com", "青木", "明子", "admin", "ja"),
    "makoto": Person("makoto@example.com", "松本", "誠", "manager", "ja"),
    "chie": Person("chie@example.com", "千葉", "千恵", "csm", "ja"),
    "rin": Person("rin@example.com", "林", "凛", "reader", "ja"),
    "paul": Person("paul@example.com", "Partner", "Paul", "partner", "en"),
}


def make_person(name: str, *, accounts: Iterable[int] | None = None) -> int:
    """Write one of the people into the records; gives back their primary key.

    Paul is a partner: without ``accounts`` his scope is empty, and he sees no account at all.
    """
    from banso.workspace import operations
    from banso.workspace.models import User
    from banso.workspace.viewer import Role, Viewer

    person = PEOPLE[name]
    if person.role == "partner" and accounts is None:
        accounts = ()
    public_id = operations.create_person(
        viewer=Viewer.system(),
        email=person.email,
        password=PASSWORD,
        role=Role(person.role),
        now=SINCE,
        family_name=person.family_name,
        given_name=person.given_name,
        language=person.language,
        accounts=accounts,
    )
    # They have worked with Banso for long: the first steps are put away.
    User.objects.filter(public_id=public_id).update(first_steps=False)
    return User.objects.get(public_id=public_id).pk
