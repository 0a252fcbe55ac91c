"""Addresses of processes: ways of deciding at work."""

from django.urls import path

from commun.governance.views import ballot_acts, ballots, processes
from commun.governance.views import vote_faces as _faces  # noqa: F401 - shows votes

urlpatterns = [
    path("decisions/consulter/", processes.consult, name="consult"),
    path("decisions/consulter/<slug:method>/", processes.consult_by, name="consult-by"),
    path("decisions/processus/<slug:process>/", processes.process, name="process"),
    path("decisions/processus/<slug:process>/prolonger/", processes.extend, name="extend-process"),
    path("decisions/processus/<slug:process>/retirer/", processes.withdraw, name="withdraw-process"),
    path("decisions/processus/<slug:process>/clore/", processes.close_early, name="close-process"),
    path("decisions/processus/<slug:process>/voter/", ballots.cast, name="cast-ballot"),
    path("decisions/processus/<slug:process>/reprendre/", ballots.take_back, name="take-ballot-back"),
    path("decisions/processus/<slug:process>/accuse/", ballots.ask_receipt, name="ask-receipt"),
    path("decisions/processus/<slug:process>/lien/", ballots.renew_link, name="renew-vote-link"),
    path("decisions/processus/<slug:process>/retenir/", ballots.keep_date, name="keep-poll-date"),
    path("decisions/processus/<slug:process>/ecrire-la-reunion/", ballots.plan_kept_date, name="plan-kept-date"),
    path("decisions/processus/<slug:process>/absent/", ballot_acts.for_absent, name="cast-for-absent"),
    path("decisions/processus/<slug:process>/options/", ballot_acts.change_options, name="change-options"),
    path("decisions/processus/<slug:process>/bulletin/", ballot_acts.paper, name="paper-ballot"),
    path("decisions/processus/<slug:process>/recompter.json", ballot_acts.as_json, name="ballot-json"),
    path("decisions/processus/<slug:process>/recompter/", ballot_acts.as_file, name="ballot-file"),
    path("votes/", ballot_acts.votes, name="votes"),
    path("votes/bulletin-secret/", ballot_acts.secret, name="secret-ballot"),
    path("decisions/<slug:decision>/decider/", processes.choose, name="choose-way"),
    path("decisions/<slug:decision>/decider/<slug:method>/", processes.decide_by, name="decide-by"),
]
