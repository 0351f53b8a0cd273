from __future__ import annotations

from django.urls import path

from banso.interfaces.web.money import views

urlpatterns = [
    path("", views.index, name="index"),
    path("movements/", views.movements, name="movements"),
]
