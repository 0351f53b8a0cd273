"""Makes the small world of the browser tests: the demo's companies, imported, named and closed.

Run in the workspace's own process (``python -m tests.web.world``), so that it is the product's
ordinary import, catalogue and closing of days that make it.
"""

from __future__ import annotations

from datetime import UTC, datetime


def make() -> None:
    import django

    django.setup()
    from banso.connectors import operations as imports
    from banso.connectors.backfill import backfill
    from banso.connectors.demo.operations import FOLDER
    from banso.metrics.operations import save_catalogue
    from banso.workspace.progress import Silent
    from banso.workspace.viewer import Viewer

    viewer, now = Viewer.system("ja"), datetime.now(UTC)
    batch = imports.stage_path(viewer=viewer, path=FOLDER, now=now)
    imports.commit(viewer=viewer, batch=batch, now=now)
    text = (FOLDER / "catalogue.yaml").read_text(encoding="utf-8")
    save_catalogue(viewer=viewer, text=text, now=now, why="test")
    backfill(viewer=viewer, batch=batch, now=now, progress=Silent())


if __name__ == "__main__":
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "banso.settings")
    make()
