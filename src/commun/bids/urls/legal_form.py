"""Addresses of the legal side of joint answers."""

from django.urls import path

from commun.bids.views import legal_form

urlpatterns = [
    path("reponses/<slug:bid>/forme/", legal_form.legal_form, name="legal-form"),
    path("reponses/<slug:bid>/repartition/", legal_form.start_split, name="start-split"),
    path("reponses/<slug:bid>/repartition/ajouter/", legal_form.new_share_line, name="new-share-line"),
    path("reponses/lignes/<slug:share_line>/", legal_form.share_line, name="share-line"),
    path("reponses/lignes/<slug:share_line>/retirer/", legal_form.remove_share_line, name="remove-share-line"),
]
