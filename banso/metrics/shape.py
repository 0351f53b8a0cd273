"""What a shape is: its texts, what it asks for and what it gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from banso.lib.text import Text

Stage = Literal["contract", "usage", "tickets", "moments", "derived", "none"]
# Stages whose shapes are texts of SQL, for one day and for a span of days.
COUNTING: tuple[Stage, ...] = ("usage", "tickets", "moments")
ROLES = ("login", "use", "setup_step", "first_value", "export", "order")
ANY = "any"  # every event except our own
SEVERITIES = ("low", "normal", "high", "urgent")
FACTS = (
    "life", "day_zero_on", "tenure_start_on", "tenure_days", "term_days", "term_months", "plan",
    "mrr", "seats", "contract_gap_days", "ended_on", "decided_on", "notice_given_on",
    "days_to_decision", "next_term_settled_days_ago", "expansion_signed_days_ago", "tenure_number",
    "term_end_on", "days_to_term_end", "decision_on", "arr", "plan_limit", "features_entitled",
)  # fmt: skip
# Numbers of the contract a ratio may divide by, beside the metrics themselves.
HELPERS = ("plan_limit",)
PLAIN = "count days number rate date text choice bool money"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One ``with:`` entry. ``one_of`` lists what it may be; ``column`` means the name of another number."""

    type: Literal["text", "texts", "count", "column", "bool", "numbers"]
    one_of: tuple[str, ...] = ()
    required: bool = False
    default: Any = None


@dataclass(frozen=True, slots=True)
class Shape:
    """``kinds`` are the kinds of number it yields; ``window`` says whether the definition must give one.

    ``reads`` are the tables of ``usage.make_usage`` the text needs; ``running`` how its steps add up
    ('' for a text that gives values); ``file`` whose text of a span it shares, if not its own.
    """

    name: str
    stage: Stage
    source: str
    kinds: tuple[str, ...]
    formula: Text
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    window: bool = False
    reads: tuple[str, ...] = ()
    running: Literal["", "sum", "max"] = ""
    finish: str = ""
    file: str = ""

    @property
    def sql(self) -> str:
        """The text of a span of days over rollups."""
        return _text(self.file or self.name)

    @property
    def direct(self) -> str:
        """The text of one day over raw events."""
        return _text(f"direct/{self.name}")


# Values of running numbers. A window is known where its part after day zero is inside coverage.
COVERED = "case when greatest(b.d - {window} + 1, b.zero) >= b.covered_from then %s end"
COUNTED = COVERED % "coalesce({n}, 0)"


@cache
def _text(name: str) -> str:
    return files("banso.metrics").joinpath("shapes", f"{name}.sql").read_text("utf-8")


PICK = {
    "role": Parameter("text", one_of=(*ROLES, ANY)),
    "names": Parameter("texts"),
    "feature": Parameter("text"),
    "tenure": Parameter("text", one_of=("current", "any"), default="current"),
}
SEVERITY = {"severity": Parameter("text", one_of=SEVERITIES)}


def shape(name: str, stage: Stage, source: str, kinds: str, ja: str, en: str, **more: Any) -> Shape:
    return Shape(name, stage, source, tuple(kinds.split()), Text(ja=ja, en=en), **more)
