"""Addresses of the end of joint answers."""

from django.urls import path

from commun.bids.views import ends

urlpatterns = [
    path("reponses/bilan/", ends.figures, name="bid-figures"),
    path("reponses/<slug:bid>/figer/", ends.freeze, name="freeze-bid"),
    path("reponses/<slug:bid>/rouvrir/", ends.reopen, name="reopen-bid"),
    path("reponses/<slug:bid>/deposee/", ends.sent, name="mark-sent"),
    path("reponses/<slug:bid>/retirer/", ends.withdraw, name="withdraw-bid"),
    path("reponses/<slug:bid>/issue/", ends.outcome, name="outcome"),
    path("reponses/<slug:bid>/signee/", ends.signed, name="sign-contract"),
]
