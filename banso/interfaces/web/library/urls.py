"""Addresses of the metric library."""

from __future__ import annotations

from django.urls import path

from banso.interfaces.web.library import own, views

urlpatterns = [
    path("", views.index, name="index"),
    path("new/", own.new, name="new"),
    path("write/", own.write, name="write"),
    path("check/", own.check, name="check"),
    path("<slug:key>/", views.metric, name="metric"),
    path("<slug:key>/trend/", views.trend, name="trend"),
    path("<slug:key>/definition/", views.definition, name="definition"),
    path("<slug:key>/change/", own.change, name="change"),
    path("<slug:key>/back/", own.take_back, name="back"),
    path("<slug:key>/versions/<int:version>/", own.version, name="version"),
]
