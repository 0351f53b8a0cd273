"""Which map was in force when: its text, checked and made ready to walk."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from banso.journey.check import Checked, check
from banso.journey.definitions import MAP_KEY, MAP_KIND, TEMPLATES
from banso.journey.model import JourneyMap
from banso.journey.models import MapChange
from banso.journey.names import with_map
from banso.journey.rules import Rules
from banso.lib.once import kept
from banso.lib.problems import BansoError, Problem, problem
from banso.metrics import queries as metrics
from banso.metrics.conditions import Condition, NameTable
from banso.metrics.conditions import parse as parse_condition
from banso.workspace import queries as workspace
from banso.workspace.queries import DefinitionView
from banso.workspace.viewer import Viewer

FILE = "journey.yaml"
_KEPT = 32


class NoMap(BansoError):
    """The workspace has no map yet; the first import puts one in force."""


class MapNotRunnable(BansoError):
    """A map in force names something that is gone, such as a metric of the workspace's own."""


class TemplateUnknown(BansoError):
    """No map of this name ships."""


@dataclass(frozen=True, slots=True)
class Edition:
    """A version of the map, in force after the close of ``on_day`` (None: since ever).

    ``release`` is the newest release that had this version: what its days are stamped with.
    """

    version: int
    release: int
    on_day: date | None
    text: str
    digest: str
    rules: Rules
    seen: Mapping[str, Condition]  # what says that a behaviour is seen, by its text
    asks_yesterday: bool = False

    @property
    def map(self) -> JourneyMap:
        return self.rules.map


@dataclass(frozen=True, slots=True)
class Editions:
    """Every version there was, oldest first."""

    all: tuple[Edition, ...]

    @property
    def newest(self) -> Edition:
        return self.all[-1]

    @property
    def names(self) -> frozenset[str]:
        """Every name that a version reads."""
        return frozenset().union(*(e.rules.names for e in self.all))

    def on(self, day: date) -> Edition:
        """The version the close of ``day`` is walked under."""
        return next(e for e in reversed(self.all) if e.on_day is None or e.on_day < day)

    def after(self, day: date) -> Edition:
        """The version in force once ``day`` is closed and everything dated it is done."""
        return next(e for e in reversed(self.all) if e.on_day is None or e.on_day <= day)

    def made_on(self, day: date) -> tuple[Edition, ...]:
        """The versions that came into force at the close of ``day``."""
        return tuple(e for e in self.all if e.on_day == day)


@kept(workspace.stamp)
def editions() -> Editions:
    """This function will read every version of the map there was; raises ``NoMap`` before the first."""
    viewer = Viewer.system()
    changes = list(MapChange.objects.order_by("id"))
    if not changes:
        raise NoMap(no_map())
    texts = {d.version: d for d in workspace.definitions(viewer=viewer, kind=MAP_KIND, key=MAP_KEY)}
    newest = workspace.release_number(viewer=viewer)
    found = []
    for i, change in enumerate(changes):
        last = changes[i + 1].release - 1 if i + 1 < len(changes) else newest
        found.append(
            _edition(change, texts[change.version], max(change.release, last), newest=newest)
        )
    return Editions(tuple(found))


def _edition(change: MapChange, text: DefinitionView, release: int, *, newest: int) -> Edition:
    ready = ready_map(text.text, digest=text.digest, release=newest)
    asks = any(name.startswith("yesterday.") for name in ready.rules.names)
    return Edition(
        change.version, release, change.on_day, text.text, text.digest, ready.rules, ready.seen,
        asks_yesterday=asks,
    )  # fmt: skip


@kept(workspace.stamp)
def edition_in_force() -> Edition | None:
    """This function will give the version in force; None before the first."""
    viewer = Viewer.system()
    change = MapChange.objects.order_by("-id").first()
    if change is None:
        return None
    text = workspace.definition(viewer=viewer, kind=MAP_KIND, key=MAP_KEY, version=change.version)
    if text is None:
        return None
    release = workspace.release_number(viewer=viewer)
    return _edition(change, text, release, newest=release)


@dataclass(frozen=True, slots=True)
class Ready:
    """A text that was accepted, compiled."""

    rules: Rules
    seen: Mapping[str, Condition]


# Reading a text is 50 times dearer than looking it up. The release is part of the key because a
# workspace's own metrics decide whether a text can be read.
_ready: OrderedDict[tuple[str, int], Ready] = OrderedDict()
_lock = threading.Lock()


def ready_map(text: str, *, digest: str, release: int) -> Ready:
    """The compiled form of a text that was accepted; raises ``MapNotRunnable`` if it no longer is."""
    key = (digest, release)
    with _lock:
        known = _ready.get(key)
    if known is None:
        names = metrics.name_table(viewer=Viewer.system())
        known = compiled(check(text, names=names, file=FILE), names=names)
        with _lock:
            _ready[key] = known
            while len(_ready) > _KEPT:
                _ready.popitem(last=False)
    return known


def compiled(checked: Checked, *, names: NameTable) -> Ready:
    """A checked map with what its behaviours ask; raises ``MapNotRunnable`` for one with errors."""
    if checked.rules is None or checked.map is None:
        raise MapNotRunnable(checked.errors)
    table = with_map(names, checked.map)
    texts = {b.seen.text for p in checked.map.phases for b in p.behaviour if b.seen}
    parsed = {text: parse_condition(text, names=table).condition for text in texts}
    return Ready(checked.rules, {t: c for t, c in parsed.items() if c is not None})


def template_text(key: str) -> str:
    """The text of a shipped map, byte for byte; raises ``TemplateUnknown``."""
    if key not in TEMPLATES:
        listed = ", ".join(TEMPLATES)
        raise TemplateUnknown(
            problem(
                "journey.template-unknown",
                ja=f"ひな形「{key}」はありません。",
                en=f"There is no map template '{key}'.",
                remedy_ja=f"次から選んでください: {listed}",
                remedy_en=f"Choose one of: {listed}.",
                sample=key,
            )
        )
    return _template(key)


@cache
def _template(key: str) -> str:
    return files("banso.journey").joinpath("templates", f"{key}.yaml").read_text("utf-8")


def no_map() -> Problem:
    """What is said where a map is needed and none is in force."""
    return problem(
        "journey.no-map",
        ja="カスタマージャーニーマップがまだありません。",
        en="There is no journey map yet.",
        remedy_ja="最初の取り込みで標準のマップが使われます。マップ編集画面で選ぶこともできます。",
        remedy_en="The first import uses the default map; you can also choose one in the map editor.",
    )
