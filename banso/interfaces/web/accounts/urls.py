from __future__ import annotations

from django.urls import path
from django.views.generic import RedirectView

from banso.interfaces.web.accounts import builder, export, helper, segment_views, views

urlpatterns = [
    path("", views.index, name="index"),
    path("rows/", views.more, name="more"),
    path("columns/", views.columns, name="columns"),
    path("export/<str:form>/", export.export, name="export"),
    # the condition helper
    path("completion/", helper.completion, name="completion"),
    path("live/", helper.live, name="live"),
    path("about/", helper.about, name="about"),
    path("ideas/", helper.ideas, name="ideas"),
    path("counts/", helper.counts, name="counts"),
    path("form/", builder.form, name="form"),
    # segments
    path("segments/", RedirectView.as_view(pattern_name="segments:index"), name="segments"),
    path("segments/new/", segment_views.new, name="segment_new"),
    path("segments/<pid:segment>/", segment_views.one, name="segment"),
    path("segments/<pid:segment>/change/", segment_views.change, name="segment_change"),
    path("segments/<pid:segment>/end/", segment_views.end, name="segment_end"),
    path("segments/<pid:segment>/back/", segment_views.back, name="segment_back"),
]
