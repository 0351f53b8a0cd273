"""Writes of the journey: which map is in force, walking days, moves by hand, waiting, new versions."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from banso.journey.classify import Receipt, classify, first_day_to_walk
from banso.journey.definitions import FIRST_TEMPLATE, MAP_KEY, MAP_KIND
from banso.journey.maps import template_text
from banso.journey.models import MapChange
from banso.lib.problems import BansoError, Problem, problem
from banso.workspace import operations as workspace
from banso.workspace.viewer import Act, Viewer

__all__ = ["Receipt", "classify", "ensure_map", "first_day_to_walk", "install_template", "keep_map"]


class MapThere(BansoError):
    """A map is in force already; another one is planned and applied."""


def ensure_map(*, now: datetime) -> None:
    """This function will put the default map in force where there is none yet."""
    if not MapChange.objects.exists():
        install_template(viewer=Viewer.system(), key=FIRST_TEMPLATE, now=now)


@transaction.atomic
def install_template(*, viewer: Viewer, key: str, now: datetime) -> int:
    """This function will put a shipped map in force as the first one, and give the release's number.

    Once a map is in force, another is planned and applied like any change of it.
    """
    viewer.require(Act.EDIT_DEFINITIONS)
    text = template_text(key)
    if MapChange.objects.exists():
        raise MapThere(_map_there())
    version = workspace.save_definition(
        viewer=viewer, kind=MAP_KIND, key=MAP_KEY, text=text, now=now
    )
    release = workspace.make_release(
        viewer=viewer, changes={f"{MAP_KIND}/{MAP_KEY}": version}, now=now
    )
    MapChange.objects.create(
        version=version, release=release, on_day=None, by_id=viewer.user_id, at=now
    )
    workspace.audit(
        viewer=viewer, act="journey.installed", subject_kind=MAP_KIND, subject_id=MAP_KEY, now=now,
        detail={"template": key, "version": version, "release": release},
    )  # fmt: skip
    return release


@transaction.atomic
def keep_map(*, viewer: Viewer, now: datetime) -> bool:
    """This function will make the map that came by itself the viewer's choice; False: somebody chose already."""
    viewer.require(Act.EDIT_DEFINITIONS)
    if MapChange.objects.filter(by__isnull=False).exists():
        return False
    newest = MapChange.objects.order_by("-id").first()
    if newest is None or viewer.user_id is None:
        return False
    MapChange.objects.filter(pk=newest.pk).update(by_id=viewer.user_id)
    workspace.audit(
        viewer=viewer, act="journey.kept", subject_kind=MAP_KIND, subject_id=MAP_KEY, now=now,
        detail={"version": newest.version},
    )  # fmt: skip
    return True


def _map_there() -> Problem:
    return problem(
        "journey.map-there",
        ja="カスタマージャーニーマップは、すでに運用中です。",
        en="A journey map is in force already.",
        remedy_ja="マップ編集画面でひな形を読み込み、計画で動きを確かめてから適用してください。",
        remedy_en="Load the template in the map editor, see who would move, then apply it.",
    )
