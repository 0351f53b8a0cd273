"""``banso up`` on a new machine: the demo is made, also when its making was killed half-way."""

from __future__ import annotations

import os
import re
import signal
import time
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

import pytest

from tests.commands.test_up import Running, up
from tests.ground.servers import WorkspaceFolder, free_port

pytestmark = pytest.mark.slow
MADE_WITHIN = 420.0  # seconds, on a machine that has other things to do
FEWER = {"BANSO_DEMO_ACCOUNTS": "24"}


def wait_for(running: Running, words: str) -> None:
    deadline = time.monotonic() + MADE_WITHIN
    while words not in running.said():
        assert running.process.poll() is None, running.said()
        assert time.monotonic() < deadline, running.said()
        time.sleep(0.2)


def kill_while_it_writes(demo: WorkspaceFolder) -> None:
    """Let the making begin, and end it without a word once events are being written."""
    running = Running(demo, free_port(), **FEWER)
    deadline = time.monotonic() + MADE_WITHIN
    while not list((demo.folder / "lake").rglob("*.parquet")):
        assert running.process.poll() is None, running.said()
        assert time.monotonic() < deadline, running.said()
        time.sleep(0.02)
    os.kill(running.process.pid, signal.SIGKILL)
    running.process.wait()


def sign_in(address: str, email: str, password: str) -> OpenerDirector:
    browser = build_opener(HTTPCookieProcessor(CookieJar()))
    page = browser.open(f"{address}accounts/login/", timeout=90).read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token
    form = {"login": email, "password": password, "csrfmiddlewaretoken": token[1]}
    answer = browser.open(f"{address}accounts/login/", urlencode(form).encode(), timeout=90)
    assert "/accounts/login" not in answer.url
    return browser


def test_the_demo_is_made_and_each_of_its_people_signs_in(tmp_path: Path) -> None:
    demo = WorkspaceFolder(tmp_path, "demo")
    kill_while_it_writes(demo)
    with up(demo, **FEWER) as running:
        wait_for(running, "Ctrl-C")
        said = running.said()
        people = re.findall(r"(\S+@\S+\.example)\s+(\S+)\s+(\w+)", said)
        assert {role for _email, _password, role in people} == {
            "admin", "manager", "csm", "reader", "partner",
        }  # fmt: skip
        address = f"http://127.0.0.1:{running.port}/"
        for email, password, _role in people:
            page = sign_in(address, email, password).open(address, timeout=90).read().decode()
            assert "2026" in page  # the clock stands at the last day of the data

    with up(demo, **FEWER) as again:
        begun = time.monotonic()
        wait_for(again, "Ctrl-C")
        assert "Making the demo" not in again.said()
        assert time.monotonic() - begun < 60
