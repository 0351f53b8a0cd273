from __future__ import annotations

from django.urls import path

from banso.interfaces.web.today import pledges, views

urlpatterns = [
    path("", views.index, name="index"),
    path("seen/", views.seen, name="seen"),
    path("seen/<pid:mark>/undo/", views.unseen, name="unseen"),
    path("act/", views.act, name="act"),
    path("promises/<pid:promise>/kept/", pledges.kept, name="kept"),
    path("promises/<pid:promise>/back/", pledges.back, name="promise_back"),
    path("promises/<pid:promise>/due/", pledges.due, name="promise_due"),
]
