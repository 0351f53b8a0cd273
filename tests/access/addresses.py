"""Every address, and who is answered there, written by hand: a new one fails the walk until somebody decides."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from banso.connectors.mending import queries as quarantine
from tests.access.table import ADMIN, ALL, COLLEAGUES, DESK, MANAGERS, WITH_SCOPE
from tests.access.world import LAST, SYSTEM, Built, Place

Words = Callable[[Built, Place], dict[str, Any]]


def _nothing(w: Built, p: Place) -> dict[str, Any]:
    return {}


def _account(**more: str) -> Words:
    return lambda w, p: {"public_id": p.public_id, **more}


def _two(w: Built, p: Place) -> dict[str, Any]:
    return {"public_id": p.public_id, "other_id": w.mine[1].public_id}


def _batch(w: Built, p: Place) -> dict[str, Any]:
    return {"batch": w.batch}


def _mapping(w: Built, p: Place) -> dict[str, Any]:
    return {"key": "zendesk"}


def _bad_row(w: Built, p: Place) -> dict[str, Any]:
    [row] = quarantine.rows(viewer=SYSTEM, batch=w.batch).rows
    return {"batch": w.batch, "row": row.id}


def _segment(w: Built, p: Place) -> dict[str, Any]:
    return {"segment": w.segment}


def _job(w: Built, p: Place) -> dict[str, Any]:
    return {"public_id": w.job}


@dataclass(frozen=True)
class Address:
    """One way of asking at an address.

    ``who`` are answered (with ``status``), the others get 403. ``about``: it names an account, and
    one outside the viewer's scope is not found. ``of_all``: nobody with a scope is answered.
    ``changes``: a POST, asked with an empty form, so that ``status`` is what an empty form gets.
    """

    name: str
    who: frozenset[str]
    words: Words = _nothing
    query: str = ""
    status: int = 200
    about: bool = False
    of_all: bool = False
    changes: bool = False
    given: dict[str, str] = field(default_factory=dict)

    def path(self, world: Built, place: Place) -> str:
        return reverse(self.name, kwargs=self.words(world, place)) + self.query

    def answers(self, role: str) -> bool:
        if role in WITH_SCOPE:
            return WITH_SCOPE[role] in self.who and not self.of_all
        return role in self.who

    def __str__(self) -> str:
        return f"{'POST' if self.changes else 'GET'} {self.name}{self.query}"


def _get(name: str, who: frozenset[str], words: Words = _nothing, **more: Any) -> Address:
    return Address(name, who, words, **more)


def _post(name: str, who: frozenset[str], words: Words = _nothing, **more: Any) -> Address:
    return Address(name, who, words, changes=True, **more)


ADDRESSES = (
    _get("home", ALL, status=302),
    _post("preferences", ALL, status=302),
    _get("search", ALL, query="?q=zq"),
    # the map
    _get("map:index", ALL),
    _get("map:number", ALL, query="?what=paying"),
    _get("map:number", ALL, query="?what=moves"),
    _get("map:cell", ALL, query="?phase=retention"),
    _get("map:older", ALL, query="?phase=churn"),
    _get("map:nowhere", ALL),
    _get("map:print", ALL),
    _get("map:over_time", ALL),
    _get("map:moved", ALL, query="?source=onboarding&target=retention"),
    # accounts
    _get("accounts:index", ALL),
    _get("accounts:index", ALL, query="?q=mrr+%3E+0&sort=mrr&down=1&col=mrr"),
    _get("accounts:index", ALL, query="?q=zq"),
    _get("accounts:more", ALL),
    _get("accounts:completion", ALL, query="?text=mr&at=2"),
    _get("accounts:columns", ALL),
    _get("accounts:live", ALL, query="?q=mrr+%3E+0"),
    _get("accounts:live", ALL, query="?q=zq"),
    _get("accounts:about", ALL, query="?name=mrr"),
    _get("accounts:ideas", ALL),
    _get("accounts:counts", ALL),
    _post("accounts:form", ALL),
    # lists kept under a name: definitions, which outside partners do not see
    _get("accounts:segments", ALL, status=302),
    _get("segments:index", COLLEAGUES),
    _get("segments:one", COLLEAGUES, _segment),
    _get("segments:turns", COLLEAGUES, _segment),
    _get("segments:of_account", COLLEAGUES, _account(), about=True),
    _get("accounts:segment", COLLEAGUES, _segment),
    _get("accounts:segment_new", COLLEAGUES),
    _post("accounts:segment_new", COLLEAGUES, status=422),
    _get("accounts:segment_change", MANAGERS, _segment, of_all=True),
    _post("accounts:segment_change", MANAGERS, _segment, of_all=True, status=422),
    _post("accounts:segment_end", MANAGERS, _segment, of_all=True, status=302),
    _post("accounts:segment_back", MANAGERS, _segment, of_all=True, status=302),
    _post("chart_taken", DESK, status=422),  # of what the page shows; its numbers never come here
    _post("chart_workbook", DESK, status=422),
    _get("accounts:export", DESK, lambda w, p: {"form": "csv"}),
    _get("accounts:export", DESK, lambda w, p: {"form": "xlsx"}),
    # the metric library; own metrics are definitions
    _get("library:index", ALL),
    _get("library:index", ALL, query="?q=mrr&known=all&direction=up"),
    _get("library:metric", ALL, lambda w, p: {"key": "mrr"}),
    _get("library:trend", ALL, lambda w, p: {"key": "mrr"}),
    _get("library:definition", ALL, lambda w, p: {"key": "mrr"}),
    _get("library:definition", ALL, lambda w, p: {"key": "phase"}),
    _get("library:definition", ALL, lambda w, p: {"key": "segment-members"}),
    _get("library:new", MANAGERS, of_all=True),
    _post("library:new", MANAGERS, of_all=True, status=422),
    _post("library:write", MANAGERS, of_all=True),
    _post("library:check", MANAGERS, of_all=True),
    _get("library:change", MANAGERS, lambda w, p: {"key": "mrr"}, of_all=True, status=404),
    _post("library:back", MANAGERS, lambda w, p: {"key": "mrr"}, of_all=True, status=404),
    _get("library:version", COLLEAGUES, lambda w, p: {"key": "mrr", "version": 1}, status=404),
    # one account
    _get("account:index", ALL, _account(), about=True),
    *(
        _get("account:tab", ALL, _account(tab=tab), about=True)
        for tab in ("timeline", "notes", "usage", "people", "contracts", "fields")
    ),
    _get("account:use", ALL, _account(what="day"), query=f"?of={LAST}", about=True),
    _get("account:use", ALL, _account(what="feature"), query="?of=search", about=True),
    _get("account:metric", ALL, _account(key="active_users_28d"), about=True),
    _get(
        "account:stay", ALL, lambda w, p: {"public_id": p.public_id, "stay_id": p.stay}, about=True
    ),
    _get("account:next", ALL, _account(), about=True),
    _get("account:field", ALL, _account(key="note"), about=True),
    _post("account:field", ALL - {"reader"}, _account(key="csm_feel"), about=True, status=302),
    _get("account:move", ALL - {"reader"}, _account(), about=True),
    _post("account:move", ALL - {"reader"}, _account(), about=True, status=422),
    _get("account:waiting", ALL - {"reader"}, _account(), about=True),
    _post("account:waiting", ALL - {"reader"}, _account(), about=True, status=422),
    # imports: files speak of every account
    _get("start:index", COLLEAGUES),
    _get("imports:index", DESK, of_all=True),
    _post("imports:index", MANAGERS, of_all=True, status=422),
    _get("imports:catalogue", COLLEAGUES, of_all=True),
    _post("imports:catalogue", MANAGERS, of_all=True, status=302),
    _get("imports:mappings", DESK, of_all=True),
    _get("imports:mapping-one", DESK, _mapping, of_all=True),
    _post("imports:mapping-one", MANAGERS, _mapping, of_all=True, status=422),
    _post("imports:mapping-name", MANAGERS, _mapping, of_all=True, status=302),
    _post("imports:mapping-back", MANAGERS, _mapping, of_all=True, status=404),
    _get("imports:one", DESK, _batch, of_all=True),
    _get("imports:result", DESK, _batch, of_all=True),
    _post("imports:mapping", MANAGERS, _batch, of_all=True, status=422),
    _post("imports:commit", MANAGERS, _batch, of_all=True, status=302),
    _post("imports:undo", MANAGERS, _batch, of_all=True, status=302),
    _post("imports:discard", MANAGERS, _batch, of_all=True, status=422),
    _get("imports:rows", DESK, _batch, of_all=True),
    # quality: every account's rows
    _get("quality:index", DESK, of_all=True),
    _post("quality:check", DESK, of_all=True, status=302),
    _post("quality:reopen", MANAGERS, of_all=True, status=422),  # nothing waits
    _get("quality:export", DESK, lambda w, p: {"form": "csv"}, of_all=True, status=404),
    _get("quality:finding", DESK, lambda w, p: {"check": "orphan.events"}, of_all=True),
    _get(
        "quality:finding-export",
        DESK,
        lambda w, p: {"check": "orphan.events", "form": "csv"},
        of_all=True,
    ),
    _get("quality:quarantine", DESK, of_all=True),
    _get("quality:quarantine-export", DESK, lambda w, p: {"form": "xlsx"}, of_all=True),
    _get("quality:rows", DESK, _batch, query="?problem=import.row.date", of_all=True),
    _get("quality:row", DESK, _bad_row, of_all=True),
    _post("quality:try", MANAGERS, _batch, of_all=True, status=422),
    _post("quality:mend", MANAGERS, _batch, of_all=True, status=422),
    # duplicates: two records of one company may be any two accounts
    _get("duplicates:index", DESK, of_all=True),
    _get("duplicates:index", DESK, query="?show=history", of_all=True),
    _post("duplicates:find", MANAGERS, of_all=True, status=302),
    _post("duplicates:many", MANAGERS, of_all=True, status=302),
    _post("duplicates:decide", DESK, lambda w, p: {"pair": w.pair}, of_all=True, status=302),
    _get("duplicates:act", DESK, lambda w, p: {"act": w.act}, of_all=True),
    _post("duplicates:undo", MANAGERS, lambda w, p: {"act": w.act}, of_all=True, status=422),
    _get("duplicates:choose", DESK, _account(), query="?q=zq", about=True, of_all=True),
    _get("duplicates:compare", DESK, _two, of_all=True),
    _post("duplicates:compare", MANAGERS, _two, of_all=True, status=302),
    _post("duplicates:company", MANAGERS, _two, of_all=True, status=302),
    _get("duplicates:split", MANAGERS, _account(), about=True, of_all=True),
    _post("duplicates:split", MANAGERS, _account(), about=True, of_all=True, status=422),
    # the map's text
    _get("editor:index", COLLEAGUES),
    _post("editor:index", MANAGERS, of_all=True, status=422),
    _post("editor:plan", COLLEAGUES),
    _get("editor:export", COLLEAGUES),
    _get("editor:version", COLLEAGUES, lambda w, p: {"version": 1}),
    _get("editor:templates", COLLEAGUES),
    _get("editor:template_counts", COLLEAGUES),
    _get("editor:template", COLLEAGUES, lambda w, p: {"key": "three-phases"}),
    _post(
        "editor:template", MANAGERS, lambda w, p: {"key": "three-phases"}, of_all=True, status=422
    ),
    _post("editor:template_keep", MANAGERS, of_all=True, status=302),
    _post("editor:template_plan", COLLEAGUES, lambda w, p: {"key": "three-phases"}),
    _get(
        "editor:template_accounts",
        COLLEAGUES,
        lambda w, p: {"key": "six-phases"},
        query="?phase=retention",
    ),
    # history
    _get("history:index", COLLEAGUES),
    _get("history:release", COLLEAGUES, lambda w, p: {"number": 1}),
    _get("history:differences", ALL),
    _post("history:restate", MANAGERS, of_all=True, status=302),
    _get("history:restated", COLLEAGUES, lambda w, p: {"series": w.series}),
    _post(
        "history:restated_deletion",
        MANAGERS,
        lambda w, p: {"series": w.series},
        of_all=True,
        status=302,
    ),
    # settings
    _get("settings:index", ALL),
    _get("settings:workspace", ADMIN, of_all=True),
    _post("settings:workspace", ADMIN, of_all=True),
    _post("settings:clock", ADMIN, of_all=True, status=422),
    _post("settings:reopening", ADMIN, of_all=True, status=422),
    _get("settings:people", ADMIN, of_all=True),
    _post("settings:people", ADMIN, of_all=True),
    _get("settings:sources", DESK, of_all=True),
    _get("settings:source", ADMIN, lambda w, p: {"kind": "usage", "source": "files"}, of_all=True),
    _post("settings:source", ADMIN, lambda w, p: {"kind": "usage", "source": "files"}, of_all=True),
    _get("settings:definitions", COLLEAGUES),
    _get("settings:audit", MANAGERS, of_all=True),
    # workspaces: the list of the tests' home is empty, so what is asked about is not found
    _get("workspaces:index", ADMIN, of_all=True),
    _get("workspaces:new", ADMIN, of_all=True),
    _post("workspaces:new", ADMIN, of_all=True, status=422),
    _get("workspaces:coming", ADMIN, lambda w, p: {"token": "none"}, of_all=True, status=404),
    _get("workspaces:progress", ADMIN, lambda w, p: {"token": "none"}, of_all=True, status=404),
    _post("workspaces:name", ADMIN, of_all=True, status=422),
    _post("workspaces:archive", ADMIN, of_all=True, status=404),
    _get("workspaces:removal", ADMIN, of_all=True),
    _post("workspaces:removal", ADMIN, of_all=True, status=422),
    _post("workspaces:service", ADMIN, lambda w, p: {"key": "none"}, of_all=True, status=404),
    _post("workspaces:backup", ADMIN, of_all=True, status=302),
    _get("workspaces:download", ADMIN, lambda w, p: {"name": "none"}, of_all=True, status=404),
    _post("workspaces:restoration", ADMIN, of_all=True, status=422),
    # long work: one's own, or everybody's for who may import; a job names the accounts of its files
    _get("jobs:index", DESK, of_all=True),
    _get("jobs:one", MANAGERS, _job, of_all=True),
    _get("jobs:progress", MANAGERS, _job, of_all=True),
    _post("jobs:cancellation", MANAGERS, _job, of_all=True, status=302),
)

# The first run answers a signed-in person with the sign-in page, which leads on to the start.
OPEN = {
    "phone:manifest": "the name and picture of the app; the same for everybody",
    "phone:worker": "code that keeps the page of a note at hand; the same for everybody",
    "signin:welcome": "the first run: leads to sign-in as soon as there is somebody",
    "signin:arrival": "a link with a secret, good once; any other leads to sign-in",
}
# What a stranger may open. Everything else sends them to sign in.
FOR_STRANGERS = {
    "phone:manifest": "browsers ask for it without a session; it says nothing about anybody",
    "phone:worker": "browsers ask for it by themselves; it says nothing about anybody",
    "account_login": "sign-in",
    "account_signup": "says that nobody signs up by themselves",
    "account_inactive": "says that one may not sign in any more",
    "account_email_verification_sent": "part of sign-in; says nothing about anybody",
    "account_confirm_email": "part of sign-in: a link with a secret",
    "account_reset_password": "part of sign-in",
    "account_reset_password_done": "part of sign-in; the same words whether there is such a person",
    "account_reset_password_from_key": "part of sign-in: a link with a secret",
    "account_reset_password_from_key_done": "part of sign-in",
    "socialaccount_login_cancelled": "part of sign-in; no other service is connected",
    "socialaccount_login_error": "part of sign-in; no other service is connected",
}


def every_route() -> dict[str, str]:
    """Name of each route of the site → a path that reaches it; nameless ones under their path."""
    return dict(_walk(get_resolver(), "", ""))


def _walk(resolver: URLResolver, path: str, name: str) -> Iterator[tuple[str, str]]:
    for one in resolver.url_patterns:
        here = path + str(one.pattern)
        if isinstance(one, URLPattern):
            yield (name + one.name if one.name else here), here
        else:
            yield from _walk(one, here, name + (f"{one.namespace}:" if one.namespace else ""))


from tests.access.clock_addresses import CLOCK_ADDRESSES, CLOCK_OPEN  # noqa: E402

ADDRESSES += CLOCK_ADDRESSES
OPEN |= CLOCK_OPEN
FOR_STRANGERS |= CLOCK_OPEN

from tests.access.touch_addresses import TOUCH_ADDRESSES  # noqa: E402

ADDRESSES += TOUCH_ADDRESSES

from tests.access.phone_addresses import PHONE_ADDRESSES  # noqa: E402

ADDRESSES += PHONE_ADDRESSES

from tests.access.today_addresses import TODAY_ADDRESSES  # noqa: E402

ADDRESSES += TODAY_ADDRESSES
from tests.access.meet_addresses import MEET_ADDRESSES  # noqa: E402

ADDRESSES += MEET_ADDRESSES

from tests.access.people_addresses import PEOPLE_ADDRESSES  # noqa: E402

ADDRESSES += PEOPLE_ADDRESSES

from tests.access.kpi_addresses import KPI_ADDRESSES  # noqa: E402

ADDRESSES += KPI_ADDRESSES

from tests.access.funnel_addresses import FUNNEL_ADDRESSES  # noqa: E402

ADDRESSES += FUNNEL_ADDRESSES

from tests.access.retain_addresses import RETAIN_ADDRESSES  # noqa: E402

ADDRESSES += RETAIN_ADDRESSES

from tests.access.money_addresses import MONEY_ADDRESSES  # noqa: E402

ADDRESSES += MONEY_ADDRESSES
