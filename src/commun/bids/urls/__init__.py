"""Addresses of the room, by aggregate; all under ``reponses/`` inside a group."""

from commun.bids.urls import bids, legal_form, sections, writing

app_name = "bids"
urlpatterns = [*bids.urlpatterns, *legal_form.urlpatterns, *sections.urlpatterns, *writing.urlpatterns]
