"""The scoreboard as a whole: read, score, tell."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from banso.lib.problems import Problem
from simulator.scoring import predictions, telling, truth
from simulator.scoring.plays import EffectsScore, score_effects
from simulator.scoring.risk import RiskScore, score_risk
from simulator.scoring.voices import TextScore, score_texts
from simulator.texts import THEMES

SCHEMA = "banso/score@1"


@dataclass(frozen=True, slots=True)
class Scoreboard:
    """What was scored. A part nobody predicted, or the truth does not hold, is empty."""

    scenario: str
    seed: str
    until: date  # the world's last day
    predictions: int
    risk: tuple[RiskScore, ...]
    effects: EffectsScore | None
    texts: tuple[TextScore, ...]
    no_truth: tuple[str, ...]  # kinds predicted whose file of the truth is missing
    cautions: tuple[Problem, ...]

    def lines(self, language: str) -> Iterator[str]:
        """A table for a person."""
        yield from telling.lines(self, language)

    def as_json(self, language: str = "en") -> dict[str, Any]:
        """The same numbers for a program; a stable form, named by ``schema``."""
        return {
            "schema": SCHEMA,
            "scenario": self.scenario,
            "seed": self.seed,
            "until": self.until.isoformat(),
            "predictions": self.predictions,
            "risk": [_plain(r) | _head_of(r) for r in self.risk],
            "effects": _effects_json(self.effects),
            "texts": [_plain(t) for t in self.texts],
            "no_truth": list(self.no_truth),
            "cautions": [p.as_json(language) for p in self.cautions],
        }


def score(*, files: Sequence[Path], truth_folder: Path) -> Scoreboard:
    """Score ``files`` (CSV, or JSON lines by their ending) against the world of ``truth_folder``.

    Raises :class:`~simulator.scoring.truth.TruthUnreadable` or
    :class:`~simulator.scoring.predictions.PredictionsRefused`, with every problem at once.
    """
    world = truth.read(truth_folder)
    themes = list(dict.fromkeys([*THEMES, *(t.theme for t in (world.texts or {}).values())]))
    said = predictions.read(files, world=world, themes=themes)
    lacking = [
        kind
        for kind, rows, known in (
            ("risk", said.risks or said.alerts, world.leavings),
            ("effect", said.effects, world.effects),
            ("text", said.texts, world.texts),
        )
        if rows and known is None
    ]
    return Scoreboard(
        scenario=str(world.parameters.get("scenario", "")),
        seed=str(world.parameters.get("seed", "")),
        until=world.until,
        predictions=said.rows,
        risk=score_risk(said.risks, said.alerts, world=world),
        effects=score_effects(said.effects, world=world),
        texts=score_texts(said.texts, world=world),
        no_truth=tuple(lacking),
        cautions=tuple(said.cautions),
    )


def _plain(value: object) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.asdict(value)
    return value


def _head_of(risk: RiskScore) -> dict[str, Any]:
    if risk.head is None:
        return {}
    return {"head": dataclasses.asdict(risk.head) | {"precision": risk.head.precision}}


def _effects_json(effects: EffectsScore | None) -> dict[str, Any] | None:
    if effects is None:
        return None
    judged = [
        dataclasses.asdict(p)
        | {"error": p.error, "covered": p.covered, "false_claim": p.false_claim}
        for p in effects.plays
    ]
    return dataclasses.asdict(effects) | {"plays": judged}
