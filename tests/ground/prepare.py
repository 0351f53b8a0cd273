"""Make a workspace with everybody in it: ``python -m tests.ground.prepare`` (in a process of its own)."""

from __future__ import annotations

import os


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "banso.settings")
    import django

    django.setup()
    from django.core.management import call_command

    from banso.workspace import operations
    from banso.workspace.viewer import Viewer
    from tests.ground.people import PEOPLE, SINCE, make_person

    call_command("migrate", verbosity=0)
    operations.create_workspace(viewer=Viewer.system(), name="試験用", now=SINCE)
    for name in PEOPLE:
        make_person(name)


if __name__ == "__main__":
    main()
