"""``banso <command>``: a refusal is told as fact, place and remedy, never as a traceback."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path

import banso
from banso.lib.problems import BansoError, Problem, problem
from banso.workspace.homes.registry import home_of, homes

_WORKSPACE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,40}\Z")
_FROM_OPTIONS = {"--workspace": "BANSO_WORKSPACE", "--home": "BANSO_HOME"}
_STOPPED = {
    "ja": "中断しました。同じコマンドをもう一度実行すると、続きから進みます。",
    "en": "Stopped. Run the same command again and it goes on where it was.",
}


class WorkspaceNameRefused(BansoError):
    """The workspace's name cannot be a folder."""


def main(arguments: Sequence[str] | None = None) -> int:
    """This function will run one command and give back the exit code: 0, 1 refused, 130 stopped."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    as_json = "--json" in words
    try:
        words = _settle_workspace(words)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "banso.settings")
        from django.conf import settings
        from django.core.management import execute_from_command_line

        from banso.workspace.presence import hold

        if words[:1] != ["move"]:
            hold(settings.BANSO_FOLDER)
        execute_from_command_line(["banso", *(words or ["help"])])
    except BansoError as refused:
        _tell(refused, as_json=as_json)
        return 1
    except KeyboardInterrupt:
        print(f"\n{_STOPPED[language()]}", file=sys.stderr)  # noqa: T201
        return 130
    except BrokenPipeError:  # `banso … | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return 0


def language() -> str:
    """The language of this terminal: BANSO_LANGUAGE, else the locale."""
    wanted = next(
        (
            v
            for k in ("BANSO_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
            if (v := os.environ.get(k))
        ),
        "",
    )
    return "ja" if wanted.lower().startswith("ja") else "en"


def _settle_workspace(words: list[str]) -> list[str]:
    """Take ``--workspace`` and ``--home`` out of the words: settings are read before any command is."""
    kept: list[str] = []
    rest = iter(words)
    for word in rest:
        name, _, value = word.partition("=")
        variable = _FROM_OPTIONS.get(name)
        if variable is None:
            kept.append(word)
        else:
            os.environ[variable] = value or next(rest, "")
    _choose_workspace(kept)
    wanted = os.environ.get("BANSO_WORKSPACE")
    if wanted and not _WORKSPACE_NAME.match(wanted):
        raise WorkspaceNameRefused(
            problem(
                "workspace.name",
                ja="ワークスペースの名前に使えない文字があります。",
                en="The workspace's name holds letters it may not.",
                remedy_ja="半角の英数字、-、_ だけで、40文字以内にしてください。",
                remedy_en="Use at most 40 of A-Z, a-z, 0-9, - and _.",
                path="BANSO_WORKSPACE",
                sample=wanted[:60],
            )
        )
    return kept


def _choose_workspace(words: list[str]) -> None:
    """Which workspace a command is about, where nobody said: the one it names, or one in service.

    Without a demo in service, ``banso up`` begins with the oldest workspace that is.
    """
    home = Path(
        os.environ.get("BANSO_HOME") or Path(banso.__file__).resolve().parents[1] / ".banso"
    )
    if words[:2] == ["workspace", "rename"] and len(words) > 2:
        if home_of(home=home, key=words[2]):
            os.environ["BANSO_WORKSPACE"] = words[2]
    elif words[:1] == ["up"] and not os.environ.get("BANSO_WORKSPACE"):
        known = homes(home=home)
        in_service = [h.key for h in known if h.active]
        if in_service and "demo" not in in_service:
            os.environ["BANSO_WORKSPACE"] = in_service[0]


def _tell(refused: BansoError, *, as_json: bool) -> None:
    spoken = language()
    if as_json:
        found = {"problems": [p.as_json(spoken) for p in refused.problems]}
        print(json.dumps(found, ensure_ascii=False, indent=2))  # noqa: T201
        return
    for each in refused.problems:
        print(_lines(each, spoken), file=sys.stderr)  # noqa: T201


def _lines(each: Problem, spoken: str) -> str:
    place = f"  {each.place}" if each.place else ""
    sample = f"  「{each.sample}」" if each.sample and spoken == "ja" else ""
    if each.sample and spoken != "ja":
        sample = f"  '{each.sample}'"
    head = f"{each.fact.in_(spoken)} [{each.id}]{place}{sample}"
    remedy = each.remedy.in_(spoken)
    return f"{head}\n  → {remedy}" if remedy else head


if __name__ == "__main__":
    sys.exit(main())
