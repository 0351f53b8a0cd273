"""``banso workspace``: list, create, rename, archive, restore, delete the workspaces of BANSO_HOME."""

from __future__ import annotations

import getpass
import json
import sys
import time
from argparse import ArgumentParser
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from banso.interfaces.commands.cli import language
from banso.interfaces.commands.making import watched
from banso.interfaces.commands.ports import HOST
from banso.lib.problems import BansoError, problem
from banso.lib.width import display_width
from banso.workspace import queries
from banso.workspace.homes import operations, registry, running
from banso.workspace.homes.operations import home_folder
from banso.workspace.viewer import Viewer

_REMOVED_WITHIN = 30.0  # seconds, by a running `banso up`
_STATES = {
    "ja": {"active": "稼働中", "archived": "アーカイブ済み", "removing": "削除中"},
    "en": {"active": "in service", "archived": "archived", "removing": "being removed"},
}


class NobodyToAsk(BansoError):
    """A removal asks for the name again, and nobody sits at this terminal."""


class StillThere(BansoError):
    """The running ``banso up`` has not removed it."""


class Command(BaseCommand):
    help = "The workspaces of this installation. Exit codes: 0 done, 1 refused."

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        acts.add_parser("list", help="all of them, with address and state").add_argument(
            "--json", action="store_true", help="as JSON"
        )
        create = acts.add_parser("create", help="an empty one")
        create.add_argument("name", help="the name people see")
        create.add_argument("--as", dest="key", default="", help="its folder; made from the name")
        create.add_argument("--language", default=language(), choices=("ja", "en"))
        create.add_argument("--currency", default="JPY")
        create.add_argument("--time-zone", default="Asia/Tokyo")
        create.add_argument("--fiscal-year-start", type=int, default=4, choices=range(1, 13))
        create.add_argument("--admin", metavar="EMAIL", help="asks for a password; - reads it")
        create.add_argument("--family-name", default="")
        create.add_argument("--given-name", default="")
        create.add_argument(
            "--password-from-input", action="store_true", help="read it from standard input"
        )
        rename = acts.add_parser("rename", help="give it another name")
        rename.add_argument("key", metavar="WORKSPACE")
        rename.add_argument("name")
        for act, words in (
            ("archive", "take it out of service; everything is kept"),
            ("restore", "put an archived one back into service"),
        ):
            acts.add_parser(act, help=words).add_argument("key", metavar="WORKSPACE")
        delete = acts.add_parser("delete", help="remove it for good; asks for its name")
        delete.add_argument("key", metavar="WORKSPACE")
        delete.add_argument("--confirm", metavar="NAME", help="its name, instead of asking")
        delete.add_argument("--with-backups", action="store_true", help="its backups, too")

    def handle(self, *, act: str, **options: Any) -> None:
        registry.adopt(home=home_folder(), created=datetime.now(UTC).isoformat())
        getattr(self, f"_{act}")(options)

    @property
    def _system(self) -> Viewer:
        return Viewer.system(language())

    def _list(self, options: dict[str, Any]) -> None:
        home, pairs = home_folder(), running.pairs(home=home_folder())
        found = registry.homes(home=home)
        if options["json"]:
            rows = [
                {
                    "workspace": h.key, "name": h.name, "state": h.state, "port": h.port,
                    "running": h.key in pairs and pairs[h.key].state == running.RUNNING,
                    "created": h.created, "is_demo": h.is_demo,
                }
                for h in found
            ]  # fmt: skip
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2))
            return
        wide = max((display_width(h.name) for h in found), default=0)
        for h in found:
            address = f"http://{HOST}:{pairs[h.key].port}/" if h.key in pairs else "-"
            name = h.name + " " * (wide - display_width(h.name))
            self.stdout.write(f"{h.key:<20} {name}  {_STATES[language()][h.state]:<12} {address}")

    def _create(self, options: dict[str, Any]) -> None:
        person = None
        if options["admin"]:
            person = {
                "email": options["admin"],
                "password": _password(from_input=options["password_from_input"]),
                "family_name": options["family_name"],
                "given_name": options["given_name"],
            }
        names = ("language", "currency", "time_zone", "fiscal_year_start")
        token = operations.make_workspace(
            viewer=self._system,
            name=options["name"],
            key=options["key"],
            given={**{n: options[n] for n in names}, "person": person},
            now=datetime.now(UTC),
        )
        done = watched(token)
        self._say(f"作成しました: {done.name}（{done.key}）", f"Made: {done.name} ({done.key})")

    def _rename(self, options: dict[str, Any]) -> None:
        registry.require_home(home=home_folder(), key=options["key"])
        if options["key"] != settings.BANSO_WORKSPACE:
            raise AnotherWorkspace(_another(options["key"]))
        own = queries.workspace(viewer=self._system)
        operations.rename_workspace(
            viewer=self._system,
            name=options["name"],
            fiscal_year_start=own.fiscal_year_start,
            now=datetime.now(UTC),
        )
        self._say(f"名前を「{options['name']}」にしました。", f"Named '{options['name']}'.")

    def _archive(self, options: dict[str, Any]) -> None:
        now = datetime.now(UTC)
        operations.archive_workspace(viewer=self._system, key=options["key"], now=now)
        self._say("アーカイブしました。データは残っています。", "Archived. Everything is kept.")

    def _restore(self, options: dict[str, Any]) -> None:
        now = datetime.now(UTC)
        operations.unarchive_workspace(viewer=self._system, key=options["key"], now=now)
        self._say("稼働中に戻しました。", "Back in service.")

    def _delete(self, options: dict[str, Any]) -> None:
        entry = registry.require_home(home=home_folder(), key=options["key"])
        operations.remove_workspace(
            viewer=self._system,
            key=entry.key,
            repeated=options["confirm"] or _asked(entry),
            with_backups=options["with_backups"],
            now=datetime.now(UTC),
        )
        until = time.monotonic() + _REMOVED_WITHIN
        while registry.home_of(home=home_folder(), key=entry.key) is not None:
            if time.monotonic() > until:
                raise StillThere(_still_there(entry.key))
            time.sleep(0.1)
        self._say(f"削除しました: {entry.name}", f"Removed: {entry.name}")

    def _say(self, ja: str, en: str) -> None:
        self.stdout.write(ja if language() == "ja" else en)


class AnotherWorkspace(BansoError):
    """A name is kept in the workspace itself, so the command must be called for it."""


def _asked(entry: registry.Home) -> str:
    """The name, typed again; nobody does where the input is not a terminal."""
    if not sys.stdin.isatty():
        raise NobodyToAsk(
            problem(
                "workspace.nobody-to-ask",
                ja="削除の前に名前を確かめますが、この端末では入力できません。",
                en="A removal asks for the name, and nobody sits at this terminal.",
                remedy_ja=f"--confirm '{entry.name}' を付けて実行してください。",
                remedy_en=f"Add --confirm '{entry.name}'.",
            )
        )
    japanese = language() == "ja"
    question = (
        f"「{entry.name}」とそのデータをすべて削除します。元に戻せません。\n名前を入力してください: "
        if japanese
        else f"This removes '{entry.name}' and everything in it, for good.\nType its name: "
    )
    return input(question)


def _password(*, from_input: bool) -> str:
    """From the terminal without showing it, or one line of standard input; never an argument."""
    if from_input or not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    return getpass.getpass("パスワード: " if language() == "ja" else "Password: ")


def _another(key: str) -> Any:
    return problem(
        "workspace.another",
        ja="名前は、そのワークスペース自身が持っています。",
        en="A workspace keeps its name itself.",
        remedy_ja=f"banso --workspace {key} workspace rename {key} … と実行してください。",
        remedy_en=f"Run: banso --workspace {key} workspace rename {key} …",
    )


def _still_there(key: str) -> Any:
    return problem(
        "workspace.still-there",
        ja="動いている banso up が、まだ削除できていません。",
        en="The running banso up has not removed it yet.",
        remedy_ja="banso up の出力をご確認ください。",
        remedy_en="See what banso up says.",
        sample=key,
    )
