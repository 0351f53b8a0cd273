"""Today of a CSM with 200 accounts in a workspace of 10,000, next to its target and a plain page.

    python -m bench.today --workspace FOLDER [--accounts 200] [--requests 40]

A real server on 127.0.0.1, asked by one person and by four at once; times are the server's own
(Server-Timing, milliseconds), CPU what the server process spent a request. The baseline is the list of tasks: the same frame, one read of the
records and no engine. In the workspace given, a CSM, their accounts, tasks, promises and mails are
written where they are not there yet: give a copy.
"""

from __future__ import annotations

import argparse
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

from bench._workspace import environment
from bench.screens import AT_ONCE, MOST_QUERIES, Case, serving, warm

TARGET = (200, 350)  # p95 in ms: one user, four at once
EMAIL = "bench-csm@example.com"


def prepared(folder: Path, accounts: int) -> str:
    """The session's cookie of a CSM with ``accounts`` accounts and a full day."""
    os.environ |= environment(folder) | {"DJANGO_SETTINGS_MODULE": "banso.settings"}
    import django

    django.setup()
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from banso.workspace.models import User

    person = User.objects.filter(email=EMAIL).first() or _make(accounts)
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def _make(accounts: int) -> Any:
    from banso.customers.models import Account
    from banso.customers.moments.models import Touchpoint
    from banso.execution.promises import operations as promises
    from banso.execution.tasks import operations as tasks
    from banso.workspace import operations, queries
    from banso.workspace.models import User
    from banso.workspace.viewer import Role, Viewer

    clock = queries.clock()
    public_id = operations.create_person(
        viewer=Viewer.system(), email=EMAIL, password=os.urandom(12).hex(), role=Role.CSM,
        now=clock.now,
    )  # fmt: skip
    person = User.objects.get(public_id=public_id)
    ids = list(Account.objects.filter(kind="account", ended_on=None).values_list("pk", flat=True))
    ids = ids[:: max(1, len(ids) // accounts)][:accounts]
    Account.objects.filter(pk__in=ids).update(owner=person)
    common: dict[str, Any] = {"viewer": Viewer.system(), "now": clock.now, "today": clock.today}
    for n, account in enumerate(ids):
        day = clock.today + timedelta(days=n % 12 - 4)
        if n % 4 == 0:
            tasks.create_task(
                title=f"確認 {n}", account_id=account, owner_id=person.pk, due_on=day, minutes=15,
                checklist=("資料", "宛先"), **common,
            )  # fmt: skip
        if n % 10 == 0:
            promises.add_promise(
                account_id=account,
                side="ours",
                text=f"回答 {n}",
                due_on=day,
                owner_id=person.pk,
                **common,
            )
            Touchpoint.objects.create(
                account_id=account, source="bench", key=str(n), type="mail", opened_by="them",
                happened_at=clock.now - timedelta(days=n % 9), subject="稟議に回しました",
            )  # fmt: skip
    return person


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--workspace", type=Path, required=True, help="a copy; it is written to")
    parser.add_argument("--accounts", type=int, default=200)
    parser.add_argument("--requests", type=int, default=40, help="per case")
    given = parser.parse_args()
    folder = given.workspace.resolve()
    cookie = prepared(folder, given.accounts)
    cases = (
        Case("tasks (baseline)", "/tasks/", TARGET),
        Case("today", "/today/", TARGET),
        Case("week", "/week/", TARGET),
    )
    print(
        f"{'':20}{'1 user':>23}{f'{AT_ONCE} at once':>23}  queries\n{'':20}"
        + "   p50   p95 (aim)  CPU" * 2
    )
    with serving(folder, cookie) as server:
        for case in cases:
            parts = [f"{case.name:20}"]
            for people, aim in zip((1, AT_ONCE), case.target, strict=True):
                took = warm(server, case, requests=given.requests, people=people)
                mark = " " if took.share(0.95) <= aim else "!"
                parts.append(
                    f"{took.share(0.5):6.0f}{took.share(0.95):6.0f}{mark}({aim}){took.spent:5.0f}"
                )
            parts.append(f"{took.queries:6}{'' if took.queries <= MOST_QUERIES else '!'}")
            print("".join(parts), flush=True)


if __name__ == "__main__":
    main()
