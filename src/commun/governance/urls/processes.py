"""Addresses of processes: ways of deciding at work."""

from django.urls import path

from commun.governance.views import processes

urlpatterns = [
    path("decisions/consulter/", processes.consult, name="consult"),
    path("decisions/consulter/<slug:method>/", processes.consult_by, name="consult-by"),
    path("decisions/processus/<slug:process>/", processes.process, name="process"),
    path("decisions/processus/<slug:process>/prolonger/", processes.extend, name="extend-process"),
    path("decisions/processus/<slug:process>/retirer/", processes.withdraw, name="withdraw-process"),
    path("decisions/processus/<slug:process>/clore/", processes.close_early, name="close-process"),
    path("decisions/<slug:decision>/decider/", processes.choose, name="choose-way"),
    path("decisions/<slug:decision>/decider/<slug:method>/", processes.decide_by, name="decide-by"),
]
