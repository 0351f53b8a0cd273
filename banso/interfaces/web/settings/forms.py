"""Forms of Settings."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from banso.interfaces.web.frame.names import ROLES
from banso.workspace.operations import MOST_REOPEN_DAYS
from banso.workspace.viewer import Role


def _date() -> forms.DateInput:
    return forms.DateInput({"type": "date"}, format="%Y-%m-%d")


class WorkspaceForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    fiscal_year_start = forms.TypedChoiceField(
        label=_("The fiscal year begins in month"),
        coerce=int,
        choices=[(n, str(n)) for n in range(1, 13)],
    )


class ClockForm(forms.Form):
    """Live, or standing at a day."""

    mode = forms.ChoiceField(choices=[("live", "live"), ("stands", "stands")])
    stands_at = forms.DateField(label=_("Day"), required=False, widget=_date())

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("mode") == "stands" and not given.get("stands_at"):
            self.add_error("stands_at", _("A clock that stands needs a day. Choose one."))
        return given


class PersonForm(forms.Form):
    family_name = forms.CharField(label=_("Family name"), max_length=80)
    given_name = forms.CharField(label=_("Given name"), max_length=80, required=False)
    email = forms.EmailField(label=_("E-mail address"))
    role = forms.ChoiceField(label=_("Role"))
    language = forms.ChoiceField(label=_("Language"), choices=lambda: settings.LANGUAGES)
    password = forms.CharField(
        label=_("First password"),
        help_text=_(
            "At least 10 characters. Hand it over in person; they change it after signing in."
        ),
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        role = self.fields["role"]
        assert isinstance(role, forms.ChoiceField)  # noqa: S101
        role.choices = [(r.value, ROLES[r.value]) for r in reversed(Role)]


class CoverageForm(forms.Form):
    kind = forms.CharField(widget=forms.HiddenInput())
    source = forms.CharField(widget=forms.HiddenInput())
    from_on = forms.DateField(label=_("From"), widget=_date())
    to_on = forms.DateField(
        label=_("To"), required=False, widget=_date(), help_text=_("Empty: still flowing in.")
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        first, last = given.get("from_on"), given.get("to_on")
        if first and last and last < first:
            self.add_error("to_on", _("The last day lies before the first. Choose a later one."))
        return given


class ReopenForm(forms.Form):
    days = forms.IntegerField(
        label=_("Days opened again without asking"),
        min_value=0,
        max_value=MOST_REOPEN_DAYS,
        help_text=_("35 is usual. 0: no past day is opened by itself."),
    )
