"""Addresses of contributions and of their kinds."""

from django.urls import path

from commun.value.views import contributions, kinds

urlpatterns = [
    path("valeur/mes-contributions/", contributions.my_contributions, name="my-contributions"),
    path("valeur/mes-contributions/vu/", contributions.answer_seen, name="answer-seen"),
    path("valeur/contributions/", contributions.contributions, name="contributions"),
    path("valeur/contributions/<slug:contribution>/corriger/", contributions.correct, name="correct-contribution"),
    path("valeur/contributions/<slug:contribution>/reconnaitre/", contributions.acknowledge, name="acknowledge"),
    path("valeur/contributions/<slug:contribution>/ne-plus-reconnaitre/", contributions.take_back, name="take-back"),
    path("valeur/sortes/", kinds.kinds, name="kinds"),
    path("valeur/sortes/proposer/", kinds.propose_kinds, name="propose-kinds"),
    path("valeur/sortes/depart/", kinds.propose_starters, name="propose-starters"),
]
