"""Settings, section Money: what other currencies are worth, and which months are locked."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from banso.interfaces.web.frame.refusals import told
from banso.interfaces.web.frame.request import ScreenRequest
from banso.interfaces.web.frame.view import screen
from banso.interfaces.web.settings.sections import sections_of
from banso.lib.problems import BansoError
from banso.revenue.ledger import operations, queries
from banso.revenue.ledger.rates import Rate
from banso.workspace import queries as workspace
from banso.workspace.viewer import Act

_MOST_BYTES = 1_000_000


class RateForm(forms.Form):
    currency = forms.CharField(
        label=gettext_lazy("Currency"), max_length=3, min_length=3,
        help_text=gettext_lazy("Three letters, such as USD."),
    )  # fmt: skip
    from_on = forms.DateField(
        label=gettext_lazy("Holds from"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("Until the next rate of the same currency."),
    )
    rate = forms.DecimalField(
        label=gettext_lazy("Worth of one"), max_digits=20, decimal_places=10, min_value=0
    )


class RatesFileForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("CSV file"),
        widget=forms.FileInput({"accept": ".csv,text/csv"}),
        help_text=gettext_lazy("Currency, day and rate in each line; all of it or nothing."),
    )


class LockForm(forms.Form):
    month = forms.CharField(
        label=gettext_lazy("Lock up to and with"),
        max_length=7,
        widget=forms.TextInput({"type": "month"}),
    )
    why = forms.CharField(label=gettext_lazy("Why"), max_length=300, required=False)


@screen("settings", act=Act.MANAGE_WORKSPACE)
def index(request: ScreenRequest) -> HttpResponse:
    """The table of rates and the locked months."""
    return _page(request)


@require_POST
@screen("settings", act=Act.MANAGE_WORKSPACE)
def add(request: ScreenRequest) -> HttpResponseBase:
    """One rate more, or another for its day."""
    form = RateForm(request.POST)
    if not form.is_valid():
        return _page(request, rate_form=form, status=422)
    try:
        _taken(request, [Rate(**form.cleaned_data)])
    except BansoError as refused:
        return _page(request, rate_form=form, problems=told(refused), status=422)
    return redirect("settings:money")


@require_POST
@screen("settings", act=Act.MANAGE_WORKSPACE)
def file(request: ScreenRequest) -> HttpResponseBase:
    """Rates out of a CSV file."""
    form = RatesFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, file_form=form, status=422)
    given = form.cleaned_data["file"]
    if given.size > _MOST_BYTES:
        form.add_error("file", _("The file is larger than 1 MB."))
        return _page(request, file_form=form, status=422)
    try:
        _taken(request, operations.read_rates(given.read().decode("utf-8-sig")))
    except UnicodeDecodeError:
        form.add_error("file", _("The file is not UTF-8 text. Save it as CSV UTF-8."))
        return _page(request, file_form=form, status=422)
    except BansoError as refused:
        return _page(request, file_form=form, problems=told(refused), status=422)
    return redirect("settings:money")


@require_POST
@screen("settings", act=Act.MANAGE_WORKSPACE)
def remove(request: ScreenRequest) -> HttpResponseBase:
    """Take one rate out."""
    day = parse_date(request.POST.get("from_on", "")) if request.POST.get("from_on") else None
    now = datetime.now(UTC)
    currency = request.POST.get("currency", "")
    if day and operations.remove_rate(
        viewer=request.viewer, currency=currency, from_on=day, now=now
    ):
        operations.bring_up_to_date(now=now)
        messages.success(request, _("Removed"))
    return redirect("settings:money")


@require_POST
@screen("settings", act=Act.MANAGE_WORKSPACE)
def lock(request: ScreenRequest) -> HttpResponseBase:
    """Lock a month and every earlier one; there is no way back."""
    form = LockForm(request.POST)
    if not form.is_valid():
        return _page(request, lock_form=form, status=422)
    try:
        operations.lock_month(viewer=request.viewer, now=datetime.now(UTC), **form.cleaned_data)
    except BansoError as refused:
        return _page(request, lock_form=form, lock_problems=told(refused), status=422)
    messages.success(request, _("Locked"))
    return redirect("settings:money")


def _taken(request: ScreenRequest, rows: list[Rate]) -> None:
    now = datetime.now(UTC)
    done = operations.set_rates(viewer=request.viewer, rows=rows, now=now)
    operations.bring_up_to_date(now=now)
    said = _("Rates: {new} new, {changed} changed, {same} as they were")
    messages.success(request, said.format(new=done.created, changed=done.changed, same=done.same))


def _page(request: ScreenRequest, *, status: int = 200, **given: Any) -> HttpResponse:
    shown = {
        "sections": sections_of(request.viewer),
        "section": "money",
        "own": workspace.workspace(viewer=request.viewer).currency,
        "rates": queries.rates(viewer=request.viewer),
        "locks": queries.locks(viewer=request.viewer),
        "missing": told_all(request),
        "rate_form": RateForm(),
        "file_form": RatesFileForm(),
        "lock_form": LockForm(),
    }
    return render(request, "settings/money.html", {**shown, **given}, status=status)


def told_all(request: ScreenRequest) -> list[str]:
    """The currencies without a rate, in the reader's words."""
    found = queries.missing_rates(viewer=request.viewer)
    return [problem.in_(request.viewer.language) for problem in found]
