"""Addresses of disagreements: only their own people find them."""

from django.urls import path

from commun.governance.views import disagreement_words as words
from commun.governance.views import disagreements as views
from commun.governance.views import removals

CASE = "desaccords/<slug:disagreement>/"

urlpatterns = [
    path("desaccords/", views.disagreements, name="disagreements"),
    path("desaccords/ouvrir/", views.new, name="new-disagreement"),
    path(CASE, views.disagreement, name="disagreement"),
    path(f"{CASE}imprimer/", words.printed, name="disagreement-print"),
    path(f"{CASE}nos-mots/", views.words, name="write-words"),
    path(f"{CASE}compris/<int:party>/", views.restate, name="restate"),
    path(f"{CASE}est-ce-cela/<int:party>/", views.answer_restatement, name="answer-restatement"),
    path(f"{CASE}tiers/", views.propose_handler, name="propose-handler"),
    path(f"{CASE}aider/", views.be_handler, name="be-handler"),
    path(f"{CASE}reponse/<int:ask>/", views.answer_ask, name="answer-ask"),
    path(f"{CASE}etape/", views.move_on, name="move-on"),
    path(f"{CASE}etape/finir/", words.end_step, name="end-step"),
    path(f"{CASE}issue-possible/", words.new_option, name="new-option"),
    path(f"{CASE}risque/", words.new_risk, name="new-risk"),
    path(f"{CASE}issue/", words.outcome, name="outcome"),
    path(f"{CASE}bilan/", words.look_back, name="look-back"),
    path(f"{CASE}laisser/", words.leave, name="leave-disagreement"),
    path(f"{CASE}reprendre/", words.reopen, name="reopen-disagreement"),
    path(f"{CASE}depart/", removals.ask, name="ask-removal"),
    path("departs/<slug:removal>/", removals.removal, name="removal"),
    path("departs/<slug:removal>/reponse/", removals.answer, name="answer-removal"),
    path("departs/<slug:removal>/vote/", removals.put, name="put-removal"),
]
