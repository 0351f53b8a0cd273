"""What the funnel and the phase report say while there is nothing to tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Viewers


@pytest.mark.parametrize(
    "path",
    ["/insight/funnel/", "/insight/funnel/way/", "/insight/funnel/value/", "/insight/phases/"],
)
def test_it_says_what_will_be_here_and_the_next_step(
    workspace: None, viewers: Viewers, path: str
) -> None:
    response = viewers.client("makoto").get(path)
    html = response.content.decode()
    assert response.status_code == 200
    assert "顧客企業がまだありません" in html and "/import/" in html
    reader = viewers.client("rin").get(path).content.decode()
    assert 'class="bn-btn bn-btn-p" href="/import/"' not in reader, (
        "who may not import is not sent there"
    )
