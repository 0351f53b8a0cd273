from __future__ import annotations

from django.urls import path

from banso.interfaces.web.today import views

urlpatterns = [
    path("", views.index, name="index"),
    path("seen/", views.seen, name="seen"),
    path("seen/<pid:mark>/undo/", views.unseen, name="unseen"),
    path("act/", views.act, name="act"),
]
