"""Addresses of the room, by aggregate; all under ``reponses/`` inside a group."""

from commun.bids.urls import bids, blocks, brands, ends, legal_form, papers, projects, proposals, sections, writing

app_name = "bids"
urlpatterns = [
    *projects.urlpatterns,
    *papers.urlpatterns,
    *ends.urlpatterns,
    *blocks.urlpatterns,
    *proposals.urlpatterns,
    *bids.urlpatterns,
    *brands.urlpatterns,
    *legal_form.urlpatterns,
    *sections.urlpatterns,
    *writing.urlpatterns,
]
