"""Run in the workspace's own process: second records of three fictional companies, and a look for duplicates."""

from __future__ import annotations

from datetime import UTC, datetime


def make() -> None:
    import django

    django.setup()
    from banso.connectors.merging import look_for_duplicates
    from banso.customers import operations, queries
    from banso.customers.operations import AccountRow
    from banso.workspace.viewer import Viewer

    viewer, now = Viewer.system(), datetime.now(UTC)
    ids = queries.accounts_all(viewer=viewer)[:3]
    names = [a.name for a in queries.account_list_rows(viewer=viewer, ids=ids)]
    rows = [AccountRow(f"twin-{n}", {"name": f"{name}　本社", "industry": "別の業種", "employees": 7}) for n, name in enumerate(names)]  # fmt: skip
    operations.upsert_accounts(
        viewer=viewer, source="billing", rows=rows, batch="", now=now, day=now.date()
    )
    look_for_duplicates(viewer=viewer, now=now)


if __name__ == "__main__":
    make()
