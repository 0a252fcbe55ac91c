"""Addresses of roles, mandates, the sharing of tasks and friction zones."""

from django.urls import path

from commun.governance.views import frictions, mandates, role_cards, role_load, role_turns, roles

urlpatterns = [
    path("roles/", roles.roles, name="roles"),
    path("roles/nouveau/", role_cards.new, name="new-role"),
    path("roles/fiches/", roles.sheets, name="role-sheets"),
    path("roles/carte/", role_load.chart, name="role-chart"),
    path("roles/charge/", role_load.load, name="load"),
    path("roles/charge/reglages/", role_load.settings, name="role-settings"),
    path("roles/charge/vu/", role_load.seen, name="see-spread"),
    path("roles/tours/", role_turns.turns, name="turns"),
    path("roles/frictions/", frictions.frictions, name="frictions"),
    path("roles/frictions/nouvelle/", frictions.new, name="new-friction"),
    path("roles/frictions/<slug:friction>/fin/", frictions.end, name="end-friction"),
    path("roles/mandats/<slug:mandate>/rendre/", mandates.end, name="end-mandate"),
    path("roles/mandats/<slug:mandate>/transmettre/", mandates.hand_over, name="hand-over-mandate"),
    path("roles/mandats/<slug:mandate>/apprendre/", mandates.accept_learner, name="accept-learner"),
    path("roles/mandats/<slug:mandate>/merci/", mandates.thank, name="thank"),
    path("roles/<slug:role>/", roles.role_card, name="role-card"),
    path("roles/<slug:role>/modifier/", role_cards.edit, name="edit-role"),
    path("roles/<slug:role>/retirer/", role_cards.retire, name="retire-role"),
    path("roles/<slug:role>/versions/<int:number>/", role_cards.version, name="role-version"),
    path("roles/<slug:role>/offre/", mandates.offer, name="offer-role"),
    path("roles/<slug:role>/offre/retrait/", mandates.withdraw, name="withdraw-offer"),
    path("roles/<slug:role>/prendre/", mandates.declare, name="declare-mandate"),
    path("roles/<slug:role>/mandat/", mandates.give, name="give-mandate"),
    path("roles/<slug:role>/proposer/", mandates.propose, name="propose-mandate"),
]
