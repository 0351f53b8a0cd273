"""Run in a workspace's own process: rows of every table, of the lake, and what imports say."""

from __future__ import annotations

import json
import os
from pathlib import Path


def main() -> None:
    import django

    django.setup()
    from deltalake import DeltaTable
    from django.apps import apps
    from django.conf import settings

    from banso.connectors.models import ImportBatch
    from banso.events.definitions import EVENTS
    from banso.events.store import workspace_lake
    from banso.workspace.dump import tables_in_order

    lake = workspace_lake()
    with lake.cursor() as cursor:
        by_batch = cursor.execute(
            f"select batch, count(*) from {lake.table(EVENTS).sql()} group by 1 order by 1"
        ).fetchall()
    tables = sorted(p.parent for p in (Path(settings.BANSO_FOLDER) / "lake").glob("*/_delta_log"))
    found = {
        "records": {t._meta.label: t._base_manager.count() for t in tables_in_order(apps)},
        "lake": {t.name: DeltaTable(t).count() for t in tables},
        "events": dict(by_batch),
        "batches": dict(ImportBatch.objects.order_by("pk").values_list("public_id", "state")),
    }
    print(json.dumps(found))  # noqa: T201


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "banso.settings")
    main()
