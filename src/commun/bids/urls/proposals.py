"""Addresses of composing a team."""

from django.urls import path

from commun.bids.views import proposals

urlpatterns = [
    path("reponses/<slug:bid>/composer/", proposals.team_proposals, name="compose-team"),
    path("reponses/<slug:bid>/composer/a-la-main/", proposals.by_hand, name="compose-by-hand"),
    path("reponses/<slug:bid>/composer/demander/", proposals.ask_team, name="ask-composed"),
]
