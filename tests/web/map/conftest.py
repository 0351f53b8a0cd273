"""A short book behind the map, made by closing days: who is where on day 60 is written here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.ground import shared
from tests.journey_store import worlds
from tests.web.map.reading import Seen

if TYPE_CHECKING:
    from tests.conftest import Viewers

LAST = 60


@dataclass
class Book:
    """Accounts by name; ``read`` fetches the map as one of the people."""

    viewers: Viewers
    ids: dict[str, int] = field(default_factory=dict)

    def read(self, person: str = "makoto", path: str = "/map/", **query: str) -> Seen:
        response = self.viewers.client(person).get(path, query)
        assert response.status_code == 200, response.status_code
        return Seen.of(response.content.decode())

    def get(self, person: str, href: str) -> str:
        """A drawer or popover as htmx asks for it."""
        response = self.viewers.client(person).get(href, headers={"HX-Request": "true"})
        assert response.status_code == 200, (href, response.status_code)
        return response.content.decode()


def make() -> dict[str, int]:
    """Six in the first phase (four stuck, one behind, one fresh), two in the second, one left, one on trial."""
    shared.workspace()
    worlds.made()
    ids = {}
    for n, name in enumerate(("朝凪製作所", "夜長印刷", "Larkfield Tea", "常盤電機")):
        ids[name] = worlds.account(name, mrr=(n + 1) * 100_000)
    ids["若葉商事"] = worlds.account("若葉商事", worlds.on(LAST - 15), mrr=50_000)
    ids["桜観光"] = worlds.account("桜観光", worlds.on(LAST - 3), mrr=20_000)
    ids["北斗保険"] = worlds.account("北斗保険", mrr=300_000)
    ids["港食品"] = worlds.account("港食品", mrr=250_000)
    ids["白樺医療"] = worlds.account("白樺医療", end=worlds.on(20), mrr=90_000)
    ids["銀河物流"] = worlds.account("銀河物流", worlds.on(30), trial=True)
    worlds.field(ids["夜長印刷"], "seats_assigned", 4, 5)
    worlds.field(ids["北斗保険"], "seats_assigned", 12, 10)
    worlds.field(ids["港食品"], "seats_assigned", 30, LAST - 4)
    worlds.close(0, LAST)
    return ids


@pytest.fixture(scope="module")
def made(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[shared.Shared[dict[str, int]]]:
    folder = tmp_path_factory.mktemp("map") / "workspace"
    with shared.made_once(django_db_blocker, folder, make) as once:
        yield once


@pytest.fixture
def book(made: shared.Shared[dict[str, int]], folder: Path, viewers: Viewers) -> Book:
    """What ``make`` made, to read and to change."""
    return Book(viewers, dict(made.copy_to(folder)))


@pytest.fixture
def owned(book: Book) -> Callable[[str, str], None]:
    """``owned("chie", "朝凪製作所")``: she looks after it since ever."""
    from banso.customers import operations

    def give(person: str, account: str) -> None:
        viewer = book.viewers(person)
        operations.set_owner(
            viewer=worlds.SYSTEM,
            account_ids=[book.ids[account]],
            owner_id=viewer.user_id,
            from_on=worlds.D0,
            now=worlds.NOW,
        )

    return give
