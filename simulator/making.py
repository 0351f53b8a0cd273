"""One world, from a scenario and a seed to a folder of files; bucket by bucket of accounts.

Memory holds the months of every account and the days of one bucket, never the events of all.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np

from banso.lib.problems import BansoError, problem
from simulator import product
from simulator.engine import events_of_ours as ours
from simulator.engine.ahead import Diary
from simulator.engine.care import Carer, Told, fields_of
from simulator.engine.deals import CAUSE_WORDS, Deal, Seller
from simulator.engine.deciding import Fate, decide
from simulator.engine.latent import Latent, fare
from simulator.engine.population import COUNTRIES, NEVER, Ints, Population, Span, populate, span_of
from simulator.engine.staff import Registrar, Staff
from simulator.engine.usage import Behaviour, Presence
from simulator.files import settings, truth
from simulator.files.calendars import Calendars
from simulator.files.clicks import Lines
from simulator.files.identity import Identity, identity, same_company
from simulator.files.rows import account_row, contact_rows, contract_rows, user_rows
from simulator.files.tables import HEADERS, MOST_EVENT_FILES, ROWS_A_FILE, TRUTH, EventFiles, Folder
from simulator.scenario.reading import Scenario, ScenarioNotAccepted
from simulator.seeds import stream

BUCKET = 64  # accounts
_MARK = "WORLD.md"  # names a folder as one of ours, so that it may be written anew
_TOLD = (
    "# A simulated world\n\nEvery company, person, address and text here is fictional; any likeness to anybody is"
    " chance. No office gives out corporate numbers that begin like these.\n`truth/` holds what the"
    " product is never told.\n\nここにある会社、人物、アドレス、文章はすべて架空です。\n"
)
_PACKED_FROM = 3_000  # accounts


class FolderNotEmpty(BansoError):
    """The folder holds something that is no world."""


@dataclass
class Made:
    """What was written: rows by file, events, and defects."""

    path: Path
    rows: dict[str, int] = field(default_factory=dict)
    events: int = 0
    defects: Counter[str] = field(default_factory=Counter)


@dataclass
class _World:
    scenario: Scenario
    seed: int
    span: Span
    people: Population
    latent: Latent
    fate: Fate
    incidents: list[ours.Incident]
    sessions: list[ours.GroupSession]


def make(
    *,
    scenario: Scenario,
    seed: int,
    into: Path,
    progress: Callable[[int, int], None] | None = None,
    events: bool = True,
    words: bool = True,
) -> Made:
    """Write the world of ``scenario`` under ``seed`` into the folder ``into``.

    Without ``events`` no use is made (effects on use stay empty), without ``words`` nothing of
    tickets, voices, answers, touchpoints and attendance, nor how our people feel about an account;
    every other row is the same either way.

    ``progress`` is told (accounts done, accounts). Raises FolderNotEmpty when the folder holds
    anything but a world written earlier, which is replaced.
    """
    world = _dawn(scenario, seed)
    _check_count(world)
    _clear(into)
    (into / _MARK).write_text(_TOLD, encoding="utf-8")
    out, answers = (
        Folder(into, HEADERS),
        Folder(into / "truth", TRUTH | {"hazards": truth.hazard_header()}),
    )
    rows_a_file = max(ROWS_A_FILE, scenario.whole("accounts") * 600 // MOST_EVENT_FILES)
    packed = scenario.whole("accounts") > _PACKED_FROM
    clicks = EventFiles(into, packed=packed, rows_a_file=rows_a_file)
    made = Made(into)
    _common(world, out)
    calendars = Calendars(into, stamp=f"{world.span.last:%Y%m%d}T000000Z")
    writer = _Buckets(world, out, answers, clicks, made, calendars, events=events, words=words)
    for bucket, first in enumerate(range(0, world.people.n, BUCKET)):
        writer.write(bucket, np.arange(first, min(first + BUCKET, world.people.n)))
        if progress:
            progress(min(first + BUCKET, world.people.n), world.people.n)
    _plays(world, out, answers)
    answers.add("defects", (("events", k, v) for k, v in sorted(made.defects.items())))
    out.close()
    answers.close()
    clicks.close()
    calendars.close()
    made.rows, made.events = out.counts, clicks.rows
    present = set(out.counts) | ({"events"} if clicks.rows else set())
    (into / "mapping.yaml").write_text(settings.mapping(world.span, present), encoding="utf-8")
    (into / "catalogue.yaml").write_text(settings.catalogue(), encoding="utf-8")
    text = settings.parameters(scenario, seed, world.span, world.latent, world.fate)
    (into / "truth" / "parameters.yaml").write_text(text, encoding="utf-8")
    return made


def _dawn(scenario: Scenario, seed: int) -> _World:
    span = span_of(scenario)
    people = populate(scenario, seed, span)
    incidents = ours.incidents_of(scenario, seed, span)
    latent = fare(scenario, seed, span, people, ours.weights(incidents, span))
    fate = decide(scenario, seed, span, people, latent)
    sessions = ours.sessions_of(scenario, seed, span)
    return _World(scenario, seed, span, people, latent, fate, incidents, sessions)


def _check_count(world: _World) -> None:
    """Refuse when ``leave_exactly`` cannot be had: too few accounts, or too short a time."""
    wanted = world.scenario.whole("leave_exactly")
    found = int((world.fate.days.left < world.span.days).sum())
    if wanted and found != wanted:
        raise ScenarioNotAccepted(
            problem(
                "scenario.leave-exactly",
                ja=f"ちょうど{wanted}社が離脱する世界を作れません（{found}社になります）。",
                en=f"No world in which exactly {wanted} leave can be made; it would be {found}.",
                remedy_ja="社数か期間を増やすか、leave_exactly を減らしてください。",
                remedy_en="Have more accounts or more days, or fewer that leave.",
                path="parameters.leave_exactly",
                sample=str(wanted),
            )
        )


def _clear(into: Path) -> None:
    if into.exists() and (
        not into.is_dir() or (any(into.iterdir()) and not (into / _MARK).exists())
    ):
        raise FolderNotEmpty(
            problem(
                "simulate.folder",
                ja=f"「{into}」には、シミュレーターが作ったもの以外が入っています。",
                en=f"'{into}' holds something that is not a simulated world.",
                remedy_ja="空のフォルダーか、まだないフォルダーを指定してください。",
                remedy_en="Name an empty folder, or one that does not exist yet.",
                sample=str(into),
            )
        )
    if into.exists():
        shutil.rmtree(into)
    into.mkdir(parents=True)


def _common(world: _World, out: Folder) -> None:
    """What belongs to nobody in particular."""
    out.add(
        "plans",
        ((p.key, p.name, product.PRODUCT, p.limit, "、".join(p.features)) for p in product.PLANS),
    )
    out.add(
        "sessions",
        (
            (
                s.key,
                s.type,
                s.title,
                f"{world.span.iso(s.day)}T{s.hour:02d}:00:00Z",
                s.minutes,
                s.host,
                s.capacity,
            )
            for s in world.sessions
        ),
    )
    stamp = truth.stamp
    out.add(
        "incidents",
        (
            (
                i.key, i.title, i.severity, stamp(world.span, i.start),
                stamp(world.span, i.start + 60 * i.minutes), i.feature, "all" if i.accounts is None else "some",
            )
            for i in world.incidents
        ),
    )  # fmt: skip
    for i in world.incidents:
        out.add("incident_accounts", ((i.key, truth.key_of(a)) for a in sorted(i.accounts or ())))


def _plays(world: _World, out: Folder, answers: Folder) -> None:
    span = world.span
    for run in world.fate.runs:
        for at, i in enumerate(run.accounts):
            arm = "treated" if run.treated[at] else "control"
            on = span.iso(run.assigned[at])
            begun = span.iso(int(run.assigned[at]) + 1) if run.treated[at] else ""
            out.add("assignments", [(run.play.key, truth.key_of(i), arm, run.play.how, on, begun)])
            answers.add("effects", [(
                run.play.key, truth.key_of(i), arm, on, truth.digits(run.truth[at]),
                truth.digits(run.outcome[at]), truth.digits(run.effect[at]),
            )])  # fmt: skip


class _Buckets:
    """Writes one bucket of accounts after another."""

    def __init__(
        self,
        world: _World,
        out: Folder,
        answers: Folder,
        files: EventFiles,
        made: Made,
        calendars: Calendars,
        *,
        events: bool,
        words: bool,
    ) -> None:
        self.world, self.out, self.answers, self.files, self.made = world, out, answers, files, made
        self.with_events, self.with_words, self.calendars = events, words, calendars
        w = world
        self.seller = Seller(w.scenario, w.span, w.people, w.latent, w.fate)
        self.registrar = Registrar(w.scenario, w.seed, w.span, w.people, w.latent)
        self.diary = Diary(w.scenario, w.span)
        self.carer = Carer(w.scenario, w.span, w.people, w.latent, w.sessions)
        outages = [i.outage for i in w.incidents]
        self.behaviour = Behaviour(w.scenario, w.seed, w.span, w.people, w.latent, w.fate, outages)
        self.lines = Lines(w.scenario, w.span)

    def write(self, bucket: int, accounts: Ints) -> None:
        w = self.world
        rng = stream(w.seed, "people", bucket)
        deals: list[Deal] = []
        staffs: list[Staff] = []
        who: list[Identity] = []
        company = identity(w.people, 0, stream(w.seed, "people", "company"))
        for i in map(int, accounts):
            key = truth.key_of(i)
            named = identity(w.people, i, rng)
            if i < 2 and same_company(w.people):
                named = company.department(i)
            who.append(named)
            deals.append(self.seller.deal(i, key, rng))
            staffs.append(self.registrar.staff(i, key, named.domain, rng))
        first_seen_of = self._use(bucket, accounts, deals, staffs)
        words, fields = stream(w.seed, "words", bucket), stream(w.seed, "fields", bucket)
        seen = 0
        for i, deal, staff, named in zip(map(int, accounts), deals, staffs, who, strict=True):
            first_seen = first_seen_of[seen : seen + len(staff.users)]
            seen += len(staff.users)
            self._account(i, deal, staff, named, first_seen, words, fields)

    def _use(self, bucket: int, accounts: Ints, deals: list[Deal], staffs: list[Staff]) -> Ints:
        """The events of a bucket; gives back the first day of use of each user."""
        w = self.world
        if not self.with_events:
            return np.full(sum(len(s.users) for s in staffs), NEVER)
        presence = _presence(w, accounts, deals)
        clicks = self.behaviour.clicks(bucket, accounts, presence, [s.users for s in staffs])
        pairs = zip(accounts, staffs, strict=True)
        owners = [f"{truth.key_of(i)},{u.key}," for i, s in pairs for u in s.users]
        lines, defects = self.lines.of(bucket, clicks, owners, stream(w.seed, "defects", bucket))
        self.files.add(lines)
        self.made.defects.update(defects)
        return clicks.first_seen

    def _account(
        self,
        i: int,
        deal: Deal,
        staff: Staff,
        named: Identity,
        first_seen: Ints,
        words: np.random.Generator,
        fields: np.random.Generator,
    ) -> None:
        w, key, out = self.world, truth.key_of(i), self.out
        told = self.carer.told(i, key, deal, staff, words) if self.with_words else Told()
        out.add("accounts", [account_row(w.people, w.span, i, key, named, deal)])
        out.add("contracts", contract_rows(key, deal))
        out.add("contacts", contact_rows(key, staff, w.span))
        out.add("users", user_rows(key, staff, first_seen, w.span))
        out.add("fields", fields_of(key, deal, told, w.span, fields, bool(w.people.annual[i])))
        self._told(told)
        if self.with_words:
            self._meet(i, key, deal, staff, named)
        if deal.left and deal.left <= w.span.last:
            ja = COUNTRIES[w.people.country[i]] == "JP"
            reason = " / ".join(CAUSE_WORDS[c][0 if ja else 1] for c in deal.cause)
            out.add("departures", [(f"{key}-D", key, deal.left.isoformat(), reason)])
        truth.account(self.answers, w.span, w.people, w.latent, w.fate, i, deal, staff)

    def _meet(self, i: int, key: str, deal: Deal, staff: Staff, named: Identity) -> None:
        language = "ja" if self.world.people.country[i] == 0 else "en"
        rng = stream(self.world.seed, "diary", i)
        for m in self.diary.of(key, named.name, named.owner, language, deal, staff, rng):
            self.calendars.add(m)

    def _told(self, told: Told) -> None:
        for name in ("tickets", "responses", "voices", "touchpoints", "attendance"):
            self.out.add(name, getattr(told, name))
        self.answers.add("texts", told.texts)


def _presence(world: _World, accounts: Ints, deals: list[Deal]) -> Presence:
    """When the accounts of a bucket are customers, as numbers of days."""
    first = world.span.first

    def number(day: date | None) -> int:
        return (day - first).days if day is not None else NEVER

    return Presence(
        world.people.start[accounts],
        np.array([number(d.left) for d in deals]),
        np.array([number(d.returned) for d in deals]),
        np.array([[number(x) for x in (d.pause or (None, None))] for d in deals]),
        np.array([number(d.decided) for d in deals]),
        np.array([d.sudden for d in deals]),
    )
