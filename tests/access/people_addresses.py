"""Who may open what of people at customers."""

from __future__ import annotations

from typing import Any

from tests.access.addresses import Address, _get, _post
from tests.access.people_reads import move_of, user_of
from tests.access.table import ALL
from tests.access.world import Built, Place

EDITORS = ALL - {"reader"}


def _account(w: Built, p: Place) -> dict[str, Any]:
    return {"public_id": p.public_id}


def _contact(w: Built, p: Place) -> dict[str, Any]:
    return {"contact": p.contact}


def _move(w: Built, p: Place) -> dict[str, Any]:
    return {"move": move_of(p)}


def _user(w: Built, p: Place) -> dict[str, Any]:
    return {"user": user_of(p)}


PEOPLE_ADDRESSES: tuple[Address, ...] = (
    _get("people:index", ALL),
    _get("people:index", ALL, query="?view=season"),
    _get("people:index", ALL, query="?view=known&whose=all"),
    _get("people:reassign", EDITORS),
    _post("people:reassign", EDITORS, status=422),
    _get("people:introductions", EDITORS),
    _get("people:handover", ALL, _account, about=True),
    _get("people:add", EDITORS, _account, about=True),
    _post("people:add", EDITORS, _account, about=True, status=422),
    _get("people:one", ALL, _contact, about=True),
    _post("people:one", EDITORS, _contact, about=True, status=302),
    _get("people:move", EDITORS, _contact, about=True),
    _post("people:move", EDITORS, _contact, about=True, status=302),
    _post("people:stays", EDITORS, _contact, about=True, status=302),
    _post("people:bounced", EDITORS, _contact, about=True, status=302),
    _post("people:undo_move", EDITORS, _move, about=True, status=302),
    _post("people:introduced", EDITORS, _move, about=True, status=302),
    _post("people:same_address", EDITORS, status=302),
    _post("people:user", EDITORS, _user, about=True, status=302),
)
