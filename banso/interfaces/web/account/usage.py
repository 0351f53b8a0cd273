"""The usage tab: people a day, use against what is usual here, features, people. Every number opens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.http import Http404, HttpResponse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from banso.interfaces.web.account.reach import Reached, reach
from banso.interfaces.web.frame import charts
from banso.interfaces.web.frame.as_of import PARAMETER
from banso.interfaces.web.frame.request import ScreenRequest
from banso.interfaces.web.frame.view import render_part, screen
from banso.interfaces.web.frame.words import day_text
from banso.lib.text import Text
from banso.metrics import account_use
from banso.metrics.account_use import BASELINE, AccountUse

SPANS = {"half": 182, "year": 364}
_PEOPLE = Text(ja="人", en="people")
_TIMES = Text(ja="回", en="events")


@dataclass(frozen=True, slots=True)
class UsageTab:
    """``span`` is half or year; ``query`` is what every address of the tab carries."""

    span: str
    spans: tuple[tuple[str, str, str], ...]
    first: date
    last: date
    use: AccountUse
    heat: charts.Chart
    weeks: charts.Chart | None
    busiest: int
    minutes_each: int | None
    baseline: str
    address: str
    query: str

    @property
    def against_usual(self) -> float | None:
        """Rounded as shown, so that nought has no sign."""
        value = self.use.against_usual
        return None if value is None else round(value, 1) + 0.0

    @property
    def empty(self) -> bool:
        return not self.use.events


@dataclass(frozen=True, slots=True)
class _Addresses:
    """Addresses behind the tab's numbers; they keep the period and the day looked at."""

    request: ScreenRequest
    public_id: str
    span: str

    def query(self, **more: str) -> str:
        kept = {"span": self.span} if self.span != "half" else {}
        if self.request.as_of.past:
            kept[PARAMETER] = self.request.as_of.text
        return urlencode({**more, **kept})

    def behind(self, what: str, of: str) -> str:
        return f"/accounts/{self.public_id}/use/{what}/?{self.query(of=of)}"

    def metric(self, key: str) -> str:
        query = self.query()
        return f"/accounts/{self.public_id}/metrics/{key}/" + (f"?{query}" if query else "")


def usage_tab(request: ScreenRequest, reached: Reached) -> UsageTab:
    """This function will read the account's use over half a year or a year up to the day looked at."""
    span = _span(request)
    last = request.as_of.day
    first = last - timedelta(days=SPANS[span] - 1)
    use = account_use.account_use(
        viewer=request.viewer,
        lake=reached.lake,
        account=reached.account.id,
        keys=reached.keys,
        first=first,
        last=last,
        closed=request.as_of.rows_day,
        hidden=reached.hidden,
    )
    to = _Addresses(request, reached.account.public_id, span)
    known = [d for d in use.days if d.seconds is not None and d.users]
    person_days = sum(d.users for d in known)
    return UsageTab(
        span=span,
        spans=_spans(request, reached.account.public_id),
        first=first,
        last=last,
        use=use,
        heat=_heat(request, use, first, last, to),
        weeks=_weeks(request, use, to) if any(w.events is not None for w in use.weeks) else None,
        busiest=max((f.users for f in use.features), default=0),
        minutes_each=round(use.seconds / 60 / person_days) if use.seconds and person_days else None,
        baseline=to.metric(BASELINE),
        address=f"/accounts/{reached.account.public_id}/use/",
        query=to.query(),
    )


def _span(request: ScreenRequest) -> str:
    return "year" if request.GET.get("span") == "year" else "half"


def _spans(request: ScreenRequest, public_id: str) -> tuple[tuple[str, str, str], ...]:
    return tuple(
        (
            key,
            label,
            f"/accounts/{public_id}/tab/usage/?{_Addresses(request, public_id, key).query()}",
        )
        for key, label in (("half", _("Half a year")), ("year", _("A year")))
    )


def _period(request: ScreenRequest, first: date, last: date) -> str:
    language = request.viewer.language
    days = (day_text(d, language=language, form="plain") for d in (first, last))
    return "–".join(days)


def _heat(
    request: ScreenRequest, use: AccountUse, first: date, last: date, to: _Addresses
) -> charts.Chart:
    minutes = use.seconds > 0
    head = [_("Day"), _("People"), _("Events"), *([_("Minutes")] if minutes else [])]
    values: dict[date, tuple[int | None, ...]] = {}
    for d in use.days:
        spent = round(d.seconds / 60) if d.seconds is not None else (0 if not d.events else None)
        values[d.day] = (d.users, d.events, *([spent] if minutes else []))
    return charts.heat(
        id="c-heat",
        title=_("People a day"),
        head=head,
        first=first,
        last=last,
        values=values,
        per=_PEOPLE.in_(request.viewer.language),
        note=_period(request, first, last),
        told=_("at most %(n)s on one day") % {"n": max((d.users for d in use.days), default=0)},
        link=lambda day: to.behind("day", day.isoformat()),
        about="use-day-people",
    )


def _weeks(request: ScreenRequest, use: AccountUse, to: _Addresses) -> charts.Chart:
    weeks = use.weeks
    viewer = request.viewer
    return charts.lines(
        id="c-weeks",
        title=_("Use a week, against what is usual here"),
        day_word=_("7 days up to"),
        days=[w.last_on for w in weeks],
        lines=[charts.Line(_("use in 7 days"), [w.events for w in weeks])],
        band=charts.Band(
            _("usual: mean ± sd of the 8 weeks before"),
            [w.low for w in weeks],
            [w.high for w in weeks],
        ),
        marks=charts.marks_between(
            viewer=viewer, first=weeks[0].last_on, last=weeks[-1].last_on, word=_("release")
        ),
        form=charts.Form(unit=_TIMES.in_(viewer.language)),
        note=_period(request, weeks[0].last_on, weeks[-1].last_on),
        link=lambda i: to.behind("week", weeks[i].last_on.isoformat()),
        drawer=True,
        css="bn-chart-m",
        about=BASELINE,
    )


@screen("accounts")
def behind(request: ScreenRequest, public_id: str, what: str) -> HttpResponse:
    """The events behind a day, a week, a feature or a person of the usage tab."""
    reached = reach(request, public_id)
    of = request.GET.get("of", "")
    last = request.as_of.day
    first = last - timedelta(days=SPANS[_span(request)] - 1)
    names: list[str] | None = None
    person: tuple[str, str] | None = None
    title = of
    if what in ("day", "week"):
        last = _day(of)
        first = last - timedelta(days=6 if what == "week" else 0)
        title = _period(request, first, last) if what == "week" else ""
    elif what == "feature":
        names = account_use.names_of_feature(viewer=request.viewer, key=of)
    elif what == "person":
        source, _sep, user = of.partition(":")
        person, title = (source, user), user
    else:
        raise Http404
    found = account_use.use_behind(
        viewer=request.viewer,
        lake=reached.lake,
        account=reached.account.id,
        keys=reached.keys,
        first=first,
        last=last,
        names=names,
        person=person,
        hidden=reached.hidden,
    )
    context = {
        "found": found, "title": title, "what": what, "first": first, "last": last,
        "public_id": public_id, "account": reached.account,
    }  # fmt: skip
    return render_part(request, "account/use.html", context, title=reached.account.name)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as wrong:
        raise Http404 from wrong
