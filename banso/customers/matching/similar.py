"""How alike two strings are: edit distance up to a limit, and Jaro–Winkler (Winkler 1990)."""

from __future__ import annotations


def within_one(one: str, other: str) -> bool:
    """Whether one insertion, deletion, substitution or swap of neighbours makes them equal."""
    if one == other:
        return True
    a, b = (one, other) if len(one) <= len(other) else (other, one)
    if len(b) - len(a) > 1:
        return False
    i = 0
    while i < len(a) and a[i] == b[i]:
        i += 1
    if len(a) < len(b):
        return a[i:] == b[i + 1 :]
    if a[i + 1 :] == b[i + 1 :]:
        return True
    return a[i : i + 2] == b[i : i + 2][::-1] and a[i + 2 :] == b[i + 2 :]


def jaro_winkler(one: str, other: str) -> float:
    """This function will give 0 (nothing in common) to 1 (equal)."""
    # Letters are paired greedily, so the order of the two must not decide.
    one, other = sorted((one, other), key=lambda w: (len(w), w))
    if one == other:
        return 1.0
    if not one or not other:
        return 0.0
    window = max(len(one), len(other)) // 2 - 1
    taken = [False] * len(other)
    matched: list[str] = []
    for i, letter in enumerate(one):
        for j in range(max(0, i - window), min(len(other), i + window + 1)):
            if not taken[j] and other[j] == letter:
                taken[j] = True
                matched.append(letter)
                break
    if not matched:
        return 0.0
    there = [c for c, was in zip(other, taken, strict=True) if was]
    swaps = sum(a != b for a, b in zip(matched, there, strict=True)) / 2
    m = len(matched)
    jaro = (m / len(one) + m / len(other) + (m - swaps) / m) / 3
    prefix = 0
    for a, b in zip(one[:4], other[:4], strict=False):
        if a != b:
            break
        prefix += 1
    return jaro + prefix * 0.1 * (1 - jaro)
