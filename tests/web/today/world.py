"""A day for Chie in the small world: accounts of her own, tasks, a late promise, an urgent ticket.

Run in the workspace's own process (``python -m tests.web.today.world``).
"""

from __future__ import annotations

from datetime import timedelta


def make() -> None:
    import django

    django.setup()
    from banso.customers.models import Account, Ticket
    from banso.execution.promises import operations as promises
    from banso.execution.tasks import operations as tasks
    from banso.workspace import queries
    from banso.workspace.models import User
    from banso.workspace.viewer import Viewer

    clock, chie = queries.clock(), User.objects.get(email="chie@example.com")
    rows = list(Account.objects.filter(kind=Account.ACCOUNT, ended_on=None).order_by("pk")[:6])
    Account.objects.filter(pk__in=[a.pk for a in rows]).update(owner=chie)
    common = {"viewer": Viewer.system(), "now": clock.now, "today": clock.today}
    for n, title in enumerate(
        ("見積の送付", "利用低下の確認", "次回の日程", "資料の準備", "お礼の電話")
    ):
        tasks.create_task(
            title=title, account_id=rows[n].pk, owner_id=chie.pk, due_on=clock.today, minutes=20,
            priority=n % 3 + 1, reason="先週の面談から", **common,
        )  # type: ignore[arg-type]  # fmt: skip
    promises.add_promise(
        account_id=rows[0].pk, side="ours", text="復旧見込みの連絡", owner_id=chie.pk,
        due_on=clock.today - timedelta(days=2), **common,
    )  # type: ignore[arg-type]  # fmt: skip
    Ticket.objects.create(
        account=rows[1], source="desk", key="browser", severity="urgent", subject="取込が止まる",
        opened_at=clock.now - timedelta(days=1),
    )  # fmt: skip


if __name__ == "__main__":
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "banso.settings")
    make()
