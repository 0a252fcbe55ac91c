"""Addresses of the common pot."""

from django.urls import path

from commun.value.views import pot, pot_rounds, spendings

urlpatterns = [
    path("valeur/pot/", pot.pot, name="pot"),
    path("valeur/pot/tour/", pot_rounds.new_round, name="new-round"),
    path("valeur/pot/tour/<slug:round_held>/lignes/", pot_rounds.open_lines, name="open-round-lines"),
    path("valeur/pot/lignes/nouvelle/", pot.new_line, name="new-line"),
    path("valeur/pot/lignes/<slug:budget_line>/", pot.line, name="line"),
    path("valeur/pot/lignes/<slug:budget_line>/changer/", pot.more, name="change-line"),
    path("valeur/pot/lignes/<slug:budget_line>/fermer/", pot.end, name="end-line"),
    path("valeur/pot/lignes/<slug:budget_line>/demander/", spendings.ask, name="ask-spending"),
    path("valeur/pot/depenses/<slug:spending>/", spendings.spending, name="spending"),
    path("valeur/pot/depenses/<slug:spending>/signer/", spendings.sign, name="sign-spending"),
    path("valeur/pot/depenses/<slug:spending>/refuser/", spendings.refuse, name="refuse-spending"),
    path("valeur/pot/depenses/<slug:spending>/reprendre/", spendings.withdraw, name="withdraw-spending"),
]
