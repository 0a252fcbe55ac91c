"""The search inside a group, and the files that one may open there."""

from django.urls import path

from commun.exchange.views import group_files, search

urlpatterns = [
    path("chercher/", search.search_here, name="search"),
    path("fichiers/", group_files.group_files, name="files"),
]
