"""Reads the map's page the way a person does: its phases, its numbers, where they lead."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Link:
    href: str
    opens: str  # pop, drawer, '' for a page
    text: str = ""


class _Page(HTMLParser):
    """Links with the text inside them; what lies in the phone's sections is left out (the same again)."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[Link] = []
        self._open: list[Link] = []
        self._depth = 0
        self._phone: int | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {k: v or "" for k, v in attrs}
        if tag == "div":
            self._depth += 1
            if "bn-phone" in given.get("class", "").split():
                self._phone = self._depth
        if tag == "a" and given.get("href"):
            opens = "pop" if "data-pop" in given else "drawer" if "data-drawer" in given else ""
            self._open.append(Link(given["href"], opens))

    def handle_endtag(self, tag: str) -> None:
        if tag == "div":
            if self._phone == self._depth:
                self._phone = None
            self._depth -= 1
        if tag == "a" and self._open:
            link = self._open.pop()
            if self._phone is None:
                self.links.append(link)

    def handle_data(self, data: str) -> None:
        for link in self._open:
            link.text += data


@dataclass
class Seen:
    """A page of the map: its links, and the numbers in their text."""

    body: str
    links: list[Link] = field(default_factory=list)

    @classmethod
    def of(cls, body: str) -> Seen:
        page = _Page()
        page.feed(body)
        return cls(body, page.links)

    def numbers(self, *parts: str) -> list[int]:
        """The last number of each link whose address holds all of ``parts``."""
        return [number(k.text) for k in self.links if all(p in k.href for p in parts)]

    def accounts(self, phase: str) -> int:
        """The large number of a phase."""
        (found,) = [
            number(k.text)
            for k in self.links
            if re.search(rf"/cell/\?phase={phase}$", bare(k.href))
        ]
        return found


def number(text: str) -> int:
    found = re.findall(r"\d[\d,]*", text)
    return int(found[-1].replace(",", "")) if found else -1


def bare(href: str) -> str:
    """An address without the filters every link of the map carries on."""
    return re.sub(r"(?<=[?&])(owner|month|as_of)=[^&]*&?", "", html.unescape(href)).rstrip("?&")


def total(drawer: str) -> int:
    """How many accounts a drawer says it holds."""
    heading = re.search(r"<h2[^>]*>(.*?)(?:<span|</h2>)", drawer, re.S)
    assert heading, drawer[:400]
    return number(heading[1])


def names(drawer: str) -> list[str]:
    """The accounts of a drawer, in their order."""
    return [
        html.unescape(n) for n in re.findall(r'<a class="bn-b" href="[^"]*">([^<]*)</a>', drawer)
    ]
