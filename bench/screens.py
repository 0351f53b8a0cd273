"""Server time of the screens on 10,000 accounts × 365 days, next to the targets.

    python -m bench.screens [--workspace FOLDER] [--accounts 10000] [--days 365] [--requests 30]

A real server on 127.0.0.1, asked by one person and by four at once. Times are the server's own
(Server-Timing, milliseconds); CPU is what the server process spent per request, all threads. *Cold*
is the first request of a fresh process. Without ``--workspace`` a workspace is generated, imported
and back-filled first, which takes a quarter of an hour. In a given one nothing is changed but for
a session, and a person where there is none.
"""

from __future__ import annotations

import argparse
import http.client
import os
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from bench._workspace import PROJECT, environment, make_workspace

LIST, PAGE = (150, 250), (250, 400)  # p95 in ms: one user, four at once
MOST_QUERIES = 12
AT_ONCE = 4
CONDITION = "active_days_7d >= 3 and days_to_decision <= 60"
SORTS = ("mrr", "active_seat_rate_28d", "days_since_login", "use_vs_own_baseline", "days_in_phase")
TABS = ("timeline", "usage", "people", "contracts", "fields")
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Case:
    name: str
    path: str
    target: tuple[int, int]


@dataclass
class Took:
    """Server times of one case. ``spent``: CPU ms a request."""

    times: list[float] = field(default_factory=list)
    queries: int = 0
    spent: float = 0.0

    def share(self, part: float) -> float:
        """The time that ``part`` of the requests did not exceed."""
        ordered = sorted(self.times)
        return ordered[min(len(ordered) - 1, int(part * len(ordered)))]


@dataclass(frozen=True)
class Ready:
    """What is needed to ask: the session's cookie, and two accounts by the use they make of it."""

    cookie: str
    busy: str
    quiet: str


def cases(ready: Ready) -> Iterator[Case]:
    yield Case("map", "/map/", LIST)
    yield Case("KPIs", "/insight/", LIST)
    yield Case("one KPI", "/insight/kpi/nrr_12m/?by=plan", PAGE)
    yield Case("list, by name", "/accounts/", LIST)
    yield Case("list, filtered", "/accounts/?" + urlencode({"q": CONDITION}), LIST)
    for key in SORTS:
        query = urlencode({"sort": key, "down": 1, "col": key})
        yield Case(f"list, by {key}", f"/accounts/?{query}", LIST)
    both = urlencode({"q": CONDITION, "sort": "mrr", "down": 1})
    yield Case("list, filtered and sorted", f"/accounts/?{both}", LIST)
    yield Case("condition, while typing", "/accounts/live/?" + urlencode({"q": CONDITION}), LIST)
    values = urlencode({"text": "phase = ", "at": 8})
    yield Case("condition, completion", f"/accounts/completion/?{values}", LIST)
    yield Case("segments, all counts", "/accounts/counts/", LIST)
    for name in ("funnel/", "funnel/way/", "funnel/value/", "phases/"):
        yield Case(f"insight, {name}", f"/insight/{name}", LIST)
    yield Case("account, busy", f"/accounts/{ready.busy}/", PAGE)
    yield Case("account, quiet", f"/accounts/{ready.quiet}/", PAGE)
    for tab in TABS:
        yield Case(f"account, {tab} tab", f"/accounts/{ready.busy}/tab/{tab}/", PAGE)


# The server -----------------------------------------------------------------------------------------


@dataclass
class Server:
    port: int
    process: subprocess.Popen[bytes]
    cookie: str

    def ask(self, path: str) -> tuple[float, int]:
        """Milliseconds and number of queries as the server tells them."""
        asked = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        asked.request("GET", path, headers={"Cookie": self.cookie})
        answer = asked.getresponse()
        answer.read()
        asked.close()
        if answer.status != 200:
            raise SystemExit(f"{path} answered {answer.status}")
        told = answer.headers["Server-Timing"]
        return float(_found(r"app;dur=([\d.]+)", told)), int(_found(r"(\d+) queries", told))

    def spent(self) -> float:
        """CPU seconds of the server's processes so far."""
        return sum(_ticks(pid) for pid in _family(self.process.pid)) / _TICKS


def _family(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(p for child in listed for p in _family(int(child)))]


def _ticks(pid: int) -> int:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def _found(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    return found[1] if found else "0"


@contextmanager
def serving(folder: Path, cookie: str, *, processes: int = 1) -> Iterator[Server]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-m", "uvicorn", "banso.asgi:application", "--host", "127.0.0.1"]
    several = ["--workers", str(processes)] if processes > 1 else []
    process = subprocess.Popen(
        [*command, "--port", str(port), "--log-level", "warning", *several],
        cwd=PROJECT,
        env=environment(folder),
    )
    try:
        _wait(port, process)
        yield Server(port, process, cookie)
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(1200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if process.poll() is not None:
            break
        time.sleep(0.05)
    raise SystemExit("the server did not start")


# Measuring ------------------------------------------------------------------------------------------


def warm(server: Server, case: Case, *, requests: int, people: int) -> Took:
    """``requests`` in all, by ``people`` at once, after some nobody counts (each process is warm)."""
    for _ in range(6):
        server.ask(case.path)
    took, lock = Took(), threading.Lock()

    def one_person() -> None:
        for _ in range(requests // people):
            spent, queries = server.ask(case.path)
            with lock:
                took.times.append(spent)
                took.queries = queries

    before = server.spent()
    threads = [threading.Thread(target=one_person) for _ in range(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took.spent = (server.spent() - before) / max(1, len(took.times)) * 1000
    return took


def cold(folder: Path, cookie: str, case: Case) -> float:
    with serving(folder, cookie) as server:
        return server.ask(case.path)[0]


def measure(folder: Path, ready: Ready, *, requests: int, with_cold: bool, processes: int) -> None:
    listed = list(cases(ready))
    print(
        f"{'':28}{'1 user':>22}{'4 at once':>22}\n{'':28}"
        + "   p50   p95 (aim)  CPU" * 2
        + "   cold  queries"
    )
    first = {c.name: cold(folder, ready.cookie, c) for c in listed} if with_cold else {}
    with serving(folder, ready.cookie, processes=processes) as server:
        for case in listed:
            alone = warm(server, case, requests=requests, people=1)
            crowd = warm(server, case, requests=requests, people=AT_ONCE)
            print(_line(case, alone, crowd, first.get(case.name)), flush=True)


def _line(case: Case, alone: Took, crowd: Took, first: float | None) -> str:
    parts = [f"{case.name:28}"]
    for took, aim in zip((alone, crowd), case.target, strict=True):
        p95 = took.share(0.95)
        mark = " " if p95 <= aim else "!"
        parts.append(f"{took.share(0.5):6.0f}{p95:6.0f}{mark}({aim}){took.spent:5.0f}")
    parts.append(f"{first:7.0f}" if first is not None else "      -")
    parts.append(f"{alone.queries:5}{' ' if alone.queries <= MOST_QUERIES else '!'}")
    return "".join(parts)


def prepared(folder: Path) -> Ready:
    """A session of an administrator, in the records of the workspace that this process looks at."""
    os.environ |= environment(folder) | {"DJANGO_SETTINGS_MODULE": "banso.settings"}
    import django

    django.setup()
    from datetime import UTC, datetime

    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from banso.workspace import operations, queries
    from banso.workspace.models import User
    from banso.workspace.viewer import Role, Viewer

    admin = User.objects.filter(role=Role.ADMIN.value, is_active=True).order_by("pk").first()
    if admin is None:
        public_id = operations.create_person(
            viewer=Viewer.system(), email="bench@example.com", password=os.urandom(12).hex(),
            role=Role.ADMIN, now=datetime.now(UTC),
        )  # fmt: skip
        admin = User.objects.get(public_id=public_id)
    session = SessionStore()
    session[SESSION_KEY] = str(admin.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = admin.get_session_auth_hash()
    session.create()
    busy, quiet = _two_accounts(queries.clock().closed_day)
    return Ready(f"{settings.SESSION_COOKIE_NAME}={session.session_key}", busy, quiet)


def _two_accounts(day: object) -> tuple[str, str]:
    """The public ids of the account with the most use on the last closed day, and of one with little."""
    from datetime import date

    from banso.customers.queries import public_ids
    from banso.events.store import workspace_lake
    from banso.metrics.lists import Sort, list_accounts
    from banso.workspace.viewer import Viewer

    if not isinstance(day, date):
        raise SystemExit("no day of this workspace is closed yet: run banso backfill")
    viewer = Viewer.system()
    found = list_accounts(
        viewer=viewer, lake=workspace_lake(), day=day, sort=Sort("active_users_28d"), limit=None
    )
    chosen = [found.rows[0].account, found.rows[len(found.rows) * 3 // 4].account]
    names = public_ids(viewer=viewer, ids=chosen)
    return names[chosen[0]], names[chosen[1]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0] if __doc__ else "")
    parser.add_argument(
        "--workspace", type=Path, help="the folder of a workspace that is there already"
    )
    parser.add_argument("--accounts", type=int, default=10_000)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--requests", type=int, default=30, help="per case")
    parser.add_argument("--processes", type=int, default=1, help="as BANSO_WEB_PROCESSES")
    parser.add_argument("--no-cold", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = (given.workspace or Path(scratch) / "bench").resolve()
        if given.workspace is None:
            make_workspace(folder, accounts=given.accounts, days=given.days)
        ready = prepared(folder)
        measure(
            folder, ready, requests=given.requests, with_cold=not given.no_cold,
            processes=given.processes,
        )  # fmt: skip


if __name__ == "__main__":
    main()
