"""KPI definitions, read from YAML into frozen classes. Every problem of a file comes back at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from banso.lib.problems import BansoError, Problem, errors, problem
from banso.lib.text import Text
from banso.metrics.reading import Path, Reader, nearest

SCHEMA = "banso/kpi@1"
# The files, in the order in which people read them, and what they are about.
GROUPS: Mapping[str, Text] = {
    "money": Text(ja="継続と売上", en="Staying and revenue"),
    "growth": Text(ja="拡大", en="Growth"),
    "leaving": Text(ja="解約と再契約", en="Leaving and coming back"),
    "starting": Text(ja="立ち上がり", en="Getting started"),
    "use": Text(ja="利用", en="Use"),
    "heard": Text(ja="顧客の声", en="What customers say"),
    "effort": Text(ja="手間と採算", en="Effort and its return"),
}
# How a value comes from rows, and which interval goes with it.
HOW = ("share", "ratio", "median", "survival", "balance")
UNITS = ("rate", "days", "months", "points", "number", "money", "minutes")
# What rows are of: each is one file of ``rows/``.
ROWS = (
    "stays", "starters", "customers", "answers", "asked", "book", "starts", "terms", "leavers",
)  # fmt: skip
DIRECTIONS = ("up", "down", "none")
_KEYS = (
    "key", "name", "short", "unit", "direction", "months", "rows", "how", "top", "bottom", "where",
    "top_name", "bottom_name", "formula", "base", "left_out", "rivals", "missing",
)  # fmt: skip


class KpisNotAccepted(BansoError):
    """A file of KPI definitions has errors."""


class KpiUnknown(BansoError):
    """Somebody asks for a KPI that does not exist."""


@dataclass(frozen=True, slots=True)
class Kpi:
    """One KPI. ``months``: its period where none is given, ending with the day; 0: the day alone.

    ``top`` and ``bottom`` are expressions over a row; ``where`` says which rows are its base.
    ``rivals`` are keys of definitions that go by a similar name and give another number.
    """

    key: str
    name: Text
    short: Text
    unit: str
    direction: str
    months: int
    rows: str
    how: str
    top: str
    formula: Text
    base: Text
    left_out: Text
    missing: Text
    top_name: Text
    bottom_name: Text = Text()
    bottom: str = "1"
    where: str = "true"
    rivals: tuple[str, ...] = ()
    group: str = ""

    @property
    def top_unit(self) -> str:
        """In what the rows are counted above the line."""
        if self.how in ("median", "survival"):
            return self.unit
        in_money = self.rows in ("book", "terms") or self.group == "effort" and "cost_" in self.top
        return "money" if self.unit == "money" or (self.how == "ratio" and in_money) else "number"

    @property
    def bottom_unit(self) -> str:
        """In what the rows are counted below the line."""
        in_money = self.rows in ("book", "terms") or "mrr" in self.bottom
        return "money" if self.how == "ratio" and in_money else "number"

    line: int = field(default=0, compare=False)
    file: str = field(default="", compare=False)


@cache
def kpis() -> Mapping[str, Kpi]:
    """Every KPI by key, in the order of the files. Raises ``KpisNotAccepted`` if a file is wrong."""
    found: list[Kpi] = []
    wrong: list[Problem] = []
    for group in GROUPS:
        read, problems = parse(text_of(group), file=f"{group}.yaml")
        found += read
        wrong += problems
    wrong += check_rivals(found)
    if errors(wrong):
        raise KpisNotAccepted(errors(wrong))
    return {k.key: k for k in found}


def text_of(group: str) -> str:
    """The text of one file of definitions."""
    return files("banso.metrics.kpi").joinpath(f"{group}.yaml").read_text("utf-8")


def kpi(key: str) -> Kpi:
    """This function will give one definition; raises ``KpiUnknown`` with the nearest key."""
    found = kpis().get(key)
    if found is None:
        raise KpiUnknown(_unknown(key))
    return found


def known(keys: Iterable[str]) -> list[Kpi]:
    """This function will give definitions in the order asked; every key that is unknown is named."""
    listed = list(dict.fromkeys(keys))
    wrong = [_unknown(key) for key in listed if key not in kpis()]
    if wrong:
        raise KpiUnknown(wrong)
    return [kpis()[key] for key in listed]


def _unknown(key: str) -> Problem:
    return problem(
        "kpi.unknown",
        ja=f"KPI「{key[:60]}」はありません。",
        en=f"There is no KPI '{key[:60]}'.",
        remedy_ja="「banso kpi --list」で一覧を確かめてください。",
        remedy_en="See the list with: banso kpi --list",
        sample=key[:60],
        suggestion=nearest(key, kpis()),
    )


def parse(text: str, *, file: str) -> tuple[list[Kpi], list[Problem]]:
    """Read a text of definitions: the KPIs that are whole, and every problem found."""
    reader = Reader.of(text, file=file, area="kpi")
    reader.schema(SCHEMA)
    reader.only((), ("schema", "kpis"))
    found = []
    for path in reader.items(("kpis",)):
        before = len(reader.problems)
        one = _one(reader, path)
        if one is not None and not errors(reader.problems[before:]):
            found.append(one)
    return found, reader.problems


def _one(reader: Reader, path: Path) -> Kpi | None:
    if not reader.mapping(path):
        return None
    reader.only(path, _KEYS)

    def text(name: str, *, required: bool = True) -> Text:
        return reader.text((*path, name), required=required) or Text()

    def choice(name: str, allowed: tuple[str, ...]) -> str:
        return reader.choice((*path, name), allowed, required=True) or allowed[0]

    key = reader.key((*path, "key"))
    how = choice("how", HOW)
    name = text("name")
    if not key:
        return None
    return Kpi(
        key=key, name=name, short=reader.text((*path, "short")) or name,
        unit=choice("unit", UNITS), direction=choice("direction", DIRECTIONS),
        months=reader.count((*path, "months"), most=120) or 0, rows=choice("rows", ROWS), how=how,
        top=_expression(reader, (*path, "top"), required=True) or "",
        bottom=_expression(reader, (*path, "bottom"), required=how in ("ratio", "survival")) or "1",
        where=_expression(reader, (*path, "where")) or "true",
        top_name=text("top_name"), bottom_name=text("bottom_name", required=how == "ratio"),
        formula=text("formula"), base=text("base"), left_out=text("left_out"),
        missing=text("missing"), rivals=reader.texts((*path, "rivals")) or (),
        group=(reader.loaded.file or "").split(".")[0], line=reader.line((*path, "key")),
        file=reader.loaded.file or "",
    )  # fmt: skip


def _expression(reader: Reader, path: Path, *, required: bool = False) -> str | None:
    value: Any = reader.get(path)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return reader.plain_text(path, required=required)


def check_rivals(found: Iterable[Kpi]) -> list[Problem]:
    """A rival that does not exist, and a key used twice, are problems."""
    listed = list(found)
    keys = {k.key for k in listed}
    wrong = []
    seen: set[str] = set()
    for each in listed:
        if each.key in seen:
            wrong.append(
                problem(
                    "kpi.key-taken",
                    ja=f"KPI「{each.key}」はすでに定義されています。",
                    en=f"The KPI '{each.key}' is defined already.",
                    remedy_ja="別のキーにしてください。",
                    remedy_en="Choose another key.",
                    file=each.file,
                    line=each.line,
                    path=each.key,
                )  # fmt: skip
            )
        seen.add(each.key)
        for rival in each.rivals:
            if rival not in keys:
                wrong.append(
                    problem(
                        "kpi.rival-unknown",
                        ja=f"KPI「{each.key}」が並べる「{rival}」がありません。",
                        en=f"'{each.key}' is set beside '{rival}', which does not exist.",
                        remedy_ja="綴りを確かめてください。",
                        remedy_en="Check the spelling.",
                        file=each.file,
                        line=each.line,
                        path=each.key,
                        sample=rival,
                        suggestion=nearest(rival, keys),
                    )  # fmt: skip
                )
    return wrong
