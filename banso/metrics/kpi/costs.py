"""What an hour of ours costs, the margin, and what winning an account cost: a definition of the workspace."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from banso.lib.money import decimals
from banso.lib.problems import BansoError, Problem, errors
from banso.metrics.reading import Reader
from banso.workspace import operations as workspace
from banso.workspace.queries import newest_definition
from banso.workspace.queries import workspace as settings
from banso.workspace.viewer import Act, Viewer

KIND, KEY = "kpi", "costs"
SCHEMA = "banso/costs@1"
FIELD = "acquisition_cost"  # a dated field of the account says what it cost itself


class CostsNotAccepted(BansoError):
    """A text of costs has errors."""


@dataclass(frozen=True, slots=True)
class Costs:
    """Minor units of the workspace's currency; None: not said. ``margin`` is a share of MRR."""

    hour_minor: float | None = None
    margin: float | None = None
    acquisition_minor: float | None = None
    scale: int = 1  # minor units per unit


def parse(text: str, *, scale: int) -> tuple[Costs, list[Problem]]:
    """Read a text of costs; every problem at once."""
    reader = Reader.of(text, file=f"{KEY}.yaml", area="costs")
    reader.schema(SCHEMA)
    reader.only((), ("schema", "hour", "margin", "acquisition"))
    found: dict[str, float | None] = {}
    for name, most in (("hour", None), ("margin", 1.0), ("acquisition", None)):
        value = reader.get((name,))
        plain = isinstance(value, int | float) and not isinstance(value, bool)
        if value is None or (plain and value > 0 and (most is None or value <= most)):
            found[name] = value
            continue
        found[name] = None
        reader.add(
            (name,), "number",
            f"「{name}」に「{str(value)[:40]}」は使えません。", f"'{name}' cannot be '{str(value)[:40]}'.",
            "0より大きい数を書いてください。margin は1以下です。",
            "Write a number above 0; a margin is at most 1.", sample=str(value)[:40],
        )  # fmt: skip
    hour, acquisition = found["hour"], found["acquisition"]
    costs = Costs(
        hour * scale if hour else None, found["margin"], acquisition * scale if acquisition else None,
        scale,
    )  # fmt: skip
    return costs, reader.problems


def costs_in_force(*, viewer: Viewer) -> Costs:
    """This function will give the workspace's costs; nothing is said in them before somebody did."""
    viewer.require(Act.SEE_ACCOUNTS)
    scale = int(10 ** decimals(settings(viewer=viewer).currency))
    # What the numbers are made of is no secret to whoever sees the numbers.
    row = newest_definition(viewer=Viewer.system(), kind=KIND, key=KEY)
    return parse(row.text, scale=scale)[0] if row else Costs(scale=scale)


@transaction.atomic
def save_costs(*, viewer: Viewer, text: str, now: datetime, why: str = "") -> int:
    """This function will put a text of costs in force and give the number of the new release.

    Raises ``CostsNotAccepted`` with every problem; then nothing is saved.
    """
    viewer.require(Act.EDIT_DEFINITIONS)
    problems = parse(text, scale=1)[1]
    if errors(problems):
        raise CostsNotAccepted(errors(problems))
    version = workspace.save_definition(
        viewer=viewer, kind=KIND, key=KEY, text=text, now=now, why=why
    )
    return workspace.make_release(
        viewer=viewer, changes={f"{KIND}/{KEY}": version}, now=now, why=why
    )
