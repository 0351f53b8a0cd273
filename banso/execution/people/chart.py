"""Reporting lines as a tree: nobody is lost, whatever the lines say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from banso.customers.people.queries import PersonView


@dataclass(frozen=True)
class Node:
    """A person and those who report to them."""

    person: PersonView
    below: tuple[Node, ...] = ()


def chart(people: Iterable[PersonView]) -> tuple[tuple[Node, ...], tuple[PersonView, ...]]:
    """This function will give the trees of those with a line above or below them, and the others.

    Who reports to somebody who is not among ``people`` stands at the top of a tree of their own.
    """
    known = {p.public_id: p for p in people}
    below: dict[str, list[PersonView]] = {}
    for person in known.values():
        above = person.reports_to if person.reports_to in known else ""
        below.setdefault(above, []).append(person)
    placed: set[str] = set()

    def node(person: PersonView) -> Node:
        placed.add(person.public_id)
        under = [p for p in below.get(person.public_id, ()) if p.public_id not in placed]
        return Node(person, tuple(node(p) for p in under))

    tops = [node(p) for p in below.get("", ())]
    while lost := [
        p for p in known.values() if p.public_id not in placed
    ]:  # a circle in the records
        tops.append(node(lost[0]))
    trees = tuple(n for n in tops if n.below or n.person.reports_to)
    return trees, tuple(n.person for n in tops if not (n.below or n.person.reports_to))
