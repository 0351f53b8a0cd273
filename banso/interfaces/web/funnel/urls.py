"""Addresses of funnel and friction, under /insight/funnel/."""

from __future__ import annotations

from django.urls import path

from banso.interfaces.web.funnel import views

urlpatterns = [
    path("", views.index, name="index"),
    path("way/", views.way, name="way"),
    path("value/", views.value, name="value"),
    path("step/", views.step, name="step"),
    path("said/", views.said, name="said"),
    path("stays/", views.stays, name="stays"),
    path("starts/", views.starts, name="starts"),
]
