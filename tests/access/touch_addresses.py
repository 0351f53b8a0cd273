"""Who is answered at the addresses of notes and promises."""

from __future__ import annotations

from typing import Any

from tests.access.addresses import Address, _account, _get, _post
from tests.access.table import ALL
from tests.access.touch_reads import note_of, promise_of
from tests.access.world import Built, Place

WRITERS = ALL - {"reader"}


def _note(w: Built, p: Place) -> dict[str, Any]:
    return {"note": note_of(p)}


def _promise(w: Built, p: Place) -> dict[str, Any]:
    return {"promise": promise_of(p)}


TOUCH_ADDRESSES: tuple[Address, ...] = (
    _get("notes:index", ALL),
    _get("notes:index", ALL, query="?q=見積"),
    _get("notes:new", WRITERS),
    _get("notes:new", WRITERS, query="?q=zq"),
    _post("notes:preview", WRITERS),
    _get("notes:one", ALL, _note, about=True),
    _get("notes:edit", WRITERS, _note, about=True),
    _post("notes:edit", WRITERS, _note, about=True, status=422),
    _get("notes:withdraw", WRITERS, _note, about=True),
    _post("notes:withdraw", WRITERS, _note, about=True, status=422),
    _post("notes:put_back", WRITERS, _note, about=True, status=302),
    _get("notes:move", WRITERS, _note, about=True),
    _post("notes:move", WRITERS, _note, about=True, status=422),
    _get("notes:of_account", ALL, _account(), about=True),
    _get("notes:promise_add", WRITERS, _account(), about=True),
    _post("notes:promise_add", WRITERS, _account(), about=True, status=422),
    _get("notes:promise", WRITERS, _promise, about=True),
    _post("notes:promise", WRITERS, _promise, about=True, status=422),
    _post("notes:promise_keep", WRITERS, _promise, about=True, status=302),
    _post("notes:promise_reopen", WRITERS, _promise, about=True, status=302),
)
