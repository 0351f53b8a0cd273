"""Settings, section Business days: whose holidays, which weekdays, the company's own days."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from babel import Locale
from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_POST

from banso.interfaces.web.frame.refusals import told
from banso.interfaces.web.frame.request import ScreenRequest
from banso.interfaces.web.frame.view import screen
from banso.interfaces.web.settings.sections import sections_of
from banso.lib.problems import BansoError
from banso.workspace.calendar import operations, queries, rules
from banso.workspace.viewer import Act


def _date() -> forms.DateInput:
    return forms.DateInput({"type": "date"}, format="%Y-%m-%d")


class CalendarForm(forms.Form):
    country = forms.ChoiceField(label=gettext_lazy("Public holidays of"))
    region = forms.CharField(
        label=gettext_lazy("Region"),
        required=False,
        max_length=8,
        help_text=gettext_lazy(
            "Only where regions have holidays of their own, such as BY in Germany."
        ),
    )
    weekend = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Free every week"),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple({"class": "bn-check"}),
    )

    def __init__(self, *args: Any, language: str, holds: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = Locale.parse(language[:2]).days["stand-alone"]["wide"]
        country, weekend = self.fields["country"], self.fields["weekend"]
        assert isinstance(country, forms.ChoiceField)  # noqa: S101
        assert isinstance(weekend, forms.TypedMultipleChoiceField)  # noqa: S101
        country.choices = countries(language, holds=holds)
        weekend.choices = [(n, names[n]) for n in range(7)]


class CompanyDaysForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    first = forms.DateField(label=gettext_lazy("First day"), widget=_date())
    last = forms.DateField(label=gettext_lazy("Last day"), widget=_date())
    yearly = forms.BooleanField(
        label=gettext_lazy("Comes again every year on these days"), required=False
    )
    worked = forms.BooleanField(
        label=gettext_lazy("Worked, although a weekend or a holiday"), required=False
    )


def countries(language: str, *, holds: str) -> list[tuple[str, str]]:
    """The choices of the country: by the time zone, none, then every known one by its name."""
    by_zone = _("by the time zone")
    if holds != rules.NOWHERE:
        by_zone = f"{rules.country_name(holds, language)} ({by_zone})"
    named = sorted((rules.country_name(code, language), code) for code in rules.regions())
    return [
        (rules.BY_ZONE, by_zone),
        (rules.NOWHERE, _("no country: weekends only")),
        *((code, name) for name, code in named),
    ]


@screen("settings", act=Act.MANAGE_WORKSPACE)
def index(request: ScreenRequest) -> HttpResponse:
    """The calendar of the next twelve months, and what it is made of."""
    return _page(request)


@require_POST
@screen("settings", act=Act.MANAGE_WORKSPACE)
def whose(request: ScreenRequest) -> HttpResponseBase:
    """Country, region and weekend."""
    form = _calendar_form(request, request.POST)
    if not form.is_valid():
        return _page(request, form=form, status=422)
    try:
        operations.set_calendar(
            viewer=request.viewer,
            country=form.cleaned_data["country"],
            region=form.cleaned_data["region"],
            weekend=form.cleaned_data["weekend"],
            now=datetime.now(UTC),
        )
    except BansoError as refused:
        return _page(request, form=form, problems=told(refused), status=422)
    messages.success(request, _("Saved"))
    return redirect("settings:calendar")


@require_POST
@screen("settings", act=Act.MANAGE_WORKSPACE)
def add(request: ScreenRequest) -> HttpResponseBase:
    """Days of the company's own, one more."""
    form = CompanyDaysForm(request.POST)
    if not form.is_valid():
        return _page(request, own_form=form, status=422)
    try:
        operations.add_company_days(
            viewer=request.viewer, now=datetime.now(UTC), **form.cleaned_data
        )
    except BansoError as refused:
        return _page(request, own_form=form, own_problems=told(refused), status=422)
    messages.success(request, _("Added"))
    return redirect("settings:calendar")


@require_POST
@screen("settings", act=Act.MANAGE_WORKSPACE)
def remove(request: ScreenRequest, public_id: str) -> HttpResponseBase:
    operations.remove_company_days(
        viewer=request.viewer, public_id=public_id, now=datetime.now(UTC)
    )
    messages.success(request, _("Removed"))
    return redirect("settings:calendar")


def _calendar_form(request: ScreenRequest, given: Any = None) -> CalendarForm:
    now = queries.settings_of_calendar(viewer=request.viewer)
    start = {"country": now.country, "region": now.region, "weekend": list(now.weekend)}
    return CalendarForm(
        given, initial=start, language=request.viewer.language, holds=now.zone_country
    )


def _page(
    request: ScreenRequest,
    *,
    form: CalendarForm | None = None,
    own_form: CompanyDaysForm | None = None,
    problems: list[dict[str, str]] | None = None,
    own_problems: list[dict[str, str]] | None = None,
    status: int = 200,
) -> HttpResponse:
    now = queries.settings_of_calendar(viewer=request.viewer)
    today = request.clock.today
    shown = {
        "sections": sections_of(request.viewer),
        "section": "calendar",
        "form": form or _calendar_form(request),
        "own_form": own_form or CompanyDaysForm(),
        "problems": problems or [],
        "own_problems": own_problems or [],
        "own": now.own,
        "ideas": _ideas(today, now),
        "coming": queries.free_days(viewer=request.viewer, first=today, last=_in_a_year(today)),
    }
    return render(request, "settings/calendar.html", shown, status=status)


def _in_a_year(day: date) -> date:
    return date(day.year + 1, day.month, min(day.day, 28))


def _ideas(today: date, now: queries.CalendarView) -> list[dict[str, Any]]:
    """What most companies of Japan close for, offered until the company says something of its own."""
    if now.holds != "JP" or now.own:
        return []
    year = today.year
    return [
        {"name": pgettext("company days", "Summer holidays"), "first": date(year, 8, 13), "last": date(year, 8, 15)},
        {"name": pgettext("company days", "New Year holidays"), "first": date(year, 12, 29), "last": date(year + 1, 1, 3)},
    ]  # fmt: skip
