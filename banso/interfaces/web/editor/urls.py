from __future__ import annotations

from django.urls import path

from banso.interfaces.web.editor import chooser, views

urlpatterns = [
    path("", views.index, name="index"),
    path("plan/", views.plan, name="plan"),
    path("export/", views.export, name="export"),
    path("templates/", chooser.index, name="templates"),
    path("templates/counts/", chooser.counts, name="template_counts"),
    path("templates/keep/", chooser.keep, name="template_keep"),
    path("templates/<slug:key>/", chooser.one, name="template"),
    path("templates/<slug:key>/plan/", chooser.plan, name="template_plan"),
    path("templates/<slug:key>/accounts/", chooser.accounts, name="template_accounts"),
    path("versions/<int:version>/", views.version, name="version"),
]
