"""Addresses of the first run and of the first step into a new workspace; allauth has its own."""

from __future__ import annotations

from django.urls import path

from banso.interfaces.web.settings import post_views
from banso.interfaces.web.signin import views

urlpatterns = [
    path("mail/off/<str:word>/", post_views.off, name="mail_off"),
    path("welcome/", views.welcome, name="welcome"),
    path("arrival/<slug:secret>/", views.arrive, name="arrival"),
]
