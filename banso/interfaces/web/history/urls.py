from __future__ import annotations

from django.urls import path

from banso.interfaces.web.history import views

urlpatterns = [
    path("", views.index, name="index"),
    path("differences/", views.corrected, name="differences"),
    path("release/<int:number>/", views.release, name="release"),
]
