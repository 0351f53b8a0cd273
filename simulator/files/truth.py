"""The answers: what the product is never told. ``docs/dev/world.md`` says what each column means."""

from __future__ import annotations

from datetime import timedelta

import numpy as np

from simulator import product
from simulator.engine.deals import Deal
from simulator.engine.deciding import Fate
from simulator.engine.latent import SIGNALS, Latent
from simulator.engine.population import NEVER, Population, Span
from simulator.engine.staff import Staff
from simulator.files.tables import Folder

_SECONDS = 86_400


def key_of(i: int | np.integer[object]) -> str:  # type: ignore[type-var]
    """The key of account number ``i`` in every file."""
    return f"C{int(i):06d}"


def digits(value: float) -> str:
    """A figure as the truth states it; empty for none."""
    return "" if np.isnan(value) else f"{float(value):.6g}"


def stamp(span: Span, second: int) -> str:
    """Seconds from midnight of day 0 as an instant."""
    day, rest = divmod(second, _SECONDS)
    return f"{span.iso(day)}T{rest // 3600:02d}:{rest // 60 % 60:02d}:{rest % 60:02d}Z"


def hazard_header() -> tuple[str, ...]:
    return (
        "account_id",
        "month",
        "hazard",
        "hazard_signals",
        "left",
        *(f"s_{s}" for s in SIGNALS),
        "s_plays",
    )


def account(
    into: Folder,
    span: Span,
    people: Population,
    latent: Latent,
    fate: Fate,
    i: int,
    deal: Deal,
    staff: Staff,
) -> None:
    """All truth of account number ``i``."""
    key = key_of(i)
    last = int(fate.decided[i]) if fate.decided[i] >= 0 else len(span.months) - 1
    here = range(max(0, int(latent.begun[i])), last + 1)
    months = [f"{m:%Y-%m}" for m in span.months]
    fit = f"{people.fit[i]:.4f}"
    into.add(
        "accounts",
        (
            (
                key,
                months[m],
                fit,
                f"{latent.value[i, m]:.4f}",
                f"{latent.satisfaction[i, m]:.4f}",
                int(latent.champion[i, m]),
            )
            for m in here
        ),
    )
    into.add("hazards", _hazards(key, months, latent, fate, i, here))
    into.add(
        "expansions",
        ((key, months[m], f"{fate.propensity[i, m]:.6f}", int(fate.expands[i, m])) for m in here),
    )
    if deal.decided and deal.left:
        dates = (deal.decided, deal.announced, deal.left, deal.returned)
        texts = tuple(d.isoformat() if d else "" for d in dates)
        into.add("churns", [(key, *texts, *deal.cause, int(deal.sudden))])
    into.add("champions", _champions(key, staff, span))
    into.add(
        "setup",
        (
            (
                key,
                step,
                span.iso(day) if day < NEVER else "",
                int(people.obstacle[i] and k == product.OBSTACLE),
            )
            for k, (step, day) in enumerate(
                [
                    *zip(product.STEPS, people.steps[i], strict=True),
                    (product.FIRST_VALUE, people.first_value[i]),
                ]
            )
        ),
    )


def _hazards(
    key: str, months: list[str], latent: Latent, fate: Fate, i: int, here: range
) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    for m in here:
        if m <= latent.begun[i]:
            continue
        signal = float(fate.hazard_signals[i, m])
        whole = 1 - (1 - signal) * (1 - fate.sudden_rate)
        rows.append((
            key, months[m], f"{whole:.8f}", f"{signal:.8f}", int(fate.decided[i] == m),
            *(f"{latent.signals[s][i, m]:.4f}" for s in SIGNALS), f"{fate.shift[i, m]:.6f}",
        ))  # fmt: skip
    return rows


def _champions(key: str, staff: Staff, span: Span) -> list[tuple[object, ...]]:
    """Who drove it, from when to when, and since when that person's use had fallen silent."""
    rows: list[tuple[object, ...]] = []
    for p in staff.people:
        if p.role != "champion" or p.since > span.last:
            continue
        leave = staff.users[p.user].leave if p.user >= 0 else NEVER
        silent = (span.first + timedelta(days=leave)).isoformat() if leave < NEVER else ""
        rows.append(
            (key, p.email, p.since.isoformat(), p.until.isoformat() if p.until else "", silent)
        )
    return rows
