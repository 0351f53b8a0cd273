"""Settings, Calendars: one's own, with what the last reading brought."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from banso.connectors.calendar import operations, queries
from banso.connectors.calendar.reading import MOST_BYTES, CalendarBroken, too_large
from banso.interfaces.web.frame.refusals import told
from banso.interfaces.web.frame.request import ScreenRequest
from banso.interfaces.web.frame.view import screen
from banso.interfaces.web.settings.sections import sections_of
from banso.lib.problems import BansoError
from banso.workspace.viewer import Act


class AddressForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=120, required=False,
        help_text=gettext_lazy("How you call it, for example: work calendar."),
    )  # fmt: skip
    # A password field: the address of a private calendar is a secret, and is never sent back.
    address = forms.CharField(
        label=gettext_lazy("Private address in iCal format"),
        max_length=2_000,
        widget=forms.PasswordInput({"autocomplete": "off", "spellcheck": "false"}),
        help_text=gettext_lazy(
            "It begins with https:// or webcal://. Whoever has it can read your calendar: it is kept"
            " sealed and never shown again."
        ),
    )


@sensitive_post_parameters("address")
@screen("settings", act=Act.EDIT_ACCOUNTS)
def calendars(request: ScreenRequest) -> HttpResponseBase:
    """The calendars of whoever looks, and the form to add one."""
    form = AddressForm(request.POST if request.method == "POST" else None)
    problems: list[dict[str, str]] = []
    if request.method == "POST" and form.is_valid():
        now = datetime.now(UTC)
        try:
            public_id = operations.subscribe(
                viewer=request.viewer,
                name=form.cleaned_data["name"],
                address=form.cleaned_data["address"],
                now=now,
            )
            _fetched(request, public_id, now)
        except BansoError as refused:
            problems = told(refused)
        else:
            return redirect("settings:calendars")
    return _page(request, form=form, problems=problems)


@require_POST
@screen("settings", act=Act.EDIT_ACCOUNTS)
def calendar_file(request: ScreenRequest) -> HttpResponseBase:
    """An exported .ics file."""
    file = request.FILES.get("file")
    if file is None:
        return _page(request, nothing_chosen=True)
    try:
        operations.take_file(
            viewer=request.viewer,
            name=(file.name or "calendar.ics")[:120],
            data=_read(file),
            now=datetime.now(UTC),
        )
    except BansoError as refused:
        return _page(request, problems=told(refused))
    messages.success(request, _("The meetings of the file stand under Meetings"))
    return redirect("settings:calendars")


@require_POST
@screen("settings", act=Act.EDIT_ACCOUNTS)
def calendar_fetch(request: ScreenRequest, public_id: str) -> HttpResponseBase:
    """Fetch now; a refusal stands beside the calendar."""
    try:
        _fetched(request, public_id, datetime.now(UTC))
    except operations.FeedUnknown:
        raise
    except BansoError as refused:
        messages.error(request, refused.in_(request.viewer.language))
    return redirect("settings:calendars")


@require_POST
@screen("settings", act=Act.EDIT_ACCOUNTS)
def calendar_end(request: ScreenRequest, public_id: str) -> HttpResponseBase:
    operations.end_feed(viewer=request.viewer, public_id=public_id, now=datetime.now(UTC))
    messages.success(request, _("The calendar is taken out; its address is deleted"))
    return redirect("settings:calendars")


def _fetched(request: ScreenRequest, public_id: str, now: datetime) -> None:
    result = operations.fetch_feed(viewer=request.viewer, public_id=public_id, now=now)
    words = _("%(n)s meetings read, %(m)s of them with accounts")
    messages.success(request, words % {"n": result["seen"], "m": result["matched"]})


def _page(
    request: ScreenRequest,
    *,
    form: AddressForm | None = None,
    problems: list[dict[str, str]] | None = None,
    nothing_chosen: bool = False,
) -> HttpResponse:
    context: dict[str, Any] = {
        "sections": sections_of(request.viewer),
        "section": "calendars",
        "form": form or AddressForm(),
        "feeds": queries.feeds(viewer=request.viewer),
        "problems": problems or [],
        "nothing_chosen": nothing_chosen,
        "language": request.viewer.language,
    }
    wrong = bool(problems) or nothing_chosen or bool(form and form.errors)
    return render(request, "settings/calendars.html", context, status=422 if wrong else 200)


def _read(file: UploadedFile[bytes]) -> bytes:
    if (file.size or 0) > MOST_BYTES:
        raise CalendarBroken(too_large(file.size or 0))
    data = file.read()
    return data if isinstance(data, bytes) else b""
