"""Addresses of the journey map."""

from __future__ import annotations

from django.urls import path

from banso.interfaces.web.map import over_time, views

urlpatterns = [
    path("", views.index, name="index"),
    path("number/", views.number, name="number"),
    path("cell/", views.cell, name="cell"),
    path("older/", views.older, name="older"),
    path("nowhere/", views.nowhere, name="nowhere"),
    path("moved/", views.moved, name="moved"),
    path("over-time/", over_time.over_time, name="over_time"),
    path("print/", views.paper, name="print"),
]
