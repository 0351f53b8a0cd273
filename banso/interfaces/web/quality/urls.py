from __future__ import annotations

from django.urls import path

from banso.interfaces.web.quality import export, quarantine, views, waiting

urlpatterns = [
    path("", views.index, name="index"),
    path("check/", views.check, name="check"),
    path("reopen/", waiting.reopen, name="reopen"),
    path("export/<str:form>/", export.findings, name="export"),
    path("findings/<str:check>/", views.finding, name="finding"),
    path("findings/<str:check>/<str:form>/", export.rows_of_finding, name="finding-export"),
    path("quarantine/", quarantine.index, name="quarantine"),
    path("quarantine/export/<str:form>/", export.quarantine, name="quarantine-export"),
    path("quarantine/<pid:batch>/", quarantine.rows, name="rows"),
    path("quarantine/<pid:batch>/try/", quarantine.attempt, name="try"),
    path("quarantine/<pid:batch>/mend/", quarantine.mend, name="mend"),
    path("quarantine/<pid:batch>/<int:row>/", quarantine.row, name="row"),
]
