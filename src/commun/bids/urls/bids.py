"""Addresses of joint answers and of their teams."""

from django.urls import path

from commun.bids.views import bids, teams

urlpatterns = [
    path("reponses/", bids.bids, name="bids"),
    path("reponses/ouvrir/<slug:notice>/", bids.open_bid, name="open-bid"),
    path("reponses/<slug:bid>/", bids.bid, name="bid"),
    path("reponses/<slug:bid>/modifier/", bids.change_bid, name="change-bid"),
    path("reponses/<slug:bid>/demander/", teams.ask, name="ask-into-team"),
    path("reponses/<slug:bid>/entrer/", teams.join, name="join-team"),
    path("reponses/places/<slug:team_part>/corriger/", teams.correct, name="correct-part"),
    path("reponses/places/<slug:team_part>/refuser/", teams.decline, name="decline-team"),
    path("reponses/places/<slug:team_part>/quitter/", teams.leave, name="leave-team"),
    path("reponses/places/<slug:team_part>/depart/", teams.note_departure, name="note-departure"),
    path("reponses/places/<slug:team_part>/lien/", teams.renew_link, name="renew-link"),
    path("reponses/places/<slug:team_part>/reprendre/", teams.unask, name="unask"),
]
