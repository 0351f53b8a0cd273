from __future__ import annotations

from django.urls import path

from banso.interfaces.web.tasks import absences, acts, co_owners, views

urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.new, name="new"),
    path("together/", acts.together, name="together"),
    path("undo/", acts.undo, name="undo"),
    path("back/", acts.back, name="back"),
    path("withdrawal/", acts.withdrawal, name="withdrawal"),
    path("absences/", absences.index, name="absences"),
    path("absences/<pid:absence>/end/", absences.end, name="absence_end"),
    path("helping/<pid:public_id>/", co_owners.index, name="co_owners"),
    path("<pid:task>/", views.one, name="one"),
    path("<pid:task>/done/", acts.done, name="done"),
    path("<pid:task>/later/", acts.later, name="later"),
    path("<pid:task>/give/", acts.give, name="give"),
    path("<pid:task>/steps/", acts.step, name="step"),
]
