"""Run as a process of its own: two fictional records, a merge, its undo, and what is there to see."""

from __future__ import annotations

import json
import sys

import django

django.setup()

from banso.connectors import merging  # noqa: E402
from banso.customers.models import Account, AccountAct, AccountKey, Contact  # noqa: E402
from banso.customers.operations import ContactRow, upsert_contacts  # noqa: E402
from banso.revenue.models import ContractLine  # noqa: E402
from banso.workspace.models import AuditRow, Job, WorkspaceRow  # noqa: E402
from tests.customers.records import NOW, SYSTEM, TODAY, account  # noqa: E402


def prepare() -> None:
    WorkspaceRow.objects.update(clock_mode="stands", stands_at=TODAY, closed_day=TODAY)
    keep, gone = account("A", name="株式会社アオイ（架空）"), account("B", name="アオイ㈱")
    for pk in (keep, gone):
        row = ContactRow(pk, f"c{pk}", {"family_name": "架空"})
        upsert_contacts(viewer=SYSTEM, source="crm", rows=[row], batch="", now=NOW)
        ContractLine.objects.create(
            account_id=pk, source="crm", key=f"l{pk}", start_on=TODAY, currency="JPY", recorded_at=NOW,
        )  # fmt: skip


def merge() -> None:
    keep, gone = Account.objects.order_by("pk")
    if gone.merged_into_id is None:
        merging.merge(viewer=SYSTEM, keep=keep.pk, gone=gone.pk, now=NOW)


def undo() -> None:
    act = AccountAct.objects.filter(undone_at__isnull=True).first()
    if act:
        merging.take_back(viewer=SYSTEM, act=act.public_id, now=NOW)


def seen() -> None:
    models = (Account, AccountKey, Contact, ContractLine)
    found = {
        m.__name__: [
            {k: str(v) for k, v in row.items() if k not in ("public_id", "edited_at", "joined_by")}
            for row in m._default_manager.order_by("pk").values()
        ]
        for m in models
    }
    found["jobs"] = [{"n": str(Job.objects.filter(kind="day.backfill").count())}]
    found["acts"] = [{"undone": str(a.undone_at)} for a in AccountAct.objects.order_by("pk")]
    found["audit"] = [{"n": str(AuditRow.objects.filter(act__startswith="account.").count())}]
    print(json.dumps(found, ensure_ascii=False))  # noqa: T201


if __name__ == "__main__":
    {"prepare": prepare, "merge": merge, "undo": undo, "seen": seen}[sys.argv[1]]()
