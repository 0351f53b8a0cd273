from __future__ import annotations

from django.urls import path

from banso.interfaces.web.account import behind, usage, views

urlpatterns = [
    path("", views.index, name="index"),
    path("tab/<slug:tab>/", views.tab, name="tab"),
    path("metrics/<slug:key>/", behind.metric, name="metric"),
    path("use/<slug:what>/", usage.behind, name="use"),
    path("stays/<pid:stay_id>/", behind.stay, name="stay"),
    path("next/", behind.next_ways, name="next"),
    path("fields/<slug:key>/", behind.field, name="field"),
    path("move/", behind.move, name="move"),
    path("waiting/", behind.waiting, name="waiting"),
]
