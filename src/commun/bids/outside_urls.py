"""Addresses of the room outside any group."""

from django.urls import path

from commun.bids.views import outside, outside_espd, outside_papers

LINK = "equipe/<str:token>/"
urlpatterns = [
    path(LINK, outside.answer, name="answer-team"),
    path(f"{LINK}pieces/", outside_papers.papers, name="outside-papers"),
    path(f"{LINK}pieces/deposer/", outside_papers.hand_in, name="outside-hand-in"),
    path(f"{LINK}pieces/<slug:paper>/reprendre/", outside_papers.take_back, name="outside-take-back"),
    path(f"{LINK}fiche/", outside_papers.sheet, name="outside-sheet"),
    path(f"{LINK}declarations/", outside_espd.criteria, name="outside-criteria"),
    path(f"{LINK}declarations/exclusions/", outside_espd.grounds, name="outside-grounds"),
    path(f"{LINK}declarations/<slug:code>/", outside_espd.criterion, name="outside-criterion"),
]
