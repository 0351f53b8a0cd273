"""Addresses: nouns, one module a screen. Sign-in pages come from allauth."""
from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("", include("banso.interfaces.web.urls")),
]
