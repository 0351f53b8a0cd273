"""Forms of the workspaces."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _

from banso.interfaces.web.signin.forms import PersonForm as Person
from banso.interfaces.web.signin.forms import WorkspaceForm as Workspace


class NewForm(Workspace):
    fiscal_year_start = forms.TypedChoiceField(
        label=_("The fiscal year begins in month"),
        coerce=int,
        choices=lambda: [(n, MONTHS[n]) for n in range(1, 13)],
    )


class PersonForm(Person):
    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        try:
            validate_password(given.get("password") or "")
        except ValidationError as refused:
            if given.get("password"):
                self.add_error("password", refused)
        return given


class NameForm(forms.Form):
    name = forms.CharField(label=_("Name of the workspace"), max_length=120)


class RemovalForm(forms.Form):
    repeated = forms.CharField(
        label=_("Name of the workspace, typed again"),
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    with_backups = forms.BooleanField(label=_("Delete its backups, too"), required=False)


class RestorationForm(forms.Form):
    """A backup that is handed in."""

    name = forms.CharField(
        label=_("Name of the new workspace"),
        help_text=_("Empty: the name in the backup."),
        required=False,
        max_length=120,
    )
    file = forms.FileField(
        label=_("Backup file"),
        error_messages={"required": _("Choose the file of a backup.")},
        widget=forms.FileInput({"accept": ".zip"}),
    )
