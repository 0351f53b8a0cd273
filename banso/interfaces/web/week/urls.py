from __future__ import annotations

from django.urls import path

from banso.interfaces.web.week import views

urlpatterns = [path("", views.index, name="index")]
