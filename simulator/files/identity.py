"""Who an account is, as its vendor's files say it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from simulator.engine.events_of_ours import CSMS
from simulator.engine.population import COUNTRIES, Population
from simulator.names import words
from simulator.names.making import corporate_number, foreign_company, japanese_company


@dataclass(frozen=True)
class Identity:
    name: str
    kana: str
    number: str
    parent: str
    industry: str
    region: str
    employees: int
    owner: str
    domain: str

    def department(self, number: int) -> Identity:
        """One of the two departments of the same company, which buy for themselves."""
        name, kana = (("生産管理部", "セイサンカンリブ"), ("営業本部", "エイギョウホンブ"))[number]
        return replace(self, name=f"{self.name} {name}", kana=f"{self.kana}{kana}", owner=CSMS[0])


def same_company(people: Population) -> bool:
    """Whether the first two accounts are two departments of one company."""
    return people.n >= 4


def identity(people: Population, i: int, rng: np.random.Generator) -> Identity:
    """The names and sizes of account number ``i``."""
    draw = rng.random(4)
    country = COUNTRIES[people.country[i]]
    japanese = country == "JP"
    found = japanese_company(i) if japanese else foreign_company(i, country)
    heads = int(people.users[i] * (4 + 30 * draw[0] ** 2)) + 5
    number = corporate_number(i) if japanese and draw[1] < 0.9 else ""
    parent = ""
    if people.group[i] >= 0:
        one = words.FIRST[int(people.group[i]) % len(words.FIRST)][0]
        two = words.SECOND[int(people.group[i]) // len(words.FIRST) % len(words.SECOND)][0]
        parent = f"{one}{two}ホールディングス"
    elif i < 2 and same_company(people):
        parent = japanese_company(0).name
    region = words.REGIONS[int(draw[2] ** 1.6 * len(words.REGIONS))] if japanese else country
    owner = CSMS[2] if not japanese else CSMS[i % 2]
    return Identity(
        found.name,
        found.kana,
        number,
        parent,
        found.industry,
        region,
        heads,
        owner,
        f"{found.slug}.example",
    )


__all__ = ["Identity", "identity", "same_company"]
