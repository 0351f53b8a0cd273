"""Estimated effects of plays against the true ones: bias, coverage, false claims."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from banso.science.proportions import Interval, wilson
from simulator.scoring.predictions import EffectOf
from simulator.scoring.truth import Effect, World


@dataclass(frozen=True, slots=True)
class PlayScore:
    """One play: what it does on average, and what was said of it. Unit: the play's own."""

    play: str
    target: str  # all: everyone assigned; treated: those who got it
    unit: str
    assignment: str
    accounts: int
    truth: float
    estimate: float
    low: float | None
    high: float | None

    @property
    def error(self) -> float:
        return self.estimate - self.truth

    @property
    def covered(self) -> bool | None:
        if self.low is None or self.high is None:
            return None
        return self.low <= self.truth <= self.high

    @property
    def false_claim(self) -> bool | None:
        """The interval says a direction that the truth does not have."""
        if self.low is None or self.high is None:
            return None
        return (self.low > 0 and self.truth <= 0) or (self.high < 0 and self.truth >= 0)


@dataclass(frozen=True, slots=True)
class EffectsScore:
    plays: tuple[PlayScore, ...]
    missing: tuple[str, ...]  # plays of the world nobody estimated
    coverage: Interval | None  # share of 95 % intervals that hold the truth
    false_claims: int
    bias: Mapping[str, float]  # unit -> mean error
    rmse: Mapping[str, float]  # unit -> root mean square error


def score_effects(predicted: Sequence[EffectOf], *, world: World) -> EffectsScore | None:
    """None without truth or without estimates."""
    if world.effects is None or not predicted:
        return None
    plays = tuple(_one(each, world.effects[each.play], world) for each in predicted)
    judged = [p for p in plays if p.covered is not None]
    units = sorted({p.unit for p in plays})
    errors = {unit: [p.error for p in plays if p.unit == unit] for unit in units}
    return EffectsScore(
        plays=plays,
        missing=tuple(sorted(set(world.effects) - {p.play for p in plays})),
        coverage=wilson(hits=sum(p.covered is True for p in judged), of=len(judged)),
        false_claims=sum(p.false_claim is True for p in judged),
        bias={unit: sum(e) / len(e) for unit, e in errors.items()},
        rmse={unit: math.sqrt(sum(x * x for x in e) / len(e)) for unit, e in errors.items()},
    )


def _one(each: EffectOf, effects: Sequence[Effect], world: World) -> PlayScore:
    those = [e.effect for e in effects if e.treated or each.target == "all"]
    about = world.play(each.play)
    return PlayScore(
        play=each.play,
        target=each.target,
        unit=str(about.get("unit", "")),
        assignment=str(about.get("assignment", "")),
        accounts=len(those),
        truth=sum(those) / len(those) if those else 0.0,
        estimate=each.estimate,
        low=each.low,
        high=each.high,
    )
