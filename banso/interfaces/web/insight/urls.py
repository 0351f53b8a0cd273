"""Addresses of the KPI pages. The other tabs of Insight are folders of their own."""

from __future__ import annotations

from django.urls import path

from banso.interfaces.web.insight import views

urlpatterns = [
    path("", views.index, name="index"),
    path("kpi/<slug:key>/", views.one, name="kpi"),
    path("kpi/<slug:key>/trend/", views.trend, name="trend"),
    path("kpi/<slug:key>/accounts/", views.behind, name="behind"),
    path("kpi/<slug:key>/number/", views.number, name="number"),
]
