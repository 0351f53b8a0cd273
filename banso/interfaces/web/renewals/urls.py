from __future__ import annotations

from django.urls import path

from banso.interfaces.web.renewals import views

urlpatterns = [path("", views.index, name="index")]
