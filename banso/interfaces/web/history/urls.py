from __future__ import annotations

from django.urls import path

from banso.interfaces.web.history import series, views

urlpatterns = [
    path("", views.index, name="index"),
    path("differences/", views.corrected, name="differences"),
    path("release/<int:number>/", views.release, name="release"),
    path("restate/", series.begin, name="restate"),
    path("restated/<pid:series>/", series.one, name="restated"),
    path("restated/<pid:series>/deletion/", series.delete, name="restated_deletion"),
]
