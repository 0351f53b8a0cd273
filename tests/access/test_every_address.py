"""Every address of the site × every role: answered, refused or not found by a table written by hand."""

from __future__ import annotations

import re

import pytest
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client

from tests.access.addresses import ADDRESSES, FOR_STRANGERS, OPEN, Address, every_route
from tests.access.touch_reads import note_of, promise_of
from tests.access.world import SCOPED, Built, Place, marks_of

ROLES = ("admin", "manager", "csm", "reader", *SCOPED)
_FORBIDDEN, _NOT_FOUND, _SIGN_IN = 403, 404, "/accounts/login/"


def client_of(world: Built, role: str) -> Client:
    """Signed in as this role. Records go back after each test and so does what the client holds."""
    client = Client(raise_request_exception=True)
    for name, held in world.signed_in[role].items():
        client.cookies[name] = held
    return client


def ask(client: Client, address: Address, world: Built, place: Place) -> HttpResponseBase:
    """The answer; what a POST writes is rolled back."""
    path = address.path(world, place)
    if not address.changes:
        return client.get(path)
    with transaction.atomic():
        answer = client.post(path, address.given)
        transaction.set_rollback(True)
    return answer


def text_of(answer: HttpResponseBase) -> str:
    return getattr(answer, "content", b"").decode(errors="replace")


def test_it_has_an_answer_for_every_address_of_ours() -> None:
    ours = {
        n
        for n in every_route()
        if ":" in n or n in ("home", "preferences", "search", "chart_taken", "chart_workbook")
    }
    assert ours == {a.name for a in ADDRESSES} | set(OPEN), "decide in tests/access/addresses.py"


@pytest.mark.parametrize("address", ADDRESSES, ids=str)
def test_it_answers_exactly_the_roles_of_the_table(address: Address, world: Built) -> None:
    """And where it is about no account, it shows those of limited rights nothing of the others."""
    hidden = marks_of(world.others)
    for role in ROLES:
        answer = ask(client_of(world, role), address, world, world.mine[0])
        wanted = address.status if address.answers(role) else _FORBIDDEN
        text = text_of(answer)
        assert answer.status_code == wanted, f"{role}: {text[-1500:]}"
        if role in SCOPED and not address.about:
            assert not {mark for mark in hidden if mark in text}, role


@pytest.mark.parametrize("address", [a for a in ADDRESSES if a.about], ids=str)
def test_it_does_not_find_an_account_outside_the_scope(address: Address, world: Built) -> None:
    for role in SCOPED:
        wanted = {_NOT_FOUND} if address.answers(role) else {_NOT_FOUND, _FORBIDDEN}
        for place in world.others:
            assert ask(client_of(world, role), address, world, place).status_code in wanted


@pytest.mark.parametrize("address", [a for a in ADDRESSES if a.about], ids=str)
def test_it_shows_nothing_of_others_on_a_page_of_ones_own(address: Address, world: Built) -> None:
    hidden = marks_of(world.others)
    for place in world.mine:
        text = text_of(ask(client_of(world, "partner"), address, world, place))
        assert not {mark for mark in hidden if mark in text}


def test_it_takes_a_stay_only_at_its_own_account(world: Built) -> None:
    """A stay of another account is not found under one's own."""
    path = f"/accounts/{world.mine[0].public_id}/stays/{world.others[0].stay}/"
    for role in ("admin", "partner"):
        assert client_of(world, role).get(path).status_code == _NOT_FOUND


@pytest.mark.parametrize("name", sorted(every_route()))
def test_it_sends_a_stranger_to_sign_in(name: str, world: Built) -> None:
    if name in FOR_STRANGERS:
        return
    client = Client()
    for path in {_reach(every_route()[name], world, place) for place in world.accounts.values()}:
        got, posted = client.get(path), client.post(path)
        if name == "preferences":  # language and theme of the sign-in page, kept in cookies
            assert (got.status_code, posted.status_code) == (405, 302)
            continue
        for answer in (got, posted):
            if answer.status_code != 405:
                assert answer.status_code == 302 and answer["Location"].startswith(_SIGN_IN), path


@pytest.mark.parametrize("name", sorted(FOR_STRANGERS))
def test_it_tells_a_stranger_nothing(name: str, world: Built) -> None:
    text = text_of(Client().get(_reach(every_route()[name], world, world.mine[0])))
    assert not {mark for mark in marks_of(world.accounts.values()) if mark in text}
    assert not re.search(r"@example\.com", text)


def _reach(pattern: str, world: Built, place: Place) -> str:
    """A path the pattern matches, about ``place`` where it is about an account."""
    words = {
        "public_id": place.public_id, "stay_id": place.stay, "batch": world.batch, "tab": "usage",
        "key": "mrr", "form": "csv", "version": "1", "kind": "usage", "source": "files",
        "token": "none", "secret": "none", "name": "none", "pair": world.pair, "act": world.act,
        "other_id": world.mine[0].public_id, "segment": world.segment, "check": "orphan.events",
        "note": note_of(place), "promise": promise_of(place), "row": "1", "number": "1",
        "task": "zzzzzzzzzzzz", "mark": "zzzzzzzzzzzz", "absence": "zzzzzzzzzzzz", "series": world.series, "what": "day",
        "word": "none",
        "contact": place.contact, "move": place.contact, "user": "1",
    }  # fmt: skip
    path = re.sub(r"<\w+:(\w+)>", lambda m: words[m[1]], pattern)
    return "/" + re.sub(r"\(\?P<\w+>[^)]*\)", "abc", path).replace("^", "").replace("$", "")
