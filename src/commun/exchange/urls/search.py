"""Address of the search in a group."""

from django.urls import path

from commun.exchange.views import search

urlpatterns = [path("chercher/", search.search_here, name="search")]
