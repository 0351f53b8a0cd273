"""Plain logistic regression by Newton's method, with standard errors that may be clustered."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_STEPS = 60
_SMALL = 1e-10


class Separated(ValueError):
    """The outcome is told apart without error: the coefficients have no finite value."""


@dataclass(frozen=True, slots=True)
class Fit:
    """Coefficients in log-odds (intercept first), their standard errors, the log likelihood."""

    coefficients: Floats  # (k+1,)
    errors: Floats  # (k+1,)
    log_likelihood: float

    def z(self, truth: Floats) -> Floats:
        """How many standard errors each coefficient lies from ``truth`` (k+1,)."""
        return np.asarray((self.coefficients - truth) / self.errors, dtype=np.float64)


def sigmoid(x: Floats) -> Floats:
    """1 / (1 + exp(-x)) without overflow."""
    return np.asarray(0.5 * (1 + np.tanh(x / 2)), dtype=np.float64)


def logit(p: Floats) -> Floats:
    """Log-odds; probabilities are first held within [1e-12, 1 - 1e-12]."""
    held = np.clip(p, 1e-12, 1 - 1e-12)
    return np.asarray(np.log(held) - np.log1p(-held), dtype=np.float64)


def fit(
    *, signals: Floats, outcome: Floats, groups: Ints | None = None, offset: Floats | None = None
) -> Fit:
    """Maximum likelihood of ``logit P(outcome = 1) = offset + a + signals @ b``.

    ``signals`` (n, k), ``outcome`` (n,) of 0 and 1, ``offset`` (n,) log-odds. With ``groups``
    (n,) the errors allow rows of one group to be alike (sandwich, Liang & Zeger 1986, scaled by
    g/(g-1)). Raises :class:`Separated` where there is no finite maximum.
    """
    x = np.column_stack([np.ones(len(outcome)), signals])
    base = np.zeros(len(outcome)) if offset is None else offset
    share = float(outcome.mean())
    if not 0 < share < 1:
        raise Separated("the outcome is always the same")
    beta = np.zeros(x.shape[1])
    beta[0] = float(np.log(share / (1 - share)) - base.mean())
    told = _log_likelihood(base + x @ beta, outcome)
    for _ in range(_STEPS):
        p = sigmoid(base + x @ beta)
        slope = x.T @ (outcome - p)
        bend = (x * (p * (1 - p))[:, None]).T @ x
        step = _solve(bend, slope)
        size = 1.0
        while size > 1e-6:
            tried = beta + size * step
            better = _log_likelihood(base + x @ tried, outcome)
            if better >= told - 1e-12:
                break
            size /= 2
        gain, beta, told = better - told, tried, better
        if np.abs(beta).max() > 1e3 or told > -_SMALL:
            raise Separated("the signals tell the outcome without error")
        if abs(gain) < _SMALL * (1 + abs(told)) and np.abs(size * step).max() < 1e-6:
            break
    p = sigmoid(base + x @ beta)
    spread = np.linalg.pinv((x * (p * (1 - p))[:, None]).T @ x)
    if groups is not None:
        spread = spread @ _meat(x * (outcome - p)[:, None], groups) @ spread
    return Fit(beta, np.sqrt(np.maximum(np.diag(spread), 0.0)), told)


def _meat(scores: Floats, groups: Ints) -> Floats:
    _, inverse = np.unique(groups, return_inverse=True)
    count = int(inverse.max()) + 1
    sums = np.zeros((count, scores.shape[1]))
    np.add.at(sums, inverse, scores)
    return np.asarray(sums.T @ sums * (count / max(count - 1, 1)), dtype=np.float64)


def _solve(bend: Floats, slope: Floats) -> Floats:
    try:
        return np.asarray(np.linalg.solve(bend, slope), dtype=np.float64)
    except np.linalg.LinAlgError:
        raise Separated("the signals repeat one another or tell the outcome exactly") from None


def _log_likelihood(eta: Floats, outcome: Floats) -> float:
    return float((outcome * eta - np.logaddexp(0.0, eta)).sum())
