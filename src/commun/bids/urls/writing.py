"""Addresses of the writing of joint answers."""

from django.urls import path

from commun.bids.views import writing

urlpatterns = [
    path("reponses/<slug:bid>/roles-et-cle/", writing.propose_writing, name="propose-writing"),
]
