"""A second factor: set up by the person, asked for at the next sign-in, switched off again."""

from __future__ import annotations

import base64
import hmac
import re
import struct
import time
from typing import TYPE_CHECKING

import pytest
from django.core.cache import cache
from django.test import Client

from tests.conftest import Viewers
from tests.ground.people import PASSWORD, PEOPLE

if TYPE_CHECKING:
    from pytest_django.fixtures import Settings

ACTIVATE = "/accounts/2fa/totp/activate/"
CHIE = {"login": PEOPLE["chie"].email, "password": PASSWORD}


@pytest.fixture(autouse=True)
def no_tries_remembered(settings: Settings) -> None:
    settings.MFA_TOTP_TOLERANCE = 1  # the half minute may end between two lines of a test
    cache.clear()


def code_for(secret: str) -> str:
    """RFC 6238 with six digits and thirty seconds, written out so that the app is not asked."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    counter = struct.pack(">Q", int(time.time() // 30))
    digest = hmac.digest(key, counter, "sha1")
    start = digest[-1] & 15
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"


@pytest.fixture
def client(workspace: None, viewers: Viewers) -> Client:
    viewers("chie")
    client = Client()
    client.post("/accounts/login/", CHIE)
    return client


def set_up(client: Client) -> str:
    asked = client.get(ACTIVATE)["Location"]  # the password once more, before this is touched
    assert asked.startswith("/accounts/reauthenticate/")
    client.post(asked, {"password": PASSWORD})
    page = client.get(ACTIVATE).content.decode()
    secret = re.search(r'id="authenticator_secret"[^>]*value="([A-Z2-7]+)"', page)
    assert secret
    assert "data:image/svg" in page  # the QR code, drawn here
    answer = client.post(ACTIVATE, {"code": code_for(secret[1])})
    assert answer.status_code == 302
    return secret[1]


def test_a_signed_in_person_sets_it_up(client: Client) -> None:
    set_up(client)
    assert "/accounts/2fa/totp/deactivate/" in client.get("/accounts/2fa/").content.decode()


def test_a_wrong_code_sets_nothing_up(client: Client) -> None:
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    client.get(ACTIVATE)
    answer = client.post(ACTIVATE, {"code": "000000"})
    assert answer.status_code == 200
    assert 'aria-invalid="true"' in answer.content.decode()


def test_the_next_sign_in_asks_for_the_code(client: Client) -> None:
    secret = set_up(client)
    other = Client()
    assert other.post("/accounts/login/", CHIE)["Location"].startswith(
        "/accounts/2fa/authenticate/"
    )
    assert other.get("/settings/").status_code == 302  # the password alone opens nothing
    cache.clear()  # the code used for setting up is spent for this half minute
    answer = other.post("/accounts/2fa/authenticate/", {"code": code_for(secret)})
    assert answer["Location"] == "/"
    assert other.get("/settings/").status_code == 200


def test_recovery_codes_come_with_it(client: Client) -> None:
    set_up(client)
    page = client.get("/accounts/2fa/recovery-codes/")
    assert page.status_code == 200
