"""Addresses of the phase report, under /insight/phases/."""

from __future__ import annotations

from django.urls import path

from banso.interfaces.web.phases import views

urlpatterns = [
    path("", views.index, name="index"),
    path("accounts/", views.accounts, name="accounts"),
]
