"""Run as a process of its own: import or undo with small parts, or print all that can be seen."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import django

django.setup()

from banso.connectors import committing, operations  # noqa: E402
from banso.connectors.batches import hidden_batches  # noqa: E402
from banso.connectors.models import ImportBatch, QuarantineRow  # noqa: E402
from banso.workspace import queries as workspace  # noqa: E402
from tests.connectors.helping import MODELS, NOW, SYSTEM, stored, uploads  # noqa: E402

# What differs between two runs of the same thing, whatever happens.
VOLATILE = {
    "id",
    "public_id",
    "batch",
    "batch_id",
    "created_at",
    "recorded_at",
    "committed_at",
    "received_at",
    "sort_name",
}
LINKS = {"account_id", "plan_id", "product_id", "add_on_id", "contact_id", "parent_id", "owner_id"}


def take_in(path: str) -> None:
    """As ``banso import`` does it, in parts of two rows."""
    committing.PART_ROWS = 2
    operations.sweep_uploads(now=NOW)
    batch = operations.stage_path(viewer=SYSTEM, path=Path(path), now=NOW)
    batch = operations.same_again(viewer=SYSTEM, batch=batch) or batch
    operations.commit(viewer=SYSTEM, batch=batch, now=NOW)


def take_back() -> None:
    batch = ImportBatch.objects.filter(state__in=("committed", "undoing")).first()
    if batch:
        operations.undo(viewer=SYSTEM, batch=batch.public_id, now=NOW)


def mend() -> None:
    """Bad start dates and times become good ones; begun once, run until done."""
    from banso.connectors.mending import operations as mending
    from banso.connectors.models import Mending

    committing.PART_ROWS = 2
    batch = ImportBatch.objects.get(state="committed").public_id
    rule = {"kind": "replace", "problem": "import.row.date", "old": "bad"}
    for column, new in (("start_date", "2026-01-01"), ("timestamp", "2026-04-05 09:00:00")):
        begun = Mending.objects.filter(rule__column=column).first()
        made = (
            begun.public_id
            if begun
            else mending.begin(
                viewer=SYSTEM,
                batch=batch,
                rule=mending.Rule(**rule, column=column, new=new),
                now=NOW,
            )
        )
        mending.run(viewer=SYSTEM, mending=made, now=NOW)


def seen() -> dict[str, Any]:
    """Every record an import may write, the events, the clock and the uploads."""
    found: dict[str, Any] = {}
    for model in MODELS:
        rows = [
            {k: str(v) for k, v in row.items() if k not in VOLATILE | LINKS}
            for row in model._default_manager.values()
        ]
        found[model.__name__] = sorted(
            json.dumps(r, ensure_ascii=False, sort_keys=True) for r in rows
        )
    hidden = ImportBatch.objects.filter(state__in=ImportBatch.HIDDEN).count()
    found["events"] = [
        list(map(str, r)) for r in stored("message_id, account_key, user_key, name, value, day")
    ]
    found["hidden"] = hidden
    found["states"] = sorted(
        ImportBatch.objects.exclude(state="swept").values_list("state", flat=True)
    )
    found["uploads"] = uploads()
    clock = workspace.clock(wall=datetime(2026, 4, 10, tzinfo=UTC))
    found["clock"] = [clock.mode, str(clock.today)]
    found["quarantined"] = QuarantineRow.objects.filter(state="open").count()
    return found


def visible() -> dict[str, Any]:
    """What somebody looking at a half-done import would see."""
    found = seen()
    hidden = hidden_batches()
    found["events"] = [r for r in stored("message_id, batch") if r[1] not in hidden]
    return found


if __name__ == "__main__":
    act, *rest = sys.argv[1:]
    if act == "import":
        take_in(rest[0])
    elif act == "undo":
        take_back()
    elif act == "mend":
        mend()
    elif act == "sweep":
        operations.sweep(now=NOW)
    else:
        print(json.dumps(seen() if act == "seen" else visible(), ensure_ascii=False, default=str))  # noqa: T201
