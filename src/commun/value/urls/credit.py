"""Addresses of the mutual credit."""

from django.urls import path

from commun.value.views import credit, credit_decisions

urlpatterns = [
    path("valeur/credit/", credit.credit, name="credit"),
    path("valeur/credit/ce-que-ce-n-est-pas/", credit.credit_is_not, name="credit-is-not"),
    path("valeur/credit/donner/", credit.give, name="give-credit"),
    path("valeur/credit/demander/", credit.ask, name="ask-credit"),
    path("valeur/credit/demandes/<slug:credit_request>/", credit.answer, name="answer-credit"),
    path("valeur/credit/rendre/<int:line>/", credit.give_back, name="give-credit-back"),
    path("valeur/credit/ouvrir/", credit_decisions.open_credit, name="open-credit"),
    path("valeur/credit/limites/", credit_decisions.change_limits, name="credit-limits"),
    path("valeur/credit/autre-groupe/", credit_decisions.trust, name="credit-trust"),
    path("valeur/credit/autre-groupe/donner/", credit_decisions.give_outside, name="give-credit-outside"),
    path("valeur/credit/autre-groupe/code/", credit_decisions.reachable, name="credit-code"),
]
