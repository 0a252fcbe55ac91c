"""Addresses of the room, by aggregate; all under ``reponses/`` inside a group."""

from commun.bids.urls import bids, legal_form, projects, sections, writing

app_name = "bids"
urlpatterns = [
    *projects.urlpatterns,
    *bids.urlpatterns,
    *legal_form.urlpatterns,
    *sections.urlpatterns,
    *writing.urlpatterns,
]
