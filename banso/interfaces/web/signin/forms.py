"""The first run's form."""

from __future__ import annotations

from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from banso.lib.money import CURRENCIES

_USUAL_ZONES = ("Asia/Tokyo", "UTC", "America/Los_Angeles", "America/New_York", "Europe/London")
_USUAL_CURRENCIES = ("JPY", "USD", "EUR", "GBP")


def zones() -> list[str]:
    """Every zone of regions, the usual ones first."""
    rest = sorted(z for z in available_timezones() if "/" in z and not z.startswith("Etc/"))
    return [*_USUAL_ZONES, *(z for z in rest if z not in _USUAL_ZONES)]


def currencies() -> list[str]:
    return [*_USUAL_CURRENCIES, *sorted(CURRENCIES - set(_USUAL_CURRENCIES))]


class PersonForm(forms.Form):
    """The first administrator."""

    family_name = forms.CharField(
        label=_("Family name"),
        max_length=80,
        widget=forms.TextInput({"autocomplete": "family-name"}),
    )
    given_name = forms.CharField(
        label=_("Given name"), max_length=80, widget=forms.TextInput({"autocomplete": "given-name"})
    )
    email = forms.EmailField(
        label=_("E-mail address"), widget=forms.EmailInput({"autocomplete": "username"})
    )
    password = forms.CharField(
        label=_("Password"),
        help_text=_("At least 10 characters. It is kept as a hash only."),
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )


class WorkspaceForm(forms.Form):
    """The workspace itself."""

    name = forms.CharField(
        label=_("Name of the workspace"),
        help_text=_("For example your company or product. It can be changed later."),
        max_length=120,
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        help_text=_("Decides where one day ends and the next begins. It can never be changed."),
        choices=lambda: [(z, z) for z in zones()],
    )
    currency = forms.ChoiceField(
        label=_("Currency"),
        help_text=_("Sums are shown in it. It cannot be changed later."),
        choices=lambda: [(c, c) for c in currencies()],
    )
    language = forms.ChoiceField(
        label=_("Language"),
        help_text=_("Each person can choose their own."),
        choices=lambda: settings.LANGUAGES,
    )
